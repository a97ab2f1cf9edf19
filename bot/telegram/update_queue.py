"""Updates in hand: none is lost when the process dies, those of one chat are done in order, no chat waits for another.

Telegram forgets an update once the next request confirms it, which python-telegram-bot does as soon as it is queued.
So each is put down first; one that was not finished is taken up again at the next start.
"""

import asyncio
import json
import logging
import sqlite3
from collections import defaultdict
from collections.abc import Awaitable
from datetime import datetime
from typing import Any

from telegram import Bot, Update
from telegram.ext import BaseUpdateProcessor

from bot.telegram.store import Store

logger = logging.getLogger(__name__)

#: So many updates are in hand at most; the rest wait in order.
_MOST = 1024


class UpdateQueue(asyncio.Queue[Any]):
    """The queue between Telegram and the application: what is put in is kept first."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self._unanswered: set[int] = set()
        self.served = asyncio.Event()  # an update has been done

    async def put(self, item: object) -> None:
        """Queue an update, unless it has been taken before (Telegram gives one again until it is confirmed)."""
        if isinstance(item, Update):
            try:
                body = json.dumps(item.to_dict(), default=_seconds)
                new = await asyncio.to_thread(self._store.take_update, item.update_id, body)
            except Exception:  # an error would end the polling, and nobody be answered any more
                logger.exception("消息 %d 没能先存下来", item.update_id)
                new = True  # better answered without being kept than not at all
            if not new:
                return
        await super().put(item)

    async def resume(self, bot: Bot) -> int:
        """Queue what an earlier process has left unfinished; return how many updates that were."""
        resumed = 0
        for body in await asyncio.to_thread(self._store.unfinished_updates):
            try:
                update = Update.de_json(json.loads(body), bot)
            except Exception:  # the store gives it up after some tries
                logger.exception("上次没答完的一条消息读不出来")
                continue
            await super().put(update)
            resumed += 1
        return resumed

    def leave(self, update: int) -> None:
        """Do not call this update finished: it could not be answered now and is taken up at the next start."""
        self._unanswered.add(update)

    async def finish(self, update: int) -> None:
        self.served.set()
        if update in self._unanswered:
            self._unanswered.discard(update)
            return
        try:
            await asyncio.to_thread(self._store.finish_update, update)
        except sqlite3.Error:
            logger.exception("消息 %d 没能记为已完成", update)


def _seconds(moment: datetime) -> int:
    """The date of a message that is not there any more (a button under it was pressed), which the client leaves as it is."""
    return int(moment.timestamp())


class ChatOrder(BaseUpdateProcessor):
    """Does the updates of different chats side by side, those of one chat one after the other."""

    def __init__(self, queue: UpdateQueue) -> None:
        super().__init__(_MOST)
        self._queue = queue
        self._locks: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._waiting: defaultdict[int, int] = defaultdict(int)

    async def initialize(self) -> None:
        """Nothing is opened."""

    async def shutdown(self) -> None:
        """Nothing is left open."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        key = _place(update)
        self._waiting[key] += 1
        try:
            async with self._locks[key]:
                await coroutine
                if isinstance(update, Update):  # before the next of this chat: killed, one a chat is answered twice
                    await self._queue.finish(update.update_id)
        finally:
            self._waiting[key] -= 1
            if not self._waiting[key]:
                del self._waiting[key], self._locks[key]


def _place(update: object) -> int:
    """The chat of an update, or the person where there is none (inline queries)."""
    if not isinstance(update, Update):
        return 0
    place = update.effective_chat or update.effective_user
    return place.id if place else 0
