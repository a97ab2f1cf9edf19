"""Rank clauses for weighted terms: the narrow seam between the index and everything above it."""

from bisect import bisect_left
from collections.abc import Collection, Mapping
from typing import Protocol

from retrieval.index.store import Index


class Ranker(Protocol):
    """Scores the clauses that hold at least one of the terms."""

    def scores(self, field: str, weights: Mapping[str, float], allowed: Collection[range]) -> dict[int, float]:
        """Return ``Σ weight · BM25+`` over the terms for each clause with an id in ``allowed``."""
        ...


class PostingsRanker:
    """Ranks by summing the stored postings of the terms asked for; other postings are not read."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def scores(self, field: str, weights: Mapping[str, float], allowed: Collection[range]) -> dict[int, float]:
        totals: dict[int, float] = {}
        for term, (clauses, scores, _) in self._index.postings(field, weights).items():
            weight = weights[term]
            for ids in allowed:
                first, last = bisect_left(clauses, ids.start), bisect_left(clauses, ids.stop)
                for clause, score in zip(clauses[first:last], scores[first:last], strict=True):
                    totals[clause] = totals.get(clause, 0.0) + weight * score
        return totals

    def floor(self, field: str, weights: Mapping[str, float]) -> float:
        """What BM25+ adds to every clause alike, held or not: ``Σ weight · idf · δ``."""
        return sum(weights[term] * found[2] for term, found in self._index.postings(field, weights).items())
