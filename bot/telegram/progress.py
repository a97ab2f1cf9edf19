"""A message that tells how far something is."""

import asyncio
import time
from contextlib import suppress

from telegram import Message
from telegram.error import TelegramError

from bot.telegram.gate import place_of
from bot.telegram.markup import plain, text_blocks
from bot.telegram.sending import change, send
from bot.telegram.services import Context

#: Telegram takes about a change of a message a second; more often tells nobody more.
_EVERY = 1.5


class Progress:
    """A message changed in place."""

    def __init__(self, context: Context, message: Message, what: str) -> None:
        self._bot, self._place, self._what = context.bot, place_of(message), what
        self._message = 0
        self._shown = 0.0
        self._change: asyncio.Task[object] | None = None

    async def start(self, said: str) -> None:
        (self._message,) = await send(self._bot, self._place, text_blocks(f"{self._what}{said}"))
        self._shown = time.monotonic()

    def report(self, done: int, total: int, name: str) -> None:
        """Show a step; not each of them, where they come fast."""
        if time.monotonic() - self._shown < _EVERY or (self._change and not self._change.done()):
            return
        self._shown = time.monotonic()
        filled = 10 * done // max(total, 1)
        text = plain(f"{self._what}：{name}\n{'▓' * filled}{'░' * (10 - filled)} {done}/{total}")
        self._change = asyncio.create_task(self._try_change(text))

    async def _try_change(self, html: str) -> None:
        with suppress(TelegramError):  # the next step will be shown
            await change(self._bot, self._place.chat, self._message, html)

    async def end(self, said: str) -> None:
        if self._change:
            await self._change
        if not await change(self._bot, self._place.chat, self._message, plain(f"{self._what}{said}")):
            await send(self._bot, self._place, text_blocks(f"{self._what}{said}"))
