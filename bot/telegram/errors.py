"""What went wrong: written down without the token, and said to the person who waits, if that can be."""

import logging
from contextlib import suppress

from telegram import Update
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.telegram.context import Context, message_of
from bot.telegram.incoming import place_of
from bot.telegram.markup import text_blocks
from bot.telegram.sending import send
from retrieval.errors import WenzhengError

logger = logging.getLogger(__name__)

_CONFLICT = (
    "另一个程序正用同一个令牌接收消息（409）。同一个机器人只能运行一份：请停掉另一份，"
    "或者用 @BotFather 换一个令牌。这里会继续等待。"
)


async def on_error(update: object, context: Context) -> None:
    """Meet what a handler, or the polling, could not."""
    error = context.error
    if isinstance(error, Conflict):
        logger.error(_CONFLICT)
    elif isinstance(error, Forbidden):
        logger.info("对方不让机器人发消息：%s", error)  # blocked by the person, or put out of the group
    elif isinstance(error, RetryAfter) or (isinstance(error, NetworkError) and not isinstance(error, BadRequest)):
        logger.warning("网络：%s", error)
        if isinstance(update, Update):
            context.services.queue.leave(update.update_id)
    else:
        logger.error("有一条消息没能回答", exc_info=error)
        said = str(error) if isinstance(error, WenzhengError) else "这次没能回答，已经记下。请稍后再试，或换个说法。"
        await _apologise(update, context, said)


async def _apologise(update: object, context: Context, said: str) -> None:
    if isinstance(update, Update) and (update.message or update.callback_query) and update.effective_message:
        with suppress(TelegramError):
            await send(context.bot, place_of(update.effective_message), text_blocks(said))


async def on_migration(update: Update, context: Context) -> None:
    """A group has become a supergroup: what was kept of it, and whether it may ask, goes with it."""
    message = message_of(update)
    if message.migrate_to_chat_id is not None:
        await context.services.move(message.chat_id, message.migrate_to_chat_id)
