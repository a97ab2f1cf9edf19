"""Who may ask, and how often: checked before every handler."""

import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from telegram import Update
from telegram.ext import ApplicationHandlerStop

from bot.telegram.incoming import asker, is_addressed, place_of
from bot.telegram.markup import text_blocks
from bot.telegram.metrics import REFUSED, UPDATES
from bot.telegram.sending import answer_guest, send
from retrieval.errors import WenzhengError

if TYPE_CHECKING:
    from bot.telegram.context import Context

#: Opens the bot to all.
EVERYONE = "*"
_MINUTE = 60.0


class AccessError(WenzhengError):
    """A setting of who may ask is no number."""


@dataclass(frozen=True)
class Access:
    """The people and chats that may ask, and the admins, by Telegram's numbers."""

    everyone: bool
    allowed: frozenset[int]
    admins: frozenset[int]

    def may_ask(self, user: int, chat: int, moved: Mapping[int, int]) -> bool:
        """``moved`` gives the old number of a group that has got a new one."""
        return self.everyone or bool(self.allowed & {user, chat, moved.get(chat, chat)}) or user in self.admins

    def is_admin(self, user: int) -> bool:
        return user in self.admins


def read_access(allow: Iterable[str], admins: Iterable[str]) -> Access:
    """Return who may ask by the settings. Raises ``AccessError`` for what is no number."""
    allow = list(allow)
    return Access(EVERYONE in allow, _numbers("allow", allow), _numbers("admins", admins))


def _numbers(key: str, given: Iterable[str]) -> frozenset[int]:
    try:
        return frozenset(int(entry) for entry in given if entry != EVERYONE)
    except ValueError as error:
        raise AccessError(
            f'配置 [telegram] {key} 里应是 Telegram 的数字编号，例如 [123456789]（不是用户名）；对所有人开放写 ["*"]。'
        ) from error


@dataclass
class Pace:
    """Lets each person ask so many times a minute."""

    per_minute: int
    clock: Callable[[], float] = time.monotonic
    _asked: dict[int, deque[float]] = field(default_factory=dict)
    _told: dict[int, float] = field(default_factory=dict)

    def wait(self, user: int) -> float:
        """Count one more; return 0, or the seconds to wait where it is one too many."""
        now = self.clock()
        self._drop(now)
        asked = self._asked.setdefault(user, deque())
        while asked and asked[0] <= now - _MINUTE:
            asked.popleft()
        if len(asked) >= self.per_minute:
            return asked[0] + _MINUTE - now
        asked.append(now)
        return 0.0

    def tell(self, user: int) -> bool:
        """Whether to tell a person so now: once a minute, or a flood would be answered with a flood."""
        now = self.clock()
        if now - self._told.get(user, -_MINUTE) < _MINUTE:
            return False
        self._told[user] = now
        return True

    def _drop(self, now: float) -> None:
        """Forget those who have been silent, now and then."""
        if len(self._asked) > 1000:
            self._asked = {user: asked for user, asked in self._asked.items() if asked and asked[-1] > now - _MINUTE}
            self._told = {user: at for user, at in self._told.items() if at > now - _MINUTE}


async def check_access(update: Update, context: "Context") -> None:
    """Let an update pass to its handler, or stop it; a person who is turned away is told why."""
    services = context.services
    services.network.hear()
    UPDATES.labels(_kind(update)).inc()
    chat = update.effective_chat
    message = update.effective_message if not (update.callback_query or update.message_reaction) else None
    if message is not None and message.migrate_to_chat_id is not None:
        return
    nobody = update.effective_user is None and not (message and message.sender_chat)
    if nobody or (message is not None and not is_addressed(message, context.bot.username, context.bot.id)):
        raise ApplicationHandlerStop
    who = asker(update)
    if not services.access.may_ask(who, chat.id if chat else who, services.moved):
        REFUSED.labels("access").inc()
        said = "这个机器人只对获准的人开放。请把下面的编号交给管理员，开通后再来：\n"
        numbers = f"您的编号 {who}" + (f"，本群的编号 {chat.id}" if chat and chat.id != who else "")
        await _turn_away(update, context, said + numbers, services.pace.tell(who))
    pace = services.pace if message is not None else services.taps
    wait = pace.wait(who)
    if wait:
        REFUSED.labels("pace").inc()
        said = f"您问得太快了，请 {int(wait) + 1} 秒后再试（每分钟最多 {pace.per_minute} 次）。"
        await _turn_away(update, context, said, pace.tell(who))


async def _turn_away(update: Update, context: "Context", said: str, tell: bool) -> None:
    if update.callback_query:
        await update.callback_query.answer(said[:200], show_alert=tell)
    elif update.inline_query:
        await update.inline_query.answer([], cache_time=5, is_personal=True)
    elif update.guest_message:
        await answer_guest(context.bot, update.guest_message, text_blocks(said))
    elif tell and update.message:
        await send(context.bot, place_of(update.message), text_blocks(said))
    raise ApplicationHandlerStop


def _kind(update: Update) -> str:
    kinds = ("message", "edited_message", "callback_query", "inline_query", "message_reaction", "guest_message")
    return next((kind for kind in kinds if getattr(update, kind) is not None), "other")
