"""Tables without rules on a printed page: lines whose words stand in columns under one another."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from retrieval.document.readers.printed.glyphs import Run, joined
from retrieval.document.readers.tables import table_lines

#: A table has so many lines with all columns: two columns alone are also how notes and signatures are set.
_LINES, _LINES_OF_TWO = 2, 3
#: No line of a table is further from the next, in heights of the type; lines of a head are nearer.
_APART, _HEAD_APART = 3.0, 1.3
#: Columns of prose: cells longer than this that mostly end at one edge.
_PROSE = 8
_LABEL = re.compile(r"[（(]?[\d一二三四五六七八九十]{1,3}[)）、.．]|[●•·◆■□☑①-⑳\-—]")

Line = Sequence[Run]


@dataclass(frozen=True)
class Aligned:
    """A table without rules: the lines that make it up, by number, and its rows."""

    lines: range
    rows: tuple[str, ...]


@dataclass
class _Columns:
    """The columns of a table: from where to where each reaches, and the numbers of the lines that have them all."""

    edges: list[tuple[float, float]]
    full: list[int]

    def at(self, run: Run) -> range:
        """The columns that a run stands in."""
        inside = [number for number, (x0, x1) in enumerate(self.edges) if run.box.x0 < x1 and x0 < run.box.x1]
        return range(inside[0], inside[-1] + 1) if inside else range(0)

    def takes(self, line: Line, number: int) -> bool:
        """Add a line that has all columns, or none but these."""
        places = [self.at(run) for run in line]
        if len(line) == len(self.edges):
            if any(place not in {range(0), range(at, at + 1)} for at, place in enumerate(places)):
                return False
            wider = [(min(x0, run.box.x0), max(x1, run.box.x1)) for (x0, x1), run in zip(self.edges, line, strict=True)]
            if any(one[1] > other[0] for one, other in pairwise(wider)):
                return False
            self.edges = wider
            self.full.append(number)
            return True
        alone = len(self.edges) == 2 and places[0] == range(1)  # goes on with a sentence that has a blank to fill in
        return len(line) < len(self.edges) and all(len(place) == 1 for place in places) and not alone


def find_aligned(lines: Sequence[Line], least: int) -> Iterator[Aligned]:
    """The tables of at least so many columns among the lines of a page."""
    number = done = 0
    while number < len(lines):
        found = _table(lines, number, done) if len(lines[number]) >= least else None
        if found:
            yield found
            number = done = found.lines.stop
        else:
            number += 1


def _table(lines: Sequence[Line], first: int, done: int) -> Aligned | None:
    columns = _Columns([(run.box.x0, run.box.x1) for run in lines[first]], [first])
    end = first + 1
    while end < len(lines) and _gap(lines[end - 1], lines[end]) < _APART and columns.takes(lines[end], end):
        end += 1
    end = columns.full[-1] + 1 if all(len(line) == 1 for line in lines[columns.full[-1] + 1 : end]) else end
    needed = _LINES if len(columns.edges) > 2 else _LINES_OF_TWO
    if len(columns.full) < needed or end - first < _LINES_OF_TWO - 1 or _is_prose(lines, columns):
        return None
    start = first
    while start > done and _is_head(lines[start - 1], lines[start], columns):
        start -= 1
    if end - start < _LINES_OF_TWO:
        return None
    rows = [*_heads(lines[start:first], columns), *_rows(lines[first:end], columns)]
    return Aligned(range(start, end), tuple(table_lines(rows)))


def _gap(above: Line, below: Line) -> float:
    """How far two lines are apart, in heights of the type."""
    size = max(run.size for run in (*above, *below))
    return (min(run.box.top for run in below) - max(run.box.bottom for run in above)) / size


def _is_prose(lines: Sequence[Line], columns: _Columns) -> bool:
    """Whether the columns are those of a newspaper, or labels with what they are labels of."""
    full = [lines[number] for number in columns.full]
    if len(columns.edges) == 2 and sum(bool(_LABEL.fullmatch(line[0].text)) for line in full) > len(full) / 2:
        return True
    for at, (_, x1) in enumerate(columns.edges[:-1]):
        cells = [line[at] for line in full]
        even = sum(x1 - cell.box.x1 < cell.size for cell in cells)
        if median(len(cell.text) for cell in cells) > _PROSE and even > len(cells) / 2:
            return True
    return False


def _is_head(line: Line, below: Line, columns: _Columns) -> bool:
    """Whether a line goes on with the heads of a table upwards: close above them, within the columns, and no caption, which
    stands in the middle of the whole."""
    if _gap(line, below) > _HEAD_APART or any(run.text.endswith(("。", "：", ":")) for run in line):
        return False
    places = [columns.at(run) for run in line]
    if not all(places) or any(one.stop > other.start for one, other in pairwise(places)):
        return False
    return len(line) > 1 or len(places[0]) < len(columns.edges)


def _heads(lines: Sequence[Line], columns: _Columns) -> list[list[str]]:
    """The heads as one row, or as two where one spans several columns: what stands below it makes up the second."""
    count = len(columns.edges)
    above, below, spanned = [""] * count, [""] * count, False
    for line in lines:
        for run in line:
            place = columns.at(run)
            if len(place) > 1:
                spanned = True
                above[place.start] = joined(above[place.start], run.text)
            else:
                below[place.start] = joined(below[place.start], run.text)
    if not spanned:
        return [below] if lines else []
    covered = {at for line in lines for run in line for at in columns.at(run) if len(columns.at(run)) > 1}
    return [[above[at] if at in covered else below[at] for at in range(count)], below]


def _rows(lines: Sequence[Line], columns: _Columns) -> list[list[str]]:
    """The rows; a line with nothing in the first column goes on with the row above it."""
    rows: list[list[str]] = []
    for line in lines:
        cells = [""] * len(columns.edges)
        for at, run in enumerate(line):
            place = at if len(line) == len(cells) else columns.at(run).start
            cells[place] = joined(cells[place], run.text) if cells[place] else run.text
        if rows and not cells[0]:
            rows[-1] = [
                joined(old, new) if old and new else old or new for old, new in zip(rows[-1], cells, strict=True)
            ]
        else:
            rows.append(cells)
    return rows
