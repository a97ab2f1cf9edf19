"""Send messages and change those that were sent; what Telegram may answer to that is met here."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, TelegramError

from bot.telegram.markup import Block, messages

logger = logging.getLogger(__name__)

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
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
        sent.append(
            await bot.send_message(
                place.chat,
                text,
                parse_mode=ParseMode.HTML,
                message_thread_id=place.thread,
                reply_parameters=refer,
                reply_markup=keyboard if last else None,
                link_preview_options=_NO_PREVIEW,
            )
        )
    return sent


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
            await bot.send_chat_action(place.chat, action, message_thread_id=place.thread)
        await asyncio.sleep(_AGAIN)
