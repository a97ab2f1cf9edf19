"""DOCX and its kin: paragraphs with the numbers that Word shows in front of them, notes, and tables, in the order of
the body."""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from retrieval.document.model import Extract
from retrieval.document.readers.attributes import number_in
from retrieval.document.readers.printed.picture import read_pictures, words_in
from retrieval.document.readers.printed.recognition import is_available
from retrieval.document.readers.printed.scanned import HOW
from retrieval.document.readers.tables import table_lines
from retrieval.document.readers.word.numbering import read_numbering
from retrieval.document.readers.word.package import (
    BREAKING,
    Package,
    child_of,
    children_of,
    qn,
    unfold,
    unpack,
    value_of,
)
from retrieval.document.readers.word.runs import is_on, join_deleted, spell_fields, words_of
from retrieval.document.readers.word.written import of_paragraphs
from retrieval.errors import SourceError

#: Elements that hold more of the body.
_AROUND = {qn(f"w:{name}") for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")}
_AROUND |= {qn("wx:sect"), qn("wx:sub-section"), qn("mc:AlternateContent"), qn("mc:Choice")}
_PARAGRAPH, _TABLE, _BOX, _CHUNK = qn("w:p"), qn("w:tbl"), qn("w:txbxContent"), qn("w:altChunk")
#: Tables of contents repeat the headings with the numbers of their pages.
_CONTENTS = re.compile(r"^(?:TOC|目录)\s*\d*$", re.I)
_ENTRY = re.compile(r"(?:[.．·…]\s?){4,}\s*\d{1,4}$|\s\d{1,4}$")
#: Tables in tables in tables: no deeper.
_DEPTH = 8
#: A picture that may say something covers a seventh of a page (A4, in units of 1/914,400 of an inch).
_LARGE = 7_560_000 * 10_692_000 / 7
#: No cell spans more columns.
_WIDEST = 200
#: A style may be based on another, and so on; so deep no real one goes.
_BASES = 20


def read_docx(data: bytes, name: str) -> Extract:
    """The text of a DOCX file, and where its paragraphs begin (a row of a table counts as one)."""
    return _read(data, name, unpack)


def read_word_xml(data: bytes, name: str) -> Extract:
    """The text of a Word document that is one XML file, as Word 2003 and flat OPC have it."""
    return _read(data, name, unfold)


def _read(data: bytes, name: str, opened: Callable[[bytes, str], Package]) -> Extract:
    try:
        package = opened(data, name)
        body = _Body(package)
        paragraphs = list(body.paragraphs())
    except BREAKING as error:
        raise SourceError(f"DOCX 文件 {name} 不完整或已损坏。请重新下载，或用 Word 打开后另存。") from error
    pictures = (
        [package.bytes_of(one) for one in package.related("image")] if body.recognized.issuperset(paragraphs) else []
    )
    if pictures:
        return read_pictures(pictures, name, "里只有图片，没有文字")
    read = of_paragraphs(paragraphs, name, body.notes())
    recognized = tuple(number for number, one in enumerate(paragraphs, 1) if one in body.recognized)
    return replace(read, places=replace(read.places, recognized=recognized)) if read.places and recognized else read


def _large_pictures(paragraph: Any) -> Iterator[str]:
    """The ids of the pictures that are so large that they may say something."""
    for drawing in paragraph.iter(qn("w:drawing")):
        picture, extent = drawing.find(f".//{qn('a:blip')}"), drawing.find(f".//{qn('wp:extent')}")
        sides = [extent.get(name) or "" for name in ("cx", "cy")] if extent is not None else []
        known = sides and all(side.isdecimal() and len(side) < 10 for side in sides)
        if picture is not None and known and math.prod(map(int, sides)) >= _LARGE:
            yield picture.get(qn("r:embed")) or ""


@dataclass
class _Notes:
    """Footnotes or endnotes: their texts by id, their label, and those referred to but not yet written out."""

    called: str
    texts: Mapping[str, Any]
    count: int = 0
    waiting: list[tuple[str, Any]] = field(default_factory=list)

    def mark(self, reference: Any) -> str:
        """The mark in the text: [注1]."""
        note = self.texts.get(reference.get(qn("w:id")) or "")
        if note is None:
            return ""
        self.count += 1
        mark = f"[{self.called}{self.count}]"
        self.waiting.append((mark, note))
        return mark


class _Body:
    """Reads the body of a document, once and in order: it counts numbers and notes as it goes."""

    def __init__(self, package: Package) -> None:
        self._package = package
        styles = package.root("styles")
        self._numbering = read_numbering(package.root("numbering"), styles)
        named = ((one.get(qn("w:styleId")), value_of(one, "w:name")) for one in children_of(styles, "w:style"))
        self._contents = {style for style, name in named if _CONTENTS.match(name or "")}
        self._hidden = _hidden_styles(styles)
        self._inside = 0  # so many tables deep: their notes follow behind them
        self._unread = 0  # large pictures whose words were not read
        self.recognized: set[str] = set()
        self._notes = {
            qn(f"w:{kind}Reference"): _Notes(called, _by_id(package.root(f"{kind}s"), kind))
            for kind, called in (("footnote", "注"), ("endnote", "尾注"))
        }

    def paragraphs(self) -> Iterator[str]:
        """The paragraphs and tables in order, each followed by the notes to it."""
        body = self._package.document()
        join_deleted(body)
        yield from self._blocks(body, 0)

    def notes(self) -> list[str]:
        """Sentences for a person on the pictures in the document."""
        notes = ["图片里的文字是识别的（识别文字），可能有错字。"] if self.recognized else []
        if self._unread and not is_available():
            notes.append(f"有 {self._unread} 张大图片，图片里的文字没有读（{HOW}）。")
        return notes

    def _pictures(self, paragraph: Any) -> Iterator[str]:
        """The words in the large pictures of a paragraph, where they can be recognized."""
        for wanted in _large_pictures(paragraph):
            data = next(
                (self._package.bytes_of(one) for one in self._package.related("image") if one.id == wanted), b""
            )
            lines = words_in(data) if is_available() and not self._inside else []
            self._unread += not lines
            self.recognized.update(lines)
            yield from lines

    def _passed(self) -> Iterator[str]:
        for notes in self._notes.values() if not self._inside else ():
            waiting, notes.waiting = notes.waiting, []
            for mark, note in waiting:
                if text := " ".join(self._blocks(note, 1)):
                    yield f"{mark} {text}"

    def _blocks(self, body: Any, depth: int) -> Iterator[str]:
        """The paragraphs and table rows under ``body`` in order, those without a word left out."""
        if depth > _DEPTH:
            return
        for element in body:
            if element.tag == _PARAGRAPH:
                text = self._paragraph(element)
                if text and not _is_entry(element, text, self._contents):
                    yield text
                for box in _boxes(element):
                    yield from self._blocks(box, depth + 1)
                yield from self._pictures(element)
                yield from self._passed()
            elif element.tag == _TABLE:
                self._inside += 1
                rows = list(self._table(element, depth))
                self._inside -= 1
                yield from rows
                yield from self._passed()
            elif element.tag == _CHUNK:
                yield from self._chunk(element)
            elif element.tag in _AROUND:
                yield from self._blocks(element, depth + 1)

    def _paragraph(self, element: Any) -> str:
        properties = child_of(element, "w:pPr")
        spell_fields(element)
        hidden = value_of(properties, "w:pStyle") in self._hidden
        words = "" if hidden else "".join(words_of(element, self._hidden, lambda one: self._notes[one.tag].mark(one)))
        text = "\n".join(line.strip() for line in words.split("\n")).strip()
        if not text:  # Word counts an empty paragraph that is numbered, unless it only ends a section or is hidden
            own = child_of(properties, "w:sectPr")
            if own is None and not hidden and not is_on(properties, "w:rPr/w:vanish"):
                self._numbering.label(element)
            return ""
        label = self._numbering.label(element) or _stated_label(properties)
        spaced = (label[-1:].isascii() and label[-1:].isalnum()) or re.match(r"第.{1,8}[编章节条]$", label)
        return f"{label}{' ' if spaced else ''}{text}"

    def _chunk(self, element: Any) -> Iterator[str]:
        """The lines of an embedded document (altChunk)."""
        from retrieval.document.readers import extract

        for part in self._package.related("aFChunk"):
            if part.id == element.get(qn("r:id")):
                yield from filter(str.strip, extract(self._package.bytes_of(part), Path(part.target)).text.splitlines())

    def _table(self, table: Any, depth: int) -> Iterator[str]:
        """The rows of a table. A cell over several rows is in each of them, one over several columns in the first."""
        rows: list[list[str]] = []
        open_cells: dict[int, str] = {}
        for row in _inner(table, qn("w:tr")):
            if is_on(row, "w:trPr/w:hidden") or is_on(row, "w:trPr/w:del"):
                continue
            cells = [""] * _span(row, "w:trPr/w:gridBefore", 0)
            for cell in _inner(row, qn("w:tc")):
                merged, column = child_of(cell, "w:tcPr/w:vMerge"), len(cells)
                if merged is not None and (merged.get(qn("w:val")) or "continue") == "continue":
                    text = open_cells.get(column, "")
                else:
                    text = " ".join(self._blocks(cell, depth + 1))
                    open_cells[column] = text
                cells += [text, *[""] * (_span(cell, "w:tcPr/w:gridSpan", 1) - 1)]
            rows.append(cells)
        if all(sum(bool(cell.strip()) for cell in row) <= 1 for row in rows):  # a frame around text is no table
            yield from (cell for row in rows for cell in row if cell.strip())
            return
        yield from table_lines(rows)


def _hidden_styles(styles: Any | None) -> set[str]:
    """The ids of the styles that hide their text, of themselves or as those do that they are based on."""
    every = {style.get(qn("w:styleId")): style for style in children_of(styles, "w:style")}

    def hides(name: str, depth: int = 0) -> bool:
        if child_of(every[name], "w:rPr/w:vanish") is not None:
            return is_on(every[name], "w:rPr/w:vanish")
        above = value_of(every[name], "w:basedOn") or ""
        return above in every and depth < _BASES and hides(above, depth + 1)

    return {name for name in every if hides(name)}


def _by_id(notes: Any | None, kind: str) -> dict[str, Any]:
    """The notes of a part by id, without separators (notes that have a type)."""
    every = children_of(notes, f"w:{kind}")
    return {note.get(qn("w:id")) or "": note for note in every if note.get(qn("w:type")) in {None, "normal"}}


def _stated_label(properties: Any | None) -> str:
    """The number in front of a paragraph that Word 2003 keeps beside the place in the list."""
    stated = child_of(properties, "w:listPr/wx:t")
    return "" if stated is None else stated.get(qn("wx:val")) or ""


def _is_entry(paragraph: Any, text: str, contents: set[str | None]) -> bool:
    return value_of(paragraph, "w:pPr/w:pStyle") in contents and bool(_ENTRY.search(text))


def _boxes(paragraph: Any) -> Iterator[Any]:
    """The text boxes anchored in a paragraph, without the fallback copies for older programs."""
    for box in paragraph.iter(_BOX):
        if not any(above.tag.endswith("}Fallback") for above in box.iterancestors() if isinstance(above.tag, str)):
            yield box


def _inner(element: Any, tag: str) -> Iterator[Any]:
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in _AROUND:
            yield from _inner(child, tag)


def _span(element: Any, path: str, otherwise: int) -> int:
    return number_in(value_of(element, path), otherwise, _WIDEST)
