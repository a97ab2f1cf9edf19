"""Send messages and change those that were sent; what Telegram may answer to that is met here."""

import asyncio
import hashlib
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TypeVar

from telegram import (
    Bot,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, EndPointNotFound, TelegramError

from bot.output import harmless
from bot.telegram.markup import Block, messages, plain, text_blocks

logger = logging.getLogger(__name__)

_T = TypeVar("_T")
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
#: What Telegram says of a topic that is not there (any more), or takes no messages.
_NO_TOPIC = ("thread not found", "topic_deleted", "topic_closed", "topic closed")
#: A card's title and what stands below it, in characters.
_TITLE, _DESCRIPTION = 64, 120
#: Telegram shows that the bot is busy for five seconds; an answer that is there at once needs no such sign.
_SOON, _AGAIN = 0.4, 4.5


@dataclass(frozen=True)
class Place:
    """Where to answer: a chat, a topic of it, and the message that is answered (none: without reference)."""

    chat: int
    thread: int | None = None
    message: int | None = None


async def send(
    bot: Bot, place: Place, blocks: Sequence[Block], keyboard: InlineKeyboardMarkup | None = None
) -> list[int]:
    """Send blocks in as few messages as hold them, the keyboard under the last; return the messages' numbers."""
    return [message.message_id for message in await _send_all(bot, place, messages(blocks), keyboard)]


async def _send_all(
    bot: Bot, place: Place, texts: Sequence[str], keyboard: InlineKeyboardMarkup | None
) -> list[Message]:
    sent: list[Message] = []
    for number, text in enumerate(texts):
        last = number == len(texts) - 1
        refer = ReplyParameters(place.message, allow_sending_without_reply=True) if place.message and not sent else None

        async def message(
            thread: int | None, text: str = text, refer: ReplyParameters | None = refer, last: bool = last
        ) -> Message:
            return await bot.send_message(
                place.chat,
                text,
                parse_mode=ParseMode.HTML,
                message_thread_id=thread,
                reply_parameters=refer,
                reply_markup=keyboard if last else None,
                link_preview_options=_NO_PREVIEW,
            )

        sent.append(await in_topic(place, message))
    return sent


async def in_topic(place: Place, call: Callable[[int | None], Awaitable[_T]]) -> _T:
    """Return ``call(topic)``; where the topic is not there any more, what it sends goes outside of it."""
    try:
        return await call(place.thread)
    except BadRequest as error:
        if place.thread is None or not any(words in error.message.lower() for words in _NO_TOPIC):
            raise
        return await call(None)


async def react(bot: Bot, place: Place, message: int, emoji: str) -> bool:
    """Set a reaction to a message; return whether the chat takes it."""
    try:
        return await bot.set_message_reaction(place.chat, message, emoji)
    except BadRequest as error:
        logger.info("聊天 %d 不收回应：%s", place.chat, error)
        return False


def card(
    title: str, description: str, blocks: Sequence[Block], keyboard: InlineKeyboardMarkup | None = None
) -> InlineQueryResultArticle:
    """A result to choose in inline mode: the first message that blocks make."""
    html = messages(blocks)[0]
    return InlineQueryResultArticle(
        hashlib.sha256(html.encode()).hexdigest()[:32],
        harmless(title)[:_TITLE],
        InputTextMessageContent(html, parse_mode=ParseMode.HTML, link_preview_options=_NO_PREVIEW),
        description=description[:_DESCRIPTION],
        reply_markup=keyboard,
    )


async def answer_guest(bot: Bot, message: Message, blocks: Sequence[Block]) -> None:
    """Answer a message by which the bot was called into a chat that it is not in: once, in one message."""
    assert message.guest_query_id is not None
    try:
        await bot.answer_guest_query(message.guest_query_id, card("问政", "", blocks))
    except BadRequest as error:
        if "too old" not in error.message.lower():  # nobody waits for it any more
            raise


async def replace(
    bot: Bot,
    place: Place,
    replies: Sequence[int],
    blocks: Sequence[Block],
    keyboard: InlineKeyboardMarkup | None = None,
) -> list[int]:
    """Put blocks into messages sent before; what does not fit is sent anew, what is too many deleted."""
    texts = messages(blocks)
    kept: list[int] = []
    for reply, text in zip(replies, texts, strict=False):
        last = len(kept) == len(texts) - 1
        if await change(bot, place.chat, reply, text, keyboard if last else None):
            kept.append(reply)
    for reply in replies[len(texts) :]:
        with suppress(BadRequest):  # deleted already, or too old for it
            await bot.delete_message(place.chat, reply)
    if len(kept) < len(texts):
        sent = await _send_all(bot, place, texts[len(kept) :], keyboard)
        kept.extend(message.message_id for message in sent)
    return kept


async def change(bot: Bot, chat: int, message: int, html: str, keyboard: InlineKeyboardMarkup | None = None) -> bool:
    """Change the text of a message; return whether it now shows it."""
    try:
        await bot.edit_message_text(
            html,
            chat,
            message,
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard,
            link_preview_options=_NO_PREVIEW,
        )
    except BadRequest as error:
        if "not modified" in error.message.lower():
            return True
        logger.info("聊天 %d 的消息 %d 不能改：%s", chat, message, error)
        return False
    return True


async def send_rich(bot: Bot, place: Place, html: str, keyboard: InlineKeyboardMarkup | None) -> int | None:
    """Send a rich message (Bot API 10.1); return its number, ``None`` where the server does not take it."""
    refer = ReplyParameters(place.message, allow_sending_without_reply=True) if place.message else None
    given = {"chat_id": place.chat, "rich_message": {"html": html}, "reply_parameters": refer, "reply_markup": keyboard}

    async def sent(thread: int | None) -> Message:
        wanted = {name: value for name, value in {**given, "message_thread_id": thread}.items() if value is not None}
        message = await bot.do_api_request("sendRichMessage", wanted, return_type=Message)
        assert isinstance(message, Message)
        return message

    try:
        return (await in_topic(place, sent)).message_id
    except (EndPointNotFound, BadRequest) as error:
        logger.info("聊天 %d 不收富文本消息：%s", place.chat, error)
        return None


async def replace_rich(bot: Bot, place: Place, message: int, html: str, keyboard: InlineKeyboardMarkup | None) -> None:
    """Put other contents into a rich message."""
    rich = {"rich_message": {"html": html}}
    with suppress(BadRequest):  # the same page once more, or a message that is gone
        await bot.edit_message_text(None, place.chat, message, reply_markup=keyboard, api_kwargs=rich)  # type: ignore[arg-type]  # in place of a text


@asynccontextmanager
async def busy(bot: Bot, place: Place, action: ChatAction = ChatAction.TYPING) -> AsyncIterator[None]:
    """Show that the bot is at work while the block takes longer than a moment."""
    sign = asyncio.create_task(_show(bot, place, action))
    try:
        yield
    finally:
        sign.cancel()
        with suppress(asyncio.CancelledError):
            await sign


async def _show(bot: Bot, place: Place, action: ChatAction) -> None:
    await asyncio.sleep(_SOON)
    while True:
        with suppress(TelegramError):  # a sign is not worth an error
            await in_topic(place, lambda thread: bot.send_chat_action(place.chat, action, message_thread_id=thread))
        await asyncio.sleep(_AGAIN)


#: Telegram takes about a change of a message a second; more often tells nobody more.
_EVERY = 1.5


class Progress:
    """A message changed in place that tells how far something is; ``message`` is its number once it was sent."""

    def __init__(self, bot: Bot, place: Place, what: str, message: int = 0) -> None:
        self._bot, self._place, self._what = bot, place, what
        self.message = message
        self._shown = 0.0
        self._change: asyncio.Task[object] | None = None

    async def start(self, said: str) -> None:
        """Send the message, or put the first words into one that was sent before."""
        text = f"{self._what}{said}"
        if not self.message or not await change(self._bot, self._place.chat, self.message, plain(text)):
            (self.message,) = await send(self._bot, self._place, text_blocks(text))
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
            await change(self._bot, self._place.chat, self.message, html)

    async def end(self, said: str) -> None:
        """Tell the end, in a new message where the old one is gone or cannot hold it."""
        if self._change:
            await self._change
        first, *more = messages(text_blocks(f"{self._what}{said}"))
        if not await change(self._bot, self._place.chat, self.message, first):
            await send(self._bot, self._place, text_blocks(f"{self._what}{said}"))
        elif more:
            await send(self._bot, self._place, text_blocks(said)[1:])
