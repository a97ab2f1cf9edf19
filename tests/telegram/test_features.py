"""What people expect of a bot: guest mode, links, sharing, copying, subscriptions, reactions."""

import json

import pytest

from bot.telegram.store import Store
from tests.bot.conftest import Command
from tests.conftest import PLAN
from tests.telegram.conftest import ADMIN, ANN, BEN, Bot, Started
from tests.telegram.server.spec import Upload

QUESTION = "南京2020年产业规模目标"
SCALE = "核心产业规模突破100亿元"


def button(bot: Bot, call: object, label: str) -> dict[str, object]:
    rows = bot.api.shown(call)["reply_markup"]["inline_keyboard"]  # type: ignore[arg-type]
    return next(one for row in rows for one in row if one["text"] == label)


def test_asked_by_mention_in_a_chat_that_it_is_not_in(started: Started, group: int) -> None:
    bot = started(WENZHENG_TELEGRAM_ALLOW=ANN)
    answer = bot.api.answer_of(bot.api.guest(ANN, f"@{bot.api.username} {QUESTION}", group))
    assert answer.method == "answerGuestQuery"
    assert SCALE in answer.cards[0].text
    refused = bot.api.answer_of(bot.api.guest(BEN, f"@{bot.api.username} {QUESTION}", group))
    assert SCALE not in refused.cards[0].text
    assert str(BEN) in refused.cards[0].text
    assert bot.api.calls_of("sendMessage") == []
    assert bot.api.unanswered() == []


def test_a_guest_question_that_cannot_be_asked_is_answered_too(bot: Bot, person: int, group: int) -> None:
    for text in (f"@{bot.api.username}", f"@{bot.api.username} " + "长" * 600, f"@{bot.api.username} 火星的补贴"):
        assert bot.api.answer_of(bot.api.guest(person, text, group)).cards[0].text


def test_a_guest_question_in_a_group_whose_number_may_ask(started: Started, group: int) -> None:
    bot = started(WENZHENG_TELEGRAM_ALLOW=group)
    answer = bot.api.answer_of(bot.api.guest(ANN, f"@{bot.api.username} {QUESTION}", group))
    assert SCALE in answer.cards[0].text


def test_the_quote_can_be_copied_with_its_source(bot: Bot, person: int) -> None:
    (reply,) = bot.api.reply_to(bot.api.private(person, QUESTION))
    copied = button(bot, reply, "复制引文")["copy_text"]["text"]  # type: ignore[index]
    assert SCALE in copied
    assert "《南京市打造人工智能产业地标行动计划》" in copied
    assert "宁政办发〔2019〕37号" in copied
    assert "2019-06-29" in copied
    assert len(copied) <= 256


def test_the_question_can_be_shared(bot: Bot, person: int) -> None:
    (reply,) = bot.api.reply_to(bot.api.private(person, QUESTION))
    chosen = button(bot, reply, "分享")["switch_inline_query_chosen_chat"]
    assert chosen["query"] == QUESTION  # type: ignore[index]
    cards = bot.api.answer_of(bot.api.inline(person + 1_000_000, str(chosen["query"]))).cards  # type: ignore[index]
    assert SCALE in cards[0].text


def test_what_was_typed_in_inline_mode_goes_on_in_private(bot: Bot, person: int) -> None:
    answer = bot.api.answer_of(bot.api.inline(person, QUESTION))
    link = answer.params["button"]["start_parameter"]
    asked, reply = bot.api.reply_to(bot.api.private(person, f"/start {link}"), count=2)
    assert QUESTION in asked.text
    assert SCALE in reply.text
    bot.api.reply_to(bot.api.private(person, "/forget"))
    (hello,) = bot.api.reply_to(bot.api.private(person, f"/start {link}"))
    assert hello.buttons


def test_a_link_opens_a_document(bot: Bot, person: int) -> None:
    (told,) = bot.api.reply_to(bot.api.private(person, "/doc nanjing"))
    link = str(button(bot, told, "分享")["url"]).rpartition("start=")[2]
    (opened,) = bot.api.reply_to(bot.api.private(person + 1_000_000, f"/start {link}"))
    assert opened.text == told.text
    (gone,) = bot.api.reply_to(bot.api.private(person, "/start d0123456789abcdef"))
    assert "不在了" in gone.text


@pytest.mark.parametrize("link", ["inline", "q" + "0" * 24, "什么", "x" * 64, "d", "d0", "q"])
def test_a_link_that_leads_nowhere_is_a_plain_start(bot: Bot, person: int, link: str) -> None:
    (hello,) = bot.api.reply_to(bot.api.private(person, f"/start {link}"))
    assert len(hello.buttons) == 3


def test_reactions_are_verdicts(started: Started) -> None:
    bot = started()
    for emoji, question in (("👎", QUESTION), ("👍", "大连2020年有几个创新平台"), ("👎", "中山有哪些重点任务")):
        (reply,) = bot.api.reply_to(bot.api.private(ANN, question))
        bot.api.react(reply, emoji, ANN)
    bot.api.react(reply, "", ANN)  # taken back
    bot.api.react(bot.api.private(ANN, "你好"), "👎", ANN)  # no answer
    bot.settled()
    store = Store(bot.folder / "telegram.db", 86400)
    assert [(one.turn.question, one.good) for one in store.verdicts()] == [
        (QUESTION, False),
        ("大连2020年有几个创新平台", True),
    ]
    store.close()
    export = Command({"WENZHENG_TELEGRAM_DATA": str(bot.folder / "telegram.db")})
    (row,) = [json.loads(line) for line in export("feedback", "--jsonl").stdout.splitlines()]
    assert SCALE in row["given"]["answer"]


def added(bot: Bot, text: str) -> None:
    (call,) = bot.api.reply_to(bot.api.document(ADMIN, Upload("苏州养老.txt", text.encode(), "text/plain")))
    bot.api.until(lambda: "可以问了" in bot.api.shown(call)["text"])


def test_people_are_told_of_new_documents_and_of_what_changed_in_them(started: Started) -> None:
    bot = started()
    (said,) = bot.api.reply_to(bot.api.private(ANN, "/subscribe 养老床位"))
    assert "养老床位" in said.text
    for words in ("火星", "补贴 养老"):
        bot.api.reply_to(bot.api.private(BEN, f"/subscribe {words}"))
    added(bot, PLAN)
    told = bot.api.wait_for(lambda call: call.chat_id == ANN and "：新加入" in call.text)
    assert any("5000张" in quote for quote in told.covered("expandable_blockquote"))
    added(bot, PLAN)  # the same once more
    added(bot, PLAN.replace("5000张", "6000张"))
    told = bot.api.wait_for(lambda call: call.chat_id == ANN and "：更新" in call.text)
    assert ["6000张" in quote for quote in told.covered("expandable_blockquote")] == [True]
    assert "5000张" in told.covered("strikethrough")[0]
    bot.settled()
    assert len(bot.api.sent(ANN)) == 3
    bot.api.reply_to(bot.api.private(ANN, "/forget"))
    added(bot, PLAN.replace("5000张", "7000张"))
    bot.settled()
    assert len(bot.api.sent(ANN)) == 4


def test_subscriptions_are_listed_ended_and_bounded(bot: Bot, person: int) -> None:
    (none,) = bot.api.reply_to(bot.api.private(person, "/subscriptions"))
    assert none.buttons == []
    for number in range(11):
        (said,) = bot.api.reply_to(bot.api.private(person, f"/subscribe 关键词{number}"))
    assert "10 个" in said.text
    (listed,) = bot.api.reply_to(bot.api.private(person, "/subscriptions"))
    assert len(listed.buttons) == 10
    shorter = bot.api.edit_after(bot.api.press(listed, "关键词3"))
    assert len(shorter.buttons) == 9
    for wrong in ("/subscribe", "/subscribe " + "长" * 100, "/subscribe \u200b\u200b", "/subscribe ！"):
        assert "请写" in bot.api.reply_to(bot.api.private(person, wrong))[0].text


def test_subscriptions_can_be_switched_off(started: Started) -> None:
    bot = started(WENZHENG_TELEGRAM_SUBSCRIPTIONS="false")
    (said,) = bot.api.reply_to(bot.api.private(ANN, "/subscribe 养老"))
    assert "没有开放" in said.text


def test_what_came_in_while_the_bot_was_away_is_told_at_its_start(started: Started) -> None:
    bot = started()
    bot.api.reply_to(bot.api.private(ANN, "/subscribe 养老床位"))
    assert bot.stop() == 0
    bot.added.mkdir(exist_ok=True)
    (bot.added / "苏州养老.txt").write_text(PLAN, encoding="utf-8")
    bot.start()
    told = bot.api.wait_for(lambda call: call.chat_id == ANN and "：新加入" in call.text)
    assert "5000张" in told.text
