"""The Bot API server of the tests, proven with python-telegram-bot and with raw requests."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx
import pytest
from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram import Update as Received
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from tests.telegram.server import BotApi, Upload, broken, dropped, hanging, migrated, slow

PERSON, GROUP, SUPERGROUP = 42, -77, -1001234567890
Context = ContextTypes.DEFAULT_TYPE
Work = Callable[[Bot], Any]


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as api:
        yield api


def with_bot(api: BotApi, work: Work, token: str = "") -> Any:
    """What the real client gets."""

    async def run() -> Any:
        async with Bot(token or api.token, base_url=api.base_url, base_file_url=api.file_url) as bot:
            return await work(bot)

    return asyncio.run(run())


def ask(api: BotApi, method: str, **params: object) -> dict[str, Any]:
    """A raw request with a JSON body."""
    reply = httpx.post(f"{api.base_url}{api.token}/{method}", json=params, timeout=120)
    return {"status": reply.status_code, **reply.json()}


async def echo(update: Received, _: Context) -> None:
    message = update.effective_message
    if message is not None:
        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("更多", callback_data="more:1")]])
        await message.reply_html(f"<b>{message.text or '?'}</b>", do_quote=True, reply_markup=keyboard)


async def pressed(update: Received, _: Context) -> None:
    query = update.callback_query
    if query is not None:
        await query.answer("好")
        await query.edit_message_text(f"pressed {query.data}")


class Echo(threading.Thread):
    """The real application, polling in a thread."""

    def __init__(self, api: BotApi) -> None:
        super().__init__(daemon=True)
        builder = Application.builder().token(api.token).base_url(api.base_url).base_file_url(api.file_url)
        self.app = builder.build()
        self.app.add_handler(MessageHandler(filters.ALL, echo))
        self.app.add_handler(CallbackQueryHandler(pressed))
        self.loop = asyncio.new_event_loop()

    def run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.app.run_polling(stop_signals=(), bootstrap_retries=-1)

    def __enter__(self) -> "Echo":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.loop.call_soon_threadsafe(self.app.stop_running)
        self.join(timeout=120)


def test_an_application_answers_and_its_buttons_work(api: BotApi) -> None:
    with Echo(api):
        asked = api.private(PERSON, "南京 < 中山?")
        (answer,) = api.wait_for_all(lambda call: call.method == "sendMessage", 1, after=asked)
        assert answer.status == 400  # "<" was not escaped
        asked = api.private(PERSON, "南京😀")
        (answer,) = api.reply_to(asked)
        assert (answer.text, answer.html, answer.buttons) == ("南京😀", "<b>南京😀</b>", [["更多"]])
        assert answer.entities == [{"type": "bold", "offset": 0, "length": 4}]
        assert answer.covered("bold") == ["南京😀"]
        assert answer.replies_to == asked.message_id
        press = api.press(answer, "更多")
        assert api.answer_of(press).params["text"] == "好"
        edit = api.wait_for(lambda call: call.method == "editMessageText", after=press)
        assert edit.text == api.shown(answer)["text"] == "pressed more:1"
        api.settled()
        assert "reply_markup" not in api.shown(answer)
        assert api.unanswered() == []
        assert asked.made_at <= asked.delivered_at <= answer.at
    assert ["can't parse entities" in violation for violation in api.violations] == [True]


def test_updates_outlast_an_outage_in_their_order() -> None:
    with BotApi(up=False) as api:
        early = api.private(PERSON, "0")
        with Echo(api):
            api.up()
            assert api.reply_to(early)[0].text == "0"
            api.until(lambda: api.polling)
            api.down()
            missed = [api.private(PERSON, str(number)) for number in (1, 2, 3)]
            api.up()
            assert [call.text for call in api.reply_to(missed[0], 20, count=3)] == ["1", "2", "3"]
            api.settled()
        assert [update.deliveries for update in missed] == [1, 1, 1]
        assert api.violations == []


def test_an_update_is_kept_until_an_offset_confirms_it(api: BotApi) -> None:
    first, second = api.private(PERSON, "1"), api.private(PERSON, "2")
    got = [[update["update_id"] for update in ask(api, "getUpdates")["result"]] for _ in range(2)]
    assert got == [[first.id, second.id]] * 2
    assert [update["update_id"] for update in ask(api, "getUpdates", offset=second.id, limit=1)["result"]] == [
        second.id
    ]
    assert (first.confirmed_at is None, second.confirmed_at) == (False, None)
    assert ask(api, "getUpdates", offset=second.id + 1)["result"] == []


def test_a_second_poll_ends_the_first_and_a_webhook_forbids_both(api: BotApi) -> None:
    first: list[dict[str, Any]] = []
    thread = threading.Thread(target=lambda: first.append(ask(api, "getUpdates", timeout=100)))
    thread.start()
    api.until(lambda: api.polling)
    assert ask(api, "getUpdates")["result"] == []
    thread.join(120)
    assert (first[0]["error_code"], "terminated by other getUpdates" in first[0]["description"]) == (409, True)
    ask(api, "setWebhook", url="https://bot.example/secret")
    assert ask(api, "getUpdates")["error_code"] == 409
    assert api.violations == []


def test_tokens_and_methods_are_checked(api: BotApi) -> None:
    with pytest.raises(InvalidToken):
        with_bot(api, lambda bot: bot.get_me(), token=api.token[:-1] + "x")
    assert httpx.get(f"{api.base_url}nonsense/getMe").status_code == 404
    assert httpx.get(f"{api.base_url}{api.token}/getme").json()["result"]["username"] == api.username
    assert httpx.get(f"{api.address}/").status_code == 404
    assert api.violations == []
    assert ask(api, "sendMesage", chat_id=1, text="x")["status"] == 404
    assert ask(api, "banChatMember", chat_id=1, user_id=2)["status"] == 400
    assert len(api.violations) == 2


def test_messages_are_sent_edited_answered_and_deleted(api: BotApi) -> None:
    api.private(PERSON, "hello")

    async def work(bot: Bot) -> None:
        preview = LinkPreviewOptions(is_disabled=True)
        message = await bot.send_message(PERSON, "  <i>x</i>\n", "HTML", link_preview_options=preview)
        assert (message.text, message.entities[0].offset) == ("x", 0)
        assert (await message.edit_text("y")).text == "y"
        with pytest.raises(BadRequest, match="not modified"):
            await message.edit_text("y")
        with pytest.raises(BadRequest, match="can't be edited"):
            await bot.edit_message_text("y", PERSON, 1)
        with pytest.raises(BadRequest, match="replied not found"):
            await bot.send_message(PERSON, "x", reply_parameters=ReplyParameters(99))
        loose = ReplyParameters(99, allow_sending_without_reply=True)
        assert (await bot.send_message(PERSON, "x", reply_parameters=loose)).reply_to_message is None
        await message.set_reaction("👍")
        await message.delete()
        with pytest.raises(BadRequest, match="edit not found"):
            await message.edit_text("z")
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(999, "x")

    with_bot(api, work)
    assert [message.get("text") for message in api.messages(PERSON)] == ["hello", "x"]
    stale = api.callback(api.sent(PERSON)[0], "more:1", PERSON)
    assert stale.message == {"chat": stale.message["chat"], "message_id": 2, "date": 0}
    assert api.violations == []


def test_files_go_both_ways_within_their_sizes(api: BotApi) -> None:
    content = "政策".encode() * 1000
    given = api.document(PERSON, Upload("plan.txt", content, "text/plain"), "/add 南京")
    big = api.document(PERSON, Upload("big.pdf", bytes(20 * 1024 * 1024 + 1), "application/pdf"))
    png = api.state.files.files[api.photo(PERSON).body["photo"][0]["file_id"]].upload.content

    async def work(bot: Bot) -> None:
        received = await bot.get_updates()
        file = await received[0].effective_message.effective_attachment.get_file()
        assert bytes(await file.download_as_bytearray()) == content
        with pytest.raises(BadRequest, match="File is too big"):
            await bot.get_file(big.body["document"]["file_id"])
        sent = await bot.send_document(PERSON, content, "<b>原文</b>", filename="原文.txt", parse_mode="HTML")
        assert (sent.caption, sent.document and sent.document.file_name) == ("原文", "原文.txt")
        chart = await bot.send_photo(PERSON, png, "图")
        assert (await bot.send_photo(PERSON, chart.photo[-1].file_id)).photo
        assert api.violations == []
        with pytest.raises(BadRequest, match="Image_process_failed"):
            await bot.send_photo(PERSON, b"no picture")
        with pytest.raises(BadRequest, match="caption is too long"):
            await bot.send_photo(PERSON, png, "x" * 1025)
        with pytest.raises(NetworkError, match="Too Large"):
            await bot.send_document(PERSON, bytes(50 * 1024 * 1024 + 1), write_timeout=60)

    with_bot(api, work)
    assert given.message["caption_entities"] == [{"type": "bot_command", "offset": 0, "length": 4}]
    assert len(api.violations) == 3


def test_group_privacy_shows_only_what_is_meant_for_the_bot(api: BotApi) -> None:
    name = api.username
    seen = ["/ask 南京", f"/ask@{name} 南京", f"@{name} 南京", f"问 @{name}"]
    unseen = ["南京", "/ask@other_bot 南京", f"问@{name}", f"@{name}南京", "/ask南京", f"@{name}x y"]
    said = [api.group(SUPERGROUP, PERSON, text) for text in seen + unseen]
    assert [update.withheld for update in said] == [False] * len(seen) + [True] * len(unseen)
    ask(api, "sendMessage", chat_id=SUPERGROUP, text="x")
    answer = api.sent(SUPERGROUP)[0]
    assert api.group(SUPERGROUP, PERSON, "那中山呢", reply_to=answer).withheld is False
    assert api.group(SUPERGROUP, PERSON, "那中山呢", reply_to=said[0]).withheld is True
    api.state.privacy = False
    assert api.group(SUPERGROUP, PERSON, "南京").withheld is False
    assert len(ask(api, "getUpdates")["result"]) == len(seen) + 2


def test_every_kind_of_update_is_one_that_the_client_understands(api: BotApi) -> None:
    said = api.private(PERSON, "南京")
    made = [
        said,
        api.edit(said, "中山"),
        api.voice(PERSON),
        api.sticker(PERSON),
        api.dice(PERSON),
        api.photo(PERSON, "图"),
    ]
    made += [api.inline(PERSON, "南京"), api.join(GROUP, PERSON), *api.migrate(GROUP, SUPERGROUP, PERSON)]
    made += [api.block(PERSON), api.unblock(PERSON), api.kick(SUPERGROUP, PERSON)]

    async def work(bot: Bot) -> list[Received]:
        got = list(await bot.get_updates(offset=0))
        article = InlineQueryResultArticle("1", "南京", InputTextMessageContent("<b>x</b>", "HTML"), description="目标")
        await bot.answer_inline_query(made[6].query_id, [article], cache_time=0)
        with pytest.raises(BadRequest, match="too old"):
            await bot.answer_inline_query("1", [article])
        with pytest.raises(ChatMigrated):
            await bot.send_message(GROUP, "x")
        with pytest.raises(Forbidden, match="kicked"):
            await bot.send_message(SUPERGROUP, "x")
        return got

    received = with_bot(api, work)
    (card,) = api.answer_of(made[6]).cards
    assert (card.title, card.description, card.text, card.entities[0]["type"]) == ("南京", "目标", "x", "bold")
    assert [update.update_id for update in received] == [update.id for update in made]
    assert received[1].edited_message.text == "中山"
    assert received[8].message.migrate_to_chat_id == SUPERGROUP
    assert (received[10].my_chat_member.new_chat_member.status, received[7].my_chat_member.chat.id) == ("kicked", GROUP)
    assert api.violations == []


def test_faults_are_played_as_often_as_asked(api: BotApi) -> None:
    api.private(PERSON, "hello")
    api.fail("sendMessage", retry_after=7)
    api.fail("sendMessage", fault=migrated(SUPERGROUP))
    api.fail("sendMessage", status=403)
    api.fail("sendMessage", fault=broken(502))
    api.fail("sendMessage", fault=dropped())
    api.fail("sendMessage", fault=dropped(carried_out=True))
    api.fail("sendMessage", fault=hanging(30))
    late = api.fail("sendMessage", fault=slow(0.1))
    api.fail("getUpdates", status=409)

    async def work(bot: Bot) -> None:
        expected = [RetryAfter, ChatMigrated, Forbidden, NetworkError, NetworkError, NetworkError, TimedOut]
        for error in expected:
            with pytest.raises(error):
                await bot.send_message(PERSON, "x", read_timeout=1 if error is TimedOut else 120)
        await bot.send_message(PERSON, "y")
        with pytest.raises(Conflict):
            await bot.get_updates()

    with_bot(api, work)
    api.until(lambda: not api.state.record.working)  # the one that hung ended with its connection
    assert late.played == 1
    assert [call.text for call in api.sent(PERSON)] == ["x", "y"]
    assert api.violations == []


def test_rates_are_enforced_when_switched_on(api: BotApi) -> None:
    for chat in (PERSON, SUPERGROUP):
        api.say(PERSON, {"text": "x"}, None if chat > 0 else chat)
    assert all(ask(api, "sendMessage", chat_id=PERSON, text="x")["ok"] for _ in range(10))
    api.limit_rates().burst = 3
    replies = [ask(api, "sendMessage", chat_id=PERSON, text="x") for _ in range(3)]
    assert all(reply["ok"] for reply in replies)
    while replies[-1]["ok"]:  # on a slow machine some are a second apart
        replies.append(ask(api, "sendMessage", chat_id=PERSON, text="x"))
    assert replies[-1]["parameters"]["retry_after"] >= 1
    api.limit_rates().burst = 100
    replies = [ask(api, "sendMessage", chat_id=SUPERGROUP, text="x") for _ in range(21)]
    assert [reply["status"] for reply in replies] == [200] * 20 + [429]
    assert api.violations == []


def test_the_menu_and_the_descriptions_are_kept(api: BotApi) -> None:
    async def work(bot: Bot) -> None:
        await bot.set_my_commands([BotCommand("ask", "问一个问题")])
        await bot.set_my_description("问政")
        assert [command.command for command in await bot.get_my_commands()] == ["ask"]
        assert (await bot.get_my_description()).description == "问政"

    with_bot(api, work)
    assert api.commands() == [{"command": "ask", "description": "问一个问题"}]
    assert api.setting("description") == "问政"


def test_a_webhook_gets_updates_in_order_until_it_takes_them(api: BotApi) -> None:
    got: list[tuple[str | None, dict[str, Any]]] = []
    with Listener(got, refuse=2) as listener:
        api.private(PERSON, "1")
        api.webhook_leads_to(listener.address)
        ask(api, "setWebhook", url="https://bot.example/hidden/path", secret_token="s3cret")
        last = api.private(PERSON, "2")
        api.until(lambda: last.confirmed_at)
        info = ask(api, "getWebhookInfo")["result"]
    assert [body["message"]["text"] for _, body in got] == ["1", "1", "1", "2"]
    assert {secret for secret, _ in got} == {"s3cret"}
    assert listener.paths == {"/hidden/path"}
    assert (info["pending_update_count"], "503" in info["last_error_message"]) == (0, True)


class Listener:
    """A webhook that refuses a number of updates first."""

    def __init__(self, got: list[tuple[str | None, dict[str, Any]]], refuse: int) -> None:
        self.paths: set[str] = set()
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                listener.paths.add(self.path)
                got.append((self.headers["X-Telegram-Bot-Api-Secret-Token"], body))
                self.send_response(503 if len(got) <= refuse else 200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Nothing is printed."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def __enter__(self) -> "Listener":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
