"""Ranking prunes what cannot be among the best: held against adding everything up, at the sizes where pruning sets in."""

from collections.abc import Sequence

import numpy as np
import pytest

from retrieval.index.ranking import maxscore, maxscore_numpy
from retrieval.index.ranking.bm25 import Curve, Lengths, Posting, Weighted

#: Shares of the clauses that hold each term: rare ones before common ones, all alike, one that nearly all hold, few.
SHAPES = {
    "rare and common": (0.0005, 0.002, 0.01, 0.1, 0.3, 0.6),
    "all common": (0.4, 0.4, 0.5, 0.5),
    "one rare": (0.0003, 0.9),
    "all rare": (0.001, 0.001, 0.002),
    "many": (0.001, 0.003, 0.01, 0.02, 0.03, 0.05, 0.05, 0.1, 0.2, 0.2, 0.5, 0.7),
}


def lists_of(clauses: int, shares: Sequence[float], seed: int) -> list[Weighted]:
    """Random posting lists, those that can add most first, as they are ranked."""
    chance = np.random.default_rng(seed)
    lengths = Lengths(0, chance.integers(3, 60, clauses).astype(np.uint16).data)
    found = []
    for number, share in enumerate(shares):
        ids = np.flatnonzero(chance.random(clauses) < share).astype(np.uint32)
        if not len(ids):
            continue
        often = chance.choice(np.array([1, 1, 1, 2, 3], np.uint8), len(ids))
        idf = float(np.log((clauses + 1) / len(ids)))
        curve = Curve(idf * 2.5, 0.375, 1.125 / 30, 0.0)
        most = max(curve.at(int(tf), 3) for tf in (1, 2, 3))
        posting = Posting(f"t{number}", ids.data, often.data, lengths, curve, most)
        found.append(Weighted(posting, float(chance.choice([0.25, 0.5, 1.0]))))
    return sorted(found, key=lambda one: -one.most)


def added_up(lists: Sequence[Weighted], clauses: int, count: int) -> list[tuple[int, float]]:
    totals = np.zeros(clauses)
    for one in lists:
        ids = np.frombuffer(one.posting.clauses, np.uint32)
        totals[ids] += one.weight * np.frombuffer(one.posting.weights, np.float64)
    order = np.argsort(-totals, kind="stable")[:count]
    return [(int(number), float(totals[number])) for number in order if totals[number] > 0]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("count", [1, 10, 200])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("clauses", [3_000, 60_000, 300_000])
def test_long_lists_give_the_best_of_all(clauses: int, shape: str, count: int, seed: int) -> None:
    lists = lists_of(clauses, SHAPES[shape], seed)
    assert maxscore_numpy.best_of(lists, count) == added_up(lists, clauses, count)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("count", [1, 10, 200])
@pytest.mark.parametrize("shape", SHAPES)
def test_lists_of_plain_python_give_the_best_of_all(shape: str, count: int, seed: int) -> None:
    lists = lists_of(6_000, SHAPES[shape], seed)
    assert maxscore._best_of(lists, count) == added_up(lists, 6_000, count)
