"""Laws: articles with their paragraphs, items and points; what is a heading, what is not."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.clause.model import Clause, ClauseKind
from retrieval.clause.provision import Provision, common, parse_provision
from retrieval.clause.segment import segment
from retrieval.document.model import Document
from retrieval.document.parse import parse_document
from retrieval.document.source import Source
from retrieval.text.numerals import parse_number, write_number

LAW = """某某市河道管理条例
(2015年9月25日某某市第十二届人民代表大会常务委员会第二十三次会议通过 根据2019年11月29日某某市第十三届人民代表大会常务委员会第十五次会议《关于修改部分地方性法规的决定》修正)
目　录
第一章　总则
第二章　保护与利用
第三章　法律责任
附则
第一章　总则
第一条 为了加强河道管理，制定本条例。
第二条 本市河道的保护，适用本条例。
航道的保护，依照有关法律执行。
第二章　保护与利用
第三条 在河道内不得有下列行为：
（一）倾倒垃圾；
（二）设置下列设施：
1.拦河网；
2.丁坝；
（三）其他行为。
因抢险需要的，不受前款第二项的限制。
第三条之一 沿河单位应当清理河岸。
第三章　法律责任
第四条 违反本条例第三条第一款规定的，处二百元罚款。第三条的规定适用于湖泊。
附则
第五条 本条例自2016年1月1日起施行。
"""


def read(text: str) -> Document:
    return parse_document(Source("a", Path("a.txt"), text, ""))


def clause_with(words: str, text: str = LAW) -> Clause:
    (clause,) = [clause for clause in segment(read(text)) if words in clause.text]
    return clause


@pytest.mark.parametrize(
    ("words", "provision"),
    [
        ("为了加强", "第一条"),
        ("本市河道的保护", "第二条第一款"),
        ("航道的保护", "第二条第二款"),
        ("下列行为", "第三条第一款"),
        ("倾倒垃圾", "第三条第一款第一项"),
        ("丁坝", "第三条第一款第二项第二目"),
        ("其他行为", "第三条第一款第三项"),
        ("因抢险", "第三条第二款"),
        ("沿河单位", "第三条之一"),
        ("适用于湖泊", "第四条"),
    ],
)
def test_every_clause_of_an_article_knows_its_place(words: str, provision: str) -> None:
    found = clause_with(words).provision
    assert found
    assert found.text == provision


def test_the_path_holds_the_divisions_and_the_table_of_contents_is_none() -> None:
    assert clause_with("为了加强").path == ("第一章 总则",)
    assert clause_with("倾倒垃圾").path == ("第二章 保护与利用",)
    assert clause_with("起施行").path == ("附则",)
    assert [c.text for c in segment(read(LAW)) if "总则" in c.text] == ["第一章　总则"]


def test_the_last_amendment_dates_a_law() -> None:
    record = read(LAW).record
    assert record.title
    assert record.title.value == "某某市河道管理条例"
    assert record.iso_date == "2019-11-29"


@pytest.mark.parametrize("space", ["", "　", " ", "："])
def test_articles_are_told_without_a_space_by_their_order(space: str) -> None:
    text = "\n".join(f"第{write_number(n)}条{space}为了规范管理，制定第{n}项办法。" for n in range(1, 25))
    provisions = [c.provision for c in segment(read(text)) if c.kind is ClauseKind.TEXT]
    assert provisions == [Provision(n) for n in range(1, 25)]


def test_a_sentence_that_speaks_of_articles_opens_none() -> None:
    text = "第一条 甲应当备案。\n第二条 乙应当登记。\n第三条 丙应当报告。\n第四条规定的期限为三十日。\n第一条、第二条不适用于丁。"
    assert {c.provision.text for c in segment(read(text)) if c.provision} == {
        *("第一条", "第二条", "第三条第一款", "第三条第二款", "第三条第三款")
    }


def test_the_first_of_several_lines_of_work_is_no_article() -> None:
    text = "一、总体思路\n第一条主线是稳增长，坚持稳字当头。\n第二条主线是促改革，坚持问题导向。\n二、任务\n培育人才。"
    assert not any(clause.provision for clause in segment(read(text)))


def test_divisions_whose_number_runs_into_their_name() -> None:
    text = "第一编总则\n第一分编 一般规定\n第一章基本规定\n第一条 甲。\n第二条 乙。\n第二编分则\n第一章罪名\n第一节轻罪\n第三条 丙。"
    assert clause_with("甲。", text).path == ("第一编总则", "第一分编 一般规定", "第一章基本规定")
    assert clause_with("丙。", text).path == ("第二编分则", "第一章罪名", "第一节轻罪")


def test_a_preamble_stands_before_the_first_article() -> None:
    text = "中华某某宪章\n序　言\n某地是古老的地方。\n第一章　总纲\n第一条　某地属于人民。\n第二条　一切权力属于人民。\n第三条　附则另定。"
    assert clause_with("古老", text).path == ("序言",)
    assert clause_with("某地属于", text).path == ("第一章 总纲",)


@given(st.integers(0, 9999))
def test_numbers_are_read_as_they_are_written(number: int) -> None:
    assert parse_number(write_number(number)) == number


PROVISIONS = st.builds(
    Provision,
    article=st.integers(1, 9999),
    inserted=st.integers(0, 30),
    paragraph=st.integers(0, 30),
    item=st.integers(0, 40),
    point=st.integers(0, 9),
)


@given(PROVISIONS)
def test_provisions_are_read_as_they_are_written(provision: Provision) -> None:
    assert parse_provision(provision.text) == provision


@given(st.lists(PROVISIONS | st.just(Provision(3, 0, 1, 2)), min_size=1, max_size=4))
def test_what_is_common_holds_all(provisions: list[Provision]) -> None:
    found = common(provisions)
    assert found is None or all(found.holds(provision) for provision in provisions)


@given(st.text(alphabet="第一二三十百条款项章节编之目录附则法()、。:;, \n0123456789为了", max_size=200))
def test_any_text_is_read(text: str) -> None:
    for clause in segment(read(text)):
        assert text[clause.start : clause.end] == clause.text
