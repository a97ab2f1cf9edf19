"""Questions that are answered part by part."""

from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval.answer.ask import ask
from retrieval.answer.model import Answer
from tests.conftest import index_of

Asked = Callable[..., Answer]

RULES = {
    "a": "青山市公共租房保障办法\n\n第一条 为了保障住房困难家庭，制定本办法。\n\n第二条 申请人应当年满十八周岁。\n\n"
    "第三条 本办法自2023年5月1日起施行，有效期5年。\n",
    "b": "青山市长期照护保险试行办法\n\n第一条 为了照护失能老人，制定本办法。\n\n第二条 参保人按月缴费。\n\n"
    "第三条 本办法自2024年7月1日起施行，有效期3年。\n",
}


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        ("南京2020年和2025年产业规模", "100亿元", "500亿元"),
        ("南京2020年、2025年核心产业规模分别多少", "100亿元", "500亿元"),
        ("南京2020年与2025年的核心产业规模目标", "100亿元", "500亿元"),
    ],
)
def test_each_of_several_years_has_its_value(asked: Asked, question: str, first: str, second: str) -> None:
    early, late = asked(question).text.splitlines()
    assert early.startswith("2020年：")
    assert late.startswith("2025年：")
    assert first in early
    assert second in late


def test_a_year_that_no_document_has_is_named(asked: Asked) -> None:
    answer = asked("南京2025年和2031年核心产业规模")
    assert "500亿元" in answer.text
    assert answer.message is not None
    assert "没有找到：2031年" in answer.message


def test_a_period_is_no_list_of_years(asked: Asked) -> None:
    assert "：" not in asked("宁波2019-2022年新一代人工智能发展行动方案文号").text.split("\n")[0][:6]


def test_each_place_keeps_what_is_asked_of_it_alone(asked: Asked) -> None:
    answer = asked("大连2025年人工智能产业产值多少?南京2025年核心产业规模多少?")
    assert "500亿元" in answer.text


def test_two_documents_of_one_city_answer_each_for_itself(tmp_path: Path) -> None:
    with index_of(tmp_path, **RULES) as index:
        answer = ask("青山的公共租房办法和长期照护保险办法，有效期分别是几年？", index)
    assert "有效期5年" in answer.text
    assert "有效期3年" in answer.text


def test_an_answer_of_a_value_has_no_idle_sentence_behind_it(asked: Asked) -> None:
    assert asked("南京2020年产业规模目标").text.endswith("带动相关产业规模1000亿元")


def test_a_county_and_its_city_are_one_where_they_have_the_same_documents(tmp_path: Path) -> None:
    text = "柳河县医药企业名录\n通化斯威药业股份有限公司位于柳河镇，现有员工135人。\n吉林紫鑫药业股份有限公司现有员工651人。"
    with index_of(tmp_path, firms=text) as index:
        answer = ask("柳河 通化斯威药业 员工人数", index)
    assert answer.text.count("135人") == 1
