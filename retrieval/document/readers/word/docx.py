"""DOCX: paragraphs with the numbers that Word shows in front of them, and tables, in the order of the body."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml.etree import LxmlError

from retrieval.document.model import Extract, Places, Unit
from retrieval.document.readers.archive import UNPACKING, check_unpacked
from retrieval.document.readers.tables import table_lines
from retrieval.document.readers.word.numbering import Numbering, read_numbering
from retrieval.errors import SourceError

#: Elements that hold more of the body, and those whose text no one sees (deleted, moved away, the older of two forms).
_AROUND = {qn(name) for name in ("w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo", "w:smartTag")}
_UNSEEN = {qn(name) for name in ("w:del", "w:moveFrom", "w:rPr", "w:pPr", "w:delText", "w:instrText", "w:txbxContent")}
_UNSEEN.add("{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
_SPACES = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-", qn("w:ptab"): " "}
_PARAGRAPH, _TABLE, _BOX = qn("w:p"), qn("w:tbl"), qn("w:txbxContent")
#: Tables of contents repeat the headings with the numbers of their pages.
_CONTENTS = re.compile(r"^(?:TOC|目录)\s*\d*$", re.I)
_ENTRY = re.compile(r"(?:[.．·…]\s?){4,}\s*\d{1,4}$|\s\d{1,4}$")
#: More XML than this takes up all of the memory when it is parsed, and is no document that a person wrote.
MAX_XML = 64 * 2**20
#: Tables in tables in tables: no deeper.
_DEPTH = 8


def read_docx(data: bytes, name: str) -> Extract:
    """The text of a DOCX file, and where its paragraphs begin (a row of a table counts as one)."""
    _check(data, name)
    try:
        document = docx.Document(io.BytesIO(data))
        part = document.part
        numbering = read_numbering(_root(part, "numbering"), _root(part, "styles"))
        contents = _contents_styles(_root(part, "styles"))
        paragraphs = list(_blocks(document.element.body, numbering, contents))
    except (
        *(PackageNotFoundError, LxmlError, KeyError, AttributeError, TypeError),
        *UNPACKING,
    ) as error:
        raise SourceError(f"DOCX 文件 {name} 不完整或已损坏。请重新下载，或用 Word 打开后另存。") from error
    if not paragraphs:
        raise SourceError(f"文件是空的：{name}。请换一份有正文的文件。")
    return _joined(paragraphs)


def _check(data: bytes, name: str) -> None:
    """Refuse what unpacks to too much, and XML that declares entities: no DOCX has them, bombs are made of them."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            check_unpacked(infos, f"DOCX 文件 {name}")
            if sum(info.file_size for info in infos if _is_xml(info)) > MAX_XML:
                raise SourceError(f"文件太大：DOCX 文件 {name} 的内容超过 {MAX_XML // 2**20} MB。请拆分后再用。")
            if any(info.flag_bits & 1 for info in infos):
                raise SourceError(f"{name} 设了打开密码，读不了。请去掉密码，另存后再用。")
            for info in infos:
                if _is_xml(info):
                    with archive.open(info) as part:
                        if b"<!DOCTYPE" in part.read(4096):
                            raise SourceError(f"DOCX 文件 {name} 里有不该有的 XML 声明，没有读。请用 Word 打开后另存。")
    except UNPACKING as error:
        raise SourceError(f"DOCX 文件 {name} 不完整或已损坏。请重新下载，或用 Word 打开后另存。") from error


def _is_xml(info: zipfile.ZipInfo) -> bool:
    return info.filename.lower().endswith((".xml", ".rels"))


def _root(part: Any, kind: str) -> Any | None:
    """The root of another part of the document, if it has it."""
    for relation in part.rels.values():
        if relation.reltype.endswith(f"/{kind}") and not relation.is_external:
            return getattr(relation.target_part, "element", None)
    return None


def _contents_styles(styles: Any | None) -> set[str]:
    found = set()
    for style in styles.findall(qn("w:style")) if styles is not None else ():
        named = style.find(qn("w:name"))
        if named is not None and _CONTENTS.match(named.get(qn("w:val")) or ""):
            found.add(style.get(qn("w:styleId")) or "")
    return found


def _joined(paragraphs: list[str]) -> Extract:
    starts, length = [], 0
    for paragraph in paragraphs:
        starts.append(length)
        length += len(paragraph) + 1
    return Extract("\n".join(paragraphs) + "\n", Places(Unit.PARAGRAPH, tuple(starts)))


def _blocks(body: Any, numbering: Numbering, contents: set[str], depth: int = 0) -> Iterator[str]:
    """The paragraphs and table rows under ``body`` in order, those without a word left out."""
    if depth > _DEPTH:
        return
    for element in body:
        if element.tag == _PARAGRAPH:
            text = _paragraph(element, numbering)
            if text and not _is_entry(element, text, contents):
                yield text
            for box in _boxes(element):
                yield from _blocks(box, numbering, contents, depth + 1)
        elif element.tag == _TABLE:
            yield from _table(element, numbering, contents, depth)
        elif element.tag in _AROUND:
            yield from _blocks(element, numbering, contents, depth + 1)


def _is_entry(paragraph: Any, text: str, contents: set[str]) -> bool:
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return style is not None and style.get(qn("w:val")) in contents and bool(_ENTRY.search(text))


def _paragraph(element: Any, numbering: Numbering) -> str:
    text = "\n".join(line.strip() for line in "".join(_words(element)).split("\n")).strip()
    if not text:  # an empty paragraph shows no number, yet counts only where it is numbered: Word counts it
        numbering.label(element)
        return ""
    label = numbering.label(element)
    spaced = (label[-1:].isascii() and label[-1:].isalnum()) or re.match(r"第.{1,8}[编章节条]$", label)
    return f"{label}{' ' if spaced else ''}{text}"


def _words(element: Any) -> Iterator[str]:
    for child in element:
        tag = child.tag
        if tag == qn("w:t"):
            yield child.text or ""
        elif tag in _SPACES:
            yield "" if tag == qn("w:br") and child.get(qn("w:type")) in {"page", "column"} else _SPACES[tag]
        elif tag not in _UNSEEN and isinstance(tag, str):
            yield from _words(child)


def _boxes(paragraph: Any) -> Iterator[Any]:
    """The text boxes anchored in a paragraph, each once: older programs are given a second form of it."""
    for box in paragraph.iter(_BOX):
        if not any(above.tag.endswith("}Fallback") for above in box.iterancestors() if isinstance(above.tag, str)):
            yield box


def _table(table: Any, numbering: Numbering, contents: set[str], depth: int) -> Iterator[str]:
    """The rows of a table. A cell over several rows is in each of them, one over several columns in the first."""
    rows: list[list[str]] = []
    open_cells: dict[int, str] = {}
    for row in _inner(table, qn("w:tr")):
        cells, column = [""] * _span(row, "w:trPr", "w:gridBefore", 0), 0
        column = len(cells)
        for cell in _inner(row, qn("w:tc")):
            merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            if merge is not None and (merge.get(qn("w:val")) or "continue") == "continue":
                text = open_cells.get(column, "")
            else:
                text = " ".join(_blocks(cell, numbering, contents, depth + 1))
                open_cells[column] = text
            span = _span(cell, "w:tcPr", "w:gridSpan", 1)
            cells += [text, *[""] * (span - 1)]
            column += span
        rows.append(cells)
    if all(sum(bool(cell.strip()) for cell in row) <= 1 for row in rows):  # a frame around text is no table
        yield from (cell for row in rows for cell in row if cell.strip())
        return
    yield from table_lines(rows)


def _inner(element: Any, tag: str) -> Iterator[Any]:
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in _AROUND:
            yield from _inner(child, tag)


def _span(element: Any, properties: str, name: str, otherwise: int) -> int:
    found = element.find(f"{qn(properties)}/{qn(name)}")
    value = found.get(qn("w:val")) if found is not None else None
    return min(int(value), 200) if value and value.isdigit() else otherwise
