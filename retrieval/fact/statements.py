"""Sentences of a document as facts are read off them: whole, with the section and the years that they stand under."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from retrieval.clause.model import Clause, ClauseKind
from retrieval.clause.sentences import split_commas
from retrieval.clause.years import PLANS
from retrieval.document.model import Document, Span
from retrieval.fact.values import find_values
from retrieval.text.fold import fold
from retrieval.text.joined import Joined, join
from retrieval.text.numerals import Quantity
from retrieval.text.pattern import lazy_pattern

#: 五年规划 whose years can govern a value: what a document says of an earlier one is the past.
_PLANS = {name: year for name, year in PLANS.items() if year > 2010}
#: A year that can govern a value; none of a title, a number, a comparison, or from which something runs.
_YEAR = lazy_pattern(
    r"(?<![\d-])(?:(?P<from>20\d\d)(?:年)?(?:-|至|到|、))?(?P<year>20\d\d)年(?!度?(?:\d{1,2}月(?:\d{1,2}日)?)?(?:起|以来|以后|修订))"
    rf"|\"?(?P<plan>{'|'.join(_PLANS)})\"?(?:末|期末|期间|时期)"
)
_NO_YEAR = lazy_pattern(
    r"《[^》]{0,80}》|\(20\d\d\)\d{0,5}号?|(?:较|比|与|相比于?|相对)(?:20\d\d年|\"?十[二三四五]五\"?)|以20\d\d年为|20\d\d年(?:\d{1,2}月)?(?:\d{1,2}日)?(?:的?基础上|起|水平)"
)
#: Characters of a sentence that is read at once.
_LONGEST = 480
#: The year of the document itself.
_THIS_YEAR = lazy_pattern(r"今年|(?<!\d)年(?:内|底)|本年度?")
_EVERY_YEAR = lazy_pattern(r"每年|逐年|年均(?!(?:分别|复合)?(?:增|下降|提高))")


#: Headings of what has been done, and of what is to come.
_BACK = lazy_pattern(r"回顾|过去|成效|成绩|成就|基础|现状|形势")
_AHEAD = lazy_pattern(r"目标|任务|工作安排|今后|下一步|今年|打算|建议|举措|措施")

#: So far into a sentence a word turns the document; further on it only compares.
_OPENING = 24
_PLAN = lazy_pattern(r"计划|规划|方案|要点|行动|目标")
#: Words by which a document turns to what has been done, or to what is to come.
_TURN = lazy_pattern(
    r"(?P<back>过去[一二三四五两]年|[一二三四五两]年来|去年|上年(?!度)|回顾|以来)|(?P<ahead>(?:今后|未来)[一二三四五两]年|今年|明年|下一步|主要目标|总体目标|工作目标|发展目标|预期目标|重点工作|工作安排|主要任务)"
)


@dataclass(frozen=True)
class Frame:
    """What a document says of all its sentences: its title, the year that this is for (none of a plan for several), the
    year in which it was issued, and whether it is cut into articles."""

    title: str
    title_year: int | None
    issued: int | None
    articles: bool

    @property
    def year(self) -> int | None:
        """The year that 今年 means."""
        return self.title_year if self.title_year == self.issued or not self.issued else self.issued


@dataclass(frozen=True)
class Statement:
    """A sentence: its clauses, its text as stored and joined, and the years that it inherits from its paragraph and its section."""

    clauses: tuple[Clause, ...]
    source: str
    joined: Joined
    frame: Frame
    paragraph_year: int | None
    section_year: int | None
    part: int  # in which fifth of the document it stands
    phase: str  # whether the document has last turned to what has been done or to what is to come

    @cached_property
    def folded(self) -> str:
        """The joined text, folded."""
        return self.joined.folded

    @cached_property
    def values(self) -> list[Quantity]:
        """The values that it states."""
        return find_values(self.folded)

    @property
    def start(self) -> int:
        """Where in the document it begins."""
        return self.clauses[0].start

    def text_of(self, span: Span) -> str:
        """The folded text of a span of the document."""
        return fold(join(self.source[span.start - self.start : span.end - self.start]).text)

    @property
    def path(self) -> tuple[str, ...]:
        """The headings above it."""
        return self.clauses[0].path

    @cached_property
    def outlook(self) -> str:
        """Whether the headings above speak of what has been done or of what is to come, told by their words and their years."""
        issued = self.frame.issued
        for heading in self.path:
            years = [year for _, year in years_of(heading, self.frame)]
            if _BACK.search(heading) or (years and issued and max(years) < issued):
                return "back"
            if _AHEAD.search(heading) or (years and issued):
                return "ahead"
        return "open"

    @cached_property
    def pieces(self) -> list[Span]:
        """Its comma pieces."""
        return split_commas(self.folded, Span(0, len(self.folded)))

    def piece_at(self, place: int) -> int:
        """The number of the comma piece that a character stands in."""
        return next((number for number, piece in enumerate(self.pieces) if place < piece.end), len(self.pieces) - 1)

    def clause_at(self, place: int) -> int:
        """The number of the clause that a character of the joined text stands in."""
        offset = self.span_of(place, place + 1).start
        return next((clause.number for clause in self.clauses if offset < clause.end), self.clauses[-1].number)

    def span_of(self, start: int, end: int) -> Span:
        """The span of the document's text that holds a span of the joined text."""
        first, last = self.joined.source_span(start, end)
        return Span(self.start + first, self.start + last)


def frame_of(document: Document, clauses: Sequence[Clause]) -> Frame:
    """Return what ``document`` says of all its sentences."""
    record = document.record
    title = fold(record.title.value) if record.title else ""
    stated = [fold(field.value) for field in (record.date, record.number) if field]
    issued = max((int(year) for value in stated for year in re.findall(r"(?<!\d)20\d\d(?!\d)", value)), default=None)
    years = {int(year) for year in re.findall(r"(?<!\d)20\d\d(?!\d)", title)}
    articles = sum(clause.provision is not None for clause in clauses) * 2 > len(clauses)
    title_year = years.pop() if len(years) == 1 else None
    if not issued and "报告" in title:
        issued = title_year  # a report is of the year that its title names
    if not title_year and not years and title.endswith("工作报告"):
        title_year = issued
    return Frame(title, title_year, issued, articles)


def read_statements(document: Document, clauses: Sequence[Clause]) -> Iterator[Statement]:
    """Yield the sentences of ``document`` in order; headings and duty brackets are none."""
    frame = frame_of(document, clauses)
    said = [clause for clause in clauses if clause.kind in {ClauseKind.TEXT, ClauseKind.LEAD}]
    headings = [clause for clause in clauses if clause.kind is ClauseKind.HEADING]
    chapters = {clause.number: _only_year(clause.folded, frame) for clause in headings}
    numbers = list(chapters)
    paragraph, carried, section_year = -1, None, None
    phase, read = "plan" if _PLAN.search(frame.title) else "open", 0
    goals: tuple[str, ...] = ()
    for parts in _sentences(said):
        first = parts[0]
        if _goals(first.path) != goals:
            goals, section_year = _goals(first.path), None
        if first.paragraph != paragraph:
            paragraph, carried = first.paragraph, None
        source = document.text[first.start : parts[-1].end]
        joined = join(source)
        part = first.start * 5 // max(1, len(document.text))
        above = bisect_left(numbers, first.number)
        chapter_year = chapters[numbers[above - 1]] if above else None
        for heading in headings[read:above]:
            phase = _turn(heading.folded, frame) or phase
        read = max(read, above)
        phase = _turn(joined.folded[:_OPENING], frame) or phase
        yield Statement(parts, source, joined, frame, carried, section_year or chapter_year, part, phase)
        carried = last_year(joined.folded, frame) or carried
        if goals:
            section_year = carried or section_year


def _turn(folded: str, frame: Frame) -> str:
    """Whether a text turns to what has been done or to what is to come; nothing where it does neither."""
    turns = [(match.start(), str(match.lastgroup)) for match in _TURN.finditer(folded)]
    if frame.issued:
        turns += [(place, "back" if year < frame.issued else "ahead") for place, year in years_of(folded, frame)]
    return max(turns)[1] if turns else ""


def _goals(path: tuple[str, ...]) -> tuple[str, ...]:
    """The headings down to the innermost that announces goals; none where none does."""
    last = max((number for number, heading in enumerate(path) if "目标" in heading), default=-1)
    return path[: last + 1]


def _sentences(clauses: Sequence[Clause]) -> Iterator[tuple[Clause, ...]]:
    """The clauses of each sentence; one that has no end is cut."""
    for _, group in groupby(clauses, key=lambda clause: (clause.paragraph, clause.sentence)):
        parts: list[Clause] = []
        for clause in group:
            if parts and clause.end - parts[0].start > _LONGEST:
                yield tuple(parts)
                parts = []
            parts.append(clause)
        yield tuple(parts)


def years_of(folded: str, frame: Frame) -> list[tuple[int, int]]:
    """Return the years that can govern a value, each with where it stands; 今年 is that of the document."""
    plain = _NO_YEAR.sub(lambda match: "-" * len(match.group()), folded)
    found = [
        (match.start(), int(match["year"]) if match["year"] else _PLANS[match["plan"]])
        for match in _YEAR.finditer(plain)
    ]
    if frame.year:
        found += [(match.start(), frame.year) for match in _THIS_YEAR.finditer(plain)]
    return sorted(found)


def last_year(folded: str, frame: Frame) -> int | None:
    """The last of the years of a text, ``None`` where it names none."""
    years = years_of(folded, frame)
    return years[-1][1] if years else None


def _only_year(folded: str, frame: Frame) -> int | None:
    """The year of a heading that names one alone (2026年重点工作, “十五五”时期的主要目标)."""
    years = {year for _, year in years_of(folded, frame)}
    return years.pop() if len(years) == 1 else None


def is_yearly(folded: str) -> bool:
    """Whether a text speaks of each year alike: 每年培训1万人. A growth is of the years that are named: 年均增长9%."""
    return bool(_EVERY_YEAR.search(folded))
