"""Documents that come in: side by side, bad after good, killed in the middle, too large, many; the newest good one stands."""

import time

import pytest

from bot.telegram.store import Store
from tests.conftest import PLAN
from tests.telegram.conftest import ADMIN, ANN, Bot, Started, eventually
from tests.telegram.server import faults
from tests.telegram.server.record import Call
from tests.telegram.server.spec import Upload

BEDS = "苏州2022年新增养老床位多少张"


def plan(beds: int = 5000, name: str = "苏州养老.txt") -> Upload:
    return Upload(name, PLAN.replace("5000张", f"{beds}张").encode(), "text/plain")


def ended(bot: Bot, *calls: Call) -> list[str]:
    """What the messages of the progress say at their end."""
    for call in calls:
        bot.api.until(lambda call=call: "加入" in bot.api.shown(call).get("text", ""))
    return [str(bot.api.shown(call)["text"]) for call in calls]


def answer(bot: Bot, question: str = BEDS) -> str:
    return bot.api.reply_to(bot.api.private(ANN, question))[0].text


def hidden(bot: Bot) -> list[str]:
    return [path.name for path in bot.added.iterdir() if path.name[0] == "."]


def test_of_two_with_one_name_at_once_the_later_stands(started: Started) -> None:
    bot = started()
    sent = [bot.api.document(ADMIN, plan(beds)) for beds in (6000, 7000)]
    calls = bot.api.wait_for_all(lambda call: call.ok and call.method == "sendMessage", 2, after=sent[0])
    assert all("已加入" in said for said in ended(bot, *calls))
    assert "7000张" in answer(bot)
    assert hidden(bot) == []


def test_a_bad_one_after_a_good_one_leaves_the_good_one(started: Started) -> None:
    bot = started()
    bot.api.document(ADMIN, plan())
    last = bot.api.document(ADMIN, Upload("苏州养老.txt", b" ", "text/plain"))
    calls = bot.api.wait_for_all(lambda call: call.ok and call.method == "sendMessage", 2)
    good, bad = ended(bot, *calls)
    assert last.chat_id == ADMIN
    assert "已加入" in good
    assert "没有加入" in bad
    assert "5000张" in answer(bot)
    assert [path.name for path in bot.added.iterdir()] == ["苏州养老.txt"]


def test_names_that_are_long_or_lead_elsewhere_become_files_of_their_own(started: Started) -> None:
    bot = started()
    long = "苏州市人民政府办公室关于印发" * 8
    names = ["../../苏州.txt", "..\\.苏州养老.TXT", "a\n📄.txt", f"{long}甲.txt", f"{long}乙.txt"]
    for number, name in enumerate(names):
        bot.api.document(ADMIN, plan(5000 + number, name))
    calls = bot.api.wait_for_all(lambda call: call.ok and call.method == "sendMessage", len(names))
    assert all("已加入" in said for said in ended(bot, *calls))
    kept = [path.name for path in bot.added.iterdir()]
    assert len(kept) == len(names)
    assert {"苏州.txt", "苏州养老.TXT", "a 📄.txt"} < set(kept)
    for name in ("", "无后缀", " .txt", "x.exe"):
        assert "不能加入" in bot.api.reply_to(bot.api.document(ADMIN, plan(name=name)))[0].text


@pytest.mark.parametrize("step", ["sent", "fetching", "told", "taking"])
def test_killed_while_a_document_is_taken_in_it_goes_on_at_the_next_start(started: Started, step: str) -> None:
    bot = started()
    if step == "fetching":
        bot.api.fail("getFile", fault=faults.hanging(60))
    update = bot.api.document(ADMIN, plan())
    if step == "sent":
        bot.api.until(lambda: update.deliveries)
    elif step == "fetching":
        bot.api.until(lambda: bot.api.calls_of("getFile"))
    elif step == "told":
        bot.api.reply_to(update)
    else:
        eventually(lambda: bot.added.exists() and hidden(bot))
    bot.kill()
    bot.api.heal()
    bot.start()
    eventually(lambda: any("已加入" in str(message.get("text")) for message in bot.api.messages(ADMIN)))
    shown = [str(message.get("text")) for message in bot.api.messages(ADMIN)]
    assert not [text for text in shown if text.endswith("…")]
    assert "5000张" in answer(bot)
    assert hidden(bot) == []


@pytest.mark.parametrize("stopped", [False, True])
def test_a_document_is_fetched_when_the_network_is_back(started: Started, stopped: bool) -> None:
    bot = started()
    bot.api.fail("getFile", times=3, fault=faults.broken(502))
    call = bot.api.reply_to(bot.api.document(ADMIN, plan()))[0]
    if stopped:
        bot.api.until(lambda: len(bot.api.calls_of("getFile")) > 1)
        assert bot.stop() == 0
        bot.start()
    assert "已加入" in ended(bot, call)[0]
    assert "5000张" in answer(bot)


def test_a_stop_while_telegram_asks_to_wait_loses_no_document(started: Started) -> None:
    bot = started()
    bot.api.fail("editMessageText", fault=faults.flood(60))
    call = bot.api.reply_to(bot.api.document(ADMIN, plan()))[0]
    eventually(lambda: "要求等" in bot.log)
    assert bot.stop() == 0
    bot.api.heal()
    bot.start()
    assert "已加入" in ended(bot, call)[0]
    assert "5000张" in answer(bot)


def test_stopped_while_a_document_is_taken_in_it_ends_and_goes_on_at_the_next_start(started: Started) -> None:
    bot = started()
    for pause in (0.0, 0.1, 0.3, 0.6):
        call = bot.api.reply_to(bot.api.document(ADMIN, plan()))[0]
        eventually(lambda: bot.added.exists() and hidden(bot))
        time.sleep(pause)
        assert bot.stop() == 0
        assert "Traceback" not in bot.log
        bot.start()
        assert "已加入" in ended(bot, call)[0]
    assert hidden(bot) == []


def test_a_bad_document_does_not_keep_the_bot_from_starting_again(started: Started) -> None:
    bot = started()
    bot.added.mkdir()
    (bot.added / "坏.txt").write_bytes(b" ")
    (bot.added / ".坏.txt.before").touch()  # as a process leaves it that is killed in the middle
    (bot.added / "苏州养老.txt").write_bytes(b" ")
    (bot.added / ".苏州养老.txt.before").write_bytes(PLAN.encode())
    bot.kill()
    bot.start()
    assert "5000张" in answer(bot)
    assert [path.name for path in bot.added.iterdir()] == ["苏州养老.txt"]


@pytest.mark.parametrize("told", [True, False])
def test_more_than_20_mb_is_told_at_once_with_what_to_do(started: Started, told: bool) -> None:
    own = started()
    upload = Upload("大.txt", b"x" * (20 * 2**20 + 1), "text/plain")
    content = own.api.keep(upload, "documents").as_json()
    if not told:
        content = {name: value for name, value in content.items() if name != "file_size"}
    update = own.api.say(ADMIN, {"document": {**content, "file_name": upload.name, "mime_type": upload.mime}})
    (call,) = own.api.reply_to(update)
    own.api.until(lambda: "20 MB" in own.api.shown(call)["text"])
    assert "wenzheng add" in own.api.shown(call)["text"]


def test_many_at_once_and_questions_meanwhile(started: Started) -> None:
    bot = started()
    names = [f"苏州养老{number}.txt" for number in range(6)]
    for number, name in enumerate(names):
        bot.api.document(ADMIN, plan(5000 + number, name))
    assert "100亿元" in answer(bot, "南京2020年产业规模目标")
    calls = bot.api.wait_for_all(
        lambda call: call.ok and call.method == "sendMessage" and call.chat_id == ADMIN, len(names)
    )
    assert all("已加入" in said for said in ended(bot, *calls))
    assert sorted(path.name for path in bot.added.iterdir()) == names
    assert "11 份" in answer(bot, "/docs")


def test_a_bad_verdict_keeps_the_answer_that_was_judged(started: Started) -> None:
    bot = started()
    ended(bot, *bot.api.reply_to(bot.api.document(ADMIN, plan(5000))))
    (reply,) = bot.api.reply_to(bot.api.private(ANN, BEDS))
    (call,) = bot.api.reply_to(bot.api.document(ADMIN, plan(9000)))
    ended(bot, call)
    assert "9000张" in answer(bot)
    bot.api.answer_of(bot.api.press(reply, "👎"))
    bot.settled()
    store = Store(bot.folder / "telegram.db", 86400)
    (verdict,) = store.verdicts()
    store.close()
    assert "5000张" in verdict.answer
    assert "5000张" in verdict.passages[0]["text"]
