from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.clause.model import Clause, ClauseKind
from retrieval.clause.provision import Provision
from retrieval.clause.segment import segment
from retrieval.document.parse import parse_document
from retrieval.document.source import Source, find_sources, read_source, seed_folder
from tests.conftest import PLAN


def clauses_of(text: str) -> list[Clause]:
    return segment(parse_document(Source("a", Path("a.txt"), text, "")))


def clause_with(words: str, text: str = PLAN) -> Clause:
    (clause,) = [clause for clause in clauses_of(text) if words in clause.text]
    return clause


@pytest.mark.parametrize("path", find_sources([seed_folder()]), ids=lambda path: path.stem)
def test_every_clause_of_the_seeds_is_an_exact_slice(path: Path) -> None:
    source = read_source(path)
    clauses = segment(parse_document(source))
    assert [clause.number for clause in clauses] == list(range(len(clauses)))
    for clause in clauses:
        assert source.text[clause.start : clause.end] == clause.text
        assert len(clause.text) <= 300


@settings(max_examples=300)
@given(st.text(alphabet="一二、(责任单位:市局)。;,\n 到2020年第条“”《》—1.产业abc", max_size=200))
def test_clauses_of_any_text_are_slices_in_order(text: str) -> None:
    end = 0
    for clause in clauses_of(text):
        assert text[clause.start : clause.end] == clause.text
        assert end <= clause.start < clause.end
        end = clause.end


def test_headings_make_the_path() -> None:
    assert clause_with("新建养老机构").path == ("二、重点任务", "(二)加大扶持")


def test_a_year_governs_until_the_next() -> None:
    assert clause_with("5000张").years == (2022,)
    assert clause_with("8000张").years == (2023,)
    assert clause_with("领导小组").years == ()


def test_a_year_governs_the_bullets_below_its_paragraph() -> None:
    text = "一、目标\n到2022年,全市规模位居前列。\n——示范区。培育企业200家。\n二、任务\n培育人才。"
    assert clause_with("200家", text).years == (2022,)
    assert clause_with("培育人才", text).years == ()


def test_a_bracket_belongs_to_every_clause_of_its_item() -> None:
    bracket = clause_with("市民政局、市住建局")
    assert bracket.kind is ClauseKind.DUTY
    duty = clause_with("推进街道").duty
    assert duty is not None
    assert (duty.start, duty.end) == (bracket.start, bracket.end)
    assert clause_with("护理型").duty is None


@pytest.mark.parametrize(
    "bracket",
    [
        "(责任单位:市科技局,高新区)",
        "〔责任单位:市科技局、市市场监管局(市知识产权局)〕",
        "(牵头领导:张三;牵头部门:市金融办)",
        "(市工信局、市科技局)",
    ],
)
def test_all_forms_of_duty_brackets(bracket: str) -> None:
    assert clause_with("创新", f"1.推进创新。{bracket}").duty is not None


def test_brackets_that_name_no_office_are_text() -> None:
    assert clause_with("创新", "1.推进创新。(简称新政)").duty is None


@pytest.mark.parametrize("line", ["第三条的规定适用于本市。", "11.5.14.2的试验按标准进行。", "2019年完成全部任务。"])
def test_lines_that_only_look_numbered_are_no_headings(line: str) -> None:
    assert [clause.kind for clause in clauses_of(f"一、总则\n{line}")] == [ClauseKind.HEADING, ClauseKind.TEXT]


def test_articles_are_headings() -> None:
    text = "第一条 为了规范管理,制定本条例。\n第二条 本条例适用于本市。"
    assert clause_with("适用于", text).provision == Provision(2)


def test_a_run_in_heading_leads_what_follows() -> None:
    text = "(四)实施工程。\n实施智慧物流工程。以中山区为依托,拓展应用。"
    assert clause_with("依托", text).lead == "实施智慧物流工程"


def test_a_numbered_sentence_with_nothing_below_is_text() -> None:
    text = "(三)成果。\n1.培育百家工厂。\n2.建成十个平台。\n(四)其他\n说明。"
    assert [clause_with(words, text).kind for words in ("百家", "十个")] == [ClauseKind.TEXT, ClauseKind.TEXT]
