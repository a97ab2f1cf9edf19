import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import retrieval.question.intent as module
from retrieval.question.intent import Shape, read_intents, read_shapes, shows
from retrieval.text.fold import fold

_DATA = Path(module.__file__).with_name("intent.toml")
_ASKS = [(shape, ask, example) for shape, intent in read_intents().items() for ask, example in intent.asks.items()]


@pytest.mark.parametrize(("shape", "ask", "example"), _ASKS)
def test_each_example_asks_for_its_shape_in_its_own_words(shape: Shape, ask: str, example: str) -> None:
    assert re.search(ask, "".join(fold(example).split()).rstrip("?"))
    assert shape in read_shapes(fold(example))


def test_the_file_is_toml_and_is_read_as_toml_reads_it() -> None:
    tables = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    assert tables == {
        shape: {"shows": intent.shows, "asks": dict(intent.asks)} for shape, intent in read_intents().items()
    }


@pytest.mark.parametrize(
    ("question", "shape"),
    [
        ("养老床位一张给补多少", Shape.MONEY),
        ("建一个站补几块钱", Shape.SUM),
        ("一家企业能拿几百万", Shape.SUM),
        ("手续费几个点", Shape.SHARE),
        ("护理床位占几成", Shape.SHARE),
        ("啥时候开始报名", Shape.DATE),
        ("多会儿发钱", Shape.DATE),
        ("几天能办好", Shape.TERM),
        ("这事归谁管", Shape.OFFICE),
        ("备案找哪个部门", Shape.OFFICE),
        ("去哪办", Shape.PLACE),
        ("这文件管几年", Shape.VALIDITY),
        ("那个办法还作数吗", Shape.VALIDITY),
        ("打哪个电话", Shape.CONTACT),
        ("办税服务热线是什么", Shape.CONTACT),
        ("收到投诉如何处理", Shape.STEP),
        ("弄虚作假会怎么处理", Shape.PENALTY),
        ("要不要预约", Shape.YES_NO),
        ("落户咋办", Shape.STEP),
        ("要带啥去办", Shape.MATERIAL),
    ],
)
def test_everyday_words_ask_for_a_shape(question: str, shape: Shape) -> None:
    assert shape in read_shapes(fold(question))


@pytest.mark.parametrize(
    ("question", "shape"),
    [
        ("有哪些人才补贴政策", Shape.SUM),
        ("收到投诉如何处理", Shape.PENALTY),
        ("不挣钱的学校去哪登记", Shape.MONEY),
        ("民政局咨询电话是多少", Shape.AMOUNT),
    ],
)
def test_a_word_that_is_only_spoken_of_asks_for_nothing(question: str, shape: Shape) -> None:
    assert shape not in read_shapes(fold(question))


@pytest.mark.parametrize(
    ("text", "shown"),
    [("咨询电话:0512-65123456", True), ("请拨打12345", True), ("总投资12345万元", False), ("联系电话:", False)],
)
def test_a_contact_is_shown_by_its_number_and_not_by_its_label(text: str, shown: bool) -> None:
    assert shows(Shape.CONTACT, text) is shown


@pytest.mark.parametrize("question", ["最 高 补 多 少", "【最高补多少？】", "最高\u200b补多少", "最高補多少"])
def test_blanks_marks_and_traditional_forms_do_not_change_what_is_asked(question: str) -> None:
    assert read_shapes(fold(question)) == read_shapes("最高补多少") >= {Shape.MONEY, Shape.LIMIT}


@pytest.mark.parametrize("question", ["今天天气怎么样", "你好", "", "???"])
def test_small_talk_asks_for_no_shape(question: str) -> None:
    assert read_shapes(fold(question)) == frozenset()


@pytest.mark.parametrize(
    ("question", "shape"),
    [
        ("哪几个部门负责", Shape.COUNT),
        ("购房补贴限哪些街道", Shape.OFFICE),
        ("要受什么处罚", Shape.OFFICE),
        ("哪天发布的", Shape.ISSUER),
        ("最快多长时间", Shape.AMOUNT),
        ("效率怎样提高", Shape.SHARE),
        ("录取结果什么时候出", Shape.PLACE),
    ],
)
def test_words_that_only_look_like_it_do_not_ask(question: str, shape: Shape) -> None:
    assert shape not in read_shapes(fold(question))


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        (Shape.MONEY, "每户补助3万元"),
        (Shape.MONEY, "罚款五千元以上"),
        (Shape.MONEY, "按设备投资额的20%给予补贴"),
        (Shape.SHARE, "覆盖率达到95％"),
        (Shape.SHARE, "三分之二以上"),
        (Shape.SHARE, "处骗取金额二倍以上五倍以下的罚款"),
        (Shape.COUNT, "新建床位300张"),
        (Shape.COUNT, "培育五家企业"),
        (Shape.AMOUNT, "煤炭产量3500万吨"),
        (Shape.DATE, "自2024年3月1日起"),
        (Shape.DATE, "每月25日前报送"),
        (Shape.TERM, "5个工作日内办结"),
        (Shape.TERM, "每半年检查一次"),
        (Shape.OFFICE, "（责任单位：市民政局、市财政局）"),
        (Shape.OFFICE, "优化窗口服务。（市民政局）"),
        (Shape.OFFICE, "县级以上民政部门负责审核"),
        (Shape.OFFICE, "由街道办事处统一受理"),
        (Shape.PERSON, "由分管副市长任组长"),
        (Shape.PLACE, "地点在城东新区文化路12号"),
        (Shape.DOCUMENT_NUMBER, "某政办发〔2023〕5号"),
        (Shape.VALIDITY, "本办法自印发之日起施行，有效期5年"),
        (Shape.STATUS, "（征求意见稿）"),
        (Shape.CONTACT, "联系电话：0000-1234567"),
        (Shape.YES_NO, "不得重复申领"),
        (Shape.LIST, "包括养老、托育、家政等"),
        (Shape.CONDITION, "申请人应具备下列条件"),
        (Shape.MATERIAL, "身份证复印件一份"),
        (Shape.STEP, "通过政务服务网提交"),
        (Shape.NAME, "打造“一键通”平台"),
        (Shape.REASON, "由于资金不足"),
        (Shape.LIMIT, "最高不超过10万元"),
        (Shape.PENALTY, "责令限期改正"),
        (Shape.MEANING, "本办法所称托育机构，是指"),
    ],
)
def test_a_text_shows_a_shape(shape: Shape, text: str) -> None:
    assert shows(shape, fold(text))


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        (Shape.MONEY, "多元化投入，元旦前完成"),
        (Shape.SHARE, "成立三个小组"),
        (Shape.COUNT, "2024年3月1日起施行"),
        (Shape.COUNT, "提高服务水平"),
        (Shape.AMOUNT, "2024年5月"),
        (Shape.AMOUNT, "第12条"),
        (Shape.DATE, "及时报送材料"),
        (Shape.TERM, "到2025年基本建成"),
        (Shape.OFFICE, "各部门要高度重视"),
        (Shape.OFFICE, "（以下简称平台）"),
        (Shape.OFFICE, "单位负责人"),
        (Shape.PLACE, "我市积极推进"),
        (Shape.DOCUMENT_NUMBER, "文化路12号"),
        (Shape.CONTACT, "共投资12345678901元"),
        (Shape.LIST, "提高服务水平"),
        (Shape.MEANING, "加强指导"),
    ],
)
def test_a_text_that_only_looks_like_it_shows_none(shape: Shape, text: str) -> None:
    assert not shows(shape, fold(text))


_HOSTILE = """
from retrieval.question.intent import Shape, read_intents, read_shapes, shows
words = sorted({char for intent in read_intents().values() for char in intent.shows + "".join(intent.asks)})
texts = [word * 2_000 for word in words]
texts += [piece * (300_000 // len(piece)) for piece in ("1", "1,", "(", "(局", ".", '"', "、国", "由局", "局", "国", "多少", "占", "20")]
for text in texts:
    read_shapes(text)
    for shape in Shape:
        shows(shape, text)
"""


def test_hostile_text_is_read_in_linear_time() -> None:
    subprocess.run([sys.executable, "-c", _HOSTILE], check=True, timeout=120)
