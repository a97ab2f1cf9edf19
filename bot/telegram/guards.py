"""Check before every handler who may ask, and say behind it what went wrong."""

import logging
from contextlib import suppress

from telegram import Update
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.telegram.context import Context, message_of
from bot.telegram.incoming import asker, is_addressed, place_of
from bot.telegram.markup import text_blocks
from bot.telegram.metrics import REFUSED, UPDATES
from bot.telegram.sending import answer_guest, send
from retrieval.errors import WenzhengError

logger = logging.getLogger(__name__)

_CONFLICT = (
    "另一个程序正用同一个令牌接收消息（409）。同一个机器人只能运行一份：请停掉另一份，"
    "或者用 @BotFather 换一个令牌。这里会继续等待。"
)


async def check_access(update: Update, context: Context) -> None:
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


async def _turn_away(update: Update, context: Context, said: str, tell: bool) -> None:
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


async def on_error(update: object, context: Context) -> None:
    """Write down, without the token, what a handler or the polling could not do; tell the person who waits, if that can be."""
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
