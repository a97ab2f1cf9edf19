"""Files of every kind that an office has (see ``tests/document/make_office.py``), each asked in one collection of them all:
the quote that answers, and the page, paragraph or cell where it stands."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from retrieval.answer.ask import ask
from retrieval.document.model import Place
from retrieval.document.readers.printed.recognition import is_available
from retrieval.document.source import read_source
from retrieval.index.build.indexer import Outcome, update_index
from retrieval.index.build.plan import plan_adding
from retrieval.index.store import Index

FOLDER = Path(__file__).parent.parent / "document" / "files" / "office"
ASKED: list[dict[str, Any]] = [
    json.loads(line) for line in (FOLDER / "asked.jsonl").read_text(encoding="utf-8").splitlines()
]
#: What only an installed program can read.
BY_PROGRAM = {"writer.doc", "office.wps", "writer.odt"}
SCANNED = {row["file"] for row in ASKED if row["recognized"]}
IDS = [row["file"] for row in ASKED]


def can_be_read(name: str) -> bool:
    if name in SCANNED and not is_available():
        return False
    programs = ("soffice", "libreoffice") if name.endswith(".odt") else ("soffice", "libreoffice", "antiword", "catdoc")
    return name not in BY_PROGRAM or any(map(shutil.which, programs))


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    """All files in one index, added as a folder."""
    path = tmp_path_factory.mktemp("office") / "index.db"
    plan = plan_adding(path, [FOLDER])
    return path, update_index(path, plan.jobs)


@pytest.fixture(scope="module")
def index(added: tuple[Path, Outcome]) -> Index:
    return Index(added[0])


def test_there_are_sixty_and_all_are_read(added: tuple[Path, Outcome], index: Index) -> None:
    assert [failure for failure in added[1].failed if can_be_read(failure.path.name)] == []
    read = {part for entry in index.documents for part in Path(entry.path).parts}
    assert {name for name in IDS if can_be_read(name)} - read == set()
    assert len(IDS) >= 60


@pytest.mark.parametrize("row", ASKED, ids=IDS)
def test_the_quote_and_where_it_stands(index: Index, row: dict[str, Any]) -> None:
    if not can_be_read(row["file"]):
        pytest.skip("no program here reads it")
    answer = ask(row["question"], index)
    passage = answer.passages[0]
    assert answer.text.endswith(row.get("answer", ""))
    assert row["quote"] in passage.text
    assert passage.text == index.source(passage.document.id)[passage.start : passage.end]
    assert row["file"] in passage.document.path
    assert where(passage.place) == (row["unit"], row["place"], row["recognized"])


def where(place: Place | None) -> tuple[str | None, int | str | None, bool]:
    return (place.unit.value, place.name or place.number, place.recognized) if place else (None, None, False)


@pytest.mark.parametrize("row", [row for row in ASKED if row["without"]], ids=lambda row: row["file"])
def test_what_no_one_sees_is_not_read(row: dict[str, Any]) -> None:
    text = read_source(FOLDER / row["file"]).text
    assert not any(hidden in text for hidden in row["without"])
