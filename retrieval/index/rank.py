"""Rank clauses for weighted terms: the narrow seam between the index and everything above it."""

from __future__ import annotations  # array[int] is subscriptable from 3.12 on only

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from typing import Protocol

from retrieval.index.bm25 import MANY, Posting
from retrieval.index.intersect import bounds

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
    """What is ranked from: an index, or passages counted in memory."""

    def postings(self, field: str, wanted: Iterable[str]) -> dict[str, Posting]:
        """For each wanted term that occurs, its postings."""
        ...


class PostingsRanker:
    """Ranks by summing the stored postings of the terms asked for; other postings are not read."""

    def __init__(self, index: Postings) -> None:
        self._index = index

    def best(self, asked: Asked, allowed: Collection[range], count: int) -> list[tuple[int, float]]:
        held = list(self._held(asked, allowed))
        if sum(one.size for one in held) > MANY:
            from retrieval.index.vectors import slices, sums  # brings numpy

            totals = sums([slices(one.posting, one.weight, one.cuts) for one in held], count)
        else:
            totals = _sums([_list(one) for one in held], count)
        return sorted(totals.items(), key=lambda item: (-item[1], item[0]))[:count]

    def floor(self, field: str, weights: Mapping[str, float]) -> float:
        """What BM25+ adds to every clause alike, held or not: ``Σ weight · idf · δ``."""
        return sum(weights[term] * found.floor for term, found in self._index.postings(field, weights).items())

    def _held(self, asked: Asked, allowed: Collection[range]) -> Iterator[_Held]:
        within = _joined(allowed)
        for field, weights in asked.items():
            for term, posting in self._index.postings(field, weights).items():
                if cuts := _cuts(posting, within):
                    yield _Held(posting, weights[term], cuts)


@dataclass(frozen=True)
class _Held:
    """The postings of one term asked for, its weight, and the stretches of them (from, to) that are allowed."""

    posting: Posting
    weight: float
    cuts: Sequence[tuple[int, int]]

    @property
    def size(self) -> int:
        return sum(last - first for first, last in self.cuts)


@dataclass(frozen=True)
class _List:
    """The postings of one term in the clauses allowed: none of them adds more than ``most`` to a score."""

    clauses: array[int]
    scores: array[float]
    weight: float
    most: float


def _joined(allowed: Collection[range]) -> list[range]:
    """The ranges in order, those that follow each other without a gap as one."""
    joined: list[range] = []
    for ids in sorted(allowed, key=lambda ids: ids.start):
        if joined and joined[-1].stop >= ids.start:
            joined[-1] = range(joined[-1].start, max(joined[-1].stop, ids.stop))
        else:
            joined.append(ids)
    return joined


def _cuts(posting: Posting, within: Sequence[range]) -> list[tuple[int, int]]:
    """The stretches of a list that lie within the ranges."""
    cuts = [bounds(posting.clauses, ids) for ids in within]
    return [(first, last) for first, last in cuts if first < last]


def _list(held: _Held) -> _List:
    posting, clauses, scores = held.posting, array("q"), array("d")
    for first, last in held.cuts:
        clauses.extend(posting.clauses[first:last])
        scores.extend(posting.weights[first:last])
    return _List(clauses, scores, held.weight, held.weight * posting.most)


def _sums(lists: Sequence[_List], count: int) -> dict[int, float]:
    """Sum the lists, as far as it takes to know the ``count`` best clauses (MaxScore: Turtle and Flood, 1995).

    Terms that tell most go first. Once a clause with none of them cannot come among the best any more, the
    long lists of common terms are no longer walked along: what is still in the running is looked up in them.
    """
    totals: dict[int, float] = {}
    left = sum(one.most for one in lists)
    for one in sorted(lists, key=lambda one: -one.most):
        walk = True
        if len(totals) > count and len(one.clauses) >= len(totals):  # else walking costs less than finding out
            least = nlargest(count, totals.values())[-1]
            if left < least:
                totals = {clause: total for clause, total in totals.items() if total + left >= least}
                walk = len(totals) * _LOOK_UP >= len(one.clauses)
        if walk:
            _add(totals, one)
        else:
            _look_up(totals, one)
        left -= one.most
    return totals


def _add(totals: dict[int, float], one: _List) -> None:
    """Add a whole list."""
    for clause, score in zip(one.clauses, one.scores, strict=True):
        totals[clause] = totals.get(clause, 0.0) + one.weight * score


def _look_up(totals: dict[int, float], one: _List) -> None:
    """Add a list to the clauses that have a total already."""
    clauses, end = one.clauses, len(one.clauses)
    for clause in totals:
        place = bisect_left(clauses, clause)
        if place < end and clauses[place] == clause:
            totals[clause] += one.weight * one.scores[place]
