import json
import os
import pty
import sqlite3
import subprocess
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import pytest

from bot.cli import LATER
from bot.output import harmless
from retrieval.index.store import Index
from tests.bot.conftest import Command, Library, objects, sentence
from tests.conftest import rewrite_chunks

NANJING = "南京2020年产业规模目标"
GOLD = Path(__file__).parents[2] / "gold"
COMMANDS = ("ask", "chat", "search", "docs", "show", "index", "verify", "eval")


def test_an_answer_comes_first_then_the_quote_and_its_source(wenzheng: Command) -> None:
    result = wenzheng(NANJING)
    first, *rest = result.stdout.splitlines()
    assert result.returncode == 0
    assert "核心产业规模突破100亿元" in first
    assert any(line.startswith("[1] ") and first in line for line in rest)
    assert "《南京市打造人工智能产业地标行动计划》 · 宁政办发〔2019〕37号 · 2019-06-29" in result.stdout


def test_what_is_not_found_is_exit_code_1_with_the_reason(wenzheng: Command) -> None:
    result = wenzheng("上海2020年产业规模目标")
    assert result.returncode == 1
    assert "没有上海市的文件" in result.stdout
    assert result.stderr == ""


def test_a_question_needs_no_command(wenzheng: Command) -> None:
    bare, asked = wenzheng(NANJING), wenzheng("ask", NANJING)
    assert (bare.returncode, bare.stdout) == (asked.returncode, asked.stdout)


def test_options_may_stand_before_the_question(wenzheng: Command) -> None:
    assert wenzheng("--json", NANJING).stdout == wenzheng("ask", NANJING, "--json").stdout


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (["--nosuch", NANJING], "没有 --nosuch 这个选项"),
        (["--jsn", NANJING], "是不是 --json"),
        (["-k", "0", NANJING], "-k 应是 1 到 100 的整数"),
        (["--year", "abc", NANJING], "--year 应是 1949 到 2100 的整数"),
        (["show", "nanjing", "--clause", "-1"], "--clause 应是不小于 0 的整数"),
        (["search"], "缺少参数“词语”"),
        (["show"], "缺少参数“文件”"),
        (["eval"], "缺少参数“问题集”"),
        (["show", "nanjing", "target"], "多出了：target"),
        (["doc"], "是不是 docs"),
        (["ask", "--batch"], "--batch 后面缺少值"),
        (["docs", "--json=3"], "--json 后面不能带值"),
    ],
)
def test_wrong_use_is_said_in_chinese(wenzheng: Command, wrong: list[str], said: str) -> None:
    told = sentence(wenzheng(*wrong))
    assert said in told
    assert "--help 看用法" in told


@pytest.mark.parametrize("wrong", [["--nosuch", NANJING], ["-k", "0", NANJING], ["search"], ["eval"]])
def test_wrong_use_is_exit_code_2(wenzheng: Command, wrong: list[str]) -> None:
    result = wenzheng(*wrong)
    assert result.returncode == 2
    assert result.stdout == ""


# JSON


@pytest.mark.parametrize(
    "question", [NANJING, "大连谁负责数据开放", "各市的产业规模目标", "哪些文件引用了国发〔2017〕35号", "产业"]
)
def test_json_has_the_fields_of_the_protocol_and_quotes_verbatim(
    wenzheng: Command, seeds: Index, question: str
) -> None:
    (reply,) = objects(wenzheng("ask", "--json", question))
    assert {"question", "status", "answer", "reason", "message", "passages"} <= set(reply)
    assert reply["question"] == question
    for passage in reply["passages"]:
        assert {"text", "start", "end", "highlights", "score", "path", "document"} <= set(passage)
        assert {"id", "title", "region", "number", "issuer", "date", "status"} <= set(passage["document"])
        assert seeds.source(passage["document"]["id"])[passage["start"] : passage["end"]] == passage["text"]
        assert all(0 <= start < end <= len(passage["text"]) for start, end in passage["highlights"])


def test_json_of_an_answer(wenzheng: Command) -> None:
    (reply,) = objects(wenzheng("ask", "--json", NANJING))
    assert (reply["status"], reply["reason"], reply["message"]) == ("answered", None, None)
    assert "100亿元" in reply["answer"]
    assert reply["answer"] in reply["passages"][0]["text"]
    assert reply["passages"][0]["path"] == ["一、总体要求和目标"]


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("上海的产业规模目标", "region_not_in_corpus"),
        ("南京1999年产业规模目标", "year_not_in_corpus"),
        ("南京食堂几点开门", "no_evidence"),
        ("你好", "not_a_question"),
    ],
)
def test_json_of_what_is_not_found(wenzheng: Command, question: str, reason: str) -> None:
    result = wenzheng("ask", "--json", question)
    (reply,) = objects(result)
    assert result.returncode == 1
    assert (reply["status"], reply["answer"], reply["reason"]) == ("not_found", "", reason)
    assert reply["message"].endswith(("。", "："))


def test_a_pipe_that_is_not_unicode_gets_an_answer_all_the_same(wenzheng: Command) -> None:
    result = wenzheng.having(PYTHONIOENCODING="gbk:strict")("ask", "--json", NANJING + "😀")
    assert (result.returncode, result.stderr) == (0, "")


# Narrowing


def test_region_and_year_narrow_the_question(wenzheng: Command) -> None:
    (narrowed,) = objects(wenzheng("ask", "--json", "产业规模目标", "--region", "南京", "--year", "2020"))
    (spelled_out,) = objects(wenzheng("ask", "--json", NANJING))
    assert narrowed["answer"] == spelled_out["answer"]


def test_region_goes_before_the_region_of_the_question(wenzheng: Command) -> None:
    (reply,) = objects(wenzheng("ask", "--json", NANJING, "--region", "大连"))
    assert {passage["document"]["id"] for passage in reply["passages"]} == {"dalian"}


def test_a_year_that_no_document_speaks_of_is_not_found(wenzheng: Command) -> None:
    (reply,) = objects(wenzheng("ask", "--json", "产业规模目标", "--year", "1999"))
    assert reply["reason"] == "year_not_in_corpus"


def test_the_name_of_a_district_alone_is_its_region(wenzheng: Command, tmp_path: Path) -> None:
    (tmp_path / "gulou.txt").write_text("南京市鼓楼区养老规划\n到2025年,新增床位300张。\n", encoding="utf-8")
    assert "300张" in wenzheng("targets", "--region", "鼓楼", "--docs", tmp_path).stdout


def test_an_unknown_region_is_said(wenzheng: Command) -> None:
    assert "火星" in sentence(wenzheng("产业规模目标", "--region", "火星"))


@pytest.mark.parametrize("count", [1, 2])
def test_k_limits_the_nearest_passages(wenzheng: Command, count: int) -> None:
    (reply,) = objects(wenzheng("ask", "--json", '"产业" OR NEAR(*)', "-k", str(count)))
    assert reply["status"] == "not_found"
    assert len(reply["passages"]) == count


def test_k_limits_the_passages_of_an_answer(wenzheng: Command) -> None:
    (reply,) = objects(wenzheng("ask", "--json", "宁波文件的文号和发文日期", "-k", "1"))
    assert len(reply["passages"]) == 1


# search, docs, show


def test_the_shares_of_a_hit_sum_to_its_score(wenzheng: Command) -> None:
    hits = objects(wenzheng("search", "数据开放共享", "--explain", "--json"))
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)
    for hit in hits:
        assert sum(hit["terms"].values()) == pytest.approx(hit["score"], abs=1e-5)


def test_explain_weighs_every_feature_of_a_candidate(wenzheng: Command) -> None:
    hits = objects(wenzheng("search", "大连谁负责数据开放", "--explain", "--json"))
    ranked = [hit["answer"] for hit in hits if "answer" in hit]
    assert ranked
    for one in ranked:
        assert sum(value * weight for value, weight in one["features"].values()) == pytest.approx(
            one["score"], abs=1e-4
        )


def test_explain_lists_the_share_of_every_term(wenzheng: Command) -> None:
    first, _, shares, _ = wenzheng("search", "数据开放", "--explain", "-k", "1").stdout.splitlines()
    terms = dict(zip(shares.split()[::2], map(float, shares.split()[1::2]), strict=True))
    assert set(terms) >= {"数据", "开放"}
    assert sum(terms.values()) == pytest.approx(float(first.split()[1]), abs=0.03)


def test_a_search_stays_inside_its_region(wenzheng: Command) -> None:
    assert {hit["document"] for hit in objects(wenzheng("search", "数据", "--json", "--region", "宁波"))} == {"ningbo"}


def test_a_search_stays_inside_its_year(wenzheng: Command) -> None:
    assert wenzheng("search", "数据", "--year", "1999").returncode == 1


def test_a_search_finds_what_is_of_its_year(wenzheng: Command, seeds: Index) -> None:
    hits = objects(wenzheng("search", "产业规模", "--year", "2020", "--json"))
    assert hits
    for hit in hits:
        entry = seeds.document(hit["document"])
        assert entry is not None
        number = entry.first_clause + hit["clause"]
        assert 2020 in seeds.clauses([number])[number].years


def test_a_search_without_hits_is_exit_code_1(wenzheng: Command) -> None:
    result = wenzheng("search", "鸵鸟")
    assert (result.returncode, result.stdout, result.stderr) == (1, "", "没有条款含有这些词。\n")


def test_docs_lists_every_document_and_marks_the_draft(wenzheng: Command) -> None:
    lines = wenzheng("docs").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["dalian", "hangzhou", "nanjing", "ningbo", "zhongshan"]
    assert [line.split()[0] for line in lines if "尚未正式印发" in line] == ["zhongshan"]


def test_docs_as_json_counts_the_clauses(wenzheng: Command, seeds: Index) -> None:
    rows = objects(wenzheng("docs", "--json"))
    assert {row["id"]: row["clauses"] for row in rows} == {entry.id: entry.clauses for entry in seeds.documents}
    assert {row["id"] for row in rows if row["status"] == "draft"} == {"zhongshan"}


def test_show_prints_every_clause_of_a_document(wenzheng: Command, seeds: Index) -> None:
    entry = seeds.document("nanjing")
    assert entry is not None
    shown = wenzheng("show", "nanjing").stdout
    assert all(harmless(clause.joined.text) in shown for clause in seeds.clauses(entry.ids).values())


def test_of_many_documents_some_are_named_where_one_is_not_there(wenzheng: Command, tmp_path: Path) -> None:
    assert "dalian、hangzhou、nanjing、ningbo、zhongshan。" in wenzheng("show", "x").stderr
    for number in range(12):
        (tmp_path / f"d{number:02}.txt").write_text(f"某市规划\n第{number}条。\n", encoding="utf-8")
    shown = wenzheng("show", "x", "--docs", str(tmp_path), "--db", str(tmp_path / "index.db"))
    assert shown.returncode == 2
    assert "d00、d01" in shown.stderr
    assert "d09等 12 份，用 wenzheng docs 看全部。" in shown.stderr


@pytest.mark.parametrize(("clause", "shown"), [(0, [0, 1]), (13, [12, 13, 14])])
def test_show_prints_a_clause_with_its_neighbours(wenzheng: Command, clause: int, shown: list[int]) -> None:
    lines = wenzheng("show", "ningbo", "--clause", str(clause)).stdout.splitlines()
    assert [int(line.split()[0]) for line in lines if not line.startswith("     ")] == shown


def test_an_unknown_document_is_said_with_those_there_are(wenzheng: Command) -> None:
    said = sentence(wenzheng("show", "beijing"))
    assert "beijing" in said
    assert "dalian、hangzhou、nanjing、ningbo、zhongshan" in said


def test_a_clause_beyond_the_last_is_said(wenzheng: Command, seeds: Index) -> None:
    entry = seeds.document("ningbo")
    assert entry is not None
    last, beyond = str(entry.clauses - 1), str(entry.clauses)
    assert wenzheng("show", "ningbo", "--clause", last).stdout.splitlines()[-2].split()[0] == last
    assert beyond in sentence(wenzheng("show", "ningbo", "--clause", beyond))


# index, verify, eval


def test_index_makes_an_index_where_it_is_told_to(library: Library, tmp_path: Path) -> None:
    result = library("index", "--docs", library.folder, "--db", tmp_path / "new" / "mine.db")
    assert result.returncode == 0
    assert str(tmp_path / "new" / "mine.db") in result.stdout
    assert "1 份文件" in result.stdout
    assert result.stderr == ""
    with Index(tmp_path / "new" / "mine.db") as index:
        assert [entry.id for entry in index.documents] == ["plan"]


def test_verify_finds_all_well(wenzheng: Command) -> None:
    result = wenzheng("verify")
    assert result.returncode == 0
    assert "5 份文件" in result.stdout
    assert "全部相符" in result.stdout


def change(library: Library, *statements: str) -> None:
    connection = sqlite3.connect(library.db)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_verify_names_a_clause_that_was_tampered_with(library: Library) -> None:
    rewrite_chunks(library.db, lambda held: held.replace("[2023]", "[2024]", 1))
    result = library("verify")
    assert result.returncode == 1
    assert result.stderr.startswith("plan 第 ")
    assert "处不符" in result.stdout


def test_verify_names_a_source_that_changed(library: Library) -> None:
    library.file.write_text("改过的", encoding="utf-8")
    result = library("verify")
    assert result.returncode == 1
    assert str(library.file) in result.stderr


def test_verify_holds_the_index_against_the_source_itself(library: Library) -> None:
    rewrite_chunks(library.db, lambda held: held.replace("5000张", "9000张"))
    assert library("verify").returncode == 1


def test_verify_of_an_index_that_other_code_made_says_how_to_renew_it(library: Library) -> None:
    change(library, "UPDATE properties SET value = 'other' WHERE name = 'fingerprint'")
    assert "wenzheng index" in sentence(library("verify"))


def test_verify_without_an_index_says_how_to_make_one(library: Library, tmp_path: Path) -> None:
    assert "wenzheng index" in sentence(library("verify", "--db", tmp_path / "none.db"))


def test_eval_of_the_gold_questions_is_verbatim_and_says_not_found_where_it_must(wenzheng: Command) -> None:
    (figures,) = objects(wenzheng("eval", GOLD / "dev.jsonl", "--json"))
    assert figures["questions"] == len((GOLD / "dev.jsonl").read_text(encoding="utf-8").splitlines())
    assert figures["verbatim"] == 1.0
    assert figures["none"] >= 0.95  # both as .ci/run has them
    assert figures["pass"] >= 0.84


def test_eval_judges_as_the_score_script_does(wenzheng: Command) -> None:
    (figures,) = objects(wenzheng("eval", GOLD / "dev.jsonl", "--json"))
    ask = [sys.executable, "-m", "bot", "ask", "--json", "--batch", "-"]
    seeds = ["--seeds", str(GOLD.parent.parent / "seeds")]
    scored = wenzheng(GOLD / "dev.jsonl", *seeds, "--", *ask, program=(str(GOLD / "score.py"),))
    judged = {line[:18].strip(): line[18:].split()[0] for line in scored.stdout.splitlines()}
    assert {"pass", "quote", "answer", "none", "verbatim", "kind target", "style noisy"} <= set(judged)
    assert {name: f"{figures[name]:.3f}" for name in judged if name != "answerable"} == {
        name: value for name, value in judged.items() if name != "answerable"
    }


def test_a_gold_file_that_is_not_there_is_named(wenzheng: Command, tmp_path: Path) -> None:
    assert "missing.jsonl" in sentence(wenzheng("eval", tmp_path / "missing.jsonl"))


# Pipes and help


@pytest.mark.parametrize("arguments", [[NANJING], ["search", "数据", "--explain"], ["docs"], ["show", "nanjing"]])
def test_no_colour_codes_in_a_pipe(wenzheng: Command, arguments: list[str]) -> None:
    assert "\x1b" not in wenzheng(*arguments).stdout


def at_a_terminal(command: Command, *arguments: str) -> bytes:
    """What a command writes at a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments], stdin=subprocess.DEVNULL, stdout=theirs, env=command.environment
    ):
        os.close(theirs)
        written = b""
        with suppress(OSError):  # the end of a terminal is an error
            while some := os.read(ours, 4096):
                written += some
    os.close(ours)
    return written


def test_a_terminal_that_wants_no_styles_gets_none(wenzheng: Command) -> None:
    assert b"\x1b[1m" in at_a_terminal(wenzheng.having(TERM="xterm", NO_COLOR=""), NANJING)
    assert b"\x1b" not in at_a_terminal(wenzheng.having(TERM="xterm", NO_COLOR="1"), NANJING)
    assert b"\x1b" not in at_a_terminal(wenzheng.having(TERM="dumb", NO_COLOR=""), NANJING)


@pytest.mark.parametrize("arguments", [["docs"], [NANJING], ["show", "nanjing"], ["chat"]])
def test_a_closed_pipe_is_no_traceback(wenzheng: Command, arguments: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=writer,
        stderr=subprocess.PIPE,
        env=wenzheng.environment,
        check=False,
    )
    os.close(writer)
    assert done.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_output_that_cannot_be_written_is_said(wenzheng: Command) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "bot", "docs"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env=wenzheng.environment,
            check=False,
        )
    sentence(done)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(wenzheng: Command, command: str) -> None:
    result = wenzheng(command, "--help")
    assert result.returncode == 0
    assert f"例：wenzheng {command}" in result.stdout


def test_the_help_lists_every_command_and_an_example(wenzheng: Command) -> None:
    shown = wenzheng("--help").stdout
    assert '例：wenzheng "南京2020年产业规模目标"' in shown
    assert all(f"  {command}" in shown for command in COMMANDS)


def test_the_help_names_the_place_of_the_configuration(wenzheng: Command) -> None:
    assert str(Path(os.environ["XDG_CONFIG_HOME"]) / "wenzheng" / "config.toml") in wenzheng("--help").stdout


def test_the_version_is_printed(wenzheng: Command) -> None:
    assert wenzheng("--version").stdout.startswith("wenzheng ")


def test_every_command_stands_in_the_module_that_it_is_imported_from() -> None:
    for module, names in LATER.items():
        assert set(import_module(module).COMMANDS) == set(names)


def test_show_prints_the_outline(wenzheng: Command) -> None:
    lines = wenzheng("show", "nanjing", "--outline").stdout.splitlines()
    assert "一、主要目标" in lines or any(line.startswith("一、") for line in lines)
    assert any(line.startswith("  ") for line in lines)
    rows = [json.loads(line) for line in wenzheng("show", "nanjing", "--outline", "--json").stdout.splitlines()]
    assert len(rows) == len(lines)
    assert {"number", "parent", "level", "label", "title", "start", "end"} <= set(rows[0])


def test_words_apart_are_one_question(wenzheng: Command) -> None:
    apart, quoted = wenzheng("大连", "国家重点实验室", "补助"), wenzheng("大连 国家重点实验室 补助")
    assert (apart.returncode, apart.stdout) == (0, quoted.stdout)


def test_a_question_from_standard_input(wenzheng: Command) -> None:
    assert wenzheng("ask", "-", typed=f"{NANJING}\n").stdout == wenzheng(NANJING).stdout


def test_help_has_a_short_name(wenzheng: Command) -> None:
    assert wenzheng("-h").stdout == wenzheng("--help").stdout
    assert "--batch" in wenzheng("ask", "-h").stdout
