"""Candidates for what a breach brings: the clause that punishes, tied to the articles that say what is forbidden.

A law forbids in one article and punishes in another that only names it (违反本条例第十三条规定的，处…罚款), or in the next
paragraph (违反规定的，…; 有前款规定的行为，…).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from retrieval.answer.candidates import Candidate, best_of_documents
from retrieval.clause.model import Clause
from retrieval.clause.provision import COUNT, Provision
from retrieval.index.documents.entry import Entry
from retrieval.index.store import TEXT, Index
from retrieval.question.intent import Shape, shows
from retrieval.question.model import Question
from retrieval.text.numerals import parse_number
from retrieval.text.pattern import lazy_pattern

#: So many documents are looked at, those of the best clauses.
_DOCUMENTS = 3
#: Terms that every clause holds which punishes what others forbid.
_REFERRING = ("违反", "前款")
_ARTICLE = lazy_pattern(rf"第({COUNT})条")
_OWN = lazy_pattern(
    r"^(?:[^,。]{0,6}条 ?)?(?:\([^()]{1,4}\))?(?:违反(?:前款|上述|本条)?规定|(?:有|违反|实施)前[一两二三]?款)"
)
#: What such a clause counts beside the clause that forbids, and how much of the latter is read.
_SHARE, _LONGEST = 0.8, 400


def penalty_candidates(question: Question, candidates: Sequence[Candidate], index: Index) -> list[Candidate]:
    """Return the clauses that punish what candidates forbid, each with the words of what it refers to."""
    if Shape.PENALTY not in question.shapes:
        return []
    found: list[Candidate] = []
    for leading in best_of_documents((one for one in candidates if one.entry.articles), _DOCUMENTS):
        found.extend(
            _of_document(leading.entry, [one for one in candidates if one.entry.id == leading.entry.id], index)
        )
    return found


def _of_document(entry: Entry, candidates: Sequence[Candidate], index: Index) -> Iterator[Candidate]:
    places = index.provision_clauses(entry.id)
    forbidding: dict[Provision, Candidate] = {}
    for one in candidates:  # the best first
        if place := places.get(one.id):
            forbidding.setdefault(place.whole, one)
    postings = index.postings(TEXT, _REFERRING, (entry.ids,))
    numbers = sorted({number for posting in postings.values() for number in posting.clauses if number in places})
    for number, clause in index.clauses(numbers).items():
        if not shows(Shape.PENALTY, clause.folded):
            continue
        named = _named(clause, places[number])
        meant = [forbidding[one] for one in named if one in forbidding]
        if meant:
            first = max(meant, key=lambda one: one.bm25)
            back = _text(number, [one for one in named if one in forbidding], places, index)
            yield replace(first, id=number, clause=clause, bm25=_SHARE * first.bm25, back=back)


def _named(clause: Clause, place: Provision) -> list[Provision]:
    """The articles that a clause speaks of: those it names, or its own."""
    numbers = [int(parse_number(match[1])) for match in _ARTICLE.finditer(clause.folded)]
    named = [Provision(number) for number in numbers if number and Provision(number) != place.whole]
    return [*named, place.whole] if _OWN.search(clause.folded) else named


def _text(own: int, named: Sequence[Provision], places: Mapping[int, Provision], index: Index) -> str:
    numbers = [number for number, place in places.items() if place.whole in named and number != own]
    return " ".join(clause.folded for clause in index.clauses(numbers).values())[:_LONGEST]
