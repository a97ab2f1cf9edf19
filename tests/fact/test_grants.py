import pytest

from tests.fact.test_targets import facts_of


def grants(sentence: str) -> list[tuple[str | None, str | None, str | None, list[str]]]:
    text, facts = facts_of(f"一、支持\n{sentence}")
    return [
        (
            g.recipient.of(text) if g.recipient else None,
            g.amount.of(text) if g.amount else None,
            g.cap.of(text) if g.cap else None,
            [span.of(text) for span in g.times],
        )
        for g in facts.grants
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
        ("对入选团队给予最高300万元、600万元、1200万元奖励。", ("入选团队", None, "300万元、600万元、1200万元", [])),
        ("单个企业每年累计奖励不超过3000万元。", ("单个企业", None, "3000万元", ["每年"])),
        ("对年薪超过50万元的人才,给予每年20万元奖励。", ("年薪超过50万元的人才", "20万元", None, ["每年"])),
    ],
)
def test_grants_are_read(sentence: str, expected: tuple[str | None, str | None, str | None, list[str]]) -> None:
    assert grants(sentence) == [expected]


@pytest.mark.parametrize(
    "sentence", ["加大资金支持力度。", "完善财政补助机制。", "产业规模突破100亿元。", "鼓励企业加大投入。"]
)
def test_general_words_are_no_grants(sentence: str) -> None:
    assert grants(sentence) == []


def test_the_largest_sum_is_worked_out() -> None:
    _, facts = facts_of("一、支持\n对首台套装备,按照销售价格的20%给予奖励,最高500万元。")
    assert facts.grants[0].high == 5_000_000
