"""Small talk is no question: one kind line each, whatever marks and particles stand round it."""

import pytest

from retrieval.answer.ask import ask
from retrieval.answer.model import Reason
from retrieval.index.store import Index
from retrieval.question.small_talk import small_talk, without_small_talk


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
        ("晚安", "再见"),
        ("Hello there", "你好"),
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
        ("谢谢老师", "不客气"),
        ("亲，在吗", "你好"),
        ("在？", "你好"),
        ("可以问你吗", "你好"),
        ("好的，那再见", "再见"),
        ("元旦快乐！", "不客气"),
        ("祝您工作顺利", "不客气"),
        ("不客气", "好的"),
        ("啊", "好的"),
        ("[微笑]", "好的"),
        ("[强][强]", "好的"),
        ("谁做的你", "我按收录的文件"),
        ("start", "我按收录的文件"),
        ("胡说", "抱歉"),
        ("", "没看懂"),
        ("太长了", "我只引原文"),
        ("为什么？", "我只引原文"),
        ("行嘞,谢谢你啦,拜拜", "再见"),
        ("取消", "再见"),
        ("换个说法", "抱歉"),
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
        "强行拆除怎么处罚",
        "[强]宁波的目标",
        "老师补贴",
        "机器人产业",
        "祝桥镇补贴多少",
        "2020",
    ],
)
def test_what_says_more_is_a_question(text: str) -> None:
    assert small_talk(text) is None


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("谢谢，那2025年呢", "那2025年呢"),
        ("你好！南京2020年产业规模目标", "南京2020年产业规模目标"),
        ("好的，谢谢，那大连呢？", "那大连呢？"),
        ("南京的目标是多少？谢谢！", "南京的目标是多少？"),
        ("不对，我问的是大连", "我问的是大连"),
        ("帮助，残疾人", "帮助，残疾人"),
        ("南京2020年，大连2025年", "南京2020年，大连2025年"),
        ("谢谢。", "谢谢。"),
    ],
)
def test_small_talk_around_a_question_is_no_part_of_it(text: str, question: str) -> None:
    assert without_small_talk(text) == question


SCALE = "南京2020年产业规模目标"


@pytest.mark.parametrize("said", ["谢谢，那2025年呢", "不对，我问的是2025年", "嗯，2025年的呢？谢谢"])
def test_a_follow_up_with_small_talk_follows_up(said: str, seeds: Index) -> None:
    assert "500亿元" in ask(said, seeds, (SCALE,)).text


@pytest.mark.parametrize("said", ["那呢", "一下", "是吗", "这个", "上面的"])
def test_what_says_nothing_resends_nothing_and_is_no_context(said: str, seeds: Index) -> None:
    assert ask(said, seeds, (SCALE,)).reason is Reason.NOT_A_QUESTION
    assert "500亿元" in ask("那2025年呢", seeds, (SCALE, said)).text


@pytest.mark.parametrize("said", ["还有吗", "谢谢，还有吗", "继续", "上下文", "1", "第2项"])
def test_what_points_at_an_answer_that_was_not_given_is_no_question(said: str, seeds: Index) -> None:
    assert ask(said, seeds).reason is Reason.NOT_A_QUESTION
    assert ask(said, seeds, ("谢谢",)).reason is Reason.NOT_A_QUESTION


def test_a_number_alone_is_one_of_the_things_listed(seeds: Index) -> None:
    listed = ("南京的主要任务有哪些",)
    assert ask("2", seeds, listed).text == ask("第2项", seeds, listed).text
    assert "没有第 9 项" in (ask("9", seeds, listed).message or "")
    alone = "大连国家重点实验室补助多少"
    assert ask("2", seeds, (alone,)).passages == ask(alone, seeds).passages[1:2]


@pytest.mark.parametrize("history", [(), ("南京2020年产业规模目标",)])
def test_it_is_answered_without_passages(history: tuple[str, ...], seeds: Index) -> None:
    answer = ask("好的，谢谢", seeds, history)
    assert (answer.reason, answer.text, answer.passages) == (Reason.NOT_A_QUESTION, "", ())
    assert answer.message == small_talk("谢谢")


def test_a_long_run_of_phrases_is_read_in_linear_time() -> None:
    assert small_talk("好" * 500)
