"""Weighing and ranking for lists so long that loading numpy pays (see ``bm25.pays``).

Every figure is worked out in the same order as in plain Python, in the same 64 bits, so that both give the same
scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from retrieval.index.bm25 import Posting
    from retrieval.index.rank import Weighted

#: What a bound may be off by: its sum is rounded in another order than that of the scores that it is held against.
_ROUNDED = 1e-9

Ids = npt.NDArray[np.uint32]
Scores = npt.NDArray[np.float64]


def weights_of(posting: Posting) -> memoryview:
    """What a term adds to the score of each of the clauses: doubles."""
    ids, often = np.frombuffer(posting.clauses, np.uint32), np.frombuffer(posting.frequencies, np.uint8)
    return _weigh(posting, ids, often).data


def _weigh(posting: Posting, ids: Ids, often: npt.NDArray[np.uint8]) -> Scores:
    curve, tf = posting.curve, often.astype(np.float64)
    lengths = np.frombuffer(posting.lengths.counts, np.uint16)[ids - np.uint32(posting.lengths.first)]
    found: Scores = curve.scale * tf / (curve.flat + curve.slope * lengths + tf)
    return found


def sums(lists: Sequence[Weighted], count: int) -> dict[int, float]:
    """Sum the lists, as far as it takes to know the ``count`` best clauses (MaxScore: Turtle and Flood, 1995).

    What is in the running is looked up in each list; a clause with none of the lists before is taken up only where
    this one and all that follow could still lift it among the best. A list that is only looked up is not weighed.
    """
    ids, totals = np.empty(0, np.uint32), np.empty(0)
    left, least = sum(one.most for one in lists), 0.0
    for one in lists:
        reach, left = left, left - one.most
        clauses = np.frombuffer(one.posting.clauses, np.uint32)
        totals = totals + _looked_up(one, clauses, ids)
        least = max(least, _least(totals, count))
        if reach >= least - _ROUNDED:
            scores = one.weight * np.frombuffer(one.posting.weights, np.float64)
            new = np.flatnonzero(scores >= least - left - _ROUNDED)
            if len(ids):
                new = new[~_find(clauses[new], ids)[1]]
            ids, totals = np.concatenate((ids, clauses[new])), np.concatenate((totals, scores[new]))
            order = np.argsort(ids, kind="stable")
            ids, totals = ids[order], totals[order]
            least = max(least, _least(totals, count))
        running = totals + left >= least - _ROUNDED
        ids, totals = ids[running], totals[running]
    return dict(zip(ids.tolist(), totals.tolist(), strict=True))


def _least(totals: Scores, count: int) -> float:
    """The score of the last of the ``count`` best so far; 0 while there are fewer."""
    return float(np.partition(totals, len(totals) - count)[-count]) if len(totals) >= count else 0.0


def _looked_up(one: Weighted, clauses: Ids, ids: Ids) -> Scores:
    """What a list adds to each of ``ids``."""
    added = np.zeros(len(ids))
    places, held = _find(ids, clauses)
    places = places[held]
    if "weights" in vars(one.posting):  # weighed before
        added[held] = one.weight * np.frombuffer(one.posting.weights, np.float64)[places]
    else:
        often = np.frombuffer(one.posting.frequencies, np.uint8)[places]
        added[held] = one.weight * _weigh(one.posting, ids[held], often)
    return added


def _find(wanted: Ids, among: Ids) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """For each of ``wanted`` a place in ``among``, ascending and not empty, and whether it stands there."""
    places = np.searchsorted(among, wanted)
    places[places == len(among)] = 0
    return places, np.equal(among[places], wanted)
