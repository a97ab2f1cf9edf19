"""Find the element of a page that holds the document: the deepest one with nearly all of the page's prose.

Libraries for this were tried (trafilatura, readability-lxml): see tests/document/README.md.
"""

import re

from lxml.html import HtmlElement

from retrieval.document.body import is_chrome
from retrieval.document.readers.web_lines import Line, lines_of

#: What is never the document.
_DROPPED = [
    "script",
    "style",
    "noscript",
    "template",
    "iframe",
    "object",
    "embed",
    "svg",
    "canvas",
    "audio",
    "video",
    "select",
    "button",
    "textarea",
    "input",
    "nav",
    "footer",
    "head",
]
#: Names that Chinese content-management systems give to what stands around a document.
_AROUND = re.compile(
    r"(?:^|[\s_-])(?:share|bdshare|social|breadcrumb|crumbs?|dangqian|weizhi|position|location|nav|navbar|menu|sidebar|footer|foot|header|top-?bar|toolbar|related|xgxx|recommend|qrcode|ewm|print|comment|login|search|pagination|copyright|banner)(?:$|[\s_-])",
    re.I,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
#: The document is where this share of the prose is.
_NEARLY_ALL = 0.8
#: Of an element called what surrounds a document, more prose than this share of the page's is the document all the same.
_TOO_MUCH = 0.3
_PROSE = re.compile(r"[，。；：、,;]")
_LABEL, _LINKED = 0.3, 0.5
_PARTS = {"p", "span", "font", "ol", "ul", "li", "pre", "blockquote"}


def prune(root: HtmlElement) -> None:
    """Take out of a page what is never its document."""
    for element in root.xpath("|".join(f".//{tag}" for tag in _DROPPED)):
        element.drop_tree()
    for element in root.xpath(".//*[@style or @hidden]"):
        if element.get("hidden") is not None or _HIDDEN.search(element.get("style") or ""):
            _drop(element)
    weights = _weights(root)
    most = _TOO_MUCH * weights.get(root, 0.0)
    for element in root.xpath(".//*[@class or @id]"):
        named = _AROUND.search(element.get("class") or "") or _AROUND.search(element.get("id") or "")
        if named and element.tag not in {"body", "html"} and weights.get(element, 0.0) <= most:
            _drop(element)


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def is_linked(line: Line) -> bool:
    return line.linked > _LINKED * len(line.text)


def find_main(root: HtmlElement) -> HtmlElement:
    """The element that holds the document."""
    weights = _weights(root)
    element, whole = root, weights.get(root, 0.0)
    while whole:
        heaviest = max(element, key=lambda child: weights.get(child, 0.0), default=None)
        # A paragraph is never the whole document, nor is a table; those that frame a page have no words of their own.
        if heaviest is None or weights.get(heaviest, 0.0) < _NEARLY_ALL * whole or _is_part(heaviest):
            break
        element = heaviest
    return element


def _is_part(element: HtmlElement) -> bool:
    return element.tag in _PARTS or (
        element.tag == "table" and any(line.block is element for line in lines_of(element))
    )


def _weights(root: HtmlElement) -> dict[HtmlElement, float]:
    """For each element the prose in it."""
    weights: dict[HtmlElement, float] = {}
    for line in lines_of(root):
        weight = _prose(line)
        element: HtmlElement | None = line.block
        while weight and element is not None:
            weights[element] = weights.get(element, 0.0) + weight
            element = element.getparent()
    return weights


def _prose(line: Line) -> float:
    if is_linked(line) or is_chrome(line.text):
        return 0.0
    free = len(line.text) - line.linked
    return free if _PROSE.search(line.text) else _LABEL * free
