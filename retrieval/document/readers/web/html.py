"""Web pages: the document out of a government site's page, with what the page states of it on lines above."""

import codecs
import re
from contextlib import suppress

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from retrieval.document.layout.chrome import is_chrome
from retrieval.document.model import Extract
from retrieval.document.readers.text import decode
from retrieval.document.readers.web.lines import Line, lines_of
from retrieval.document.readers.web.lists import write_numbers
from retrieval.document.readers.web.main_text import find_main, is_linked, prune, without_footer
from retrieval.document.readers.web.scripted import scripted_markup
from retrieval.document.readers.web.stated import is_stated, stated_facts
from retrieval.errors import SourceError
from retrieval.text.fold import fold

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.I)
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")
#: No HTML may hold these, and lxml takes them from no one.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
#: GB2312 and GBK are said where GB18030 is meant: it has all of theirs and the rest.
_MEANT = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "big5": "big5hkscs"}
#: A page may have some characters spoilt, cut in two by a template or a counter.
_SPOILT = 0.002
#: Links that belong to the document: its attachments.
_ATTACHED = re.compile(r"附\s*件|附\s*表|\.(?:docx?|pdf|wps|xlsx?|et|zip|rar|ofd)\b|^《", re.I)
#: The title is among the first lines; it is set on so many at most.
_OPENING, _MOST_LINES = 8, 4


def read_html(data: bytes, name: str) -> Extract:
    """The text of a page's document; tables as rows. What the page states of it (索引号, 发文字号, …) stands first."""
    text = _CONTROLS.sub("", _DECLARED.sub("", _decoded(data, name)))
    try:
        root = _parsed(text)
        stated, body = stated_facts(root), _body(root)
        if not any("。" in line for line in body) and (markup := scripted_markup(_parsed(text))):
            body = _body(_parsed(markup))
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise SourceError(f"网页文件 {name} 读不出内容。请用浏览器打开后另存，或打印成 PDF。") from error
    if not body:
        raise SourceError(f"网页文件 {name} 里没有正文（可能要联网才显示）。请用浏览器打开后打印成 PDF。")
    if title := stated.get("标题"):
        body = _titled(body, title)
    return Extract("\n".join([*(f"{name}：{value}" for name, value in stated.items()), *body]) + "\n")


def _parsed(text: str) -> HtmlElement:
    return document_fromstring(text, parser=HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True))


def _body(root: HtmlElement) -> list[str]:
    """Extract the lines of the document; prunes the tree in place."""
    write_numbers(root)
    prune(root)
    lines = [line for block in find_main(root) for line in lines_of(block)]
    return _without_stated([line.text for line in without_footer(lines) if not _is_around(line)])


def _decoded(data: bytes, name: str) -> str:
    said = _CHARSET.search(data[:4096])
    marked = data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if said and not marked and b"\0" not in data:
        encoding = said[1].decode("ascii").lower()
        with suppress(LookupError):
            text = data.decode(_MEANT.get(encoding, encoding), "replace")
            if text.count("\ufffd") <= _SPOILT * len(text):  # else it says what it is not
                return text
    return decode(data, name).removeprefix("\ufeff")


def _is_around(line: Line) -> bool:
    if " | " in line.text:
        return False
    return is_chrome(line.text) or (is_linked(line) and not _ATTACHED.search(line.text))


def _without_stated(body: list[str]) -> list[str]:
    """Drop lines above the first sentence that only state a fact (文号：…): they stand in the list of facts already."""
    opening = next((number for number, line in enumerate(body[:_OPENING]) if "。" in line), _OPENING)
    return [line for number, line in enumerate(body) if number >= opening or not is_stated(line)]


def _titled(body: list[str], title: str) -> list[str]:
    """Make sure that the title stands on one line: join it where it is broken, prepend it where it is missing."""
    wanted, squeezed = _squeezed(title), [_squeezed(line) for line in body[: _OPENING + _MOST_LINES]]
    if any(wanted in line for line in squeezed[:_OPENING]):
        return body
    for first in range(_OPENING):
        for last in range(first + 2, first + _MOST_LINES + 1):
            if "".join(squeezed[first:last]) == wanted:
                return [*body[:first], title, *body[last:]]
    return [title, *body]


def _squeezed(text: str) -> str:
    return "".join(fold(text).split())
