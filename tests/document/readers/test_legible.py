"""Text layers that are rubbish, and those that only look strange."""

import pytest

from retrieval.document.readers.printed.legible import is_garbled
from tests.document.contents import RULES

PROSE = "".join(block.whole for block in RULES.blocks if not block.rows)


def shifted(text: str) -> str:
    """Every Chinese character put for another, as a font that counts wrongly does it."""
    known = sorted({char for char in text if "\u4e00" <= char <= "\u9fff"})
    return text.translate({ord(one): other for one, other in zip(known, known[7:] + known[:7], strict=True)})


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(shifted(PROSE), id="letters for letters"),
        pytest.param("'\"#$%&'()*+\n,-.A/0$%123456()YQQQ789#:;<=>?\n,@.AGH()3I3JTQQ789#K;<LMNO?", id="marks"),
        pytest.param(
            "龙池叀兼老朎劢衦贵功泖笭一杢札功泖逃用亏龙池叀行医埠円皅兼老朻枅", id="a few letters for letters"
        ),
        pytest.param("第一条 òàùÅäñùÜûÊÔÖÕÙÚòÁÓÇÄ 补贴", id="bytes for letters"),
        pytest.param("新建养老机构每张床位补贴\ufffd\ufffd\ufffd\ufffd元，由县民政局负责发放。", id="no digits"),
        pytest.param(
            "第一条 \ue001\ue002\ue003\ue004\ue005\ue006\ue007\ue008\ue009 补贴由市民政局负责发放", id="private"
        ),
    ],
)
def test_rubbish_is_told(text: str) -> None:
    assert is_garbled(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(PROSE, id="prose"),
        pytest.param("王建国 李志强 张秀英 刘德海 陈玉兰 杨晓东 赵文博 黄丽萍 周国栋 吴桂花 " * 20, id="names"),
        pytest.param("1.2% 3.4% 5.6% (7.8) [9.0] 11/12 13-14 15:16 " * 9, id="numbers"),
        pytest.param("The measures apply to all institutions; see Annex A (page 3).\n" * 9, id="English"),
        pytest.param("第一章 总则……………………1\n第二章 附则……………………9\n" * 9, id="contents"),
        pytest.param("附件", id="short"),
        pytest.param("新建養老機構每張床位補貼八千元，由縣民政局負責發放，並接受監督檢查。", id="traditional"),
        pytest.param(
            "复方黄黛片、头孢氨苄甲氧苄啶胶囊、五加参蛤蚧精、鸦胆子油口服乳液、参术儿康糖浆", id="rare characters"
        ),
    ],
)
def test_what_can_be_read_is_kept(text: str) -> None:
    assert not is_garbled(text)
