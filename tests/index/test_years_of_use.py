"""What an index comes to after years: many updates, idle readers, other dictionaries, damage."""

import random
import sqlite3
import tracemalloc
from pathlib import Path

import pytest

from retrieval.document.source import find_sources
from retrieval.errors import IndexFileError
from retrieval.index.analysis.lexicon import Lexicon
from retrieval.index.build import indexer as build
from retrieval.index.build.indexer import build_index, update_index
from retrieval.index.build.prepare import job_of
from retrieval.index.build.verify import find_faults
from retrieval.index.store import TEXT, Index
from tests.index.test_changes import plan, scores


def test_ids_of_clauses_are_given_out_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty updates of two documents beside a third: ids stay in proportion, and nothing else is changed."""
    monkeypatch.setattr(build, "_MANY_HOLES", 50)
    db = tmp_path / "index.db"
    update_index(db, [job_of(plan(tmp_path, number)) for number in range(3)])
    for step in range(60):
        update_index(db, [job_of(plan(tmp_path, number, 1000 * (step % 7 + number + 1))) for number in (0, 1)])
    with Index(db) as index:
        assert index.catalogue.end <= 2 * index.clause_count + 50
    fresh = tmp_path / "fresh.db"
    build_index(fresh, find_sources([tmp_path]))
    assert scores(db) == pytest.approx(scores(fresh), abs=1e-9)
    for view in ("targets", "duties", "money", "sections"):
        assert shown(db, view) == shown(fresh, view) != []


def shown(path: Path, view: str) -> list[str]:
    """The rows of a view, without the ids of clauses."""
    with sqlite3.connect(path) as connection:
        connection.row_factory = sqlite3.Row
        rows = connection.execute(f"SELECT * FROM {view}").fetchall()
    return sorted(str([(name, row[name]) for name in row.keys() if name != "clause"]) for row in rows)  # noqa: SIM118


def test_the_log_of_writes_stays_small_beside_an_idle_reader(tmp_path: Path) -> None:
    db = tmp_path / "index.db"
    update_index(db, [job_of(plan(tmp_path, 0))])
    with Index(db) as idle:
        assert idle.counts(["养老"])
        idle.release()
        for step in range(25):
            update_index(db, [job_of(plan(tmp_path, 0, 1000 * (step + 1)))])
        log = Path(f"{db}-wal")
        assert not log.exists() or log.stat().st_size < 2**20
        assert not idle.resume()
    with Index(db) as current:
        current.release()
        assert current.resume()
        assert current.document("plan0")


def test_a_removal_takes_out_what_was_counted_whatever_the_dictionary_is_today(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = tmp_path / "index.db"
    update_index(db, [job_of(plan(tmp_path, number)) for number in range(2)])
    monkeypatch.setattr(Lexicon, "cut", lambda _, run: list(run))
    update_index(db, [], ["plan0"])
    monkeypatch.undo()
    with Index(db) as index:
        assert find_faults(index) == []
    update_index(db, [], ["plan1"])
    with sqlite3.connect(db) as connection:
        assert connection.execute("SELECT count(*) FROM postings").fetchone() == (0,)


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM postings WHERE field = 'text' AND term = '养老'",
        "UPDATE postings SET term = '养佬' WHERE field = 'context' AND term = '任务'",
        "DELETE FROM lexicon WHERE word = '养老'",
        "UPDATE lexicon SET frequency = frequency + 1 WHERE word = '产业'",
        "UPDATE words SET clauses = clauses + 1 WHERE word = '养老'",
        "DELETE FROM words WHERE word = '养老'",
        "DELETE FROM spellings WHERE word = '养老'",
        "UPDATE lengths SET lengths = zeroblob(length(lengths)) WHERE field = 'text'",
        "DELETE FROM years WHERE year = 2022",
    ],
)
def test_verify_sees_what_is_not_counted_from_the_texts(tmp_path: Path, damage: str) -> None:
    db = tmp_path / "index.db"
    update_index(db, [job_of(plan(tmp_path, 0))])
    with sqlite3.connect(db) as connection:
        assert connection.execute(damage).rowcount > 0
        connection.commit()
    with Index(db) as index:
        assert find_faults(index)


def test_verify_sees_every_page_that_was_lost(tmp_path: Path) -> None:
    """One page zeroed, of those that hold something: verify says so, or nothing can be read at all."""
    db = tmp_path / "index.db"
    update_index(db, [job_of(plan(tmp_path, number)) for number in range(2)])
    with sqlite3.connect(db) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (size,), (pages,) = (connection.execute(f"PRAGMA {name}").fetchone() for name in ("page_size", "page_count"))
    whole = db.read_bytes()
    for page in random.Random(3).sample(range(2, pages), 8):
        damaged = tmp_path / f"page{page}.db"
        damaged.write_bytes(whole[: page * size] + bytes(size) + whole[(page + 1) * size :])
        try:
            with Index(damaged) as index:
                assert find_faults(index), page
        except IndexFileError:
            pass


def test_what_is_kept_for_the_next_question_is_bounded(tmp_path: Path) -> None:
    """Many thousands of words that were never asked for before take no more memory in the end than half of them."""
    db = tmp_path / "index.db"
    update_index(db, [job_of(plan(tmp_path, 0))])
    words = [chr(0x4E00 + number % 20_000) + chr(0x4E00 + number // 20_000) for number in range(400_000)]
    with Index(db) as index:
        held = []
        tracemalloc.start()
        for start in range(0, len(words), 1_000):
            part = words[start : start + 1_000]
            index.counts(part)
            index.words(part)
            index.postings(TEXT, part)
            held.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()
    assert max(held[len(held) // 2 :]) < 1.3 * max(held[: len(held) // 2])
