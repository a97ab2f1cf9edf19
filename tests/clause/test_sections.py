"""The tree of a document: what is beneath what, titles, lists and what announces them."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.clause.model import Clause
from retrieval.clause.sections import Section
from retrieval.clause.segment import segment_sections
from retrieval.document.parse import parse_document
from retrieval.document.source import Source

TEXT = "各区要切实履行主体责任，加强组织领导。"


def read(text: str) -> tuple[list[Clause], list[Section]]:
    return segment_sections(parse_document(Source("a", Path("a.txt"), text, "")))


def tree(text: str) -> list[str]:
    return ["  " * (section.level - 1) + section.label + section.title for section in read(text)[1]]


def clause_with(words: str, text: str) -> Clause:
    (clause,) = [clause for clause in read(text)[0] if words in clause.joined.text]
    return clause


@pytest.mark.parametrize(
    ("text", "outline"),
    [
        (
            f"一、目标\n{TEXT}\n二、任务\n（一）扶持。{TEXT}\n1.补助。{TEXT}\n2.奖励。{TEXT}\n（二）服务。{TEXT}\n三、保障\n{TEXT}",
            ["一、目标", "二、任务", "  （一）扶持", "    1.补助", "    2.奖励", "  （二）服务", "三、保障"],
        ),
        (
            f"1.扶持\n{TEXT}\n（一）补助\n{TEXT}\n（二）奖励\n{TEXT}\n2.服务\n{TEXT}",
            ["1.扶持", "  （一）补助", "  （二）奖励", "2.服务"],
        ),
        (
            f"一、任务\n（一）扶持\n{TEXT}\n1.补助。{TEXT}\n（二）服务\n{TEXT}\n2.办理。{TEXT}",
            ["一、任务", "  （一）扶持", "    1.补助", "  （二）服务", "    2.办理"],
        ),
        (
            f"第一章 总则\n第一条 为了规范管理，制定本办法。\n第二条（适用范围）{TEXT}\n第二章 罚则\n第三条 有下列行为的，处罚款：\n（一）倾倒垃圾；\n（二）设置丁坝。",
            [
                "第一章总则",
                "  第一条",
                "  第二条（适用范围）",
                "第二章罚则",
                "  第三条",
                "    （一）倾倒垃圾",
                "    （二）设置丁坝",
            ],
        ),
        (
            f"某市人民政府关于做好服务工作的通知\n各区人民政府：\n一、目标\n{TEXT}\n附件1\n办事指南\n一、条件\n{TEXT}\n附件2\n咨询电话\n{TEXT}",
            ["一、目标", "附件1", "  办事指南", "    一、条件", "附件2", "  咨询电话"],
        ),
        (
            f"一、程序\n1.申请：申请人提交材料，填写表格。\n①网上申请的，3日内办结。\n②窗口{TEXT}\n2.受理：窗口当场受理，出具回执。",
            ["一、程序", "  1.申请", "    ①", "    ②窗口各区要切实履行主体责任，加强组织领导", "  2.受理"],
        ),
        (f"问：怎么申请？\n答：{TEXT}\n问：多久办好？\n答：{TEXT}", ["问：怎么申请？", "问：多久办好？"]),
        (f"某市补贴办法\n为了做好补贴工作，制定本办法。\n适用范围\n{TEXT}\n申请条件\n{TEXT}", ["适用范围", "申请条件"]),
        (f"一、目标\n{TEXT}\n二、任务\n{TEXT}\n一、指标\n{TEXT}", ["一、目标", "二、任务", "一、指标"]),
    ],
)
def test_the_tree_follows_the_numbers(text: str, outline: list[str]) -> None:
    assert tree(text) == outline


def test_cells_of_a_table_taken_apart_are_no_headings() -> None:
    cells = "\n".join(f"举措{number}\n第{number}批{TEXT}\n市科技局\n全市" for number in range(1, 5))
    assert tree(f"一、举措\n{TEXT}\n{cells}") == ["一、举措"]


def test_a_run_is_siblings_whose_numbers_rise() -> None:
    sections = read(f"一、目标\n{TEXT}\n二、任务\n{TEXT}\n一、指标\n{TEXT}\n二、分工\n{TEXT}")[1]
    assert [section.run for section in sections] == [1, 1, 3, 3]


def test_a_section_reaches_to_the_next_that_is_not_beneath_it() -> None:
    text = f"一、目标\n{TEXT}\n（一）扶持\n{TEXT}\n二、任务\n{TEXT}"
    first, second, third = read(text)[1]
    assert text[first.start : first.end].endswith(f"（一）扶持\n{TEXT}")
    assert text[second.start : second.end] == f"（一）扶持\n{TEXT}"
    assert text[third.start : third.heading_end] == "二、任务"


def test_items_know_what_announced_them() -> None:
    text = f"一、方式\n采取以下方式：\n（一）{TEXT}\n补充说明写在这里。\n（二）网上办理，{TEXT}\n二、其他\n（一）窗口办理，{TEXT}"
    assert clause_with("补充说明", text).lead == ""
    assert clause_with("网上办理", text).lead == "采取以下方式"
    assert clause_with("窗口办理", text).lead == ""


def test_a_clause_knows_its_section() -> None:
    text = f"开头说明。\n一、目标\n{TEXT}\n（一）扶持\n对企业给予补助。"
    clauses, sections = read(text)
    assert clauses[0].section == 0
    assert sections[clauses[-1].section - 1].title == "扶持"


@settings(max_examples=300)
@given(st.text(alphabet="一二、(一)1.①第章条附件问答：。；，\n 指标任务", max_size=200))
def test_sections_of_any_text_nest(text: str) -> None:
    clauses, sections = read(text)
    for number, section in enumerate(sections, 1):
        assert section.number == number
        assert 0 <= section.parent < number
        assert section.start <= section.heading_end <= section.end
        if section.parent:
            parent = sections[section.parent - 1]
            assert parent.level == section.level - 1
            assert parent.start <= section.start
            assert section.end <= parent.end
    assert all(0 <= clause.section <= len(sections) for clause in clauses)


def test_sections_do_not_nest_without_end() -> None:
    _, sections = read("1.甲。\n(1)乙。\n" * 300)
    assert max(section.level for section in sections) < 9


def test_a_title_with_a_comma_is_one_where_text_follows() -> None:
    text = f"一、强化顶层设计，统筹推进试点工作。{TEXT}\n{TEXT}各地要落实。\n二、坚持问题导向，确定主攻方向。\n补充说明写在这里，请遵照执行。"
    assert tree(text) == ["一、强化顶层设计，统筹推进试点工作", "二、坚持问题导向，确定主攻方向"]
    assert clause_with("补充说明", text).path == ("二、坚持问题导向，确定主攻方向",)
    assert clause_with("确定主攻", text).path == ()


def test_for_whom_a_sentence_speaks_is_context_of_the_next() -> None:
    text = "一、支持\n对通过认定的企业，给予奖励，分两年拨付。最高不超过200万元，由市财政局拨付。各区要落实，做好服务。"
    assert clause_with("最高", text).lead == "对通过认定的企业"
    assert clause_with("各区", text).lead == ""
