import pytest

from retrieval.question.breath import split_questions


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("南京2020年产业规模是多少，由谁负责？", ["南京2020年产业规模是多少，", "由谁负责？"]),
        ("补助多少？什么时候截止？找哪个部门？", ["补助多少？", "什么时候截止？", "找哪个部门？"]),
        ("我开了家养老院，能补多少钱，归哪个局管", ["我开了家养老院，能补多少钱，", "归哪个局管"]),
        ("文号是多少,谁牵头,急用", ["文号是多少,", "谁牵头,急用"]),
    ],
)
def test_questions_of_different_kinds_are_told_apart(text: str, questions: list[str]) -> None:
    assert split_questions(text) == questions


@pytest.mark.parametrize(
    "text",
    [
        "南京2020年产业规模目标",
        "落实减税优惠，由哪个局负责？",
        "哪个局牵头，谁来配合？",
        "谁发的，什么时候发的",
        "规模多少，谁负责，增速多少",
        "新增床位多少张，分别是哪些类型",
        "",
        "，，？",
    ],
)
def test_one_question_stays_whole(text: str) -> None:
    assert split_questions(text) == [text]
