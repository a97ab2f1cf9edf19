"""Understanding a question: slots, words, follow-ups, filters."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import QuestionError
from retrieval.index.store import Index
from retrieval.question.intent import Shape
from retrieval.question.model import Question
from retrieval.question.normalization import MAX_LENGTH, normalize
from retrieval.question.understand import Filters, understand
from tests.conftest import index_of


def places(question: Question) -> list[str]:
    return [place.regions[0].name for place in question.places]


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("南京产业规模", "南京市"),
        ("寧波 產業規模", "宁波市"),
        ("甬 2022年规模", "宁波市"),
        ("nanjing产业规模", "南京市"),
        ("HangZhou市 目标", "杭州市"),
        ("浙江宁波的目标", "宁波市"),
        ("江苏省南京市2020年产业规模目标", "南京市"),
        ("杭洲产业规模", "杭州市"),
        ("南晶2020年产业规模目标", "南京市"),
    ],
)
def test_the_lowest_place_in_any_form(seeds: Index, text: str, region: str) -> None:
    assert places(understand(text, seeds)) == [region]


@pytest.mark.parametrize("text", ["北京街 房屋租赁", "中山路有几家店", "国外读的硕士"])
def test_a_street_is_no_place(seeds: Index, text: str) -> None:
    assert places(understand(text, seeds)) == []


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("南京2020年目标", (2020,)),
        ("南京２０２０年目标", (2020,)),
        ("南京二〇二〇年目标", (2020,)),
        ("十四五末的目标", (2025,)),
        ("25年目标", (2025,)),
        ("国办发〔2018〕128号", ()),
        ("总投资2000万元的项目", ()),
        ("一个2000万的工程2023年怎么招标", (2023,)),
        ("每月补贴2000元", ()),
    ],
)
def test_years_in_any_form(seeds: Index, text: str, years: tuple[int, ...]) -> None:
    assert understand(text, seeds).years == years


def test_document_numbers_are_one_form(seeds: Index) -> None:
    for text in ("国办发〔2018〕128号", "国办发[2018]128号", "国办发2018年128号"):
        assert understand(text, seeds).numbers == ("(2018)128号",)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("“南京2020年产业规模目标”", "南京2020年产业规模目标"),
        ("「南京2020年产业规模目标」", "南京2020年产业规模目标"),
        ("大连20\u200b35年目标", "大连2035年目标"),
        ("南京2\n020年目标", "南京2020年目标"),
        ("最高200 万元", "最高200万元"),
        ("产 业 规 模", "产业规模"),
        ("大 连新一代人工智能", "大连新一代人工智能"),
        ("大连2 035年目标", "大连2035年目标"),
        ("A I产业怎么解决问 题?", "ai产业怎么解决问题?"),
        ("荆州 一卡通 牵头", "荆州 一卡通 牵头"),
    ],
)
def test_marks_breaks_and_blanks_do_not_change_a_question(text: str, normal: str) -> None:
    assert normalize(text) == normal


def test_a_name_that_the_dictionary_lacks_is_one_word(seeds: Index) -> None:
    assert "曹文埴" in {word.text for word in understand("曹文埴是谁", seeds).words}


def test_a_follow_up_takes_what_it_lacks(seeds: Index) -> None:
    question = understand("那2025年呢", seeds, ["大连2020年产值目标"])
    assert places(question) == ["大连市"]
    assert question.years == (2025,)
    assert "产值" in {word.text for word in question.words}


def test_a_whole_question_takes_nothing(seeds: Index) -> None:
    question = understand("南京2020年人工智能产业规模目标", seeds, ["大连数据开放由谁负责"])
    assert not any(word.inherited for word in question.words)


def test_a_text_that_was_no_question_is_no_history(seeds: Index) -> None:
    question = understand("南京2020年产业规模目标", seeds, ["长" * (MAX_LENGTH + 1)])
    assert places(question) == ["南京市"]


def test_filters_exclude(seeds: Index) -> None:
    question = understand("产业规模", seeds, filters=Filters("南京", 2020))
    assert question.only_year == 2020
    assert [region.name for region in question.only_places or ()] == ["南京市"]
    with pytest.raises(QuestionError):
        understand("产业规模", seeds, filters=Filters("火星"))


@pytest.mark.parametrize("text", ["长" * (MAX_LENGTH + 1), "南京\ud800产业"])
def test_what_can_be_no_question_is_told(seeds: Index, text: str) -> None:
    with pytest.raises(QuestionError):
        understand(text, seeds)


def test_shapes_are_read(seeds: Index) -> None:
    assert Shape.MONEY in understand("南京补贴多少钱", seeds).shapes
    assert Shape.OFFICE in understand("数据开放归谁管", seeds).shapes


@given(st.text(max_size=80))
def test_any_text_is_understood_or_told(seeds: Index, text: str) -> None:
    with suppress(QuestionError):
        understand(text, seeds)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """An index of one invented notice with words that hold asking words, ages, and people."""
    text = """清水县2024年工作要点
一、发展咨询调查业,培育咨询调查企业10家。
二、每万人拥有家庭医生5人。
三、80周岁以上老年人每月发放高龄津贴100元,失能老人每月发放护理补贴200元。
四、参加长护险的人员由县医保局管理。
五、曹文埴任县人工智能产业专班组长,李关定任副组长。
"""
    with index_of(tmp_path_factory.mktemp("town"), town=text) as index:
        yield index


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("每万人几个家庭医生", ["家庭医生"]),
        ("咨询调查业", ["咨询", "调查", "业"]),
        ("失能老人", ["失能", "老人"]),
        ("80周岁高龄津贴多少钱", ["80周岁", "高龄", "津贴"]),
        ("曹文埴", ["曹文埴"]),
        ("李关定管什么", ["李关定", "管"]),
        ("长护险归谁管", ["长护险", "归", "管"]),
    ],
)
def test_no_word_is_eaten(town: Index, text: str, words: list[str]) -> None:
    found = [word.text for word in understand(text, town).words]
    assert [word for word in found if word in words] == words
    assert "".join(found).count("庭医生") == "".join(words).count("庭医生")


def test_asking_itself_is_no_content(town: Index) -> None:
    assert [word.text for word in understand("我想咨询高龄津贴", town).words] == ["高龄", "津贴"]


@pytest.mark.parametrize(
    ("asked", "follow_up", "same_as"),
    [
        ("大连2020年产值目标", "那2025年呢", "大连2025年产值目标"),
        ("南京2020年产业规模目标", "大连呢", "大连2020年产业规模目标"),
        ("南京2020年产业规模目标", "宁波市的呢？", "宁波2020年产业规模目标"),
        ("杭州要建多少个工作室", "那大连2025年呢", "大连2025年要建多少个工作室"),
    ],
)
def test_a_follow_up_of_a_place_or_a_year_is_the_question_before_with_it(
    seeds: Index, asked: str, follow_up: str, same_as: str
) -> None:
    question, plain = understand(follow_up, seeds, [asked]), understand(same_as, seeds)
    told = {word.text: word.weight for word in plain.words if not word.place}
    assert told.items() <= {word.text: word.weight for word in question.words}.items()
    assert (places(question), question.every, question.years) == (places(plain), plain.every, plain.years)
    assert question.shapes == plain.shapes


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("杭州准备怎么给公 共数据定价", "杭州准备怎么给公共数据定价"),
        ("到2020年南京和大 连各自要做多少个项目", "到2020年南京和大连各自要做多少个项目"),
        ("南京 产业 规模", "南京 产业 规模"),
    ],
)
def test_a_blank_inside_a_word_is_closed_and_one_between_words_stays(seeds: Index, text: str, read: str) -> None:
    assert understand(text, seeds).folded == read


@pytest.mark.parametrize("place", [1, 3, 5, 7, 9])
def test_a_blank_inside_a_word_changes_no_content_word(seeds: Index, place: int) -> None:
    text = "南京核心产业规模目标是多少呢"
    typed = f"{text[:place]} {text[place:]}"
    words = [word.text for word in understand(text, seeds).words]
    assert [word.text for word in understand(typed, seeds).words] == words
