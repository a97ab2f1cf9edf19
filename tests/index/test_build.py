import os
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from retrieval.document.model import Span
from retrieval.document.source import find_sources
from retrieval.errors import IndexFileError, SourceError
from retrieval.index.build import indexer as build
from retrieval.index.build.freshness import is_current
from retrieval.index.build.indexer import build_index
from retrieval.index.build.verify import find_faults
from retrieval.index.store import Index
from tests.conftest import PLAN, rewrite_chunks


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "plan.txt").write_text(PLAN, encoding="utf-8")
    return tmp_path / "docs"


@pytest.fixture
def db(tmp_path: Path, folder: Path) -> Path:
    build_index(tmp_path / "index.db", find_sources([folder]))
    return tmp_path / "index.db"


def test_an_index_is_current_until_a_source_changes(db: Path, folder: Path) -> None:
    assert is_current(db, find_sources([folder]))
    (folder / "plan.txt").write_text(PLAN.replace("5000张", "6000张"), encoding="utf-8")
    assert not is_current(db, find_sources([folder]))


def test_a_touched_but_unchanged_source_is_current(db: Path, folder: Path) -> None:
    os.utime(folder / "plan.txt", (1, 1))
    assert is_current(db, find_sources([folder]))


def test_an_added_or_removed_source_makes_it_stale(db: Path, folder: Path) -> None:
    (folder / "other.txt").write_text("第二份文件。", encoding="utf-8")
    assert not is_current(db, find_sources([folder]))


def test_a_changed_dictionary_makes_it_stale(db: Path, folder: Path) -> None:
    with sqlite3.connect(db) as connection:
        connection.execute("UPDATE properties SET value = 'other' WHERE name = 'fingerprint'")
    assert not is_current(db, find_sources([folder]))


def test_building_twice_gives_the_same_rows(db: Path, folder: Path) -> None:
    def rows() -> list[tuple[object, ...]]:
        with sqlite3.connect(db) as connection:
            return connection.execute("SELECT * FROM chunks ORDER BY id").fetchall()

    before = rows()
    build_index(db, find_sources([folder]))
    assert rows() == before


@contextmanager
def disk_of(size: int) -> Iterator[None]:
    """A disk where no file can grow beyond ``size`` bytes (Python ignores SIGXFSZ)."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_disk_that_fills_up_while_writing_leaves_the_old_index(db: Path, folder: Path) -> None:
    with Index(db) as index:
        before = index.clause_count
    (folder / "other.txt").write_text("一、总则\n新增内容。", encoding="utf-8")
    with disk_of(db.stat().st_size - 4096), pytest.raises(IndexFileError):
        build_index(db, find_sources([folder]))
    with Index(db) as index:
        assert index.clause_count == before
        assert find_faults(index) == []


def test_a_disk_that_fills_up_while_writing_is_said(db: Path, folder: Path) -> None:
    with disk_of(db.stat().st_size - 4096), pytest.raises(IndexFileError, match="磁盘写满"):
        build_index(db, find_sources([folder]))


def test_a_source_that_cannot_be_read_leaves_the_old_index(db: Path, folder: Path) -> None:
    (folder / "broken.txt").write_bytes(b"\x00\x01")
    with pytest.raises(SourceError, match=r"broken\.txt"):
        build_index(db, find_sources([folder]))
    with Index(db) as index:
        assert [entry.id for entry in index.documents] == ["plan"]


def test_no_documents_at_all_is_said(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="没有可用的文件"):
        build_index(tmp_path / "index.db", [])


def test_a_file_that_is_no_index_is_refused_untouched(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "notes.db").write_bytes(b"my notes, not a database at all, " * 50)
    before = (tmp_path / "notes.db").read_bytes()
    with pytest.raises(IndexFileError, match="损坏"):
        is_current(tmp_path / "notes.db", find_sources([folder]))
    assert (tmp_path / "notes.db").read_bytes() == before


def test_another_programs_database_is_refused_untouched(tmp_path: Path, folder: Path) -> None:
    with sqlite3.connect(tmp_path / "other.db") as connection:
        connection.execute("CREATE TABLE mail (text)")
    with pytest.raises(IndexFileError, match="别的数据库"):
        is_current(tmp_path / "other.db", find_sources([folder]))


def test_an_index_of_a_later_version_is_refused(db: Path, folder: Path) -> None:
    with sqlite3.connect(db) as connection:
        connection.execute("UPDATE properties SET value = '999' WHERE name = 'format'")
    with pytest.raises(IndexFileError, match="升级"):
        is_current(db, find_sources([folder]))


def test_a_locked_index_is_said(db: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "_PATIENCE", 0.1)
    holder = sqlite3.connect(db)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(IndexFileError, match="正被另一个程序写入"):
        build_index(db, find_sources([folder]))
    holder.close()


def test_readers_keep_the_old_index_while_it_is_renewed(db: Path, folder: Path) -> None:
    with Index(db) as reader:
        (entry,) = reader.documents
        (folder / "plan.txt").write_text("新的开头\n" + PLAN, encoding="utf-8")
        build_index(db, find_sources([folder]))
        assert reader.source(entry.id) == PLAN
        assert all(
            reader.slice(entry.id, Span(clause.start, clause.end)) == clause.text
            for clause in reader.clauses(entry.ids).values()
        )


def test_a_tampered_clause_and_a_changed_source_are_found(db: Path, folder: Path) -> None:
    rewrite_chunks(db, lambda held: held.replace("[2023]", "[2024]", 1))
    (folder / "plan.txt").write_text(PLAN + "尾巴", encoding="utf-8")
    with Index(db) as index:
        faults = find_faults(index)
    assert any(fault.startswith("plan 第 ") for fault in faults)
    assert any("原文件已改动" in fault for fault in faults)


def test_an_index_in_a_folder_that_cannot_be_written_is_read(db: Path) -> None:
    with sqlite3.connect(db) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for leftover in db.parent.glob("index.db-*"):
        leftover.unlink()
    db.chmod(0o444)
    db.parent.chmod(0o555)
    try:
        with Index(db) as index:
            assert index.clause_count > 0
    finally:
        db.parent.chmod(0o755)
