"""Milvus ranks as the index file does, holds what that holds, and heals: run for real, on Milvus Lite."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from bot.evaluation import read_gold
from retrieval.answer.ask import ask
from retrieval.answer.model import Answer
from retrieval.answer.search import search
from retrieval.document.source import find_sources
from retrieval.index.build.indexer import build_index, update_index
from retrieval.index.build.prepare import job_of
from retrieval.index.milvus import load
from retrieval.index.milvus.documents import filter_for, keys_of
from retrieval.index.milvus.engine import Milvus
from retrieval.index.milvus.rank import query_text
from retrieval.index.milvus.server import MOST_TERMS, EngineError, Row, Server
from retrieval.index.ranking.backend import ranker_of
from retrieval.index.ranking.maxscore import Asked, PostingsRanker
from retrieval.index.store import CONTEXT, TEXT, Index
from retrieval.question.understand import Filters
from tests.conftest import PLAN

pytest.importorskip("pymilvus", reason="needs pip install 'wenzheng[milvus]'")

GOLD = Path(__file__).parent.parent / "gold"
BEDS = "苏州2022年新增养老床位多少张"


@pytest.fixture(scope="module")
def held(seed_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The index of the seeds, ranked by Milvus."""
    engine = Milvus(str(tmp_path_factory.mktemp("milvus") / "seeds.db"), seed_db)
    with Index(seed_db, engine) as index:
        engine.renew(index)
        yield index


def said(answer: Answer) -> tuple[Any, ...]:
    """An answer but for its scores, which may differ in rounding."""
    places = [(passage.document.id, passage.start, passage.end) for passage in answer.passages]
    return answer.text, answer.reason, answer.message, places


def ranks_alike(index: Index, asked: Asked, allowed: list[range], count: int) -> None:
    expected = PostingsRanker(index).best(asked, allowed, count)
    found = dict(ranker_of(index).best(asked, allowed, count))
    assert sorted(found.values()) == pytest.approx(sorted(score for _, score in expected))
    assert expected
    least = expected[-1][1]
    for number, score in expected:
        if score > least + 1e-9:  # of equals at the end any may be there
            assert found[number] == pytest.approx(score)


def test_the_gold_questions_have_the_same_answers(seeds: Index, held: Index) -> None:
    for gold in read_gold(GOLD / "dev.jsonl"):
        assert said(ask(gold.question, held, gold.history)) == said(ask(gold.question, seeds, gold.history))


def test_the_ten_best_are_those_of_the_index_file(seeds: Index, held: Index) -> None:
    same = total = 0
    for gold in read_gold(GOLD / "own.jsonl")[::5]:
        ours, theirs = (
            {(hit.clause.document, hit.clause.number) for hit in search(gold.question, index)}
            for index in (seeds, held)
        )
        same, total = same + len(ours & theirs), total + len(ours)
    assert same / total > 0.995


def test_weights_fields_and_ranges_are_kept_to(held: Index) -> None:
    weights = {"产业": 0.03, "人工智能": 1.7, "海洋": 3.0, "没有的词": 2.0, "2020年": 0.5}
    above = {term: weight / 2 for term, weight in weights.items()}
    entries = held.documents
    for allowed in (
        [entries[0].ids],
        [entry.ids for entry in entries[1:4]],
        [entry.ids for entry in entries],
        [range(7, 150)],
    ):
        ranks_alike(held, {TEXT: weights, CONTEXT: above}, allowed, 40)
    assert ranker_of(held).best({TEXT: weights}, [], 10) == []
    assert ranker_of(held).best({TEXT: {"没有的词": 1.0}}, [entries[0].ids], 10) == []


def test_only_clauses_of_the_year_asked_for_are_found(seeds: Index, held: Index) -> None:
    found, expected = (search("产业规模", index, 50, Filters(None, 2020)) for index in (held, seeds))
    assert [hit.clause for hit in found] == [hit.clause for hit in expected]
    assert all(2020 in hit.clause.years for hit in found)


def test_a_region_allowed_as_a_whole_is_named_by_itself(held: Index) -> None:
    documents = keys_of(held)
    entry = next(iter(documents.values()))
    assert filter_for(documents, [entry.ids for entry in held.documents], None) == ""
    assert filter_for(documents, [entry.ids for entry in held.documents], 2020) == "(array_contains(years, 2020))"
    assert "region in" in filter_for(documents, [entry.ids], None)
    twin = replace(entry, id="twin", first_clause=10**6)
    assert "document in" in filter_for({**documents, "twin": twin}, [entry.ids], None)
    assert "id >= 3 and id < 9" in filter_for(documents, [range(3, 9)], None)


class Shelf:
    """Plans in an index that Milvus ranks."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.db, self.uri = folder, folder / "index.db", str(folder / "milvus.db")
        self.engine = Milvus(self.uri, self.db)

    def plan(self, number: int, beds: int = 5000) -> Path:
        file = self.folder / f"plan{number}.txt"
        file.write_text(PLAN.replace("15号", f"{number}号").replace("5000张", f"{beds}张"), encoding="utf-8")
        return file

    def change(self, *files: Path, drop: tuple[str, ...] = ()) -> None:
        update_index(self.db, [job_of(file) for file in files], drop)

    def renew(self, progress: Callable[[int, int, str], None] | None = None) -> None:
        with Index(self.db) as index:
            self.engine.renew(index, progress)

    def check(self) -> None:
        """Milvus holds the clauses of the index and no others, and ranks them alike."""
        from pymilvus import MilvusClient

        client = MilvusClient(self.uri)
        (name,) = [name for name in client.list_collections() if not name.endswith("_marks")]
        with Index(self.db, self.engine) as index:
            rows = client.query(name, filter="id >= 0", output_fields=["id", "document"], limit=16384)
            there = {number: key for key, entry in keys_of(index).items() for number in entry.ids}
            assert {row["id"]: row["document"] for row in rows} == there
            assert len(rows) == len(there)
            if there:
                weights = {"养老": 1.0, "床位": 1.0, "5000": 1.0, "7000": 1.0}
                ranks_alike(index, {TEXT: weights, CONTEXT: weights}, [entry.ids for entry in index.documents], 10)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def test_documents_join_change_and_leave(shelf: Shelf) -> None:
    shelf.change(*(shelf.plan(number) for number in range(4)))
    shelf.renew()
    shelf.check()
    shelf.change(shelf.plan(1, 7000), drop=("plan3",))  # the ids of plan3's clauses are given to others
    shelf.renew()
    shelf.check()
    shelf.change(drop=("plan0", "plan1", "plan2"))
    shelf.renew()
    shelf.check()


def test_what_has_not_changed_is_not_sent_again(shelf: Shelf) -> None:
    shelf.change(shelf.plan(1), shelf.plan(2))
    shelf.renew()
    sent: list[tuple[int, str]] = []
    shelf.change(shelf.plan(3))
    shelf.renew(lambda _done, total, name: sent.append((total, name)))
    shelf.renew(lambda _done, total, name: sent.append((total, name)))
    assert sent == [(1, "plan3"), (1, "Milvus")]


def test_until_milvus_is_up_to_date_nothing_of_other_versions_is_quoted(shelf: Shelf) -> None:
    shelf.change(shelf.plan(1), shelf.plan(2))
    shelf.renew()
    shelf.change(shelf.plan(1, 7000), drop=("plan2",))
    with Index(shelf.db, shelf.engine) as index:
        assert not ask(BEDS, index).found
    shelf.renew()
    with Index(shelf.db, shelf.engine) as index:
        assert "7000张" in ask(BEDS, index).text


@pytest.mark.parametrize("after", range(6))
def test_loading_that_was_cut_short_is_gone_on_with(shelf: Shelf, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    monkeypatch.setattr(load, "_AT_ONCE", 4)  # each document by itself, in several parts
    shelf.change(shelf.plan(0), shelf.plan(1))
    shelf.renew()
    shelf.change(shelf.plan(0, 7000), *(shelf.plan(number) for number in range(2, 6)), drop=("plan1",))
    puts = 0

    def interrupt(frame: FrameType, event: str, _: object) -> None:
        nonlocal puts
        if event == "call" and frame.f_code is Server.put.__code__:
            puts += 1
            if puts > after:
                raise KeyboardInterrupt

    sys.setprofile(interrupt)
    try:
        with pytest.raises(KeyboardInterrupt):
            shelf.renew()
    finally:
        sys.setprofile(None)
    if after % 2:  # what is half there may be gone from the index by the next time
        shelf.change(drop=("plan0", "plan2", "plan3"))
    shelf.renew()
    shelf.check()


def test_clauses_that_were_dropped_in_milvus_are_put_in_again(shelf: Shelf) -> None:
    from pymilvus import MilvusClient

    shelf.change(shelf.plan(1), shelf.plan(2))
    shelf.renew()
    client = MilvusClient(shelf.uri)
    (name,) = [name for name in client.list_collections() if not name.endswith("_marks")]
    client.drop_collection(name)
    shelf.engine = Milvus(shelf.uri, shelf.db)
    shelf.renew()
    shelf.check()


def test_a_clause_of_more_terms_than_a_row_holds_is_found_by_the_first(tmp_path: Path) -> None:
    server = Server(str(tmp_path / "milvus.db"), "long")
    server.put([Row(7, "key", "", (), {TEXT: ["海洋", *["经济"] * MOST_TERMS, "产业"], CONTEXT: []})])
    (found,) = server.search(TEXT, query_text({"海洋": 3.0}), "", 5)
    assert (found.id, found.document, len(found.terms[TEXT])) == (7, "key", MOST_TERMS)
    assert server.search(TEXT, query_text({"产业": 1.0}), "", 5) == []


def test_a_file_that_another_process_has_open_is_said(shelf: Shelf) -> None:
    shelf.change(shelf.plan(1))
    shelf.renew()
    program = (
        "import sys; from pathlib import Path; from retrieval.index.milvus.engine import Milvus\n"
        "from retrieval.index.store import Index; db = Path(sys.argv[2])\n"
        "with Index(db) as index: Milvus(sys.argv[1], db).renew(index)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, shelf.uri, shelf.db], capture_output=True, text=True, check=False
    )
    assert done.stderr.splitlines()[-1].startswith(
        "retrieval.index.milvus.server.EngineError: 打不开 Milvus Lite 的文件"
    )


@pytest.mark.parametrize("uri", ["http://127.0.0.1:1", "https://someone:secret@127.0.0.1:1/base"])
def test_a_server_that_is_not_there_is_said_without_the_password(tmp_path: Path, uri: str, seeds: Index) -> None:
    with pytest.raises(EngineError, match=r"^连不上 Milvus（.*127\.0\.0\.1:1.*）。") as raised:
        Milvus(uri, tmp_path / "index.db").renew(seeds)
    assert "secret" not in str(raised.value)


def test_a_missing_extra_names_the_line_that_installs_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymilvus", None)  # as Python marks what is not there
    with pytest.raises(EngineError, match=r"pip install 'wenzheng\[milvus\]'"):
        Milvus("http://127.0.0.1:19530", tmp_path / "index.db")


def test_two_indexes_in_one_milvus_do_not_meet(tmp_path: Path) -> None:
    uri = str(tmp_path / "milvus.db")
    found = []
    for name, beds in (("one", 5000), ("other", 7000)):
        folder = tmp_path / name
        folder.mkdir()
        shelf = Shelf(folder)
        shelf.engine = Milvus(uri, shelf.db)
        build_index(shelf.db, find_sources([shelf.plan(1, beds).parent]))
        shelf.renew()
        found.append(shelf)
    for shelf, beds in zip(found, ("5000张", "7000张"), strict=True):
        with Index(shelf.db, shelf.engine) as index:
            assert beds in ask(BEDS, index).text
