"""Workbooks of every program (.xlsx, .xlsm, .xlsb, .xls, .et, .ods, .fods), by calamine."""

import datetime
import io
import re
import zipfile
from collections.abc import Iterator

import python_calamine
from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from retrieval.document.model import Extract
from retrieval.document.readers.archive import UNPACKING, check_unpacked
from retrieval.document.readers.sheet.formats import shown_number
from retrieval.document.readers.sheet.grid import MAX_CELLS, Sheet, read_sheets
from retrieval.document.readers.sheet.looks import Looks, read_looks
from retrieval.errors import SourceError

#: No sheet of an office is so long or so wide.
_MOST_ROWS, _MOST_COLUMNS = 100_000, 1_000
#: The root of an OpenDocument that is one XML file stands so far into it at most.
_HEAD = 8192
#: Line ends between elements, which calamine does not expect.
_INDENTED = re.compile(rb">\r?\n\s*+<")
_Value = int | float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta


def read_workbook(data: bytes, name: str) -> Extract:
    """The sheets of a workbook that its readers see; those that are hidden are named."""
    try:
        if b"<office:document" in data[:_HEAD]:
            data = _zipped(data)
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
        looks = read_looks(data, name)
        if any(looks[name].hidden_rows or looks[name].hidden_columns for name in shown):
            notes.append("隐藏的行和列没有读。")
        if unsolved := sum(looks[name].unsolved for name in shown):
            notes.append(f"有 {unsolved} 个公式在文件里没有算出的值，没有读。请打开后另存，再加入。")
        return read_sheets(_sheets(workbook, shown, looks), name, notes)
    except python_calamine.PasswordError as error:
        raise SourceError(f"{name} 设了打开密码，读不了。请去掉密码，另存后再用。") from error
    except (python_calamine.CalamineError, *UNPACKING) as error:
        raise SourceError(f"表格文件 {name} 不完整或已损坏。请重新下载，或打开后另存。") from error


def _zipped(flat: bytes) -> bytes:
    """A flat OpenDocument in the zip that calamine expects."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", _INDENTED.sub(b"><", flat))
    return held.getvalue()


def _sheets(workbook: CalamineWorkbook, names: list[str], looks: dict[str, Looks]) -> Iterator[Sheet]:
    left = MAX_CELLS
    for name in names:
        sheet, look = workbook.get_sheet_by_name(name), looks[name]
        if sheet.total_width > _MOST_COLUMNS or sheet.total_height > _MOST_ROWS:
            raise SourceError(f"工作表 {name} 超过 {_MOST_ROWS} 行或 {_MOST_COLUMNS} 列。请拆分后再用。")
        rows = []
        first = sheet.start[1] if sheet.start else 0  # rows are given from the first on, columns from the first filled
        for number, row in enumerate(sheet.iter_rows()):
            seen = number not in look.hidden_rows
            cells = (
                _shown(value, look.formats.get((number, column), ""))
                if seen and column not in look.hidden_columns
                else ""
                for column, value in enumerate(row, first)
            )
            rows.append([*[""] * first, *cells])
            left -= sum(map(bool, rows[-1]))
            if left < 0:
                break
        merged = [(*start, *end) for start, end in sheet.merged_cell_ranges or ()]
        yield Sheet(name, rows, merged or look.merged)


def _shown(value: _Value, code: str) -> str:
    """A value as its cell shows it; ``code`` is the format of numbers."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return shown_number(value, code)
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    return str(value)
