"""Whatever goes wrong: one clear sentence, exit code 2, and the index that was there still answers."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.conftest import BEDS, Command, Library, disk_of, ordinary_user, sentence
from tests.conftest import PLAN

NANJING = "南京2020年产业规模目标"
CHANGED = PLAN.replace("5000张", "6000张")


# Questions


def test_no_question_is_wrong_use_with_an_example(wenzheng: Command) -> None:
    assert "例：wenzheng ask" in sentence(wenzheng("ask"))


def test_the_bare_command_prints_the_help(wenzheng: Command) -> None:
    result = wenzheng()
    assert result.returncode == 2
    assert "例：wenzheng" in result.stdout + result.stderr


@pytest.mark.parametrize("question", ["", "   ", "？？？", "\x1b\x07\x08", "\t\n"])
def test_a_question_that_says_nothing_is_not_found(wenzheng: Command, question: str) -> None:
    result = wenzheng(question)
    assert (result.returncode, result.stderr) == (1, "")
    assert result.stdout.startswith("没看懂")


@pytest.mark.parametrize("command", ["ask", "search"])
def test_ten_thousand_characters_are_too_long(wenzheng: Command, command: str) -> None:
    assert "问题太长：10000 个字" in sentence(wenzheng(command, "产" * 10_000))


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize("question", [b"\xff\xfe\x01\x02", "南京产业".encode("gb18030"), os.fsencode("南京\udcff")])
def test_bytes_that_are_no_text_are_said_to_be_broken(wenzheng: Command, command: str, question: bytes) -> None:
    assert "残缺的字符" in sentence(wenzheng(command, question))


@pytest.mark.parametrize(("like", "said"), [(b"\xff", "残缺的字符"), ("产" * 10_000, "10000")])
def test_what_facts_cannot_be_searched_for_is_said(wenzheng: Command, like: str | bytes, said: str) -> None:
    assert said in sentence(wenzheng("targets", "--like", like))


@pytest.mark.parametrize(
    "question",
    [
        "'; DROP TABLE clauses;--",
        '"产业" OR NEAR(*)',
        "产业' UNION SELECT text FROM documents --",
        "产业 AND NOT 规模*",
        "text:产业^2 {a b}",
        "%_产业% `id` $(id)",
    ],
)
@pytest.mark.parametrize("command", ["ask", "search"])
def test_operators_are_words_like_any_other(wenzheng: Command, seed_db: Path, command: str, question: str) -> None:
    before = seed_db.read_bytes()
    result = wenzheng(command, "--", question)
    assert result.returncode in {0, 1}
    assert result.stderr in {"", "没有条款含有这些词。\n"}
    assert seed_db.read_bytes() == before


def test_control_characters_do_not_change_the_answer(wenzheng: Command) -> None:
    noisy = wenzheng("\x07南京2020年\x1b\r\n产业规模目标\x7f")
    assert noisy.returncode == 0
    assert noisy.stdout.splitlines()[0] == wenzheng(NANJING).stdout.splitlines()[0]


# Sources

UNUSABLE = {
    "empty": (b"", "空"),
    "binary": (b"\x7fELF\x00\x01" + PLAN.encode(), "二进制"),
    "no encoding": (b"\xff\xff\xfe\x81" * 9, "编码"),
}


@pytest.mark.parametrize(("content", "said"), UNUSABLE.values(), ids=UNUSABLE)
def test_a_source_that_is_no_text_is_named_and_the_index_stays(library: Library, content: bytes, said: str) -> None:
    library.file.write_bytes(content)
    told = sentence(library(BEDS))
    assert said in told
    assert str(library.file) in told
    library.still_answers()


def test_a_missing_source_is_named(library: Library, tmp_path: Path) -> None:
    assert str(tmp_path / "没有.txt") in sentence(library(BEDS, "--docs", tmp_path / "没有.txt"))
    library.still_answers()


def test_a_link_to_nothing_is_named(library: Library, tmp_path: Path) -> None:
    (tmp_path / "link.txt").symlink_to(tmp_path / "gone.txt")
    assert str(tmp_path / "link.txt") in sentence(library(BEDS, "--docs", tmp_path / "link.txt"))
    library.still_answers()


def test_a_folder_without_texts_is_said(library: Library, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "plan.pptx").write_bytes(b"PK")
    assert "没有能读的" in sentence(library(BEDS, "--docs", tmp_path / "empty"))
    library.still_answers()


def test_a_sheet_that_was_cut_off_is_said(library: Library, tmp_path: Path) -> None:
    (tmp_path / "cut").mkdir()
    (tmp_path / "cut" / "plan.xlsx").write_bytes(b"PK")
    assert "不完整或已损坏" in sentence(library(BEDS, "--docs", tmp_path / "cut"))
    library.still_answers()


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="this system has no file that fails to be read")
def test_a_source_that_fails_while_it_is_read_is_named(library: Library, tmp_path: Path) -> None:
    (tmp_path / "broken.txt").symlink_to("/proc/self/mem")
    assert "broken.txt" in sentence(library(BEDS, "--docs", tmp_path / "broken.txt"))
    library.still_answers()


@pytest.fixture
def forbidden(library: Library) -> Iterator[Path]:
    """A source, changed in no more than its time, that an ordinary user may not read."""
    os.utime(library.file, (1, 1))
    library.file.chmod(0)
    yield library.file
    library.file.chmod(0o644)


@pytest.mark.parametrize(
    "command",
    [
        [BEDS],
        ["index"],
    ],
)
def test_a_source_that_may_not_be_read_is_named(library: Library, forbidden: Path, command: list[str]) -> None:
    assert str(forbidden) in sentence(library(*command, before=ordinary_user))


def test_a_folder_that_may_not_be_read_is_named(library: Library, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0)
    try:
        assert str(closed) in sentence(library(BEDS, "--docs", closed, before=ordinary_user))
        assert str(closed) in sentence(library(BEDS, "--docs", closed / "plan.txt", before=ordinary_user))
    finally:
        closed.chmod(0o755)


@pytest.mark.parametrize(
    ("option", "place"),
    [
        pytest.param("--docs", "长" * 300, id="docs too long"),
        pytest.param("--docs", "~no-such-user/policies", id="docs of nobody"),
        pytest.param("--db", "长" * 300, id="db too long"),
        pytest.param("--db", "~no-such-user/index.db", id="db of nobody"),
    ],
)
def test_a_place_that_cannot_be_is_named(library: Library, option: str, place: str) -> None:
    assert place in sentence(library(BEDS, option, place))


def test_a_file_name_that_is_not_utf8_is_read_or_named(library: Library, tmp_path: Path) -> None:
    (tmp_path / "gbk").mkdir()
    (tmp_path / "gbk" / os.fsdecode("苏州.txt".encode("gbk"))).write_text(PLAN, encoding="utf-8")
    result = library(BEDS, "--docs", tmp_path / "gbk")
    assert "新增养老床位5000张" in result.stdout or "文件" in sentence(result)


def test_a_source_that_changed_between_two_questions_is_read_again_as_gb18030_too(library: Library) -> None:
    assert "新增养老床位5000张" in library(BEDS).stdout
    library.file.write_text(CHANGED, encoding="gb18030")
    assert "新增养老床位6000张" in library(BEDS).stdout
    assert library("verify").returncode == 0


# Index files


def test_first_questions_asked_at_once_are_all_answered(library: Library, tmp_path: Path) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "bot", BEDS],
            stdout=subprocess.PIPE,
            env=library.having(WENZHENG_DB=tmp_path / "new.db").environment,
            encoding="utf-8",
        )
        for _ in range(2)
    ]
    assert all("新增养老床位5000张" in asking.communicate()[0] for asking in started)


PAGE = 4096
DAMAGED = {
    "header": slice(0, 100),
    "schema": slice(100, PAGE),
    "properties": slice(PAGE, 2 * PAGE),
    "all but the first pages": slice(8 * PAGE, None),
}


@pytest.mark.parametrize("part", DAMAGED.values(), ids=DAMAGED)
@pytest.mark.parametrize("command", [[BEDS], ["verify"]])
def test_a_damaged_index_is_said_and_left_alone(library: Library, part: slice, command: list[str]) -> None:
    content = bytearray(library.db.read_bytes())
    content[part] = b"\xa5" * len(content[part])
    library.db.write_bytes(content)
    told = sentence(library(*command))
    assert "已损坏" in told
    assert str(library.db) in told
    assert library.db.read_bytes() == content


SPOILED = {
    "format": "UPDATE properties SET value = 'x' WHERE name = 'format'",
    "record": "UPDATE documents SET record = '{'",
    "postings": "UPDATE postings SET payload = x'00'",
    "column": "ALTER TABLE chunks RENAME COLUMN content TO x",
}


@pytest.mark.parametrize("statement", SPOILED.values(), ids=SPOILED)
def test_an_index_with_unfit_values_is_said(library: Library, statement: str) -> None:
    connection = sqlite3.connect(library.db)
    connection.execute(statement)
    connection.commit()
    connection.close()
    assert str(library.db) in sentence(library(BEDS))


def test_half_an_index_is_said(library: Library) -> None:
    os.truncate(library.db, library.db.stat().st_size // 2)
    assert "已损坏" in sentence(library(BEDS))


@pytest.mark.parametrize("command", [[BEDS], ["index"], ["verify"]])
def test_a_file_that_is_no_index_is_refused_untouched(library: Library, tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "notes.txt").write_text("我的笔记。" * 200, encoding="utf-8")
    assert "notes.txt" in sentence(library(*command, "--db", tmp_path / "notes.txt"))
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "我的笔记。" * 200


@pytest.mark.parametrize(
    "command",
    [
        [BEDS],
        ["index"],
        ["verify"],
    ],
)
def test_another_programs_database_is_refused_untouched(library: Library, tmp_path: Path, command: list[str]) -> None:
    with sqlite3.connect(tmp_path / "mail.db") as connection:
        connection.execute("CREATE TABLE documents (mine)")
        connection.execute("INSERT INTO documents VALUES ('letter')")
    connection.close()
    assert "mail.db" in sentence(library(*command, "--db", tmp_path / "mail.db"))
    with sqlite3.connect(tmp_path / "mail.db") as connection:
        assert connection.execute("SELECT mine FROM documents").fetchall() == [("letter",)]
    connection.close()


@pytest.mark.parametrize(
    "command",
    [
        [BEDS],
        ["index"],
        ["verify"],
    ],
)
def test_an_index_of_a_later_version_is_refused_untouched(library: Library, command: list[str]) -> None:
    connection = sqlite3.connect(library.db)
    connection.execute("UPDATE properties SET value = '999' WHERE name = 'format'")
    connection.commit()
    assert "请升级" in sentence(library(*command))
    assert connection.execute("SELECT value FROM properties WHERE name = 'format'").fetchone() == ("999",)
    connection.close()


def test_a_locked_index_is_said_when_it_must_be_renewed(library: Library) -> None:
    impatient = "from bot import cli; from retrieval.index import build; build._PATIENCE = 0.1; cli.main()"
    library.file.write_text(CHANGED, encoding="utf-8")
    holder = sqlite3.connect(library.db)
    holder.execute("BEGIN IMMEDIATE")
    assert "正被另一个程序写入" in sentence(library(BEDS, program=("-c", impatient)))
    holder.close()
    library.still_answers()


def test_a_locked_index_that_is_up_to_date_answers(library: Library) -> None:
    holder = sqlite3.connect(library.db)
    holder.execute("BEGIN IMMEDIATE")
    assert "新增养老床位5000张" in library(BEDS).stdout
    holder.close()


@pytest.fixture
def closed_folder(library: Library, tmp_path: Path) -> Iterator[Library]:
    """The library with its index in a folder where an ordinary user may write nothing."""
    folder = tmp_path / "read-only"
    folder.mkdir()
    shutil.copy(library.db, folder / "index.db")
    (folder / "index.db").chmod(0o444)
    folder.chmod(0o555)
    db = folder / "index.db"
    yield Library({**library.variables, "WENZHENG_DB": str(db)}, library.file, db)
    folder.chmod(0o755)


def test_an_index_in_a_folder_that_is_read_only_answers(closed_folder: Library) -> None:
    result = closed_folder(BEDS, before=ordinary_user)
    assert (result.returncode, result.stderr) == (0, "")
    assert "新增养老床位5000张" in result.stdout


def test_an_index_that_may_not_be_written_is_said_when_it_must_be_renewed(closed_folder: Library) -> None:
    closed_folder.file.write_text(CHANGED, encoding="utf-8")
    assert str(closed_folder.db) in sentence(closed_folder(BEDS, before=ordinary_user))
    closed_folder.file.write_text(PLAN, encoding="utf-8")
    assert "新增养老床位5000张" in closed_folder(BEDS, before=ordinary_user).stdout


def test_a_folder_where_no_index_can_be_made_is_said(closed_folder: Library) -> None:
    db = closed_folder.db.with_name("new.db")
    assert str(db) in sentence(closed_folder(BEDS, "--db", db, before=ordinary_user))


def test_a_place_below_a_file_or_a_folder_itself_is_no_place_for_an_index(library: Library, tmp_path: Path) -> None:
    for place in (library.file / "index.db", tmp_path):
        assert str(place) in sentence(library(BEDS, "--db", place))
    library.still_answers()


def test_a_folder_given_as_the_index_is_not_said_to_be_a_full_disk(library: Library, tmp_path: Path) -> None:
    assert "磁盘" not in sentence(library(BEDS, "--db", tmp_path))


def test_an_index_in_a_folder_that_may_not_be_entered_is_said(closed_folder: Library) -> None:
    closed_folder.db.parent.chmod(0)
    assert str(closed_folder.db) in sentence(closed_folder(BEDS, before=ordinary_user))


# A full disk


def test_a_disk_full_from_the_start_is_said_and_the_old_index_answers(library: Library) -> None:
    library.file.write_text(CHANGED, encoding="utf-8")
    assert "磁盘写满" in sentence(library(BEDS, before=disk_of(0)))
    library.still_answers()


def test_a_disk_that_fills_up_while_the_index_is_renewed_is_said(library: Library) -> None:
    library.file.write_text(CHANGED, encoding="utf-8")
    assert "磁盘写满" in sentence(library(BEDS, before=disk_of(60_000)))  # the log of what changes is longer


def test_a_disk_that_fills_up_while_the_index_is_renewed_leaves_the_old_one(library: Library) -> None:
    library.file.write_text(CHANGED, encoding="utf-8")
    assert library("index", before=disk_of(library.db.stat().st_size - PAGE)).returncode == 2
    library.still_answers()


def test_a_disk_too_full_for_a_first_index_is_said_and_room_mends_it(library: Library, tmp_path: Path) -> None:
    new = library.having(WENZHENG_DB=tmp_path / "new.db")
    assert "磁盘写满" in sentence(new(BEDS, before=disk_of(library.db.stat().st_size - PAGE)))
    assert "新增养老床位5000张" in new(BEDS).stdout


def test_a_full_temporary_folder_is_no_traceback(library: Library, tmp_path: Path) -> None:
    sentence(library(BEDS, "--db", tmp_path / "new.db", before=disk_of(1_000_000)))
