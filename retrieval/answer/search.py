"""Plain search: clauses ranked by BM25 alone, each explained by its terms, and by the features that rank answers."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.answer.ranking import Ranked, read_weights
from retrieval.answer.reranking import search_ranked
from retrieval.clause.model import Clause
from retrieval.index.documents.entry import Entry
from retrieval.index.documents.selection import Selection
from retrieval.index.ranking.backend import ranker_of
from retrieval.index.ranking.bm25 import Posting
from retrieval.index.store import TEXT, Index
from retrieval.question.model import Question
from retrieval.question.understand import Filters, understand
from retrieval.text.fold import fold

#: So many clauses are looked at for the wording itself.
_DEPTH = 50


@dataclass(frozen=True)
class Hit:
    """A clause found, by its id in the index: its score is the sum of ``shares``, what each term adds."""

    id: int
    clause: Clause
    entry: Entry
    score: float
    shares: tuple[tuple[str, float], ...]


def search(text: str, index: Index, count: int = 10, filters: Filters | None = None) -> list[Hit]:
    """Return the ``count`` clauses that BM25 ranks first; one that holds ``text`` word for word goes before all.

    Asked for a year, only clauses that it governs are found.
    """
    question = understand(text, index, filters=filters)
    terms = dict.fromkeys(index.terms(question.folded), 1.0)
    year, allowed = filters.year if filters else None, _allowed(question, index)
    scores = dict(ranker_of(index, year).best({TEXT: terms}, allowed, max(count, _DEPTH)))
    wording = "".join(fold(text).split())
    best = list(scores)
    clauses = index.clauses(best)
    exact = {number for number in best if wording and wording in "".join(fold(clauses[number].text).split())}
    best.sort(key=lambda number: (number not in exact, -scores[number], number))
    found = index.postings(TEXT, terms)
    owners = index.catalogue.owners(best[:count])
    return [_hit(number, clauses[number], owners[number], scores[number], found) for number in best[:count]]


def _allowed(question: Question, index: Index) -> Sequence[range]:
    """The clauses of all documents, or of those of the region that is filtered by."""
    return index.catalogue.ranges(Selection(question.only_places, superseded=True, copies=True))


def explain(text: str, index: Index, filters: Filters | None = None) -> dict[int, Ranked]:
    """Return the candidates for the answer to ``text``, best first, by the ids of their clauses: what features and
    weights rank them."""
    ranked = search_ranked(understand(text, index, filters=filters), index, read_weights())
    found: dict[int, Ranked] = {}
    for one in ranked:
        found.setdefault(one.view.candidate.id, one)
    return found


def _hit(number: int, clause: Clause, owner: Entry, score: float, found: dict[str, Posting]) -> Hit:
    places = {term: (posting, bisect_left(posting.clauses, number)) for term, posting in found.items()}
    shares = [
        (term, posting.weights[at]) for term, (posting, at) in places.items() if number in posting.clauses[at : at + 1]
    ]
    return Hit(number, clause, owner, score, tuple(sorted(shares, key=lambda share: -share[1])))
