"""Our own index files are told for certain from all others, and say what is wrong with them."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from retrieval.document.model import Span
from retrieval.document.source import find_sources
from retrieval.errors import Fault, IndexFileError
from retrieval.index.build.freshness import is_current
from retrieval.index.build.indexer import build_index
from retrieval.index.build.verify import find_faults
from retrieval.index.documents.selection import EVERYTHING
from retrieval.index.facts.reader import FACT_VIEWS, list_facts, targets_between
from retrieval.index.sqlite.file import APPLICATION, exists
from retrieval.index.store import TEXT, Index
from retrieval.text.fold import fold
from tests.conftest import PLAN, rewrite_chunks

OURS = ("properties", "documents", "chunks", "years", "postings", "lexicon", "spellings")


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


#: A statement, or what becomes of what a chunk of text holds.
Tampering = str | Callable[[str], str]


def tamper(path: Path, tampering: Tampering) -> None:
    if isinstance(tampering, str):
        run(path, tampering)
    else:
        rewrite_chunks(path, tampering)


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


def test_what_was_added_to_an_index_of_an_earlier_format_is_kept(db: Path, sources: list[Path]) -> None:
    """That format had the texts in pieces, as they are."""
    pieces = [("plan", number, PLAN[number * 100 :][:100]) for number in range(10)]
    run(db, "UPDATE documents SET added = 1", "UPDATE properties SET value = '11' WHERE name = 'format'")
    run(db, "DROP TABLE chunks", "CREATE TABLE texts (document TEXT, number INTEGER, text TEXT)")
    with closing(sqlite3.connect(db)) as connection:
        connection.executemany("INSERT INTO texts VALUES (?, ?, ?)", pieces)
        connection.commit()
    sources[0].unlink()
    build_index(db, [])
    with Index(db) as index:
        assert index.source("plan") == PLAN
        assert index.read(tuple, "SELECT name FROM sqlite_master WHERE name = 'texts'") == []


@pytest.mark.parametrize("name", ["", "长" * 300, "a\0b"])
def test_where_no_file_can_be_is_said(tmp_path: Path, name: str) -> None:
    with pytest.raises(IndexFileError, match="索引") as raised:
        exists(tmp_path / name)
    assert raised.value.code in {Fault.NOT_A_FILE, Fault.UNREACHABLE}


def test_nothing_yet_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert not exists(tmp_path / "index.db")
    assert not exists(tmp_path / "file" / "index.db")


UNFIT: dict[str, Tampering] = {
    "clauses of another document": "UPDATE chunks SET document = 'x'",
    "clauses of another place": "UPDATE chunks SET number = 3",
    "clauses missing": "DELETE FROM chunks",
    "fewer clauses": "UPDATE chunks SET clauses = 3",
    "text cut short": "UPDATE chunks SET content = substr(content, 1, length(content) - 9)",
    "text no text": "UPDATE chunks SET content = 'x'",
    "numbers broken": "UPDATE chunks SET numbers = zeroblob(length(numbers))",
    "text too short": lambda held: held[: held.index("\n\n") + 9],
    "no text": lambda held: held.partition("\n\n")[0],
    "nothing inherited": lambda held: "\n\n" + held.partition("\n\n")[2],
    "inherited no list": lambda held: re.sub(r"^.*$", '{"a":1}', held, flags=re.MULTILINE),
    "years no list": lambda held: held.replace("[2022]", '{"a":1}'),
    "years no numbers": lambda held: held.replace("[2022]", '["2022"]'),
    "path of numbers": lambda held: re.sub(r'\["一、[^]]*\]', "[1]", held),
    "provision that is none": lambda held: held.replace("null,[]]\n", '"第x条",[]]\n'),
    "record of numbers": """UPDATE documents SET record = '{"signer": [0, 3, 1]}'""",
    "record of a field that nothing states": """UPDATE documents SET record = '{"signer": [0, 3]}'""",
    "postings out of order": "UPDATE postings SET payload = zeroblob(length(payload)) WHERE length(payload) > 1",
    "postings of another term": "UPDATE OR REPLACE postings SET term = '床位' WHERE term = '养老'",
    "postings missing": "UPDATE postings SET payload = x''",
    "fewer postings than counted": "UPDATE postings SET held = held + 1",
    "bounds missing": "UPDATE postings SET front = x''",
    "lengths cut short": "UPDATE lengths SET lengths = x''",
    "lengths missing": "DELETE FROM lengths",
    "parameters missing": "DELETE FROM properties WHERE name = 'k1'",
    "word that never occurs": "UPDATE lexicon SET frequency = -1",
    "no words": "UPDATE properties SET value = '0' WHERE name = 'lexicon_total'",
    "target without a value": "UPDATE target_facts SET value = NULL",
    "target that is no number": "UPDATE target_facts SET low = 'x'",
    "unknown relation": "UPDATE target_facts SET relation = '<>'",
    "duty without a quote": "UPDATE duty_facts SET quote = NULL",
    "quote that is not kept": "DELETE FROM fact_texts WHERE id = (SELECT quote FROM target_facts)",
    "units no list": "UPDATE fact_texts SET text = '[' WHERE id IN (SELECT units FROM duty_facts)",
    "role that is no text": "UPDATE fact_texts SET text = '[[1,2,1,3]]' WHERE id IN (SELECT units FROM duty_facts)",
    "amount that is no text": "UPDATE fact_texts SET text = x'00' WHERE id IN (SELECT cap FROM money_facts)",
    "copy of no document": "UPDATE documents SET copy_of = x'00'",
    "superseded or not": "UPDATE documents SET superseded = NULL",
    "no name": "UPDATE names SET text = CAST(text AS BLOB)",
    "broken characters": "UPDATE documents SET path = CAST(x'ff' AS TEXT)",
}


def read_everything(path: Path) -> None:
    with Index(path) as index:
        (entry,) = index.documents
        index.catalogue.titles(EVERYTHING, 1)
        for clause in index.clauses(entry.ids).values():
            index.slice(entry.id, Span(clause.start, clause.end))
            index.postings(TEXT, index.terms(fold(clause.text)))
        for view in FACT_VIEWS:
            assert list(list_facts(index, view, [entry.id])) or view == "conditions"
        targets_between(index, entry.id, Span(0, len(PLAN)))


def test_a_whole_index_is_read(db: Path) -> None:
    read_everything(db)


@pytest.mark.parametrize("tampering", UNFIT.values(), ids=UNFIT)
def test_values_that_fit_nothing_are_said_not_answered_from(db: Path, tampering: Tampering) -> None:
    tamper(db, tampering)
    with pytest.raises(IndexFileError, match="已损坏"):
        read_everything(db)


def test_other_code_may_cut_elsewhere_and_cannot_verify(db: Path) -> None:
    run(db, "UPDATE properties SET value = 'other' WHERE name = 'fingerprint'")
    with Index(db) as index, pytest.raises(IndexFileError, match="另一版"):
        find_faults(index)


FAULTS: dict[str, tuple[Tampering, str]] = {
    "text alone": (lambda held: held.replace("5000张", "9000张"), "全文"),
    "clauses added": (
        "INSERT INTO chunks (document, start, number, first_clause, clauses, content, numbers)"
        f" SELECT document, {len(PLAN)}, number, first_clause + clauses, clauses, content, numbers FROM chunks",
        "多出",
    ),
    "clauses taken away": ("UPDATE chunks SET clauses = 0, numbers = x'789c030000000001'", "从第 0 条起缺少"),
    "years": (lambda held: held.replace("[2022]", "[1999]"), "条与原文不符"),
    "duty": (lambda held: re.sub(r"\[\d+,\d+\],null", "[1,2],null", held), "条与原文不符"),
    "record": ("UPDATE documents SET record = '{}'", "标题"),
    "number to look up": ("UPDATE documents SET serial = '(1999)1号'", "检索项"),
    "title to look up": ("UPDATE names SET text = 'x' WHERE id = (SELECT titled FROM documents)", "检索项"),
}


@pytest.mark.parametrize(("tampering", "said"), FAULTS.values(), ids=FAULTS)
def test_whatever_was_changed_is_found(db: Path, tampering: Tampering, said: str) -> None:
    tamper(db, tampering)
    with Index(db) as index:
        assert any(said in fault for fault in find_faults(index))


def test_a_source_that_is_gone_is_found(db: Path, sources: list[Path]) -> None:
    sources[0].unlink()
    with Index(db) as index:
        (fault,) = find_faults(index)
    assert "不存在" in fault
