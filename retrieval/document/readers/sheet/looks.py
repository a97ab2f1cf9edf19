"""How the cells of a workbook look: calamine tells values only, not the formats of numbers, which rows and columns are
hidden, nor in OpenDocument which cells are merged."""

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape
from xml.etree import ElementTree

import xlrd

from retrieval.document.readers.archive import UNPACKING
from retrieval.document.readers.attributes import number_in
from retrieval.document.readers.entities import check_entities

#: What is parsed of a file.
_PARSED = {"content.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"}
#: In Excel's files: the format of each style, the cells with their styles, what is hidden.
_STYLES = re.compile(rb"<cellXfs\b[^>]{0,200}>(.*?)</cellXfs>", re.S)
_STYLE = re.compile(rb"<xf\b[^>]{0,400}?numFmtId=\"(\d{1,5})\"")
_FORMAT = re.compile(rb"<numFmt\b[^>]{0,400}?numFmtId=\"(\d{1,5})\"[^>]{0,400}?formatCode=\"([^\"]{0,300})\"")
_CELL = re.compile(rb"<c (?=[^>]{0,200}?\bs=\"(\d{1,5})\")[^>]{0,200}?\br=\"([A-Z]{1,3})(\d{1,7})\"")
_ROW, _COLUMN = re.compile(rb"<row\b([^>]{0,400})>"), re.compile(rb"<col\b([^>]{0,400})>")
_UNSOLVED = re.compile(
    rb"<c (?![^>]{0,200}?\bt=\"str\")[^>]{0,200}><f\b[^>]{0,400}>(?:[^<]{0,9999}</f>)?(?:<v ?/>|<v></v>)?</c>"
)
_HIDDEN = re.compile(rb"\bhidden=\"(?:1|true)\"")
_NUMBERS = re.compile(rb"\b(r|min|max)=\"(\d{1,7})\"")
_PERCENTS = {9: "0%", 10: "0.00%"}
#: In OpenDocument: its names, and the last row and column that are looked at.
_TABLE, _OFFICE = (f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("table", "office"))
_ROWS, _COLUMNS = 100_000, 1_000


@dataclass
class Looks:
    """The looks of a sheet: the formats of numbers by row and column, the rows and columns that are hidden, the
    merged cells as (first row, first column, last row, last column); all counted from 0."""

    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    unsolved: int = 0  # formulas without a value
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


def read_looks(data: bytes, file: str) -> dict[str, Looks]:
    """How the cells of each sheet look, as far as ``file`` says."""
    found: dict[str, Looks] = defaultdict(Looks)
    if not data.startswith(b"PK"):
        return found | _old(data)
    with suppress(*UNPACKING, KeyError, ElementTree.ParseError), zipfile.ZipFile(io.BytesIO(data)) as archive:
        parsed = {part: archive.read(part) for part in _PARSED & set(archive.namelist())}
        for part in parsed.values():
            check_entities(part, f"表格文件 {file}")
        if "content.xml" in parsed:
            for table in ElementTree.fromstring(parsed["content.xml"]).iter(f"{_TABLE}table"):
                found[table.get(f"{_TABLE}name") or ""] = _open(table)
        else:
            styles = _styles(archive.read("xl/styles.xml"))
            for sheet, name in _parts(parsed).items():
                found[sheet] = _excel(archive.read(name), styles)
    return found


def _old(data: bytes) -> dict[str, Looks]:
    """How the cells of an .xls look, by xlrd."""
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
    except Exception:  # it raises of all kinds where a file is not as it expects; calamine tells whether it is broken
        return {}
    codes = {number: one.format_str for number, one in book.format_map.items()}
    found = {}
    for sheet in book.sheets():
        looks = found[sheet.name] = Looks()
        for row in range(sheet.nrows):
            for column, kind in enumerate(sheet.row_types(row)):
                if kind == xlrd.XL_CELL_NUMBER:
                    style = book.xf_list[sheet.cell_xf_index(row, column)]
                    looks.formats[row, column] = codes.get(style.format_key, "")
        looks.hidden_rows = {number for number, one in sheet.rowinfo_map.items() if one.hidden}
        looks.hidden_columns = {number for number, one in sheet.colinfo_map.items() if one.hidden}
    return found


def _styles(styles: bytes) -> dict[int, str]:
    """The format of numbers in each style that has one."""
    codes = _PERCENTS | {int(one): unescape(code.decode("utf-8", "replace")) for one, code in _FORMAT.findall(styles)}
    formats = [int(one) for listed in _STYLES.findall(styles)[:1] for one in _STYLE.findall(listed)]
    return {style: codes[one] for style, one in enumerate(formats) if one in codes}


def _excel(part: bytes, styles: dict[int, str]) -> Looks:
    looks = Looks(unsolved=len(_UNSOLVED.findall(part)))
    for style, letters, row in _CELL.findall(part) if styles else ():
        if code := styles.get(int(style)):
            looks.formats[int(row) - 1, _column(letters)] = code
    looks.hidden_rows = {row["r"] - 1 for row in _hidden(_ROW, part) if "r" in row}
    for columns in _hidden(_COLUMN, part):
        looks.hidden_columns.update(range(columns.get("min", 1) - 1, min(columns.get("max", 0), _COLUMNS)))
    return looks


def _hidden(pattern: re.Pattern[bytes], part: bytes) -> Iterator[dict[str, int]]:
    for said in pattern.findall(part):
        if _HIDDEN.search(said):
            yield {name.decode(): int(number) for name, number in _NUMBERS.findall(said)}


def _parts(parsed: Mapping[str, bytes]) -> dict[str, str]:
    """The part that holds each sheet."""
    links = {
        one.get("Id"): (one.get("Target") or "").removeprefix("/xl/")
        for one in ElementTree.fromstring(parsed["xl/_rels/workbook.xml.rels"])
    }
    sheets = ElementTree.fromstring(parsed["xl/workbook.xml"]).iter()
    named = ((one.get("name"), next((v for k, v in one.items() if k.endswith("}id")), None)) for one in sheets)
    return {name: f"xl/{links[link]}" for name, link in named if name and link in links}


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _open(table: ElementTree.Element) -> Looks:
    looks = Looks()
    at = 0
    for column in table.iter(f"{_TABLE}table-column"):
        count = _count(column, "number-columns-repeated", _COLUMNS)
        if column.get(f"{_TABLE}visibility") in {"collapse", "filter"}:
            looks.hidden_columns.update(range(at, min(at + count, _COLUMNS)))
        at += count
    row = 0
    for element in table.iter(f"{_TABLE}table-row"):
        count = _count(element, "number-rows-repeated", _ROWS)
        if element.get(f"{_TABLE}visibility") in {"collapse", "filter"}:
            looks.hidden_rows.update(range(row, min(row + count, _ROWS)))
        _cells(element, row, looks)
        row += count
    return looks


def _cells(element: ElementTree.Element, row: int, looks: Looks) -> None:
    at = 0
    for cell in element:
        count = _count(cell, "number-columns-repeated", _COLUMNS)
        if cell.get(f"{_OFFICE}value-type") == "percentage":
            looks.formats.update(((row, column), "0%") for column in range(at, min(at + count, _COLUMNS)))
        down, across = _count(cell, "number-rows-spanned", _ROWS), _count(cell, "number-columns-spanned", _COLUMNS)
        if max(down, across) > 1:
            looks.merged.append((row, at, row + down - 1, at + across - 1))
        at += count


def _count(element: ElementTree.Element, name: str, most: int) -> int:
    return max(1, number_in(element.get(f"{_TABLE}{name}"), 1, most))
