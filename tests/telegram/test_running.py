"""How the bot runs: through outages and refusals, killed and started again, by webhook, watched."""

import signal
import socket
import sqlite3
import urllib.error
import urllib.request
from contextlib import closing

import pytest

from tests.telegram.conftest import ANN, BEN, Started, eventually
from tests.telegram.proxies import HttpProxy, SocksProxy, proxy
from tests.telegram.server import faults

QUESTION = "南京2020年产业规模目标"
SCALE = "核心产业规模突破100亿元"


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def read(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@pytest.mark.parametrize(
    "fault",
    [
        faults.flood(1),
        faults.broken(502),
        faults.dropped(),
        faults.Fault(500, "Internal Server Error"),
    ],
    ids=["429", "502", "dropped", "500"],
)
def test_an_answer_that_telegram_did_not_take_is_sent_again(started: Started, fault: faults.Fault) -> None:
    bot = started()
    bot.api.fail("sendMessage", times=2, fault=fault)
    (reply,) = bot.api.reply_to(bot.api.private(ANN, QUESTION))
    assert SCALE in reply.text
    bot.settled()
    assert len(bot.api.sent(ANN)) == 1
    assert "Traceback" not in bot.log


def test_a_chat_that_telegram_slows_down_slows_no_other(started: Started) -> None:
    bot = started()
    bot.api.fail("sendMessage", times=1000, fault=faults.flood(1), chat_id=ANN)
    slow = bot.api.private(ANN, QUESTION)
    bot.api.until(lambda: any(call.method == "sendMessage" for call in bot.api.calls))
    quick = bot.api.reply_to(bot.api.private(BEN, QUESTION))[0]
    bot.api.heal()
    assert quick.at < bot.api.reply_to(slow)[0].at
    assert SCALE in bot.api.sent(ANN)[0].text


def test_who_has_blocked_the_bot_is_left_alone_and_the_others_are_answered(started: Started) -> None:
    bot = started()
    bot.api.private(ANN, "/start")
    bot.settled()
    bot.api.fail("sendMessage", times=1, fault=faults.blocked(), chat_id=ANN)
    bot.api.private(ANN, QUESTION)
    (reply,) = bot.api.reply_to(bot.api.private(BEN, QUESTION))
    assert SCALE in reply.text
    assert "Traceback" not in bot.log


def test_an_answer_follows_a_group_to_its_new_number(started: Started) -> None:
    bot = started()
    assert bot.api.group(-1_000_000_000_777, ANN, "大家好").withheld
    bot.api.fail("sendMessage", times=1, fault=faults.migrated(-1_000_000_000_777))
    asked = bot.api.group(-777, ANN, f"/ask {QUESTION}")
    reply = bot.api.wait_for(lambda call: call.ok and call.method == "sendMessage", after=asked)
    assert reply.chat_id == -1_000_000_000_777


def test_it_waits_for_the_network_and_goes_on_after_an_outage(started: Started) -> None:
    bot = started(up=False, wait=False)
    eventually(lambda: "连不上 Telegram" in bot.log or bot.ended)
    assert not bot.ended, bot.log
    bot.api.up()
    (reply,) = bot.api.reply_to(bot.api.private(ANN, QUESTION))
    assert SCALE in reply.text
    bot.api.down()
    asked = bot.api.private(ANN, "大连2020年有几个创新平台")
    bot.api.up()
    (reply,) = bot.api.reply_to(asked)
    assert "2-3个" in reply.text


def test_a_second_signal_ends_it_at_once_and_the_next_start_answers(started: Started) -> None:
    bot = started()
    bot.api.fail("sendMessage", fault=faults.hanging(60))
    asked = bot.api.private(ANN, QUESTION)
    bot.api.until(lambda: bot.api.calls_of("sendMessage"))
    assert bot.process is not None
    eventually(lambda: bot.ended or bot.process.send_signal(signal.SIGTERM))  # again and again
    assert bot.process.returncode == 1
    assert "Traceback" not in bot.log
    bot.api.heal()
    bot.start()
    (reply,) = bot.api.reply_to(asked)
    assert SCALE in reply.text


def test_a_message_that_cannot_be_read_keeps_none_from_being_answered(started: Started) -> None:
    bot = started()
    strange = {"message_id": 7, "date": 1, "chat": {"id": ANN, "type": "private"}, "forward_origin": {"type": "user"}}
    bot.api.make("message", strange, strict=False)
    (reply,) = bot.api.reply_to(bot.api.private(ANN, QUESTION))
    assert SCALE in reply.text
    assert "读不懂" in bot.log
    assert "Traceback" not in bot.log


def test_what_is_done_to_a_message_that_is_gone_ends_nothing(started: Started) -> None:
    bot = started()
    gone = {"message_id": 5, "date": 0, "chat": bot.api.private_info(ANN)}
    pressed = {"id": "77", "from": bot.api.user(ANN), "chat_instance": "1", "data": "context:1", "message": gone}
    told = bot.api.answer_of(bot.api.make("callback_query", pressed))
    assert "过期" in told.params["text"]
    bot.api.say(ANN, {"pinned_message": gone})
    (reply,) = bot.api.reply_to(bot.api.private(ANN, QUESTION))
    assert SCALE in reply.text
    assert bot.stop() == 0
    assert "Traceback" not in bot.log


def test_what_was_put_down_and_cannot_be_read_any_more_is_passed_over(started: Started) -> None:
    bot = started()
    assert bot.stop() == 0
    with closing(sqlite3.connect(bot.folder / "telegram.db")) as kept, kept:
        kept.execute('INSERT INTO updates (id, body, at) VALUES (5, \'{"update_id": 5, "message": {}}\', 4e9)')
    bot.start()
    (reply,) = bot.api.reply_to(bot.api.private(ANN, QUESTION))
    assert SCALE in reply.text


def test_two_bots_with_one_token_are_explained(started: Started) -> None:
    bot = started()
    bot.api.fail("getUpdates", fault=faults.conflict())
    bot.api.private(ANN, QUESTION)  # ends the poll under way
    eventually(lambda: "409" in bot.log)
    assert "只能运行一份" in bot.log
    (reply,) = bot.api.reply_to(bot.api.private(BEN, QUESTION))
    assert SCALE in reply.text


def test_a_token_that_telegram_does_not_know_ends_it_with_a_sentence(started: Started) -> None:
    other = "987654321:AAF-another_token_altogether_0123456789"
    bot = started(wait=False, WENZHENG_TELEGRAM_TOKEN=other)
    eventually(lambda: bot.ended)
    assert bot.process is not None
    assert bot.process.returncode == 2
    assert "令牌" in bot.log
    assert "Traceback" not in bot.log
    assert "AAF-another" not in bot.log


def test_a_bot_without_a_token_says_what_to_do(started: Started) -> None:
    bot = started(wait=False, WENZHENG_TELEGRAM_TOKEN="")
    eventually(lambda: bot.ended)
    assert "BotFather" in bot.log


def test_stopping_finishes_what_is_in_hand(started: Started) -> None:
    bot = started()
    bot.api.fail("sendMessage", fault=faults.slow(1.5))
    asked = bot.api.private(ANN, QUESTION)
    bot.api.until(lambda: any(call.method == "sendMessage" for call in bot.api.calls))
    assert bot.stop() == 0
    assert SCALE in bot.api.replies(asked)[0].text


def test_killed_in_the_middle_it_loses_no_question_and_answers_at_most_one_of_a_chat_twice(started: Started) -> None:
    bot = started()
    people = range(2000, 2020)
    for person in (*people, *people):
        bot.api.private(person, QUESTION)
    bot.api.until(lambda: any(len(bot.api.sent(person)) > 1 for person in people))
    bot.kill()
    bot.start()
    bot.settled()
    # At least once: of each chat, the answer that was sent last may not have been marked as sent.
    assert all(len(bot.api.sent(person)) in (2, 3) for person in people)
    assert all(SCALE in call.text for call in bot.api.calls_of("sendMessage"))


@pytest.mark.parametrize(("kind", "scheme"), [(HttpProxy, "http"), (SocksProxy, "socks5")])
def test_all_requests_go_through_the_proxy(started: Started, kind: type[HttpProxy | SocksProxy], scheme: str) -> None:
    with proxy(kind) as (address, reached):
        bot = started(WENZHENG_TELEGRAM_PROXY=f"{scheme}://{address}")
        (reply,) = bot.api.reply_to(bot.api.private(ANN, QUESTION))
        assert SCALE in reply.text
        assert bot.api.serving.port in {port for _, port in reached}
        bot.kill()


def test_by_webhook(started: Started) -> None:
    port = free_port()
    bot = started(
        wait=False,
        WENZHENG_TELEGRAM_WEBHOOK_URL="https://bot.example.org/wenzheng",
        WENZHENG_TELEGRAM_WEBHOOK_LISTEN=f"127.0.0.1:{port}",
    )
    bot.api.webhook_leads_to(f"http://127.0.0.1:{port}")
    bot.api.wait_for(lambda call: call.method == "setWebhook")
    set_to = bot.api.calls_of("setWebhook")[-1].params
    assert len(set_to["url"].rpartition("/")[2]) == 64
    assert bot.api.token.partition(":")[2] not in set_to["url"]
    (reply,) = bot.api.reply_to(bot.api.private(ANN, QUESTION))
    assert SCALE in reply.text
    path = set_to["url"].removeprefix("https://bot.example.org")
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", b'{"update_id": 1}', method="POST")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    assert refused.value.code == 403


def test_health_and_figures(started: Started) -> None:
    port = free_port()
    bot = started(WENZHENG_TELEGRAM_STATUS_LISTEN=f"127.0.0.1:{port}")
    bot.api.reply_to(bot.api.private(ANN, QUESTION))
    assert read(f"http://127.0.0.1:{port}/healthz")[0] == 200
    figures = read(f"http://127.0.0.1:{port}/metrics")[1]
    assert 'wenzheng_answers_total{status="answered"}' in figures
    assert 'wenzheng_updates_total{kind="message"} 1.0' in figures


@pytest.mark.parametrize(
    ("variable", "value", "named"),
    [
        ("WENZHENG_TELEGRAM_ALLOW", "@ann", "allow"),
        ("WENZHENG_TELEGRAM_STATUS_LISTEN", "9101", "status_listen"),
        ("WENZHENG_TELEGRAM_KEEP", "perhaps", "KEEP"),
        ("WENZHENG_TELEGRAM_PER_MINUTE", "0", "PER_MINUTE"),
    ],
)
def test_wrong_settings_end_it_with_a_sentence(started: Started, variable: str, value: str, named: str) -> None:
    bot = started(wait=False, **{variable: value})
    eventually(lambda: bot.ended)
    assert bot.process is not None
    assert bot.process.returncode == 2
    assert named in bot.log
    assert "Traceback" not in bot.log


def test_nothing_is_written_where_questions_are_not_to_be_kept(started: Started) -> None:
    bot = started(WENZHENG_TELEGRAM_KEEP="false")
    bot.api.reply_to(bot.api.private(ANN, QUESTION))
    (reply,) = bot.api.reply_to(bot.api.private(ANN, "那2025年呢"))
    assert "核心产业规模达到500亿元" in reply.text
    (about,) = bot.api.reply_to(bot.api.private(ANN, "/about"))
    assert "内存" in about.text
    assert not (bot.folder / "telegram.db").exists()


def test_the_token_is_in_no_log_at_any_level(started: Started) -> None:
    bot = started("--verbose")
    bot.api.fail("sendMessage", times=2, fault=faults.dropped())
    bot.api.fail("editMessageText", fault=faults.Fault(400, "Bad Request: something unheard of"))
    (reply,) = bot.api.reply_to(bot.api.private(ANN, QUESTION))
    bot.api.press(reply, "上下文")
    bot.api.down()
    eventually(lambda: "ConnectError" in bot.log)
    bot.api.up()
    bot.api.reply_to(bot.api.private(ANN, QUESTION))
    assert bot.stop() == 0
    assert "POST http" in bot.log  # the addresses themselves are logged
    assert bot.api.token.partition(":")[2] not in bot.log
