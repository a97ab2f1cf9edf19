from dataclasses import replace
from pathlib import Path

import pytest

from retrieval.clause.segment import segment
from retrieval.document.parse import parse_document
from retrieval.document.source import Source
from retrieval.fact.grants import grant_candidates, recipient_of
from retrieval.fact.statements import read_statements
from tests.fact.test_targets import facts_of


def grants(sentence: str) -> list[tuple[str | None, str | None, str | None, list[str]]]:
    """The fields of every candidate of a sentence that the rules take for aid."""
    document = parse_document(Source("a", Path("a.txt"), f"一、支持\n{sentence}", ""))
    text, statements = document.text, read_statements(document, segment(document))
    found = [
        replace(one.grant, recipient=recipient_of(one))
        for one in grant_candidates(list(statements))
        if "rules yes" in one.features
    ]
    return [
        (
            g.recipient.of(text) if g.recipient else None,
            g.amount.of(text) if g.amount else None,
            g.cap.of(text) if g.cap else None,
            [span.of(text) for span in g.times],
        )
        for g in found
    ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("对新建养老机构,给予50万元一次性补助。", ("新建养老机构", "50万元", None, ["一次性"])),
        (
            "对技改项目,按照设备投资额的12%给予补助,单个项目最高1500万元。",
            ("技改项目", "12%", "1500万元", []),
        ),
        ("对承担国家专项的项目,按照国拨经费给予1:1资金配套。", ("承担国家专项的项目", "1:1", None, [])),
        ("对认定的新产品给予一定补助。", ("认定的新产品", "一定补助", None, [])),
        ("给予用人单位连续三年的引才奖补。", ("用人单位", "引才奖补", None, ["连续三年"])),
        ("单个企业每年累计奖励不超过3000万元。", ("单个企业", None, "3000万元", ["每年"])),
        ("每次补助承办单位5万元。", ("承办单位", "5万元", None, [])),
        ("每年安排2亿元支持老旧小区加装电梯。", ("老旧小区加装电梯", "2亿元", None, ["每年"])),
        ("社区食堂改造无障碍设施的,按照投资额的30%给予补助。", ("社区食堂", "30%", None, [])),
        ("给予受灾农户连续两年的租房补贴。", ("受灾农户", "租房补贴", None, ["连续两年"])),
        ("按照审定费用的80%给予补助,最高补助50万元。", (None, "80%", "50万元", [])),
        ("对企业招用毕业年度高校毕业生的,给予每人1000元补贴。", ("企业", "1000元", None, [])),
        ("鼓励出口企业开展商标注册,给予不超过5万元资助。", ("出口企业", None, "5万元", [])),
        ("组织团队游客的,给予地接社5万元奖补。", ("地接社", "5万元", None, [])),
        ("按照担保额的3%,给予担保机构资助。", ("担保机构", "3%", None, [])),
        ("对个体工商户按50%的税额幅度减征房产税。", ("个体工商户", "50%", None, [])),
        ("权利人开展维权,给予2万元资助。", ("权利人", "2万元", None, [])),
        ("对年薪超过50万元的人才,给予每年20万元奖励。", ("年薪超过50万元的人才", "20万元", None, ["每年"])),
    ],
)
def test_grants_are_read(sentence: str, expected: tuple[str | None, str | None, str | None, list[str]]) -> None:
    assert grants(sentence) == [expected]


def test_who_is_named_behind_a_label_gets_what_the_paragraphs_below_give() -> None:
    stored, facts = facts_of(
        "1、优秀项目资助\n补贴对象：符合条件的创业项目。\n补贴标准：一等奖20万元，二等奖15万元，三等奖10万元。\n"
    )
    assert {g.recipient.of(stored) for g in facts.grants if g.recipient} == {"符合条件的创业项目"}


def test_a_list_of_sums_is_a_row_each() -> None:
    rows = grants("对入选团队给予最高300万元、600万元、1200万元奖励。")
    assert rows == [("入选团队", None, cap, []) for cap in ("300万元", "600万元", "1200万元")]


def test_who_is_named_once_gets_what_the_rest_of_the_sentence_gives() -> None:
    first, second = grants("对新建托育机构,第一年、第二年给予10万元补助,装修完成的,再给予5万元奖励。")
    assert first == ("新建托育机构", "10万元", None, ["第一年、第二年"])
    assert second[:2] == ("新建托育机构", "5万元")


def test_a_name_that_points_back_is_the_one_named_before() -> None:
    [row] = grants("对符合产业方向的中小微企业,职工人数增长20%以上的,一次性给予该企业50%的社会保险费补贴。")
    assert row[0] == "符合产业方向的中小微企业"


def test_land_set_aside_is_no_grant() -> None:
    assert facts_of("一、支持\n每年安排保障房用地不少于300亩。")[1].grants == ()


@pytest.mark.parametrize(
    "sentence", ["加大资金支持力度。", "完善财政补助机制。", "产业规模突破100亿元。", "鼓励企业加大投入。"]
)
def test_general_words_are_no_grants(sentence: str) -> None:
    assert facts_of(f"一、支持\n{sentence}")[1].grants == ()


def test_the_largest_sum_is_worked_out() -> None:
    _, facts = facts_of("一、支持\n对首台套装备,按照销售价格的20%给予奖励,最高500万元。")
    assert facts.grants[0].high == 5_000_000


def test_who_is_named_behind_a_label_gets_what_stands_below() -> None:
    text = "一、创业补贴\n补贴对象:符合条件的创业者。\n补贴标准:每户一次性补贴10000元。"
    stored, facts = facts_of(text)
    assert [grant.recipient.of(stored) for grant in facts.grants if grant.recipient] == ["符合条件的创业者"]


def test_a_sum_of_another_subject_is_no_cap() -> None:
    stored, facts = facts_of("一、支持\n对示范城市给予300万元奖补,对优秀孵化基地给予最高500万元奖补。")
    said = [(g.amount and g.amount.of(stored), g.cap and g.cap.of(stored)) for g in facts.grants]
    assert said == [("300万元", None), (None, "500万元")]


def test_a_cap_on_what_stands_before_and_how_long() -> None:
    stored, facts = facts_of(
        "一、支持\n对年度考核优秀的换电站,给予每千瓦时0.15元的运营补贴,连续三年,每座每年不超过30万元。"
    )
    [grant] = facts.grants
    assert grant.cap
    assert grant.cap.of(stored) == "30万元"
    assert [span.of(stored) for span in grant.times] == ["连续三年", "每年"]


def test_the_condition_is_what_describes_the_one_who_gets_it() -> None:
    stored, facts = facts_of(
        "一、支持\n对年销售额在1亿元及以上的企业,给予200万元奖励。对规模以上工业企业,给予20万元奖励。"
    )
    said = [grant.condition.of(stored) if grant.condition else None for grant in facts.grants]
    assert said == ["年销售额在1亿元及以上", None]
