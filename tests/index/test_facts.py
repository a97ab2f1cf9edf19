import sqlite3
from pathlib import Path

import pytest

from retrieval.document.model import Span
from retrieval.document.source import find_sources
from retrieval.index.build.indexer import build_index, update_index
from retrieval.index.build.prepare import job_of
from retrieval.index.build.verify import find_faults
from retrieval.index.facts.reader import FACT_VIEWS, list_facts, targets_between
from retrieval.index.store import Index


def test_targets_are_listed_with_their_quotes(plan_index: Index) -> None:
    rows = list(list_facts(plan_index, "targets", ["suzhou"]))
    assert [(row["year"], row["indicator"], row["value"]) for row in rows][:2] == [
        (2022, "养老床位", "5000张"),
        (2022, "护理型床位占比", "60%"),
    ]
    source = plan_index.source("suzhou")
    assert all(source[row["start"] : row["end"]] == row["quote"] for row in rows)


def test_rows_are_narrowed(plan_index: Index) -> None:
    assert {row["year"] for row in list_facts(plan_index, "targets", ["suzhou"], year=2023)} == {2023}
    assert [row["unit"] for row in list_facts(plan_index, "duties", ["suzhou"], like="财政")] == ["市财政局"]
    assert list(list_facts(plan_index, "money", ["suzhou"], like="100%_")) == []


@pytest.mark.parametrize("view", ["targets", "duties", "money"])
def test_rows_are_found_by_the_region_and_by_the_title(plan_index: Index, view: str) -> None:
    rows = list(list_facts(plan_index, view, ["suzhou"]))
    assert rows
    for like in (rows[0]["region"], rows[0]["title"]):
        assert list(list_facts(plan_index, view, ["suzhou"], like=like)) == rows


def test_a_grant_has_its_parts(plan_index: Index) -> None:
    (row,) = list_facts(plan_index, "money", ["suzhou"])
    assert (row["amount"], row["cap"], row["times"]) == ("2万元", "500万元", "一次性")


def test_values_are_found_by_their_place(plan_index: Index) -> None:
    source = plan_index.source("suzhou")
    start = source.index("8000张")
    (target,) = targets_between(plan_index, "suzhou", Span(start, start + 5))
    assert (target.year, target.indicator) == (2023, "养老床位")


def test_a_changed_fact_is_found(tmp_path: Path, plan_index: Index) -> None:
    (tmp_path / "plan.txt").write_text(plan_index.source("suzhou"), encoding="utf-8")
    build_index(tmp_path / "index.db", find_sources([tmp_path]))
    with sqlite3.connect(tmp_path / "index.db") as connection:
        quotes = "SELECT quote FROM target_facts WHERE year = 2022"
        connection.execute(f"UPDATE fact_texts SET text = '改过的' WHERE id IN ({quotes})")
    with Index(tmp_path / "index.db") as index:
        assert find_faults(index) == ["plan 的 targets 表与原文不符。"]


def test_any_sqlite_browser_sees_the_views(tmp_path: Path, plan_index: Index) -> None:
    (tmp_path / "plan.txt").write_text(plan_index.source("suzhou"), encoding="utf-8")
    build_index(tmp_path / "index.db", find_sources([tmp_path]))
    with sqlite3.connect(tmp_path / "index.db") as connection:
        regions = connection.execute("SELECT DISTINCT region FROM targets UNION SELECT region FROM duties").fetchall()
    assert regions == [("苏州市",)]


def kept(path: Path) -> dict[str, int]:
    """The texts of facts that are kept, and in how many places each is said to be used."""
    with sqlite3.connect(path) as connection:
        return dict(connection.execute("SELECT text, uses FROM fact_texts"))


def test_what_two_documents_say_is_kept_once_until_both_are_gone(tmp_path: Path, plan_index: Index) -> None:
    db, text = tmp_path / "index.db", plan_index.source("suzhou")
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "b.txt").write_text(text.replace("5000张", "6000张"), encoding="utf-8")
    update_index(db, [job_of(tmp_path / "a.txt")])
    alone = kept(db)
    update_index(db, [job_of(tmp_path / "b.txt")])
    together = kept(db)
    assert together["(责任单位:市民政局、市住建局)"] == 2 * alone["(责任单位:市民政局、市住建局)"]
    assert together["5000张"] == together["6000张"] == 1
    with Index(db) as index:
        assert find_faults(index) == []
        for view in FACT_VIEWS:
            first, second = ([*list_facts(index, view, [name])] for name in "ab")
            assert len(first) == len(second)
    update_index(db, [], ["b"])
    assert kept(db) == alone
    with Index(db) as index:
        assert find_faults(index) == []
    update_index(db, [], ["a"])
    assert kept(db) == {}
