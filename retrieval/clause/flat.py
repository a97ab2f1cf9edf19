"""Tables that extraction has flattened: a cell on each line, or the cells of a row parted by blanks alone."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from retrieval.document.model import Span
from retrieval.text.fold import fold

#: Characters of a cell, and of one in rows that a number of their own begins.
_LONGEST, _LONGEST_NUMBERED = 24, 60
#: Columns of a table whose rows have no number, and of one whose rows have; the fewest rows.
_WIDTHS, _NUMBERED, _ROWS = range(3, 11), range(2, 13), 3
#: Characters of the source that a row may stretch over.
_STRETCH = 290
#: Heads of rows with numbers stand no further above them.
_HEADS = 16
_GAP = re.compile(r"\t[^\S\r\n]*|[^\S\r\n\t]{2,}\t?|\u3000")
_SAYS = re.compile(r"[。;:!?,|]")
_VALUE = re.compile(r"[-—–/]{1,2}|[≤≥<>约]?\d[\d,.]*\s?(?:[%‰]|[\u4e00-\u9fff]{1,3}(?:/[\u4e00-\u9fff]{1,3})?)?")
_COUNTER = re.compile(r"[1-9]\d{0,3}")
_CAPTION = re.compile(r"(?:表|名单|清单|目录|明细|一览)$|^附[件表]")
_ORDER = re.compile(r"序\s?号|编\s?号|序$|号$")


@dataclass(frozen=True)
class FlatRow:
    """A row: the paragraphs that it takes up, its span in the source, where its cells behind the first begin in it, and the
    heads above it, one a column where they are known."""

    paragraphs: range
    span: Span
    breaks: tuple[int, ...]
    names: tuple[str, ...]
    is_head: bool = False

    @property
    def above(self) -> tuple[str, ...]:
        """The heads with bars between; where it is not known which is whose, all stand over the first cell."""
        count = len(self.breaks) + 1
        names = self.names if len(self.names) == count else (" ".join(self.names), *[""] * (count - 1))
        return (" | ".join(names),) if any(names) and not self.is_head else ()


def find_flat(text: str, paragraphs: Sequence[Span]) -> dict[int, FlatRow]:
    """The rows of flattened tables among the paragraphs of ``text``, by the number of the first paragraph of each."""
    rows = {row.paragraphs.start: row for row in _spaced(text, paragraphs)}
    if len(paragraphs) >= _WIDTHS.start * _ROWS:
        taken = {number for row in rows.values() for number in row.paragraphs}
        words = [span.of(text) if span.end - span.start <= 2 * _LONGEST_NUMBERED else "" for span in paragraphs]
        folded = list(map(fold, words))
        for run in _runs(folded, taken):
            cells, said = folded[run.start : run.stop], words[run.start : run.stop]
            for row in _numbered(cells, said) or _periodic(cells, said):
                whole = _row(paragraphs, range(run.start + row.start, run.start + row.stop), row.names, row.is_head)
                if whole.span.end - whole.span.start <= _STRETCH:
                    rows[whole.paragraphs.start] = whole
    return rows


@dataclass(frozen=True)
class _Stack:
    """A row of cells under one another, by the numbers of the first and of the one behind the last."""

    start: int
    stop: int
    names: tuple[str, ...]
    is_head: bool = False


def _row(paragraphs: Sequence[Span], numbers: range, names: tuple[str, ...], is_head: bool) -> FlatRow:
    first = paragraphs[numbers.start].start
    breaks = tuple(paragraphs[number].start - first for number in numbers[1:])
    return FlatRow(numbers, Span(first, paragraphs[numbers[-1]].end), breaks, names, is_head)


def _spaced(text: str, paragraphs: Sequence[Span]) -> Iterator[FlatRow]:
    """Rows whose cells stand on one line: so many on each, one of them always a value."""
    cells = [_cells(span.of(text)) for span in paragraphs]
    for count, group in groupby(range(len(paragraphs)), key=lambda number: len(cells[number])):
        numbers = list(group)
        if (
            count < 2
            or len(numbers) < _ROWS
            or (count == 2 and not all(_is_value(cells[n][1][1]) for n in numbers[1:]))
        ):
            continue
        values = [all(_is_value(cells[number][at][1]) for number in numbers[1:]) for at in range(count)]
        if not any(values) or all(values):
            continue
        heads = tuple(cell for _, cell in cells[numbers[0]])
        named = not any(map(_is_value, heads)) and all(len(head) <= _LONGEST for head in heads)
        for number in numbers:
            is_head = named and number == numbers[0]
            breaks = tuple(start for start, _ in cells[number][1:])
            yield FlatRow(range(number, number + 1), paragraphs[number], breaks, heads if named else (), is_head)


def _cells(line: str) -> list[tuple[int, str]]:
    """The cells of a line that wide blanks part, each with where it begins."""
    gaps = [match.span() for match in _GAP.finditer(line)] if len(line) <= _STRETCH and "|" not in line else []
    edges = [0, *(place for gap in gaps for place in gap), len(line)]
    return [(start, line[start:end].strip()) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _is_value(cell: str) -> bool:
    return bool(_VALUE.fullmatch(fold(cell)))


def _runs(words: Sequence[str], taken: set[int]) -> Iterator[range]:
    """Stretches of paragraphs that can be cells."""
    start = 0
    for number, cell in enumerate([*words, ""]):
        if not cell or len(cell) > _LONGEST_NUMBERED or _SAYS.search(cell) or number in taken:
            if number - start >= _WIDTHS.start * _ROWS:
                yield range(start, number)
            start = number + 1


def _numbered(cells: Sequence[str], words: Sequence[str]) -> list[_Stack]:
    """Rows that begin with 1, 2, 3 …"""
    starts: list[int] = []
    for place, cell in enumerate(cells):
        next_one = _COUNTER.fullmatch(cell) and int(cell) == len(starts) + 1
        if next_one and (not starts or place - starts[-1] in _NUMBERED):
            starts.append(place)
    if len(starts) < _ROWS:
        return []
    width = Counter(after - before for before, after in pairwise(starts)).most_common(1)[0][0]
    ends = [*starts[1:], min(starts[-1] + width, len(cells))]
    first = next((at for at in range(starts[0] - 1, max(-1, starts[0] - _HEADS), -1) if _ORDER.match(cells[at])), None)
    names = tuple(words[first : starts[0]]) if first is not None else ()
    rows = [
        _Stack(start, end, names if len(names) != width or end - start == width else ())
        for start, end in zip(starts, ends, strict=True)
    ]
    return [*([_Stack(first, starts[0], names, is_head=True)] if first is not None else []), *rows]


def _periodic(cells: Sequence[str], words: Sequence[str]) -> list[_Stack]:
    """Rows told by their values, which stand in the same columns of each; a label begins them."""
    values = [_is_value(cell) for cell in cells]
    if not any(values) or any(len(cell) > _LONGEST for cell in cells):
        return []
    first = values.index(True)
    best: tuple[int, _Stack, int] = (0, _Stack(0, 0, ()), 0)
    for width in _WIDTHS:
        for start in range(max(width, first - width + 1), first):
            rows = 1
            while values[start : start + width] == values[start + rows * width : start + (rows + 1) * width]:
                rows += 1
            said = rows * width + (start + rows * width == len(cells))  # the last row ends the stretch
            if rows >= _ROWS and not any(values[start - width : start]) and said > best[0]:
                best = said, _Stack(start - width, start, tuple(words[start - width : start]), is_head=True), rows
    _, heads, count = best
    if not count:
        return []
    width = heads.stop - heads.start
    start, names = _heads_above(words[: heads.stop], width)
    below = range(heads.stop, heads.stop + count * width, width)
    return [_Stack(start, heads.stop, names, is_head=True), *(_Stack(at, at + width, names) for at in below)]


def _heads_above(lines: Sequence[str], width: int) -> tuple[int, tuple[str, ...]]:
    """Where the heads begin in the lines above the first row, and the heads, one a column: some may be broken in two. Where
    it is not known which belong together, all the lines, so that no value is taken for that of another column."""
    whole: list[str] = []
    starts: list[int] = []
    for number, line in enumerate(lines):
        if whole and line.startswith(("（", "(")):
            whole[-1] += line
        else:
            whole.append(line)
            starts.append(number)
    more = len(whole) - width
    if more < 0 or (more and not _CAPTION.search(whole[more - 1])):
        return 0, tuple(lines)
    return starts[more], tuple(whole[more:])
