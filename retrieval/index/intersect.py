"""Which clauses stand in several posting lists at once: the shortest is walked along, the others are looked into."""

from __future__ import annotations  # array[int] is subscriptable from 3.12 on only

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence


def in_all(lists: Sequence[array[int]]) -> Iterator[int]:
    """Yield the clauses that stand in all of some ascending lists, of which there is one at least, in order."""
    few, *others = sorted(lists, key=len)
    for clause in few:
        if all(holds(other, clause) for other in others):
            yield clause


def holds(clauses: array[int], clause: int) -> bool:
    """Whether a clause stands in an ascending list."""
    place = bisect_left(clauses, clause)
    return place < len(clauses) and clauses[place] == clause


def within(clauses: array[int], ids: range) -> array[int]:
    """The stretch of an ascending list that lies in a range of ids."""
    return clauses[slice(*bounds(clauses, ids))]


def bounds(clauses: array[int], ids: range) -> tuple[int, int]:
    """The places in an ascending list from and to which it lies in a range of ids."""
    return bisect_left(clauses, ids.start), bisect_left(clauses, ids.stop)
