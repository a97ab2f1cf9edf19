"""The ranking function: BM25+ as rank-bm25 has it, over counts that documents can join and leave.

What is stored is how often each term stands in each clause and how long the clauses are; what a term adds
to a clause's score is worked out when the postings are read, from the statistics as they are then. So
scores are exact at any time, and adding a document touches nothing of the others.
BM25+ (Lv and Zhai, CIKM 2011) was chosen because its idf, ``ln((N + 1) / n)``, is positive for
every term: Okapi's is 0 for a term in half of a small corpus and an arbitrary floor beyond that.
"""

from __future__ import annotations  # array[int] is subscriptable from 3.12 on only

import math
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

#: A clause counts no more terms, nor a term more often in it: what an unsigned short and byte hold.
_LONGEST, _OFTENEST = 65535, 255
#: From so many postings on numpy is faster, the time of loading it included.
MANY = 50_000


@dataclass(frozen=True)
class Parameters:
    """The free parameters of BM25+."""

    k1: float
    b: float
    delta: float


@dataclass(frozen=True)
class Statistics:
    """What the weights of a field depend on: the clauses of the corpus and their mean number of terms."""

    parameters: Parameters
    clauses: int
    mean: float


@dataclass(frozen=True)
class Part:
    """The postings of one term in one segment: clauses by their place in it, ascending, and how often each holds it.

    ``first`` is the id of the segment's first clause, ``lengths`` has the number of terms of each clause.
    """

    first: int
    clauses: array[int]
    frequencies: array[int]
    lengths: array[int]


@dataclass(frozen=True)
class Posting:
    """The clauses that hold a term, ascending, and what the term adds to the score of each.

    ``most`` is the largest of the weights, ``floor`` what BM25+ adds to every other clause of the corpus (idf · δ).
    """

    term: str
    clauses: array[int]
    weights: array[float]
    most: float
    floor: float


@dataclass(frozen=True)
class Counted:
    """The terms of some clauses: how many each clause has, and for each term the clauses (by place) and how often."""

    lengths: array[int]
    terms: dict[str, tuple[array[int], array[int]]]


def rank_bm25_parameters() -> Parameters:
    """Those that rank-bm25 uses, which the tests hold our scores against."""
    from rank_bm25 import BM25Plus  # brings numpy: only building an index pays for it

    model = BM25Plus([[""]])
    return Parameters(model.k1, model.b, model.delta)


def count(tokens: Sequence[Sequence[str]]) -> Counted:
    """Count the terms of clauses: ``tokens[i]`` are those of clause ``i``."""
    lengths = array("H", (min(len(some), _LONGEST) for some in tokens))
    terms: dict[str, tuple[array[int], array[int]]] = {}
    for place, some in enumerate(tokens):
        for term, frequency in Counter(some).items():
            held = terms.get(term)
            if held is None:
                held = terms[term] = array("I"), array("B")
            held[0].append(place)
            held[1].append(frequency if frequency < _OFTENEST else _OFTENEST)
    return Counted(lengths, terms)


def weigh(term: str, parts: Sequence[Part], statistics: Statistics) -> Posting:
    """Join the parts of a term, in the order of their clauses, and weigh them.

    The weight of a term in a clause is ``idf · tf · (k1 + 1) / (k1 · (1 - b + b · dl / avgdl) + tf)``;
    with the ``floor`` of each term added, sums equal ``rank_bm25.BM25Plus.get_scores``.
    """
    k1, b = statistics.parameters.k1, statistics.parameters.b
    held = sum(len(part.clauses) for part in parts)
    idf = math.log((statistics.clauses + 1) / held)
    scale, flat, slope = idf * (k1 + 1), k1 * (1 - b), k1 * b / statistics.mean
    if held > MANY:
        from retrieval.index.vectors import weigh_parts  # brings numpy
    else:
        weigh_parts = _weigh_parts
    clauses, weights, most = weigh_parts(parts, scale, flat, slope)
    return Posting(term, clauses, weights, most, idf * statistics.parameters.delta)


def _weigh_parts(
    parts: Sequence[Part], scale: float, flat: float, slope: float
) -> tuple[array[int], array[float], float]:
    clauses, weights = array("q"), array("d")
    for part in parts:
        first, lengths = part.first, part.lengths
        clauses.fromlist([first + place for place in part.clauses])
        weights.extend(
            [
                scale * often / (flat + slope * lengths[place] + often)
                for place, often in zip(part.clauses, part.frequencies, strict=True)
            ]
        )
    return clauses, weights, max(weights)


def weight_in(held: int, often: int, length: int, statistics: Statistics) -> float:
    """What ``weigh`` gives a term in one clause: ``held`` is in how many clauses it stands, ``often`` how often in
    this one, ``length`` how many terms that has."""
    k1, b = statistics.parameters.k1, statistics.parameters.b
    scale, flat, slope = math.log((statistics.clauses + 1) / held) * (k1 + 1), k1 * (1 - b), k1 * b / statistics.mean
    often = min(often, _OFTENEST)
    return scale * often / (flat + slope * min(length, _LONGEST) + often)
