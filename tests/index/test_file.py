"""Our own index files are told for certain from all others, and say what is wrong with them."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from retrieval.document.model import Span
from retrieval.document.source import find_sources
from retrieval.errors import IndexFileError
from retrieval.index.build import build_index
from retrieval.index.facts import FACT_VIEWS, list_facts, targets_between
from retrieval.index.file import APPLICATION, exists
from retrieval.index.freshness import is_current
from retrieval.index.selection import EVERYTHING
from retrieval.index.store import TEXT, Index
from retrieval.index.verify import find_faults
from retrieval.text.fold import fold
from tests.conftest import PLAN

OURS = ("properties", "documents", "texts", "clauses", "years", "postings", "lexicon", "spellings")


@pytest.fixture
def sources(tmp_path: Path) -> list[Path]:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "plan.txt").write_text(PLAN, encoding="utf-8")
    return find_sources([tmp_path / "docs"])


@pytest.fixture
def db(tmp_path: Path, sources: list[Path]) -> Path:
    build_index(tmp_path / "index.db", sources)
    return tmp_path / "index.db"


def run(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


FOREIGN = {
    "one of our tables": ["CREATE TABLE documents (mine)"],
    "all of our tables": [f"CREATE TABLE {name} (name, value)" for name in OURS],
    "our properties": ["CREATE TABLE properties (name, value)", "INSERT INTO properties VALUES ('format', '1')"],
    "a view": ["CREATE VIEW v AS SELECT 1"],
    "another application": ["PRAGMA application_id = 7"],
    "a version": ["PRAGMA user_version = 7"],
    "our mark alone": [f"PRAGMA application_id = {APPLICATION}", "CREATE TABLE mine (a)"],
    "a journal of its own": ["PRAGMA journal_mode = wal", "CREATE TABLE documents (mine)"],
}


@pytest.mark.parametrize("statements", FOREIGN.values(), ids=FOREIGN)
def test_what_another_program_made_is_never_written_to(
    tmp_path: Path, sources: list[Path], statements: list[str]
) -> None:
    path = tmp_path / "other.db"
    run(path, *statements)
    before = path.read_bytes()
    for attempt in (lambda: is_current(path, sources), lambda: build_index(path, sources), lambda: Index(path)):
        with pytest.raises(IndexFileError, match="别的数据库"):
            attempt()
    assert path.read_bytes() == before


def test_what_another_program_makes_while_sources_are_read_is_not_written_to(
    tmp_path: Path, sources: list[Path]
) -> None:
    path = tmp_path / "other.db"

    def first(*step: object) -> None:
        if step[-1] == "建立索引":
            run(path, "CREATE TABLE documents (mine)")

    with pytest.raises(IndexFileError, match="别的数据库"):
        build_index(path, sources, first)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("documents",)]


def test_an_empty_file_becomes_an_index(tmp_path: Path, sources: list[Path]) -> None:
    (tmp_path / "index.db").touch()
    assert not is_current(tmp_path / "index.db", sources)
    with pytest.raises(IndexFileError, match="还没有索引"):
        Index(tmp_path / "index.db")
    build_index(tmp_path / "index.db", sources)
    assert is_current(tmp_path / "index.db", sources)


def test_an_index_of_an_earlier_format_is_made_anew_and_not_read(db: Path, sources: list[Path]) -> None:
    run(db, "UPDATE properties SET value = '1' WHERE name = 'format'")
    with pytest.raises(IndexFileError, match="旧版本"):
        Index(db)
    assert not is_current(db, sources)
    build_index(db, sources)
    assert is_current(db, sources)


@pytest.mark.parametrize("name", ["", "长" * 300, "a\0b"])
def test_where_no_file_can_be_is_said(tmp_path: Path, name: str) -> None:
    with pytest.raises(IndexFileError, match="--db"):
        exists(tmp_path / name)


def test_nothing_yet_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert not exists(tmp_path / "index.db")
    assert not exists(tmp_path / "file" / "index.db")


UNFIT = {
    "clause of another document": "UPDATE clauses SET document = 'x' WHERE number = 3",
    "clause missing": "DELETE FROM clauses WHERE number = 3",
    "text too short": "UPDATE texts SET text = 'x'",
    "text no text": "UPDATE clauses SET text = x'00'",
    "years no list": "UPDATE clauses SET years = '{\"a\": 1}'",
    "path of numbers": "UPDATE clauses SET path = '[1]'",
    "record of numbers": """UPDATE documents SET record = '{"title": {"value": 1, "span": {"start": 0, "end": 3}}}'""",
    "postings out of order": "UPDATE postings SET clauses = zeroblob(length(clauses)) WHERE length(clauses) > 4",
    "frequencies missing": "UPDATE postings SET frequencies = x''",
    "lengths cut short": "UPDATE lengths SET lengths = x''",
    "lengths missing": "DELETE FROM lengths",
    "segments missing": "DELETE FROM segments",
    "parameters missing": "DELETE FROM properties WHERE name = 'k1'",
    "word that never occurs": "UPDATE lexicon SET frequency = -1",
    "no words": "UPDATE properties SET value = '0' WHERE name = 'lexicon_total'",
    "target without a value": "UPDATE target_facts SET value = NULL",
    "target that is no number": "UPDATE target_facts SET low = 'x'",
    "unknown relation": "UPDATE target_facts SET relation = '<>'",
    "duty without a quote": "UPDATE duty_facts SET quote = NULL",
    "amount that is no text": "UPDATE money_facts SET cap = x'00'",
    "copy of no document": "UPDATE documents SET copy_of = x'00'",
    "superseded or not": "UPDATE documents SET superseded = NULL",
    "no name": "UPDATE names SET text = CAST(text AS BLOB)",
    "broken characters": "UPDATE clauses SET text = CAST(x'ff' AS TEXT)",
}


def read_everything(path: Path) -> None:
    with Index(path) as index:
        (entry,) = index.documents
        index.catalogue.titles(EVERYTHING, 1)
        for clause in index.clauses(entry.ids).values():
            index.slice(entry.id, Span(clause.start, clause.end))
            index.postings(TEXT, index.terms(fold(clause.text)))
        for view in FACT_VIEWS:
            assert list(list_facts(index, view, [entry.id]))
        targets_between(index, entry.id, Span(0, len(PLAN)))


def test_a_whole_index_is_read(db: Path) -> None:
    read_everything(db)


@pytest.mark.parametrize("statement", UNFIT.values(), ids=UNFIT)
def test_values_that_fit_nothing_are_said_not_answered_from(db: Path, statement: str) -> None:
    run(db, statement)
    with pytest.raises(IndexFileError, match="已损坏"):
        read_everything(db)


def test_other_code_may_cut_elsewhere_and_cannot_verify(db: Path) -> None:
    run(db, "UPDATE properties SET value = 'other' WHERE name = 'fingerprint'")
    with Index(db) as index, pytest.raises(IndexFileError, match="wenzheng index"):
        find_faults(index)


FAULTS = {
    "text alone": ("UPDATE texts SET text = replace(text, '5000张', '9000张')", "全文"),
    "clause added": (
        "INSERT INTO clauses SELECT (SELECT max(id) FROM clauses) + 1, document, (SELECT max(number) FROM clauses) + 1,"
        ' start, "end", text, kind, paragraph, sentence, path, lead, years, duty_start, duty_end, provision FROM clauses'
        " WHERE number = 1",
        "多出 1 条",
    ),
    "last clauses": ("DELETE FROM clauses WHERE number > 3", "从第 4 条起缺少"),
    "years": ("UPDATE clauses SET years = '[1999]' WHERE number = 2", "第 2 条"),
    "duty": ("UPDATE clauses SET duty_start = 1, duty_end = 2 WHERE number = 2", "第 2 条"),
    "record": ("UPDATE documents SET record = '{}'", "标题"),
    "number to look up": ("UPDATE documents SET serial = '(1999)1号'", "检索项"),
    "title to look up": ("UPDATE names SET text = 'x' WHERE id = (SELECT titled FROM documents)", "检索项"),
}


@pytest.mark.parametrize(("statement", "said"), FAULTS.values(), ids=FAULTS)
def test_whatever_was_changed_is_found(db: Path, statement: str, said: str) -> None:
    run(db, statement)
    with Index(db) as index:
        assert any(said in fault for fault in find_faults(index))


def test_a_source_that_is_gone_is_found(db: Path, sources: list[Path]) -> None:
    sources[0].unlink()
    with Index(db) as index:
        (fault,) = find_faults(index)
    assert "不存在" in fault
