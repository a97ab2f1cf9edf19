"""What is packed into blocks comes out again, in plain Python and with numpy alike; what was broken is told."""

from __future__ import annotations

from itertools import accumulate, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.index.postings.codec import Block, joined_front, read_front, unpack
from retrieval.index.postings.codec_numpy import Lists, pack, unpack_all

#: Gaps around what one and two bytes hold, and far beyond.
GAPS = st.one_of(st.integers(1, 3), st.integers(250, 260), st.integers(65530, 65540), st.integers(1, 2**24))
#: The gap before a posting, how often the clause holds the term, and its length.
POSTINGS = st.lists(
    st.tuples(GAPS, st.one_of(st.just(1), st.integers(1, 255)), st.integers(1, 9)), min_size=1, max_size=40
)
STRETCHES = st.lists(st.one_of(POSTINGS, POSTINGS.map(lambda some: some * 20)), min_size=1, max_size=5)


def lists_of(stretches: list[list[tuple[int, int, int]]]) -> Lists:
    clauses = [np.array(list(accumulate(gap for gap, _, _ in some)), np.uint32) for some in stretches]
    often = [np.array([often for _, often, _ in some], np.uint8) for some in stretches]
    bounds = np.array([0, *accumulate(map(len, stretches))])
    return Lists(bounds, np.concatenate(clauses), np.concatenate(often))


def packed(stretches: list[list[tuple[int, int, int]]]) -> list[Block]:
    terms = [f"词{number}" for number in range(len(stretches))]
    lengths = np.array([length for some in stretches for _, _, length in some], np.uint16)
    return list(pack(terms, lists_of(stretches), lengths))


@given(STRETCHES)
def test_both_ways_of_unpacking_give_what_was_packed(stretches: list[list[tuple[int, int, int]]]) -> None:
    before, blocks = lists_of(stretches), packed(stretches)
    after = unpack_all(blocks)
    assert after.clauses.tolist() == before.clauses.tolist()
    assert after.frequencies.tolist() == before.frequencies.tolist()
    for block, (start, end) in zip(blocks, pairwise(before.bounds.tolist()), strict=True):
        clauses, often = unpack([block])
        assert clauses.tolist() == before.clauses[start:end].tolist()
        assert often.tolist() == before.frequencies[start:end].tolist()


@given(STRETCHES)
def test_the_front_is_the_shortest_clause_for_each_frequency(stretches: list[list[tuple[int, int, int]]]) -> None:
    blocks = packed(stretches)
    for block, some in zip(blocks, stretches, strict=True):
        assert dict(read_front(block.front)) == {
            often: min(length for _, other, length in some if other == often) for _, often, _ in some
        }
    together = dict(read_front(joined_front(block.front for block in blocks)))
    assert together == {
        often: min(length for some in stretches for _, other, length in some if other == often) for often in together
    }


def test_dense_lists_take_less_than_a_byte() -> None:
    (block,) = packed([[(1, 1, 1)] * 800])
    assert len(block.payload) < 100
    assert unpack([block])[0].tolist() == list(range(1, 801))


@pytest.mark.parametrize("place", range(9))
def test_a_block_that_says_something_else_is_told(place: int) -> None:
    (block,) = packed([[(3, 1, 2), (700, 2, 5), (70000, 1, 9)]])
    values = list(block)
    values[place] += {str: "x", bytes: b"\0", int: 1}[type(values[place])]
    for attempt in (lambda: unpack([Block(*values)]), lambda: unpack_all([Block(*values)])):
        with pytest.raises(ValueError, match="postings"):
            attempt()
