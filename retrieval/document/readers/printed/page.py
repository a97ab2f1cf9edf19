"""A printed page: its lines and tables in the order in which one reads them, and what repeats on every page."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from retrieval.document.readers.printed.aligned import find_aligned
from retrieval.document.readers.printed.glyphs import Box, Glyph, Run, around, line_of, runs_of, without_overlaid
from retrieval.document.readers.printed.ruled import Rule, crossed, find_grids, grid_lines, with_last_row
from retrieval.document.readers.printed.vertical import chains, is_set_so, laid_level

#: The outer part of a page's height, above and below, where its number and running heads stand.
_MARGIN = 0.12
#: Heads are on so many of the pages at least (left and right pages have heads of their own).
_REPEATED = 0.4
_NUMBER = re.compile(
    r"^[-—–―─－_·•\s]*(?:第\s*)?[\d０-９]{1,4}(?:\s*页)?(?:\s*[/／,，、]?\s*共?\s*[\d０-９]{1,4}\s*页?)?[-—–―─－_·•\s]*$"
    r"|^(?:https?|file)://\S+(?:\s+\d+/\d+)?$|^[ivxIVX]{1,5}$"
)
#: An entry of a table of contents: dots lead to a page number.
_ENTRY = re.compile(r"(?:[.．·…⋯]\s?){4,}\s*\d{1,4}$")
#: Two columns: so many lines side by side at least, this share of them full; a gap as high as this ends them, and
#: each takes up this share of the width (there may be three).
_SIDE_BY_SIDE, _FULL, _BREAK, _WIDE = 4, 0.4, 1.8, 0.25
#: On a page with columns hardly more of the lines reach over both.
_ACROSS = 0.2


@dataclass(frozen=True)
class Page:
    """A page as read from the file: width, height, glyphs, rules, how much of it is a picture, how many shapes are drawn on it
    that are no rules, and the box around its pictures."""

    width: float
    height: float
    glyphs: list[Glyph] = field(repr=False)
    rules: list[Rule] = field(repr=False)
    pictured: float = 0.0
    outlines: int = 0
    pictures: Box | None = None


@dataclass(frozen=True)
class Column:
    """Lines under one another, with the edges between which they are set; or the rows of a table."""

    lines: tuple[Run, ...]
    left: float = 0.0
    right: float = 0.0
    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Item:
    """A run, or a table, with its box."""

    box: Box
    run: Run | None
    rows: tuple[str, ...] = ()


def read_pages(pages: Sequence[Page]) -> list[list[Column]]:
    """Put the lines and tables of each page in reading order, without page numbers and running heads."""
    read = [_items(page) for page in pages]
    heads = _running_heads(pages, read)
    kept = [
        [item for item in items if not _is_furniture(item, page, heads)]
        for page, items in zip(pages, read, strict=True)
    ]
    wide = [round(page.width, -1) for page in pages]  # pages of another format have edges of their own
    edges = {width: _edges([items for items, own in zip(kept, wide, strict=True) if own == width]) for width in wide}
    gutters = [_gutter(_runs(items)) for items in kept]
    common = Counter(round(gutter) for gutter in gutters if gutter is not None).most_common(1)
    return [
        _columns(
            items, edges[width], gutter if gutter is not None or not common else _kept_to(common[0][0], _runs(items))
        )
        for items, gutter, width in zip(kept, gutters, wide, strict=True)
    ]


def _runs(items: Sequence[_Item]) -> list[Run]:
    return [item.run for item in items if item.run]


def _kept_to(gutter: float, runs: Sequence[Run]) -> float | None:
    """The gutter of the other pages, if hardly a line of this page crosses it."""
    before = [run for run in runs if run.box.x1 <= gutter]
    after = [run for run in runs if run.box.x0 >= gutter - 2]
    beside = [run for run in after if any(_beside(run, other) for other in before)]
    across = len(runs) - len(before) - len(after)
    enough = len(beside) >= (_SIDE_BY_SIDE if across else 1)
    return gutter if enough and across <= _ACROSS * len(runs) else None


def _items(page: Page) -> list[_Item]:
    """The runs and tables of a page, from the top down."""
    glyphs, items = page.glyphs, []
    for grid in (with_last_row(found, glyphs) for found in find_grids(page.rules)):
        inside = [glyph for glyph in glyphs if glyph.box.within(grid.box)]
        rows = () if crossed(grid, inside) else tuple(grid_lines(grid, inside))
        if sum(" | " in row for row in rows) > grid.painted:  # else a frame around text, or heads alone
            items.append(_Item(grid.box, None, rows))
            glyphs = _without(glyphs, inside)
    vertical = list(chains(glyphs))
    if is_set_so(glyphs, vertical):
        glyphs = laid_level(glyphs, page.width, vertical)
    else:
        for chain in vertical:
            glyphs = _without(glyphs, chain)
            items.append(_Item(around([glyph.box for glyph in chain]), None, ("".join(one.text for one in chain),)))
    runs = [run for run in without_overlaid(runs_of(glyphs)) if not _ENTRY.search(run.text)]
    for part in _lines_and_tables(sorted(runs, key=lambda run: run.base), 3):
        items += [part] if isinstance(part, _Item) else [_Item(run.box, run) for run in part]
    return sorted(items, key=lambda item: (item.box.top, item.box.x0))


def _without(glyphs: Sequence[Glyph], taken: Sequence[Glyph]) -> list[Glyph]:
    ids = set(map(id, taken))
    return [glyph for glyph in glyphs if id(glyph) not in ids]


def _lines_and_tables(runs: Sequence[Run], least: int) -> Iterator[list[Run] | _Item]:
    """Group sorted runs into lines, and lines in aligned columns into tables."""
    lines = _lines(runs)
    done = 0
    for table in find_aligned(lines, least):
        yield from lines[done : table.lines.start]
        inside = [run.box for number in table.lines for run in lines[number]]
        yield _Item(around(inside), None, table.rows)
        done = table.lines.stop
    yield from lines[done:]


def _lines(runs: Sequence[Run]) -> list[list[Run]]:
    """The runs on one line together, from left to right."""
    lines: list[list[Run]] = []
    for run in runs:
        if lines and abs(lines[-1][-1].base - run.base) < 0.4 * run.size:
            lines[-1].append(run)
        else:
            lines.append([run])
    return [sorted(line, key=lambda run: run.box.x0) for line in lines]


def _key(run: Run) -> str:
    return re.sub(r"\d+", "#", "".join(run.text.split()))


def _in_margin(item: _Item, page: Page) -> bool:
    return item.box.bottom < page.height * _MARGIN or item.box.top > page.height * (1 - _MARGIN)


def _running_heads(pages: Sequence[Page], read: Sequence[Sequence[_Item]]) -> set[str]:
    counted: Counter[str] = Counter()
    for page, items in zip(pages, read, strict=True):
        counted.update({_key(item.run) for item in items if item.run and _in_margin(item, page)})
    return {key for key, count in counted.items() if count >= max(2, _REPEATED * len(pages))}


def _is_furniture(item: _Item, page: Page, heads: set[str]) -> bool:
    run = item.run
    return run is not None and _in_margin(item, page) and (_key(run) in heads or bool(_NUMBER.match(run.text)))


def _edges(pages: Sequence[Sequence[_Item]]) -> tuple[float, float]:
    """The left and right edge of the type area over all pages; a few lines that reach out do not count."""
    runs = [run for items in pages for run in _runs(items)]
    if not runs:
        return 0.0, 0.0
    lefts, rights = sorted(run.box.x0 for run in runs), sorted(run.box.x1 for run in runs)
    return lefts[len(lefts) // 50], rights[-1 - len(rights) // 50]


def _columns(items: Sequence[_Item], edges: tuple[float, float], gutter: float | None) -> list[Column]:
    if gutter is None:
        return _single(items, edges)
    columns: list[Column] = []
    for block, apart in _blocks(items, gutter):
        sides = _sides(block, gutter) if apart else None
        if sides is None:
            columns += _single(block, edges)
            continue
        above, *both = sides
        columns += _single(above, edges)
        for side in both:  # which may hold two columns again
            around = min(item.box.x0 for item in side), max(item.box.x1 for item in side)
            columns += _columns(side, around, _gutter(_runs(side)))
    return columns


def _sides(block: Sequence[_Item], gutter: float) -> tuple[list[_Item], list[_Item], list[_Item]] | None:
    """The left and the right column of a stretch, behind what stands above both; ``None`` where one side is empty."""
    left = [item for item in block if item.box.x0 < gutter]
    right = [item for item in block if item.box.x0 >= gutter]
    if not left or not right:
        return None
    top = max(min(item.box.top for item in side) for side in (left, right))
    above = [item for item in block if item.box.bottom <= top]  # a signature, a date: set to one side of the page
    left, right = [item for item in left if item not in above], [item for item in right if item not in above]
    return (above, left, right) if left and right else None


def _gutter(runs: Sequence[Run]) -> float | None:
    """The x of the gap between two columns of text; ``None`` where the page has one column."""
    if not runs:
        return None
    left, right = min(run.box.x0 for run in runs), max(run.box.x1 for run in runs)
    starts = Counter(
        round(run.box.x0) for run in runs if left + 0.3 * (right - left) < run.box.x0 < left + 0.7 * (right - left)
    )
    best: tuple[int, float] | None = None
    for start in starts:
        gutter = start - 2.0
        after = [run for run in runs if run.box.x0 >= gutter]
        before = [run for run in runs if run.box.x1 <= gutter and any(_beside(run, other) for other in after)]
        beside = [run for run in after if any(_beside(run, other) for other in before)]
        if min(len(before), len(beside)) < _SIDE_BY_SIDE:
            continue
        end = max(run.box.x1 for run in before)
        full = sum(end - run.box.x1 < 2 * run.size for run in before) / len(before)
        wide = end - min(run.box.x0 for run in before) > _WIDE * (right - left)
        if full >= _FULL and wide and (best is None or len(beside) > best[0]):
            best = len(beside), gutter
    return best[1] if best else None


def _beside(one: Run, other: Run) -> bool:
    return one.box.top < other.box.bottom and other.box.top < one.box.bottom


def _blocks(items: Sequence[_Item], gutter: float) -> list[tuple[list[_Item], bool]]:
    """Split a page, top to bottom, into stretches set in two columns and stretches set in one."""
    blocks: list[tuple[list[_Item], bool]] = []
    bottom = 0.0
    for item in items:
        apart = item.box.x1 <= gutter or item.box.x0 >= gutter
        size = item.run.size if item.run else 0.0
        gap = blocks and size and item.box.top - bottom > _BREAK * size
        if blocks and blocks[-1][1] == apart and not gap:
            blocks[-1][0].append(item)
        else:
            blocks.append(([item], apart))
        bottom = max(bottom, item.box.bottom)
    return blocks


def _single(items: Sequence[_Item], edges: tuple[float, float]) -> list[Column]:
    """One column: runs on the same line put together, tables where they stand."""
    columns: list[Column] = []
    runs: list[Run] = []

    def close() -> None:
        lines: list[Run] = []
        for part in _lines_and_tables(runs, 2):
            if isinstance(part, _Item):
                columns.extend([Column(tuple(lines), *edges)] if lines else [])
                columns.append(Column((), rows=part.rows))
                lines = []
            else:
                lines.append(line_of(part))
        columns.extend([Column(tuple(lines), *edges)] if lines else [])
        runs.clear()

    for item in sorted(items, key=lambda item: item.run.base if item.run else item.box.top):
        if item.run is None:
            close()
            columns.append(Column((), rows=item.rows))
        else:
            runs.append(item.run)
    close()
    return columns
