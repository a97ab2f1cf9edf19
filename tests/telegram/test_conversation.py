"""Nobody gets stuck: small talk, pasted texts, captions, replies, topics, chats that speak, other bots."""

import pytest

from tests.telegram.conftest import ADMIN, ANN, Bot, Started, eventually
from tests.telegram.server import faults
from tests.telegram.server.record import SENDING
from tests.telegram.server.spec import Upload

QUESTION = "南京2020年产业规模目标"
SCALE = "核心产业规模突破100亿元"
LATER = "核心产业规模达到500亿元"
NEWS = "南京市举行人工智能产业推进会。" + "会议要求各区各部门抓好落实，推动项目早开工、早建成、早见效。" * 30


@pytest.mark.parametrize(
    "said", ["你好", "谢谢老师", "好的，谢谢", "再见", "？", "👍👍", "[微笑]", "你是谁", "帮助", "啊", "一下"]
)
def test_small_talk_gets_one_line_and_is_no_context(bot: Bot, person: int, said: str) -> None:
    (first,) = bot.api.reply_to(bot.api.private(person, said))
    assert first.text
    assert first.buttons == []
    bot.api.reply_to(bot.api.private(person, QUESTION))
    (kind,) = bot.api.reply_to(bot.api.private(person, said))
    assert kind.text == first.text
    assert SCALE not in kind.text
    (reply,) = bot.api.reply_to(bot.api.private(person, "那2025年呢"))
    assert LATER in reply.text
    assert len(bot.api.sent(person)) == 4


@pytest.mark.parametrize("length", [600, 900])
def test_a_pasted_text_is_told_once_and_the_next_question_is_answered(bot: Bot, person: int, length: int) -> None:
    (told,) = bot.api.reply_to(bot.api.private(person, NEWS[:length]))
    assert f"{length} 个字" in told.text
    asked, answer = bot.api.reply_to(bot.api.press(told, "推进会"), count=2)
    assert "南京市举行人工智能产业推进会" in asked.text
    assert answer.text
    for _ in range(2):
        (reply,) = bot.api.reply_to(bot.api.private(person, QUESTION))
        assert SCALE in reply.text


def test_a_pasted_text_that_asks_nothing_is_offered_to_be_asked_about_and_is_no_context(bot: Bot, person: int) -> None:
    bot.api.reply_to(bot.api.private(person, QUESTION))
    (told,) = bot.api.reply_to(bot.api.private(person, NEWS[:300]))
    assert "300 个字，看不出要问什么" in told.text
    assert told.buttons[0] == ["南京市举行人工智能产业推进会"]
    (reply,) = bot.api.reply_to(bot.api.private(person, "那2025年呢"))
    assert LATER in reply.text
    story = f"我们公司是一家做语音识别的小企业，{'去年刚刚搬到南京江北新区，今年想扩大规模，' * 7}南京2025年产业规模目标是多少？"
    (reply,) = bot.api.reply_to(bot.api.private(person, story))
    assert "看不出" not in reply.text


def test_a_text_pasted_in_two_messages_is_told_once(bot: Bot, person: int) -> None:
    (told,) = bot.api.reply_to(bot.api.private(person, (NEWS * 9)[:4096]))
    second = bot.api.private(person, NEWS[:904])
    bot.api.wait_for(lambda call: call.method == "setMessageReaction", after=second)
    bot.settled()
    assert [call.text for call in bot.api.sent(person)] == [told.text]


def test_a_caption_is_a_question(bot: Bot, person: int, group: int) -> None:
    (reply,) = bot.api.reply_to(bot.api.photo(person, QUESTION))
    assert SCALE in reply.text
    (reply,) = bot.api.reply_to(bot.api.photo(person, f"@{bot.api.username} {QUESTION}", group))
    assert SCALE in reply.text
    (reply,) = bot.api.reply_to(bot.api.photo(person, f"/ask {QUESTION}", group))
    assert SCALE in reply.text


@pytest.mark.parametrize("caption", [QUESTION, ""])
def test_an_album_is_answered_once(bot: Bot, person: int, caption: str) -> None:
    for words in (caption, "", ""):
        bot.api.photo(person, words, album=f"7{person}")
    bot.settled()
    (said,) = bot.api.sent(person)
    assert (SCALE if caption else "只看得懂文字") in said.text


@pytest.mark.parametrize("call", ["/ask", "@{}", "@{} ？"])
def test_a_call_as_a_reply_asks_what_the_other_has_said(bot: Bot, person: int, group: int, call: str) -> None:
    other = person + 1_000_000
    bot.api.reply_to(bot.api.group(group, person, "/ask 大连2020年有几个创新平台"))
    theirs = bot.api.group(group, other, QUESTION)
    assert theirs.withheld
    (reply,) = bot.api.reply_to(bot.api.group(group, person, call.format(bot.api.username), reply_to=theirs))
    assert SCALE in reply.text


@pytest.mark.parametrize("theirs", ["/ask {question}", "/ask@{bot} {question}", "@{bot} {question}"])
def test_what_another_has_asked_the_bot_is_asked_without_the_call(
    bot: Bot, person: int, group: int, theirs: str
) -> None:
    asked = bot.api.group(group, person + 1_000_000, theirs.format(bot=bot.api.username, question=QUESTION))
    (first,) = bot.api.reply_to(asked)
    (again,) = bot.api.reply_to(bot.api.group(group, person, "/ask", reply_to=asked))
    assert again.text == first.text


def test_a_link_is_no_word_of_a_question(bot: Bot, person: int) -> None:
    link = "https://www.gov.cn/zhengce/2019-01/01/content_123.htm"
    (told,) = bot.api.reply_to(bot.api.private(person, link))
    assert told.text.startswith("没看懂")
    (alone,) = bot.api.reply_to(bot.api.private(person, QUESTION))
    (beside,) = bot.api.reply_to(bot.api.private(person, f"{QUESTION} {link}?from={'x' * 600}"))
    assert beside.text == alone.text


def test_a_reply_to_the_question_of_another_follows_up_on_it(bot: Bot, person: int, group: int) -> None:
    theirs = bot.api.group(group, person + 1_000_000, QUESTION)
    (reply,) = bot.api.reply_to(bot.api.group(group, person, f"@{bot.api.username} 那2025年呢", reply_to=theirs))
    assert LATER in reply.text


def test_a_reply_to_a_marked_part_asks_about_that(bot: Bot, person: int, group: int) -> None:
    long = bot.api.group(group, person + 1_000_000, f"大家好，今天下雨。{QUESTION}是多少？还有别的事。")
    call = f"@{bot.api.username}"
    (reply,) = bot.api.reply_to(bot.api.quoting(person, call, long, f"{QUESTION}是多少", group))
    assert SCALE in reply.text


def test_topics_are_conversations_of_their_own(bot: Bot, person: int, group: int) -> None:
    for chat in (None, group):
        where = chat or person
        bot.api.topic(where, 7)
        bot.api.topic(where, 8)
        (first,) = bot.api.reply_to(bot.api.in_topic(person, f"/ask {QUESTION}", 7, chat))
        assert first.params["message_thread_id"] == 7
        bot.api.reply_to(bot.api.in_topic(person, "/ask 大连2020年有几个创新平台", 8, chat))
        (reply,) = bot.api.reply_to(bot.api.in_topic(person, "/ask 那2025年呢", 7, chat))
        assert LATER in reply.text


def test_a_corrected_question_stays_in_its_topic(bot: Bot, person: int, group: int) -> None:
    bot.api.topic(group, 7)
    asked = bot.api.in_topic(person, f"/ask {QUESTION}", 7, group)
    (reply,) = bot.api.reply_to(asked)
    bot.api.state.chats[group].messages.pop(reply.message_id or 0)  # somebody has deleted the answer
    (again,) = bot.api.reply_to(bot.api.edit(asked, "/ask 南京2025年产业规模目标"))
    assert again.params["message_thread_id"] == 7
    assert LATER in again.text


def test_the_answer_of_a_deleted_topic_comes_outside_of_it(bot: Bot, person: int, group: int) -> None:
    bot.api.topic(group, 7)
    bot.api.close_topic(group, 7)
    asked = bot.api.in_topic(person, f"/ask {QUESTION}", 7, group)
    (reply,) = bot.api.reply_to(asked)
    assert SCALE in reply.text
    assert "message_thread_id" not in reply.params


def test_anonymous_admins_are_told_apart_by_their_group(started: Started, group: int) -> None:
    bot = started(WENZHENG_TELEGRAM_PER_MINUTE=1)
    for chat in (group, group - 1):
        (reply,) = bot.api.reply_to(bot.api.anonymous(chat, f"/ask {QUESTION}"))
        assert SCALE in reply.text


def test_other_bots_are_not_answered(bot: Bot, person: int, group: int) -> None:
    (reply,) = bot.api.reply_to(bot.api.group(group, person, f"/ask {QUESTION}"))
    bot.api.other_bot(group, f"@{bot.api.username} {QUESTION}", reply)
    bot.api.other_bot(group, f"/ask {QUESTION}")
    bot.api.reply_to(bot.api.group(group, person, "/ask 那2025年呢"))
    assert len(bot.api.sent(group)) == 2


def test_a_message_in_a_chat_without_topics_may_have_a_thread(bot: Bot, person: int, group: int) -> None:
    content = {"text": f"@{bot.api.username} {QUESTION}", "message_thread_id": 99}
    content["entities"] = [{"type": "mention", "offset": 0, "length": len(bot.api.username) + 1}]
    (reply,) = bot.api.reply_to(bot.api.say(person, content, group))
    assert "message_thread_id" not in reply.params


def test_a_send_that_failed_is_tried_again_when_the_network_is_back(started: Started) -> None:
    bot = started()
    bot.api.fail("sendMessage", times=9, fault=faults.broken(502))
    (reply,) = bot.api.reply_to(bot.api.private(ANN, QUESTION))
    assert SCALE in reply.text


def test_stopped_while_the_network_is_away_it_answers_at_the_next_start(started: Started) -> None:
    bot = started()
    bot.api.fail("sendMessage", times=1000, fault=faults.broken(502))
    asked = bot.api.private(ANN, QUESTION)
    bot.api.until(lambda: any(call.method in SENDING for call in bot.api.calls))
    assert bot.stop() == 0
    bot.api.heal()
    bot.start()
    (reply,) = bot.api.reply_to(asked)
    assert SCALE in reply.text


def test_the_examples_fit_the_documents(started: Started) -> None:
    """The first is no city's, the second has numbered headings."""
    bot = started(wait=False)
    eventually(lambda: bot.api.polling)
    bot.kill()
    (bot.folder / "index.db").unlink()
    documents = bot.folder / "documents"
    documents.mkdir()
    (documents / "规划.txt").write_text(
        "数字中国建设规划\n2023年2月27日\n一、总体要求\n到2025年，算力总规模突破300亿元。\n", encoding="utf-8"
    )
    (documents / "分工.txt").write_text(
        "吉安市优化营商环境工作分工\n2024年1月2日\n一、主要任务\n（一）组织实施。审核方案，制定计划。（牵头单位：市政府办公室）\n（二）推进审批事项标准化。编制审批事项清单，统一办理标准。（牵头单位：市行政审批局）\n",
        encoding="utf-8",
    )
    bot.variables["WENZHENG_DOCUMENTS_PLACES"] = str(documents)
    bot.start()
    (hello,) = bot.api.reply_to(bot.api.private(ANN, "/start"))
    examples = [row[0] for row in hello.buttons]
    assert examples
    for example in examples:
        assert not any(mark in example for mark in ("组织实施", *"（）()一二、。"))
        _, answer = bot.api.reply_to(bot.api.press(hello, example), count=2)
        assert answer.covered("bold")
    for said in ("你好", "/ask", "/compare", "？", "/targets 火星"):
        (told,) = bot.api.reply_to(bot.api.private(ANN, said))
        assert not any(city in told.text for city in ("南京", "大连", "产业规模"))


def test_several_things_are_a_list_with_their_quotes(bot: Bot, person: int) -> None:
    (reply,) = bot.api.reply_to(bot.api.private(person, "南京的主要任务有哪些"))
    assert [line[:2] for line in reply.text.splitlines()[:4]] == ["1.", "2.", "3.", "4."]
    assert len(reply.covered("bold")) >= 4
    assert len(reply.covered("expandable_blockquote")) >= 4


RULES = (
    "绍兴市智能网联汽车测试管理办法\n各区人民政府：\n一、申报条件\n申请示范道路测试的企业应当符合下列条件：\n"
    "1.在本市登记注册；\n2.具备车辆测试的技术能力；\n3.近三年无重大安全事故；\n4.有固定的测试场地；\n5.配备专职安全员；\n"
    "6.购买足额保险；\n7.建立数据管理制度；\n8.按期报送测试报告；\n9.接受日常监督检查。\n"
)


def test_of_many_things_the_further_ones_come_at_a_tap(started: Started) -> None:
    bot = started()
    (call,) = bot.api.reply_to(bot.api.document(ADMIN, Upload("测试.txt", RULES.encode(), "text/plain")))
    bot.api.until(lambda: "可以问了" in bot.api.shown(call)["text"])
    (reply,) = bot.api.reply_to(bot.api.private(ANN, "绍兴申请示范道路测试要符合哪些条件"))
    assert "还有 3 项" in reply.text
    assert reply.buttons[0] == ["还有 3 项"]
    (more,) = bot.api.reply_to(bot.api.press(reply, "还有 3 项"))
    assert more.text.startswith("7. 建立数据管理制度")
    assert "9. 接受日常监督检查" in more.text


def test_small_talk_that_is_edited_is_not_answered_again(bot: Bot, person: int) -> None:
    said = bot.api.private(person, "你好")
    bot.api.reply_to(said)
    bot.api.edit(said, "你好呀")
    bot.settled()
    assert len(bot.api.sent(person)) == 1
    (reply,) = bot.api.reply_to(bot.api.edit(said, QUESTION))
    assert SCALE in reply.text
