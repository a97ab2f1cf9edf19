"""``wenzheng bot --offline-demo``: a conversation in the terminal that shows what the phone will show.

The bot itself runs: its commands, buttons, inline mode and documents. Only the requests to Telegram end here, where its
messages are drawn; what is typed becomes an update.
"""

import asyncio
import json
import re
import time
from collections.abc import Callable
from html import unescape
from itertools import count
from pathlib import Path
from typing import Any

import click
from telegram import Update
from telegram.request import BaseRequest, RequestData

from bot.config import Settings
from bot.output import Style
from bot.telegram.access import EVERYONE, read_access
from bot.telegram.app import build, prepare
from bot.telegram.network import Network
from bot.telegram.store import Store

_QUOTE = re.compile(r"<blockquote[^>]*>(.*?)</blockquote>", re.DOTALL)
_BOLD = re.compile(r"<b>(.*?)</b>", re.DOTALL)
_PERSON = {"id": 1, "is_bot": False, "first_name": "您"}
_BOT = {"id": 2, "is_bot": True, "first_name": "问政", "username": "wenzheng_bot", "can_join_groups": True}
_CHAT = {"id": 1, "type": "private", "first_name": "您"}
_TOKEN = "2:offline"
_HELLO = (
    "这里显示手机上会看到的消息。请提问，可以追问；/help 看命令，按钮输入它的文字（例如 上下文），"
    "@问题 是在别的聊天里引用，文件的路径是发文件。输入 q 结束。"
)


class _Terminal(BaseRequest):
    """Takes the bot's requests in Telegram's place, and draws its messages."""

    def __init__(self, strong: Style, faint: Style) -> None:
        self._strong, self._faint = strong, faint
        self._numbers = count(1)
        self.buttons: dict[str, tuple[dict[str, Any], str]] = {}
        self.file = Path()

    @property
    def read_timeout(self) -> float | None:
        """Nothing is waited for."""
        return None

    async def initialize(self) -> None:
        """Nothing is opened."""

    async def shutdown(self) -> None:
        """Nothing is left open."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: object, **__: object
    ) -> tuple[int, bytes]:
        if method == "GET":
            return 200, self.file.read_bytes()
        result = self._result(url.rpartition("/")[2], dict(request_data.parameters) if request_data else {})
        return 200 if result is not None else 404, json.dumps({"ok": result is not None, "result": result}).encode()

    def _result(self, name: str, params: dict[str, Any]) -> Any:
        if name == "getMe":
            return _BOT
        if name == "getFile":
            return {"file_id": "1", "file_unique_id": "1", "file_path": f"https://offline/{self.file.name}"}
        if name == "sendRichMessage":
            return None
        if name == "answerInlineQuery":
            self._draw_cards(params)
        if not name.startswith(("sendMessage", "editMessage", "sendDocument", "sendPhoto")):
            return True
        return self._draw(name, params)

    def _draw(self, name: str, params: dict[str, Any]) -> dict[str, Any]:
        """Show a message, and remember its buttons."""
        text = str(params.get("text") or params.get("caption") or "")
        kinds = {"sendDocument": "[文件] ", "sendPhoto": "[图表] "}
        click.echo(kinds.get(name, "") + as_text(text, self._strong))
        markup = params.get("reply_markup") or {"inline_keyboard": []}
        message = {
            "message_id": params.get("message_id") or next(self._numbers),
            "date": int(time.time()),
            "chat": _CHAT,
        }
        message |= {"from": _BOT, "text": text, "reply_markup": markup}
        for row in markup["inline_keyboard"]:
            click.echo(self._faint("  ".join(f"[{button['text']}]" for button in row)))
            self.buttons.update({one["text"]: (message, one["callback_data"]) for one in row if "callback_data" in one})
        click.echo()
        return message

    def _draw_cards(self, params: dict[str, Any]) -> None:
        for card in params.get("results", []):
            click.echo(self._strong(f"[卡片] {card['title']}") + f"\n  {card.get('description', '')}")
        click.echo(self._faint(f"[{params['button']['text']}]\n") if "button" in params else "")

    def update(self, typed: str) -> dict[str, Any]:
        """Make an update of typed text, as Telegram would send it."""
        number = next(self._numbers)
        message: dict[str, Any] = {"message_id": number, "date": int(time.time()), "chat": _CHAT, "from": _PERSON}
        if typed in self.buttons:
            shown, data = self.buttons[typed]
            query = {"id": str(number), "from": _PERSON, "chat_instance": "1", "message": shown, "data": data}
            return {"update_id": number, "callback_query": query}
        if typed.startswith("@"):
            query = {"id": str(number), "from": _PERSON, "query": typed[1:].strip(), "offset": ""}
            return {"update_id": number, "inline_query": query}
        file = Path(typed).expanduser()
        if len(typed) < 1000 and file.is_file():
            self.file = file
            sent = {"file_id": "1", "file_unique_id": "1", "file_name": file.name, "file_size": file.stat().st_size}
            return {"update_id": number, "message": {**message, "document": sent}}
        command = re.match(r"/\w+", typed)
        marks = [{"type": "bot_command", "offset": 0, "length": len(command[0])}] if command else []
        return {"update_id": number, "message": {**message, "text": typed, "entities": marks}}


def run_demo(settings: Settings, strong: Style, faint: Style) -> None:
    """Read what a person would type on the phone from standard input and show what comes of it, until q or the end."""
    asyncio.run(_converse(settings, strong, faint))


async def _converse(settings: Settings, strong: Style, faint: Style) -> None:
    telegram, terminal = settings.telegram, _Terminal(strong, faint)
    store = Store(None, telegram.keep_days * 86400)
    access = read_access([EVERYONE], [str(_PERSON["id"])])
    app = build(settings, _TOKEN, store, access, Network(), terminal, terminal)
    click.echo(_HELLO)
    async with app:
        await prepare(app, [])
        while (typed := await asyncio.to_thread(_read)) is not None:
            await app.process_update(Update.de_json(terminal.update(typed), app.bot))
            await app.bot_data.uploads.join()
        if app.post_shutdown is not None:
            await app.post_shutdown(app)
    store.close()


def _read() -> str | None:
    """The next line that is typed; ``None`` at the end."""
    while True:
        try:
            typed = input("> ").strip()
        except (EOFError, KeyboardInterrupt):
            click.echo()
            return None
        if typed:
            return None if typed.lower() in {"q", "quit", "exit", "退出"} else typed


def as_text(html: str, strong: Style) -> str:
    """A message's HTML as lines for a terminal: quotes behind a bar, bold as ``strong``."""
    bold: Callable[[re.Match[str]], str] = lambda found: strong(found[1])  # noqa: E731
    barred = _QUOTE.sub(lambda found: "\n".join(f"│ {line}" for line in found[1].split("\n")), html)
    return unescape(re.sub(r"</?[a-z][^>]*>", "", _BOLD.sub(bold, barred)))
