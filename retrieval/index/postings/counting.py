"""Count the terms of clauses, before these have ids: what one batch of documents adds to the posting lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

#: A clause counts no more terms, nor a term more often in it: what an unsigned short and byte hold.
_LONGEST, _OFTENEST = 65535, 255
_PLACE_BITS = 32


@dataclass(frozen=True)
class Counted:
    """The terms of some clauses, ascending, and the postings of all of them one after the other.

    Those of ``terms[i]`` are ``bounds[i]:bounds[i + 1]`` of ``clauses`` (by their place, ascending) and of
    ``frequencies`` (how often each clause holds it). ``lengths`` is how many terms each clause has.
    """

    lengths: npt.NDArray[np.uint16]
    terms: list[str]
    bounds: npt.NDArray[np.int64]
    clauses: npt.NDArray[np.uint32]
    frequencies: npt.NDArray[np.uint8]

    @property
    def size(self) -> int:
        """How many postings there are."""
        return len(self.clauses)


def count(tokens: Sequence[Sequence[str]]) -> Counted:
    """Count the terms of clauses: ``tokens[i]`` are those of clause ``i``."""
    sizes = np.fromiter(map(len, tokens), np.int64, len(tokens))
    numbered: defaultdict[str, int] = defaultdict()
    numbered.default_factory = numbered.__len__  # a new term has the next number
    given = np.fromiter(map(numbered.__getitem__, chain.from_iterable(tokens)), np.int64, int(sizes.sum()))
    terms = sorted(numbered)
    order = np.empty(len(terms), np.uint64)
    order[np.fromiter(map(numbered.__getitem__, terms), np.int64, len(terms))] = np.arange(len(terms), dtype=np.uint64)
    places = np.repeat(np.arange(len(tokens), dtype=np.uint64), sizes)
    keys, often = np.unique(order[given] << np.uint64(_PLACE_BITS) | places, return_counts=True)
    held = np.bincount((keys >> np.uint64(_PLACE_BITS)).astype(np.int64), minlength=len(terms))
    return Counted(
        np.minimum(sizes, _LONGEST).astype(np.uint16),
        terms,
        np.concatenate(([0], np.cumsum(held))),
        keys.astype(np.uint32),  # the lower half
        np.minimum(often, _OFTENEST).astype(np.uint8),
    )
