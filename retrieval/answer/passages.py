"""Make passages of clauses: complete enough to be understood alone, never longer than the limit."""

from collections.abc import Sequence

from retrieval.answer.candidates import Candidate
from retrieval.answer.citation import cite
from retrieval.answer.model import MAX_PASSAGE, Passage
from retrieval.clause.model import Clause, ClauseKind
from retrieval.document.model import Span
from retrieval.index.entry import Entry
from retrieval.index.store import Index
from retrieval.text.fold import fold

#: A neighbour joins a passage when its score is at least this share of the best one's.
_WORTHY = 0.55


def passage_of(candidate: Candidate, others: Sequence[Candidate], index: Index, years: Sequence[int] = ()) -> Passage:
    """Return the passage around the best clause: its sentence, and neighbours that also speak of the topic.

    Where ``years`` are asked for and the clause only inherits one, the passage reaches back to where it is stated.
    """
    clause, entry = candidate.clause, candidate.entry
    scores = {other.id: other.score for other in others if other.clause.document == clause.document}
    around = index.clauses(range(max(entry.first_clause, candidate.id - 8), min(candidate.id + 13, entry.ids.stop)))
    first, last = _announced(candidate.id, around)
    stated = _where_stated(candidate.id, around, years)
    if stated is not None and _fits(around[stated], around[last]):
        first = min(first, stated)
    grown = True
    while grown:
        grown = False
        for step in sorted((first - 1, last + 1), key=lambda number: -scores.get(number, 0.0)):
            other = around.get(step)
            if other and _joins(other, clause, scores.get(step, 0.0), candidate.score):
                start, end = min(around[first].start, other.start), max(around[last].end, other.end)
                if end - start <= MAX_PASSAGE:
                    first, last, grown = min(first, step), max(last, step), True
                    break
    return cut(entry, Span(around[first].start, around[last].end), clause.path, candidate.score, index)


def _announced(number: int, around: dict[int, Clause]) -> tuple[int, int]:
    """The first and last clause of what a clause belongs to: the run-in heading before it, the list after its colon,
    the sentence that announces the list that it is an item of."""
    clause, first, last = around[number], number, number
    before = around.get(number - 1)
    if clause.lead and before and before.kind is ClauseKind.LEAD and _fits(before, clause):
        first = number - 1
    if fold(clause.text).endswith(":"):
        said = fold(clause.text).rstrip(":")
        while (item := around.get(last + 1)) and item.lead == said and _fits(around[first], item):
            last += 1
    elif clause.lead:
        place = number - 1
        while (item := around.get(place)) and item.lead == clause.lead:
            place -= 1
        if item and fold(item.text) == f"{clause.lead}:" and _fits(item, clause):
            first = place
    return first, last


def _fits(one: Clause, other: Clause) -> bool:
    return other.end - one.start <= MAX_PASSAGE


def _where_stated(number: int, around: dict[int, Clause], years: Sequence[int]) -> int | None:
    """The nearest clause of the same paragraph, up to this one, that states one of the years in words."""
    paragraph = around[number].paragraph
    while number in around and around[number].paragraph == paragraph:
        if any(f"{year}年" in fold(around[number].text) for year in years):
            return number
        number -= 1
    return None


def _joins(other: Clause, clause: Clause, score: float, best: float) -> bool:
    if other.paragraph != clause.paragraph or other.kind is ClauseKind.DUTY:
        return False
    return other.sentence == clause.sentence or score >= _WORTHY * best or other.kind is ClauseKind.HEADING


def cut(entry: Entry, span: Span, path: tuple[str, ...], score: float, index: Index) -> Passage:
    """Cut a passage out of a document's source."""
    places = index.places(entry.id)
    place = places.at(span.start) if places else None
    text, citation = index.slice(entry.id, span), cite(entry, span, index)
    return Passage(entry, span.start, span.end, text, path, score, place=place, citation=citation)


def duty_passage(clause: Clause, entry: Entry, score: float, index: Index) -> Passage | None:
    """Return the tail of a clause's item together with its duty bracket, or ``None`` if it has none.

    The tail is the last sentence before the bracket, cut at a comma where both are too long.
    """
    if clause.duty is None:
        return None
    before = _clause_before(clause, entry, index)
    start, end = clause.duty.start, clause.duty.end
    if before is not None and end - start < MAX_PASSAGE:
        start = before.start
        if end - start > MAX_PASSAGE:
            start = _later_start(before, end - MAX_PASSAGE)
    end = min(end, start + MAX_PASSAGE)
    return cut(entry, Span(start, end), clause.path, score, index)


def _clause_before(clause: Clause, entry: Entry, index: Index) -> Clause | None:
    """The clause right before the bracket of ``clause``."""
    assert clause.duty is not None
    bracket = clause.duty.start
    near = index.clauses_around(entry.id, Span(bracket - 1, bracket), 2)
    return next((other for other in reversed(near) if other.end <= bracket), None)


def _later_start(clause: Clause, earliest: int) -> int:
    """The first comma piece of ``clause`` that starts at ``earliest`` or later; its end if none does."""
    place = earliest - clause.start
    commas = [at for mark in ",，、;；" if (at := clause.text.find(mark, max(0, place - 1))) >= 0]
    return clause.start + min(commas) + 1 if commas else clause.end
