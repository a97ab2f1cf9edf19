"""Choose what ranks the clauses of an index: its own postings, or the engine that it was opened with."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Protocol

from retrieval.clause.model import Clause
from retrieval.index.ranking.maxscore import Asked, Postings, PostingsRanker, Ranker

#: Where too few of those looked at are of the year asked for, so many times more are.
_DEEPER = 8


class Engine(Protocol):
    """Holds the clauses of an index a second time, elsewhere, and ranks them there."""

    def ranker(self, index: Any, year: int | None) -> Ranker:
        """The ranker of the clauses of the index; with a ``year`` only those that it governs."""
        ...


class Ranked(Postings, Protocol):
    """An index, as a ranker sees it."""

    engine: Engine | None

    def clauses(self, ids: Iterable[int]) -> dict[int, Clause]:
        """The clauses with the given ids."""
        ...


def ranker_of(index: Ranked, year: int | None = None) -> Ranker:
    """The ranker of the clauses of an index; with a ``year`` only those that it governs."""
    if index.engine is not None:
        return index.engine.ranker(index, year)
    ranker = PostingsRanker(index)
    return ranker if year is None else _OfYear(ranker, index, year)


class _OfYear:
    """Leaves out what the year does not govern."""

    def __init__(self, ranker: Ranker, index: Ranked, year: int) -> None:
        self._ranker, self._index, self._year = ranker, index, year

    def best(self, asked: Asked, allowed: Collection[range], count: int) -> list[tuple[int, float]]:
        depth = count
        while True:
            ranked = self._ranker.best(asked, allowed, depth)
            clauses = self._index.clauses(number for number, _ in ranked)
            governed = [one for one in ranked if self._year in clauses[one[0]].years]
            if len(governed) >= count or len(ranked) < depth:
                return governed[:count]
            depth *= _DEEPER
