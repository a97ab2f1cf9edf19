"""The laws that questions name, in full or shortened, and the articles of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.index.store import Index
from retrieval.question.laws import read_laws
from retrieval.question.provisions import find_provisions
from retrieval.text.fold import fold


def read(question: str, index: Index) -> list[tuple[list[str], list[str]]]:
    """The beginnings of the ids of the documents, and the provisions, for each law named."""
    laws = read_laws(fold(question), index).laws
    return [([name[:6] for name in law.documents], [one.text for one in law.provisions]) for law in laws]


@pytest.mark.parametrize(
    ("question", "document", "provisions"),
    [
        ("个保法第二十八条", "个人信息保护", ["第二十八条"]),
        ("个人信息保护法第28条第2款", "个人信息保护", ["第二十八条第二款"]),
        ("《中华人民共和国个人信息保护法》28条", "个人信息保护", ["第二十八条"]),
        ("请问个保法里第二十八条说什么", "个人信息保护", ["第二十八条"]),
        ("数安法第二十条之一", "数据安全法(", ["第二十条之一"]),
        ("著作权法第十条第一款第（三）项", "著作权法(2", ["第十条第一款第三项"]),
        ("著作权法第二十四条第一款（六）", "著作权法(2", ["第二十四条第一款第六项"]),
        ("数据安全法第三条至第五条", "数据安全法(", ["第三条", "第四条", "第五条"]),
        ("数据安全法第三条、第七条", "数据安全法(", ["第三条", "第七条"]),
        ("燃气条例第十条", "上海市燃气管", ["第十条"]),
        ("上海燃气管理条例第十条", "上海市燃气管", ["第十条"]),
        ("上海的燃气条例第十条", "上海市燃气管", ["第十条"]),
        ("信息公开条例第二十条", "政府信息公开", ["第二十条"]),
        ("市容条例第三条", "北京市市容环", ["第三条"]),
        ("重庆归侨侨眷权益保护法实施办法第五条", "重庆市实施《", ["第五条"]),
        ("最高法关于审理枪支弹药案件的解释第一条", "最高人民法院", ["第一条"]),
        ("违反济宁市城市绿化条例罚多少", "济宁市城市绿", []),
        ("杭州文明条例里对吸烟有什么规定", "杭州市文明行", []),
    ],
)
def test_a_law_is_known_by_any_of_its_names(question: str, document: str, provisions: list[str], laws: Index) -> None:
    assert read(question, laws) == [([document], provisions)]


@pytest.mark.parametrize(
    "question",
    [
        "护士条例第六条",
        "深圳市燃气条例第十条",
        "劳动法第三条",
        "安全法第三条",
        "中华人民共和国刑法第二十条",
        "归侨侨眷权益保护法第五条",
        "医疗数据安全法第三条",
        "护士条例规定执业注册的有效期",
    ],
)
def test_a_law_that_is_not_here_is_no_other_law(question: str, laws: Index) -> None:
    assert [documents for documents, _ in read(question, laws)] == [[]]


@pytest.mark.parametrize(
    "question",
    [
        "推出了5条措施是什么",
        "第三条产业链是什么",
        "企业数据安全法律责任有哪些",
        "有什么办法支持企业",
        "违法排放怎么罚",
        "广告法禁止什么",
    ],
)
def test_no_law_where_none_is_named(question: str, laws: Index) -> None:
    assert read(question, laws) == []


def test_two_laws_in_one_question(laws: Index) -> None:
    assert read("数据安全法第三条和个保法第四条有什么区别", laws) == [
        (["数据安全法("], ["第三条"]),
        (["个人信息保护"], ["第四条"]),
    ]


@given(st.text(alphabet="第一二三十0123456789条款项目之至、和(（）)《》法的 ", max_size=60))
def test_any_question_is_read(text: str) -> None:
    folded = fold(text)
    end = 0
    for named in find_provisions(folded):
        assert end <= named.span.start < named.span.end <= len(folded)
        assert named.provisions
        end = named.span.end
