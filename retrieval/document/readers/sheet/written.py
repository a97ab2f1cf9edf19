"""Workbooks that are one XML file, as Excel 2003 and many a program of an office write them."""

from collections.abc import Mapping
from contextlib import suppress
from xml.etree import ElementTree

from retrieval.document.model import Extract
from retrieval.document.readers.attributes import number_in
from retrieval.document.readers.entities import check_entities
from retrieval.document.readers.sheet.formats import shown_number
from retrieval.document.readers.sheet.grid import MAX_CELLS, Sheet, read_sheets
from retrieval.errors import SourceError

_SS, _X = (f"{{urn:schemas-microsoft-com:office:{name}}}" for name in ("spreadsheet", "excel"))
#: More XML than this is no workbook that a person wrote; no row or column lies further out.
_MAX_XML, _FURTHEST = 64 * 2**20, 16_384


def read_workbook_xml(data: bytes, name: str) -> Extract:
    """The sheets of the workbook."""
    if len(data) > _MAX_XML:
        raise SourceError(f"文件太大：表格文件 {name} 超过 {_MAX_XML // 2**20} MB。请拆分后再用。")
    check_entities(data, f"表格文件 {name}")
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError) as error:
        raise SourceError(f"表格文件 {name} 不完整或已损坏。请重新下载，或打开后另存。") from error
    codes = {one.get(f"{_SS}ID"): _code(one) for one in root.iter(f"{_SS}Style")}
    return read_sheets((_sheet(sheet, codes) for sheet in root.iter(f"{_SS}Worksheet") if not _is_hidden(sheet)), name)


def _is_hidden(sheet: ElementTree.Element) -> bool:
    return (sheet.findtext(f"{_X}WorksheetOptions/{_X}Visible") or "") in {"SheetHidden", "SheetVeryHidden"}


def _code(style: ElementTree.Element) -> str:
    """The format of numbers in a style."""
    named = style.find(f"{_SS}NumberFormat")
    code = (named.get(f"{_SS}Format") or "") if named is not None else ""
    return {"Percent": "0.00%", "Standard": "#,##0.00", "Fixed": "0.00"}.get(code, code)


def _sheet(sheet: ElementTree.Element, codes: Mapping[str | None, str]) -> Sheet:
    rows: list[list[str]] = []
    merged: list[tuple[int, int, int, int]] = []
    for row in sheet.iter(f"{_SS}Row"):
        rows += [[] for _ in range(_index(row, len(rows)) - len(rows))]
        cells: list[str] = []
        if row.get(f"{_SS}Hidden") == "1":
            rows.append([])
            continue
        for cell in row.findall(f"{_SS}Cell"):
            cells += [""] * (_index(cell, len(cells)) - len(cells))
            across, down = _count(cell, "MergeAcross"), _count(cell, "MergeDown")
            if across or down:
                merged.append((len(rows), len(cells), len(rows) + down, len(cells) + across))
            cells += [_words(cell, codes.get(cell.get(f"{_SS}StyleID"), "")), *[""] * across]
        rows.append(cells)
        if sum(map(len, rows)) > MAX_CELLS * 2:
            break
    return Sheet(sheet.get(f"{_SS}Name") or "", rows, merged)


def _words(cell: ElementTree.Element, code: str) -> str:
    data = cell.find(f"{_SS}Data")
    text, kind = ("", None) if data is None else ("".join(data.itertext()), data.get(f"{_SS}Type"))
    if kind == "Number":
        with suppress(ValueError):
            return shown_number(float(text), code)
    return text.removesuffix("T00:00:00.000") if kind == "DateTime" else text


def _index(element: ElementTree.Element, next_one: int) -> int:
    """The place of a row or a cell, counted from 0: the next one, unless it says another."""
    said = _count(element, "Index")
    return max(next_one, said - 1) if 0 < said <= _FURTHEST else next_one


def _count(element: ElementTree.Element, name: str) -> int:
    return number_in(element.get(f"{_SS}{name}"), 0, _FURTHEST)
