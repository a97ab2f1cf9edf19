from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from retrieval.clause.model import Clause, ClauseKind
from retrieval.clause.segment import segment
from retrieval.document.parse import parse_document
from retrieval.document.source import Source
from retrieval.document.table import cells_of, find_tables

TABLE = """一、发展目标
指标 | 目标值 |
指标 | 2020 | 2025
经济 |  |
产业规模（亿元） | 100 | 200
企业数量（家） | 300 | 500
二、任务
推进数据开放。"""


def clauses(text: str) -> list[Clause]:
    return segment(parse_document(Source("a", Path("a.txt"), text, "")))


def test_a_row_is_a_clause_below_its_heads_and_its_group() -> None:
    row = next(clause for clause in clauses(TABLE) if clause.text.startswith("产业规模"))
    assert row.text == "产业规模（亿元） | 100 | 200"
    assert row.path == ("一、发展目标", "经济", "指标 | 目标值 2020 | 目标值 2025")
    assert row.years == (2020, 2025)


def test_heads_and_groups_name_and_the_text_behind_a_table_is_not_of_it() -> None:
    found = {clause.text: clause for clause in clauses(TABLE)}
    assert found["指标 | 2020 | 2025"].kind is ClauseKind.HEADING
    assert found["经济"].kind is ClauseKind.HEADING
    assert found["推进数据开放。"].path == ("二、任务",)


def test_a_row_too_long_to_quote_is_cut_at_its_cells_with_the_head_of_each() -> None:
    task = "推进养老服务设施建设，完善居家社区养老服务网络，支持社会力量举办养老机构。" * 8
    found = clauses(f"序号 | 任务 | 单位\n1 | {task} | 市民政局\n2 | 短 | 市财政局\n")
    parts = [clause for clause in found if clause.text.startswith("推进养老")]
    assert len(parts) == 8
    assert {clause.lead for clause in parts} == {"任务"}


def test_one_line_with_bars_is_no_table_nor_are_two_of_a_menu() -> None:
    assert find_tables(["2022-01-19 | 信息来源：某报"]) == []
    assert find_tables(["首页 | 新闻 | 公开", "登录 | 注册 | 帮助"]) == []


def test_a_first_row_of_numbers_or_sentences_is_no_head() -> None:
    assert [table.heads for table in find_tables(["甲 | 100", "乙 | 200"])] == [0]
    assert [table.heads for table in find_tables(["指标 | 2020", "乙 | 200"])] == [1]


def test_heads_over_several_columns_are_told_by_what_they_leave_open() -> None:
    lines = ["科类 | 2023年 |  | 2024年 |", " | 本科 | 专科 | 本科 | 专科", "文科 | 430 | 210 | 441 | 215"]
    (table,) = find_tables(lines)
    assert (table.heads, table.head) == (2, "科类 | 2023年 本科 | 2023年 专科 | 2024年 本科 | 2024年 专科")
    (table,) = find_tables([" | 2023年 |  ", "科类 | 本科 | 专科", "文科 | 430 | 210"])
    assert (table.heads, table.head) == (2, "科类 | 2023年 本科 | 2023年 专科")


@given(st.lists(st.text(alphabet=" |甲1。年", max_size=12), max_size=8))
def test_every_row_of_a_table_has_as_many_cells(lines: list[str]) -> None:
    for table in find_tables(lines):
        assert len({len(cells_of(lines[row])) for row in table.rows}) == 1
        assert not table.names or len(table.names) == len(cells_of(lines[table.rows[0]]))


@given(st.text(alphabet=" |甲1。年\n一、指标", max_size=80))
def test_clauses_of_tables_are_slices(text: str) -> None:
    document = parse_document(Source("a", Path("a.txt"), text, ""))
    for clause in segment(document):
        assert document.text[clause.start : clause.end] == clause.text != ""
