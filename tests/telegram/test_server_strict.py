"""The Bot API server of the tests refuses what Telegram would refuse: raw requests and HTML."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.telegram.server import BotApi
from tests.telegram.server.markup import parse_html

PERSON = 42


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as api:
        yield api


def ask(api: BotApi, method: str, **params: object) -> dict[str, Any]:
    """A raw request with a JSON body."""
    reply = httpx.post(f"{api.base_url}{api.token}/{method}", json=params, timeout=120)
    return {"status": reply.status_code, **reply.json()}


ARTICLE = {
    "type": "article",
    "id": "1",
    "title": "南京",
    "input_message_content": {"message_text": "<b>x</b>", "parse_mode": "HTML"},
}


def board(**button: object) -> dict[str, Any]:
    return {"inline_keyboard": [[button]]}


@pytest.mark.parametrize(
    ("method", "params", "reason"),
    [
        ("sendMessage", {"chat_id": PERSON}, "'text' is missing"),
        ("sendMessage", {"chat_id": PERSON, "text": ""}, "text is empty"),
        ("sendMessage", {"chat_id": PERSON, "text": " <b> </b>\n", "parse_mode": "HTML"}, "text is empty"),
        ("sendMessage", {"chat_id": PERSON, "text": 5}, "5 is not String"),
        ("sendMessage", {"chat_id": 5.5, "text": "x"}, "5.5 is not"),
        ("sendMessage", {"chat_id": PERSON, "text": "x", "disable_web_page_preview": True}, "no field"),
        ("sendMessage", {"chat_id": PERSON, "text": "x", "link_preview_options": {"disabled": True}}, "no field"),
        ("sendMessage", {"chat_id": PERSON, "text": "x" * 4097}, "too long"),
        ("sendMessage", {"chat_id": PERSON, "text": "<b>x", "parse_mode": "HTML"}, "can't parse entities"),
        ("sendMessage", {"chat_id": PERSON, "text": "x", "reply_markup": board(text="y")}, "exactly one thing"),
        ("sendMessage", {"chat_id": PERSON, "text": "x", "reply_markup": board(text="y", callback_data="政" * 22)}, "66 bytes"),
        ("sendMessage", {"chat_id": PERSON, "text": "x", "reply_markup": board(text="y", url="https://a.cn", pay=True)}, "exactly one"),
        ("sendMessage", {"chat_id": PERSON, "text": "x", "reply_markup": {"inline_keyboard": [{}]}}, "not an array"),
        ("sendChatAction", {"chat_id": PERSON, "action": "thinking"}, "no chat action"),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "201 characters"),
        ("answerInlineQuery", {"inline_query_id": "1", "results": [{**ARTICLE, "id": "x" * 65}]}, "65 bytes"),
        ("answerInlineQuery", {"inline_query_id": "1", "results": [ARTICLE, ARTICLE]}, "same id"),
        ("answerInlineQuery", {"inline_query_id": "1", "results": [{**ARTICLE, "text": "x"}]}, "no field 'text'"),
        ("answerInlineQuery", {"inline_query_id": "1", "results": [{**ARTICLE, "id": str(n)} for n in range(51)]}, "50 results"),
        ("setMyCommands", {"commands": [{"command": "Ask", "description": "x"}]}, "cannot be a command"),
        ("setMyCommands", {"commands": [{"command": f"c{n}", "description": "x"} for n in range(101)]}, "100 commands"),
        ("setMyShortDescription", {"short_description": "x" * 121}, "121 characters"),
        ("setMessageReaction", {"chat_id": 1, "message_id": 1, "reaction": [{"type": "emoji", "emoji": "x"}]}, "none of"),
        ("editMessageText", {"text": "x", "message_id": 1}, "neither chat_id"),
        ("sendPhoto", {"chat_id": PERSON, "photo": "attach://chart"}, "not attached"),
    ],
)  # fmt: skip
def test_a_request_that_the_documentation_forbids_is_refused(
    api: BotApi, method: str, params: dict[str, Any], reason: str
) -> None:
    api.private(PERSON, "hello")
    reply = ask(api, method, **params)
    assert (reply["ok"], reply["error_code"]) == (False, 400)
    assert reason in reply["description"]
    assert len(api.violations) == 1


def test_a_form_is_read_as_json_is(api: BotApi) -> None:
    api.private(PERSON, "hello")
    form = {
        "chat_id": str(PERSON),
        "text": "x",
        "protect_content": "True",
        "reply_markup": json.dumps(board(text="y", url="z")),
    }
    reply = httpx.post(f"{api.base_url}{api.token}/sendMessage", data=form).json()
    assert "cannot open 'z'" in reply["description"]
    form["reply_markup"] = json.dumps(board(text="y", url="https://z.example"))
    assert httpx.post(f"{api.base_url}{api.token}/sendMessage", data=form).json()["ok"]
    assert (api.calls[-1].chat_id, api.calls[-1].params["protect_content"]) == (PERSON, True)


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("a &lt;b&gt; &amp; &#20013;&#x1F600; &nbsp; & b", "a <b> & 中😀 &nbsp; & b", []),
        ("😀<b>中<i>国</i></b>", "😀中国", [("bold", 2, 2), ("italic", 3, 1)]),
        ("<blockquote expandable>a<b>b</b></blockquote>", "ab", [("expandable_blockquote", 0, 2), ("bold", 1, 1)]),
        ("<pre><code class='language-py'>x</code></pre>", "x", [("pre", 0, 1)]),
        ('<a href="https://x.cn?a=1&amp;b=2">x</a><b></b>', "x", [("text_link", 0, 1)]),
        ('<span class="tg-spoiler">x</span><u>y</u><s>z</s>', "xyz", [("spoiler", 0, 1), ("underline", 1, 1), ("strikethrough", 2, 1)]),
        ("<blockquote>a</blockquote>\n<blockquote>b</blockquote>", "a\nb", [("blockquote", 0, 1), ("blockquote", 2, 1)]),
    ],
)  # fmt: skip
def test_html_is_read_as_telegram_reads_it(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    plain, found = parse_html(source)
    assert (plain, [(entity["type"], entity["offset"], entity["length"]) for entity in found]) == (text, entities)


@pytest.mark.parametrize(
    "source",
    [
        "a < b", "<b>x", "x</b>", "<b>x</i>", "<div>x</div>", "<br>", "<b", "<b>x</b", "<a href=x\"y>z</a>", "<b>x<",
        "<blockquote>a<blockquote>b</blockquote></blockquote>", "<span>x</span>",
        '<a href="plan.pdf">x</a>', "<code><b>x</b></code>",
        "<blockquote expandable>a<blockquote>b</blockquote></blockquote>", "<a href='a'><a href='b'>x</a></a>",
    ],
)  # fmt: skip
def test_html_that_telegram_does_not_show_as_meant_is_refused(api: BotApi, source: str) -> None:
    api.private(PERSON, "hello")
    reply = ask(api, "sendMessage", chat_id=PERSON, text=source, parse_mode="HTML")
    assert "can't parse entities" in reply["description"]
    assert len(api.violations) == 1
