"""The ranking function: BM25+ by rank-bm25, turned into postings.

The class is run once, at indexing; what it would add to a clause's score for a term is stored as
that posting's weight, so that a question sums the postings of its own terms and touches no others.
BM25+ (Lv and Zhai, CIKM 2011) was chosen because its idf, ``ln((N + 1) / n)``, is positive for
every term: Okapi's is 0 for a term in half of a small corpus and an arbitrary floor beyond that.
"""

from __future__ import annotations  # array[int] is subscriptable from 3.12 on only

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


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


def postings(ids: Sequence[int], tokens: Sequence[Sequence[str]]) -> Iterator[Posting]:
    """Yield the postings of a corpus: ``ids[i]`` is the clause whose terms are ``tokens[i]``.

    The weight of a term in a clause is ``idf · tf · (k1 + 1) / (k1 · (1 - b + b · dl / avgdl) + tf)``;
    with the ``floor`` of each term added, sums equal ``rank_bm25.BM25Plus.get_scores``.
    """
    if not any(tokens):
        return  # rank-bm25 divides by zero on an empty corpus
    from rank_bm25 import BM25Plus  # brings numpy: only building an index pays for it

    model = BM25Plus(tokens)
    clauses: dict[str, array[int]] = {}
    weights: dict[str, array[float]] = {}
    for clause, frequencies, length in zip(ids, model.doc_freqs, model.doc_len, strict=True):
        norm = model.k1 * (1 - model.b + model.b * length / model.avgdl)
        for term, frequency in frequencies.items():
            clauses.setdefault(term, array("q")).append(clause)
            weights.setdefault(term, array("d")).append(
                model.idf[term] * frequency * (model.k1 + 1) / (norm + frequency)
            )
    for term, holders in clauses.items():
        yield Posting(term, holders, weights[term], max(weights[term]), model.idf[term] * model.delta)
