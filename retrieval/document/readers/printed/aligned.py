"""Tables without rules on a printed page: lines whose words stand in columns under one another."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from statistics import median

from retrieval.document.readers.printed.glyphs import Run, joined
from retrieval.document.readers.tables import table_lines

#: A table has so many lines with all columns: two columns alone are also how notes and signatures are set.
_LINES, _LINES_OF_TWO = 2, 3
#: No page has more lines of a table.
_LONGEST = 200
#: No line of a table is further from the next, in heights of the type; lines of a head are nearer.
_APART, _HEAD_APART = 3.0, 1.5
_NO_HEAD, _LONGEST_HEAD = re.compile("[。：:；;]"), 16
#: Columns of prose: cells longer than this that mostly end at one edge.
_PROSE = 8
_MARK = re.compile("[，。；]")
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
        """The columns that a run overlaps."""
        inside = [number for number, (x0, x1) in enumerate(self.edges) if run.box.x0 < x1 and x0 < run.box.x1]
        return range(inside[0], inside[-1] + 1) if inside else range(0)

    def under(self, run: Run) -> range:
        """The columns that a head spans: those centred under it."""
        place = self.at(run)
        wider = [place, range(place.start - 1, place.stop), range(place.start, place.stop + 1)]
        inside = [one for one in wider if one and one.start >= 0 and one.stop <= len(self.edges)]
        return min(inside, key=lambda one: self._aside(one, run) + run.size * len(one), default=place)

    def _aside(self, place: range, run: Run) -> float:
        middle = (self.edges[place.start][0] + self.edges[place.stop - 1][1]) / 2
        return abs(middle - (run.box.x0 + run.box.x1) / 2)

    def widen(self, line: Line) -> None:
        """Widen columns to the extent of their heads."""
        for run in line:
            place = self.under(run)
            if len(place) == 1:
                x0, x1 = self.edges[place.start]
                self.edges[place.start] = min(x0, run.box.x0), max(x1, run.box.x1)

    def takes(self, line: Line, number: int) -> bool:
        """Take a line into the table if its runs fit the columns; return whether they do."""
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
    while (
        end < min(len(lines), first + _LONGEST)
        and _gap(lines[end - 1], lines[end]) < _APART
        and columns.takes(lines[end], end)
    ):
        end += 1
    end = columns.full[-1] + 1 if all(len(line) == 1 for line in lines[columns.full[-1] + 1 : end]) else end
    needed = _LINES if len(columns.edges) > 2 else _LINES_OF_TWO
    if len(columns.full) < needed or end - first < _LINES_OF_TWO - 1 or _is_prose(lines, columns):
        return None
    start = first
    usual = median(_gap(above, below) for above, below in pairwise(lines[first:end]))
    while start > done and _is_head(lines[start - 1], lines[start : first + 1], usual, columns):
        start -= 1
        columns.widen(lines[start])
    if end - start < _LINES_OF_TWO:
        return None
    rows = [*_heads(lines[start:first], columns), *_rows(lines[first:end], columns)]
    return Aligned(range(start, end), tuple(table_lines(rows)))


def _gap(above: Line, below: Line) -> float:
    """How far two lines are apart, in heights of the type."""
    size = max(run.size for run in (*above, *below))
    return (min(run.box.top for run in below) - max(run.box.bottom for run in above)) / size


def _is_prose(lines: Sequence[Line], columns: _Columns) -> bool:
    """Whether the columns hold running text, or list labels and their items, rather than a table."""
    full = [lines[number] for number in columns.full]
    if len(columns.edges) == 2 and sum(bool(_LABEL.fullmatch(line[0].text)) for line in full) > len(full) / 2:
        return True
    return all(_is_set([line[at] for line in full], x1) for at, (_, x1) in enumerate(columns.edges[:-1]))


def _is_set(cells: Sequence[Run], right: float) -> bool:
    """Whether the cells of a column look like justified text: long, and often full or with sentence punctuation."""
    filled = sum(right - cell.box.x1 < cell.size for cell in cells)
    marked = sum(bool(_MARK.search(cell.text)) for cell in cells)
    return median(len(cell.text) for cell in cells) > _PROSE and max(filled, marked) > len(cells) / 3


def _is_head(line: Line, below: Sequence[Line], usual: float, columns: _Columns) -> bool:
    """Whether the line above a table is another row of column heads: close to it and within its columns. A single run is a
    caption where all columns have heads already, unless it stands closer than the rows do to one another."""
    gap = _gap(line, below[0])
    if gap > _HEAD_APART or any(_NO_HEAD.search(run.text) or len(run.text) > _LONGEST_HEAD for run in line):
        return False
    places = [columns.at(run) for run in line]
    if not all(places) or any(one.stop > other.start for one, other in pairwise(places)):
        return False
    named = {at for other in below for run in other for at in columns.at(run)}
    return len(line) > 1 or gap < usual / 2 or len(named) < len(columns.edges)


def _heads(lines: Sequence[Line], columns: _Columns) -> list[list[str]]:
    """The heads as one row, or as two where one spans several columns: what stands below it makes up the second, with what
    reaches over both."""
    said: list[list[tuple[int, str]]] = [[] for _ in columns.edges]
    spans: set[int] = set()
    for number, line in enumerate(lines):
        for run in line:
            place = columns.under(run)
            said[place.start].append((number, run.text))
            spans.update(place[1:])
    for at, (own, right) in enumerate(pairwise(said)):
        if len(own) > 1 and len(right) == 1 and right[0][0] == own[-1][0]:
            spans.add(at + 1)
    if not spans:
        return [[_all(own) for own in said]] if lines else []
    over = spans | {at - 1 for at in spans}
    above = [_all(own[:-1] if at in over else own) for at, own in enumerate(said)]
    return [above, [_all(own[-1:] if at in over else own) for at, own in enumerate(said)]]


def _all(said: Sequence[tuple[int, str]]) -> str:
    return reduce(joined, (text for _, text in said), "")


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
