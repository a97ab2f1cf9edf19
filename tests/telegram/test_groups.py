"""Groups and inline mode."""

from telegram.constants import InlineQueryLimit

from tests.telegram.conftest import Bot, Started

QUESTION = "南京2020年产业规模目标"
SCALE = "核心产业规模突破100亿元"


def test_a_mention_a_reply_and_ask_are_answered_and_nothing_else(started: Started, person: int, group: int) -> None:
    bot = started()
    bot.api.state.privacy = False  # the bot gets to see everything, and still keeps out of it
    bot.api.group(group, person, QUESTION)
    bot.api.group(group, person, f"@another_bot {QUESTION}")
    bot.api.group(group, person, f"/ask@another_bot {QUESTION}")
    bot.settled()
    assert bot.api.sent(group) == []
    mention = bot.api.group(group, person, f"@{bot.api.username} {QUESTION}")
    (reply,) = bot.api.reply_to(mention)
    assert SCALE in reply.text
    assert reply.replies_to == mention.message_id
    (reply,) = bot.api.reply_to(bot.api.group(group, person, f"/ask {QUESTION}"))
    assert SCALE in reply.text
    (reply,) = bot.api.reply_to(bot.api.group(group, person, "那2025年呢", reply_to=reply))
    assert "核心产业规模达到500亿元" in reply.text


def test_privacy_mode_is_enough(bot: Bot, person: int, group: int) -> None:
    assert bot.api.group(group, person, QUESTION).withheld
    (reply,) = bot.api.reply_to(bot.api.group(group, person, f"{QUESTION} @{bot.api.username}"))
    assert SCALE in reply.text


def test_follow_ups_are_of_each_person(bot: Bot, person: int, group: int) -> None:
    other = person + 1_000_000
    bot.api.reply_to(bot.api.group(group, person, f"/ask {QUESTION}"))
    bot.api.reply_to(bot.api.group(group, other, "/ask 大连2020年有几个创新平台"))
    (reply,) = bot.api.reply_to(bot.api.group(group, person, "/ask 那2025年呢"))
    assert "核心产业规模达到500亿元" in reply.text


def test_a_corrected_ask_is_answered_in_place(bot: Bot, person: int, group: int) -> None:
    asked = bot.api.group(group, person, "/ask 南京2020年产业规模目标")
    (reply,) = bot.api.reply_to(asked)
    bot.api.wait_for(
        lambda call: call.method == "editMessageText", after=bot.api.edit(asked, "/ask 南京2025年产业规模目标")
    )
    assert "核心产业规模达到500亿元" in bot.api.shown(reply)["text"]


def test_ask_without_a_question_tells_how(bot: Bot, person: int, group: int) -> None:
    (reply,) = bot.api.reply_to(bot.api.group(group, person, "/ask"))
    assert "例如：/ask" in reply.text


def test_inline_cards_hold_the_quote(bot: Bot, person: int) -> None:
    answer = bot.api.answer_of(bot.api.inline(person, QUESTION))
    cards = answer.params["results"]
    assert cards[0]["title"] in answer.cards[0].text
    assert SCALE in answer.cards[0].text
    assert "<blockquote expandable>" in cards[0]["input_message_content"]["message_text"]
    assert "宁政办发〔2019〕37号" in cards[0]["description"]
    assert len({card["id"] for card in cards}) == len(cards)


def test_inline_queries_that_ask_nothing_are_answered_with_a_hint(bot: Bot, person: int) -> None:
    for query in ("", "   ", "火星的补贴", "南京", "谢谢", "问" * InlineQueryLimit.MAX_QUERY_LENGTH):
        answer = bot.api.answer_of(bot.api.inline(person, query))
        assert answer.params.get("results") == []
        assert answer.params["button"]["text"]
        assert "最接近" not in answer.params["button"]["text"]  # which is not shown there


def test_an_inline_query_that_nobody_waits_for_is_no_error(started: Started, person: int) -> None:
    bot = started()
    asked = bot.api.inline(person, QUESTION)
    bot.api.expire(asked)
    (reply,) = bot.api.reply_to(bot.api.private(person, QUESTION))
    assert SCALE in reply.text
    assert "Traceback" not in bot.log


def test_a_group_keeps_its_right_when_it_becomes_a_supergroup(started: Started, person: int, group: int) -> None:
    bot = started(WENZHENG_TELEGRAM_ALLOW=group)
    new = group - 1_000_000_000_000
    bot.api.reply_to(bot.api.group(group, person, f"/ask {QUESTION}"))
    bot.api.migrate(group, new, person)
    (reply,) = bot.api.reply_to(bot.api.group(new, person, "/ask 那2025年呢"))
    assert "核心产业规模达到500亿元" in reply.text
    assert str(new) in bot.log
