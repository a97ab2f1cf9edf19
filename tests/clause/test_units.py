"""Units: what is joined so that it can be found and understood alone, and what stays apart."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.clause.model import Clause, ClauseKind
from retrieval.clause.segment import segment
from retrieval.clause.units import join_units
from retrieval.document.parse import parse_document
from retrieval.document.source import Source, find_sources, read_source, seed_folder

LONG = "为进一步加强和规范全市养老服务机构的建设与运营管理工作，各区县人民政府要切实履行主体责任"


def units_of(text: str) -> list[Clause]:
    document = parse_document(Source("a", Path("a.txt"), text, ""))
    return join_units(document.text, segment(document))


def texts(text: str) -> list[str]:
    return [unit.joined.text for unit in units_of(text)]


@pytest.mark.parametrize("path", find_sources([seed_folder()]), ids=lambda path: path.stem)
def test_every_unit_of_the_seeds_is_an_exact_slice(path: Path) -> None:
    source = read_source(path)
    units = join_units(source.text, segment(parse_document(source)))
    assert [unit.number for unit in units] == list(range(len(units)))
    for unit in units:
        assert source.text[unit.start : unit.end] == unit.text
        assert len(unit.joined.text) <= 300


@settings(max_examples=300)
@given(st.text(alphabet="一二、(责任单位:市局)。;,\n 到2020年第条“”《》—1.产业abc|?", max_size=200))
def test_units_of_any_text_are_slices_in_order(text: str) -> None:
    end = 0
    for unit in units_of(text):
        assert text[unit.start : unit.end] == unit.text
        assert end <= unit.start < unit.end
        assert all(0 < place < len(unit.text) for place in unit.breaks)
        end = unit.end


def test_a_heading_is_joined_with_what_follows() -> None:
    assert texts(f"一、任务\n{LONG}。\n") == [f"一、任务\n{LONG}。"]
    assert texts(f"(一)加大扶持。{LONG}。") == [f"(一)加大扶持。{LONG}。"]


def test_a_heading_above_another_stays_alone() -> None:
    assert texts(f"一、任务\n(一)扶持\n{LONG}。") == ["一、任务", f"(一)扶持\n{LONG}。"]


def test_short_sentences_of_a_paragraph_are_joined_and_long_ones_are_not() -> None:
    assert texts(f"一、任务\n(一)扶持\n{LONG}。坚持统筹推进，形成合力。{LONG}。") == [
        "一、任务",
        f"(一)扶持\n{LONG}。坚持统筹推进，形成合力。",
        f"{LONG}。",
    ]


def test_a_sentence_stays_whole_over_its_semicolons() -> None:
    sentence = f"{LONG}；{LONG}；{LONG}。"
    assert texts(f"{LONG}。{sentence}")[1:] == [sentence]


def test_a_question_goes_with_its_answer() -> None:
    assert texts(f"一、解读\n{LONG}。\n1.哪些人可以申请高龄津贴?\n答:{LONG}。")[1:] == [
        f"1.哪些人可以申请高龄津贴?\n答:{LONG}。"
    ]


def test_a_bracket_is_joined_with_the_sentences_that_it_is_for() -> None:
    bracket = "(责任单位:市民政局、市财政局)"
    (heading, unit) = units_of(f"一、任务\n1.{LONG}。{LONG}。{bracket}")
    assert unit.text == f"1.{LONG}。{LONG}。{bracket}"
    assert unit.duty
    assert unit.text[unit.duty.start - unit.start : unit.duty.end - unit.start] == bracket
    assert heading.duty is None


def test_a_bracket_for_more_than_a_unit_holds_is_known_to_all() -> None:
    units = units_of("一、任务\n" + f"{LONG}。" * 8 + "(责任单位:市民政局、市财政局)")
    assert len(units) > 2
    assert len({unit.duty for unit in units[1:]}) == 1


def test_short_items_of_an_announced_list_are_joined() -> None:
    assert texts("一、材料\n申请人提交下列材料:\n1.身份证;\n2.户口簿;\n3.银行卡。") == [
        "一、材料\n申请人提交下列材料:\n1.身份证;\n2.户口簿;\n3.银行卡。"
    ]


def test_long_items_stay_apart() -> None:
    assert texts(f"一、措施\n采取下列措施:\n(一){LONG}{LONG};\n(二){LONG}{LONG}。") == [
        "一、措施\n采取下列措施:",
        f"(一){LONG}{LONG};",
        f"(二){LONG}{LONG}。",
    ]


def test_units_of_a_law_do_not_cross_provisions() -> None:
    text = "第一条 为了规范管理，制定本条例。\n第二条 不得有下列行为:\n(一)倾倒垃圾;\n(二)设置丁坝。\n第三条 本条例自公布之日起施行。"
    assert [unit.provision.text for unit in units_of(text) if unit.provision] == [
        *("第一条", "第二条", "第二条第一项", "第二条第二项", "第三条")
    ]


def test_rows_of_tables_stay_apart() -> None:
    found = units_of("指标 | 2020 | 2025\n产值 | 100 | 200\n企业 | 30 | 50")
    assert [unit.text for unit in found][1:] == ["产值 | 100 | 200", "企业 | 30 | 50"]
    assert found[0].kind is ClauseKind.HEADING


def test_a_sentence_over_lines_and_a_page_mark_is_one() -> None:
    text = "一、支持\n对获得认定的企业给予最高200 万\n# Page 3:\n元资助，用于支持其开展网络安全与信息化建设。"
    (unit,) = units_of(text) if len(units_of(text)) == 1 else units_of(text)[-1:]
    assert unit.text in text


def test_an_announced_part_with_text_beneath_is_no_short_item() -> None:
    text = f"现将有关事项通知如下:\n一、强化设计,统筹推进。\n{LONG}。{LONG}。\n二、明确方向,抓好落实。{LONG}。"
    assert texts(text) == [
        "现将有关事项通知如下:",
        f"一、强化设计,统筹推进。\n{LONG}。",
        f"{LONG}。",
        f"二、明确方向,抓好落实。{LONG}。",
    ]


def test_no_unit_stretches_over_more_of_the_source_than_can_be_quoted() -> None:
    """Short items with blank lines between them: few characters, much source."""
    items = "".join(f"{number}.身份证{number};\n" + "\xa0\n" * 15 for number in range(1, 13))
    found = units_of(f"一、材料\n申请人提交下列材料:\n{items}")
    assert len(found) > 1
    assert max(unit.end - unit.start for unit in found) <= 295
