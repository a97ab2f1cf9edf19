"""Choose, among the clauses that speak of the topic, those that answer."""

from collections.abc import Callable, Iterable, Sequence

from retrieval.answer.candidates import Candidate, cites
from retrieval.answer.fit import holds_answer, is_sibling, lacks_head
from retrieval.answer.match import SPOKEN
from retrieval.answer.model import MAX_ANSWER
from retrieval.answer.spelled import spelled_out
from retrieval.clause.model import Clause
from retrieval.clause.years import years_in
from retrieval.index.store import Index
from retrieval.question.model import Kind, Question
from retrieval.text.fold import fold

#: Without a region asked for, other documents answer too when they score this share of the best.
_ALSO = 0.93
#: No more documents answer than this: who wants one of a hundred cities names it.
_DOCUMENTS = 5
#: Asked for several things, a second clause among so many adds this share of the topic.
_DEPTH, _GAIN = 8, 0.2
#: A word from this weight on tells one thing from another.
_TELLING = 0.15
#: The clause for another of the keywords scores this share of the first.
_NEAR = 0.4
#: A noun from this weight on can be what a follow-up turns to.
_NEW = 0.5
#: Another clause belongs to a list when it scores this share of the best.
_EQUAL = 0.95


def accepts(question: Question, candidate: Candidate) -> bool:
    """Whether a clause can answer at all: of the year, the kind of thing, the documents asked for."""
    if question.years and question.want.kind is Kind.AMOUNT and not _of_years(question, candidate):
        return False
    if question.want.kind is Kind.CITING and not cites(candidate.clause, candidate.entry):
        return False
    if _of_another_subject(question, candidate):
        return False
    own = fold(candidate.clause.text)
    if lacks_head(question, own) or (question.want.kind is Kind.DUTY and is_sibling(question, _item(candidate.clause))):
        return False
    if question.numbers and not candidate.features.get("number"):
        return False
    if question.penalty and candidate.clause.provision and not candidate.features.get("penal"):
        return False  # what a law says of the matter otherwise is not what a breach brings
    return holds_answer(question, candidate.clause, own, candidate.quantities)


def _of_another_subject(question: Question, candidate: Candidate) -> bool:
    """Whether a follow-up brings a noun of which no document knows (火星的产业规模), and a clause says nothing of it either.

    The city that was talked of before is then no reason to take the clause for what is meant.
    """
    return "regions" in question.inherited and any(
        term.noun and not term.held and not term.alternatives and term.weight >= _NEW and share < SPOKEN
        for term, share in zip(question.terms, candidate.shares, strict=True)
    )


def _item(clause: Clause) -> str:
    """What a clause says, folded, with the name of the item that it is of."""
    return fold(" ".join((*clause.path[-1:], clause.lead, clause.text)))


def _of_years(question: Question, candidate: Candidate) -> bool:
    """Whether a clause is of the years asked for; one without a year is of the plan's last year."""
    years = set(candidate.clause.years)
    if not years and candidate.entry.record.period:
        years = {max(years_in(fold(candidate.entry.record.period.value)))}
    return bool(years & set(question.years))


def choose(question: Question, single: bool, accepted: Sequence[Candidate], index: Index) -> list[Candidate]:
    """Return the clauses to answer from, best first: one, more where several things or documents are asked for.

    ``single``: of a single document the clauses are.
    """
    chosen = [spelled_out(question, accepted, index)]
    if question.several and single:
        chosen.extend(_for_the_rest(question, accepted))
    elif question.want.kind in {Kind.AMOUNT, Kind.DUTY} and single:
        chosen.extend(_for_other_keywords(question, accepted))
    if question.want.kind is Kind.LIST and not _announces(chosen[0]):
        chosen.extend(_as_good(accepted))
    if not single:
        seen = {chosen[0].entry.id}
        for candidate in accepted:
            if len(seen) < _DOCUMENTS and candidate.entry.id not in seen and candidate.score >= _ALSO * chosen[0].score:
                chosen.append(candidate)
                seen.add(candidate.entry.id)
    return chosen


def _announces(candidate: Candidate) -> bool:
    """Whether a clause of a law announces a list, which is all that is asked for."""
    return candidate.clause.provision is not None and fold(candidate.clause.text).endswith(":")


def _for_the_rest(question: Question, accepted: Sequence[Candidate]) -> list[Candidate]:
    """The best clause for what the first leaves out of a question about several things at once."""
    weights = [term.weight for term in question.terms]
    first = accepted[0]
    for candidate in accepted[1:_DEPTH]:
        more = [max(0.0, here - there) for here, there in zip(candidate.shares, first.shares, strict=True)]
        if sum(weight * gain for weight, gain in zip(weights, more, strict=True)) >= _GAIN * sum(weights):
            return [candidate]
    return []


def _for_other_keywords(question: Question, accepted: Sequence[Candidate]) -> list[Candidate]:
    """Of keywords that name two things (纺织厂 设计师 数量), the clause for the one that the first leaves out."""
    runs = question.folded.split()
    found: list[Candidate] = []
    for run in runs if len(runs) > 2 else ():
        places = [place for place, term in enumerate(question.terms) if term.text in run and term.weight >= _TELLING]
        if sum(question.terms[place].weight for place in places) < _NEW or _speaks(accepted[0], places, any):
            continue
        other = next((one for one in accepted[1:_DEPTH] if _speaks(one, places, all)), None)
        if (
            other
            and other.score >= _NEAR * accepted[0].score
            and other.clause.paragraph != accepted[0].clause.paragraph
        ):
            found.append(other)
    return found[:1]


def _speaks(candidate: Candidate, places: Sequence[int], of: Callable[[Iterable[bool]], bool]) -> bool:
    """Whether a clause speaks of ``any`` or ``all`` of the terms at ``places``."""
    return of(candidate.shares[place] >= SPOKEN for place in places)


def _as_good(accepted: Sequence[Candidate]) -> list[Candidate]:
    """For a list asked for, the clauses elsewhere in the document that say as much as the first, if that is short."""
    first, length, found = accepted[0], len(accepted[0].clause.text), list[Candidate]()
    for candidate in accepted[1:_DEPTH]:
        apart = candidate.entry.id == first.entry.id and candidate.clause.paragraph != first.clause.paragraph
        if apart and candidate.score >= _EQUAL * first.score and length + len(candidate.clause.text) <= MAX_ANSWER:
            found.append(candidate)
            length += len(candidate.clause.text)
    return found
