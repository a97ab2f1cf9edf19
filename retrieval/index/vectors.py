"""The work of ``bm25.weigh`` and of ranking for lists so long that loading numpy pays.

Every figure is worked out in the same order as there, in the same 64 bits, so that both ways give the same scores.
"""

from __future__ import annotations  # array[int] is subscriptable from 3.12 on only

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from retrieval.index.bm25 import Part, Posting

#: What a bound may be off by: its sum is rounded in another order than that of the scores that it is held against.
_ROUNDED = 1e-9

Ids = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Slices:
    """The clauses of a list that are allowed, ascending, and what the list adds to each: at most ``most``."""

    clauses: Ids
    scores: Scores
    most: float


def weigh_parts(
    parts: Sequence[Part], scale: float, flat: float, slope: float
) -> tuple[array[int], array[float], float]:
    """Join the parts of a term: the ids of the clauses, ``scale · tf / (flat + slope · dl + tf)`` for each, the largest."""
    clauses, weights, most = array("q"), array("d"), 0.0
    for part in parts:
        places = np.frombuffer(part.clauses, np.uint32)
        often = np.frombuffer(part.frequencies, np.uint8).astype(np.float64)
        lengths = np.frombuffer(part.lengths, np.uint16)[places]
        clauses.frombytes(np.add(places, part.first, dtype=np.int64).data.cast("B"))
        found = scale * often / (flat + slope * lengths + often)
        weights.frombytes(found.data.cast("B"))
        most = max(most, float(found.max()))
    return clauses, weights, most


def slices(posting: Posting, weight: float, cuts: Sequence[tuple[int, int]]) -> Slices:
    """What lies within ``cuts`` (from, to) of a list, weighed; ids are copied only where there are several."""
    ids, found = np.frombuffer(posting.clauses, np.int64), np.frombuffer(posting.weights, np.float64)
    if len(cuts) == 1:
        return Slices(ids[slice(*cuts[0])], weight * found[slice(*cuts[0])], weight * posting.most)
    inside = np.concatenate([np.arange(*cut) for cut in cuts])
    return Slices(ids[inside], weight * found[inside], weight * posting.most)


def sums(lists: Sequence[Slices], count: int) -> dict[int, float]:
    """Sum the lists, as far as it takes to know the ``count`` best clauses (MaxScore: Turtle and Flood, 1995).

    Lists that can add most go first. What is in the running is looked up in each; a clause with none of the lists
    before is taken up only where this one and all that follow could still lift it among the best.
    """
    ids, totals = np.empty(0, np.int64), np.empty(0)
    left, least = sum(one.most for one in lists), 0.0
    for one in sorted(lists, key=lambda one: -one.most):
        reach, left = left, left - one.most
        totals = totals + _looked_up(one, ids)
        least = max(least, _least(totals, count))
        if reach >= least - _ROUNDED:
            new = np.flatnonzero(one.scores >= least - left - _ROUNDED)
            if len(ids):
                new = new[~_find(one.clauses[new], ids)[1]]
            ids, totals = np.concatenate((ids, one.clauses[new])), np.concatenate((totals, one.scores[new]))
            order = np.argsort(ids, kind="stable")
            ids, totals = ids[order], totals[order]
            least = max(least, _least(totals, count))
        running = totals + left >= least - _ROUNDED
        ids, totals = ids[running], totals[running]
    return dict(zip(ids.tolist(), totals.tolist(), strict=True))


def _least(totals: Scores, count: int) -> float:
    """The score of the last of the ``count`` best so far; 0 while there are fewer."""
    return float(np.partition(totals, len(totals) - count)[-count]) if len(totals) >= count else 0.0


def _looked_up(one: Slices, ids: Ids) -> Scores:
    """What a list adds to each of ``ids``."""
    if not len(one.clauses):
        return np.zeros(len(ids))
    places, held = _find(ids, one.clauses)
    return np.where(held, one.scores[places], 0.0)


def _find(wanted: Ids, among: Ids) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """For each of ``wanted`` a place in ``among``, ascending and not empty, and whether it stands there."""
    places = np.searchsorted(among, wanted)
    places[places == len(among)] = 0
    return places, np.equal(among[places], wanted)
