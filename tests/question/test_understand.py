from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import QuestionError
from retrieval.index.store import Index
from retrieval.question.model import Question
from retrieval.question.parts import Parts
from retrieval.question.understand import Filters, understand


def names(question: Question) -> list[str]:
    return [regions[0].name for regions in question.regions]


def words(question: Question) -> dict[str, float]:
    return {term.text: term.weight for term in question.terms}


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("南京产业规模", "南京市"),
        ("寧波 產業規模", "宁波市"),
        ("甬 2022年规模", "宁波市"),
        ("nanjing产业规模", "南京市"),
        ("HangZhou市 目标", "杭州市"),
        ("宁坡产业规模", "宁波市"),
        ("浙江宁波的目标", "宁波市"),
    ],
)
def test_regions_in_any_form(seeds: Index, text: str, region: str) -> None:
    assert names(understand(text, seeds)) == [region]


def test_a_region_without_documents_is_foreign(seeds: Index) -> None:
    question = understand("上海的产业规模", seeds)
    assert question.regions == ()
    assert question.foreign[0][0].name == "上海市"


def test_a_university_named_after_a_city_is_not_the_city(seeds: Index) -> None:
    assert understand("宁波的上海交通大学研究院", seeds).foreign == ()


def test_a_district_is_a_word_of_the_topic(seeds: Index) -> None:
    question = understand("大连市的中山区参与哪项工程", seeds)
    assert names(question)[0] == "大连市"
    assert "中山区" in words(question)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("南京２０２０年目标", (2020,)),
        ("二〇二五年的规模", (2025,)),
        ("十四五末的产值", (2025,)),
        ("到25年", (2025,)),
        ("2019—2022年", (2019, 2022)),
        ("国发〔2017〕35号", ()),
    ],
)
def test_years_in_any_form(seeds: Index, text: str, years: tuple[int, ...]) -> None:
    assert understand(text, seeds).years == years


def test_small_talk_tells_nothing(seeds: Index) -> None:
    assert not words(understand("你好,麻烦请问一下,我想了解一下", seeds))


def test_the_kind_of_thing_asked_for_weighs_little(seeds: Index) -> None:
    weights = words(understand("哪个平台做算力", seeds))
    assert weights["平台"] < weights["算力"]


def test_what_is_excepted_is_not_asked(seeds: Index) -> None:
    assert "基金" not in words(understand("除了基金,还有什么融资方式", seeds))


def test_numbers_are_compared_by_value(seeds: Index) -> None:
    (quantity,) = understand("工业机器人1.2万台谁负责", seeds).quantities
    assert quantity.low == 12000


@pytest.mark.parametrize(
    ("typed", "meant"), [("智能器件研宄", "研究"), ("人工智能论理规范", "伦理"), ("业务収入目镖", "目标")]
)
def test_mistyped_words_are_mended_and_said(seeds: Index, typed: str, meant: str) -> None:
    assert meant in [repair.meant for repair in understand(typed, seeds).repairs]


@pytest.mark.parametrize("text", ["出口额多少美元", "算力券怎么领", "房租补贴", "申请换电站"])
def test_right_words_are_left_alone(seeds: Index, text: str) -> None:
    assert understand(text, seeds).repairs == ()


def test_a_follow_up_takes_what_it_lacks(seeds: Index) -> None:
    question = understand("那2025年呢", seeds, ["南京2020年产业规模目标"])
    assert names(question) == ["南京市"]
    assert question.years == (2025,)
    assert "产业规模" in words(question)


def test_another_city_takes_the_topic(seeds: Index) -> None:
    question = understand("大连呢", seeds, ["南京2020年产业规模目标"])
    assert names(question) == ["大连市"]
    assert "产业规模" in words(question)


def test_a_new_subject_ends_the_old_one(seeds: Index) -> None:
    question = understand("杭州城市大脑由谁负责升级", seeds, ["南京2020年产业规模目标"])
    assert names(question) == ["杭州市"]
    assert question.years == ()
    assert "产业规模" not in words(question)


def test_filters_go_before_what_is_said(seeds: Index) -> None:
    question = understand("南京2020年产业规模", seeds, filters=Filters("大连", 2025))
    assert (names(question), question.years) == (["大连市"], (2025,))


def test_a_filter_that_is_no_region_is_refused(seeds: Index) -> None:
    with pytest.raises(QuestionError, match="认不出地区"):
        understand("产业规模", seeds, filters=Filters("哪里也不是"))


def test_parts_can_be_left_out(seeds: Index) -> None:
    text = "人工智能论理规范补贴"
    bare = understand(text, seeds, parts=Parts(synonyms=False, repair=False))
    assert not any(term.alternatives for term in bare.terms)
    assert bare.repairs == ()


@given(st.text(max_size=60))
def test_any_text_is_understood_or_refused(seeds: Index, text: str) -> None:
    with suppress(QuestionError):
        understand(text, seeds)
