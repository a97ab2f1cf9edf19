"""What every handler works with, and how it comes by it."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

from telegram import Chat, Message, Update, User
from telegram.ext import Application, CallbackContext, ExtBot

from bot.config import Settings
from bot.telegram.access import Access, Pace
from bot.telegram.apart import Report
from bot.telegram.examples import find_examples
from bot.telegram.inbox import Inbox
from bot.telegram.library import Library
from bot.telegram.store import Store

logger = logging.getLogger(__name__)

_P = ParamSpec("_P")
_T = TypeVar("_T")

Context = CallbackContext[ExtBot[Any], dict[Any, Any], dict[Any, Any], dict[Any, Any]]
App = Application[Any, Context, dict[Any, Any], dict[Any, Any], dict[Any, Any], Any]


@dataclass
class Services:
    """What the handlers share. ``pace`` is of messages, ``taps`` of buttons and of what is typed in inline mode;
    ``examples`` are questions that the documents answer; ``moved`` see ``Store.moved_chats``."""

    settings: Settings
    library: Library
    store: Store
    inbox: Inbox
    access: Access
    pace: Pace
    taps: Pace
    started: float
    examples: tuple[str, ...] = ()
    moved: dict[int, int] = field(default_factory=dict)

    async def renew(self, report: Report | None = None, force: bool = False) -> None:
        """Bring the index up to date (see ``Library.renew``), and find examples that it answers."""
        await self.library.renew(report, force)
        self.examples = await self.library.read(find_examples)

    async def move(self, old: int, new: int) -> None:
        """A group has got another number: all that is kept of it goes along, and whether it may ask."""
        if self.moved.get(new) == old:
            return
        self.moved[new] = old
        await kept(self.store.move_chat, old, new)
        logger.warning("群 %d 升级为超级群，新编号是 %d。配置 [telegram] allow 里如有旧编号，请改成新的。", old, new)


def services_of(context: Context) -> Services:
    found = context.bot_data["services"]
    assert isinstance(found, Services)
    return found


def sender(update: Update) -> tuple[Chat, User]:
    """The chat and the person of an update that has passed the gate (see ``bot.telegram.gate``)."""
    assert update.effective_chat is not None
    assert update.effective_user is not None
    return update.effective_chat, update.effective_user


def message_of(update: Update) -> Message:
    """The message of an update that is one, or the one that a button stands under."""
    assert update.effective_message is not None
    return update.effective_message


async def kept(function: Callable[_P, _T], *arguments: _P.args, **named: _P.kwargs) -> _T:
    """Call a function of the ``Store`` off the event loop: a disk may be slow."""
    return await asyncio.to_thread(function, *arguments, **named)
