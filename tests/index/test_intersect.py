from __future__ import annotations  # array[int] is subscriptable from 3.12 on only

from array import array

from hypothesis import given
from hypothesis import strategies as st

from retrieval.index.intersect import holds, in_all, within

LISTS = st.sets(st.integers(0, 40)).map(lambda held: array("q", sorted(held)))


@given(st.lists(LISTS, min_size=1, max_size=4))
def test_what_stands_in_all_lists(lists: list[array[int]]) -> None:
    assert list(in_all(lists)) == sorted(set.intersection(*map(set, lists)))


@given(LISTS, st.integers(0, 41), st.integers(0, 41))
def test_what_stands_in_a_stretch(held: array[int], start: int, stop: int) -> None:
    assert list(within(held, range(start, stop))) == [clause for clause in held if start <= clause < stop]
    assert holds(held, start) == (start in held)
