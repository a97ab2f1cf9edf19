"""The services that all handlers share, and the context that hands them over."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

from telegram import Message, Update
from telegram.ext import Application, CallbackContext, ExtBot
from tornado.httpserver import HTTPServer

from bot.config import Settings
from bot.examples import find_examples
from bot.renewal import Notice
from bot.telegram.access import Access, Pace
from bot.telegram.library import Library
from bot.telegram.network import Network
from bot.telegram.store import Store
from bot.telegram.update_queue import UpdateQueue
from bot.worker_process import DrawingPool, Report

logger = logging.getLogger(__name__)

_P = ParamSpec("_P")
_T = TypeVar("_T")
#: So often a minute is told what a pasted article or an album gives rise to: they come in several messages.
_ONCE = 1


@dataclass
class Services:
    """The services that the handlers share.

    ``pace`` is of messages, ``taps`` of buttons and of what is typed in inline mode, ``pastes`` of texts that are too
    long, ``albums`` of the pictures of one; ``examples`` are questions that the documents answer; ``moved`` see ``Store.moved_chats``; ``tasks`` are kept
    so that they run to their end.
    """

    settings: Settings
    library: Library
    store: Store
    queue: UpdateQueue
    access: Access
    pace: Pace
    taps: Pace
    started: float
    network: Network
    drawing: DrawingPool = field(default_factory=DrawingPool)
    pastes: Pace = field(default_factory=lambda: Pace(_ONCE))
    albums: Pace = field(default_factory=lambda: Pace(_ONCE))
    examples: tuple[str, ...] = ()
    moved: dict[int, int] = field(default_factory=dict)
    uploads: "asyncio.Queue[Any]" = field(default_factory=asyncio.Queue)
    tasks: set["asyncio.Task[Any]"] = field(default_factory=set)
    takes_rich_messages: bool = True
    status: HTTPServer | None = None

    async def renew(self, report: Report | None = None, force: bool = False) -> list[Notice]:
        """Bring the index up to date (see ``Library.renew``), and find examples that it answers; return what people want
        to be told of."""
        words = {one.words for one in await kept(self.store.subscriptions)}
        notices = await self.library.renew(report, force, sorted(words))
        self.examples = await self.library.read(find_examples)
        return notices

    async def move(self, old: int, new: int) -> None:
        """A group has got another number: all that is kept of it goes along, and whether it may ask."""
        if self.moved.get(new) == old:
            return
        self.moved[new] = old
        await kept(self.store.move_chat, old, new)
        logger.warning("群 %d 升级为超级群，新编号是 %d。配置 [telegram] allow 里如有旧编号，请改成新的。", old, new)


class Context(CallbackContext[ExtBot[Any], dict[Any, Any], dict[Any, Any], Services]):
    """The context of a handler, with the services."""

    @property
    def services(self) -> Services:
        return self.bot_data


Handler = Callable[[Update, Context], Coroutine[Any, Any, None]]
App = Application[Any, Context, dict[Any, Any], dict[Any, Any], Services, Any]


def message_of(update: Update) -> Message:
    """The message of an update that is one, or the one that a button stands under."""
    assert update.effective_message is not None
    return update.effective_message


async def kept(function: Callable[_P, _T], *arguments: _P.args, **named: _P.kwargs) -> _T:
    """Call a function of the ``Store`` off the event loop: a disk may be slow."""
    return await asyncio.to_thread(function, *arguments, **named)
