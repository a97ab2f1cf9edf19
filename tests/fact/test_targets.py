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
    ],
)
def test_what_is_no_goal_is_no_target(sentence: str) -> None:
    assert targets(sentence) == []


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
