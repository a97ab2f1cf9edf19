"""Answers that are several things, as they are shown."""

from collections.abc import Iterator

import pytest

from bot.items import answer_markdown, listed, shown_text
from retrieval.answer.ask import ask
from retrieval.answer.model import Answer
from tests.conftest import index_of

RULES = "\n".join(
    [
        "绍兴市政务大厅服务规范",
        "一、总则",
        "为规范服务，制定本规范。",
        "二、服务承诺",
        "政务大厅的服务承诺包括以下内容：",
        *(
            f"{number}.{text}；"
            for number, text in enumerate(
                [
                    "准时开门",
                    "一次告知",
                    "限时办结",
                    "首问负责",
                    "错时服务",
                    "预约服务",
                    "上门服务",
                    "帮办代办",
                    "延时服务",
                    "证照寄送",
                    "免费复印",
                    "便民热线",
                    "无障碍通道",
                    "*双语引导*",
                ],
                1,
            )
        ),
    ]
)


def plain(text: str) -> str:
    return text


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answer]:
    with index_of(tmp_path_factory.mktemp("rules"), rules=RULES) as index:
        yield ask("绍兴政务大厅的服务承诺包括哪些内容", index)


def test_the_first_twelve_are_shown_and_how_to_see_the_rest(answer: Answer) -> None:
    assert len(answer.items) == 14
    text = shown_text(answer, plain, plain)
    assert "12. 便民热线 [1]" in text
    assert "13." not in text.split("\n—— ")[0]
    assert "还有 2 项" in text
    assert "14. *双语引导* [1]" in shown_text(answer, plain, plain, every=True)


def test_each_item_has_the_mark_of_the_quote_that_holds_it(answer: Answer) -> None:
    found = listed(answer, None)
    quotes = dict(found.quotes)
    for line in found.lines:
        assert line.text in quotes[line.mark].text


def test_markdown_has_every_item_its_quote_and_no_mark_of_its_own(answer: Answer) -> None:
    text = answer_markdown(answer)
    assert "14. \\*双语引导\\* \\[1\\]" in text or "14. \\*双语引导\\* [1]" in text
    assert "> [1]" in text
    assert "《绍兴市政务大厅服务规范》" in text
