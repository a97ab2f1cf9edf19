from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.answer.ask import ask
from retrieval.answer.model import MAX_PASSAGE, Answer, Reason
from retrieval.answer.ranking import read_weights
from retrieval.document.source import find_sources
from retrieval.errors import QuestionError
from retrieval.index.build.indexer import build_index
from retrieval.index.store import Index
from retrieval.text.fold import fold

Asked = Callable[..., Answer]


def squeeze(text: str) -> str:
    return "".join(text.split())


def test_the_example_of_the_readme(asked: Asked) -> None:
    answer = asked("南京2020年产业规模目标")
    assert "核心产业规模突破100亿元,带动相关产业规模1000亿元" in answer.text
    first = answer.passages[0]
    assert first.document.record.number is not None
    assert first.document.record.number.value == "宁政办发〔2019〕37号"
    assert first.path == ("一、总体要求和目标",)
    assert answer.question.matched.startswith("南京市 · 2020年")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("苏州2022年新增养老床位多少张", "新增养老床位5000张"),
        ("苏州2023年养老床位", "新增养老床位8000张"),
        ("苏州街道养老综合体谁负责", "责任单位:市民政局、市住建局"),
        ("新建养老机构每张床位补多少", "2万元"),
        ("养老机构补助 牵头部门", "牵头部门:市财政局"),
        ("苏州养老服务领导小组组长", "分管副市长任组长"),
        ("苏州养老行动计划文号", "苏府〔2021〕15号"),
        ("养老計劃 什麼時候發的", "2021年3月8日"),
        ("蘇 州 護 理 型 床 位 占 比", "60%"),
    ],
)
def test_answers_from_a_plan(plan_index: Index, question: str, said: str) -> None:
    answer = ask(question, plan_index)
    assert said in answer.text
    assert squeeze(said) in squeeze("".join(passage.text for passage in answer.passages))


RULES = """某县人民政府关于印发长兴县家政服务管理办法的通知
长政发〔2022〕7号
长兴县人民政府
2022年4月2日
第一条 为规范家政服务行为，维护家政服务消费者、家政服务人员和家政企业的合法权益，根据有关法律、法规，结合本县实际，制定本办法。
第二条 县商务局负责本县家政服务的行业管理，编制行业发展规划，建立家政服务信息平台。县人力资源和社会保障局负责家政服务人员的职业技能培训和鉴定。县市场监督管理局负责查处家政服务中的价格违法和合同欺诈行为。各乡镇人民政府应当协助做好本辖区内家政服务的管理工作，发现违法经营行为的，及时报告县商务局。
第三条 家政企业应当自2023年1月1日起实施上门服务证制度，为每名家政服务人员办理上门服务证，如实记录其健康、培训和服务评价等信息。
第四条 家政企业应当与消费者订立书面合同，载明服务内容、服务期限、收费标准和争议处理方式，并按照合同约定安排人员。家政企业不得泄露消费者的个人信息和家庭信息，不得安排未经健康体检的人员上岗。消费者应当尊重家政服务人员，按时支付费用，提供必要的安全条件。违反前款规定的，由县商务局责令限期改正；逾期不改正的，记入信用档案，并向社会公布。
第五条 本办法自2022年5月1日起施行，有效期三年。
"""


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("长兴家政服务办法什么时候开始实施", "自2022年5月1日起施行"),
        ("这个办法有效期到什么时候", "自2022年5月1日起施行,有效期三年"),
        ("家政办法还有效吗", "自2022年5月1日起施行,有效期三年"),
        ("上门服务证制度什么时候开始实施", "自2023年1月1日起实施上门服务证制度"),
    ],
)
def test_when_a_document_is_in_force_and_when_a_thing_in_it_begins(tmp_path: Path, question: str, said: str) -> None:
    (tmp_path / "rules.txt").write_text(RULES, encoding="utf-8")
    build_index(tmp_path / "index.db", find_sources([tmp_path]))
    with Index(tmp_path / "index.db") as index:
        assert said in fold(ask(question, index).text)


def test_issuer_and_date_are_quoted_from_the_signature(plan_index: Index) -> None:
    answer = ask("苏州养老行动计划是谁发的,什么时候发的", plan_index)
    assert answer.text == "苏州市人民政府；2021年3月8日"
    (passage,) = answer.passages
    assert [mark.of(passage.text) for mark in passage.highlights] == ["苏州市人民政府", "2021年3月8日"]


NOTICE = """长兴县民政局关于印发养老机构补助办法的通知
长民规〔2023〕5号
各乡镇人民政府:
现将《养老机构补助办法》印发给你们,请认真执行。
长兴县民政局
2023年5月6日
长兴县养老机构补助办法
第一条 为规范养老机构补助工作,制定本办法。
第二条 新建养老机构每张床位补助8000元。申请人应当向县民政局提交申请。
第三条 本办法自2023年6月1日起施行,有效期5年。《养老机构补助暂行办法》(长民规〔2018〕9号)同时废止。
"""


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("养老机构补助办法的文号是多少", "长民规〔2023〕5号"),
        ("养老机构补助办法哪天印发的", "2023年5月6日"),
        ("养老机构补助办法由哪个单位印发,什么时候印发", "长兴县民政局；2023年5月6日"),
        ("养老机构补助那份文件的全称", "长兴县养老机构补助办法"),
        ("养老机构补助办法管几年", "第三条 本办法自2023年6月1日起施行,有效期5年"),
        (
            "长民规〔2018〕9号还有效吗",
            "第三条 本办法自2023年6月1日起施行,有效期5年；《养老机构补助暂行办法》(长民规〔2018〕9号)同时废止",
        ),
    ],
)
def test_what_a_document_says_of_itself_is_said_in_its_own_line(tmp_path: Path, question: str, said: str) -> None:
    (tmp_path / "notice.txt").write_text(NOTICE, encoding="utf-8")
    build_index(tmp_path / "index.db", find_sources([tmp_path]))
    with Index(tmp_path / "index.db") as index:
        assert ask(question, index).text == said


def test_a_number_is_asked_of_the_document_that_bears_it(seeds: Index) -> None:
    assert {p.document.id for p in ask("甬政办发〔2019〕62号 是什么文件", seeds).passages} == {"ningbo"}
    for question in ("国发〔2099〕1号是什么文件", "甬政办发〔2018〕99号有效期多久"):
        answer = ask(question, seeds)
        assert not answer.found
        assert answer.message is not None
        assert "没有提到〔20" in answer.message


ITEMS = """平湖市现代服务业发展计划
一、重点任务
(一)推进智慧海港应用示范。建设港口调度平台。(责任单位:市港航局)
(二)发展冷链物流。建设冷库和配送中心。(责任单位:市商务局)
(三)推进智慧社区建设。成立专家委员会,定期研究重大问题。(责任单位:市民政局)
(四)发展旅游。办好民俗旅游节。(责任单位:市文旅局)
"""


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("平湖智慧海港应用示范由哪个部门负责", "市港航局"),
        ("平湖智慧旅游应用示范由哪个部门负责", ""),
        ("平湖专家委员会的主任是谁", ""),
        ("平湖冷链物流谁负责", "市商务局"),
    ],
)
def test_the_duty_of_one_item_is_not_given_for_its_neighbour(tmp_path: Path, question: str, said: str) -> None:
    (tmp_path / "items.txt").write_text(ITEMS, encoding="utf-8")
    build_index(tmp_path / "index.db", find_sources([tmp_path]))
    with Index(tmp_path / "index.db") as index:
        answer = ask(question, index)
    assert said in answer.text
    assert bool(said) == answer.found


FARMS = """平湖市现代农业发展规划(2021—2025年)
一、目标
到2025年,全市渔业产业产值达到80亿元。建成50个标准化示范果园,建成冷库示范点20个。
农业科技贡献率稳步提高,使平湖成为长三角重要的绿色农产品基地。农业机器人在果园推广应用。
二、合作
加强与嘉兴、湖州、绍兴等地市场对接。
"""


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("平湖2025年渔业产业产值多少", "80亿元"),
        ("平湖2025年花卉产业产值多少", ""),
        ("平湖要建多少个示范果园", "50个标准化示范果园"),
        ("平湖的市场跟哪些城市对接", "嘉兴、湖州、绍兴"),
        ("平湖2025年农业在长三角占个什么位置", "重要的绿色农产品基地"),
        ("平湖想打造成什么样的农产品基地", "重要的绿色农产品基地"),
    ],
)
def test_a_value_is_of_what_is_asked(tmp_path: Path, question: str, said: str) -> None:
    (tmp_path / "farms.txt").write_text(FARMS, encoding="utf-8")
    build_index(tmp_path / "index.db", find_sources([tmp_path]))
    with Index(tmp_path / "index.db") as index:
        answer = ask(question, index)
    assert said in answer.text
    assert bool(said) == answer.found


def test_two_questions_in_one_breath_are_both_answered(plan_index: Index) -> None:
    answer = ask("新建养老机构每张床位补助多少,牵头部门是谁?", plan_index)
    for said in ("2万元", "牵头部门:市财政局"):  # one passage says both
        assert said in answer.text
        assert said in answer.passages[0].text


def test_a_sentence_that_answers_two_questions_is_said_once(plan_index: Index) -> None:
    answer = ask("苏州2022年新增养老床位多少张?护理型床位占比到多少?", plan_index)
    assert answer.text.count("新增养老床位5000张") == 1
    assert answer.text.count("60%") == 1


def test_the_question_without_an_answer_is_named(plan_index: Index) -> None:
    answer = ask("苏州2022年新增养老床位多少张,什么时候截止申报?", plan_index)
    assert answer.found
    assert "5000张" in answer.text
    assert answer.message is not None
    assert "什么时候截止申报" in answer.message


def test_what_hangs_on_a_question_without_an_answer_has_none(plan_index: Index) -> None:
    assert not ask("苏州2022年新增幼儿园多少所,由谁负责?", plan_index).found


@pytest.mark.parametrize(
    ("question", "said", "not_said"),
    [
        ("南京2020年核心产业规模", "核心产业规模突破100亿元", "500亿元"),
        ("南京2020年带动相关产业规模", "带动相关产业规模1000亿元", "5000亿元"),
        ("大连2025年人工智能核心产业产值", "", "500亿元"),
        ("中山到2021年人工智能核心产业的规模目标是多少?", "", "100亿元"),
    ],
)
def test_the_core_is_told_from_what_it_draws_along(seeds: Index, question: str, said: str, not_said: str) -> None:
    answer = ask(question, seeds)
    assert said in answer.text
    assert not_said not in answer.text.replace(said or "-", "")


def test_documents_by_what_their_titles_hold(seeds: Index) -> None:
    assert ask("哪份的标题里有“产业地标”", seeds).text == "南京市打造人工智能产业地标行动计划"


def test_documents_by_where_their_page_has_them_from(seeds: Index) -> None:
    answer = ask("哪份文件的信息来源写的是融象数科", seeds)
    assert {passage.document.id for passage in answer.passages} == {"hangzhou"}
    assert "信息来源:融象数科" in squeeze("".join(passage.text for passage in answer.passages))


def test_documents_by_how_far_they_are_open(seeds: Index) -> None:
    answer = ask("哪份文件注明此件公开发布", seeds)
    assert {passage.document.id for passage in answer.passages[:1]} == {"nanjing"}
    assert "(此件公开发布)" in answer.text


def test_how_far_no_document_is_open_is_not_found(seeds: Index) -> None:
    assert not ask("哪些文件是依申请公开的", seeds).found


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("上海2020年产业规模", Reason.REGION),
        ("深圳给不给补贴", Reason.REGION),
        ("南京2050年产业规模", Reason.YEAR),
        ("你好", Reason.NOT_A_QUESTION),
        ("???", Reason.NOT_A_QUESTION),
        ("今天天气怎么样", Reason.EVIDENCE),
        ("大连2020年产值实际完成了多少", Reason.EVIDENCE),
        ("杭州的房价一平米多少钱", Reason.EVIDENCE),
    ],
)
def test_what_is_not_there_is_said(asked: Asked, question: str, reason: Reason) -> None:
    answer = asked(question)
    assert (answer.found, answer.text, answer.reason) == (False, "", reason)
    assert answer.message


def test_another_citys_number_is_never_given(asked: Asked) -> None:
    for question in ("中山2020年产业规模", "宁波2030年核心产业规模", "大连2022年产值目标"):
        assert not asked(question).found


def test_a_district_of_one_city_is_not_another_city(asked: Asked) -> None:
    answer = asked("大连中山区是哪些示范工程的依托")
    assert {passage.document.id for passage in answer.passages} == {"dalian"}


def test_a_draft_says_so(asked: Asked) -> None:
    assert asked("中山要培育几家智能制造示范工厂").passages[0].document.record.status == "draft"


def test_an_exact_sentence_is_first(seeds: Index) -> None:
    clause = seeds.clauses([seeds.documents[0].first_clause + 60])[seeds.documents[0].first_clause + 60]
    assert clause.text in ask(clause.text[:200], seeds).passages[0].text


def test_cities_are_compared_side_by_side(asked: Asked) -> None:
    answer = asked("南京和大连2020年产业规模目标")
    assert {value.document.name for value in answer.values} == {"南京市", "大连市"}
    assert all(value.target.year == 2020 for value in answer.values)
    assert answer.message is not None
    assert "口径不同" in answer.message


def test_a_city_that_does_not_say_is_named(asked: Asked) -> None:
    answer = asked("南京和杭州2020年核心产业规模")
    assert answer.found
    assert answer.message is not None
    assert "没有找到：杭州市" in answer.message


def test_follow_ups(asked: Asked) -> None:
    first = "南京2020年产业规模目标"
    assert "500亿元" in asked("那2025年呢", first).text
    assert "100亿元以上" in asked("大连呢", first).text
    assert "500亿元" in asked("那2025年呢", first, "大连呢").text


def test_pointing_back(asked: Asked) -> None:
    first = "南京2020年产业规模目标"
    shown = asked(first).passages
    more = asked("还有吗", first)
    assert not {passage.start for passage in more.passages} & {passage.start for passage in shown}
    around = asked("上下文", first).passages[0]
    assert around.start < shown[0].start < shown[0].end < around.end
    assert asked("第一条的原文", first).passages[0].text == shown[0].text
    assert not asked("第99条的原文", first).found


def test_what_points_at_an_answer_is_no_word_of_a_later_question(asked: Asked) -> None:
    first = "大连国家重点实验室补助多少"
    after = asked("谁负责", first, "还有吗", "第二条")
    assert (after.text, after.question.matched) == (
        asked("谁负责", first).text,
        asked("谁负责", first).question.matched,
    )
    again = asked("还有吗", first, "上下文", "那南京呢")
    assert [one.text for one in again.passages] == [one.text for one in asked("还有吗", first, "那南京呢").passages]


@pytest.mark.parametrize(
    "question",
    [
        "大连2025年产值",
        "南京有哪些补贴",
        "杭州申请综合性国家科学中心、做前沿基础研究,这项任务的责任单位有哪些?",
        "新型研发机构每年最高能拿3000万元研究经费,是哪条规定?",
        "明天天气怎么样",
        "讲个笑话",
    ],
)
def test_a_question_that_says_enough_is_answered_as_by_itself(asked: Asked, question: str) -> None:
    after = asked(question, "宁波的人才引进由谁负责")
    assert (after.text, after.reason, after.message) == (
        asked(question).text,
        asked(question).reason,
        asked(question).message,
    )


def test_what_was_mistyped_is_said(asked: Asked) -> None:
    answer = asked("杭州人工智能论理规范怎么定")
    assert answer.found
    assert answer.message is not None
    assert "“论理”按“伦理”理解" in answer.message


def test_confidence_is_a_probability(asked: Asked) -> None:
    sure, unsure = asked("南京2020年产业规模目标"), asked("南京算力券一年最多补多少")
    assert sure.confidence is not None
    assert unsure.confidence is not None
    assert 0 <= unsure.confidence < sure.confidence <= 1


def test_without_refusal_something_is_always_answered(seeds: Index) -> None:
    question = "南京算力券一年最多补多少"
    assert not ask(question, seeds).found
    assert ask(question, seeds, weights=replace(read_weights(), threshold=0.0)).found


WORDS = st.sampled_from(
    [
        "南京",
        "大连",
        "宁波",
        "中山",
        "杭州",
        "上海",
        "2020年",
        "2025年",
        "产业规模",
        "产值",
        "补贴",
        "谁负责",
        "多少",
        "几家",
        "哪些",
        "人工智能",
        "平台",
        "数据",
        "人才",
        "的",
        "吗",
        "呢",
        "文号",
        "示范",
        "企业",
        "和",
    ]
)


@settings(max_examples=150)
@given(st.lists(WORDS, min_size=1, max_size=7).map("".join))
def test_every_quote_is_an_exact_slice_and_every_value_stands_in_one(seeds: Index, question: str) -> None:
    try:
        answer = ask(question, seeds)
    except QuestionError:
        return
    for passage in answer.passages:
        assert seeds.source(passage.document.id)[passage.start : passage.end] == passage.text
        assert 0 < len(passage.text) <= MAX_PASSAGE
        for mark in passage.highlights:
            assert 0 <= mark.start < mark.end <= len(passage.text)
    quotes = squeeze("".join(passage.text for passage in answer.passages))
    for value in answer.values:
        assert squeeze(value.target.value) in quotes
    assert answer.found == bool(answer.text)


@pytest.mark.parametrize(
    "question",
    ["宁波的人才引进由谁负责", "杭州和南京的企业数量目标", "中山有哪些重点任务", "各市2020年产业规模"],
)
def test_a_question_that_says_where_and_what_owes_nothing_to_the_one_before(
    asked: Callable[..., Answer], question: str
) -> None:
    after = asked(question, "大连2020年有几个创新平台")
    assert (after.text, after.question.words) == (asked(question).text, asked(question).question.words)


@pytest.mark.parametrize("question", ["今天天气怎么样", "明天会下雨吗", "杭州今天几号", "现在几点了"])
def test_what_no_document_can_say_is_not_answered(asked: Callable[..., Answer], question: str) -> None:
    assert (asked(question).found, asked(question).reason) == (False, Reason.EVIDENCE)
