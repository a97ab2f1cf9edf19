from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.document.readers.html import read_html
from retrieval.document.readers.web_lines import clean
from retrieval.document.source import read_source
from retrieval.errors import SourceError

PAGE = '<html><head><meta charset="{}"><title>通知</title></head><body>{}</body></html>'
BODY = "<p>为加快我市养老服务发展，制定本计划。</p><p>到2022年，新增养老床位5000张。</p>"


def text_of(body: str) -> str:
    return read_html(PAGE.format("utf-8", body).encode(), "a.html").text


def test_a_page_says_what_encoding_it_is_in_and_means_the_larger_one(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(PAGE.format("gb2312", "<p>朱镕基，䶮，提出意见。</p>").encode("gb18030"))
    assert "朱镕基，䶮，提出意见。" in read_source(tmp_path / "a.html").text


def test_a_page_that_says_the_wrong_encoding_is_read_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(PAGE.format("gb2312", BODY).encode("utf-8"))
    assert "新增养老床位5000张" in read_source(tmp_path / "a.html").text


def test_line_ends_of_the_file_are_no_spaces_between_chinese_characters() -> None:
    assert clean("产业\n    规模 突破\nAI 产业") == "产业规模 突破 AI 产业"


def test_a_table_that_frames_the_page_is_no_table_of_facts() -> None:
    framed = f"<table><tr><td>菜单</td><td>{BODY * 20}</td></tr><tr><td>一</td><td>二</td></tr></table>"
    assert " | " not in text_of(framed)


def test_a_table_over_rows_and_columns() -> None:
    table = (
        "<table><tr><td rowspan=2>指标</td><td colspan=2>目标值</td></tr><tr><td>2020</td><td>2025</td></tr>"
        "<tr><td>床位（张）</td><td>5000</td><td>8000</td></tr></table>"
    )
    assert "指标 | 目标值 |\n指标 | 2020 | 2025\n床位（张） | 5000 | 8000" in text_of(BODY + table)


@pytest.mark.parametrize("body", ["", "<div id=app></div><script>render('正文。')</script>", "<div>" * 5000 + BODY])
def test_a_page_without_a_word_or_nested_without_end_is_told(body: str) -> None:
    with pytest.raises(SourceError, match="没有正文"):
        text_of(body)


NEWS = "<p>全市经济工作会议召开，部署下半年重点任务，努力完成全年目标。</p>" * 2
FOOT = "<p>主办：某市人民政府　承办：某市大数据局</p><p>网站标识码：1234567890</p><p>建议使用1024×768以上分辨率浏览，谢谢访问。</p>"


@pytest.mark.parametrize(
    "around",
    [
        "<div><div>{}</div><div><h3>相关阅读</h3>{}</div></div>{}",
        "<div>{}<p>热点推荐</p>{}</div><div class=foot>{}</div>",
        "<table><tr><td><a>首页</a></td></tr><tr><td>{}</td></tr></table><div id=sidebar>{}</div>{}",
    ],
)
def test_what_else_a_site_offers_and_its_footer_are_left_out(around: str) -> None:
    assert text_of(around.format(BODY * 4, NEWS, FOOT)).splitlines() == 4 * [
        "为加快我市养老服务发展，制定本计划。",
        "到2022年，新增养老床位5000张。",
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["<p>", "</p>", "<table>", "<tr>", "<td>", "<td rowspan=3>", "</table>", "<div class=nav>",
                                 "</div>", "<br>", "正文，内容。", "&nbsp;", "<a href=x>链接</a>", "<!--", "]]>", "\x0b"])))  # fmt: skip
def test_whatever_the_tags_there_is_a_text_or_a_sentence(tags: list[str]) -> None:
    with suppress(SourceError):
        assert text_of("".join(tags)).strip()
