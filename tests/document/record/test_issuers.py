from collections.abc import Callable

import pytest

from retrieval.document.model import Record

Read = Callable[[str], Record]


def issuers_of(record: Record) -> list[str]:
    return [issuer.value for issuer in record.issuers]


def test_a_joint_head_over_the_title(record_of: Read) -> None:
    record = record_of(
        "中共清河县委 清河县人民政府\n关于支持重点产业加快发展的实施意见\n(2023年2月8日)\n为实现高质量发展，制定如下意见。"
    )
    assert record.title
    assert record.title.value == "关于支持重点产业加快发展的实施意见"
    assert issuers_of(record) == ["中共清河县委", "清河县人民政府"]
    assert record.iso_date == "2023-02-08"
    assert record.region
    assert (record.region.province, record.region.city, record.region.county) == ("河北省", "邢台市", "清河县")


def test_all_of_a_title(record_of: Read) -> None:
    text = "湘潭市民政局 湘潭市财政局关于印发湘潭市高龄津贴发放办法的通知\n各区民政局：\n请遵照执行。"
    record = record_of(text)
    assert issuers_of(record) == ["湘潭市民政局", "湘潭市财政局"]
    assert record.issuer
    assert record.issuer.value == "湘潭市民政局、湘潭市财政局"
    assert record.issuer.span.of(text) == "湘潭市民政局 湘潭市财政局"


def test_others_are_told_by_the_signature(record_of: Read) -> None:
    record = record_of(
        "湘潭市民政局等三部门关于做好养老服务工作的通知\n各区民政局：\n请遵照执行。\n湘潭市民政局湘潭市财政局\n湘潭市医疗保障局\n2024年3月8日"
    )
    assert issuers_of(record) == ["湘潭市民政局", "湘潭市财政局", "湘潭市医疗保障局"]


@pytest.mark.parametrize(
    ("head", "signed", "issuer"),
    [
        ("省民政厅", "湖南省民政厅\n2024年3月8日", "湖南省民政厅"),  # the signature says it in full
        ("市民政局", "2024年3月8日\n（联系人：湘潭市民政局王五）", "湘潭市民政局"),  # another place of the text does
    ],
)
def test_a_name_that_leaves_its_place_out_is_told_in_full(record_of: Read, head: str, signed: str, issuer: str) -> None:
    record = record_of(f"{head}关于印发湖南省湘潭市养老服务方案的通知\n各有关单位：\n请遵照执行。\n{signed}")
    assert issuers_of(record) == [issuer]


@pytest.mark.parametrize(
    ("text", "issuers"),
    [
        (
            "湘潭市人民政府令\n第12号\n《湘潭市绿化办法》已经通过，现予公布。\n市长 王五\n2024年3月8日",
            ["湘潭市人民政府"],
        ),
        ("发布机构：湘潭市水利局\n标题：关于做好防汛工作的通知\n各有关单位：\n请遵照执行。", ["湘潭市水利局"]),
        ("关于做好防汛工作的通知\n来源：湘潭市水利局官网\n请各单位做好防汛工作。", ["湘潭市水利局"]),
        ("关于做好防汛工作的通知\n来源：湘潭日报\n请各单位做好防汛工作。", []),
        (
            "2024年湖南省政府工作报告\n湖南省省长 王五\n各位代表：\n现在，我代表省人民政府向大会报告工作。",
            ["湖南省人民政府"],
        ),
    ],
)
def test_decree_page_and_report(record_of: Read, text: str, issuers: list[str]) -> None:
    assert issuers_of(record_of(text)) == issuers
