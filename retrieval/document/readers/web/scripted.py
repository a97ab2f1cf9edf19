"""Find the text of a page that shows it only when its scripts have run: it is in the file, as data."""

import json
import re

from lxml.html import HtmlElement, tostring

_STRING = re.compile(r'"((?:[^"\\]|\\.)*+)(?:"|\\?\Z)', re.DOTALL)
_MARKUP = re.compile(r"<(?:p|div|br|table|span)\b", re.I)
_HAN = re.compile(r"[\u4e00-\u9fff]")
#: Less than this is a message or a menu, no document.
_LEAST = 60


def scripted_markup(root: HtmlElement) -> str:
    """The longest markup that a page keeps as data: in a string of a script, a form field, a frame, a template."""
    kept = [_unescaped(string) for script in root.iter("script") for string in _STRING.findall(script.text or "")]
    for element in root.iter("textarea", "xmp", "template", "noscript"):
        kept.append(tostring(element, encoding="unicode") if len(element) else element.text_content())
    kept += [element.get("value") or element.get("srcdoc") or "" for element in root.iter("input", "iframe")]
    return max((text for text in kept if _is_document(text)), key=len, default="")


def _unescaped(string: str) -> str:
    if len(string) < _LEAST:
        return ""
    try:
        return str(json.loads(f'"{string}"', strict=False))
    except ValueError:
        return ""


def _is_document(text: str) -> bool:
    return "。" in text and bool(_MARKUP.search(text)) and len(_HAN.findall(text)) >= _LEAST
