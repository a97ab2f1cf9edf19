import pytest

from retrieval.question.model import Kind
from retrieval.question.wants import asks_outcome, asks_status, read_want
from retrieval.text.fold import fold
from retrieval.text.numerals import COUNT, DURATION, MONEY, PERCENT


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("苏州2022年养老床位目标多少张", Kind.AMOUNT),
        ("护理型床位占到几成", Kind.AMOUNT),
        ("几 家 企业", Kind.AMOUNT),
        ("多久内要答复", Kind.AMOUNT),
        ("新建养老机构能拿多少补贴", Kind.MONEY),
        ("市里给配多少钱", Kind.MONEY),
        ("这事归哪个局管", Kind.DUTY),
        ("到底是发改还是经信在牵头", Kind.DUTY),
        ("哪位市领导负责", Kind.DUTY),
        ("牵头 配合 单位", Kind.DUTY),
        ("哪几家管的", Kind.DUTY),
        ("示范区放在哪里", Kind.PLACE),
        ("把哪个岛建成示范岛", Kind.PLACE),
        ("到哪天截止", Kind.TIME),
        ("申报时间", Kind.TIME),
        ("平台叫什么名字", Kind.NAME),
        ("包括哪些领域", Kind.LIST),
        ("备案要带啥材料", Kind.LIST),
        ("打哪个电话", Kind.CONTACT),
        ("这份规划的文号", Kind.RECORD),
        ("谁发的", Kind.RECORD),
        ("那份通知是对外公开的吗", Kind.RECORD),
        ("公共数据对外公开吗", Kind.MEASURE),
        ("依据的省文件是哪个", Kind.CITING),
        ("怎么推动数据开放", Kind.MEASURE),
        ("题目由谁来出", Kind.MEASURE),
        ("要排全国第几", Kind.MEASURE),
        ("企业总数目标", Kind.AMOUNT),
        ("哪个城市的规划管到2030年", Kind.RECORD),
        ("规划到2030年产值多少", Kind.AMOUNT),
        ("什么时候开始实施", Kind.RECORD),
        ("这个办法还有效吗", Kind.RECORD),
        ("有效期到什么时候", Kind.RECORD),
        ("网页上的信息来源写的是谁", Kind.RECORD),
        ("哪份的名称里有“细则”", Kind.RECORD),
        ("文末来源", Kind.RECORD),
        ("经费来源是什么", Kind.MONEY),
        ("数据来源有哪些", Kind.LIST),
        ("目标最远定到哪一年", Kind.RECORD),
    ],
)
def test_what_is_wanted(question: str, kind: Kind) -> None:
    assert read_want(fold(question)).kind is kind


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("多少家企业", {COUNT}),
        ("产值多少亿", {MONEY}),
        ("要做到多少个亿", {MONEY}),
        ("增速多少", {PERCENT}),
        ("几个工作日办结", {DURATION}),
    ],
)
def test_the_kind_of_number_asked_for(question: str, kinds: set[str]) -> None:
    assert kinds <= read_want(fold(question)).kinds


@pytest.mark.parametrize(
    ("question", "role"),
    [
        ("谁牵头", "lead"),
        ("配合部门是哪些", "support"),
        ("哪位领导分管", "leader"),
        ("谁牵头谁配合", ""),
        ("责任单位", ""),
    ],
)
def test_the_role_asked_for(question: str, role: str) -> None:
    assert read_want(fold(question)).role == role


@pytest.mark.parametrize("question", ["实际完成了多少", "最后真正建成了几个", "目标完成没", "实际服务了多少家"])
def test_outcomes_are_told_from_plans(question: str) -> None:
    assert asks_outcome(fold(question))


@pytest.mark.parametrize("question", ["按实际发生额补多少", "要完成哪些任务", "实现多少产值"])
def test_plans_are_no_outcomes(question: str) -> None:
    assert not asks_outcome(fold(question))


def test_drafts_and_issued_documents_are_told_apart() -> None:
    assert asks_status("哪份还在征求意见") is True
    assert asks_status("正式发布的有哪些") is False
    assert asks_status("产业规模") is None
