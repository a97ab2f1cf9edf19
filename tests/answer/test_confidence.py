"""How sure an answer is: the better of two questions that differ in one thing has the higher probability."""

from pathlib import Path

import pytest

from retrieval.answer.ask import ask
from retrieval.answer.confidence import SIGNALS, confidence, read_signals
from retrieval.answer.ranking import read_weights
from retrieval.answer.reranking import search_ranked
from retrieval.index.store import Index
from retrieval.question.understand import understand
from tests.conftest import index_of


def _sure(question: str, index: Index) -> float:
    ranked = search_ranked(understand(question, index), index, read_weights())
    return confidence(ranked, index, read_weights())


def _signal(name: str, question: str, index: Index) -> float:
    ranked = search_ranked(understand(question, index), index, read_weights())
    return dict(zip(SIGNALS, read_signals(ranked, index), strict=True))[name]


@pytest.mark.parametrize(
    ("there", "missing"),
    [
        ("苏州2022年新增养老床位多少张", "苏州2030年新增养老床位多少张"),
        ("苏州2022年新增养老床位多少张", "桂林2022年新增养老床位多少张"),
        ("苏州2022年新增养老床位多少张", "苏州2022年新增中小学学位多少个"),
        ("苏州2022年新增养老床位多少张", "苏州2022年实际新增养老床位多少张"),
        ("新建养老机构每张床位建设补助多少钱", "养老机构护理员每月岗位津贴多少钱"),
        ("养老服务工作领导小组组长是谁", "街道养老综合体联系电话"),
    ],
)
def test_what_is_there_is_surer_than_what_is_not(there: str, missing: str, plan_index: Index) -> None:
    assert _sure(there, plan_index) > read_weights().threshold
    assert _sure(there, plan_index) > _sure(missing, plan_index) + 0.1


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("苏州养老床位", 0.0),  # the document's
        ("江苏养老床位", 0.0),  # it lies in it
        ("桂林养老床位", 1.0),
        ("昆山养老床位多少张", 1.0),  # a part's number is not that of the whole
        ("昆山能领养老床位补助吗", 0.0),  # but what the city grants is granted there
        ("国外养老床位", 0.0),  # no place in the country
    ],
)
def test_a_place_is_missing_where_the_document_is_not_of_it(question: str, value: float, plan_index: Index) -> None:
    assert _signal("place_missing", question, plan_index) == value


def test_a_place_within_that_of_the_document_is_told_from_others(plan_index: Index) -> None:
    assert _signal("place_within", "昆山能领养老床位补助吗", plan_index) == 1.0
    assert _signal("place_within", "桂林能领养老床位补助吗", plan_index) == 0.0
    city, part, other = (_sure(f"{name}能领养老床位建设补助吗", plan_index) for name in ("苏州", "昆山", "桂林"))
    assert city > part > other


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("苏州养老床位多少张", 0.0),
        ("苏州2022年新增养老床位多少张", 0.0),
        ("苏州2030年新增养老床位多少张", 3.0),  # the clause is of other years, so is the title, and none is in the text
    ],
)
def test_a_year_is_missing_by_what_speaks_against_it(question: str, value: float, plan_index: Index) -> None:
    assert _signal("year_missing", question, plan_index) == value


def test_a_report_looks_back_on_the_year_before(tmp_path: Path) -> None:
    lines = (
        "2026年临江市政府工作报告",
        "临江市人民政府市长 王一",
        "新建养老床位3200张,增长5.2%。",
        "培训护理人员600人。",
    )
    with index_of(tmp_path, report="\n".join(lines)) as index:
        missing = {
            year: _signal("year_missing", f"临江{year}年新建养老床位多少张", index) for year in (2024, 2025, 2026)
        }
    assert missing[2026] == 0.0
    assert missing[2025] < missing[2024]


def test_a_sum_is_no_year(tmp_path: Path) -> None:
    lines = (
        "临江市养老服务补贴办法(2025年)",
        "对失能老人每人每月给予2000元补贴。",
        "对护理员每人每月给予2050.4元补贴。",
    )
    with index_of(tmp_path, measures="\n".join(lines)) as index:
        assert _signal("year_missing", "2025年临江失能老人每月补贴多少钱", index) == 0.0


def test_a_value_stands_apart_from_what_is_asked(plan_index: Index) -> None:
    beside = _signal("value_apart", "到2023年建成社区助餐点多少个", plan_index)
    assert beside < _signal("value_apart", "到2023年培训护理人员多少个", plan_index)
    assert _signal("value_apart", "街道养老综合体谁负责", plan_index) == 0.0


def test_support_is_asked_about_without_asking_how_much_of_it(plan_index: Index) -> None:
    assert _signal("support_apart", "多少钱的床位建设补助", plan_index) == 0.0
    assert _signal("value_apart", "养老机构有什么补贴政策", plan_index) == 0.0
    assert _signal("support_apart", "护理人员有什么补贴政策", plan_index) > 0.0


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("吴江企业上市奖励多少钱", 1.0),  # the passage speaks of it, but of no sum
        ("吴江企业上市有什么奖励", 0.0),  # no sum is asked for
        ("吴江新建养老机构每张床位补助多少钱", 0.0),
        ("吴江企业上市找谁,联系电话", 1.0),
    ],
)
def test_a_passage_that_answers_shows_what_is_surely_asked_for(question: str, value: float, tmp_path: Path) -> None:
    between = [
        f"({number})推进第{word}项重点任务,健全工作机制,定期会商研判,总结推广经验。"
        for number, word in enumerate("甲乙丙丁戊己庚辛壬癸", 3)
    ]
    lines = (
        "吴江区产业政策",
        "(一)对企业上市给予奖励,加强辅导培育。",
        *between,
        "(二)新建养老机构按每张床位给予2万元补助。",
    )
    with index_of(tmp_path, wujiang="\n".join(lines)) as index:
        assert _signal("thing_missing", question, index) == value


def test_the_probability_is_shown(plan_index: Index) -> None:
    answer = ask("苏州2022年新增养老床位多少张", plan_index)
    assert answer.found
    assert answer.confidence is not None
    assert 0.5 < answer.confidence < 1
