"""Whole answers: everything that was asked, each thing with its proof."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.answer.ask import ask
from retrieval.answer.model import MAX_ANSWER, Answer
from retrieval.index.store import Index
from tests.conftest import index_of

PLAN = """绍兴市人民政府办公室关于印发绍兴市智能网联汽车产业发展行动方案的通知
各区人民政府，市政府各部门：
现将《绍兴市智能网联汽车产业发展行动方案》印发给你们，请认真组织实施。
一、总体目标
到2025年，产业规模突破300亿元，培育领军企业5家。到2030年，产业规模达到800亿元，建成示范道路600公里。
二、主要任务
（一）突破关键技术
支持企业攻关车规级芯片、激光雷达、线控底盘。（责任单位：市科技局、市工信局）
（二）建设测试道路
分期建设封闭测试场和开放道路。（责任单位：市交通局、市公安局）
（三）推广示范应用
开展无人配送、自动泊车、干线物流示范。（责任单位：市商务局、市交通局）
三、保障措施
（一）加强组织领导。成立领导小组，统筹推进各项工作。
（二）加大资金支持。设立专项资金，每年不少于2亿元。
（三）引进高端人才。落实人才政策，解决住房和子女入学。
四、申报条件
申请示范道路测试的企业应当符合下列条件：
1.在本市登记注册，具有独立法人资格；
2.具备车辆测试的技术能力；
3.近三年无重大安全事故。
"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with index_of(tmp_path_factory.mktemp("plan"), plan=PLAN) as index:
        yield index


def said(answer: Answer) -> list[str]:
    return [item.text for item in answer.items]


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("绍兴智能网联汽车的主要任务有哪些", ["突破关键技术", "建设测试道路", "推广示范应用"]),
        ("绍兴智能网联汽车方案的保障措施包括哪些", ["加强组织领导", "加大资金支持", "引进高端人才"]),
        (
            "绍兴申请示范道路测试要符合哪些条件",
            ["在本市登记注册，具有独立法人资格", "具备车辆测试的技术能力", "近三年无重大安全事故"],
        ),
    ],
)
def test_all_that_is_asked_for_is_said_each_apart(plan: Index, question: str, wanted: list[str]) -> None:
    items = said(ask(question, plan))
    assert len(items) == len(wanted)
    assert all(one in item for one, item in zip(wanted, items, strict=True))


@pytest.mark.parametrize(
    "question", ["绍兴智能网联汽车的主要任务有哪些", "绍兴2025年智能网联汽车产业规模多少", "绍兴市交通局负责哪些工作"]
)
def test_every_item_is_verbatim_and_proved_by_its_passage(plan: Index, question: str) -> None:
    answer = ask(question, plan)
    assert answer.items
    source = plan.source("plan")
    for item in answer.items:
        assert source[item.start : item.end] == item.text
        assert item.passage is not None
        passage = answer.passages[item.passage]
        assert passage.start <= item.start
        assert item.end <= passage.end


def test_what_a_body_is_responsible_for_is_all_that_names_it(plan: Index) -> None:
    items = "".join(said(ask("绍兴市交通局负责哪些工作", plan)))
    assert "测试道路" in items
    assert "示范" in items
    assert "人才" not in items


def test_one_thing_is_one_item(plan: Index) -> None:
    answer = ask("绍兴2025年智能网联汽车产业规模目标是多少", plan)
    assert len(answer.items) == 1
    assert "300亿元" in answer.text


def test_the_text_is_made_of_the_things_where_they_are_short_together(plan: Index) -> None:
    answer = ask("绍兴智能网联汽车的主要任务有哪些", plan)
    assert all(item.text in answer.text for item in answer.items)


def test_the_text_is_short_where_the_things_are_long(tmp_path: Path) -> None:
    long = "，".join(f"会同第{number}家成员单位逐项核对并按季度通报进展" for number in ("一", "二", "三", "四"))
    conditions = (f"申请人在本市{name}满三年，{long}；" for name in ("居住", "就业", "参保"))
    lines = ("澜山市租房补贴办法", "一、申请条件", "申请租房补贴应当同时符合下列条件：")
    text = "\n".join(
        [
            *lines,
            *(f"{number}.{one}" for number, one in enumerate(conditions, 1)),
            "二、附则",
            "本办法自印发之日起施行。",
        ]
    )
    with index_of(tmp_path, rent=text) as index:
        answer = ask("澜山申请租房补贴要符合哪些条件", index)
        assert len(answer.items) == 3
        assert 0 < len(answer.text) <= MAX_ANSWER


def test_an_item_is_told_in_detail(plan: Index) -> None:
    answer = ask("第二项具体讲讲", plan, ["绍兴智能网联汽车的主要任务有哪些"])
    assert "分期建设封闭测试场和开放道路" in answer.text
    assert "车规级芯片" not in answer.text


def test_an_item_that_was_not_listed_is_not_told(plan: Index) -> None:
    answer = ask("第九项具体讲讲", plan, ["绍兴智能网联汽车的主要任务有哪些"])
    assert not answer.found
    assert "第 9 项" in (answer.message or "")


def test_how_many_there_are_is_said(plan: Index) -> None:
    assert "共3项" in (ask("绍兴智能网联汽车的主要任务有哪些", plan).message or "")


def test_a_list_of_other_years_is_no_answer(plan: Index) -> None:
    answer = ask("绍兴20\u200b35年智能网联汽车的目标有哪些", plan)
    assert not answer.found
    assert "2035年" in (answer.message or "")


def test_a_list_of_another_place_is_no_answer(plan: Index) -> None:
    answer = ask("嘉兴智能网联汽车的主要任务有哪些", plan)
    assert not answer.found
    assert "嘉兴市" in (answer.message or "")


def test_who_names_a_section_asks_for_its_parts(plan: Index) -> None:
    answer = ask("绍兴智能网联汽车的保障措施", plan)
    assert [item.text.split("。")[0] for item in answer.items] == ["加强组织领导", "加大资金支持", "引进高端人才"]


_DUTIES = """柳湾市加快低空物流发展若干措施

一、建设起降网络。在物流园区布局起降点，完善航路规划。
牵头单位：市交通运输局。责任单位：市发展改革委、市财政局。
二、开放应用场景。鼓励医院、景区使用无人机配送（市财政局、市商务局负责，2026年10月底前完成）。
三、培育骨干企业。支持企业设立研发中心，引进专业团队。（牵头单位：
市财政局；责任单位：市科技局）
"""


def test_what_a_body_is_responsible_for_is_read_from_every_form_of_bracket(tmp_path: Path) -> None:
    with index_of(tmp_path, duties=_DUTIES) as index:
        said = " ".join(item.text for item in ask("柳湾市财政局负责哪些低空物流任务", index).items)
        led = " ".join(item.text for item in ask("柳湾市财政局牵头哪些低空物流任务", index).items)
    assert all(one in said for one in ("起降", "应用场景", "骨干企业"))
    assert "骨干企业" in led
    assert "起降" not in led
