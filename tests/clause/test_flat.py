"""Tables that extraction has flattened are rows again."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.clause.model import Clause, ClauseKind
from retrieval.clause.segment import segment
from retrieval.clause.units import join_units
from retrieval.document.parse import parse_document
from retrieval.document.source import Source

HEADS = ["农户类型", "C级维修", "D级重建", "验收部门"]
ROWS = [
    ["低保户", "1.2", "3.5", "县住建局"],
    ["五保户", "1.5", "4.0", "县民政局"],
    ["一般户", "0.8", "2.8", "乡镇政府"],
]
NUMBERED = [["1", "沙河街", "37286460", "沙河大街89号1楼"], ["2", "五山街", "87999952", "五山岳洲路39号1楼"]]
NUMBERED += [["3", "员村街", "85548213", "员村新街11号之二"]]


def clauses(*lines: str) -> list[Clause]:
    text = "\n".join(["清河县危房改造补助标准", "一、补助标准见下表。", *lines, "二、本标准自2024年起执行。"])
    document = parse_document(Source("a", Path("a.txt"), text, ""))
    return join_units(text, segment(document))


def stacked(rows: list[list[str]]) -> list[str]:
    return [cell for row in rows for cell in row]


@pytest.mark.parametrize("lines", [stacked([HEADS, *ROWS]), ["    ".join(row) for row in [HEADS, *ROWS]]])
def test_rows_told_by_their_values_have_their_heads(lines: list[str]) -> None:
    row = next(clause for clause in clauses(*lines) if "五保户" in clause.text)
    assert row.folded == "五保户\n1.5\n4.0\n县民政局"
    assert row.path[-1] == "农户类型 | C级维修 | D级重建 | 验收部门"


def test_rows_told_by_their_numbers_have_their_heads() -> None:
    found = clauses(*stacked([["序号", "单位", "办公电话", "街道地址"], *NUMBERED]))
    row = next(clause for clause in found if "五山街" in clause.text)
    assert row.folded == "2\n五山街\n87999952\n五山岳洲路39号1楼"
    assert row.path[-1] == "序号 | 单位 | 办公电话 | 街道地址"


def test_heads_that_were_broken_too_stand_above_without_a_column_each() -> None:
    found = clauses(*stacked([["序号", "单位", "办公", "电话", "街道地址"], *NUMBERED]))
    row = next(clause for clause in found if "五山街" in clause.text)
    assert row.path[-1] == "序号 单位 办公 电话 街道地址 |  |  | "


@pytest.mark.parametrize(
    ("heads", "above"),
    [
        (["农户类型", "C级维修", "（万元）", "D级重建", "验收部门"], "农户类型 | C级维修（万元） | D级重建 | 验收部门"),
        (["农户类型", "C级维修", "D级", "重建", "验收部门"], "农户类型 C级维修 D级 重建 验收部门 |  |  | "),
        (["危房改造标准表", *HEADS], "农户类型 | C级维修 | D级重建 | 验收部门"),
    ],
)
def test_no_value_is_taken_for_that_of_another_column(heads: list[str], above: str) -> None:
    row = next(clause for clause in clauses(*heads, *stacked(ROWS)) if "五保户" in clause.text)
    assert row.folded == "五保户\n1.5\n4.0\n县民政局"
    assert row.path[-1] == above


def test_the_heads_name_and_say_nothing() -> None:
    heads = next(clause for clause in clauses(*stacked([HEADS, *ROWS])) if clause.text.startswith("农户类型"))
    assert heads.kind is ClauseKind.HEADING


@pytest.mark.parametrize(
    "lines",
    [
        ["县民政局", "县财政局", "县住建局"] * 4,  # names alone
        ["联系人 张三", "电话 12345", "地址 人民路"],
        ["1", "2", "3"],
    ],
)
def test_short_lines_alone_are_no_table(lines: list[str]) -> None:
    assert not any(" | " in part for clause in clauses(*lines) for part in clause.path)


@given(
    st.lists(
        st.sampled_from(["1", "2", "3", "100元", "低保户", "序号", "县民政局。", "甲  1  乙", "甲\t2"]), max_size=40
    )
)
def test_clauses_are_slices(lines: list[str]) -> None:
    text = "\n".join(lines)
    document = parse_document(Source("a", Path("a.txt"), text, ""))
    for clause in join_units(text, segment(document)):
        assert text[clause.start : clause.end] == clause.text != ""
        assert clause.folded
