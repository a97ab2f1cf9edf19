"""Write the numbers of ordered lists in front of their items, where a browser shows them."""

import re
from collections.abc import Callable
from itertools import islice

from lxml.html import HtmlElement

from retrieval.document.readers.attributes import number_in
from retrieval.document.readers.word.numbering import counting, letter, roman

#: An item that brings a number of its own: its list is shown without any.
_LABELLED = re.compile(r"\W{0,3}(?:第?[\d一二三四五六七八九十]{1,4} ?[)）】\]、.．:：条步章]|[①-⑳])")
#: The first word of an item stands in one of its first elements.
_NEAR = 9
_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([\w-]+)")
#: A rule of the page's own style sheet that takes the numbers away.
_RESET = re.compile(r"(?:^|[\s},])(?:ol|li|\*)[^{}]{0,200}\{[^{}]{0,2000}?list-style(?:-type)?\s*:\s*none")
_UNNUMBERED = {"disc", "circle", "square", "none"}
_SHOWN: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(("cjk-ideographic", "simp-chinese-informal"), lambda number: f"{counting(number)}、"),
    **dict.fromkeys(("a", "lower-alpha", "lower-latin"), lambda number: f"{letter(number)}. "),
    **dict.fromkeys(("A", "upper-alpha", "upper-latin"), lambda number: f"{letter(number).upper()}. "),
    **dict.fromkeys(("i", "lower-roman"), lambda number: f"{roman(number)}. "),
    **dict.fromkeys(("I", "upper-roman"), lambda number: f"{roman(number).upper()}. "),
}


def write_numbers(root: HtmlElement) -> None:
    """Put the number of each item of an ordered list into its text."""
    reset = any(_RESET.search(style.text or "") for style in root.iter("style"))
    for ordered in root.iter("ol"):
        items = [item for item in ordered if item.tag == "li"]
        if ordered.get("reversed") is None and not any(
            _LABELLED.match("".join(islice(item.itertext(), _NEAR))) for item in items
        ):
            _write(items, _styled(ordered) or ordered.get("type") or ("none" if reset else "decimal"), ordered)


def _write(items: list[HtmlElement], usual: str, ordered: HtmlElement) -> None:
    number = number_in(ordered.get("start"), 1)
    for item in items:
        number = number_in(item.get("value"), number)
        style = _styled(item) or usual
        if style not in _UNNUMBERED:
            _prefix(item, _SHOWN.get(style, "{}. ".format)(number))
        number += 1


def _styled(element: HtmlElement) -> str | None:
    found = _STYLE.search(element.get("style") or "")
    return found[1] if found else None


def _prefix(item: HtmlElement, label: str) -> None:
    """Write a label before the first word of an item, in whatever element that stands."""
    for element in islice(item.iter(), _NEAR):
        if isinstance(element.tag, str) and (said := (element.text or "").lstrip()):
            element.text = label + said
            return
        if element is not item and (said := (element.tail or "").lstrip()):
            element.tail = label + said
            return
