import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.evaluation import Gold, GoldError, answered, evaluate, figures_text, passes, quoted, read_gold
from retrieval.answer.model import Answer
from retrieval.index.store import Index

BEDS: dict[str, Any] = {
    "id": "sz-001",
    "question": "苏州2022年新增养老床位多少张",
    "kind": "target",
    "style": "natural",
    "docs": ["suzhou"],
    "evidence": ["新增养老床位5000张"],
    "answer": ["5000张"],
}
NOTHING = {"id": "sz-002", "question": "上海2022年新增养老床位", "kind": "none", "style": "keyword"}


def write(folder: Path, *rows: object) -> Path:
    path = folder / "gold.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def figures(folder: Path, index: Index, *rows: object) -> dict[str, Any]:
    return evaluate(read_gold(write(folder, *rows)), index)


def test_a_right_answer_and_a_right_refusal_are_all_passed(tmp_path: Path, plan_index: Index) -> None:
    assert figures(tmp_path, plan_index, BEDS, NOTHING) == {
        "questions": 2,
        "false refusal": 0.0,
        **dict.fromkeys(("recall@1", "recall@3", "recall@10", "mrr", "quote", "answer", "none", "pass"), 1.0),
        **dict.fromkeys(("verbatim", "kind none", "kind target", "style keyword", "style natural"), 1.0),
    }


def test_evidence_that_is_not_quoted_counts_against_recall(tmp_path: Path, plan_index: Index) -> None:
    half = {**BEDS, "evidence": ["新增养老床位5000张", "新增养老床位9000张"]}
    got = figures(tmp_path, plan_index, BEDS, half)
    assert got["recall@1"] == 0.75
    assert got["quote"] == got["pass"] == 0.5
    assert got["mrr"] == got["answer"] == 1.0


def test_a_wrong_value_counts_against_the_answers_only(tmp_path: Path, plan_index: Index) -> None:
    got = figures(tmp_path, plan_index, {**BEDS, "answer": ["8000张"]})
    assert (got["quote"], got["answer"], got["pass"]) == (1.0, 0.0, 0.0)


def test_evidence_in_another_document_does_not_count(tmp_path: Path, plan_index: Index) -> None:
    got = figures(tmp_path, plan_index, {**BEDS, "docs": ["nanjing"]})
    assert (got["recall@10"], got["mrr"], got["pass"]) == (0.0, 0.0, 0.0)


def test_an_answer_where_there_is_none_fails(tmp_path: Path, plan_index: Index) -> None:
    got = figures(tmp_path, plan_index, {**BEDS, "kind": "none"})
    assert (got["none"], got["pass"]) == (0.0, 0.0)


def test_a_follow_up_is_asked_with_its_history(tmp_path: Path, plan_index: Index) -> None:
    follow_up = {**BEDS, "question": "那2023年呢", "answer": ["8000张"], "evidence": ["新增养老床位8000张"]}
    got = figures(tmp_path, plan_index, {**follow_up, "kind": "followup", "history": [BEDS["question"]]})
    assert got["kind followup"] == 1.0


def test_no_questions_give_no_figures_but_zero(tmp_path: Path, plan_index: Index) -> None:
    got = figures(tmp_path, plan_index)
    assert set(got.values()) == {0}


def test_width_and_white_space_do_not_decide(asked: Callable[..., Answer]) -> None:
    reply = asked("南京2020年产业规模目标")
    gold = Gold("a", "", "target", "keyword", ("nanjing",), ("核心产业规模\n突破１００亿元，",), ("１００ 亿元",))
    assert quoted(gold, reply)
    assert answered(gold, reply)
    assert passes(gold, reply)


def test_blank_lines_are_left_out(tmp_path: Path) -> None:
    path = write(tmp_path, BEDS)
    path.write_text(path.read_text(encoding="utf-8") + "\n\n \n", encoding="utf-8")
    assert [gold.id for gold in read_gold(path)] == ["sz-001"]


@pytest.mark.parametrize(
    "row",
    [
        [],
        "产业",
        {**BEDS, "evidence": None},
        {key: value for key, value in BEDS.items() if key != "kind"},
        {**BEDS, "question": None},
        {**BEDS, "docs": "suzhou"},
        {**BEDS, "history": "苏州"},
    ],
)
def test_a_line_that_is_no_gold_question_is_named(tmp_path: Path, row: object) -> None:
    with pytest.raises(GoldError, match=r"gold\.jsonl 第 2 行"):
        read_gold(write(tmp_path, BEDS, row))


def test_a_line_that_is_no_json_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, BEDS)
    path.write_text("\n" + path.read_text(encoding="utf-8") + "\n{", encoding="utf-8")
    with pytest.raises(GoldError, match="第 3 行"):
        read_gold(path)


def test_a_line_separator_in_a_string_does_not_end_the_line(tmp_path: Path) -> None:
    assert len(read_gold(write(tmp_path, {**BEDS, "evidence": ["第一段\u2028第二段"]}))) == 1


def test_a_question_that_cannot_be_asked_is_named(tmp_path: Path, plan_index: Index) -> None:
    with pytest.raises(GoldError, match="sz-001"):
        figures(tmp_path, plan_index, {**BEDS, "question": "产" * 10_000})


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.jsonl", tmp_path):
        with pytest.raises(GoldError, match=path.name):
            read_gold(path)


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_bytes("产业".encode("gb18030"))
    with pytest.raises(GoldError, match=r"gold\.jsonl"):
        read_gold(tmp_path / "gold.jsonl")


def test_figures_are_printed_one_a_line() -> None:
    assert figures_text({"questions": 93, "recall@1": 0.93416}).splitlines() == [
        "questions          93",
        "recall@1           0.934",
    ]
