"""The exported database: complete, tied together, found by words, read by any SQL."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.database import TABLES, VIEWS, export_database
from retrieval.index.facts.reader import list_facts
from retrieval.index.store import Index
from tests.bot.conftest import Result, sentence

Run = Callable[..., Result]
_PAGE = Path(__file__).parents[2] / "bot" / "database.md"


@pytest.fixture(scope="module")
def exported(seeds: Index, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    file = tmp_path_factory.mktemp("export") / "政策.db"
    export_database(seeds, file)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        yield connection


def test_every_clause_is_a_slice_of_the_text_of_its_document(exported: sqlite3.Connection, seeds: Index) -> None:
    (wrong,) = exported.execute(
        "SELECT count(*) FROM clauses c JOIN texts t USING (document)"
        " WHERE substr(t.text, c.start + 1, c.end - c.start) <> c.text"
    ).fetchone()
    assert wrong == 0
    assert exported.execute("SELECT count(*) FROM clauses").fetchone() == (seeds.clause_count,)
    assert exported.execute("SELECT count(*) FROM documents").fetchone() == (len(seeds.documents),)
    for document, text in exported.execute("SELECT document, text FROM texts"):
        assert text == seeds.source(document)


def test_foreign_keys_hold(exported: sqlite3.Connection) -> None:
    assert exported.execute("PRAGMA foreign_key_check").fetchall() == []
    assert exported.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    for table in ("texts", "sections", "clauses", "targets", "grants", "duties", "conditions"):
        assert exported.execute(f"PRAGMA foreign_key_list([{table}])").fetchall()


def test_every_clause_is_found_under_each_of_its_words(exported: sqlite3.Connection) -> None:
    for identity, said in exported.execute("SELECT rowid, words FROM clauses WHERE words <> ''").fetchall():
        query = " ".join(f'"{word}"' for word in said.split())
        found = exported.execute("SELECT rowid FROM clauses_fts WHERE clauses_fts MATCH ?", (query,)).fetchall()
        assert (identity,) in found, said


@pytest.mark.parametrize(
    ("view", "table"), [("targets", "targets"), ("money", "grants"), ("duties", "duties"), ("conditions", "conditions")]
)
def test_facts_stand_in_the_clause_that_they_name(
    exported: sqlite3.Connection, seeds: Index, view: str, table: str
) -> None:
    quotes = [quote for (quote,) in exported.execute(f"SELECT quote FROM {table} ORDER BY id")]
    assert quotes == [row["quote"] for row in list_facts(seeds, view)]
    (wrong,) = exported.execute(
        f"SELECT count(*) FROM {table} f JOIN clauses c ON c.id = f.clause WHERE f.start < c.start OR f.document <> c.document"
    ).fetchone()
    assert wrong == 0


def test_the_page_explains_every_table_view_and_column(exported: sqlite3.Connection) -> None:
    page = _PAGE.read_text(encoding="utf-8")
    assert {name for (name,) in exported.execute("SELECT name FROM about")} == set(TABLES)
    for name in (*TABLES, *VIEWS):
        assert f"`{name}`" in page
        for column in exported.execute(f"PRAGMA table_info([{name}])"):
            assert f"`{column[1]}`" in page, (name, column[1])
    for query in re.findall(r"(?m)^SELECT .*;$", page):
        assert exported.execute(query).fetchall()


def test_an_export_replaces_an_earlier_one_and_nothing_else(typed: Run, tmp_path: Path) -> None:
    file = tmp_path / "政策.db"
    assert "导出了 5 份文件" in typed("export", file).stdout
    assert typed("export", file).returncode == 0
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["政策.db"]
    other = tmp_path / "别的.db"
    other.write_text("账目", encoding="utf-8")
    assert "没有动它" in sentence(typed("export", other))
    assert other.read_text(encoding="utf-8") == "账目"
    assert "不能写到" in sentence(typed("export", tmp_path / "没有" / "政策.db"))
