"""The corpus of ``tests.benchmarks.whole``: the same at every run, and of the size that was asked for."""

from itertools import islice
from pathlib import Path

import pytest

from retrieval.document.source import find_sources, seed_folder
from retrieval.index.build.indexer import build_index
from retrieval.index.store import Index
from tests.benchmarks.plans import make, plan_of, plans
from tests.benchmarks.put import KINDS, questions

CLAUSES = 4_000


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    make(folder, CLAUSES)
    return folder


def test_it_is_the_same_at_every_run(made: Path, tmp_path: Path) -> None:
    make(tmp_path, CLAUSES)
    first, again = (
        {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*.txt")} for folder in (made, tmp_path)
    )
    assert first == again


def test_it_has_about_so_many_clauses_each_with_its_region(made: Path, tmp_path: Path) -> None:
    build_index(tmp_path / "index.db", find_sources(sorted(made.iterdir())))
    with Index(tmp_path / "index.db") as index:
        assert index.clause_count == pytest.approx(CLAUSES, rel=0.06)
        assert all(entry.record.region for entry in index.documents)


def test_a_smaller_corpus_is_the_beginning_of_a_larger_one() -> None:
    smaller = list(plans(CLAUSES))
    assert smaller == list(islice(plans(2 * CLAUSES), len(smaller)))


def test_the_five_come_first_as_they_are() -> None:
    texts = [file.read_bytes().decode() for file in find_sources([seed_folder()])]
    assert [text for _, text in islice(plans(CLAUSES), len(texts))] == texts


def test_some_documents_are_copies_and_some_are_later_versions() -> None:
    made = [plan_of(number) for number in range(400)]
    assert 0 < len(made) - len(set(made)) < 40
    assert 0 < sum(plan.version > 0 for plan in made) < 40


def test_questions_of_every_kind_are_all_different() -> None:
    asked = [put for kind in KINDS for put in questions(kind, 20)]
    assert len(set(asked)) == 20 * len(KINDS)
    assert asked == [put for kind in KINDS for put in questions(kind, 20)]
