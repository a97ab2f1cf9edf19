"""The ranking function: BM25+ as rank-bm25 has it, over counts that documents can join and leave.

What is stored is how often each term stands in each clause and how long the clauses are; what a term adds
to a clause's score is worked out when the postings are read, from the statistics as they are then. So
scores are exact at any time, and adding a document touches nothing of the others.
BM25+ (Lv and Zhai, CIKM 2011) was chosen because its idf, ``ln((N + 1) / n)``, is positive for
every term: Okapi's is 0 for a term in half of a small corpus and an arbitrary floor beyond that.
"""

from __future__ import annotations  # array[int] is subscriptable from 3.12 on only

import math
import sys
from array import array
from dataclasses import dataclass
from functools import cached_property

#: From so many postings on numpy is faster, the time of loading it included; and where it is loaded already.
_MANY, _MANY_LOADED = 50_000, 200


def pays(postings: int) -> bool:
    """Whether the work on so many postings is done faster with numpy; both ways give the same figures."""
    return postings > (_MANY_LOADED if "numpy" in sys.modules else _MANY)


@dataclass(frozen=True)
class Parameters:
    """The free parameters of BM25+."""

    k1: float
    b: float
    delta: float


@dataclass(frozen=True)
class Statistics:
    """The statistics of a field: the number of clauses of the corpus and their mean number of terms."""

    parameters: Parameters
    clauses: int
    mean: float


@dataclass(frozen=True)
class Curve:
    """The score that a term adds to a clause of ``dl`` terms that holds it ``tf`` times: ``scale · tf / (flat + slope · dl + tf)``.

    With ``scale = idf · (k1 + 1)``, ``flat = k1 · (1 - b)`` and ``slope = k1 · b / avgdl`` that is BM25+ without its
    ``floor`` (``idf · δ``), which every clause of the corpus has: with it, sums equal ``rank_bm25.BM25Plus.get_scores``.
    """

    scale: float
    flat: float
    slope: float
    floor: float

    @property
    def shape(self) -> tuple[float, float, float]:
        """``scale``, ``flat`` and ``slope``."""
        return self.scale, self.flat, self.slope

    def at(self, often: int, length: int) -> float:
        """The weight in a clause of ``length`` terms that holds the term so often."""
        return self.scale * often / (self.flat + self.slope * length + often)


@dataclass(frozen=True)
class Lengths:
    """How many terms each of some clauses has, whose ids begin with ``first``: unsigned shorts."""

    first: int
    counts: memoryview


@dataclass(frozen=True)
class Posting:
    """The clauses that hold a term, or those of them that were asked for, ascending, and how often each holds it.

    ``clauses`` are unsigned ints, ``frequencies`` unsigned bytes; no weight is larger than ``most``.
    """

    term: str
    clauses: memoryview
    frequencies: memoryview
    lengths: Lengths
    curve: Curve
    most: float

    @property
    def floor(self) -> float:
        """The score that BM25+ adds to every clause of the corpus, held or not."""
        return self.curve.floor

    @cached_property
    def weights(self) -> memoryview:
        """The score that the term adds to each of the clauses: doubles."""
        if pays(len(self.clauses)):
            from retrieval.index.ranking.bm25_numpy import weigh  # brings numpy

            first, counts = self.lengths.first, self.lengths.counts
            return weigh(self.clauses, self.frequencies, first, counts, self.curve.shape).data
        scale, flat, slope = self.curve.shape
        first, counts = self.lengths.first, self.lengths.counts
        found = [
            scale * often / (flat + slope * counts[clause - first] + often)
            for clause, often in zip(self.clauses, self.frequencies, strict=True)
        ]
        return memoryview(array("d", found))


@dataclass(frozen=True)
class Weighted:
    """The postings of one term in the clauses allowed, and the weight that the term has in the question."""

    posting: Posting
    weight: float

    @property
    def most(self) -> float:
        """The most that the term can add to a score."""
        return self.weight * self.posting.most


def rank_bm25_parameters() -> Parameters:
    """Those that rank-bm25 uses, which the tests hold our scores against."""
    from rank_bm25 import BM25Plus  # brings numpy: only building an index pays for it

    model = BM25Plus([[""]])
    return Parameters(model.k1, model.b, model.delta)


def curve(held: int, statistics: Statistics) -> Curve:
    """The curve of a term that ``held`` clauses of the corpus hold."""
    k1, b = statistics.parameters.k1, statistics.parameters.b
    idf = math.log((statistics.clauses + 1) / held)
    return Curve(idf * (k1 + 1), k1 * (1 - b), k1 * b / statistics.mean, idf * statistics.parameters.delta)
