"""The buttons under an answer."""

import json
from pathlib import Path

from bot.telegram.demo import as_text
from tests.bot.conftest import Command
from tests.conftest import PLAN
from tests.telegram.conftest import Bot, Started
from tests.telegram.server.record import EDITING, Call

BEDS = "苏州2022年新增养老床位多少张"
QUESTION = "南京2020年产业规模目标"


def answered(bot: Bot, person: int, question: str = QUESTION) -> Call:
    (reply,) = bot.api.reply_to(bot.api.private(person, question))
    return reply


def test_context_comes_in_place_and_goes_again(bot: Bot, person: int) -> None:
    reply = answered(bot, person)
    press = bot.api.press(reply, "上下文")
    around = bot.api.wait_for(lambda call: call.method in EDITING, after=press)
    assert around.message_id == reply.message_id
    assert "上下文" in around.text
    assert len(around.covered("expandable_blockquote")[0]) > len(reply.covered("expandable_blockquote")[0])
    back = bot.api.wait_for(lambda call: call.method in EDITING, after=bot.api.press(reply, "返回"))
    assert back.text == reply.text
    assert bot.api.unanswered() == []


def test_more_goes_on_until_there_is_no_more(bot: Bot, person: int) -> None:
    message, shown = answered(bot, person, "南京人工智能人才"), set[str]()
    shown.update(message.covered("expandable_blockquote"))
    for _ in range(20):
        (message,) = bot.api.reply_to(bot.api.press(message, "更多"))
        quotes = message.covered("expandable_blockquote")
        assert not shown & set(quotes)
        shown.update(quotes)
        if not quotes:
            assert "没有更多" in message.text
            break
    else:
        raise AssertionError("it never ends")
    assert len(shown) > 3


def test_the_source_document_comes_as_a_file(bot: Bot, person: int) -> None:
    (sent,) = bot.api.reply_to(bot.api.press(answered(bot, person), "原文文件"))
    assert sent.method == "sendDocument"
    (file,) = sent.files.values()
    assert file.name == "nanjing.txt"
    assert "核心产业规模突破100亿元".encode() in file.content
    assert "宁政办发〔2019〕37号" in sent.text


def test_the_answer_comes_as_a_page_with_its_whole_document(bot: Bot, person: int) -> None:
    (sent,) = bot.api.reply_to(bot.api.press(answered(bot, person), "网页"))
    assert sent.method == "sendDocument"
    (file,) = sent.files.values()
    assert file.name.endswith(".html")
    assert file.content.startswith(b"<!DOCTYPE html>")
    assert "保障措施".encode() in file.content


def test_the_other_cities_are_compared(bot: Bot, person: int) -> None:
    (compared,) = bot.api.reply_to(bot.api.press(answered(bot, person, "宁波的人才引进由谁负责"), "对比"))
    bold = "\n".join(compared.covered("bold"))
    assert "南京市：" in bold
    assert "宁波市：" not in bold
    assert compared.covered("expandable_blockquote")


def test_old_buttons_say_so(bot: Bot, person: int) -> None:
    answered(bot, person + 1_000_000)  # whose turn may be the first
    reply = answered(bot, person)
    for data in ("context:999999999", "from an old version", "more:1:1"):
        told = bot.api.answer_of(bot.api.callback(reply, data, person))
        assert "过期" in told.params["text"]
    assert bot.api.unanswered() == []


def test_verdicts_become_gold_questions(started: Started, person: int) -> None:
    bot = started()
    for question, thumb in ((QUESTION, "👎"), ("大连2020年有几个创新平台", "👍")):
        thanks = bot.api.answer_of(bot.api.press(answered(bot, person, question), thumb))
        assert "谢谢" in thanks.params["text"]
    bot.settled()
    export = Command({"WENZHENG_TELEGRAM_DATA": str(bot.folder / "telegram.db")})
    rows = [json.loads(line) for line in export("feedback", "--jsonl").stdout.splitlines()]
    assert [(row["question"], row["docs"]) for row in rows] == [(QUESTION, ["nanjing"])]
    assert len(export("feedback", "--jsonl", "--all").stdout.splitlines()) == 2


def test_the_demo_shows_what_the_phone_shows(bot: Bot, person: int) -> None:
    reply = answered(bot, person)
    shown = Command({"WENZHENG_DB": str(bot.folder / "index.db")})(
        "bot", "--offline-demo", typed=f"{QUESTION}\nq\n"
    ).stdout
    assert as_text(reply.html, lambda text: text) in shown
    assert "[上下文]  [更多]  [原文文件]" in shown


def test_the_demo_shows_commands_buttons_inline_cards_and_documents(tmp_path: Path) -> None:
    document = tmp_path / "苏州养老.txt"
    document.write_text(PLAN, encoding="utf-8")
    typed = (
        f"/help\n{QUESTION}\n上下文\n返回\n👍\n@{QUESTION}\n/docs\n3\n{document}\n{BEDS}\n/targets 南京\n下一页 ›\nq\n"
    )
    demo = Command({"WENZHENG_DB": str(tmp_path / "index.db"), "WENZHENG_DOCUMENTS_ADDED": str(tmp_path / "added")})
    shown = demo("bot", "--offline-demo", typed=typed).stdout
    for words in (
        "/subscribe",
        "[上下文]",
        "[返回]",
        "[卡片]",
        "5 份",
        "宁政办发〔2019〕37号",
        "可以问了",
        "5000张",
        "‹ 上一页",
    ):
        assert words in shown
    assert "Traceback" not in shown
