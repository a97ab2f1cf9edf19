"""What a person gets in a private chat."""

import pytest

from tests.telegram.conftest import ANN, Bot, Started
from tests.telegram.server import faults

SCALE = "核心产业规模突破100亿元,带动相关产业规模1000亿元"


def test_a_question_is_answered_in_bold_with_its_quote_and_source(bot: Bot, person: int) -> None:
    (reply,) = bot.api.reply_to(bot.api.private(person, "南京2020年产业规模目标"))
    assert SCALE in reply.covered("bold")[0]
    assert SCALE in reply.covered("expandable_blockquote")[0]
    assert "《南京市打造人工智能产业地标行动计划》 · 宁政办发〔2019〕37号 · 2019-06-29" in reply.text
    assert "一、总体要求和目标" in reply.text
    assert reply.buttons == [["上下文", "更多", "原文文件"], ["对比", "👍", "👎"], ["复制引文", "分享", "网页"]]


def test_a_follow_up_refers_to_what_was_asked_before(bot: Bot, person: int) -> None:
    bot.api.reply_to(bot.api.private(person, "南京2020年产业规模目标"))
    (reply,) = bot.api.reply_to(bot.api.private(person, "那2025年呢"))
    assert "核心产业规模达到500亿元" in reply.text


def test_people_do_not_follow_up_on_each_other(bot: Bot, person: int) -> None:
    bot.api.reply_to(bot.api.private(person, "宁波2022年有多少工业机器人"))
    (reply,) = bot.api.reply_to(bot.api.private(person + 1_000_000, "那2025年呢"))
    (alone,) = bot.api.reply_to(bot.api.private(person + 2_000_000, "那2025年呢"))
    assert reply.text == alone.text


def test_a_reply_to_an_older_answer_refers_to_that(bot: Bot, person: int) -> None:
    (nanjing,) = bot.api.reply_to(bot.api.private(person, "南京2020年产业规模目标"))
    bot.api.reply_to(bot.api.private(person, "大连2020年有几个创新平台"))
    (reply,) = bot.api.reply_to(bot.api.private(person, "那2025年呢", reply_to=nanjing))
    assert "核心产业规模达到500亿元" in reply.text


def test_what_is_not_in_the_documents_is_said_not_to_be(bot: Bot, person: int) -> None:
    (reply,) = bot.api.reply_to(bot.api.private(person, "成都2020年产业规模目标"))
    assert "成都" in reply.text
    assert reply.covered("bold") == []


def test_traditional_characters_and_noise_are_understood(bot: Bot, person: int) -> None:
    (reply,) = bot.api.reply_to(bot.api.private(person, "請問一下，南京2020年的產業規模目標是多少呀？？"))
    assert SCALE in reply.text


def test_marks_of_people_are_only_shown(bot: Bot, person: int) -> None:
    (reply,) = bot.api.reply_to(bot.api.private(person, "<b>南京</b>&2020年<产业规模>目标"))
    assert reply.ok


def test_a_corrected_question_is_answered_again_in_place(bot: Bot, person: int) -> None:
    asked = bot.api.private(person, "南京2020年产业规模目标")
    (reply,) = bot.api.reply_to(asked)
    again = bot.api.edit(asked, "南京2025年产业规模目标")
    bot.api.wait_for(lambda call: call.method == "editMessageText" and call.chat_id == person, after=again)
    assert "核心产业规模达到500亿元" in bot.api.shown(reply)["text"]
    assert bot.api.sent(person) == [reply]


def test_an_edit_that_changes_nothing_is_left_alone(bot: Bot, person: int) -> None:
    asked = bot.api.private(person, "南京2020年产业规模目标")
    bot.api.reply_to(asked)
    bot.api.edit(asked, "南京2020年产业规模目标")
    bot.settled()
    assert len([call for call in bot.api.calls if call.chat_id == person]) == 1


def test_voice_stickers_and_photos_get_a_friendly_line(bot: Bot, person: int) -> None:
    for sent in (bot.api.voice, bot.api.sticker, bot.api.photo):
        (reply,) = bot.api.reply_to(sent(person))
        assert "文字" in reply.text


def test_a_long_question_is_refused_in_a_sentence(bot: Bot, person: int) -> None:
    (reply,) = bot.api.reply_to(bot.api.private(person, "南京产业规模" * 600))
    assert "请" in reply.text
    assert len(reply.text) < 200


def test_start_offers_questions_that_are_answered(bot: Bot, person: int) -> None:
    (hello,) = bot.api.reply_to(bot.api.private(person, "/start"))
    examples = [row[0] for row in hello.buttons]
    assert len(examples) == 3
    for example in examples:
        press = bot.api.press(hello, example)
        asked, answer = bot.api.wait_for_all(
            lambda call: call.chat_id == person and call.method == "sendMessage", 2, after=press
        )
        assert example in asked.text
        assert answer.covered("bold")
        assert answer.covered("expandable_blockquote")
    assert bot.api.unanswered() == []


def test_the_menu_and_the_description_are_registered(bot: Bot) -> None:
    menu = {
        "ask", "docs", "doc", "targets", "money", "duties", "compare", "subscribe", "subscriptions", "settings", "forget",
        "help", "about",
    }  # fmt: skip
    bot.api.wait_for_all(lambda call: call.method == "setMyShortDescription", 2)
    for language in ("", "en"):
        assert {command["command"] for command in bot.api.commands(language=language)} == menu
        assert all(
            command["description"].isascii() == bool(language) for command in bot.api.commands(language=language)
        )
    assert "Chinese" in bot.api.setting("description", "en")
    assert {command["command"] for command in bot.api.commands("all_group_chats")} == {"ask", "docs", "compare", "help"}
    assert "原文" in bot.api.setting("description")
    assert "原文" in bot.api.setting("short_description")


def test_help_tells_every_command_of_the_menu(bot: Bot, person: int) -> None:
    (reply,) = bot.api.reply_to(bot.api.private(person, "/help"))
    for command in bot.api.commands():
        assert f"/{command['command']}" in reply.text


def test_documents_are_listed_and_told_and_sent(bot: Bot, person: int) -> None:
    (listed,) = bot.api.reply_to(bot.api.private(person, "/docs"))
    assert "5 份" in listed.text
    (told,) = bot.api.reply_to(bot.api.press(listed, "3"))
    assert "宁政办发〔2019〕37号" in told.text
    (sent,) = bot.api.reply_to(bot.api.press(told, "原文文件"))
    assert sent.method == "sendDocument"
    (named,) = bot.api.reply_to(bot.api.private(person, "/doc 南京"))
    assert named.text == told.text
    (unknown,) = bot.api.reply_to(bot.api.private(person, "/doc 火星"))
    assert "/docs" in unknown.text


def test_targets_are_paged_in_place(bot: Bot, person: int) -> None:
    (first,) = bot.api.reply_to(bot.api.private(person, "/targets 南京"))
    assert first.buttons[0][-1] == "下一页 ›"
    press = bot.api.press(first, "下一页")
    edit = bot.api.wait_for(lambda call: call.method == "editMessageText", after=press)
    assert edit.buttons[0][0] == "‹ 上一页"
    assert edit.text != first.text
    (year,) = bot.api.reply_to(bot.api.private(person, "/targets 南京 2025"))
    assert "<td>2025</td>" in year.html
    assert "<td>2020</td>" not in year.html


@pytest.mark.parametrize(("command", "head", "cell"), [("/money 大连", "资金", "万元"), ("/duties 宁波", "分工", "市")])
def test_grants_and_duties_are_tables(bot: Bot, person: int, command: str, head: str, cell: str) -> None:
    (table,) = bot.api.reply_to(bot.api.private(person, command))
    assert table.method == "sendRichMessage"
    assert f"项{head}" in table.text
    assert any(cell in line for line in table.html.split("<td>"))
    (missing,) = bot.api.reply_to(bot.api.private(person, f"{command.split(maxsplit=1)[0]} 火星"))
    assert "火星" in missing.text or "没有" in missing.text


def test_tables_are_lists_where_the_server_takes_no_rich_messages(started: Started) -> None:
    bot = started()
    planned = bot.api.fail("sendRichMessage", fault=faults.Fault(404, "Not Found: method not found"))
    for question in ("/targets 南京", "/targets 大连"):
        (listed,) = bot.api.reply_to(bot.api.private(ANN, question))
        assert listed.covered("expandable_blockquote")
    assert planned.played == 1
    page = bot.api.edit_after(bot.api.press(listed, "下一页"))
    assert page.covered("expandable_blockquote")


def test_cities_are_compared_in_a_table_and_a_chart(bot: Bot, person: int) -> None:
    table, chart = bot.api.reply_to(bot.api.private(person, "/compare 产业规模 2020"), count=2)
    assert "南京市" in table.text
    assert "1000亿元" in table.text
    assert chart.method == "sendPhoto"
    assert next(iter(chart.files.values())).content.startswith(b"\x89PNG")
    (nothing,) = bot.api.reply_to(bot.api.private(person, "/compare 火星移民 2020"))
    assert "没有提到“火星移民”" in nothing.text
    (how,) = bot.api.reply_to(bot.api.private(person, "/compare"))
    assert "/compare" in how.text


def test_settings_change_how_answers_look(bot: Bot, person: int) -> None:
    (settings,) = bot.api.reply_to(bot.api.private(person, "/settings"))
    for label in ("1 条", "简短"):
        press = bot.api.press(settings, label)
        bot.api.wait_for(lambda call: call.method == "editMessageText", after=press)
    assert [button["text"] for row in bot.api.shown(settings)["reply_markup"]["inline_keyboard"] for button in row] == [
        "✓ 1 条",
        "3 条",
        "5 条",
        "详细",
        "✓ 简短",
    ]
    (reply,) = bot.api.reply_to(bot.api.private(person, "南京2020年产业规模目标"))
    assert len(reply.covered("expandable_blockquote")) == 1
    assert "理解为" not in reply.text


def test_forget_drops_what_a_follow_up_would_need(bot: Bot, person: int) -> None:
    (answer,) = bot.api.reply_to(bot.api.private(person, "南京2020年产业规模目标"))
    (forgotten,) = bot.api.reply_to(bot.api.private(person, "/forget"))
    assert "1 条" in forgotten.text
    (reply,) = bot.api.reply_to(bot.api.private(person, "那2025年呢"))
    assert "南京" not in reply.text.partition("理解为")[2].partition("\n")[0]
    assert "过期" in bot.api.answer_of(bot.api.press(answer, "上下文")).params["text"]


def test_about_tells_what_is_kept(bot: Bot, person: int) -> None:
    (reply,) = bot.api.reply_to(bot.api.private(person, "/about"))
    assert "30 天" in reply.text
    assert "/forget" in reply.text


@pytest.mark.parametrize(("typed", "said"), [("/foo", "没有 /foo 这个命令。"), ("/target 南京", "是不是 /targets？")])
def test_an_unknown_command_is_told(bot: Bot, person: int, typed: str, said: str) -> None:
    (reply,) = bot.api.reply_to(bot.api.private(person, typed))
    assert said in reply.text
    assert "/help" in reply.text


def test_a_command_may_be_typed_in_chinese_and_documents_asked_for_in_a_sentence(
    bot: Bot, person: int, group: int
) -> None:
    (known,) = bot.api.reply_to(bot.api.private(person, "/targets 南京 2020"))
    for typed in ("/目标 南京 2020", "targets 南京 2020"):
        (reply,) = bot.api.reply_to(bot.api.private(person, typed))
        assert reply.text == known.text
    (listed,) = bot.api.reply_to(bot.api.private(person, "/docs"))
    (reply,) = bot.api.reply_to(bot.api.private(person, "你们有哪些文件？"))
    assert reply.text == listed.text
    (reply,) = bot.api.reply_to(bot.api.group(group, person, f"@{bot.api.username} 有哪些城市"))
    assert reply.text == listed.text
