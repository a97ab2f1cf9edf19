"""Rank clauses for weighted terms: the narrow seam between the index and everything above it."""

from __future__ import annotations  # array[int] is subscriptable from 3.12 on only

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from heapq import nlargest, nsmallest
from typing import Protocol

from retrieval.index.postings.intersection import Within, joined
from retrieval.index.ranking.bm25 import Posting, Weighted, pays

#: The weights of the terms asked for, in each field.
Asked = Mapping[str, Mapping[str, float]]
#: Looking a clause up in a list costs about so many steps along it.
_LOOK_UP = 8


class Ranker(Protocol):
    """Finds the clauses that hold at least one of the terms and score most."""

    def best(self, asked: Asked, allowed: Collection[range], count: int) -> list[tuple[int, float]]:
        """Return the ``count`` clauses with an id in ``allowed`` of the highest ``Σ weight · BM25+`` over the terms
        of all fields, best first; of equals the first."""
        ...


class Postings(Protocol):
    """The source of postings: an index, or passages counted in memory."""

    def postings(self, field: str, wanted: Iterable[str], within: Within = None) -> dict[str, Posting]:
        """For each wanted term that stands in a clause ``within``, its postings there."""
        ...


class PostingsRanker:
    """Ranks by summing the stored postings of the terms asked for; other postings are not read."""

    def __init__(self, index: Postings) -> None:
        self._index = index

    def best(self, asked: Asked, allowed: Collection[range], count: int) -> list[tuple[int, float]]:
        within = joined(allowed)
        held = [
            Weighted(posting, weights[term])
            for field, weights in asked.items()
            for term, posting in self._index.postings(field, weights, within).items()
        ]
        if pays(sum(len(one.posting.clauses) for one in held)):
            from retrieval.index.ranking.maxscore_numpy import best_of  # brings numpy
        else:
            best_of = _best_of
        # Terms that tell most go first, in both ways alike: a sum depends on its order in its last bits.
        return best_of(sorted(held, key=lambda one: -one.most), count)

    def floor(self, field: str, weights: Mapping[str, float]) -> float:
        """The score that BM25+ adds to every clause alike, held or not: ``Σ weight · idf · δ``."""
        return sum(weights[term] * found.floor for term, found in self._index.postings(field, weights).items())


def _best_of(lists: Sequence[Weighted], count: int) -> list[tuple[int, float]]:
    """The ``count`` clauses of the highest sums, best first, of equals the first (MaxScore: Turtle and Flood, 1995).

    Once a clause with none of the lists so far cannot come among the best any more, the long lists of common terms
    are no longer walked along: what is still in the running is looked up in them.
    """
    totals: dict[int, float] = {}
    left = sum(one.most for one in lists)
    for one in lists:
        walk, size = True, len(one.posting.clauses)
        if len(totals) > count and size >= len(totals):  # else walking costs less than finding out
            least = nlargest(count, totals.values())[-1]
            if left < least:
                totals = {clause: total for clause, total in totals.items() if total + left >= least}
                walk = len(totals) * _LOOK_UP >= size
        if walk:
            _add(totals, one)
        else:
            _look_up(totals, one)
        left -= one.most
    return nsmallest(count, totals.items(), key=lambda item: (-item[1], item[0]))


def _add(totals: dict[int, float], one: Weighted) -> None:
    """Add a whole list."""
    weight, known = one.weight, totals.get
    for clause, score in zip(one.posting.clauses, one.posting.weights, strict=True):
        totals[clause] = known(clause, 0.0) + weight * score


def _look_up(totals: dict[int, float], one: Weighted) -> None:
    """Add a list to the clauses that have a total already."""
    clauses, weights, end = one.posting.clauses, one.posting.weights, len(one.posting.clauses)
    for clause in totals:
        place = bisect_left(clauses, clause)
        if place < end and clauses[place] == clause:
            totals[clause] += one.weight * weights[place]
