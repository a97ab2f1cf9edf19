from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.document.model import Span
from retrieval.index.store import Index
from tests.conftest import PLAN, index_of

LONG = PLAN + "".join(
    f"({number})第{number}项工作。到20{number % 60 + 20}年,建成站点{number}个。\n" for number in range(1, 600)
)


@pytest.fixture(scope="module")
def long_index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with index_of(tmp_path_factory.mktemp("long"), plan=LONG) as index:
        yield index


@given(st.integers(0, len(LONG) - 1), st.integers(0, 5000))
def test_a_slice_is_the_same_wherever_chunks_meet(long_index: Index, start: int, length: int) -> None:
    end = min(len(LONG), start + length)
    assert long_index.slice("plan", Span(start, end)) == LONG[start:end]


def test_the_source_comes_whole(long_index: Index) -> None:
    assert long_index.source("plan") == LONG


def test_the_clauses_around_a_stretch_are_those_before_and_after_it(long_index: Index) -> None:
    (entry,) = long_index.documents
    clauses = list(long_index.clauses(entry.ids).values())
    middle = clauses[300]
    around = long_index.clauses_around("plan", Span(middle.start, middle.end), 2)
    assert around == clauses[298:303]
    assert long_index.clauses_around("plan", Span(0, 1), 2) == clauses[:3]
    assert long_index.clauses_around("plan", Span(len(LONG) - 1, len(LONG)), 2) == clauses[-3:]


def test_the_first_clause_that_states_a_year_is_found(long_index: Index) -> None:
    first = long_index.first_stating("plan", [2036, 2035])
    assert first is not None
    assert "2035年" in first.text
    assert long_index.first_stating("plan", [1999]) is None


def test_how_many_clauses_hold_a_word_is_known_without_its_postings(long_index: Index) -> None:
    held = long_index.postings("text", ["站点", "没有的词"])
    assert long_index.counts(["站点", "没有的词"]) == {"站点": len(held["站点"].clauses)}
