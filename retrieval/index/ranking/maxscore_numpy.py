"""Rank lists so long that loading numpy pays (see ``bm25.pays``); scores are those of ``maxscore``, bit by bit.

Both are needed: a cold command line answers in the time that importing numpy takes, and only plain Python can do that;
over a million clauses plain Python is a hundred times too slow. A test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from retrieval.index.ranking.bm25 import Weighted
from retrieval.index.ranking.bm25_numpy import weigh

#: What a bound may be off by: its sum is rounded in another order than that of the scores that it is held against.
_ROUNDED = 1e-9
#: So many clauses that are ahead are scored in full before a list is added that has so many clauses for each list
#: left, once what is left could lift a clause no higher than so many times the mark.
_AHEAD, _LONG, _NEAR = 100, 1_000, 1.2
#: From so many clauses in the running on, every clause has a total: merging costs more then.
_MANY = 100_000

Ids = npt.NDArray[np.uint32]
Scores = npt.NDArray[np.float64]


def best_of(lists: Sequence[Weighted], count: int) -> list[tuple[int, float]]:
    """The ``count`` clauses of the highest sums, best first, of equals the first (MaxScore: Turtle and Flood, 1995).

    While a clause with none of the lists before could still come among the best, lists are added to what is in the
    running; once none could, what is left is looked up in the others, and only there these are weighed. Before a long
    list is added, clauses that are ahead are scored in full: the mark that they set may spare it.
    """
    running = _Running(max((one.posting.clauses[-1] for one in lists), default=0) + 1)
    reach, least, added = sum(one.most for one in lists), 0.0, 0
    for place, one in enumerate(lists):
        others, clauses = lists[place:], _clauses(one)
        near = reach < least * _NEAR if least else added > 0
        if near and len(clauses) > _LONG * len(others):
            least = max(least, _least(_scored(*running.ahead(least - reach), others), count))
        if reach < least - _ROUNDED:
            break
        running.add(clauses, one.weight * np.frombuffer(one.posting.weights, np.float64))
        reach, added = reach - one.most, place + 1
    ids, totals = running.settled(least - reach)
    for one in lists[added:]:
        totals = totals + _looked_up(one, ids)
        reach -= one.most
        least = max(least, _least(totals, count))
        held = totals + reach >= least - _ROUNDED
        ids, totals = ids[held], totals[held]
    among = np.flatnonzero(totals >= _least(totals, count))
    first = among[np.argsort(-totals[among], kind="stable")[:count]]  # ids ascend: of equals the first stays first
    return list(zip(ids[first].tolist(), totals[first].tolist(), strict=True))


class _Running:
    """What is in the running: the clauses with a total, ascending, or, as they become many, a total for every clause.

    ``_ids`` are then those that totals were last added to. Lists that were added wait to be taken in together.
    """

    def __init__(self, end: int) -> None:
        """The ids of all clauses are below ``end``."""
        self._end = end
        self._ids, self._totals = np.empty(0, np.uint32), np.empty(0)
        self._waiting: list[tuple[Ids, Scores]] = []
        self._all: Scores | None = None

    def add(self, ids: Ids, scores: Scores) -> None:
        """Add to the totals of some clauses, ascending."""
        self._waiting.append((ids, scores))

    def _take_in(self, mark: float) -> None:
        """Add what waits, and drop what is below the mark, where that is cheap."""
        if self._all is None and len(self._ids) + sum(len(ids) for ids, _ in self._waiting) > _MANY:
            self._all = np.zeros(self._end)
            self._all[self._ids] = self._totals
        if self._all is not None:
            for ids, scores in self._waiting:
                self._all[ids] += scores
                self._ids = ids
        elif self._waiting:
            self._ids, self._totals = _merged([(self._ids, self._totals), *self._waiting])
        if self._all is None and mark > 0:
            held = self._totals >= mark - _ROUNDED
            self._ids, self._totals = self._ids[held], self._totals[held]
        self._waiting = []

    def ahead(self, mark: float) -> tuple[Ids, Scores]:
        """Some of the clauses with the highest totals."""
        self._take_in(mark)
        ids, totals = self._ids, self._totals if self._all is None else self._all[self._ids]
        if len(ids) > _AHEAD:
            some = np.sort(np.argpartition(totals, len(totals) - _AHEAD)[-_AHEAD:])
            ids, totals = ids[some], totals[some]
        return ids, totals

    def settled(self, mark: float) -> tuple[Ids, Scores]:
        """The clauses that are not below the mark, ascending, and their totals."""
        self._take_in(mark)
        if self._all is None:
            return self._ids, self._totals
        ids = np.flatnonzero(self._all >= max(mark - _ROUNDED, _ROUNDED)).astype(np.uint32)
        return ids, self._all[ids]


def _scored(ids: Ids, totals: Scores, others: Sequence[Weighted]) -> Scores:
    """The totals of clauses with the other lists added."""
    for one in others:
        totals = totals + _looked_up(one, ids)
    return totals


def _merged(parts: Sequence[tuple[Ids, Scores]]) -> tuple[Ids, Scores]:
    """Add up some lists of clauses, each ascending."""
    ids, scores = np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])
    order = np.argsort(ids, kind="stable")  # ascending runs: merged in one go
    ids, scores = ids[order], scores[order]
    new = np.empty(len(ids), np.bool_)
    new[:1] = True
    np.not_equal(ids[1:], ids[:-1], out=new[1:])
    sums = np.asarray(np.bincount(np.cumsum(new) - 1, scores), np.float64)  # adds them in this order
    return ids[new], sums


def _least(totals: Scores, count: int) -> float:
    """The score of the last of the ``count`` best so far; 0 while there are fewer."""
    return float(np.partition(totals, len(totals) - count)[-count]) if len(totals) >= count else 0.0


def _looked_up(one: Weighted, ids: Ids) -> Scores:
    """What a list adds to each of ``ids``."""
    added = np.zeros(len(ids))
    places, held = _find(ids, _clauses(one))
    places = places[held]
    if "weights" in vars(one.posting):  # weighed before
        added[held] = one.weight * np.frombuffer(one.posting.weights, np.float64)[places]
    else:
        often = np.frombuffer(one.posting.frequencies, np.uint8)[places]
        lengths = one.posting.lengths
        added[held] = one.weight * weigh(ids[held], often, lengths.first, lengths.counts, one.posting.curve.shape)
    return added


def _clauses(one: Weighted) -> Ids:
    return np.frombuffer(one.posting.clauses, np.uint32)


def _find(wanted: Ids, among: Ids) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """For each of ``wanted`` a place in ``among``, ascending and not empty, and whether it stands there."""
    places = np.searchsorted(among, wanted)
    places[places == len(among)] = 0
    return places, np.equal(among[places], wanted)
