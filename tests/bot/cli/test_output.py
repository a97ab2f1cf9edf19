import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.output import harmless, json_line
from tests.bot.conftest import BEDS, Command, Library, going_on, sentence
from tests.conftest import PLAN


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("产业\x1b[2J规模", "产业\ufffd[2J规模"),
        ("\x9b31m\x07\x7f", "\ufffd31m\ufffd\ufffd"),
        ("一\r\n二\t三\u2028四\x85五", "一 二 三 四 五"),
        ("\u202e倒写\u2069", "\ufffd倒写\ufffd"),
        ("\udcff", "\ufffd"),
        ("１００\u3000亿元 😀", "１００\u3000亿元 😀"),
    ],
)
def test_nothing_that_a_terminal_obeys_is_left(text: str, shown: str) -> None:
    assert harmless(text) == shown


@pytest.mark.parametrize("text", ["\ud800", "\\\u2028", "\x9b\x7f\x85", "\x1b\n", "😀产业", '"\u2029\\'])
def test_json_is_one_line_of_text_and_says_the_same(text: str) -> None:
    line = json_line({text: [text]})
    assert len(line.splitlines()) == 1
    assert json.loads(line.encode()) == {text: [text]}
    assert not {"\x7f", "\x9b"} & set(line)


def test_json_to_a_pipe_that_is_not_unicode_loses_nothing(wenzheng: Command) -> None:
    line = wenzheng.having(PYTHONIOENCODING="gbk:strict")("ask", "--json", "南京产业规模目标😀").stdout
    assert json.loads(line)["question"] == "南京产业规模目标😀"


def test_text_to_a_pipe_that_is_not_unicode_says_what_it_can(library: Library) -> None:
    library.file.write_text(PLAN.replace("5000张", "5000张😀"), encoding="utf-8")
    result = library.having(PYTHONIOENCODING="ascii:strict")(BEDS)
    assert (result.returncode, result.stderr) == (0, "")
    assert "5000" in result.stdout


def test_a_broken_id_comes_back_as_it_was(wenzheng: Command) -> None:
    result = wenzheng("--batch", "-", typed='{"id": "\\ud800", "question": "你好"}')
    assert json.loads(result.stdout)["id"] == "\ud800"


def test_a_name_that_would_command_the_terminal_is_shown_harmless(library: Library, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a\x1b[2J\n.txt").write_text(PLAN, encoding="utf-8")
    result = library("docs", "--docs", tmp_path / "docs")
    assert len(result.stdout.splitlines()) == 1
    assert "\x1b" not in result.stdout
    assert "\x1b" not in sentence(library("show", "\x1b[2J", "--docs", tmp_path / "docs"))


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("command", ["docs", "chat", "ask --batch -"])
def test_closed_streams_are_no_traceback(wenzheng: Command, command: str, closed: str) -> None:
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m bot {command} {closed}"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=wenzheng.environment,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_an_interrupted_command_ends_in_silence(wenzheng: Command) -> None:
    batch, typing, saying = going_on(wenzheng, "--batch", "-")
    typing.write('{"question": "你好"}\n' * 500)  # its input comes in blocks: a few would wait for more
    typing.flush()
    assert saying.readline()
    batch.send_signal(signal.SIGINT)
    _, said = batch.communicate()
    assert batch.returncode == 130
    assert said.strip() == ""


HEAVY = ("sqlite_utils", "numpy", "jieba", "opencc", "rank_bm25", "matplotlib", "tomllib", "csv", "zipfile")
#: What other commands and other questions need.
ELSEWHERE = (
    *(
        f"bot.cli.{name}"
        for name in ("batch", "chat", "corpus", "evaluate", "listing", "messages", "progress", "serve")
    ),
    *(f"retrieval.answer.{name}" for name in ("articles", "search")),
    *("retrieval.document.parse", "retrieval.document.readers.steps", "retrieval.fact.extract"),
    *("retrieval.index.build.indexer", "retrieval.question.laws", "retrieval.question.titles"),
)


def test_a_question_on_a_ready_index_imports_nothing_heavy(wenzheng: Command) -> None:
    unwanted = {*HEAVY, *ELSEWHERE}
    program = f"import sys, bot.cli\ntry: bot.cli.main()\nfinally: print({unwanted} & sys.modules.keys())"
    result = wenzheng("南京2020年产业规模目标", program=("-c", program))
    assert result.stdout.splitlines()[-1] == "set()"
