"""Documents are looked up by what they are: the same ones as when all of them are looked through."""

import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from retrieval.document.source import find_sources, seed_folder
from retrieval.index.build.indexer import build_index, update_index
from retrieval.index.build.prepare import job_of
from retrieval.index.documents.keys import folded_title
from retrieval.index.documents.near_duplicates import likeness_of
from retrieval.index.documents.selection import EVERYTHING, Selection
from retrieval.index.documents.versions import in_order, work_of
from retrieval.index.store import Index
from retrieval.question.titles import fitting
from retrieval.text.fold import fold
from retrieval.text.regions import Region, find_regions
from tests.conftest import PLAN

LAWS = Path(__file__).parents[1] / "gold" / "laws"
CITIES = ("苏州市", "无锡市", "常州市", "昆山市", "嘉兴市")


def plan(folder: Path, name: str, chance: random.Random) -> Path:
    """A plan of some city and some day out of few: some are copies, some versions of others, now and then in no order."""
    text, month = PLAN.replace("苏州市", chance.choice(CITIES)), chance.randrange(1, 7)
    text = text.replace("2021年3月8日", f"2021年{month}月8日")
    if chance.random() < 0.2:
        text = text.replace("的通知", "(征求意见稿)的通知")
    beds = chance.choice((5, 6)) if month == 1 else 5
    file = folder / f"{name}.txt"
    file.write_text(text.replace("5000张", f"{beds}000张"), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """Forty plans, the seeds and the laws in one index."""
    folder, chance = tmp_path_factory.mktemp("many"), random.Random(1)
    plans = [plan(folder, f"plan{number}", chance) for number in range(40)]
    build_index(folder / "index.db", [*find_sources([seed_folder(), LAWS]), *plans])
    with Index(folder / "index.db") as index:
        yield index


def looked_up(path: Path) -> list[list[tuple[Any, ...]]]:
    """All that documents are found by, without the numbers that the index gives."""
    with sqlite3.connect(path) as connection:
        queries = (
            "SELECT documents.id, serial, day, likeness, work, copy_of, superseded, title.text, issuer.text FROM documents"
            " LEFT JOIN names AS title ON title.id = titled LEFT JOIN names AS issuer ON issuer.id = issued",
            "SELECT text, pair FROM names JOIN name_pairs ON name = id",
            "SELECT * FROM regions",
            "SELECT * FROM document_years",
        )
        return [sorted(connection.execute(query), key=repr) for query in queries]


@pytest.mark.parametrize("seed", range(3))
def test_joining_and_leaving_gives_what_making_anew_gives(tmp_path: Path, seed: int) -> None:
    chance, db = random.Random(seed), tmp_path / "index.db"
    seeds = find_sources([seed_folder()])[:2]
    build_index(db, seeds)
    here: dict[str, Path] = {}
    for step in range(9):
        new = [plan(tmp_path, f"plan{number}", chance) for number in chance.sample(range(9), 3)]
        drop = chance.sample(sorted(here), min(len(here), chance.randrange(4)))
        update_index(db, [job_of(file) for file in new], drop)
        here = {name: file for name, file in here.items() if name not in drop} | {file.stem: file for file in new}
        if step % 3 == 2:
            build_index(tmp_path / f"fresh{step}.db", [*seeds, *here.values()])
            assert looked_up(db) == looked_up(tmp_path / f"fresh{step}.db")


def test_copies_and_versions_are_what_looking_through_all_finds(many: Index) -> None:
    originals = [entry for entry in many.documents if entry.copy_of is None]
    for entry in many.documents:
        alike = [one for one in originals if likeness_of(one) == likeness_of(entry) and one.id < entry.id]
        assert entry.copy_of is None or entry.copy_of in {one.id for one in alike}
        if entry.copy_of is None:
            works = [one for one in originals if work_of(one) and work_of(one) == work_of(entry)]
            versions = in_order(works) or [entry]
            assert many.catalogue.versions_of(entry) == versions
            assert entry.superseded == (versions[0] != entry)
        else:
            assert many.catalogue.versions_of(entry) == many.catalogue.versions_of(
                next(e for e in originals if e.id == entry.copy_of)
            )
    assert any(entry.copy_of for entry in many.documents)
    assert any(entry.superseded for entry in many.documents)


@pytest.mark.parametrize("name", ["江苏", "苏州", "昆山", "姑苏区", "浙江", "杭州", "西湖区", "上海", "成都"])
def test_a_selection_is_the_same_in_the_index_and_for_an_entry(many: Index, name: str) -> None:
    regions = tuple(region for mention in find_regions(name) for region in mention.regions)
    for selection in (Selection(regions), Selection(regions, superseded=True), Selection(regions, copies=True)):
        expected = [entry for entry in many.documents if selection.holds(entry)]
        assert many.catalogue.select(selection, 100) == expected
        assert many.catalogue.count(selection) == len(expected)
        held = {number for ids in many.catalogue.ranges(selection) for number in ids}
        assert held == {number for entry in expected for number in entry.ids}
    every = Selection(regions, superseded=True, copies=True)
    assert many.catalogue.has(regions[0]) == any(
        Selection(regions[:1], None, True, True).holds(e) for e in many.documents
    )
    assert many.catalogue.ids(every) == [entry.id for entry in many.documents if every.holds(entry)]


def test_a_clause_is_of_its_document(many: Index) -> None:
    owners = many.catalogue.owners(range(-1, many.catalogue.end + 1))
    assert owners == {number: entry for entry in many.documents for number in entry.ids}


def test_totals_are_counted(many: Index) -> None:
    totals, regions = many.catalogue.totals, {entry.record.region for entry in many.documents}
    assert totals.documents == len(many.documents)
    assert totals.clauses == sum(entry.clauses for entry in many.documents)
    assert totals.laws == sum(entry.articles > 0 for entry in many.documents)
    assert set(many.catalogue.regions) == regions - {None}


def test_every_part_of_a_title_is_found_and_nothing_else(many: Index) -> None:
    titles = sorted({folded_title(entry) for entry in many.documents} - {""})
    for title in titles:
        for length in (1, 2, 3, len(title)):
            place = len(title) - length
            assert many.catalogue.is_in_a_title(title[place:])
            assert many.catalogue.is_in_a_title(title[place // 2 : place // 2 + length])
    for word in ("火星", "养老动产", "人民政府办公厅", "𠀀", "x"):
        assert many.catalogue.is_in_a_title(word) == any(word in title for title in titles)


def test_a_law_is_found_by_its_name_among_others(many: Index) -> None:
    for entry in many.documents:
        if entry.articles:
            assert entry in fitting(fold(folded_title(entry)), many)


def test_a_copy_does_not_turn_the_order_of_versions_off(tmp_path: Path) -> None:
    law = "某市燃气条例\n({}年3月1日通过)\n第一条 为了燃气安全,制定本条例。\n第二条 燃气{}。\n第三条 本条例自{}年5月1日起施行。\n"
    for name, year, said in (("new", 2020, "管道"), ("old", 2010, "钢瓶"), ("new-copy", 2020, "管道")):
        (tmp_path / f"{name}.txt").write_text(law.format(year, said, year), encoding="utf-8")
    build_index(tmp_path / "index.db", find_sources([tmp_path]))
    with Index(tmp_path / "index.db") as index:
        told = {entry.id: (entry.copy_of, entry.superseded) for entry in index.documents}
        assert told == {"new": (None, False), "new-copy": ("new", False), "old": (None, True)}
        copy = index.document("new-copy")
        assert copy is not None
        assert [entry.id for entry in index.catalogue.versions_of(copy)] == ["new", "old"]


def test_amendments_of_one_law_are_told_by_the_days_of_their_files(tmp_path: Path) -> None:
    law = (
        "某市燃气条例\n1997年3月1日某市人民代表大会常务委员会通过\n第一条 为了燃气安全,制定本条例。\n第二条 燃气{}。\n"
    )
    for day, said in (("2024-12-31", "管道"), ("2021-08-25", "钢瓶")):
        (tmp_path / f"某市燃气条例({day}).txt").write_text(law.format(said), encoding="utf-8")
    build_index(tmp_path / "index.db", find_sources([tmp_path]))
    with Index(tmp_path / "index.db") as index:
        told = {entry.id[-11:-1]: entry.superseded for entry in index.documents}
        assert told == {"2024-12-31": False, "2021-08-25": True}


def test_an_entry_is_looked_up_by_parts_of_its_name_and_by_its_file(many: Index) -> None:
    entry = many.document("nanjing")
    assert entry is not None
    assert "nanjing" in many.catalogue.called("南京市打造")
    assert many.catalogue.called("没有的文件") == []
    assert many.catalogue.hashed(entry.sha256[:12]) == entry
    assert many.catalogue.of_file(Path(entry.path)) == entry
    assert many.document("没有") is None


def test_a_region_that_no_document_has_any_more_is_not_known(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PLAN, encoding="utf-8")
    build_index(tmp_path / "index.db", find_sources([seed_folder()]))
    update_index(tmp_path / "index.db", [job_of(tmp_path / "a.txt")])
    suzhou = Region("江苏省", "苏州市")
    with Index(tmp_path / "index.db") as index:
        assert index.catalogue.has(suzhou)
        assert index.catalogue.is_in_a_title("养老服务")
    update_index(tmp_path / "index.db", [], ["a"])
    with Index(tmp_path / "index.db") as index:
        assert not index.catalogue.has(suzhou)
        assert not index.catalogue.is_in_a_title("养老服务")
        assert index.catalogue.totals.documents == len(index.catalogue.select(EVERYTHING, 100)) == 5
