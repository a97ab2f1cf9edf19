"""The texts from which the features of a candidate are read: its own, the passage around it, its headings, its document's head."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial

from retrieval.answer.candidates import Candidate
from retrieval.answer.matching import coverage, match
from retrieval.answer.model import MAX_PASSAGE
from retrieval.answer.table_rows import cells_of, spell
from retrieval.clause.model import Clause
from retrieval.document.model import Span, holds, meets
from retrieval.index.store import Index
from retrieval.question.intent import Shape
from retrieval.question.model import Place, Question, Word
from retrieval.text.fold import fold

#: A passage grows to so many characters, so that it can be understood alone, with clauses from as far away.
_ENOUGH, _REACH = 290, 5
#: A shorter lead is a heading, and announces nothing.
_LEAST = 12
#: How much of a word that its document's head explains is still to be said by the clause itself.
EXPLAINED = 0.85
#: What a word is worth in the headings above a clause, and in the head of its document.
_ABOVE, _HEAD = 0.9, 0.8


@dataclass(frozen=True)
class View:
    """A candidate with the texts around it, all folded: ``unit`` its own, ``around`` the passage that it would be quoted
    in, ``above`` the headings over it, ``head`` the head of its document. ``span`` is the passage in the source, ``known`` what is
    shared with other views."""

    question: Question
    candidate: Candidate
    unit: str
    around: str
    above: str
    head: str
    span: Span
    known: dict[str, Sequence[float]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def stated(self) -> str:
        """The statement of the clause: its own text, that of an item behind the words that announce it."""
        lead = _announcement(self.candidate.clause)
        return f"{lead}:{self.unit}" if lead else self.unit

    @cached_property
    def matches(self) -> dict[str, tuple[float, float, float, float]]:
        """For each word of the question how well it stands in the unit, around it, above it, in the head."""
        above, head = self._shared(self.above), self._shared(self.head)
        found = {}
        for place, word in enumerate(self.question.words):
            own = match(word, self.unit)
            found[word.text] = (own, own if own == 1.0 else match(word, self.around), above[place], head[place])
        return found

    @cached_property
    def coverage(self) -> float:
        """How much of the question the passage says, its headings and its document's head with it."""
        return coverage(self.question.words, self.anywhere)

    @cached_property
    def residual(self) -> float:
        """How much the clause itself says of the words that the head of its document does not explain."""
        words = [word for word in self.question.words if not word.place]
        return coverage(words, self.here, partial(self.unexplained, explained=EXPLAINED))

    def _shared(self, text: str) -> Sequence[float]:
        """How well each word stands in a text that other views have as well."""
        if text not in self.known:
            self.known[text] = [match(word, text) for word in self.question.words]
        return self.known[text]

    def anywhere(self, word: Word) -> float:
        """How well a word stands in the passage, its headings or its document's head."""
        _, around, above, head = self.matches[word.text]
        return max(around, _ABOVE * above, _HEAD * head)

    def here(self, word: Word) -> float:
        """How well a word stands in the unit or its headings."""
        own, _, above, _ = self.matches[word.text]
        return max(own, _ABOVE * above)

    def unexplained(self, word: Word, explained: float) -> float:
        """How much a word tells beyond what the head of the document says, which explains so much of it."""
        return word.weight * (1 - explained * self.matches[word.text][3])

    def names(self, place: Place) -> bool:
        """Whether the document is of a place, or the passage, its headings or the document's head names it."""
        region = self.candidate.entry.record.region
        if region and any(one.holds(region) for one in place.regions):
            return True
        return any(place.name in text for text in (self.around, self.above, self.head))

    def holds(self, place: Place) -> bool:
        """Whether a place lies in that of the document."""
        region = self.candidate.entry.record.region
        return region is not None and any(region.holds(one) for one in place.regions)

    def meets(self, other: "View") -> bool:
        """Whether the passages of two candidates overlap."""
        same = self.candidate.entry.id == other.candidate.entry.id
        return same and meets(self.span, other.span)


def view_all(question: Question, candidates: Sequence[Candidate], index: Index) -> list[View]:
    """Return the views of candidates, in order."""
    near: set[int] = set()
    for one in candidates:
        if one.id < 0:
            continue
        ids = one.entry.ids
        near.update(range(max(ids.start, one.id - _REACH), min(ids.stop, one.id + _REACH + 1)))
    clauses = index.clauses(sorted(near))
    heads = index.heads({one.entry.id for one in candidates})
    known: dict[str, Sequence[float]] = {}
    return [_view(question, one, clauses, heads[one.entry.id], known) for one in candidates]


def _view(
    question: Question, candidate: Candidate, clauses: dict[int, Clause], head: str, known: dict[str, Sequence[float]]
) -> View:
    clause = candidate.clause
    above = fold(" ".join((*clause.path, clause.lead, candidate.back)))
    if candidate.id < 0:
        return View(
            question, candidate, clause.folded, clause.folded, above, head, Span(clause.start, clause.end), known
        )
    if cells := cells_of(clause):  # a row is understood with the heads above it, not with the rows beside it
        spelled = spell(cells, question)
        return View(question, candidate, spelled, spelled, above, head, Span(clause.start, clause.end), known)
    first, last = _grown(candidate, clauses)
    around = " ".join(clauses[number].folded for number in range(first, last + 1))
    span = Span(clauses[first].start, clauses[last].end)
    duty = clause.duty
    if duty and Shape.OFFICE in question.shapes and not holds(span, duty):
        span, around = _with_bracket(clause, duty, clauses)
    return View(question, candidate, clause.folded, around, above, head, span, known)


def _with_bracket(clause: Clause, duty: Span, clauses: dict[int, Clause]) -> tuple[Span, str]:
    """The passage that reaches to the duty bracket of a clause, with as much of what stands before it as fits."""
    end = min(duty.end, duty.start + MAX_PASSAGE)
    start = next(
        (one.start for one in clauses.values() if one.start >= max(clause.start, end - MAX_PASSAGE)), duty.start
    )
    start = min(start, duty.start)
    inside = [one for one in clauses.values() if one.document == clause.document and start <= one.start < end]
    return Span(start, end), " ".join(one.folded for one in sorted(inside, key=lambda one: one.start))


def _grown(candidate: Candidate, clauses: dict[int, Clause]) -> tuple[int, int]:
    """The ids of the first and last clause of the passage around a clause: neighbours of its own paragraph join first,
    then those of others, until it is long enough to be understood alone."""
    last = candidate.id
    first = _announcing(candidate, clauses)
    ids = candidate.entry.ids
    for own in (True, False):
        moved = True
        while moved and clauses[last].end - clauses[first].start < _ENOUGH:
            moved = False
            for other in (last + 1, first - 1):
                clause = clauses.get(other)
                if clause is None or other not in ids or (own and clause.paragraph != candidate.clause.paragraph):
                    continue
                start, end = min(clauses[first].start, clause.start), max(clauses[last].end, clause.end)
                if end - start <= MAX_PASSAGE:
                    first, last, moved = min(first, other), max(last, other), True
                    break
    return first, last


def _announcement(clause: Clause) -> str:
    """The folded words that announce an item; empty for what is none."""
    lead = fold(clause.lead)
    return lead if len(lead) > _LEAST and lead not in clause.folded else ""


def _announcing(candidate: Candidate, clauses: dict[int, Clause]) -> int:
    """The id of the clause that announces an item, where a passage can reach back to it; else the item's own."""
    lead, end = _announcement(candidate.clause), candidate.clause.end
    if lead:
        for number in range(candidate.id - 1, candidate.id - _REACH - 1, -1):
            clause = clauses.get(number)
            if clause is None or number not in candidate.entry.ids or end - clause.start > MAX_PASSAGE:
                break
            if lead in clause.folded:
                return number
    return candidate.id
