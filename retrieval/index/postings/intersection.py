"""Which clauses stand in several posting lists at once, and which in some ranges of ids."""

from __future__ import annotations  # array[int] is subscriptable from 3.12 on only

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence

#: The ids of the clauses that are asked for, ascending and apart; ``None``: all.
Within = tuple[range, ...] | None
#: Clauses ascending: a memory view or an array.
Ids = Sequence[int] | memoryview


def in_all(lists: Sequence[Ids]) -> Iterator[int]:
    """Yield the clauses that stand in all of some ascending lists, of which there is one at least, in order.

    The shortest is walked along, the others are looked into.
    """
    few, *others = sorted(lists, key=len)
    for clause in few:
        if all(holds(other, clause) for other in others):
            yield clause


def holds(clauses: Ids, clause: int) -> bool:
    """Whether a clause stands in an ascending list."""
    place = bisect_left(clauses, clause)
    return place < len(clauses) and clauses[place] == clause


def joined(allowed: Collection[range]) -> tuple[range, ...]:
    """The ranges in order, those that follow each other without a gap as one."""
    found: list[range] = []
    for ids in sorted(allowed, key=lambda ids: ids.start):
        if found and found[-1].stop >= ids.start:
            found[-1] = range(found[-1].start, max(found[-1].stop, ids.stop))
        else:
            found.append(ids)
    return tuple(found)


def cut(clauses: memoryview, frequencies: memoryview, within: Within) -> tuple[memoryview, memoryview]:
    """The part of a list that lies within some ranges: its clauses (unsigned ints), and a byte for each."""
    if within is None or not len(clauses):
        return clauses, frequencies
    first, last = clauses[0], clauses[-1]
    near = [ids for ids in within if ids.start <= last and ids.stop > first]
    cuts = [slice(bisect_left(clauses, ids.start), bisect_left(clauses, ids.stop)) for ids in near]
    if len(cuts) == 1:
        return clauses[cuts[0]], frequencies[cuts[0]]
    some, often = array("I"), array("B")
    for part in cuts:
        some.frombytes(clauses[part].cast("B"))
        often.frombytes(frequencies[part])
    return memoryview(some), memoryview(often)
