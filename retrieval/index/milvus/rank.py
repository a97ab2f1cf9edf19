"""Rank with Milvus: its own BM25 finds far more clauses than are asked for, and those are scored exactly.

The server's BM25 takes a text, not weights: a term is written down as often as it weighs, in steps of 1/32. Its
idf is of another form than BM25+ has it, and of each of its segments by themselves until they are merged. So the
``_WIDER``-fold of what is asked for is taken of each field, and scored by the formula, parameters and statistics of the
index file (``retrieval.index.ranking.bm25``) from the terms that come with each clause. So what drifts on the server decides only
who is looked at: scores are those of the index file but for rounding, and a clause is missing only where the server
puts the ``_WIDER``-fold of others before it in every field. ``tests.benchmarks.engines`` measures how often that is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from retrieval.index.milvus.documents import filter_for, keys_of
from retrieval.index.milvus.server import MOST_FOUND, MOST_TERMS, Found, Server, term_id
from retrieval.index.ranking.bm25 import Curve
from retrieval.index.ranking.maxscore import Asked
from retrieval.index.store import Index

_WIDER = 10
#: A term of weight 1 is written so often.
_STEPS = 32


class MilvusRanker:
    """Ranks the clauses of an index that a server holds; those of other versions of it are passed over."""

    def __init__(self, index: Index, server: Server, year: int | None = None) -> None:
        self._index, self._server, self._year = index, server, year

    def best(self, asked: Asked, allowed: Collection[range], count: int) -> list[tuple[int, float]]:
        documents = keys_of(self._index)
        within, wide = filter_for(documents, allowed, self._year), min(MOST_FOUND, count * _WIDER)
        found: dict[int, Found] = {}
        for field, weights in asked.items():
            if text := query_text(weights):
                hits = self._server.search(field, text, within, wide)
                found.update((hit.id, hit) for hit in hits if hit.document in documents)
        totals = dict.fromkeys(found, 0.0)
        for field, weights in asked.items():
            curves = {term_id(term): (weights[term], own) for term, own in self._index.curves(field, weights).items()}
            for number, hit in found.items():
                totals[number] += _score(hit.terms[field], curves)
        return sorted(totals.items(), key=lambda item: (-item[1], item[0]))[:count]


def _score(terms: Sequence[str], curves: Mapping[str, tuple[float, Curve]]) -> float:
    """What the terms of a clause in a field, by their ids, add to its score."""
    often = Counter(term for term in terms if term in curves)
    return sum(weight * own.at(often[term], len(terms)) for term, (weight, own) in curves.items() if term in often)


def query_text(weights: Mapping[str, float]) -> str:
    """The terms asked for as the server's BM25 takes them."""
    total = sum(weights.values())
    steps = min(_STEPS, (MOST_TERMS - len(weights)) / total) if total else 0
    return " ".join(term_id(term) for term, weight in weights.items() for _ in range(max(1, round(weight * steps))))
