"""Workbooks of every program (.xlsx, .xlsm, .xlsb, .xls, .et, .ods), by calamine."""

import datetime
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from xml.etree import ElementTree

import python_calamine
from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from retrieval.document.model import Extract
from retrieval.document.readers.archive import UNPACKING, check_unpacked
from retrieval.document.readers.sheet.grid import MAX_CELLS, Sheet, read_sheets
from retrieval.errors import SourceError

#: No sheet of an office is so long or so wide.
_MOST_ROWS, _MOST_COLUMNS = 100_000, 1_000
#: In Excel's files: the format of each style, those of percentages, and the cells with their styles.
_STYLES = re.compile(rb"<cellXfs\b[^>]{0,200}>(.*?)</cellXfs>", re.S)
_STYLE = re.compile(rb"<xf\b[^>]{0,400}?numFmtId=\"(\d{1,5})\"")
_FORMAT = re.compile(rb"<numFmt\b[^>]{0,400}?numFmtId=\"(\d{1,5})\"[^>]{0,400}?formatCode=\"([^\"]{0,300})\"")
_CELL = re.compile(rb"<c r=\"([A-Z]{1,3})(\d{1,7})\" s=\"(\d{1,5})\"")
_PERCENTS = {9, 10}

_Value = int | float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta


def read_workbook(data: bytes, name: str) -> Extract:
    """The sheets of a workbook that its readers see; those that are hidden are named."""
    try:
        if data.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                check_unpacked(archive.infolist(), f"表格文件 {name}")
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        shown = [
            one.name
            for one in workbook.sheets_metadata
            if one.visible is SheetVisibleEnum.Visible and one.typ is SheetTypeEnum.WorkSheet
        ]
        hidden = [one.name for one in workbook.sheets_metadata if one.visible is not SheetVisibleEnum.Visible]
        notes = [f"隐藏的工作表没有读：{'、'.join(hidden)}。"] if hidden else []
        return read_sheets(_sheets(workbook, shown, data), name, notes)
    except python_calamine.PasswordError as error:
        raise SourceError(f"{name} 设了打开密码，读不了。请去掉密码，另存后再用。") from error
    except (python_calamine.CalamineError, *UNPACKING) as error:
        raise SourceError(f"表格文件 {name} 不完整或已损坏。请重新下载，或打开后另存。") from error


def _sheets(workbook: CalamineWorkbook, names: list[str], data: bytes) -> Iterator[Sheet]:
    percents, left = _percents(data), MAX_CELLS
    for name in names:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.total_width > _MOST_COLUMNS or sheet.total_height > _MOST_ROWS:
            raise SourceError(f"工作表 {name} 超过 {_MOST_ROWS} 行或 {_MOST_COLUMNS} 列。请拆分后再用。")
        rows, shown = [], percents.get(name, set())
        first = sheet.start[1] if sheet.start else 0  # rows are given from the first on, columns from the first filled
        for number, row in enumerate(sheet.iter_rows()):
            cells = (_shown(value, (number, column) in shown) for column, value in enumerate(row, first))
            rows.append([*[""] * first, *cells])
            left -= sum(map(bool, rows[-1]))
            if left < 0:
                break
        merged = [(*start, *end) for start, end in sheet.merged_cell_ranges or ()]
        yield Sheet(name, rows, merged)


def _shown(value: _Value, percent: bool) -> str:
    """A value as its cell shows it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return f"{value * 100:.12g}%" if percent else f"{value:.15g}" if isinstance(value, float) else str(value)
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    return str(value)


def _percents(data: bytes) -> dict[str, set[tuple[int, int]]]:
    """For each sheet the cells that show percentages, where the file is one of Excel's: calamine tells values only."""
    found: dict[str, set[tuple[int, int]]] = {}
    with suppress(*UNPACKING, KeyError, ElementTree.ParseError), zipfile.ZipFile(io.BytesIO(data)) as archive:
        styles = archive.read("xl/styles.xml")
        codes = {int(one): b"%" in code for one, code in _FORMAT.findall(styles)}
        formats = [int(one) for listed in _STYLES.findall(styles)[:1] for one in _STYLE.findall(listed)]
        shown = {style for style, one in enumerate(formats) if one in _PERCENTS or codes.get(one)}
        for name, part in _parts(archive).items() if shown else ():
            cells = _CELL.findall(archive.read(part))
            found[name] = {(int(row) - 1, _column(letters)) for letters, row, style in cells if int(style) in shown}
    return found


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The part that holds each sheet."""
    links = {
        one.get("Id"): (one.get("Target") or "").removeprefix("/xl/")
        for one in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    }
    sheets = ElementTree.fromstring(archive.read("xl/workbook.xml")).iter()
    named = ((one.get("name"), next((v for k, v in one.items() if k.endswith("}id")), None)) for one in sheets)
    return {name: f"xl/{links[link]}" for name, link in named if name and link in links}


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
