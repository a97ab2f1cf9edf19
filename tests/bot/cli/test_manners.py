"""Manners of the command line: what is a question, what contradicts, help, ids that show can follow."""

import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli import LATER
from bot.terminal import width_of
from tests.bot.conftest import Command, Result, objects, sentence

Run = Callable[..., Result]
NANJING = "南京2020年产业规模目标"


def test_words_without_quotes_are_one_question(typed: Run) -> None:
    assert typed("南京", "2020年", "产业规模目标").stdout == typed("ask", "南京 2020年 产业规模目标").stdout
    assert typed("search", "数据", "开放").stdout == typed("search", "数据 开放").stdout


@pytest.mark.parametrize("words", [["ask", "-"], ["ask"], ["-"], [], ["-k", "1"], ["--json"]])
def test_a_question_is_read_from_a_pipe(typed: Run, words: list[str]) -> None:
    result = typed(*words, stdin=NANJING + "\n")
    assert result.returncode == 0
    assert "100亿元" in result.stdout


def test_a_question_in_words_leaves_the_pipe_alone(typed: Run) -> None:
    assert "500亿元" in typed("南京2025年产业规模目标", stdin=NANJING).stdout


@pytest.mark.parametrize("words", [["ask"], ["ask", "-"]])
def test_without_a_question_it_is_said_how_to_ask(typed: Run, words: list[str]) -> None:
    assert "请给出一个问题" in sentence(typed(*words, stdin=" \n" if words[-1] == "-" else None))


@pytest.mark.parametrize(
    ("words", "likely"),
    [
        (["doc"], "docs"),
        (["DOCS"], "docs"),
        (["shwo", "nanjing"], "show"),
        (["serach", "数据开放"], "search"),
        (["targest", "--region", "南京"], "targets"),
        (["updat"], "update"),
        (["help", "dosc"], "docs"),
    ],
)
def test_a_near_miss_of_a_command_is_offered_and_not_asked(typed: Run, words: list[str], likely: str) -> None:
    said = sentence(typed(*words))
    assert f"没有 {words[-1] if words[0] == 'help' else words[0]} 这个命令，是不是 {likely}？" in said


@pytest.mark.parametrize(
    ("words", "options"),
    [
        (["targets", "南京", "2020年"], ["targets", "--region", "南京", "--year", "2020"]),
        (["targets", "平台", "--region", "大连"], ["targets", "--like", "平台", "--region", "大连"]),
        (["duties", "南京", "宁波市"], ["duties", "--region", "南京", "--region", "宁波"]),
        (["duties", "市科技局"], ["duties", "--like", "市科技局"]),
    ],
)
def test_words_behind_a_table_narrow_it(typed: Run, words: list[str], options: list[str]) -> None:
    assert typed(*words).stdout == typed(*options).stdout != ""


def test_documents_are_listed_by_a_part_of_their_name(typed: Run) -> None:
    assert [row["id"] for row in objects(typed("docs", "南京", "--json"))] == ["nanjing"]
    assert {row["id"] for row in objects(typed("docs", "新一代", "--json"))} == {"dalian", "ningbo", "zhongshan"}
    nothing = typed("docs", "火星")
    assert (nothing.returncode, nothing.stderr) == (1, "没有名字里有“火星”的文件。\n")


@pytest.mark.parametrize("options", [["--json"], ["--db"], ["-k", "1", "--json"]])
def test_options_may_stand_before_the_command(typed: Run, seed_db: Path, options: list[str]) -> None:
    given = [*options, str(seed_db)] if options == ["--db"] else options
    if "-k" in options:
        assert typed(*given, "search", "数据开放").stdout == typed("search", *given, "数据开放").stdout
    else:
        assert typed(*given, "docs").stdout == typed("docs", *given).stdout
    assert typed(*given, NANJING).stdout == typed("ask", *given, NANJING).stdout


def test_the_id_of_a_quote_is_no_question(typed: Run) -> None:
    for name in ("nanjing#6", "南京#6"):
        assert f"wenzheng show {name}" in sentence(typed(name))


def test_help_of_no_command_and_the_version_are_said(typed: Run) -> None:
    assert "没有 nothing 这个命令" in sentence(typed("help", "nothing"))
    assert typed("version").stdout == typed("--version").stdout


@pytest.mark.parametrize("words", [["nanjing", "2020年产业规模目标"], ["AI", "产业规模", "南京"]])
def test_a_question_that_begins_in_latin_letters_is_asked(typed: Run, words: list[str]) -> None:
    assert "这个命令" not in typed(*words).stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["targets", "--csv", "--json"], "--csv 和 --json"),
        (["money", "--json", "--md"], "--json 和 --md"),
        (["ask", "--json", "--md", NANJING], "--json 和 --md"),
        (["ask", "--json", "--all", NANJING], "--json 和 --all"),
        (["ask", "--batch", "-", "--md"], "--batch 和 --md"),
        (["ask", "--batch", "-", NANJING], "请给出一个问题"),
        (["show", "nanjing", "--clause", "3", "--outline"], "--clause 和 --outline"),
        (["show", "nanjing#3", "--outline"], "--clause 和 --outline"),
        (["docs", "--docs", ".", "--corpus", "a"], "--docs"),
        (["targets", "2020", "--year", "2021"], "一次只能看一年"),
        (["duties", "2020年"], "不分年份"),
        (["money", "补助", "--like", "平台"], "一次只能按一个词语"),
        (["show", "南京#六"], "# 后面应是条款的号码"),
        (["export", "政策.csv"], "不是文件夹，也不是数据库"),
        (["--json", "doc"], "没有 doc 这个命令，是不是 docs？"),
        (["duties", "--year", "2020"], "没有 --year 这个选项"),
        (["docs", "--region", "南京"], "没有 --region 这个选项"),
        (["chat", "--json"], "没有 --json 这个选项"),
    ],
)
def test_options_that_contradict_or_are_unknown_are_said(typed: Run, words: list[str], said: str) -> None:
    assert said in sentence(typed(*words))


def test_a_region_in_the_question_and_another_in_the_option_is_said(typed: Run) -> None:
    result = typed("ask", "--region", "南京", "大连2020年产业规模目标")
    assert "问题里说的是大连市，--region 只问南京市" in result.stdout
    assert "--region" not in typed("ask", "--region", "江苏", NANJING).stdout
    assert "--region" not in typed("ask", "--region", "南京", "江苏2020年产业规模目标").stdout


def test_a_year_in_the_question_and_another_in_the_option_is_said(typed: Run) -> None:
    (reply,) = objects(typed("ask", "--json", "--year", "2020", "南京2025年产业规模目标"))
    assert "问题里说的是2025年，--year 只问2020年" in reply["message"]


@pytest.mark.parametrize("words", [[], *([name] for names in LATER.values() for name in names)])
def test_help_is_in_chinese_in_columns_and_not_broken_in_words(
    typed: Run, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    for asked in ([*words, "--help"], [*words, "-h"], ["help", *words]):
        result = typed(*asked)
        assert (result.returncode, result.stderr) == (0, "")
        shown = result.stdout
        assert shown.startswith("用法：wenzheng")
        assert not re.search(r"Usage|Options|Commands|Show this|TEXT|INTEGER|PATH", shown)
        assert all(width_of(line) <= 60 for line in shown.splitlines() if "/" not in line)
        assert not re.search(r"(?m)^\s*[，。、；：）》]", shown)
        assert shown.count("--help") >= 1


def test_common_options_are_explained_once(typed: Run) -> None:
    everything, one = typed("--help").stdout, typed("docs", "--help").stdout
    for option in ("--db", "--corpus", "--docs", "--config"):
        assert len(re.findall(rf"(?m)^  {option} ", everything)) == 1
        assert not re.search(rf"(?m)^  {option} ", one)
        assert option in one
    for name in (name for names in LATER.values() for name in names):
        assert re.search(rf"(?m)^  {name} ", everything), name


def test_show_follows_the_id_of_a_quote(typed: Run) -> None:
    (reply,) = objects(typed("ask", "--json", NANJING))
    places = re.findall(r"\S+#\d+", typed(NANJING).stdout)
    assert places
    for passage in reply["passages"][:1]:
        place = f"{passage['document']['id']}#{passage['clause']}"
        assert place in places
        (asked,) = [row for row in objects(typed("show", place, "--json")) if row["clause"] == passage["clause"]]
        assert asked["start"] <= passage["start"] < asked["end"]


@pytest.mark.parametrize(
    "name", ["nanjing", "南京", "南京市", "南京市打造人工智能产业地标行动计划", "产业地标", "江苏", " 南京 ", "南京＃3"]
)
def test_a_document_is_shown_by_id_title_or_city(typed: Run, name: str) -> None:
    place = name if "＃" in name else f"{name}#3"
    assert typed("show", place).stdout == typed("show", "nanjing", "--clause", "3").stdout


def test_a_name_of_several_documents_is_not_guessed(typed: Run) -> None:
    assert "没有写是哪份文件" in sentence(typed("show", ""))
    assert "没有写是哪份文件" in sentence(typed("show", "#3"))
    said = sentence(typed("show", "新一代人工智能"))
    assert {"dalian", "ningbo", "zhongshan"} <= set(re.findall(r"[a-z]+", said))


def test_clauses_as_json_are_slices_of_the_source(typed: Run) -> None:
    rows = objects(typed("show", "zhongshan", "--json"))
    assert [row["clause"] for row in rows] == list(range(len(rows)))
    assert all(len(row["text"]) == row["end"] - row["start"] for row in rows)


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_that_wants_none_gets_no_codes(wenzheng: Command, variables: dict[str, str]) -> None:
    assert "\x1b" not in at_terminal(wenzheng.having(**variables), NANJING)


def test_lines_hang_and_fit_the_width_of_a_terminal(wenzheng: Command) -> None:
    shown = at_terminal(wenzheng.having(TERM="xterm", COLUMNS="50", LINES="500"), NANJING, "-k", "1")
    lines = shown.replace("\r", "").splitlines()
    assert "\x1b[1m" in shown
    assert all(width_of(line) <= 50 for line in lines)
    quote = next(place for place, line in enumerate(lines) if line.startswith("[1] "))
    assert lines[quote + 1].startswith("    ")
    assert not any(re.match(r"\s*[，。；,;]", line) for line in lines)


def test_what_is_longer_than_the_screen_goes_through_the_pager(wenzheng: Command, tmp_path: Path) -> None:
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\necho PAGED\ncat\n", encoding="utf-8")
    pager.chmod(0o755)
    settled = wenzheng.having(TERM="xterm", PAGER=str(pager), LINES="20", COLUMNS="80")
    assert "PAGED" in at_terminal(settled, "show", "nanjing")
    assert "PAGED" not in at_terminal(settled, "docs")
    assert "PAGED" not in settled("show", "nanjing").stdout


def at_terminal(command: Command, *words: str) -> str:
    """What a command prints where its input and output are a terminal."""
    main, end = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "bot", *words],
        stdin=end,
        stdout=end,
        stderr=end,
        env={"PAGER": "cat", **command.environment},
    ) as running:
        os.close(end)
        said = b""
        while True:
            try:
                part = os.read(main, 65536)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            said += part
    os.close(main)
    assert running.returncode == 0
    return said.decode()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("wenzheng do", "docs"),
        ("wenzheng show n", "nanjing"),
        ("wenzheng show 宁波", "ningbo"),
        ("wenzheng ask --region 南", "南京市"),
        ("wenzheng targets --region 大", "大连市"),
        ("wenzheng docs --corpus 养", "养老"),
    ],
)
def test_a_shell_completes_values(
    typed: Run, monkeypatch: pytest.MonkeyPatch, seed_db: Path, words: str, expected: str
) -> None:
    corpus = Path(f"{seed_db}.corpora") / "养老.db"
    corpus.parent.mkdir(exist_ok=True)
    corpus.touch()
    monkeypatch.setenv("_WENZHENG_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split()) - 1))
    assert f"plain,{expected}" in typed().stdout.splitlines()


def test_commands_stand_between_the_lines_of_a_conversation(wenzheng: Command) -> None:
    lines = (
        NANJING,
        "/docs",
        "/targets 南京 --year 2025",
        "/show nanjing#3",
        "/nothing",
        "/targets --bad",
        "那2025年呢",
    )
    said = wenzheng("chat", typed="\n".join(lines)).stdout
    assert "zhongshan  中山市" in said
    assert "南京市  2025年" in said
    assert "160-208" in said
    assert "没有 /nothing 这个命令" in said
    assert "没有 --bad 这个选项" in said
    assert "接着上文理解为: 南京市 · 2025年" in said
