"""Who may ask, and what admins do."""

from pathlib import Path

import pytest

from tests.conftest import PLAN
from tests.telegram.conftest import ADMIN, ANN, BEN, Bot, Started
from tests.telegram.server.record import Call
from tests.telegram.server.spec import Upload

FILES = Path(__file__).parent.parent / "document" / "files"
BEDS = "苏州2022年新增养老床位多少张"


def end_of(bot: Bot, call: Call, words: str) -> str:
    """Wait until the message tells the end."""
    bot.api.until(lambda: words in bot.api.shown(call).get("text", ""))
    return str(bot.api.shown(call)["text"])


def test_strangers_are_told_their_number(started: Started) -> None:
    bot = started(WENZHENG_TELEGRAM_ALLOW=ANN)
    (told,) = bot.api.reply_to(bot.api.private(BEN, "南京2020年产业规模目标"))
    assert str(BEN) in told.text
    assert "100亿元" not in told.text
    (reply,) = bot.api.reply_to(bot.api.private(ANN, "南京2020年产业规模目标"))
    assert "100亿元" in reply.text
    assert bot.api.answer_of(bot.api.inline(BEN, "南京2020年产业规模目标")).params["results"] == []


def test_who_asks_too_fast_is_told_once_and_the_others_are_answered(started: Started) -> None:
    bot = started(WENZHENG_TELEGRAM_PER_MINUTE=3)
    for _ in range(10):
        bot.api.private(ANN, "南京2020年产业规模目标")
    (reply,) = bot.api.reply_to(bot.api.private(BEN, "南京2020年产业规模目标"))
    assert "100亿元" in reply.text
    bot.settled()
    said = [call.text for call in bot.api.sent(ANN)]
    assert len(said) == 4
    assert "太快" in said[-1]


def test_a_document_is_added_asked_and_removed(started: Started) -> None:
    bot = started()
    (before,) = bot.api.reply_to(bot.api.private(ANN, BEDS))
    assert "5000张" not in before.text
    (progress,) = bot.api.reply_to(bot.api.document(ADMIN, Upload("苏州养老.txt", PLAN.encode(), "text/plain")))
    assert "已加入" in end_of(bot, progress, "可以问了")
    (answer,) = bot.api.reply_to(bot.api.private(ANN, BEDS))
    assert "新增养老床位5000张" in answer.text
    changed = PLAN.replace("5000张", "6000张").encode("gb18030")
    (progress,) = bot.api.reply_to(bot.api.document(ADMIN, Upload("苏州养老.txt", changed, "text/plain")))
    end_of(bot, progress, "可以问了")
    (answer,) = bot.api.reply_to(bot.api.private(ANN, BEDS))
    assert "新增养老床位6000张" in answer.text
    (progress,) = bot.api.reply_to(bot.api.private(ADMIN, "/remove 苏州养老"))
    end_of(bot, progress, "已删除")
    (after,) = bot.api.reply_to(bot.api.private(ANN, BEDS))
    assert "6000张" not in after.text


@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".html", ".md"])
def test_documents_of_every_kind_are_added(started: Started, suffix: str) -> None:
    bot = started()
    file = next(path for path in sorted(FILES.iterdir()) if path.suffix == suffix)
    (progress,) = bot.api.reply_to(
        bot.api.document(ADMIN, Upload(file.name, file.read_bytes(), "application/octet-stream"))
    )
    assert "已加入" in end_of(bot, progress, "可以问了")
    (told,) = bot.api.reply_to(bot.api.private(ANN, "/docs"))
    assert "6 份" in told.text


@pytest.mark.parametrize(
    ("upload", "why"),
    [
        (Upload("空.txt", b" ", "text/plain"), "空"),
        (Upload("程序.exe", b"MZ", "application/x-msdownload"), "可以加入的是"),
        (Upload("../../../etc/苏州.txt", b"\x00\x01\x02" * 100, "text/plain"), "苏州.txt"),
        (Upload("nanjing.txt", PLAN.encode(), "text/plain"), "同名"),
    ],
)
def test_a_document_that_cannot_be_added_is_told_and_leaves_no_trace(
    started: Started, upload: Upload, why: str
) -> None:
    bot = started()
    (told,) = bot.api.reply_to(bot.api.document(ADMIN, upload))
    bot.api.until(lambda: why in bot.api.shown(told)["text"])
    assert not bot.added.exists() or list(bot.added.iterdir()) == []
    (answer,) = bot.api.reply_to(bot.api.private(ANN, "南京2020年产业规模目标"))
    assert "100亿元" in answer.text


def test_only_admins_administrate(bot: Bot, person: int) -> None:
    for command in ("/remove 南京", "/reindex", "/stats"):
        (reply,) = bot.api.reply_to(bot.api.private(person, command))
        assert "管理员" in reply.text
    (reply,) = bot.api.reply_to(bot.api.document(person, Upload("a.txt", b"text", "text/plain")))
    assert "管理员" in reply.text


def test_admins_see_the_figures_and_rebuild(started: Started) -> None:
    bot = started()
    bot.api.reply_to(bot.api.private(ANN, "南京2020年产业规模目标"))
    (figures,) = bot.api.reply_to(bot.api.private(ADMIN, "/stats"))
    assert "文件 5 份" in figures.text
    assert "1 个提问，1 人" in figures.text
    (progress,) = bot.api.reply_to(bot.api.private(ADMIN, "/reindex"))
    assert "5 份文件" in end_of(bot, progress, "完成：")
    (what,) = bot.api.reply_to(bot.api.private(ADMIN, "/remove 南京"))
    assert "没有加入过" in what.text
