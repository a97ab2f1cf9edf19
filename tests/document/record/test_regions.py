from collections.abc import Callable

import pytest

from retrieval.document.model import Record
from retrieval.document.record.region import places_in

Read = Callable[[str], Record]


def place_of(record: Record) -> tuple[str, ...]:
    region = record.region
    return tuple(filter(None, (region.province, region.city, region.county))) if region else ()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("天水市人民政府关于做好防汛工作的通知\n各县区人民政府：\n请做好。", ("甘肃省", "天水市")),
        ("广州市海珠区民政局关于发放津贴的通知\n各街道：\n请做好。", ("广东省", "广州市", "海珠区")),
        ("广东省人民政府关于印发广州市南沙区发展规划的通知\n各市：\n请做好。", ("广东省", "广州市", "南沙区")),
        ("广州开发区（黄埔区）促进人才发展的政策措施\n为促进人才发展，制定本措施。", ("广东省", "广州市", "黄埔区")),
        ("柳河县各乡镇人民政府：\n全县培育合作社40家。", ("吉林省", "通化市", "柳河县")),
        ("为推动我县发展，结合柳河县实际，现通知如下。\n全县培育合作社40家。吉林省支持我县。", ("吉林省", "通化市", "柳河县")),
        ("上海市黄浦区人民政府办公室关于印发工作要点的通知\n各部门：\n请做好。", ("上海市", "上海市", "黄浦区")),
        ("北京经济技术开发区管理委员会关于印发工作方案的通知\n各部门：\n请做好。", ("北京市",)),
    ],
)  # fmt: skip
def test_the_lowest_place_with_those_above_it(record_of: Read, text: str, place: tuple[str, ...]) -> None:
    record = record_of(text)
    assert place_of(record) == place
    assert not record.national


@pytest.mark.parametrize(
    "text",
    [
        "国务院办公厅关于做好防汛工作的通知\n各省、自治区、直辖市人民政府：\n请做好。",
        "关于做好防汛工作的通知\n各省、自治区、直辖市水利厅（局）：\n湖南省湘潭市的经验可以借鉴。",
        "教育部 财政部关于印发助学办法的通知\n有关单位：\n请做好。",
        "中华人民共和国外商投资法\n第一条 为扩大对外开放，制定本法。",
    ],
)
def test_documents_of_the_whole_state(record_of: Read, text: str) -> None:
    record = record_of(text)
    assert record.national
    assert record.region is None


def test_what_is_not_known_stays_unknown(record_of: Read) -> None:
    record = record_of("关于做好防汛工作的通知\n各单位：\n请做好防汛工作。")
    assert (record.region, record.national) == (None, False)


@pytest.mark.parametrize(
    "text", ["中华人民共和国外商投资法", "咸丰五年以来", "天水围河的治理", "创建示范县工作", "中山大学附属医院"]
)
def test_words_that_name_no_place(text: str) -> None:
    assert places_in(text) == []
