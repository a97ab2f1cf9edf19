"""Cut a document into clauses and give each what it inherits."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from retrieval.clause.articles import Reading, is_law, opens_article, with_only_paragraphs
from retrieval.clause.duty import is_duty
from retrieval.clause.model import Clause, ClauseKind, Piece
from retrieval.clause.outline import Heading, Level, find_heading
from retrieval.clause.rows import Row, cut_row, find_rows
from retrieval.clause.sentences import split_parts, split_sentences
from retrieval.clause.years import governs, years_in
from retrieval.document.model import Document, Span
from retrieval.text.joined import Joined, join

_LONGEST_LEAD, _LONGEST_ANNOUNCEMENT = 22, 60
#: Laws announce their lists at more length: who does what under which of the following conditions.
_LONGEST_LIST = 150
_OUTSIDE = Reading()


@dataclass(frozen=True)
class _Place:
    """Where the reader is: the headings above, the count of numbered items so far, the sentence
    that announces the list that is being read (下列…:), and the article; ``law`` is set in a text of articles."""

    headings: tuple[tuple[Level, str], ...] = ()
    item: int = 0
    announced: str = ""
    reading: Reading = _OUTSIDE
    law: bool = False

    def enter(self, heading: Heading, label: str) -> "_Place":
        above = tuple(entry for entry in self.headings if entry[0] < heading.level)
        item = self.item + (heading.level is not Level.LABEL)
        named = label and heading.level is not Level.ARTICLE
        # 序言 and 附则 bear no number: they stand beside all divisions, and the next of these ends them
        level = heading.level if heading.numbered else max(heading.level, Level.SECTION)
        return replace(self, headings=(*above, (level, label)) if named else above, item=item)

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(label for _, label in self.headings)


@dataclass(frozen=True)
class _Paragraph:
    """A paragraph of a document: its number, where it stands in the source, and its text joined."""

    number: int
    span: Span
    joined: Joined

    def source_span(self, span: Span) -> Span:
        """The span of the source that holds a span of the joined text."""
        start, end = self.joined.source_span(span.start, span.end)
        return Span(self.span.start + start, self.span.start + end)


def segment(document: Document) -> list[Clause]:
    """Return the clauses of ``document`` in order, offsets exact in ``document.text``."""
    clauses: list[Clause] = []
    items: list[int] = []
    texts = [join(paragraph.of(document.text)) for paragraph in document.body]
    place, sentences = _Place(law=is_law([joined.folded for joined in texts])), 0
    rows = find_rows([joined.text for joined in texts])
    for number, (paragraph, joined) in enumerate(zip(document.body, texts, strict=True)):
        years = clauses[-1].years if clauses else ()
        if row := rows.get(number):
            read = _read_row(document, _Paragraph(number, paragraph, joined), sentences, place, row)
        else:
            place, read = _read_paragraph(document, _Paragraph(number, paragraph, joined), sentences, place, years)
        clauses.extend(read)
        items.extend([place.item] * len(read))
        sentences = read[-1].sentence + 1 if read else sentences
    clauses = [replace(clause, number=number) for number, clause in enumerate(clauses)]
    return _with_duties(_without_empty_headings(with_only_paragraphs(clauses)), items)


def _read_row(document: Document, paragraph: _Paragraph, sentence: int, place: _Place, row: Row) -> list[Clause]:
    path = (*place.path, *row.above)
    draft = _draft(document, paragraph.number, sentence, path, place)
    return _cut(document, paragraph, draft, cut_row(row, paragraph.joined.text, paragraph.joined.folded))


def _read_paragraph(
    document: Document, paragraph: _Paragraph, sentence: int, place: _Place, years: tuple[int, ...]
) -> tuple[_Place, list[Clause]]:
    folded = paragraph.joined.folded
    sentences = split_sentences(folded)
    heading = _heading(folded, sentences, place)
    announced = place.announced if heading else ""
    item = place.reading.is_item(heading)
    place = replace(place, reading=place.reading.enter(folded, heading))
    if item:
        heading = None
    named = Span(0, heading.end if heading else 0)
    if heading:
        label = re.sub(r"[。:：\s]+$", "", named.of(paragraph.joined.text))
        place = place.enter(heading, label)
    draft = _draft(document, paragraph.number, sentence, place.path, place)
    continues = heading is not None and heading.level is Level.LABEL  # a bullet belongs to the paragraph above it
    law = place.reading.inside  # a sentence of a law is a rule: who breaks it; what that brings
    pieces = list(_pieces(folded, sentences, named, years if continues else (), announced, law))
    if folded.endswith(":"):
        announced = _trim(folded, Span(max(sentences[-1].start, named.end), sentences[-1].end)).of(folded)[:-1]
    longest = _LONGEST_LIST if place.reading.inside else _LONGEST_ANNOUNCEMENT
    place = replace(place, announced=announced if len(announced) <= longest else "")
    return place, _cut(document, paragraph, draft, pieces)


def _heading(folded: str, sentences: list[Span], place: _Place) -> Heading | None:
    if place.law and (end := opens_article(folded, place.reading.last)):
        return Heading(Level.ARTICLE, end)
    return find_heading(folded, sentences[0].end, len(sentences) == 1)


def _draft(document: Document, number: int, sentence: int, path: tuple[str, ...], place: _Place) -> Clause:
    provision = place.reading.provision
    return Clause(document.id, 0, 0, 0, "", ClauseKind.TEXT, number, sentence, path, "", (), None, provision)


def _cut(document: Document, paragraph: _Paragraph, draft: Clause, pieces: Iterable[Piece]) -> list[Clause]:
    return [
        replace(piece.clause(draft), text=span.of(document.text), start=span.start, end=span.end)
        for piece in pieces
        if (span := paragraph.source_span(piece.span)).start < span.end
    ]


def _pieces(
    folded: str, sentences: list[Span], named: Span, years: tuple[int, ...], announced: str, law: bool
) -> Iterator[Piece]:
    if named.end:
        yield Piece(_trim(folded, named), ClauseKind.HEADING, 0, announced)
    elif len(sentences) == 1 and not announced and not re.search(r"[。;:!?,]", folded):
        yield Piece(Span(0, len(folded)), ClauseKind.HEADING, 0, years=years_in(folded))
        return
    lead = announced
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
