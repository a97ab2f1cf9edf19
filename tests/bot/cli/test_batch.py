import json
from pathlib import Path

import pytest

from tests.bot.conftest import Command, lines_of, objects, sentence

NANJING = "南京2020年产业规模目标"


def test_a_batch_keeps_order_and_ids_and_leaves_out_blank_lines(wenzheng: Command, tmp_path: Path) -> None:
    asked = [{"id": "b", "question": NANJING}, {"id": 7, "question": "你好"}, {"question": "大连谁负责数据开放"}]
    (tmp_path / "asked.jsonl").write_text(lines_of(*asked[:2]) + "\n\n" + lines_of(asked[2]), encoding="utf-8")
    result = wenzheng("ask", "--json", "--batch", tmp_path / "asked.jsonl")
    assert result.returncode == 0
    assert [(reply.get("id"), reply["question"]) for reply in objects(result)] == [
        (question.get("id"), question["question"]) for question in asked
    ]


def test_a_batch_answers_as_single_questions_are_answered(wenzheng: Command) -> None:
    (single,) = objects(wenzheng("ask", "--json", NANJING))
    (reply,) = objects(wenzheng("--batch", "-", typed=lines_of({"id": "a", "question": NANJING})))
    assert reply == {"id": "a", **single}


def test_a_batch_completes_a_question_from_its_history(wenzheng: Command) -> None:
    follow_up = {"question": "那中山呢", "history": ["宁波2022年产业规模目标", "南京产业规模目标"]}
    (reply,) = objects(wenzheng("--batch", "-", typed=lines_of(follow_up)))
    assert reply["passages"][0]["document"]["id"] == "zhongshan"
    assert "亿元" in reply["answer"]


def test_an_empty_batch_is_answered_by_nothing(wenzheng: Command) -> None:
    result = wenzheng("--batch", "-")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


@pytest.mark.parametrize(
    "line",
    [
        "nonsense",
        "[1]",
        '{"id": 1}',
        '{"question": 3}',
        '{"question": "产业", "history": "南京"}',
        '{"question": "产业", "history": [1]}',
    ],
)
def test_a_bad_line_of_a_batch_is_told_in_its_place_and_the_rest_goes_on(wenzheng: Command, line: str) -> None:
    result = wenzheng("--batch", "-", typed=lines_of({"id": 1, "question": NANJING}) + f"\n{line}\n" + lines_of(LAST))
    first, bad, last = (json.loads(reply) for reply in result.stdout.splitlines())
    assert (first["id"], last["id"], result.returncode) == (1, 3, 1)
    assert (bad["line"], bad["status"]) == (2, "error")
    assert bad["message"].startswith("第 2 行")


LAST = {"id": 3, "question": "你好"}


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(lines_of({"question": "产" * 10_000}).encode(), id="too long"),
        pytest.param(b'{"question": "\\ud800"}', id="half a character"),
        pytest.param(b'{"question": "\xff\xfe"}', id="not UTF-8"),
        pytest.param(b"[" * 100_000, id="nested too deep"),
    ],
)
def test_a_line_whose_question_cannot_be_asked_is_told_too(wenzheng: Command, line: bytes) -> None:
    result = wenzheng("--batch", "-", typed=lines_of({"question": NANJING}).encode() + b"\n" + line)
    assert json.loads(result.stdout.splitlines()[1])["message"].startswith("第 2 行")
    assert "Traceback" not in result.stderr


def test_earlier_words_that_are_no_question_are_passed_over(wenzheng: Command) -> None:
    asked = [
        {"question": "那2025年呢", "history": [NANJING, *more]} for more in ([], ["产" * 10_000], ["谢谢"], ["还有吗"])
    ]
    first, *others = objects(wenzheng("--batch", "-", typed="\n".join(map(lines_of, asked))))
    assert "500亿元" in first["answer"]
    assert all(other == first for other in others)


def test_a_broken_id_is_returned(wenzheng: Command) -> None:
    (reply,) = objects(wenzheng("--batch", "-", typed='{"id": "\\ud800", "question": "你好"}'))
    assert reply["id"] == "\ud800"


def test_a_byte_order_mark_before_a_batch_does_no_harm(wenzheng: Command, tmp_path: Path) -> None:
    (tmp_path / "asked.jsonl").write_text(lines_of({"id": 1, "question": "你好"}), encoding="utf-8-sig")
    assert objects(wenzheng("--batch", tmp_path / "asked.jsonl"))[0]["id"] == 1


def test_a_byte_order_mark_before_a_batch_on_standard_input_does_no_harm(wenzheng: Command) -> None:
    assert objects(wenzheng("--batch", "-", typed="\ufeff" + lines_of({"id": 1, "question": "你好"})))[0]["id"] == 1


def test_an_unknown_region_is_no_fault_of_a_line(wenzheng: Command) -> None:
    assert "行" not in sentence(wenzheng("--batch", "-", "--region", "火星", typed=lines_of({"question": NANJING})))


@pytest.mark.parametrize("name", ["missing.jsonl", "."])
def test_a_batch_file_that_cannot_be_read_is_named(wenzheng: Command, tmp_path: Path, name: str) -> None:
    assert str(tmp_path / name) in sentence(wenzheng("--batch", tmp_path / name))


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="this system has no file that fails to be read")
def test_a_batch_file_that_fails_while_it_is_read_is_named(wenzheng: Command) -> None:
    assert "/proc/self/mem" in sentence(wenzheng("--batch", "/proc/self/mem"))


def test_a_batch_and_a_question_together_are_wrong_use(wenzheng: Command) -> None:
    assert "--batch" in sentence(wenzheng("ask", NANJING, "--batch", "-"))
