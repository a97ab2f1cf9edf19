"""Rank passages that are counted in memory, in as many fields as there are ways to cut their text.

For measuring how texts are cut and weighed on public retrieval sets; what people ask is in the index file.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice

import numpy as np
import numpy.typing as npt

from retrieval.index.postings.counting import count
from retrieval.index.postings.intersection import Within
from retrieval.index.ranking.bm25 import Lengths, Parameters, Posting, Statistics, curve
from retrieval.index.ranking.maxscore import Asked, PostingsRanker

#: Tokens of so many passages are held at a time: about 350 MB of them at 300 tokens each.
_CHUNK = 16_384

#: The tokens of a passage in each field.
Tokens = Mapping[str, Sequence[str]]


class Passages:
    """The postings of the terms that will be asked for; those of other terms are counted and dropped."""

    def __init__(
        self, passages: Iterable[Tokens], wanted: Mapping[str, Collection[str]], parameters: Parameters
    ) -> None:
        """Count ``passages``. ``wanted`` has the fields, and the terms in each that will be asked for."""
        self._parts: dict[str, dict[str, list[tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint8]]]]]
        self._parts = {field: {} for field in wanted}
        lengths: dict[str, list[npt.NDArray[np.uint16]]] = {field: [] for field in wanted}
        self._size, remaining = 0, iter(passages)
        while chunk := list(islice(remaining, _CHUNK)):
            for field, terms in wanted.items():
                counted = count([tokens[field] for tokens in chunk])
                lengths[field].append(counted.lengths)
                for place, term in enumerate(counted.terms):
                    if term in terms:
                        held = slice(counted.bounds[place], counted.bounds[place + 1])
                        part = counted.clauses[held] + np.uint32(self._size), counted.frequencies[held].copy()
                        self._parts[field].setdefault(term, []).append(part)
            self._size += len(chunk)
        self._lengths = {field: np.concatenate(some or [np.empty(0, np.uint16)]) for field, some in lengths.items()}
        self._statistics = {
            field: Statistics(parameters, self._size, int(some.sum()) / self._size if some.any() else 1.0)
            for field, some in self._lengths.items()
        }

    def postings(self, field: str, wanted: Iterable[str], _: Within = None) -> dict[str, Posting]:
        """For each wanted term that occurs, its postings; all passages are asked always."""
        return {term: self._posting(field, term) for term in wanted if term in self._parts[field]}

    def _posting(self, field: str, term: str) -> Posting:
        clauses, often = (np.concatenate(part) for part in zip(*self._parts[field][term], strict=True))
        own, lengths = curve(len(clauses), self._statistics[field]), self._lengths[field]
        most = max(own.at(int(tf), int(lengths[clauses[often == tf]].min())) for tf in np.unique(often))
        return Posting(term, clauses.data, often.data, Lengths(0, lengths.data), own, most)

    def best(self, asked: Asked, depth: int) -> list[int]:
        """Return the places of the ``depth`` passages with the highest scores, best first; of equals the first."""
        return [place for place, _ in PostingsRanker(self).best(asked, [range(self._size)], depth)]
