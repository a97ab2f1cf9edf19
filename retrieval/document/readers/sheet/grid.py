"""The text of a spreadsheet: each sheet is a section, each row a line, and every cell knows its place (表1!B7)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from retrieval.document.model import Extract, Places, Unit
from retrieval.document.readers.tables import BAR, row_line
from retrieval.errors import SourceError

#: Cells that are read of one file; the rest is said to be left out.
MAX_CELLS = 200_000
#: Names that programs give to sheets.
_UNNAMED = re.compile(r"(?:sheet|工作表|表格?)\s*\d*", re.I)
_NUMBER = re.compile(r"[-+]?[\d,.]+%?")


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, its rows from the first on, and its merged cells as (first row, first column, last row, last
    column), all counted from 0."""

    name: str
    rows: list[list[str]] = field(repr=False)
    merged: Sequence[tuple[int, int, int, int]] = ()


@dataclass(frozen=True)
class _Row:
    """A row that says something, by its number, and its cells."""

    number: int
    cells: list[str]

    @property
    def said(self) -> list[str]:
        return [cell for cell in self.cells if cell]


def read_sheets(sheets: Iterable[Sheet], name: str, notes: Sequence[str] = ()) -> Extract:
    """The text of some sheets. Raises ``SourceError`` where they are empty."""
    writer, said = _Writer(), list(notes)
    for sheet in sheets:
        if not _UNNAMED.fullmatch(sheet.name):
            writer.line([(sheet.name, f"{sheet.name}!A1")], between="")
        for block in _blocks(_spread(sheet)):
            _write_block(block, sheet.name, writer)
            if writer.count > MAX_CELLS:
                said.append(f"表格太大，只读到{sheet.name}的第 {block[-1].number + 1} 行（最多 {MAX_CELLS} 个格子）。")
                return writer.extract(said)
    if not writer.count:
        raise SourceError(f"表格是空的：{name}。请换一份有内容的。")
    return writer.extract(said)


class _Writer:
    """Collects lines, and where each cell begins."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._length = self.count = 0
        self._starts: list[int] = []
        self._names: list[str] = []

    def line(self, cells: Sequence[tuple[str, str]], between: str = BAR) -> None:
        """A line of cells, each with its text and its place."""
        place = self._length
        for text, named in cells:
            if text:
                self._starts.append(place)
                self._names.append(named)
                self.count += 1
            place += len(text) + len(between)
        self._lines.append(between.join(text for text, _ in cells).rstrip())
        self._length += len(self._lines[-1]) + 1

    def gap(self) -> None:
        self.line([])

    def extract(self, notes: Sequence[str]) -> Extract:
        places = Places(Unit.CELL, tuple(self._starts), tuple(self._names))
        return Extract("\n".join(self._lines) + "\n", places, tuple(notes))


def _spread(sheet: Sheet) -> Iterator[_Row]:
    """Yield the non-empty rows; a cell merged over rows is repeated in each of them, one merged over columns stands in the first."""
    reaching: dict[int, list[tuple[int, int, str]]] = {}
    merged = {(top, left): bottom for top, left, bottom, _ in sheet.merged if bottom > top}
    for number, row in enumerate(sheet.rows):
        cells = [row_line([cell]) for cell in row]
        for column, text in enumerate(cells):
            if text and (bottom := merged.get((number, column))) is not None:
                reaching.setdefault(column, []).append((number, bottom, text))
        for column, spans in reaching.items():
            for top, bottom, text in spans[-1:]:
                if top < number <= bottom:
                    cells += [""] * (column + 1 - len(cells))
                    cells[column] = text
        if any(cells):
            yield _Row(number, cells)


def _blocks(rows: Iterable[_Row]) -> Iterator[list[_Row]]:
    """Split the rows of a sheet into tables: a new one begins after a blank row if it has a caption or heads."""
    block: list[_Row] = []
    for row in rows:
        apart = block and row.number > block[-1].number + 1
        if apart and (len(row.said) == 1 or not any(map(_NUMBER.fullmatch, row.said))):
            yield block
            block = []
        block.append(row)
    if block:
        yield block


def _write_block(block: Sequence[_Row], sheet: str, writer: _Writer) -> None:
    """The rows of a table; what stands alone above and below it is a caption or a note."""
    width = max(len(row.cells) for row in block)
    square = [replace(row, cells=row.cells + [""] * (width - len(row.cells))) for row in block]
    full = [number for number, row in enumerate(square) if len(row.said) > 1]
    inside = range(full[0], full[-1] + 1) if full else range(0)
    kept = [column for column in range(width) if any(square[number].cells[column] for number in inside)]
    for number, row in enumerate(square):
        columns = kept if number in inside else [column for column, cell in enumerate(row.cells) if cell]
        writer.line([(row.cells[column], f"{sheet}!{_letters(column)}{row.number + 1}") for column in columns])
    writer.gap()


def _letters(column: int) -> str:
    """The name of a column: A, B, … Z, AA."""
    name = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(65 + letter) + name
    return name
