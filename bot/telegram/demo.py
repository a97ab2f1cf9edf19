"""``wenzheng bot --offline-demo``: a conversation in the terminal that shows what the phone will show.

The answers, the wording and the buttons are those of the bot; only Telegram is left out.
"""

import asyncio
import re
import time
from collections.abc import Callable
from html import unescape

import click

from bot.config import Settings
from bot.output import Style
from bot.telegram.access import EVERYONE, Pace, read_access
from bot.telegram.inbox import Inbox
from bot.telegram.library import Library
from bot.telegram.markup import messages
from bot.telegram.questions import Reply, reply_to
from bot.telegram.services import Services
from bot.telegram.store import Store

_QUOTE = re.compile(r"<blockquote[^>]*>(.*?)</blockquote>", re.DOTALL)
_BOLD = re.compile(r"<b>(.*?)</b>", re.DOTALL)
_CHAT = _USER = 1


def run_demo(settings: Settings, strong: Style, faint: Style) -> None:
    """Read questions from standard input and show the messages that would answer them, until q or the end."""
    telegram = settings.telegram
    store = Store(None, telegram.keep_days * 86400)
    services = Services(
        settings, Library(settings), store, Inbox(store), read_access([EVERYONE], []), Pace(1), Pace(1), time.time()
    )
    click.echo("这里显示手机上会看到的消息。请提问，可以追问；输入 q 结束。")
    try:
        while (question := _read()) is not None:
            history = store.history(_CHAT, _USER, telegram.follow_up_minutes * 60)
            turn = store.add_turn(_CHAT, _USER, None, question, history)
            click.echo(shown(asyncio.run(reply_to(services, turn)), strong, faint))
    finally:
        services.library.close()
        store.close()


def _read() -> str | None:
    """The next question; ``None`` at the end."""
    while True:
        try:
            typed = input("> ").strip()
        except (EOFError, KeyboardInterrupt):
            click.echo()
            return None
        if typed:
            return None if typed.lower() in {"q", "quit", "exit", "退出"} else typed


def shown(reply: Reply, strong: Style, faint: Style) -> str:
    """The messages of a reply as lines for a terminal, the buttons under the last."""
    parts = [as_text(html, strong) for html in messages(reply.blocks)]
    if reply.keyboard:
        rows = reply.keyboard.inline_keyboard
        parts.extend(faint("  ".join(f"[{button.text}]" for button in row)) for row in rows)
    return "\n".join(parts) + "\n"


def as_text(html: str, strong: Style) -> str:
    """A message's HTML as lines for a terminal: quotes behind a bar, bold as ``strong``."""
    bold: Callable[[re.Match[str]], str] = lambda found: strong(found[1])  # noqa: E731
    barred = _QUOTE.sub(lambda found: "\n".join(f"│ {line}" for line in found[1].split("\n")), html)
    return unescape(re.sub(r"</?[a-z][^>]*>", "", _BOLD.sub(bold, barred)))
