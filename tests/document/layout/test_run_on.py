"""Documents in one line come apart, with blanks where lines were and with nothing."""

import pytest

from retrieval.document.body import find_body
from retrieval.text.joined import join
from tests.benchmarks.rewriting import FORMS, one_line, one_line_unspaced

LINES = [
    "清河县人民政府关于支持工业发展的若干意见",
    "清政发〔2023〕5号",
    "各乡镇人民政府，县政府各部门、各直属机构：",
    "为支持工业发展，按照《清河县工业条例》第三条的规定，根据11.5.14.2的试验，提出以下意见。",
    "一、对年销售额在1.5亿元及以上的企业，奖励200万元。",
    "二、对新办企业给予以下支持：",
    "（一）租金补贴。每平方米每月补贴5元。",
    "（二）用工补贴。每人每月补贴300元。",
    "三、可以延期三个月缴纳税款，由县税务局负责办理，并在收到申请之日起五个工作日内答复申请企业，逾期不答复的视为同意，企业应当在延期届满之日前足额缴纳，不得再次申请延期，违反规定的依法处理。",
    "清河县人民政府",
    "2023年5月1日",
    "（此件公开发布）",
]


def paragraphs(text: str) -> list[str]:
    return [join(span.of(text)).text for span in find_body(text)]


@pytest.mark.parametrize("rewrite", [one_line, one_line_unspaced])
def test_a_dump_comes_apart_where_its_paragraphs_begin(rewrite) -> None:  # type: ignore[no-untyped-def]
    assert paragraphs(rewrite("\n".join(LINES))) == LINES


@pytest.mark.parametrize("form", FORMS)
def test_title_number_and_signature_have_paragraphs_of_their_own(form: str) -> None:
    found = paragraphs(FORMS[form]("\n".join(LINES)))
    for line in (*LINES[:3], *LINES[-3:]):
        assert line in found


def test_a_short_letter_in_one_line() -> None:
    text = "湘潭市人民政府关于支持中小企业的若干意见 各县市区人民政府： 一、困难企业可以延期三个月缴纳税款。"
    assert paragraphs(text) == text.split(" ")


def test_articles_behind_a_chapter_come_apart() -> None:
    articles = [
        f"第{number}条本市行政区域内的房屋交易活动适用本办法，市住房主管部门负责监督管理工作，并按照第{number}条的规定组织实施，具体工作由其所属机构承担。"
        for number in "一二三四"
    ]
    text = "第一章总则" + "".join(articles[:2]) + "第二章交易" + "".join(articles[2:])
    assert paragraphs(text) == ["第一章总则", *articles[:2], "第二章交易", *articles[2:]]


def test_words_with_a_numeral_before_a_mark_are_no_enumerators() -> None:
    sentence = "加强信息共享、权责统一、管理单一、服务专一的体系建设，推进省级政务部门网站迁入统一、规范的平台。"
    text = "一、总体要求。" + sentence * 6 + "二、工作目标。" + sentence * 6
    assert paragraphs(text) == ["一、总体要求。" + sentence * 6, "二、工作目标。" + sentence * 6]


def test_a_part_behind_the_bracket_of_a_duty_is_a_paragraph() -> None:
    last = "（二）推进数据开放。建设公共数据平台，面向企业开放数据，鼓励企业利用公共数据开发产品，并对开发的产品给予奖励。（责任单位：市大数据局，各区县）"
    parts = [
        last,
        "四、保障措施",
        "（一）组织保障。成立领导小组，统筹全市相关工作，研究解决重大问题，定期向市政府报告进展。",
    ]
    text = "某市数据发展规划\n\n" + " ".join(["（一）建设平台。建设公共数据平台，统一管理全市公共数据资源。", *parts])
    assert paragraphs(text)[-3:] == parts
