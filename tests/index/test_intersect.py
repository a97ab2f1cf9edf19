from __future__ import annotations  # array[int] is subscriptable from 3.12 on only

from array import array
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from retrieval.index.postings.intersection import cut, holds, in_all, joined

LISTS = st.sets(st.integers(0, 40)).map(lambda held: array("I", sorted(held)))
RANGES = st.lists(st.tuples(st.integers(0, 41), st.integers(0, 41)).map(lambda pair: range(min(pair), max(pair))))


@given(st.lists(LISTS, min_size=1, max_size=4))
def test_what_stands_in_all_lists(lists: list[array[int]]) -> None:
    assert list(in_all(lists)) == sorted(set.intersection(*map(set, lists)))


@given(LISTS, st.integers(0, 41))
def test_what_a_list_holds(held: array[int], clause: int) -> None:
    assert holds(held, clause) == (clause in held)


@given(LISTS, RANGES)
def test_what_lies_in_some_ranges(held: array[int], ranges: list[range]) -> None:
    often = array("B", (clause % 7 for clause in held))
    clauses, frequencies = cut(memoryview(held), memoryview(often), joined(ranges))
    expected = [clause for clause in held if any(clause in ids for ids in ranges)]
    assert list(clauses) == expected
    assert list(frequencies) == [clause % 7 for clause in expected]


@given(RANGES)
def test_joined_ranges_ascend_and_hold_the_same(ranges: list[range]) -> None:
    found = joined(ranges)
    assert {number for ids in found for number in ids} == {number for ids in ranges for number in ids}
    assert all(one.stop < other.start for one, other in pairwise(found))
