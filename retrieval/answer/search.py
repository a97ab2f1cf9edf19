"""Plain search: clauses ranked by BM25 alone, each score explained term by term."""

from bisect import bisect_left
from dataclasses import dataclass

from retrieval.clause.model import Clause
from retrieval.index.bm25 import Posting
from retrieval.index.ranker import ranker_of
from retrieval.index.store import TEXT, Entry, Index
from retrieval.question.understand import Filters, understand
from retrieval.text.fold import fold

#: So many clauses are looked at for the wording itself.
_DEPTH = 50


@dataclass(frozen=True)
class Hit:
    """A clause found: its score is the sum of ``shares``, what each term adds."""

    clause: Clause
    entry: Entry
    score: float
    shares: tuple[tuple[str, float], ...]


def search(text: str, index: Index, count: int = 10, filters: Filters | None = None) -> list[Hit]:
    """Return the ``count`` clauses that BM25 ranks first; one that holds ``text`` word for word goes before all.

    Asked for a year, only clauses that it governs are found.
    """
    question = understand(text, index, filters=filters)
    entries = [entry for entry in index.documents if question.covers(entry.record.region)]
    terms = dict.fromkeys(index.terms(question.folded), 1.0)
    year, allowed = filters.year if filters else None, [entry.ids for entry in entries]
    scores = dict(ranker_of(index, year).best({TEXT: terms}, allowed, max(count, _DEPTH)))
    wording = "".join(fold(text).split())
    best = list(scores)
    clauses = index.clauses(best)
    exact = {number for number in best if wording and wording in "".join(fold(clauses[number].text).split())}
    best.sort(key=lambda number: (number not in exact, -scores[number], number))
    found = index.postings(TEXT, terms)
    owners = {entry.id: entry for entry in entries}
    return [_hit(number, clauses[number], owners, scores[number], found) for number in best[:count]]


def _hit(number: int, clause: Clause, owners: dict[str, Entry], score: float, found: dict[str, Posting]) -> Hit:
    places = {term: (posting, bisect_left(posting.clauses, number)) for term, posting in found.items()}
    shares = [
        (term, posting.weights[at]) for term, (posting, at) in places.items() if number in posting.clauses[at : at + 1]
    ]
    return Hit(clause, owners[clause.document], score, tuple(sorted(shares, key=lambda share: -share[1])))
