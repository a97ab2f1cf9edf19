"""Which index a command means: ``--docs``, ``--corpus`` and ``--db`` beside what was kept."""

from pathlib import Path

import pytest

from tests.bot.cli.test_corpus import ids
from tests.bot.conftest import BEDS, Command, sentence
from tests.conftest import PLAN


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A folder with two plans of one's own."""
    folder = tmp_path / "mine"
    folder.mkdir()
    for name, beds in (("a", 3000), ("b", 4000)):
        text = PLAN.replace("15号", f"{beds}号").replace("5000张", f"{beds}张")
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("variable", [{}, {"WENZHENG_DB": "kept.db"}])
def test_documents_asked_for_once_touch_nothing_that_was_kept(
    tmp_path: Path, mine: Path, variable: dict[str, str]
) -> None:
    wenzheng = Command({name: str(tmp_path / value) for name, value in variable.items()})
    wenzheng("add", mine)
    before = ids(wenzheng)
    assert {"a", "b", "nanjing"} <= before
    asked = wenzheng("--docs", mine / "a.txt", BEDS).stdout
    assert "3000张" in asked
    assert "4000张" not in asked
    assert {line.split()[0] for line in wenzheng("docs", "--docs", mine / "a.txt").stdout.splitlines()} == {"a"}
    kept = wenzheng("docs", "--json")
    assert kept.stderr == ""
    assert ids(wenzheng) == before


def test_the_file_that_the_command_line_names_is_used_unless_something_was_added_to_it(
    tmp_path: Path, mine: Path
) -> None:
    wenzheng, db = Command(), tmp_path / "own.db"
    assert wenzheng("index", "--docs", mine, "--db", db).returncode == 0
    assert db.exists()
    assert wenzheng("add", mine / "a.txt", "--db", db).returncode == 0
    assert "4000张" in wenzheng("--docs", mine / "b.txt", "--db", db, BEDS).stdout
    assert "a  " in wenzheng("docs", "--db", db).stdout


@pytest.mark.parametrize("option", [True, False])
def test_each_corpus_has_a_file_beside_the_index(tmp_path: Path, mine: Path, option: bool) -> None:
    db = tmp_path / "kept.db"
    wenzheng = Command({} if option else {"WENZHENG_DB": str(db)})
    named = ("--db", db) if option else ()
    assert wenzheng("add", mine / "a.txt", *named).returncode == 0
    assert wenzheng("add", mine / "b.txt", "--corpus", "养老", *named).returncode == 0
    assert (tmp_path / "kept.db.corpora" / "养老.db").exists()
    assert "a  " not in wenzheng("docs", "--corpus", "养老", *named).stdout
    assert "b  " not in wenzheng("docs", *named).stdout
    assert "wenzheng add" in sentence(wenzheng("docs", "--corpus", "没有", *named))


def test_a_corpus_and_files_asked_for_once_are_not_meant_together(mine: Path) -> None:
    assert "--corpus" in sentence(Command()("docs", "--docs", mine, "--corpus", "养老"))


def test_adding_is_not_for_once(mine: Path) -> None:
    assert "--docs" in sentence(Command()("add", mine, "--docs", mine))


def test_indexes_of_files_asked_for_once_do_not_pile_up(tmp_path: Path, mine: Path) -> None:
    wenzheng = Command({"WENZHENG_DB": str(tmp_path / "kept.db")})
    folder = tmp_path / "kept.db.asked"
    folder.mkdir()
    for number in range(30):
        (folder / f"{number}.db").write_bytes(b"")
    assert wenzheng("--docs", mine / "a.txt", BEDS).returncode == 0
    assert len(list(folder.glob("*.db"))) <= 21
