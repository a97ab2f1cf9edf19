"""What a law says in two places: what is forbidden, and what a breach brings; what words mean; what a list holds."""

from collections.abc import Iterator

import pytest

from retrieval.answer.ask import ask
from retrieval.index.store import Index
from tests.conftest import index_of

RIVER = """平湖市河道管理条例
(2021年3月1日平湖市人民代表大会常务委员会通过)
第一章 总则
第一条 为了加强河道管理,保障防洪安全,制定本条例。
第二条 本条例所称河道,是指本市行政区域内的江河、湖泊、水库、人工水道。
第三条 市水务部门是本市河道工作的主管部门,负责河道的规划和监督。
第二章 保护
第四条 河道保护范围由市水务部门划定,设立界桩和标志,任何单位和个人不得移动。
第五条 在河道管理范围内不得种植高秆作物。
第六条 在河道禁止下列行为:
(一)倾倒垃圾、渣土;
(二)洗涤装贮过油类的容器;
(三)电鱼、毒鱼。
违反前款规定的,由市水务部门责令改正,处五百元以上五千元以下罚款。
第七条 符合下列条件之一的河段,可以开放游泳:
(一)水质达到三类以上标准的;
(二)岸边设有救生设施的。
第三章 法律责任
第八条 违反本条例第五条规定的,责令限期清除,可以处二百元以上二千元以下罚款。
第九条 有下列行为之一的,由市水务部门处一万元以上五万元以下罚款:
(一)擅自填堵河道;
(二)擅自移动界桩。
第十条 本条例下列用语的含义:
(一)高秆作物,是指成熟时高度超过一米的作物。
(二)河道管理范围,是指两岸堤防之间的水域、沙洲、滩地和堤防。
第十一条 本条例自2021年5月1日起施行。
"""


@pytest.fixture(scope="module")
def river(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with index_of(tmp_path_factory.mktemp("river"), river=RIVER) as index:
        yield index


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("在河道倾倒垃圾罚多少", "五百元以上五千元以下"),  # in the paragraph behind the list
        ("在河道种植高秆作物怎么处罚", "二百元以上二千元以下"),  # in an article that only names the other
        ("擅自移动河道界桩罚多少钱", "一万元以上五万元以下"),  # in the words that announce the list
    ],
)
def test_what_a_breach_brings_is_found_wherever_it_stands(river: Index, question: str, said: str) -> None:
    assert said in ask(question, river).text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("什么是河道", "江河、湖泊、水库"),
        ("高秆作物指什么", "高度超过一米"),
        ("河道管理范围是什么意思", "两岸堤防之间"),
    ],
)
def test_a_meaning_is_answered_with_the_definition(river: Index, question: str, said: str) -> None:
    assert said in ask(question, river).text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("哪些河段可以开放游泳", ("水质达到三类以上", "救生设施")),
        ("河道禁止哪些行为", ("倾倒垃圾", "电鱼")),
    ],
)
def test_what_is_announced_is_answered_with_the_list(river: Index, question: str, said: tuple[str, ...]) -> None:
    text = ask(question, river).text
    assert all(item in text for item in said)
