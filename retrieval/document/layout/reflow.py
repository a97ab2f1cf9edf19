"""Reflow: lines that break in mid-sentence are one paragraph.

PDF dumps, mails and scanned texts break every line at the width of their page. Where they do is told by stretches: among
the lines around, many that are prose end without a stop. There a line goes on with the sentence that is open, unless
it begins something new. Elsewhere lines are joined only where no line can end (after a comma, inside a title's brackets).
"""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from retrieval.document.layout.lines import GENRE, REFERRED, Line
from retrieval.document.model import Span

#: Lines of prose on either side that tell how a stretch is set, and the fewest that tell anything.
_AROUND, _FEWEST = 20, 3
#: In text that is set to a width so many lines of prose end in mid-sentence.
_OPEN_SHARE = 0.45
#: Where no line is longer than those that end so, fewer tell it.
_EVEN_SHARE = 0.25
#: No page is wider (columns); in longer lines paragraphs are whole.
_WIDEST = 110
#: A line is full from this share of the width on.
_FULL = 0.82
#: An open sentence this long is no heading: it goes on.
_SENTENCE = 22
#: Extraction parts a line of the page into so many at most.
_FRAGMENTS = 8
#: No title goes over more lines or is longer.
_TITLE_LINES, _LONGEST_TITLE = 5, 120
#: A label and its value on two lines.
_LABEL, _VALUE = 10, 60
_ABOUT = re.compile(r"关于|(?:印发|转发|发布)(?=[《\u4e00-\u9fff])")
_MARKS = re.compile(r"[,、]")
_REFERENCE = re.compile(r"[照据按违反本法例定》和、与至及依合以第]$")
_LEAVES_OPEN = re.compile(r"(?:[,、(《]|[的和与及或在对向将把被从由等为])$")
_SUFFIX = re.compile(r"\((?!此件|\d{4}年\d{1,2}月)[^()]{1,30}\)(?:的?(?:通知|意见|函))?$")
_END_OF_TITLE = re.compile(rf"[\u4e00-\u9fff]{{0,6}}(?:{GENRE})(?:\([^()]{{1,30}}\)){{0,3}}$|知(?:\([^()]{{1,30}}\))?$")
_PREAMBLE = re.compile(r"为(?!主|准|限)|根据|按照|依据|现将|第一[章条]")
_DUTY = re.compile(
    r"\((?=[^)]{0,60}(?:牵头|负责|责任|配合|时限|分工))|\([^()、,]{2,20}[处局委办科厅部组](?:\)|[、,](?!.{0,40}:))"
)


@dataclass
class _Open:
    """The paragraph that is being read: its lines, and how its last sentence stands."""

    first: Line
    last: Line
    #: Length of the sentence since the last stop, whether it holds a comma, how many brackets are open in it.
    length: int = 0
    marked: bool = False
    #: Whether the open sentence began behind a stop in mid-line.
    cut: bool = False
    titles: int = 0
    brackets: int = 0
    #: Columns of the page's line so far: extraction parts it at punctuation.
    filled: float = 0.0
    lines: int = 0
    duty: bool = False

    def take(self, line: Line, width: float, opens: bool, part: bool) -> None:
        """Add a line; ``opens`` and ``part`` say whether it is the first or a later part of a line of the page."""
        folded = line.folded[line.enumerator if self.first is line else 0 :]
        stop = max(map(folded.rfind, "。;!?:"))
        tail = folded[stop + 1 :]
        if stop >= 0:
            self.length, self.marked = 0, False
            self.cut = folded[stop] != ":" and bool(tail)
        else:
            self.cut = self.cut and self.lines > 0
        self.length += len(tail)
        self.marked = self.marked or "," in tail or "、" in tail
        self.titles = max(0, self.titles + folded.count("《") - folded.count("》"))
        self.brackets = max(0, self.brackets + folded.count("(") - folded.count(")"))
        self.duty = self.duty or bool(_DUTY.match(tail.lstrip()))
        fits = part or (not opens and self.filled + line.width <= width + 1)
        self.filled = self.filled + line.width if fits else line.width
        self.last = line
        self.lines += 1

    @property
    def span(self) -> Span:
        return Span(self.first.span.start, self.last.span.end)


def reflow(lines: Sequence[Line]) -> list[Span]:
    """The paragraphs that ``lines`` make up, marks of pages left out where they do not part a sentence."""
    widths = widths_of(lines)
    return list(_paragraphs(lines, widths, _fragments(lines, widths)))


def widths_of(lines: Sequence[Line]) -> list[float]:
    """For each line the width of the page that it is set to; 0 where lines end only with their paragraph."""
    prose = [number for number, line in enumerate(lines) if line.prose and not line.page and not line.row]
    widths = [0.0] * len(lines)
    for order, number in enumerate(prose):
        widths[number] = _width([lines[other] for other in prose[max(0, order - _AROUND) : order + _AROUND + 1]])
    return _spread(lines, prose, widths)


def _width(around: Sequence[Line]) -> float:
    """The width that lines of prose are set to; 0 where they end only with their paragraph."""
    broken = sorted(line.width for line in around if line.breaks)
    if len(broken) < _FEWEST:
        return 0.0
    width = broken[len(broken) * 3 // 4]
    share = len(broken) / len(around)
    even = max(line.width for line in around) <= width + 4
    return width if width <= _WIDEST and share > (_EVEN_SHARE if even else _OPEN_SHARE) else 0.0


def _spread(lines: Sequence[Line], prose: Sequence[int], widths: list[float]) -> list[float]:
    """Give the lines between two lines of prose the width of the nearer one."""
    spread = list(widths)
    for before, after in zip([None, *prose], [*prose, None], strict=True):
        start = -1 if before is None else before
        end = len(lines) if after is None else after
        for number in range(start + 1, end):
            nearer = before if after is None or (before is not None and number - start <= end - number) else after
            spread[number] = widths[nearer] if nearer is not None else 0.0
    return spread


def _fragments(lines: Sequence[Line], widths: Sequence[float]) -> set[int]:
    """The lines that go on with the line of the page above them: extraction parts that at punctuation, and the parts
    together are as wide as the page."""
    parts: set[int] = set()
    number = 0
    while number < len(lines):
        width, filled, end = widths[number], 0.0, number
        while end < len(lines) and width and filled + lines[end].width <= width + 1.5 and end - number < _FRAGMENTS:
            if end > number and (_begins(lines[end]) or lines[end].apart or _closes(lines[end - 1])):
                break
            if end > number and lines[end - 1].ends and lines[end].names_bodies:
                break
            filled += lines[end].width
            end += 1
        if end - number > 1 and filled >= width - 4 and not lines[end - 1].ends:
            parts.update(range(number + 1, end))
            number = end
        else:
            number += 1
    return parts


def _begins(line: Line) -> bool:
    return (
        not line.said or bool(line.enumerator) or line.dated or line.numbered or line.page or line.row or line.addressed
    )


def _closes(line: Line) -> bool:
    return line.dated or line.addressed or line.names_bodies or (line.ends_title and not line.opening.startswith("《"))


def _paragraphs(lines: Sequence[Line], widths: Sequence[float], fragments: Set[int]) -> Iterator[Span]:
    paragraph: _Open | None = None
    paged = apart = parted = seen = False
    for number, line in enumerate(lines):
        browsed = line.head and "_" in line.text  # what a browser prints is left out again where it is joined
        if browsed or (line.head and seen):
            parted = parted or not browsed
            paged = True
            continue
        seen = seen or line.head
        if line.page and paragraph is not None:
            paged = True
            continue
        apart = apart or line.apart
        following = next((other for other in lines[number + 1 : number + 3] if not other.page), None)
        if (
            paragraph is not None
            and (parted or number not in fragments)
            and (parted or not _joins(paragraph, line, following, widths[number], apart and not paged))
        ):
            yield paragraph.span
            paragraph = None
        if paragraph is None and not line.page:
            paragraph = _Open(line, line)
        if paragraph is not None:
            paragraph.take(line, widths[number] or line.width, number + 1 in fragments, number in fragments)
        paged = apart = parted = False
    if paragraph is not None:
        yield paragraph.span


def _joins(paragraph: _Open, line: Line, following: Line | None, width: float, apart: bool) -> bool:
    """Whether ``line`` goes on with the paragraph above it."""
    last = paragraph.last
    if last.row or line.row or not line.said:
        return False
    if _joins_title(paragraph, line) or (not line.enumerator and _is_value(paragraph, line, following)):
        return True
    if last.dated or (line.dated and not paragraph.brackets) or last.numbered or line.numbered:
        return False
    if line.addressed and (last.ends or not paragraph.marked):
        return False
    if line.names_bodies and not paragraph.marked and not paragraph.brackets:
        return False
    if last.names_bodies and paragraph.lines == 1 and not paragraph.brackets:
        return False
    if line.goes_on:
        return not apart
    if not width:
        return not apart and not line.enumerator and bool(re.search(r"[,、]$", last.ending)) and last.width >= 8
    return _continues(paragraph, line, following, width, apart)


def _is_value(paragraph: _Open, line: Line, following: Line | None) -> bool:
    """Whether a line is the value of the label above it, in a list of labels and values (文号： / 某政发〔2024〕1号 / 日期：)."""
    label = paragraph.last
    alone = paragraph.lines == 1 and label.labelled and label.ending.endswith(":") and len(label.text) <= _LABEL
    alone = alone and label.folded.count(":") == 1 and not line.ends_title
    listed = following is not None and following.labelled and not line.labelled
    return alone and listed and len(line.text) <= _VALUE and not line.ending.endswith((":", "。"))


def _continues(paragraph: _Open, line: Line, following: Line | None, width: float, apart: bool) -> bool:
    """Whether a line of text that is set to ``width`` goes on with the sentence above it."""
    last = paragraph.last
    full = paragraph.filled >= _FULL * width
    if last.ends:
        if _DUTY.match(line.opening) and not apart:
            return True
        exact = abs(paragraph.filled - width) <= 1.5 and last.ending[-1] in "。;,"
        return exact and not apart and not line.enumerator and line.indent <= last.indent and line.prose
    if paragraph.duty and not paragraph.brackets and last.ending.endswith(")"):
        return False
    unfinished = (
        paragraph.length >= _SENTENCE
        or paragraph.marked
        or paragraph.cut
        or (paragraph.brackets > 0 and not last.ends_title)
    )
    if line.enumerator:
        return full and unfinished and not apart and _refers(paragraph, line)
    if line.names_bodies and following is not None and following.dated:
        return False
    if last.enumerator == len(last.text) and paragraph.lines == 1 and not apart:
        return True
    if last.ends_title and not paragraph.marked and not paragraph.cut and _PREAMBLE.match(line.opening):
        return False
    if apart:
        return full and unfinished
    if line.labelled and (paragraph.first.labelled or not (full or paragraph.marked)):
        return False
    return (
        full or unfinished or (bool(last.enumerator) and len(line.text) == 1) or bool(_LEAVES_OPEN.search(last.ending))
    )


def _refers(paragraph: _Open, line: Line) -> bool:
    """Whether the number that a line begins with is no enumerator: 按照 / 第三条, 增长 / 5.3, 附件 in mid-sentence."""
    if _REFERENCE.search(paragraph.last.ending):
        return True
    return bool(re.match(rf"第[^条章节编篇]{{1,7}}[条章节编篇]{REFERRED}", line.opening))


def _joins_title(paragraph: _Open, line: Line) -> bool:
    """Whether a title goes on: it has said 关于 and not yet what it is, or its bracket is open."""
    last, first = paragraph.last, paragraph.first
    length = paragraph.length + len(line.text)
    if paragraph.lines >= _TITLE_LINES or length > _LONGEST_TITLE or last.ends or line.ends or paragraph.marked:
        return False
    if line.enumerator or line.dated or line.numbered or line.addressed:
        return False
    if last.ending.endswith(")") and last.opening.startswith("(此件"):
        return False
    if paragraph.titles:
        return True
    if last.ends_title:
        return bool(_SUFFIX.match(line.ending))
    begun = bool(_ABOUT.search(first.text)) and not _MARKS.search(line.opening)
    if begun and (line.ends_title or _END_OF_TITLE.match(line.ending)):
        return True
    return (
        len(first.text) >= 8 and not last.labelled and len(line.text) <= 16 and bool(_END_OF_TITLE.match(line.ending))
    )
