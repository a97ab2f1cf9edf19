"""Web pages: the document out of a government site's page, with what the page states of it on lines above."""

import codecs
import re
from contextlib import suppress
from itertools import pairwise

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from retrieval.document.layout.chrome import is_chrome
from retrieval.document.model import Extract
from retrieval.document.readers.main_text import find_main, is_linked, prune, without_footer
from retrieval.document.readers.stated import stated_lines, title_of
from retrieval.document.readers.text import decode
from retrieval.document.readers.web_lines import Line, lines_of
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


def read_html(data: bytes, name: str) -> Extract:
    """The text of a page's document; tables as rows. What the page states of it (索引号, 发文字号, …) stands first."""
    text = _CONTROLS.sub("", _DECLARED.sub("", _decoded(data, name)))
    try:
        root = document_fromstring(text, parser=HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True))
        title, stated = title_of(root), stated_lines(root)
        prune(root)
        body = [line.text for line in without_footer(lines_of(find_main(root))) if not _is_around(line)]
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise SourceError(f"网页文件 {name} 读不出内容。请用浏览器打开后另存，或打印成 PDF。") from error
    if not body:
        raise SourceError(f"网页文件 {name} 里没有正文（可能要联网才显示）。请用浏览器打开后打印成 PDF。")
    if title and not any(_same(title, line) for line in _opening(body)):
        body = [title, *body]
    return Extract("\n".join([*stated, *body]) + "\n")


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


def _opening(body: list[str]) -> list[str]:
    """The first lines, alone and two together: long titles are often set on two lines."""
    first = body[:8]
    return [*first, *(one + other for one, other in pairwise(first))]


def _same(title: str, line: str) -> bool:
    return "".join(fold(title).split()) in "".join(fold(line).split())
