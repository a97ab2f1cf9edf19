from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.clause.segment import segment
from retrieval.document.parse import parse_document
from retrieval.document.source import Source
from retrieval.fact.extract import find_facts
from retrieval.fact.model import Facts
from retrieval.fact.statements import read_statements
from retrieval.fact.targets import target_candidates
from tests.conftest import PLAN


def facts_of(text: str) -> tuple[str, Facts]:
    document = parse_document(Source("a", Path("a.txt"), text, ""))
    return document.text, find_facts(document, segment(document))


def targets(sentence: str) -> list[tuple[str, str, str, int | None]]:
    """The fields of every candidate of a sentence that the rules take for a target."""
    document = parse_document(Source("a", Path("a.txt"), f"一、目标\n{sentence}", ""))
    text, statements = document.text, read_statements(document, segment(document))
    found = [one.target for one in target_candidates(list(statements)) if "rules yes" in one.features]
    return [(t.indicator.of(text), t.relation, t.value.of(text), t.year) for t in found]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("到2025年,全市海洋生产总值突破5500亿元。", [("海洋生产总值", ">=", "5500亿元", 2025)]),
        ("培育领军企业30家左右。", [("领军企业", "~", "30家", None)]),
        ("打造3—5个具有影响力的产业园区。", [("具有影响力的产业园区", "=", "3—5个", None)]),
        ("培育百家以上未来工厂。", [("未来工厂", ">=", "百家", None)]),
        ("形成千亿级产业集群。", [("产业集群", "=", "千亿级", None)]),
        ("审批时限压缩至10个工作日以内。", [("审批时限", "<=", "10个工作日", None)]),
        (
            "到2022年,研发投入占比达到3%,2025年达到3.5%。",
            [("研发投入占比", "=", "3%", 2022), ("研发投入占比", "=", "3.5%", 2025)],
        ),
        ("建设港口2座、码头5个。", [("港口", "=", "2座", None), ("码头", "=", "5个", None)]),
        ("产业产值突破80亿元,年均增长15%以上。", [("产业产值", ">=", "80亿元", None), ("产业产值", ">=", "15%", None)]),
        ("研制并生产防疫物资50万件。", [("防疫物资", "=", "50万件", None)]),
        ("到2025年,年处理餐厨垃圾30万吨。", [("餐厨垃圾", "=", "30万吨", 2025)]),
        ("新建机房能源使用效率不高于1.3。", [("机房能源使用效率", "<=", "1.3", None)]),
        ("为小微企业免费开展培训300次。", [("培训", "=", "300次", None)]),
        ("修复湿地每年2万亩以上。", [("湿地", ">=", "2万亩", None)]),
        ("每年安排公园用地不少于100亩。", [("公园用地", ">=", "100亩", None)]),
        ("能耗不超过5万吨。", [("能耗", "<=", "5万吨", None)]),
        ("新型储能装机2030年达到500万千瓦。", [("新型储能装机", "=", "500万千瓦", 2030)]),
        ("推动12个重点项目投资突破300亿元。", [("12个重点项目投资", ">=", "300亿元", None)]),
        ("新培育智能工厂30家以上。", [("智能工厂", ">=", "30家", None)]),
        ("对高危人群开展内镜检查3万名。", [("内镜检查", "=", "3万名", None)]),
        ("粮食产量达到305亿斤。", [("粮食产量", "=", "305亿斤", None)]),
        ("人均预期寿命提高到80.5岁。", [("人均预期寿命", "=", "80.5岁", None)]),
        (
            "省级产业链营收达到800亿元、同比增长7%。",
            [("省级产业链营收", "=", "800亿元", None), ("省级产业链营收", "=", "7%", None)],
        ),
        (
            "到2030年,农业、服务业增加值年均分别增长5%、8%。",
            [("农业", "=", "5%", 2030), ("服务业增加值", "=", "8%", 2030)],
        ),
        ("2025年底前实现行政村快递网点全覆盖。", [("行政村快递网点", "=", "全覆盖", 2025)]),
        ("到2030年,外贸总量进入全国前三。", [("外贸总量", "=", "全国前三", 2030)]),
        ("产业规模实现翻一番。", [("产业规模", "=", "翻一番", None)]),
        ("商户数量增加一倍。", [("商户数量", "=", "一倍", None)]),
        ("到2025年,园区综合发展指数达到65。", [("园区综合发展指数", "=", "65", 2025)]),
        ("2024年绿色信贷不低于贷款总额的20%。", [("绿色信贷", ">=", "20%", 2024)]),
        (
            "确保书屋、食堂使用率分别达到50%、40%以上。",
            [("书屋", ">=", "50%", None), ("食堂使用率", ">=", "40%", None)],
        ),
        (
            "到2025年,能耗、水耗较“十三五”末分别下降16%、20%。",
            [("能耗", "=", "16%", 2025), ("水耗", "=", "20%", 2025)],
        ),
        ("“三支一扶”计划招募不少于1800人。", [("“三支一扶”计划招募", ">=", "1800人", None)]),
    ],
)
def test_targets_are_read(sentence: str, expected: list[tuple[str, str, str, int | None]]) -> None:
    assert targets(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "已建成园区5个。",
        "汇聚了20万名软件人才。",
        "统筹推进“五位一体”总体布局。",
        "围绕研发、应用、推广三个环节发力。",
        "发展第三代半导体和零部件产业。",
        "推进二期工程建设。",
        "对获评企业给予50万元奖励。",
        "统一部署,一批项目落地。",
        "对稳岗率达到95%以上、扩岗的企业重点走访。",
        "发展20人以上的自然村。",
    ],
)
def test_what_is_no_goal_is_no_target(sentence: str) -> None:
    assert targets(sentence) == []


def test_a_share_of_what_it_stands_before() -> None:
    text, facts = facts_of("一、发展目标\n到2025年底,全市80%以上工程项目采用数字化建造模式。")
    said = [(one.indicator.of(text), one.relation, one.value.of(text), one.year) for one in facts.targets]
    assert said == [("工程项目采用数字化建造模式", ">=", "80%", 2025)]


def test_the_year_of_a_heading_governs_what_stands_below() -> None:
    text = (
        "2026年某省政府工作报告\n2026年1月20日\n“十五五”时期的主要目标任务\n全员劳动生产率年均增长5%,森林覆盖率达到13.5%。\n"
        "2026年重点工作\n规模以上工业增加值增长8%左右。"
    )
    stored, facts = facts_of(text)
    assert {(one.value.of(stored), one.year) for one in facts.targets} >= {("13.5%", 2030), ("8%", 2026)}


def test_what_was_before_the_document_is_no_target() -> None:
    text, facts = facts_of(PLAN.replace("到2022年,新增", "2020年,全市养老床位达到3000张。到2022年,新增"))
    assert "3000张" not in {target.value.of(text) for target in facts.targets}


def test_values_are_worked_out_for_sorting() -> None:
    _, facts = facts_of("苏州市产业发展行动计划\n一、发展目标\n到2025年,产业规模达到1.5万亿元。")
    (target,) = facts.targets
    assert (target.low, target.high, target.unit) == (Decimal("1.5e12"), Decimal("1.5e12"), "元")


@given(
    st.text(
        alphabet="到2025年,;。、培育建设产业规模达突破企业100亿元30家%以上左右年均增长给予奖励对(责任单位:市局)",
        max_size=120,
    )
)
def test_facts_of_any_text_lie_in_their_quotes(text: str) -> None:
    stored, facts = facts_of(text)
    for target in facts.targets:
        assert target.quote.start <= target.value.start < target.value.end
        assert target.value.of(stored)
        assert target.indicator.of(stored)
    for duty in facts.duties:
        assert duty.quote.start <= duty.unit.start < duty.unit.end <= duty.quote.end
    for grant in facts.grants:
        for span in filter(None, (grant.recipient, grant.amount, grant.cap, *grant.times)):
            assert span.start < span.end <= grant.quote.end
            assert grant.quote.start <= span.start or span == grant.recipient  # who gets it can be named before


def test_the_rows_of_an_indicator_table() -> None:
    text = (
        "某市“十四五”数字经济规划\n2021年3月1日\n一、主要指标\n指标 | 单位 | 2020年 | 2025年 | 属性\n"
        "5G基站数 | 万个 | 3.6 | 8 | 预期性\n政务网办率 | % | 80 | ≥95 | 约束性\n"
    )
    stored, facts = facts_of(text)
    said = [(t.indicator.of(stored), t.relation, t.value.of(stored), t.year, t.low) for t in facts.targets]
    assert said == [("5G基站数", "=", "8", 2025, 80_000), ("政务网办率", ">=", "95", 2025, 95)]


def test_an_indicator_table_that_is_written_out() -> None:
    stored, facts = facts_of(
        "一、主要指标\n(1)数字经济增加值(亿元):2020年2288,2025年4000,预期性;(2)数据集(个):2020年310,2025年1000。"
    )
    said = [(t.indicator.of(stored), t.value.of(stored), t.year, t.unit) for t in facts.targets]
    assert said == [("数字经济增加值", "4000", 2025, "元"), ("数据集", "1000", 2025, "个")]


def test_two_indicators_that_share_a_value_or_have_their_own() -> None:
    def said(text: str) -> list[tuple[str, str]]:
        stored, facts = facts_of(f"一、发展目标\n{text}")
        return [(target.indicator.of(stored), target.value.of(stored)) for target in facts.targets]

    assert said("到2027年,示范家庭农场和示范合作社分别达到1000家。") == [
        ("示范家庭农场", "1000家"),
        ("示范合作社", "1000家"),
    ]
    assert said("到2027年,发明专利授权量和商标注册量分别达到1万件、3万件。") == [
        ("发明专利授权量", "1万件"),
        ("商标注册量", "3万件"),
    ]


def test_a_sum_that_tells_what_is_counted_is_no_target() -> None:
    stored, facts = facts_of("一、发展目标\n到2027年,年交易额1000万元以上企业超过50家。")
    assert [target.value.of(stored) for target in facts.targets] == ["50家"]


def test_what_is_done_every_year_has_no_year() -> None:
    _, facts = facts_of("一、发展目标\n到2025年,建成园区10个。每年培训高素质农民3万人以上,新增技能人才2万人以上。")
    assert [target.year for target in facts.targets] == [2025, None, None]


def test_an_indicator_keeps_its_whole_name() -> None:
    stored, facts = facts_of("一、发展目标\n到2025年,重点人群签约率达到80%以上,组织管理服务业增加值突破100亿元。")
    assert [target.indicator.of(stored) for target in facts.targets] == ["重点人群签约率", "组织管理服务业增加值"]


def test_what_has_been_done_is_no_target_and_what_comes_after_the_turn_is() -> None:
    text = (
        "2026年某省政府工作报告\n“十四五”时期是不平凡的五年。我们坚持稳中求进。新建高标准农田1417万亩。改造城镇老旧小区10万户。\n"
        "“十五五”时期，要努力实现以下目标任务：\n2026年，重点抓好八个方面工作。\n（一）扩大投资。改造城镇老旧小区20万户、供热设施4000台。\n"
    )
    stored, facts = facts_of(text)
    assert [target.value.of(stored) for target in facts.targets] == ["20万户", "4000台"]


def test_a_year_that_is_only_compared_with_turns_nothing() -> None:
    text = (
        "2026年某省政府工作报告\n一、2026年重点工作\n2026年，生产总值增长5%左右，比2025年的实际增速略低。\n"
        "（一）扩大投资。改造城镇老旧小区20万户、供热设施4000台。\n"
    )
    stored, facts = facts_of(text)
    assert [target.value.of(stored) for target in facts.targets] == ["5%", "20万户", "4000台"]


def test_a_list_of_values_parts_the_names_before_it() -> None:
    found = targets("改造老旧供热、燃气、排水管网800公里、600公里、300公里。")
    assert [row[:3] for row in found] == [
        ("老旧供热", "=", "800公里"),
        ("燃气", "=", "600公里"),
        ("排水管网", "=", "300公里"),
    ]


def test_within_so_many_days_is_at_most() -> None:
    assert targets("审批时限压减至60个工作日内。")[0][1] == "<="
