"""Tables in a text: rows are lines with bars between their cells, as the readers write them and as people do; where a page
has flattened one, the joined cells of a row are lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from retrieval.text.fold import fold
from retrieval.text.pattern import lazy_pattern

_BAR = lazy_pattern(r"(?:^|(?<=\s))\|(?=\s|$)|\n")
#: A cell that can be a head: short, no sentence, no number but a year.
_LONGEST_HEAD = 24
_NO_HEAD = lazy_pattern(r"[。;!?]|^-?\d[\d,.]*%?$")
_YEAR = lazy_pattern(r"^(?:19|20)\d{2}$")
#: Rows of a menu have bars too, but seldom numbers and hardly three times the same count of bars.
_SURE = 3


@dataclass(frozen=True)
class Table:
    """The lines ``rows`` are a table; the first ``heads`` of them name the columns. ``names``: one a column."""

    rows: range
    heads: int
    names: tuple[str, ...]

    @property
    def head(self) -> str:
        """The heads as one line: 指标 | 2020 | 2025; empty where there are none."""
        return " | ".join(self.names) if any(self.names) else ""


def edges_of(line: str) -> list[tuple[int, int]]:
    """Start and end of each cell in a line, without the white space around it; one where there is no bar."""
    bars = [match.start() for match in _BAR.finditer(line)]
    return [
        _trim(line, start, end) for start, end in zip([0, *(bar + 1 for bar in bars)], [*bars, len(line)], strict=True)
    ]


def _trim(line: str, start: int, end: int) -> tuple[int, int]:
    while start < end and line[start].isspace():
        start += 1
    while end > start and line[end - 1].isspace():
        end -= 1
    return start, end


def cells_of(line: str) -> list[str]:
    return [line[start:end] for start, end in edges_of(line)]


def find_tables(lines: Sequence[str]) -> list[Table]:
    """Return the tables among ``lines``: at least two rows of as many cells each, one after another."""
    counts = [len(edges_of(line)) if "|" in line else 1 for line in lines]
    tables, start = [], 0
    for count, run in groupby(counts):
        length = len(list(run))
        rows = range(start, start + length)
        start += length
        if count > 1 and _is_table(lines, rows):
            tables.append(_table([cells_of(lines[row]) for row in rows], rows))
    return tables


def _is_table(lines: Sequence[str], rows: range) -> bool:
    return len(rows) >= _SURE or (len(rows) > 1 and any(char.isdigit() for row in rows for char in lines[row]))


def _table(cells: list[list[str]], rows: range) -> Table:
    """Tell the heads: the first row that names columns, and those that spell out a head that spans several."""
    first = 0
    while first < len(cells) - 1 and cells[first][0] and not any(cells[first][1:]):
        first += 1  # a caption inside the table
    last = first
    while last + 2 < len(cells) and _spells_out(cells[last], cells[last + 1]):
        last += 1
    names = [_filled(row) if row is not cells[last] else row for row in cells[first : last + 1]]
    columns = tuple(" ".join(dict.fromkeys(filter(None, column))) for column in zip(*names, strict=True))
    if not all(map(_are_names, cells[first : last + 1])) or sum(map(bool, columns)) <= len(columns) // 2:
        return Table(rows, 0, ())
    return Table(rows, last + 1, columns)


def _are_names(cells: list[str]) -> bool:
    named = [fold(cell) for cell in cells if cell]
    return all(len(cell) <= _LONGEST_HEAD and (_YEAR.match(cell) or not _NO_HEAD.search(cell)) for cell in named)


def _spells_out(above: list[str], row: list[str]) -> bool:
    """Whether a row of names goes on with the heads above it: it repeats one (a cell over two rows), or names what those
    leave open, each behind a head that spans it."""
    if not _are_names(row):
        return False
    if any(one and one == other for one, other in zip(above, row, strict=True)):
        return sum(map(bool, row)) > len(row) // 2
    spanned = [at for at in range(1, len(row)) if not above[at]]
    return (
        bool(spanned)
        and not (above[0] and row[0])
        and all(row[at] and (above[at - 1] or row[at - 1]) for at in spanned)
    )


def _filled(row: list[str]) -> list[str]:
    """A head that spans columns stands in the first of them only: give it to the others."""
    filled: list[str] = []
    for cell in row:
        filled.append(cell or (filled[-1] if filled else ""))
    return filled
