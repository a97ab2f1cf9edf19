"""Small talk is no question: one kind line each, whatever marks and particles stand round it."""

import pytest

from retrieval.answer.ask import ask
from retrieval.answer.model import Reason
from retrieval.index.store import Index
from retrieval.question.small_talk import small_talk


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("你好", "你好"),
        ("您好啊！", "你好"),
        ("谢谢", "不客气"),
        ("好的，谢谢～", "不客气"),
        ("嗯嗯", "好的"),
        ("OK", "好的"),
        ("再见啦", "再见"),
        ("你是谁？", "我按收录的文件"),
        ("帮助", "我按收录的文件"),
        ("？", "没看懂"),
        ("👍👍", "好的"),
        ("❤️ 🙏", "好的"),
        ("谢谢您的解答！", "不客气"),
        ("太好了👏", "不客气"),
        ("您辛苦了", "不客气"),
        ("想咨询一下", "你好"),
        ("老师好", "你好"),
        ("好嘞", "好的"),
        ("转人工", "我按收录的文件"),
        ("答非所问", "抱歉"),
        ("", "没看懂"),
    ],
)
def test_small_talk_has_its_line(text: str, begins: str) -> None:
    assert (small_talk(text) or "").startswith(begins)


@pytest.mark.parametrize(
    "text",
    [
        "你好，南京2020年产业规模目标",
        "谢谢，那大连呢",
        "好人好事怎么奖励",
        "帮助残疾人的补贴",
        "还有吗",
        "可以补贴多少",
        "2020",
    ],
)
def test_what_says_more_is_a_question(text: str) -> None:
    assert small_talk(text) is None


@pytest.mark.parametrize("history", [(), ("南京2020年产业规模目标",)])
def test_it_is_answered_without_passages(history: tuple[str, ...], seeds: Index) -> None:
    answer = ask("好的，谢谢", seeds, history)
    assert (answer.reason, answer.text, answer.passages) == (Reason.NOT_A_QUESTION, "", ())
    assert answer.message == small_talk("谢谢")


def test_a_long_run_of_phrases_is_read_in_linear_time() -> None:
    assert small_talk("好" * 500)
