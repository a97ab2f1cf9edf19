"""Ranges of rules and the values that people have."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retrieval.text.fold import fold
from retrieval.text.ranges import AGE, Range, find_own_values, find_ranges


def only(found: list[Range]) -> Range:
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("rule", "inside", "outside"),
    [
        ("满35周岁至未满45周岁参保人员", "我今年40岁", "我今年45岁"),
        ("未满35周岁参保人员个人不缴费", "我今年32", "今年35"),
        ("45周岁及以上", "父亲83岁了", "儿子44岁"),
        ("80周岁至89周岁", "老人89岁", "老人90岁"),
        ("0-6岁残疾儿童", "孩子3岁", "孩子7岁"),
        ("年龄在16岁以上、45岁以下", "今年45", "今年46"),
        ("补贴100至200万元", "投了150万", "投了250万"),
        ("年销售额在1亿元及以上的", "公司去年营收1.5亿", "公司去年营收3000万的"),
        ("投资额1000万元(含)以上5000万元以下", "投入2000万元", "投入900万元"),
        ("带动就业5人及以上", "请了6个人干活", "雇了4个员工"),
        ("3个月以上6个月以下", "离职4个月", "离职7个月"),
        ("不超过60平方米", "家里60平米", "家里61平米"),
    ],
)
def test_a_range_holds_what_lies_between_its_limits(rule: str, inside: str, outside: str) -> None:
    limits = only(find_ranges(fold(rule)))
    assert any(limits.holds(value) for value in find_own_values(fold(inside)))
    assert not any(limits.holds(value) for value in find_own_values(fold(outside)))


def test_two_limits_of_different_people_are_two_ranges() -> None:
    women, men = find_ranges("女性不超过55周岁、男性不超过60周岁")
    assert women.dimension == men.dimension == AGE
    assert women.high < men.high


@pytest.mark.parametrize("text", ["今年2026年", "12345热线", "2025年的目标", "第十八条"])
def test_years_and_numbers_of_other_things_are_no_values(text: str) -> None:
    assert find_own_values(text) == []


@example("1至0个")
@example("9至1岁")
@given(st.text(alphabet="0123456789万亿元岁周年个月以上下未满至、,()不超过人今入", max_size=60))
def test_ranges_lie_in_the_text_in_order(text: str) -> None:
    for found in (find_ranges(text), find_own_values(text)):
        assert all(0 <= one.start < one.end <= len(text) for one in found)
        assert [one.start for one in found] == sorted(one.start for one in found)
        assert all(one.low <= one.high for one in found)
