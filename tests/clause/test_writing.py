"""Other official writing: notices with attachments, questions and answers, minutes, reports, plans, plain text."""

from pathlib import Path

import pytest

from retrieval.clause.model import Clause
from retrieval.clause.segment import segment
from retrieval.document.model import Document
from retrieval.document.parse import parse_document
from retrieval.document.source import Source

NOTICE = """某市教育局关于做好2024年义务教育招生工作的通知
某教发〔2024〕12号
各县区教育局，局属各学校：
现就做好2024年义务教育招生工作通知如下。
一、招生范围
（一）小学。年满六周岁的儿童。
二、工作要求
各校要公开招生结果。
附件：1.招生日程安排
2.咨询电话
某市教育局
2024年5月10日
附件1
2024年招生日程安排
一、登记时间
6月1日至6月5日登记。
附件2
咨询电话
市教育局：0000-1234567
"""
QUESTIONS = """《某市落户办法》政策问答
问：落户需要什么条件？
答：具有合法稳定住所并缴纳社会保险满六个月。
具体由公安机关认定。
二、常见问题
1.问：可以网上办理吗？
答：可以，通过政务服务网提交材料：
（1）身份证；
2.材料不全怎么办？
答：窗口一次性告知需要补正的材料。
Q：费用是多少？
A：不收取任何费用。
"""
MINUTES = """某市人民政府专题会议纪要
〔2024〕第8期
2024年3月5日下午，副市长张某主持召开专题会议。纪要如下：
会议指出，老旧小区改造是民生工程。
一、关于资金安排
会议同意市财政安排专项资金2亿元，由市财政局负责拨付。
"""
REPORT = """政府工作报告
——2024年1月15日在某市第十届人民代表大会第三次会议上
市长 某某
各位代表：
现在，我代表市人民政府，向大会报告工作。
一、2024年工作安排
主要预期目标是：地区生产总值增长6%左右。
（一）着力扩大有效投资。实施项目300个。
1.加快重大项目建设。开工项目50个。
"""
PLAN = """某市国民经济和社会发展第十四个五年规划和二〇三五年远景目标纲要
目 录
第一篇 开启新征程 1
第一章 发展基础 1
第二篇 建设创新之城……8
第二章 强化科技支撑\t8
第一篇 开启新征程
第一章 发展基础
“十三五”时期，地区生产总值突破3000亿元。
第二篇 建设创新之城
第二章 强化科技支撑
第一节 创新平台
到2025年，建设重点实验室20家。
"""
PLAIN = "今天我市召开了河长制工作会议。会上通报，全市断面达标率为92.5%。\n下一步将重点整治黑臭水体12处。\n"


def read(text: str) -> Document:
    return parse_document(Source("a", Path("a.txt"), text, ""))


def clause_with(words: str, text: str) -> Clause:
    return next(clause for clause in segment(read(text)) if words in clause.text)


@pytest.mark.parametrize(
    ("text", "words", "path"),
    [
        (NOTICE, "年满六周岁", ("一、招生范围", "（一）小学")),
        (NOTICE, "6月1日至", ("附件1", "一、登记时间")),
        (NOTICE, "1234567", ("附件2", "咨询电话")),
        (QUESTIONS, "稳定住所", ("问：落户需要什么条件？",)),
        (QUESTIONS, "公安机关认定", ("问：落户需要什么条件？",)),
        (QUESTIONS, "通过政务服务网", ("二、常见问题", "1.问：可以网上办理吗？")),
        (QUESTIONS, "一次性告知", ("二、常见问题", "2.材料不全怎么办？")),
        (QUESTIONS, "不收取", ("二、常见问题", "Q：费用是多少？")),
        (MINUTES, "2亿元", ("一、关于资金安排",)),
        (REPORT, "增长6%", ("一、2024年工作安排",)),
        (REPORT, "项目50个", ("一、2024年工作安排", "（一）着力扩大有效投资", "1.加快重大项目建设")),
        (PLAN, "3000亿元", ("第一篇 开启新征程", "第一章 发展基础")),
        (PLAN, "20家", ("第二篇 建设创新之城", "第二章 强化科技支撑", "第一节 创新平台")),
        (PLAIN, "92.5%", ()),
    ],
)
def test_the_path_leads_to_what_is_said(text: str, words: str, path: tuple[str, ...]) -> None:
    clause = clause_with(words, text)
    assert clause.path == path
    assert clause.provision is None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (NOTICE, "某市教育局关于做好2024年义务教育招生工作的通知"),
        (QUESTIONS, "《某市落户办法》政策问答"),
        (MINUTES, "某市人民政府专题会议纪要"),
        (REPORT, "政府工作报告"),
        (PLAN, "某市国民经济和社会发展第十四个五年规划和二〇三五年远景目标纲要"),
    ],
)
def test_the_title_is_known(text: str, title: str) -> None:
    record = read(text).record
    assert record.title
    assert record.title.value == title


def test_a_table_of_contents_is_left_out() -> None:
    assert [clause.text for clause in segment(read(PLAN)) if "创新之城" in clause.text] == ["第二篇 建设创新之城"]
