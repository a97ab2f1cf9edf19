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
#: Before lists longer than this so many clauses that are ahead are scored in full.
_LONG, _TRIED = 1_000, 100

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


def best_of(lists: Sequence[Weighted], count: int) -> list[tuple[int, float]]:
    """The ``count`` clauses of the highest sums, best first, of equals the first (MaxScore: Turtle and Flood, 1995).

    While a clause with none of the lists before could still come among the best, a list is merged with what is in the
    running; once none could, what is left is looked up in it, and only there the list is weighed. Before a long list
    is merged, the clauses that are ahead are scored in full: the mark they set most often spares it.
    """
    ids, totals, least = np.empty(0, np.uint32), np.empty(0), 0.0
    reach = sum(one.most for one in lists)
    for place, one in enumerate(lists):
        clauses = np.frombuffer(one.posting.clauses, np.uint32)
        if reach >= least - _ROUNDED and len(clauses) > _LONG:
            least = max(least, _ahead(ids, totals, lists[place:], count))
        if reach >= least - _ROUNDED:
            scores = one.weight * np.frombuffer(one.posting.weights, np.float64)
            ids, totals = _merged(ids, totals, clauses, scores)
        else:
            totals = totals + _looked_up(one, clauses, ids)
            least = max(least, _least(totals, count))
        reach -= one.most
        running = totals + reach >= least - _ROUNDED
        ids, totals = ids[running], totals[running]
    among = np.flatnonzero(totals >= _least(totals, count))
    first = among[np.argsort(-totals[among], kind="stable")[:count]]  # ids ascend: of equals the first stays first
    return list(zip(ids[first].tolist(), totals[first].tolist(), strict=True))


def _ahead(ids: Ids, totals: Scores, others: Sequence[Weighted], count: int) -> float:
    """The ``count``-th best score of some clauses that are ahead before the ``others`` are added."""
    if len(ids) > _TRIED:
        some = np.sort(np.argpartition(totals, len(totals) - _TRIED)[-_TRIED:])
        ids, totals = ids[some], totals[some]
    for one in others:
        totals = totals + _looked_up(one, np.frombuffer(one.posting.clauses, np.uint32), ids)
    return _least(totals, count)


def _merged(ids: Ids, totals: Scores, clauses: Ids, scores: Scores) -> tuple[Ids, Scores]:
    """Add a list to the totals: those of clauses that have one, and of those that have none yet."""
    if not len(ids):
        return clauses, scores
    both, added = np.concatenate((ids, clauses)), np.concatenate((totals, scores))
    order = np.argsort(both, kind="stable")  # two ascending runs: merged in one go
    both, added = both[order], added[order]
    new = np.empty(len(both), np.bool_)
    new[0] = True
    np.not_equal(both[1:], both[:-1], out=new[1:])
    sums = np.asarray(np.bincount(np.cumsum(new) - 1, added), np.float64)  # adds them in this order
    return both[new], sums


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
