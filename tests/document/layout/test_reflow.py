"""Hard-wrapped text: a sentence is one paragraph, and what is no sentence stays apart."""

from hypothesis import given
from hypothesis import strategies as st

from retrieval.document.layout.lines import read_lines
from retrieval.document.layout.reflow import reflow
from retrieval.text.joined import join


def paragraphs(text: str) -> list[str]:
    return [join(span.of(text)).text for span in reflow(read_lines(text))]


#: As a PDF's text comes out: lines of thirty characters, some parted again at punctuation, a page mark in mid-sentence.
PDF = """清河县人民政府关于印发清河县优化营商环境行动方案
（2023 版）的通知（2023 年3 月31 日）
清政秘〔2023〕19 号
各乡镇人民政府，县政府各部门、各直属机构，清河经济开发
区管理委员会：
现将《清河县优化营商环境行动方案》印发给你们，请结合实
际，认真贯彻落实。
清河县人民政府
2023 年3 月31 日
清河县优化营商环境行动方案
为深入贯彻落实党中央、国务院优化营商环境的决策部署，进
一步激发市场活力，
推动全县高质量发展，制定本行动方案。
一、开办企业
牵头单位：县市场监管局。
1.优化现有的企业开办、注销、全程电子化等系统，实现一个

# Page 674:
端口统一对外。
〔县市场监管局牵头，县公安局、县人社局按
职责分工负责，2023 年9 月底前完成〕
2.在全县范围内深入推进
“一业一证”
改革，
拓展涉企高频事
项“一件事一次办”。办理时间按照条例第五条和本方案
第三条的规定压缩到一天，群众跑动次数减少三次，成本降低
1.5个百分点。
第二条
县政务服务中心负责受理申请，并在五个工作日内答复申请
人。
"""


def test_sentences_over_lines_are_joined() -> None:
    assert paragraphs(PDF) == [
        "清河县人民政府关于印发清河县优化营商环境行动方案（2023版）的通知（2023年3月31日）",
        "清政秘〔2023〕19号",
        "各乡镇人民政府，县政府各部门、各直属机构，清河经济开发区管理委员会：",
        "现将《清河县优化营商环境行动方案》印发给你们，请结合实际，认真贯彻落实。",
        "清河县人民政府",
        "2023年3月31日",
        "清河县优化营商环境行动方案",
        "为深入贯彻落实党中央、国务院优化营商环境的决策部署，进一步激发市场活力，推动全县高质量发展，制定本行动方案。",
        "一、开办企业",
        "牵头单位：县市场监管局。",
        "1.优化现有的企业开办、注销、全程电子化等系统，实现一个端口统一对外。〔县市场监管局牵头，县公安局、县人社局按职责分工负责，2023年9月底前完成〕",
        "2.在全县范围内深入推进“一业一证”改革，拓展涉企高频事项“一件事一次办”。办理时间按照条例第五条和本方案第三条的规定压缩到一天，群众跑动次数减少三次，成本降低1.5个百分点。",
        "第二条 县政务服务中心负责受理申请，并在五个工作日内答复申请人。",
    ]


def test_what_a_browser_prints_around_pages_cuts_no_sentence() -> None:
    head = "2026/7/24 15:32\n\n清河县水体保护行动方案_环境保护_清河县政府网\n"
    lines = [
        "坚持以人民为中心的发展思想，深入打好碧水保卫战，全面推进",
        "水体保护治理，基本消除黑臭水体，群众身边水体明显改善。",
    ]
    page = "\n".join(
        [
            f"全县各级各部门要高度重视水体保护治理工作第{n}项，强化协同\n配合，形成工作合力，确保完成任务。"
            for n in "一二三"
        ]
    )
    foot = "https://www.example.gov.cn/content_1.htm\n\n{}/3\n\n"
    text = head + page + "\n" + lines[0] + "\n" + foot.format(1) + head + lines[1] + "\n" + foot.format(2) + head + page
    assert any("".join(lines) in paragraph for paragraph in paragraphs(text))
    assert not any("清河县政府网" in paragraph for paragraph in paragraphs(text))


def test_lines_that_end_with_their_paragraph_stay_apart() -> None:
    text = "关于印发方案的通知\n各区人民政府：\n一、目标\n到2025年，建成十个园区，培育一百家企业。\n牵头单位\n县工信局\n县财政局\n"
    assert paragraphs(text) == text.split("\n")[:-1]


def test_a_title_over_two_lines_is_one_paragraph() -> None:
    text = "清河县人民政府办公室关于进一步支持\n个体工商户发展的若干意见\n各乡镇人民政府：\n现提出以下意见。\n"
    assert paragraphs(text)[0] == "清河县人民政府办公室关于进一步支持个体工商户发展的若干意见"


def test_numbers_in_cells_are_no_page_numbers() -> None:
    text = "服务电话\n1\n石牌街\n37286460\n2\n五山街\n87999952\n"
    assert paragraphs(text) == text.split("\n")[:-1]


@given(st.text(alphabet="推进工作，。、；：《》（）(一)第条1.年局 \n\n关于通知的#Page:-"))
def test_no_character_is_lost_but_those_of_pages(text: str) -> None:
    end = 0
    for span in reflow(read_lines(text)):
        assert end <= span.start < span.end <= len(text)
        end = span.end


def test_a_bracket_that_is_open_goes_on_below_the_name_of_a_body() -> None:
    text = (
        PDF
        + "加强重点工业产品生产企业的日常巡查和专项检查工作力度。\n（县市场监管局\n牵头，县公安局等有关单位按职责分工负责）\n"
    )
    assert paragraphs(text)[-1].endswith("（县市场监管局牵头，县公安局等有关单位按职责分工负责）")
