"""The same document however its lines are broken."""

from collections.abc import Callable

import pytest

from retrieval.document.model import Record
from tests.benchmarks.rewriting import FORMS

Read = Callable[[str], Record]
NOTICE = """湘潭市民政局 湘潭市财政局关于印发湘潭市高龄津贴发放办法的通知
潭民发〔2024〕12号
各县市区民政局、财政局，市直有关单位：
《湘潭市高龄津贴发放办法》已经市政府同意，现印发给你们，请认真贯彻执行。
湘潭市民政局
湘潭市财政局
2024年3月8日
（此件公开发布）
湘潭市高龄津贴发放办法
第一章 总则
第一条 为保障老年人基本生活，根据《湖南省老年人权益保障条例》（湘政发〔2020〕5号印发），结合我市实际，制定本办法。
第二条 年满八十周岁的本市户籍老年人，每月可以领取高龄津贴一百元。
第三条 本办法自2024年5月1日起施行，有效期五年。
"""


@pytest.mark.parametrize("form", FORMS)
def test_a_notice_in_every_form(record_of: Read, form: str) -> None:
    record = record_of(FORMS[form](NOTICE))
    assert record.title
    assert record.title.value == "湘潭市高龄津贴发放办法"
    assert [issuer.value for issuer in record.issuers] == ["湘潭市民政局", "湘潭市财政局"]
    assert record.number
    assert record.number.value == "潭民发〔2024〕12号"
    assert (record.iso_date, record.in_force) == ("2024-03-08", "2024-05-01")
    assert record.region
    assert record.region.name == "湘潭市"


def test_a_letter_in_one_line(record_of: Read) -> None:
    record = record_of(
        "湘潭市人民政府关于支持中小企业发展的若干意见 各县市区人民政府： 一、可以延期三个月缴纳税款。二、可以减免房租。"
    )
    assert record.title
    assert record.title.value == "湘潭市人民政府关于支持中小企业发展的若干意见"
    assert [issuer.value for issuer in record.issuers] == ["湘潭市人民政府"]
    assert record.region
    assert record.region.name == "湘潭市"


@pytest.mark.parametrize("text", ["", "\u200b\n", "|", "（）", "《》", "标题：\n发布机构：\n", "令第5号", "关于" * 400])
def test_what_is_no_document_has_no_record(record_of: Read, text: str) -> None:
    assert record_of(text).title is None
