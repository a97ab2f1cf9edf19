"""An index that documents join and leave is at any time the one that would be made of them anew."""

import random
import sqlite3
from pathlib import Path

import pytest

from retrieval.answer.ask import ask
from retrieval.document.source import find_sources, seed_folder
from retrieval.index.build.indexer import build_index, update_index
from retrieval.index.build.prepare import job_of
from retrieval.index.build.verify import find_faults
from retrieval.index.build.worker_pool import Limits
from retrieval.index.postings import writer as lists
from retrieval.index.ranking.maxscore import PostingsRanker
from retrieval.index.store import CONTEXT, TEXT, Index
from tests.conftest import PLAN

TERMS = ("产业", "人工智能", "企业", "养老床位", "2022年", "规模", "责任", "床位")


def scores(path: Path) -> dict[tuple[str, int, str], float]:
    """What every clause scores for some terms, by document and number; and that nothing is out of place."""
    with Index(path) as index:
        assert find_faults(index) == []
        owners = {number: (entry.id, number - entry.first_clause) for entry in index.documents for number in entry.ids}
        ranker = PostingsRanker(index)
        found = {}
        for field in (TEXT, CONTEXT):
            weights = dict.fromkeys(TERMS, 1.0)
            floor = ranker.floor(field, weights)
            for number, score in ranker.best(
                {field: weights}, [entry.ids for entry in index.documents], index.clause_count
            ):
                found[(*owners[number], field)] = score + floor
        return found


def spelled(path: Path) -> set[tuple[str, str, int]]:
    with sqlite3.connect(path) as connection:
        query = "SELECT key, word, clauses FROM spellings LEFT JOIN words USING (word)"
        return set(connection.execute(query).fetchall())


def plan(folder: Path, number: int, beds: int = 5000) -> Path:
    file = folder / f"plan{number}.txt"
    file.write_text(PLAN.replace("15号", f"{number}号").replace("5000张", f"{beds}张"), encoding="utf-8")
    return file


@pytest.mark.parametrize("seed", range(4))
def test_joining_and_leaving_gives_what_making_anew_gives(tmp_path: Path, seed: int) -> None:
    chance, db = random.Random(seed), tmp_path / "index.db"
    seeds = find_sources([seed_folder()])[:2]
    build_index(db, seeds)
    here: dict[str, Path] = {}
    for step in range(12):
        new = [plan(tmp_path, number, chance.randrange(1, 9) * 1000) for number in chance.sample(range(8), 2)]
        drop = chance.sample(sorted(here), min(len(here), chance.randrange(3)))
        update_index(db, [job_of(file) for file in new], drop)
        here = {name: file for name, file in here.items() if name not in drop} | {file.stem: file for file in new}
        if step % 4 == 3:
            fresh = tmp_path / f"fresh{step}.db"
            build_index(fresh, [*seeds, *here.values()])
            assert scores(db) == pytest.approx(scores(fresh), abs=1e-9)
            assert spelled(db) == spelled(fresh)


def test_lists_of_many_blocks_grow_and_shrink(tmp_path: Path) -> None:
    """Blocks of three postings: every list has many, and is appended to and cut in the middle."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lists, "BLOCK", 3)
        db = tmp_path / "index.db"
        files = [plan(tmp_path, number, 1000 + number) for number in range(12)]
        for file in files:
            update_index(db, [job_of(file)])
        update_index(db, [], ["plan0", "plan4", "plan5", "plan11"])
        update_index(db, [job_of(files[4]), job_of(files[0])])
        with sqlite3.connect(db) as connection:
            query = "SELECT field, term, sum(held), count(*) FROM postings GROUP BY field, term ORDER BY field, term"
            counted = {row[:2]: row[2:] for row in connection.execute(query)}
            known = {row[:2]: row[2] for row in connection.execute("SELECT field, term, held FROM long")}
        assert max(blocks for _, blocks in counted.values()) > 3
        assert all(known[key] == held for key, (held, blocks) in counted.items() if blocks > 1)
        assert all(counted[key][0] == held for key, held in known.items())
    fresh = tmp_path / "fresh.db"
    build_index(fresh, [file for number, file in enumerate(files) if number not in {5, 11}])
    assert scores(db) == pytest.approx(scores(fresh), abs=1e-9)


def test_an_emptied_index_holds_nothing(tmp_path: Path) -> None:
    db, file = tmp_path / "index.db", plan(tmp_path, 1)
    update_index(db, [job_of(file)])
    assert update_index(db, [], ["plan1"]).removed == ["plan1"]
    with sqlite3.connect(db) as connection:
        facts = ("target_facts", "duty_facts", "money_facts", "fact_texts")
        for table in (*facts, "documents", "chunks", "years", "postings", "lengths", "long", "words", "spellings"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table
    with Index(db) as index:
        assert not ask("苏州2022年新增养老床位多少张", index).found


def test_a_file_that_cannot_be_read_is_told_and_the_others_join(tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"\0\1\2" * 100)
    outcome = update_index(tmp_path / "index.db", [job_of(bad), job_of(plan(tmp_path, 1))])
    assert outcome.written == ["plan1"]
    assert [failure.path for failure in outcome.failed] == [bad]


def test_limits_are_held_in_a_process_that_can_be_spared(tmp_path: Path) -> None:
    """A file that takes too long, one that takes too much memory, one too large: the rest of the batch is done."""
    slow = tmp_path / "slow.html"
    slow.write_bytes(b"<html><body>" + b"<div>" * 2_000_000)
    large = tmp_path / "large.txt"
    large.write_text("字" * 1_500_000, encoding="utf-8")
    limits = Limits(size=3 * 2**20, seconds=60, memory=2**30)
    jobs = [job_of(slow), job_of(large), job_of(plan(tmp_path, 1))]
    outcome = update_index(tmp_path / "index.db", jobs, limits=limits)
    assert outcome.written == ["plan1"]
    assert {failure.path for failure in outcome.failed} == {slow, large}
    assert all("请" in failure.reason for failure in outcome.failed)


def test_no_gaps_are_left_where_most_goes(tmp_path: Path) -> None:
    db = tmp_path / "index.db"
    files = [plan(tmp_path, number) for number in range(40)]
    update_index(db, [job_of(file) for file in files])
    update_index(db, [job_of(files[0])], [file.stem for file in files[1:]])
    with sqlite3.connect(db) as connection:
        assert connection.execute("PRAGMA freelist_count").fetchone() == (0,)
    assert {name for name, *_ in scores(db)} == {"plan0"}
