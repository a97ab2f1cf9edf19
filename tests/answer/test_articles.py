"""Questions that name an article: exactly that article, its citation, or why there is none."""

from pathlib import Path

import pytest

from bot.render import answer_json, answer_text
from retrieval.answer.ask import ask
from retrieval.document.source import find_sources
from retrieval.index.build.indexer import build_index
from retrieval.index.store import Index

MARKDOWN = """# 某某市河道管理条例

{history}

<!-- INFO END -->

## 第一章 总则

第一条 为了加强河道管理，制定本条例。

第二条 市水利局主管本市河道管理工作。

## 第二章 法律责任

第三条 在河道内倾倒垃圾的，处{fine}元罚款。

第四条 本条例自2015年12月1日起施行。
"""


@pytest.mark.parametrize(
    ("question", "citation", "begins"),
    [
        ("个保法第二十八条", "《中华人民共和国个人信息保护法》第二十八条", "第二十八条 敏感个人信息是"),
        ("个保法第28条第二款", "《中华人民共和国个人信息保护法》第二十八条第二款", "只有在具有特定的目的"),
        ("著作权法第十条第一款第三项", "《中华人民共和国著作权法》第十条第一款第三项", "（三）修改权"),
        ("著作权法第63条", "《中华人民共和国著作权法》第六十三条", "第六十三条 本法第二条所称的出版"),
        ("上海燃气条例第三条", "《上海市燃气管理条例》第三条", "第三条 本条例适用于"),
        ("个人信息保护法什么时候施行", "《中华人民共和国个人信息保护法》第七十四条", "第七十四条 本法自"),
        ("数据安全法讲了什么", "《中华人民共和国数据安全法》第一条", "第一条 为了规范数据处理活动"),
    ],
)
def test_the_article_itself_is_quoted_and_cited(question: str, citation: str, begins: str, laws: Index) -> None:
    answer = ask(question, laws)
    first = answer.passages[0]
    assert answer.found
    assert first.citation == citation
    assert first.text.startswith(begins)
    assert answer_json(answer)["passages"][0]["citation"] == citation
    assert citation in answer_text(answer, str, str)


def test_a_long_article_is_quoted_in_order_and_goes_on(laws: Index) -> None:
    answer = ask("著作权法第十条", laws, quotes=2)
    assert answer.passages[0].text.startswith("第十条")
    assert all("第十条" in (passage.citation or "") for passage in answer.passages)
    assert answer.message == "条文较长，没有显示完。可以再问“还有吗”。"
    more = ask("还有吗", laws, ["著作权法第十条"])
    assert all("第十条" in (passage.citation or "") for passage in more.passages)


def test_the_next_question_can_go_on_with_the_law(laws: Index) -> None:
    assert ask("第七条呢", laws, ["数据安全法第三条"]).passages[0].citation == "《中华人民共和国数据安全法》第七条"
    assert ask("个保法呢", laws, ["数据安全法第三条"]).passages[0].citation != "《中华人民共和国数据安全法》第三条"


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("护士条例第六条", "这里没有《护士条例》。"),
        ("《护士条例》对护士配备有什么要求", "这里没有《护士条例》。"),
        ("数据安全法第九十九条", "《中华人民共和国数据安全法》没有第九十九条：该法共55条。"),
        ("燃气条例第六十条", "《上海市燃气管理条例》没有第六十条：该条例共53条。"),
        ("数据安全法第三条第九款", "《中华人民共和国数据安全法》第三条没有第9款：该条共3款。"),
        ("2001年的著作权法第三条", "这里没有《中华人民共和国著作权法》2001年的版本，只有2020-11-11的。"),
    ],
)
def test_what_is_not_here_is_said(question: str, message: str, laws: Index) -> None:
    answer = ask(question, laws)
    assert not answer.found
    assert answer.message == message


def test_an_article_of_no_law_asks_which(laws: Index) -> None:
    answer = ask("第三条是什么", laws)
    assert not answer.found
    assert "请写明名称" in (answer.message or "")


def test_what_a_breach_of_an_article_brings(laws: Index) -> None:
    answer = ask("违反数据安全法第三十三条怎么处罚", laws)
    assert [passage.citation for passage in answer.passages[:2]] == [
        "《中华人民共和国数据安全法》第四十七条",
        "《中华人民共和国数据安全法》第三十三条",
    ]


@pytest.fixture
def versions(tmp_path: Path) -> Index:
    first = "2015年9月25日 某某市第十二届人民代表大会常务委员会第二十三次会议通过"
    later = f"{first}\n\n2021年7月29日 某某市第十四届人民代表大会常务委员会第三次会议修订"
    texts = {
        "河道条例(2015-09-25)": MARKDOWN.format(history=first, fine="二百"),
        "河道条例(2021-07-29)": MARKDOWN.format(history=later, fine="五百"),
        "河道条例草案": MARKDOWN.replace("管理条例\n", "管理条例（修订草案征求意见稿）\n").format(
            history="", fine="八百"
        ),
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")
    build_index(tmp_path / "versions.db", find_sources([tmp_path]))
    return Index(tmp_path / "versions.db")


@pytest.mark.parametrize(
    ("question", "fine", "version"),
    [
        ("河道管理条例第三条", "五百元", "引自2021-07-29的版本；另有2015-09-25的版本"),
        ("在河道内倾倒垃圾罚多少", "五百元", "引自2021-07-29的版本；另有2015-09-25的版本"),
        ("2015年的河道管理条例第三条", "二百元", "引自2015-09-25的版本；另有2021-07-29的版本"),
        ("河道管理条例（2015年）第三条", "二百元", "引自2015-09-25的版本"),
        ("河道管理条例征求意见稿第三条", "八百元", "引自未注明日期的征求意见稿；另有2021-07-29的版本"),
    ],
)
def test_the_later_version_answers_unless_the_other_is_named(
    question: str, fine: str, version: str, versions: Index
) -> None:
    with versions:
        answer = ask(question, versions)
        assert fine in answer.text
        assert version in (answer.message or "")
        assert len({passage.document.id for passage in answer.passages}) == 1
