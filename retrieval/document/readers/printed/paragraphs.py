"""Join the printed lines of a document into its paragraphs, over columns and pages."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from retrieval.document.model import Extract, Places, Unit
from retrieval.document.readers.printed.glyphs import Run, joined
from retrieval.document.readers.printed.page import Column
from retrieval.document.readers.tables import row_line
from retrieval.document.table import cells_of
from retrieval.text.fold import fold

#: What opens a paragraph wherever it stands.
_OPENS = re.compile(
    r"^(?:第[零〇一二三四五六七八九十百千\d]{1,6}[编章节条]|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[、.](?!\d)|\(\d{1,2}\)|附件\d*[::]|[问答]:)"
)
_ENDS = re.compile(r"[。;:!?)》\"]$")
#: A number of a document, or a date: a line of its own even where it is set like the title above it.
_ALONE = re.compile(r"\(\d{4}\)\s*\d+\s*号$|^\d{4}年\d{1,2}月\d{1,2}日$")


#: Where so many of the lines begin at the edge, an indented one opens a paragraph.
_FLUSH = 0.3


@dataclass(frozen=True)
class _Line:
    """A line with the page it is on and the edges it is set between."""

    run: Run
    page: int
    left: float
    right: float
    continues: bool  # the line before stands right above it in the same column


@dataclass(frozen=True)
class _Setting:
    """How the body of a document is set: the height of its type, from one line to the next, and whether only the first
    line of a paragraph is indented."""

    size: float
    pitch: float
    first_indented: bool


def join_pages(pages: Sequence[Sequence[Column]]) -> Extract:
    """The text of a printed document, and where in it each page begins."""
    setting = _setting(pages)
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    before: _Line | None = None
    heads = ""
    for number, columns in enumerate(pages, 1):
        for column in columns:
            for line in _lines(column, number):
                joins = before is not None and _joins(before, line, setting)
                text = joined(parts[-1], line.run.text) if joins else line.run.text
                start = length - len(parts[-1]) - 1 + len(text) - len(line.run.text) if joins else length
                starts += [start] * (number - len(starts))
                length += len(text) - len(parts[-1]) if joins else len(text) + 1
                parts[-1:] = [text] if joins else [*parts[-1:], text]
                before = line
            rows = list(column.rows)
            if rows:
                if before is None and parts and number > len(starts):
                    rows = rows[1:] if rows[0] == heads else rows  # heads again on a new page
                    whole, rows = _over_pages(parts[-1], rows)
                    length += len(whole) - len(parts[-1])
                    parts[-1] = whole
                starts += [length] * (number - len(starts))
                parts += rows
                length += sum(len(row) + 1 for row in rows)
                before, heads = None, column.rows[0]
    text = "\n".join(parts) + "\n"
    starts += [len(text)] * (len(pages) - len(starts))
    return Extract(text, Places(Unit.PAGE, tuple(starts)))


def _over_pages(above: str, rows: Sequence[str]) -> tuple[str, list[str]]:
    """Join a table over a page break: a first row with few cells continues the last row above, and an empty first cell
    repeats the one above it."""
    last, rest = cells_of(above), [cells_of(row) for row in rows]
    if rest and len(last) > 1 and not rest[0][0] and len(rest[0]) <= len(last):
        if 2 * sum(map(bool, rest[0])) <= len(last):
            more = rest.pop(0)
            more += [""] * (len(last) - len(more))
            last = [joined(old, new) if old and new else old or new for old, new in zip(last, more, strict=True)]
        for row in takewhile(lambda row: not row[0], rest):
            row[0] = last[0]
    return (row_line(last) if len(last) > 1 else above), [row_line(row) for row in rest]


def _lines(column: Column, page: int) -> Iterator[_Line]:
    for number, run in enumerate(column.lines):
        yield _Line(run, page, column.left, column.right, number > 0)


def _setting(pages: Sequence[Sequence[Column]]) -> _Setting:
    sizes: Counter[float] = Counter()
    pitches: Counter[float] = Counter()
    flush = lines = 0
    for columns in pages:
        for column in columns:
            for run in column.lines:
                sizes[round(run.size, 1)] += len(run.text)
                flush += run.box.x0 - column.left < 0.6 * run.size
                lines += 1
            for above, run in zip(column.lines, column.lines[1:], strict=False):
                if abs(above.size - run.size) < 1:
                    pitches[round(run.base - above.base)] += 1
    size = sizes.most_common(1)[0][0] if sizes else 0.0
    return _Setting(size, pitches.most_common(1)[0][0] if pitches else 0.0, flush > _FLUSH * lines)


def _joins(before: _Line, line: _Line, setting: _Setting) -> bool:
    """Whether a line goes on with the paragraph of the line before it."""
    above, run = before.run, line.run
    words, folded = fold(above.text), fold(run.text)
    if abs(above.size - run.size) > 0.12 * run.size:
        return False
    titled = run.size > 1.15 * setting.size
    if line.continues and run.base - above.base > (2.2 * run.size if titled else 1.5 * max(setting.pitch, run.size)):
        return False
    if _ALONE.search(words) or _ALONE.search(folded):
        return False
    if titled and _is_even(before) and _is_even(line):
        return not _OPENS.match(folded)  # a title on several lines
    if _is_centred(before) and _is_centred(line):
        return False
    if _OPENS.match(folded) and (_ENDS.search(words) or above.box.x1 < before.right - 2 * above.size):
        return False
    indented = run.box.x0 - line.left > 1.2 * run.size
    if indented and (setting.first_indented or _ENDS.search(words) or _OPENS.match(folded) or not _hangs(before, line)):
        return False
    # The first word of this line would have fitted there: the line before was ended on purpose.
    return before.right - above.box.x1 < run.first + 0.8 * run.size


def _hangs(before: _Line, line: _Line) -> bool:
    """Whether two lines are indented alike."""
    indents = line.run.box.x0 - line.left, before.run.box.x0 - before.left
    return abs(indents[0] - indents[1]) < 0.5 * line.run.size and not _is_centred(line)


def _is_even(line: _Line) -> bool:
    """Whether a line has equal margins left and right."""
    return abs((line.run.box.x0 - line.left) - (line.right - line.run.box.x1)) < 1.5 * line.run.size


def _is_centred(line: _Line) -> bool:
    return _is_even(line) and line.run.box.x0 - line.left > 2 * line.run.size
