"""Of very many documents no more are read than a question needs, and it is said how many there are."""

from collections.abc import Iterator

import pytest

from retrieval.answer.ask import ask
from retrieval.answer.groups import Group, group_of, rank
from retrieval.answer.model import Reason
from retrieval.answer.search import search
from retrieval.document.source import find_sources
from retrieval.index.build import build_index
from retrieval.index.rank import PostingsRanker
from retrieval.index.selection import Selection
from retrieval.index.store import TEXT, Index
from retrieval.question.understand import Filters

CITIES = (
    *("苏州市", "无锡市", "常州市", "徐州市", "南通市", "连云港市", "淮安市", "盐城市", "扬州市", "镇江市", "泰州市"),
    *("宿迁市", "温州市", "嘉兴市", "湖州市", "绍兴市", "金华市", "衢州市", "台州市", "丽水市"),
)
TOPICS = ("养老服务", "数字经济", "燃气安全", "城市绿化", "食品安全", "冷链物流")
PAPER = """{city}人民政府关于印发{city}{topic}行动计划{draft}的通知
{letter}府〔{year}〕{number}号
各有关单位:
{city}人民政府
{year}年3月{day}日
{city}{topic}行动计划
一、目标
到{target}年,全市{topic}产业规模达到{number}亿元。(责任单位:市发改委)
二、措施
大力推进{topic},新建示范项目{day}个。
"""


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """120 plans of twenty cities, one of each ten a draft, with older versions of some and copies of others."""
    folder = tmp_path_factory.mktemp("many")
    for place, (topic, city) in enumerate((topic, city) for topic in TOPICS for city in CITIES):
        told = {"city": city, "topic": topic, "letter": city[0], "number": 10 + place, "day": 1 + place % 28}
        draft = "(征求意见稿)" if place % 10 == 3 else ""
        text = PAPER.format(**told, year=2019 + place % 3, target=2025, draft=draft)
        (folder / f"d{place:03}.txt").write_text(text, encoding="utf-8")
        if place % 15 == 1:
            old = PAPER.format(**told, year=2015, target=2018, draft="").replace("亿元", "万元")
            (folder / f"d{place:03}old.txt").write_text(old, encoding="utf-8")
        if place % 15 == 2:
            (folder / f"d{place:03}copy.txt").write_text(f"首页\n{text}", encoding="utf-8")
    build_index(folder / "index.db", find_sources([folder]))
    with Index(folder / "index.db") as index:
        yield index


def test_a_city_is_answered_from_its_own_documents(many: Index) -> None:
    answer = ask("温州2025年数字经济产业规模", many)
    assert {passage.document.name for passage in answer.passages} == {"温州市"}
    assert f"{10 + 20 + CITIES.index('温州市')}亿元" in answer.text


def test_each_city_is_asked_up_to_a_bound_and_the_others_are_counted(many: Index) -> None:
    answer = ask("各市养老服务产业规模目标", many)
    assert answer.message is not None
    assert answer.message.startswith("只看了最相关的36份文件，另有84份没有看")
    lines = answer.text.splitlines()
    assert len(lines) <= 36
    assert {line.split("：")[0] for line in lines} == set(CITIES)


def test_documents_are_listed_up_to_a_bound_and_counted(many: Index) -> None:
    answer = ask("有哪些文件", many)
    assert len(answer.text.splitlines()) == 36
    assert answer.message == "共有128份，这里列出36份；请写明地区、年份或文件的名称。"


@pytest.mark.parametrize(
    ("question", "total"), [("2015年发布的文件有哪些", 8), ("哪些是征求意见稿", 12), ("2020年发布的文件有哪些", 40)]
)
def test_documents_are_looked_up_by_what_their_records_state(many: Index, question: str, total: int) -> None:
    answer = ask(question, many)
    assert len(answer.text.splitlines()) == min(total, 36)
    assert (answer.message or "").startswith("共有40份") == (total > 36)


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("温府〔2021〕42号是什么文件", "d032"),
        ("温州食品安全行动计划的文号", "d092"),
        ("嘉兴的燃气安全行动计划是哪年印发的", "d053"),
    ],
)
def test_one_document_is_found_among_many(many: Index, question: str, document: str) -> None:
    assert {passage.document.id for passage in ask(question, many).passages} == {document}


def test_documents_that_speak_of_a_year_are_found(many: Index) -> None:
    answer = ask("2018年的文件有哪些", many)
    assert {passage.document.id for passage in answer.passages} == {f"d{place:03}old" for place in range(1, 120, 15)}
    assert answer.message is None


def test_a_place_or_a_year_that_is_not_there_is_refused(many: Index) -> None:
    nowhere = ask("成都2025年养老服务产业规模", many)
    assert nowhere.reason is Reason.REGION
    assert nowhere.message == "没有成都市的文件；这里有：" + "、".join(CITIES[:10]) + "等20处。"
    assert ask("2031年养老服务产业规模目标", many).reason is Reason.YEAR
    assert ask("2018年养老服务产业规模目标", many).reason is Reason.YEAR  # only an older version set that


def test_neither_copies_nor_older_versions_answer(many: Index) -> None:
    for question in ("冷链物流产业规模是多少", "新建示范项目多少个", "无锡养老服务产业规模"):
        documents = {passage.document for passage in ask(question, many).passages}
        assert documents
        assert not any(entry.superseded or entry.copy_of for entry in documents)


@pytest.mark.parametrize("count", [1, 10, 100])
@pytest.mark.parametrize("names", [None, ("无锡市", "常州市", "温州市")])
def test_ranking_all_and_dropping_the_others_is_ranking_within(
    many: Index, names: tuple[str, ...] | None, count: int
) -> None:
    regions = {region for region in many.catalogue.regions if names is None or region.name in names}
    selection = Selection(None if names is None else tuple(regions))
    ranges = many.catalogue.ranges(Selection(tuple(regions)))
    share = sum(map(len, ranges)) / many.catalogue.end
    loose = Group(selection, (range(many.catalogue.end),), False, share, ())
    asked = {TEXT: {"产业": 1.0, "规模": 2.0, "养老": 3.0}}
    ranker = PostingsRanker(many)
    assert rank(asked, loose, count, ranker, many) == ranker.best(asked, ranges, count)


def test_groups_know_whether_they_share_documents(many: Index) -> None:
    by_name = {region.name: region for region in many.catalogue.regions}
    one, other = (group_of(Selection((by_name[name],)), many) for name in ("苏州市", "温州市"))
    everything = group_of(Selection(), many)
    assert one
    assert other
    assert everything
    assert one.meets(one)
    assert one.meets(everything)
    assert not one.meets(other)
    assert group_of(Selection(()), many) is None


def test_clauses_of_a_year_are_searched_as_deep_as_it_takes(many: Index) -> None:
    hits = search("产业规模达到", many, 5, Filters(year=2018))
    assert len(hits) == 5
    assert all(2018 in hit.clause.years for hit in hits)


def test_no_question_reads_the_records_of_all_documents(many: Index) -> None:
    for question in ("养老服务产业规模", "温州的燃气安全", "有哪些文件", "各市食品安全", "成都养老", "谁负责冷链物流"):
        ask(question, many)
    assert "documents" not in vars(many)
