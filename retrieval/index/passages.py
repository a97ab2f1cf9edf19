"""Rank passages that are counted in memory, in as many fields as there are ways to cut their text.

For measuring how texts are cut and weighed on public retrieval sets; what people ask is in the index file.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice

from retrieval.index.bm25 import Parameters, Part, Posting, Statistics, count, weigh
from retrieval.index.rank import Asked, PostingsRanker

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
        self._parts: dict[str, dict[str, list[Part]]] = {field: {} for field in wanted}
        totals = dict.fromkeys(wanted, 0)
        self._size, remaining = 0, iter(passages)
        while chunk := list(islice(remaining, _CHUNK)):
            for field, terms in wanted.items():
                counted = count([tokens[field] for tokens in chunk])
                totals[field] += sum(counted.lengths)
                for term in counted.terms.keys() & terms:
                    part = Part(self._size, *counted.terms[term], counted.lengths)
                    self._parts[field].setdefault(term, []).append(part)
            self._size += len(chunk)
        self._statistics = {
            field: Statistics(parameters, self._size, total / max(self._size, 1)) for field, total in totals.items()
        }

    def postings(self, field: str, wanted: Iterable[str]) -> dict[str, Posting]:
        """For each wanted term that occurs, its postings."""
        parts = self._parts[field]
        return {term: weigh(term, parts[term], self._statistics[field]) for term in wanted if term in parts}

    def best(self, asked: Asked, depth: int) -> list[int]:
        """Return the places of the ``depth`` passages with the highest scores, best first; of equals the first."""
        return [place for place, _ in PostingsRanker(self).best(asked, [range(self._size)], depth)]
