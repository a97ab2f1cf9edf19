"""Ruled tables on a printed page: the grid that lines make, cells over several rows or columns, and what stands in them."""

from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from retrieval.document.readers.printed.glyphs import Box, Glyph, around, joined, runs_of
from retrieval.document.readers.tables import table_lines

#: Lines nearer than this, in points, are one; a thinner rectangle is a line.
NEAR = 3.0
#: No heads are higher, in points.
_HEAD = 60.0
#: No dash is longer, in points, and no dotted line has fewer.
_DASH, _DOTS = 9.0, 4
#: The row between two stripes is no more times as high as they are.
_STRIPE = 3.0
#: Edges that two stripes have.
_STRIPED = 4
#: So many characters, and as many for the runs of text, stand on an edge, this share of them on either side at least.
_CROSSINGS, _CROSSED, _INNER = 3, 0.2, 0.2


@dataclass(frozen=True)
class Rule:
    """A line on the page, level or upright, as the box that it fills; or the edge of a field that is ``painted``."""

    box: Box
    painted: bool = False

    @property
    def level(self) -> bool:
        return self.box.x1 - self.box.x0 >= self.box.bottom - self.box.top


@dataclass
class Grid:
    """The edges of the columns and rows of a table, and its rules. ``painted``: these are the edges of fields of colour."""

    xs: list[float]
    ys: list[float]
    rules: list[Rule] = field(default_factory=list)
    painted: bool = False

    @property
    def box(self) -> Box:
        return Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])


def rules_of(box: Box) -> list[Rule]:
    """The rules that a drawn rectangle stands for: itself where it is thin, else its four sides."""
    if min(box.x1 - box.x0, box.bottom - box.top) <= NEAR:
        return [Rule(box)]
    corners = (
        Box(box.x0, box.top, box.x1, box.top),
        Box(box.x0, box.bottom, box.x1, box.bottom),
        Box(box.x0, box.top, box.x0, box.bottom),
        Box(box.x1, box.top, box.x1, box.bottom),
    )
    return [Rule(side) for side in corners]


def find_grids(rules: Sequence[Rule]) -> list[Grid]:
    """The grids of at least two cells that touching rules make; fields of colour make one where no lines do."""
    painted = [rule.box for rule in rules if rule.painted and rule.level]
    lined = [_with_heads(grid, painted) for grid in _grids(_undotted([one for one in rules if not one.painted]))]
    fields = [rule for rule in rules if rule.painted and not any(rule.box.meets(one.box) for one in lined)]
    return lined + _striped(_grids(fields))


def _undotted(rules: Sequence[Rule]) -> list[Rule]:
    """Merge the dots and dashes of dotted lines into single rules."""
    dots = [rule for rule in rules if max(rule.box.x1 - rule.box.x0, rule.box.bottom - rule.box.top) <= _DASH]
    level = sorted((rule.box for rule in dots), key=lambda box: (round((box.top + box.bottom) / 2), box.x0))
    upright = sorted((rule.box for rule in dots), key=lambda box: (round((box.x0 + box.x1) / 2), box.top))
    lines: list[list[Box]] = [[]]
    for order, is_level in ((level, True), (upright, False)):
        for box in order:
            if lines[-1] and _goes_on(lines[-1][-1], box, is_level):
                lines[-1].append(box)
            else:
                lines.append([box])
        lines.append([])
    dotted = [line for line in lines if len(line) > _DOTS]
    joined_up = {id(box) for line in dotted for box in line}
    return [*(rule for rule in rules if id(rule.box) not in joined_up), *(Rule(around(line)) for line in dotted)]


def _goes_on(dot: Box, box: Box, level: bool) -> bool:
    """Whether a dot is the next of a dotted line."""
    aside = abs(dot.top - box.top) if level else abs(dot.x0 - box.x0)
    gap = box.x0 - dot.x1 if level else box.top - dot.bottom
    return aside < 1 and -1 < gap < NEAR


def _striped(grids: Sequence[Grid]) -> list[Grid]:
    """Merge painted fields that alternate with unpainted rows (striped tables) into one grid."""
    striped: list[Grid] = []
    for grid in sorted(grids, key=lambda grid: grid.ys[0]):
        above = striped[-1] if striped else grid
        gap, alike = grid.ys[0] - above.ys[-1], len(grid.xs) == len(above.xs)
        alike = alike and all(abs(one - other) <= NEAR for one, other in zip(grid.xs, above.xs, strict=True))
        if alike and 0 < gap < _STRIPE * (above.ys[-1] - above.ys[-2]):
            sides = [Rule(Box(x, above.ys[-1], x, grid.ys[0])) for x in grid.xs]
            striped[-1] = replace(above, ys=above.ys + grid.ys, rules=[*above.rules, *sides, *grid.rules])
        else:
            striped.append(replace(grid, painted=True))
    return striped


def with_last_row(grid: Grid, glyphs: Sequence[Glyph]) -> Grid:
    """Add the unpainted last row of a striped table, if words stand in several of its columns and cross no edge."""
    if not grid.painted or len(grid.ys) < _STRIPED:
        return grid
    bottom = 2 * grid.ys[-1] - grid.ys[-2]
    below = Box(grid.xs[0], grid.ys[-1], grid.xs[-1], bottom)
    inside = [glyph.box for glyph in glyphs if glyph.box.within(below)]
    columns = {_band(grid.xs, (box.x0 + box.x1) / 2) for box in inside}
    if len(columns) < 2 or any(box.x0 + 1 < x < box.x1 - 1 for box in inside for x in grid.xs[1:-1]):
        return grid
    sides = [Rule(Box(x, grid.ys[-1], x, bottom)) for x in grid.xs]
    return replace(grid, ys=[*grid.ys, bottom], rules=[*grid.rules, *sides])


def _with_heads(grid: Grid, painted: Sequence[Box]) -> Grid:
    """Add the head row of a table that is painted but not ruled."""
    wide = [edge for edge in painted if max(abs(edge.x0 - grid.xs[0]), abs(edge.x1 - grid.xs[-1])) <= NEAR]
    above = [edge.top for edge in wide if NEAR < grid.ys[0] - edge.top < _HEAD]
    if not above or not any(abs(edge.top - grid.ys[0]) <= NEAR for edge in wide):
        return grid
    top = max(above)
    sides = [Rule(Box(x, top, x, grid.ys[0])) for x in grid.xs]
    return Grid(grid.xs, [top, *grid.ys], [*grid.rules, *sides])


def crossed(grid: Grid, glyphs: Sequence[Glyph]) -> bool:
    """Whether text runs across the column edges, so that the grid is decoration: a page painted in tiles."""
    uprights = sorted(((box.x0 + box.x1) / 2, box.top, box.bottom) for box in _boxes(grid.rules, level=False))
    across = 0
    for glyph in glyphs:
        inner, middle = _INNER * glyph.size, glyph.base - glyph.size / 2
        first, last = bisect(uprights, (glyph.box.x0 + inner,)), bisect(uprights, (glyph.box.x1 - inner,))
        across += bool(glyph.text.strip()) and any(top <= middle <= bottom for _, top, bottom in uprights[first:last])
    return across >= _CROSSINGS and across > _CROSSED * len(runs_of(glyphs))


def _boxes(rules: Sequence[Rule], level: bool) -> list[Box]:
    return [rule.box for rule in rules if rule.level is level]


def _grids(rules: Sequence[Rule]) -> list[Grid]:
    grids = []
    for group in _touching(rules):
        level, upright = _boxes(group, level=True), _boxes(group, level=False)
        if len(level) < 2 or not upright:
            continue
        sides = [min(box.x0 for box in level), max(box.x1 for box in level)]  # some tables are open at the sides
        xs = _merged([(box.x0 + box.x1) / 2 for box in upright] + sides)
        ys = _merged([(box.top + box.bottom) / 2 for box in level])
        if len(xs) > 1 and len(ys) > 1 and (len(xs) - 1) * (len(ys) - 1) > 1:
            grids.append(Grid(xs, ys, group))
    return grids


def _touching(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Group rules that touch, by a sweep from top to bottom and union-find."""
    parents = list(range(len(rules)))

    def root(number: int) -> int:
        while parents[number] != number:
            parents[number] = parents[parents[number]]
            number = parents[number]
        return number

    order = sorted(range(len(rules)), key=lambda number: rules[number].box.top)
    active: list[int] = []
    for number in order:
        box = rules[number].box
        active = [other for other in active if rules[other].box.bottom >= box.top - NEAR]
        for other in active:
            near = rules[other].box
            if near.x0 - NEAR <= box.x1 and box.x0 - NEAR <= near.x1:
                parents[root(number)] = root(other)
        active.append(number)
    groups: dict[int, list[Rule]] = {}
    for number in order:
        groups.setdefault(root(number), []).append(rules[number])
    return list(groups.values())


def _merged(values: Iterable[float]) -> list[float]:
    merged: list[float] = []
    for value in sorted(values):
        if not merged or value - merged[-1] > NEAR:
            merged.append(value)
    return merged


def grid_lines(grid: Grid, glyphs: Sequence[Glyph]) -> list[str]:
    """The rows of a table as lines. What stands in a cell over several rows is in each of them."""
    owner = _owners(grid)
    held: dict[int, list[Glyph]] = {}
    columns = len(grid.xs) - 1
    for glyph in glyphs:
        x, y = (glyph.box.x0 + glyph.box.x1) / 2, (glyph.box.top + glyph.box.bottom) / 2
        column, row = _band(grid.xs, x), _band(grid.ys, y)
        held.setdefault(owner[row * columns + column], []).append(glyph)
    texts = {cell: _cell_text(inside) for cell, inside in held.items()}
    rows = []
    for row in range(len(grid.ys) - 1):
        cells = [owner[row * columns + column] for column in range(columns)]
        rows.append([texts.get(cell, "") if cell % columns == column else "" for column, cell in enumerate(cells)])
    return table_lines(rows)


def _cell_text(glyphs: Sequence[Glyph]) -> str:
    text = ""
    for run in runs_of(glyphs):
        text = joined(text, run.text)
    return text


def _band(edges: Sequence[float], value: float) -> int:
    return next((number for number, edge in enumerate(edges[1:-1]) if value < edge), len(edges) - 2)


def _owners(grid: Grid) -> list[int]:
    """For each field of the grid the first field of its merged cell: fields without a rule between them are one cell."""
    columns, rows = len(grid.xs) - 1, len(grid.ys) - 1
    owner = list(range(columns * rows))
    level, upright = _boxes(grid.rules, level=True), _boxes(grid.rules, level=False)
    for row, (top, bottom) in enumerate(pairwise(grid.ys)):
        for column, (left, right) in enumerate(pairwise(grid.xs)):
            here, x, y = row * columns + column, (left + right) / 2, (top + bottom) / 2
            if column and not any(
                abs((box.x0 + box.x1) / 2 - left) <= NEAR and box.top - 1 <= y <= box.bottom + 1 for box in upright
            ):
                owner[here] = owner[here - 1]
            elif row and not any(
                abs((box.top + box.bottom) / 2 - top) <= NEAR and box.x0 - 1 <= x <= box.x1 + 1 for box in level
            ):
                owner[here] = owner[here - columns]
    return owner
