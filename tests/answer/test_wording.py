"""How people put it, against a plan in the usual forms that no rule was written on."""

from collections.abc import Callable, Iterator

import pytest

from retrieval.answer.ask import ask
from retrieval.answer.model import Answer
from retrieval.index.store import Index
from tests.conftest import index_of

CLOTH = """绍兴市现代纺织产业发展规划(2022—2025年)
一、总体要求
坚持创新驱动,率先成为全国面料创新策源地、全国时尚设计集聚地、全国绿色印染示范地。
二、发展目标
到2025年,“三个地”建设成效明显,使绍兴成为世界重要的纺织基地。全市纺织产业产值达到800亿元,建成30个设计师工作室,实施“四个一”工程,培育12家印染龙头企业。
三、重点任务
(一)优化布局。构建“一轴引领、双核支撑”的发展格局。
“双核支撑”:柯桥片区建设国际面料交易中心。滨海片区建设绿色印染生产基地。
(二)壮大装备。到2025年,印染装备制造产业产值达到60亿元。建立纺织企业培育库,鼓励企业、高校等加大研发投入。(牵头单位:市经信局;配合单位:市科技局、市教育局)
(三)提升物流。发展智能化仓储。(责任单位:市商务局)
(四)加大支持。对获评中国时尚大奖的设计师给予一定比例奖励。对参加境外展会的企业给予补助。对购置数码印花机、自动络筒机的企业,每台补贴3万元。推动机器视觉在纺纱装备、织造装备、印花装备中的应用。建设柯东纺织博物馆,办好纺织博览会。鼓励银行利用应收账款、仓单质押提供贷款。对承担省级重大项目的,按照省拨经费给予1:1资金配套。
"""


@pytest.fixture(scope="module")
def cloth(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with index_of(tmp_path_factory.mktemp("cloth"), cloth=CLOTH) as index:
        yield index


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("绍兴说的“三个地”分别是什么", "面料创新策源地、全国时尚设计集聚地、全国绿色印染示范地"),
        ("绍兴纺织布局里的“双核”是哪两个片区", "柯桥片区建设国际面料交易中心。滨海片区"),
        ("绍兴2025年产值多少", "800亿元"),
        ("绍兴2025年印染装备产值多少", "60亿元"),
        ("绍兴的纺织公司先得进个什么库", "纺织企业培育库"),
        ("绍兴的纺织厂想从银行借钱,有哪些可以抵押的办法", "应收账款、仓单质押"),
        ("绍兴的机器视觉主要用到哪些装备上", "纺纱装备、织造装备、印花装备"),
        ("绍兴印染装备谁牵头", "牵头单位:市经信局"),
        ("绍兴印染装备谁牵头,教育局也要参加吗", "配合单位:市科技局、市教育局"),
        ("绍兴智慧仓储责任单位", "市商务局"),
        ("拿到省级重大项目,绍兴市里给配多少钱", "1:1资金配套"),
    ],
)
def test_what_is_asked_in_other_words_is_found(cloth: Index, question: str, said: str) -> None:
    assert said in ask(question, cloth).text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("绍兴 时尚大奖设计师 奖励 标准", "一定比例奖励"),
        ("我在绍兴买台数码印花机能领多少钱", "每台补贴3万元"),
        ("绍兴 省级重大项目 配套 金额", "1:1"),
        ("绍兴建博物馆能拿多少补助", ""),
        ("绍兴 博览会 奖励 金额", ""),
        ("绍兴对参加境外展会的企业有补助吗", "给予补助"),
    ],
)
def test_how_much_is_answered_with_how_much(cloth: Index, question: str, said: str) -> None:
    answer = ask(question, cloth)
    assert said in answer.text
    assert bool(said) == answer.found


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("绍兴的印染绿色生产基地建在哪个片区", "滨海片区"),
        ("绍兴柯东纺织博物馆在哪个区", ""),
        ("绍兴柯东纺织博物馆在哪条街", ""),
    ],
)
def test_where_is_answered_with_a_place_of_the_kind_asked_for(cloth: Index, question: str, said: str) -> None:
    answer = ask(question, cloth)
    assert said in answer.text
    assert bool(said) == answer.found


def test_what_a_bundle_holds_is_not_answered_with_its_name(cloth: Index) -> None:
    assert not ask("绍兴的“四个一”工程,是哪四个一", cloth).found
    assert ask("绍兴的“三个地”是哪三个地", cloth).found


def test_keywords_that_name_two_things_are_both_answered(cloth: Index) -> None:
    answer = ask("绍兴 智能化仓储 印染装备 责任单位", cloth)
    assert "市商务局" in answer.text
    assert "市经信局" in answer.text


@pytest.mark.parametrize("question", ["火星的产值", "殡葬用品的产业规模", "火星上要建多少个工作室"])
def test_a_follow_up_on_what_no_document_knows_is_refused(cloth: Index, question: str) -> None:
    assert ask("印染装备产值呢", cloth, ["绍兴2025年产值多少"]).found
    assert not ask(question, cloth, ["绍兴2025年产值多少"]).found


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("陈炳荣", "牵头领导:陈炳荣"),
        ("宁波的陈炳荣是谁", "牵头领导:陈炳荣"),
        ("李关定管什么", "牵头领导:李关定"),
        ("中山云计算中心谁来建", "市工信局"),
        ("宁波谁来做数据中心", "市科技局"),
    ],
)
def test_people_and_who_does_a_thing_are_answered_with_the_bracket(
    asked: Callable[..., Answer], question: str, said: str
) -> None:
    assert said in asked(question).text.replace("：", ":")


#: Everyday questions and the official sentences that answer them.
EVERYDAY = """清水县居民服务指南
一、在校学生参加城乡居民基本医疗保险,个人缴费标准为每人每年400元;其他参保人员为每人每年500元。
二、参加长期护理保险的退休人员,缴费费率为0.12%。
三、视力残疾儿童到县启明学校接受义务教育。
四、营业执照遗失的,应当声明作废后申请补领。
五、非营利性民办学校到民政部门登记。
六、预售商品房的项目,投入资金应当达到总投资的25%以上。
七、保障性租赁住房每套建筑面积不超过70平方米。
八、人才的配偶、未成年子女可以随迁入户。
"""


@pytest.fixture(scope="module")
def everyday(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with index_of(tmp_path_factory.mktemp("everyday"), guide=EVERYDAY) as index:
        yield index


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("上学的娃医保自己掏多少钱", "400元"),
        ("退了休的人长护险交几个点", "0.12%"),
        ("孩子眼睛看不见去哪个学校读书", "启明学校"),
        ("执照弄丢了怎么补办", "补领"),
        ("不挣钱的私立学校去哪登记", "民政部门"),
        ("期房要投进去多少钱才让卖", "25%以上"),
        ("保租房一套最大多少平", "70平方米"),
        ("老婆孩子能一起落户吗", "未成年子女"),
    ],
)
def test_everyday_words_find_the_official_ones(everyday: Index, question: str, said: str) -> None:
    assert said in ask(question, everyday).passages[0].text
