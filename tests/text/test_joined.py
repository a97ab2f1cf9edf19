"""Joined text: what layout has parted is read as one, and every span leads back to the source."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.text.joined import join


@pytest.mark.parametrize(
    ("source", "joined"),
    [
        ("给予最高200 万元资助", "给予最高200万元资助"),
        ("责任部 门", "责任部门"),
        ("补助3 6 万元", "补助36万元"),
        ("对充电设\n备给予补贴", "对充电设备给予补贴"),
        ("对充电设\r\n    备给予补贴", "对充电设备给予补贴"),
        ("网络安全和信\n# Page 12:\n息化", "网络安全和信息化"),
        ("网络安全和信\n12\n息化", "网络安全和信息化"),
        ("自2020年2月\n16\n日12时起", "自2020年2月16日12时起"),
        ("单户授信\n1000\n万元及以下", "单户授信1000万元及以下"),
        ("增长\n 12\n %以上", "增长12%以上"),
        ("到2020年\n16\n日常管理", "到2020年日常管理"),
        ("网络安全和信\n— 12 —\n息化", "网络安全和信息化"),
        ("网络安全和信\n\n 12 \n息化", "网络安全和信息化"),
        ("Open\nAI大模型", "Open AI大模型"),
        ("达到20\n25年", "达到2025年"),
        ("指标 | 2020 | 2025", "指标 | 2020 | 2025"),
        ("产值 2020 2025", "产值2020 2025"),
        ("没有空白", "没有空白"),
        ("第三条　为了规\n范", "第三条 为了规范"),
        ("第 一 百 条 之 一\n当事人", "第一百条之一 当事人"),
        ("依照第三条 的规定", "依照第三条的规定"),
        ("3. 5G基站", "3. 5G基站"),
        ("达到3. 5%", "达到3.5%"),
        ("20\u200b35年", "2035年"),
    ],
)
def test_gaps_of_the_layout_are_joined(source: str, joined: str) -> None:
    assert join(source).text == joined


@given(st.text(alphabet="南京 \n\t12A.|#Page—:\u3000\u200b万元", max_size=60))
def test_every_character_stands_where_it_says(source: str) -> None:
    joined = join(source)
    assert len(joined.text) == len(joined.offsets)
    assert list(joined.offsets) == sorted(set(joined.offsets))
    for char, place in zip(joined.text, joined.offsets, strict=True):
        assert char == source[place] or ((char == " " and source[place].isspace()) or source[place] in "\u200b")
    assert len(joined.folded) == len(joined.text)


@given(st.text(alphabet="南京 \n12元", min_size=1, max_size=40), st.data())
def test_a_span_leads_back_to_the_source(source: str, data: st.DataObject) -> None:
    joined = join(source)
    if not joined.text:
        return
    start = data.draw(st.integers(0, len(joined.text) - 1))
    end = data.draw(st.integers(start + 1, len(joined.text)))
    begin, stop = joined.source_span(start, end)
    assert source[begin] == joined.text[start] or joined.text[start] == " "
    assert join(source[begin:stop]).text.replace(" ", "") in joined.text.replace(" ", "") or begin < stop
