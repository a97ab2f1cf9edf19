from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.text.fold import fold
from retrieval.text.numerals import find_quantities, parse_number, to_iso


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,200", "1200"), ("二〇二〇", "2020"), ("三百五十", "350"), ("十二", "12"), ("1.5", "1.5"), ("两", "2")],
)
def test_numbers_are_read(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="no number"):
        parse_number("部署")


@pytest.mark.parametrize(
    ("text", "kind", "low", "high", "unit"),
    [
        ("规模突破100亿元", "money", 10**10, 10**10, "元"),
        ("投资1.5万亿元", "money", 1.5 * 10**12, 1.5 * 10**12, "元"),
        ("打造1—2个集聚区", "count", 1, 2, "个"),
        ("增长15%以上", "percent", 15, 15, "%"),
        ("达到百分之二十五", "percent", 25, 25, "%"),
        ("连续三年给予支持", "duration", 3, 3, "年"),
        ("给予1:1资金配套", "ratio", 1, 1, ":"),
        ("打造千亿级产业集群", "count", 10**11, 10**11, "级"),
        ("培育百家以上工厂", "count", 100, 100, "家"),
        ("生产终端1亿台", "count", 10**8, 10**8, "台"),
        ("吞吐量超过2800万标准箱", "count", 28 * 10**6, 28 * 10**6, "标准箱"),
        ("完成货值300万大箱", "count", 3 * 10**6, 3 * 10**6, ""),
        ("30日内办结", "duration", 30, 30, "日"),
        ("15个工作日内答复", "duration", 15, 15, "个工作日"),
    ],
)
def test_quantities_are_found(text: str, kind: str, low: float, high: float, unit: str) -> None:
    (quantity,) = find_quantities(fold(text))
    assert (quantity.kind, quantity.low, quantity.high, quantity.unit) == (kind, low, high, unit)


@pytest.mark.parametrize(
    "text",
    [
        "统一部署",
        "一带一路建设",
        "到2020年",
        "全国两会",
        "4/5G网络",
        "一批企业",
        "2019年度报告",
        "6月8日前",
        "千万不要",
        "第三代半导体",
    ],
)
def test_numerals_that_count_nothing_are_no_quantities(text: str) -> None:
    assert find_quantities(fold(text)) == []


def test_a_list_number_does_not_run_into_an_amount() -> None:
    (quantity,) = find_quantities("2.2本计划投资3541.07万元2.3")
    assert quantity.low == Decimal("35410700")


@given(st.text(alphabet="0123456789.,万亿元年个%-至百分之三十"))
def test_any_text_is_survived_and_spans_stay_inside(text: str) -> None:
    for quantity in find_quantities(text):
        assert 0 <= quantity.start < quantity.end <= len(text)


@pytest.mark.parametrize("text", ["2019年6月29日", "二〇一九年六月二十九日", "2019-6-29"])
def test_dates_become_iso(text: str) -> None:
    assert to_iso(text) == "2019-06-29"


def test_a_month_is_no_day() -> None:
    assert to_iso("2019年6月") is None
