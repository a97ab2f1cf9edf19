"""Cut a document into clauses and give each what it inherits."""

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

from retrieval.clause.articles import Reading, is_law, opens_article, with_only_paragraphs
from retrieval.clause.duty import is_duty, split_duties
from retrieval.clause.flat import FlatRow, find_flat
from retrieval.clause.model import Clause, ClauseKind, Piece
from retrieval.clause.outline import Heading, Level, find_circled, find_heading
from retrieval.clause.rows import Row, cut_row, find_rows, row_years
from retrieval.clause.sections import Section, SectionTree
from retrieval.clause.sentences import split_parts, split_sentences
from retrieval.clause.years import governs, years_in
from retrieval.document.model import Document, Span
from retrieval.text.joined import Joined, join, join_paragraphs

_LONGEST_LEAD, _LONGEST_ANNOUNCEMENT = 22, 60
#: Laws announce their lists at more length: who does what under which of the following conditions.
_LONGEST_LIST = 150
_OUTSIDE = Reading()
#: A line that comes so often is a cell of a table or a label.
_OFTEN = 3
#: For whom or in which case the sentences behind a sentence go on to speak: 对认定的企业，, 逾期未办理的，.
_SUBJECT = re.compile(r"对.{2,28}$|.{2,28}的$")
_ATTACHED = re.compile(r"附件\s*\d{0,2}:?$")
#: A longer line without any mark says something.
_LONGEST_BARE = 90
#: The length of a line that can be a cell of a table.
_CELL = range(1, 17)
_BEGINS_LIST = re.compile(r"[一1][、.]|\([一1]\)|第[一1][编篇章节条]")
_SAYS = re.compile(r"[。;:!?,]$")


@dataclass(frozen=True)
class _Paragraph:
    """A paragraph of a document: its number, where it stands in the source, and its text joined."""

    number: int
    span: Span
    joined: Joined

    @cached_property
    def sentences(self) -> list[Span]:
        """The sentences of the joined text, and the duty brackets between them."""
        folded = self.joined.folded
        return split_duties(folded, split_sentences(folded)) or [Span(0, len(folded))]

    def source_span(self, span: Span) -> Span:
        """The span of the source that holds a span of the joined text."""
        start, end = self.joined.source_span(span.start, span.end)
        return Span(self.span.start + start, self.span.start + end)


def segment(document: Document) -> list[Clause]:
    """Return the clauses of ``document`` in order, offsets exact in ``document.text``."""
    return segment_sections(document)[0]


def segment_sections(document: Document) -> tuple[list[Clause], list[Section]]:
    """Return the clauses of ``document`` and its sections, both in order."""
    paragraphs = [_Paragraph(number, span, join(span.of(document.text))) for number, span in enumerate(document.body)]
    rows = find_rows([paragraph.joined.text for paragraph in paragraphs])
    flat = find_flat(document.text, document.body)
    cells = {number for row in flat.values() for number in row.paragraphs}
    bare = _bare_headings(document, paragraphs, cells.union(rows))
    folded = [paragraph.joined.folded for paragraph in paragraphs]
    reader = _Reader(document, is_law(folded), SectionTree(sum(text.startswith("一、") for text in folded) < 2))
    for paragraph in paragraphs:
        if row := rows.get(paragraph.number):
            reader.read_row(paragraph, row)
        elif paragraph.number in cells:
            reader.read_flat(paragraph, flat.get(paragraph.number))
        else:
            reader.read(paragraph, paragraph.number in bare)
    clauses = _without_empty_headings(with_only_paragraphs(reader.clauses))
    return _with_duties(clauses, reader.items), reader.tree.sections()


def _bare_headings(document: Document, paragraphs: Sequence[_Paragraph], rows: Container[int]) -> set[int]:
    """The paragraphs that can be headings by their looks: a single line above what says something, or above the first
    of a list. The cells of a table that was taken apart into lines stand beside each other, and come again and again."""
    texts = [paragraph.joined.folded for paragraph in paragraphs]
    times, title = Counter(texts), document.record.title
    found: set[int] = set()
    for number, (paragraph, below) in enumerate(pairwise(paragraphs)):
        above = texts[number - 1] if number else ""
        attached = bool(_ATTACHED.match(above))
        cell = len(above) in _CELL and not attached and not _SAYS.search(above) and number - 1 not in found
        says = below.number not in rows and _SAYS.search(texts[below.number])
        named = title and title.span.start <= paragraph.span.start < title.span.end
        heads = says or attached or _BEGINS_LIST.match(texts[below.number])
        if heads and times[texts[number]] < _OFTEN and not cell and not named:
            found.add(number)
    return found


@dataclass
class _Reader:
    """Reads the paragraphs of a document in order; ``law``: it is a text of articles.

    ``item`` counts the numbered items so far, ``announced`` is the sentence that ends in a colon right before, ``reading``
    the article. ``items`` has the item of each clause.
    """

    document: Document
    law: bool
    tree: SectionTree
    clauses: list[Clause] = field(default_factory=list)
    items: list[int] = field(default_factory=list)
    item: int = 0
    announced: str = ""
    reading: Reading = _OUTSIDE

    def read_row(self, paragraph: _Paragraph, row: Row) -> None:
        """Read a row of a table with bars."""
        self.tree.enter(paragraph.span, paragraph.joined, None)
        draft = self._draft(paragraph)
        pieces = cut_row(row, paragraph.joined.text, paragraph.joined.folded)
        self._cut(paragraph, replace(draft, path=(*draft.path, *row.above)), pieces)

    def read_flat(self, paragraph: _Paragraph, row: FlatRow | None) -> None:
        """Read a cell of a flattened table: the first of a ``row`` stands for all of it."""
        self.tree.enter(paragraph.span, paragraph.joined, None)
        if row is None:
            return
        draft, text = self._draft(paragraph), row.span.of(self.document.text)
        self.clauses.append(
            replace(
                draft,
                start=row.span.start,
                end=row.span.end,
                text=text,
                kind=ClauseKind.HEADING if row.is_head else ClauseKind.TEXT,
                path=(*draft.path, *row.above),
                breaks=row.breaks,
                years=row_years(join_paragraphs(text, row.breaks).folded, row),
            )
        )
        self.items.append(self.item)

    def read(self, paragraph: _Paragraph, may_be_bare: bool) -> None:
        """Read any other paragraph; one that ``may_be_bare`` may be a heading without a number."""
        folded, sentences, heading = paragraph.joined.folded, paragraph.sentences, self._heading(paragraph, may_be_bare)
        years = self.clauses[-1].years if self.clauses and heading and heading.level is Level.LABEL else ()
        item, opens = self.reading.is_item(heading), heading is not None
        self.tree.enter(paragraph.span, paragraph.joined, heading, self.announced, item)
        self.reading = self.reading.enter(folded, heading)
        if item:
            heading = None
        named = Span(0, heading.end if heading else 0)
        if heading and heading.level not in {Level.LABEL, Level.FIFTH}:
            self.item += 1
        draft = self._draft(paragraph)
        if opens and not named.end and self.tree.heading_end == paragraph.span.end:
            draft = replace(draft, path=self.tree.above)  # the paragraph is the title itself
        law = self.reading.inside  # a sentence of a law is a rule: who breaks it; what that brings
        self._cut(paragraph, draft, _pieces(folded, sentences, named, years, self.tree.lead if opens else "", law))
        announced = ""
        if folded.endswith(":"):
            announced = _trim(folded, Span(max(sentences[-1].start, named.end), sentences[-1].end)).of(folded)[:-1]
        self.announced = announced if len(announced) <= (_LONGEST_LIST if law else _LONGEST_ANNOUNCEMENT) else ""

    def _heading(self, paragraph: _Paragraph, may_be_bare: bool) -> Heading | None:
        folded, sentences = paragraph.joined.folded, paragraph.sentences
        if self.law and (end := opens_article(folded, self.reading.last)):
            return Heading(Level.ARTICLE, end, marker=end)
        alone = len(sentences) == 1
        if circled := find_circled(paragraph.joined.text, folded, sentences[0].end, alone):
            return circled
        heading = find_heading(folded, sentences[0].end, alone)
        bare = heading is not None and heading.level is Level.FIRST and not heading.numbered
        return None if bare and not may_be_bare else heading

    def _draft(self, paragraph: _Paragraph) -> Clause:
        """A clause without words, with what its paragraph gives it."""
        sentence = self.clauses[-1].sentence + 1 if self.clauses else 0
        where = (paragraph.number, sentence, self.tree.path, "", (), None, self.reading.provision, (), self.tree.number)
        return Clause(self.document.id, len(self.clauses), 0, 0, "", ClauseKind.TEXT, *where)

    def _cut(self, paragraph: _Paragraph, draft: Clause, pieces: Iterable[Piece]) -> None:
        for piece in pieces:
            span = paragraph.source_span(piece.span)
            if span.start < span.end:
                self.clauses.append(piece.clause(draft, len(self.clauses), span, self.document.text))
                self.items.append(self.item)


def _pieces(
    folded: str, sentences: list[Span], named: Span, years: tuple[int, ...], announced: str, law: bool
) -> Iterator[Piece]:
    if named.end:
        yield Piece(_trim(folded, named), ClauseKind.HEADING, 0, announced)
    elif (
        len(sentences) == 1
        and len(folded) <= _LONGEST_BARE
        and not announced
        and not re.search(r"[。;:!?,]", folded)
        and not is_duty(folded)
    ):
        yield Piece(Span(0, len(folded)), ClauseKind.HEADING, 0, years=years_in(folded))
        return
    lead, subject = announced, ""
    for count, whole in enumerate(sentences):
        sentence = _trim(folded, Span(max(whole.start, named.end), whole.end))
        if sentence.start >= sentence.end:
            continue
        words = sentence.of(folded)
        if is_duty(words):
            yield Piece(sentence, ClauseKind.DUTY, count, years=years)
            continue
        leads = len(words) <= _LONGEST_LEAD and not re.search(r"[,;:]", words) and count + 1 < len(sentences)
        kind = ClauseKind.LEAD if leads else ClauseKind.TEXT
        parts = split_parts(folded, sentence, law)
        opening = re.split("[,;:]", words)[0]
        for order, part in enumerate(_trim(folded, part) for part in parts):
            own = years_in(part.of(folded))
            if own and governs(part.of(folded)):
                years = own
            context = " ".join(filter(None, (lead, opening if order else "")))
            yield Piece(part, kind, count, context, tuple(dict.fromkeys((*own, *(() if own else years)))))
        if leads:
            lead = words.rstrip("。")
        elif not lead or lead == subject:
            lead = subject = opening if _SUBJECT.match(opening) else ""


def _trim(folded: str, span: Span) -> Span:
    start, end = span.start, span.end
    while start < end and folded[start].isspace():
        start += 1
    while end > start and folded[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _without_empty_headings(clauses: list[Clause]) -> list[Clause]:
    """What is numbered and has nothing beneath it is an item of a list, not a heading: a sentence, or what was announced."""
    following = [*clauses[1:], None][: len(clauses)]
    return [
        replace(clause, kind=ClauseKind.TEXT, path=clause.path[:-1])
        if clause.kind is ClauseKind.HEADING
        and clause.path
        and (clause.lead or re.search(r"[。;；]$", clause.text))
        and (after is None or after.path[: len(clause.path)] != clause.path)
        else clause
        for clause, after in zip(clauses, following, strict=True)
    ]


def _with_duties(clauses: list[Clause], items: list[int]) -> list[Clause]:
    """Give each bracket to the clauses of its item since the bracket before it; brackets in a row are one."""
    result = list(clauses)
    for number, clause in enumerate(clauses):
        if clause.kind is not ClauseKind.DUTY:
            continue
        bracket, before = Span(clause.start, clause.end), number
        above = result[number - 1].duty if number and clauses[number - 1].kind is ClauseKind.DUTY else None
        if above:
            bracket = Span(above.start, clause.end)
        while before >= 0 and items[before] == items[number] and result[before].duty in {None, above}:
            result[before] = replace(result[before], duty=bracket)
            before -= 1
    return result
