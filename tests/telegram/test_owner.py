"""What the owner of the bot meets: mistakes are one sentence, the start is quick, the health is told."""

import sqlite3
from pathlib import Path

import pytest

from tests.telegram.conftest import ADMIN, ANN, Bot, Started, eventually
from tests.telegram.server import faults
from tests.telegram.test_running import QUESTION, SCALE, free_port, read


def sentence(bot: Bot) -> str:
    """What the bot has ended with."""
    eventually(lambda: bot.ended, 40)
    assert bot.process is not None
    assert bot.process.returncode == 2
    assert "Traceback" not in bot.log
    return bot.log.strip().splitlines()[-1]


def test_a_webhook_that_telegram_refuses_is_told(started: Started) -> None:
    bot = started(
        wait=False,
        WENZHENG_TELEGRAM_WEBHOOK_URL="http://bot.example.org/wenzheng",
        WENZHENG_TELEGRAM_WEBHOOK_LISTEN=f"127.0.0.1:{free_port()}",
    )
    assert "webhook_url" in sentence(bot)


def test_a_proxy_of_an_unknown_kind_is_told_before_the_index_is_built(started: Started) -> None:
    bot = started(wait=False, WENZHENG_TELEGRAM_PROXY="gopher://127.0.0.1:70", WENZHENG_DB="none/index.db")
    assert "proxy" in sentence(bot)
    assert not Path("none").exists()


@pytest.mark.parametrize("allow", ["@ann", "ann"])
def test_a_name_in_place_of_a_number_is_told_before_the_index_is_built(started: Started, allow: str) -> None:
    bot = started(wait=False, WENZHENG_TELEGRAM_ALLOW=allow, WENZHENG_DB="none/index.db")
    assert "allow" in sentence(bot)
    assert not Path("none").exists()


def test_a_port_that_is_taken_is_told(started: Started) -> None:
    bot = started()
    taken = str(bot.api.serving.port)
    bot.kill()
    webhook = {"WENZHENG_TELEGRAM_WEBHOOK_URL": "https://bot.example.org/", "WENZHENG_TELEGRAM_WEBHOOK_LISTEN": ""}
    for given, named in (
        ({**webhook, "WENZHENG_TELEGRAM_WEBHOOK_LISTEN": f"127.0.0.1:{taken}"}, "webhook_listen"),
        ({"WENZHENG_TELEGRAM_STATUS_LISTEN": f"127.0.0.1:{taken}"}, "status_listen"),
    ):
        bot.variables.update(given)
        bot.start(wait=False)
        said = sentence(bot)
        assert taken in said
        assert named in said
        for name in given:
            del bot.variables[name]


def test_two_processes_with_one_token_on_a_machine(started: Started, tmp_path: Path) -> None:
    bot = started()
    other = tmp_path / "other"
    other.mkdir()
    second = Bot(bot.api, other, {"WENZHENG_DB": str(tmp_path / "index.db")}).start(wait=False)
    assert "同一个令牌" in sentence(second)
    bot.api.reply_to(bot.api.private(ANN, QUESTION))
    bot.settled()
    assert len(bot.api.sent(ANN)) == 1


def test_health_by_webhook(started: Started) -> None:
    port, status = free_port(), free_port()
    bot = started(
        wait=False,
        WENZHENG_TELEGRAM_WEBHOOK_URL="https://bot.example.org/wenzheng",
        WENZHENG_TELEGRAM_WEBHOOK_LISTEN=f"127.0.0.1:{port}",
        WENZHENG_TELEGRAM_STATUS_LISTEN=f"127.0.0.1:{status}",
    )
    bot.api.webhook_leads_to(f"http://127.0.0.1:{port}")
    (reply,) = bot.api.reply_to(bot.api.private(ANN, QUESTION))
    assert SCALE in reply.text
    assert read(f"http://127.0.0.1:{status}/healthz")[0] == 200


def test_the_menu_is_set_when_it_changed_only(started: Started) -> None:
    bot = started()
    bot.api.private(ADMIN, "/start")
    bot.api.wait_for_all(lambda call: call.method == "setMyShortDescription", 2)
    bot.settled()
    calls = len(bot.api.calls_of("setMyCommands", "setMyDescription", "setMyShortDescription"))
    assert bot.stop() == 0
    bot.start()
    bot.api.reply_to(bot.api.private(ANN, QUESTION))
    bot.api.settled(quiet=3)
    assert len(bot.api.calls_of("setMyCommands", "setMyDescription", "setMyShortDescription")) == calls
    bot.stop()
    bot.variables["WENZHENG_TELEGRAM_ADMINS"] = str(ANN)
    bot.start()
    bot.api.until(lambda: len(bot.api.calls_of("setMyCommands")) > calls / 2)


def test_a_flood_wait_for_the_menu_holds_up_nothing(started: Started) -> None:
    bot = started(wait=False)
    for method in ("setMyCommands", "setMyDescription"):
        bot.api.fail(method, times=3, fault=faults.flood(40))
    (reply,) = bot.api.reply_to(bot.api.private(ANN, QUESTION))
    assert SCALE in reply.text
    bot.api.wait_for(lambda call: call.method == "setMyCommands")
    (reply,) = bot.api.reply_to(bot.api.private(ANN, "那2025年呢"))
    assert "500亿元" in reply.text
    assert not any(call.ok for call in bot.api.calls_of("setMyCommands"))
    assert bot.stop() == 0


def test_a_poll_is_waited_for_no_longer_than_45_seconds(started: Started) -> None:
    """The server's own 30 seconds, and those that the client waits beyond."""
    bot = started()
    bot.api.private(ANN, QUESTION)
    bot.api.fail("getUpdates", fault=faults.hanging(100))
    began = bot.api.wait_for(lambda call: call.ok and call.method == "sendMessage").at
    bot.api.until(lambda: [call for call in bot.api.calls_of("getUpdates") if call.at > began + 35])


def test_a_file_of_an_earlier_version_is_read_on(started: Started) -> None:
    bot = started()
    bot.api.reply_to(bot.api.private(ANN, QUESTION))
    assert bot.stop() == 0
    with sqlite3.connect(bot.folder / "telegram.db") as store:
        for column in ("thread", "asks", "answer"):
            store.execute(f"ALTER TABLE turns DROP COLUMN {column}")
    bot.start()
    (reply,) = bot.api.reply_to(bot.api.private(ANN, "那2025年呢"))
    assert "500亿元" in reply.text
