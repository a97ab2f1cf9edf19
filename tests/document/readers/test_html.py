import json
from contextlib import suppress
from html import escape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.document.readers.web.html import read_html
from retrieval.document.readers.web.lines import clean
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


RULES = (
    "<p>第一条 新建养老机构每张床位补贴8000元，由市民政局负责，按季拨付到位，不得截留。</p>"
    "<p>第二条 运营补贴每人每月300元，由市财政局按季拨付，逾期未申请的，视为自动放弃。</p>"
    "<p>第三条 本办法自2024年5月1日起施行，有效期五年，由市民政局负责解释，各区参照执行。</p>"
)


def page(head: str, body: str, opening: str = "<body>") -> str:
    return read_html(f"<html><head><meta charset=utf-8>{head}</head>{opening}{body}</body></html>".encode(), "a").text


def stated(head: str, body: str) -> dict[str, str]:
    """The facts above the text of a page."""
    named = (line.partition("：") for line in reversed(page(head, body).splitlines()))
    return {name: value for name, colon, value in named if colon and len(name) <= 5}


def test_a_page_says_of_itself_what_it_is_called_where_it_is_from_and_of_when() -> None:
    head = (
        '<meta name="ArticleTitle" content="某市养老服务问答"><meta name="PubDate" content="2025-11-18 17:37:24"/>'
        '<meta name="ContentSource" content="某市民政局&nbsp; 某市财政局"><META NAME="SiteName" CONTENT="某市民政局网站">'
        "<title>其他-某市民政局网站</title>"
    )
    text = page(head, f"<h1>某市民政局信息公开</h1><div>发布日期：2025-11-20 来源：记者</div>{RULES}")
    assert text.splitlines()[:5] == [
        "标题：某市养老服务问答",
        "发布日期：2025-11-20",
        "来源：某市民政局 某市财政局",
        "网站：某市民政局网站",
        "某市养老服务问答",
    ]


TABLES = {
    "cells": "<table><tr><td>索 引 号：</td><td>X-1</td><td>主题分类:</td><td></td></tr><tr><td>名　　称</td><td>某市养老服务"
    "补贴办法</td></tr><tr><td><b>发布机构</b></td><td><span>某市民政局</span></td><td>文号：</td><td>某民发〔2024〕3号</td></tr>"
    "<tr><td>成文日期：<i></i></td><td>2024年4月8日</td><td>有效期：</td><td>5年</td></tr></table>",
    "list in brackets": "<ol><li>[发文机构]<span>----</span><span>某市民政局</span></li><li>[标题]<span>某市养老服务补贴办法</span></li>"
    "<li>[发文字号]<span>某民发</span><span>〔2024〕</span><span>3号</span></li><li>[成文日期]<span>2024-04-08</span></li>"
    "<li>[废止日期]<span>----</span></li><li>[有效期]<span>5年</span></li><li>[索引号]<span>X-1</span></li></ol>",
    "names and values": "<dl><dt>索引号：</dt><dd>X-1</dd><dt>发布机关：</dt><dd>某市民政局</dd><dt>文&nbsp;&nbsp;号：</dt><dd>某民发〔2024〕"
    "3号</dd><dt>标题：</dt><dd>某市养老服务补贴办法</dd><dt>发文日期：</dt><dd>2024/4/8</dd><dt>有效期：</dt><dd>5年</dd></dl>",
    "one cell each": "<ul><li>索引号：X-1</li><li>发布单位：某市民政局</li><li><em>文号：</em>某民发〔2024〕3号</li><li>标题：某市养老服务补贴"
    "办法</li><li>生成日期：2024.4.8</li><li>有效期：5年</li></ul>",
    "in one paragraph": "<p>索引号：X-1　发布机构：某市民政局　文号：某民发〔2024〕3号<br>标题：某市养老服务补贴办法　印发日期：2024-4-8　"
    "有效期：5年</p>",
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_the_table_of_the_document_in_every_form(table: str) -> None:
    facts = stated("", f"<div>{table}</div><div>{RULES}</div>")
    assert facts.pop("发文机关", None) or facts.pop("发布机构") == "某市民政局"
    assert {name: facts.get(name) for name in ("标题", "发文字号", "成文日期", "有效期", "索引号")} == {
        "标题": "某市养老服务补贴办法",
        "发文字号": "某民发〔2024〕3号",
        "成文日期": "2024-04-08",
        "有效期": "5年",
        "索引号": "X-1",
    }
    assert "主题分类" not in facts
    assert "失效日期" not in facts


def test_validity_and_joint_issuers_are_passed_on() -> None:
    facts = stated(
        "",
        "<ul><li><span>统一编号：</span>G1</li><li><span>文 号：</span> 某府规〔2021〕7号</li><li><span>实施日期：</span>2021年4月16日</li>"
        "<li><span>失效日期：</span>2026年4月15日</li><li>发文单位：某市民政局</li><li>联合发文单位：某市财政局</li>"
        f"<li>文件状态：现行有效</li></ul>{RULES}",
    )
    assert facts["实施日期"], facts["失效日期"] == ("2021-04-16", "2026-04-15")
    assert facts["发文机关"] == "某市民政局 某市财政局"
    assert facts["有效性"] == "现行有效"


def test_fields_to_be_filled_in_and_forms_of_the_document_state_nothing() -> None:
    search = "<div><span>文件状态</span><input type=radio>不限<input type=radio>已失效</div>"
    form = "<p>附件 申请表</p><p>名称：某某公司</p><p>日期：2020-01-01</p>"
    facts = stated("", f"{search}<h1>某市养老服务补贴办法</h1>{RULES}{form}")
    assert facts["标题"] == "某市养老服务补贴办法"
    assert "有效性" not in facts
    assert "发布日期" not in facts


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("<title>某市养老服务补贴办法_政策文件_某市人民政府</title>", "<h1>某市人民政府门户网站</h1>"),
        ("<title>某市民政局</title>", "<h1><a>某市民政局</a></h1><h1>某市养老服务补贴办法</h1>"),
        ("", "<div class='news_title'>某市养老服务补贴办法</div>"),
        ("", "<UCAPTITLE>某市养老服务补贴办法</UCAPTITLE>"),
        ("<meta name=ArticleTitle content='{{title}}'>", "<h1>某市养老服务<br>补贴办法</h1>"),
        ("<meta name=ArticleTitle content='政策文件'><meta name=ColumnName content='政策文件'>", "<h1>某市养老服务补贴办法</h1>"),
        ("<meta name=ArticleTitle content='某市养老服务&lt;br&gt;补贴办法-某市政府网'><meta name=SiteName content='某市政府网'>", ""),
    ],
)  # fmt: skip
def test_the_title_is_the_documents_not_the_sites(head: str, body: str) -> None:
    assert stated(head, body + RULES)["标题"] == "某市养老服务补贴办法"


def test_a_title_on_several_lines_is_one() -> None:
    head = '<meta name="ArticleTitle" content="某市民政局关于印发某市养老服务补贴办法的通知">'
    set_apart = "<p>某民发〔2024〕3号</p><p>某市民政局</p><p>关于印发某市养老服务补贴</p><p>办法的通知</p>"
    assert page(head, set_apart + RULES).splitlines()[1:3] == [
        "某民发〔2024〕3号",
        "某市民政局关于印发某市养老服务补贴办法的通知",
    ]


def test_spans_side_by_side_are_facts_apart() -> None:
    info = "<div><span>发布时间：2021-07-30</span><span>来源：国家法律法规数据库</span><span>字体大小：</span><a>大</a></div>"
    assert page("", info + "<h1>某市养老服务补贴办法</h1>" + RULES).splitlines()[1:4] == [
        "发布日期：2021-07-30",
        "来源：国家法律法规数据库",
        "某市养老服务补贴办法",
    ]


@pytest.mark.parametrize(
    "opening", ["<body style='visibility: hidden'>", "<body style='display:none'>", "<body hidden>"]
)
def test_a_page_that_waits_for_its_scripts_is_read(opening: str) -> None:
    assert "每张床位补贴8000元" in page("", RULES, opening)
    assert "每张床位补贴8000元" in page("", f"<div style='display: none'>{RULES}</div><p>正在加载，请稍候。</p>")
    half = f"<p>为了规范养老服务补贴，制定本办法，请遵照执行。</p><div style='display:none'>{RULES}</div>"
    assert "每张床位补贴8000元" in page("", half)


def test_what_is_hidden_and_little_or_a_copy_is_left_out() -> None:
    aside = "<p style='display:none'>请登录后下载，谢谢。</p>"
    copy = f"<div style='display:none'>{RULES.replace('</p><p>', ' ')}</div>"
    assert page("", f"<div>{RULES}</div>{aside}{copy}").splitlines() == RULES[3:-4].split("</p><p>")


def test_a_text_that_is_only_data_of_a_script_is_read() -> None:
    data = json.dumps({"id": 1, "content": RULES, "footer": "<p>主办</p>"})
    assert "每张床位补贴8000元" in page("", f"<div id=app></div><script>window.DATA = {data};</script>")
    assert "每张床位补贴8000元" in page("", f"<div id=app></div><textarea>{escape(RULES)}</textarea>")


TABLE = "<table><tr><td>等级</td><td>奖励</td></tr><tr><td>示范基地</td><td>十万元</td></tr></table>"
NEIGHBOURS = "<div><a href=1>某市召开会议，部署重点工作</a><a href=2>某市举行活动，推进服务</a></div>"


@pytest.mark.parametrize(
    "attached",
    [
        f"<div><p>附表3</p><p>补贴标准</p>{TABLE}</div>",
        f"<div class=fj><h3>附件：补贴标准</h3></div><div>{TABLE}</div>",
        f"<p>附件1</p><p>补贴标准</p>{TABLE}",
        f"<section>附录 补贴标准{TABLE}</section>",
    ],
)
def test_attachments_beside_the_main_block_belong_to_the_document(attached: str) -> None:
    text = page("", f"<div><div>{RULES * 3}</div>{attached}{NEIGHBOURS}</div>")
    assert "示范基地 | 十万元" in text
    assert "补贴标准" in text
    assert "部署重点工作" not in text


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["<p>", "</p>", "<table>", "<tr>", "<td>", "<td rowspan=3>", "</table>", "<div class=nav>",
                                 "</div>", "<br>", "正文，内容。", "&nbsp;", "<a href=x>链接</a>", "<!--", "]]>", "\x0b"])))  # fmt: skip
def test_whatever_the_tags_there_is_a_text_or_a_sentence(tags: list[str]) -> None:
    with suppress(SourceError):
        assert text_of("".join(tags)).strip()
