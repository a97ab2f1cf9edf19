"""What stands before every handler: is the bot meant at all, may this person ask, and not too often?"""

import logging

from telegram import Message, MessageEntity, Update
from telegram.ext import ApplicationHandlerStop

from bot.telegram.figures import REFUSED, UPDATES
from bot.telegram.markup import text_blocks
from bot.telegram.sending import Place, send
from bot.telegram.services import Context, services_of

logger = logging.getLogger(__name__)


async def gate(update: Update, context: Context) -> None:
    """Let an update pass to its handler, or stop it; a person who is turned away is told why."""
    services = services_of(context)
    user, chat = update.effective_user, update.effective_chat
    message = update.effective_message if not update.callback_query else None
    UPDATES.labels(_kind(update)).inc()
    if message is not None and message.migrate_to_chat_id is not None:
        return
    if user is None or (message is not None and not is_addressed(message, context.bot.username, context.bot.id)):
        raise ApplicationHandlerStop
    if not services.access.may_ask(user.id, chat.id if chat else user.id, services.moved):
        REFUSED.labels("access").inc()
        await _turn_away(
            update,
            context,
            "这个机器人只对获准的人开放。请把下面的编号交给管理员，开通后再来：\n"
            f"您的编号 {user.id}" + (f"，本群的编号 {chat.id}" if chat and chat.id != user.id else ""),
            services.pace.tell(user.id),
        )
    pace = services.pace if message is not None else services.taps
    wait = pace.wait(user.id)
    if wait:
        REFUSED.labels("pace").inc()
        said = f"您问得太快了，请 {int(wait) + 1} 秒后再试（每分钟最多 {pace.per_minute} 次）。"
        await _turn_away(update, context, said, pace.tell(user.id))


async def _turn_away(update: Update, context: Context, said: str, tell: bool) -> None:
    if update.callback_query:
        await update.callback_query.answer(said[:200], show_alert=tell)
    elif update.inline_query:
        await update.inline_query.answer([], cache_time=5, is_personal=True)
    elif tell and update.effective_chat and update.effective_message:
        message = update.effective_message
        await send(context.bot, place_of(message), text_blocks(said))
    raise ApplicationHandlerStop


def place_of(message: Message) -> Place:
    """Where to answer a message: in groups as a reply to it, in its topic."""
    private = message.chat.type == message.chat.PRIVATE
    thread = message.message_thread_id if message.is_topic_message else None
    return Place(message.chat.id, thread, None if private else message.message_id)


def is_addressed(message: Message, username: str, bot: int) -> bool:
    """Whether a message is for the bot: in private always, in groups when it is called, mentioned or replied to."""
    if message.via_bot is not None and message.via_bot.id == bot:
        return False  # its own inline answer
    if message.chat.type == message.chat.PRIVATE:
        return True
    if message.chat.type == message.chat.CHANNEL:
        return False
    replied = message.reply_to_message
    if replied is not None and replied.from_user is not None and replied.from_user.id == bot:
        return True
    called = f"@{username}".lower()
    mentions = [text.lower() for text in _entities(message, MessageEntity.MENTION)]
    commands = [text.lower() for text in _entities(message, MessageEntity.BOT_COMMAND)]
    return called in mentions or any("@" not in text or text.endswith(called) for text in commands)


def _entities(message: Message, kind: str) -> list[str]:
    return [*message.parse_entities([kind]).values(), *message.parse_caption_entities([kind]).values()]


def argument(message: Message) -> str:
    """What stands after a command."""
    return "".join((message.text or "").split(maxsplit=1)[1:]).strip()


def without_mention(text: str, username: str) -> str:
    """A question without the name of the bot that it was put to."""
    place = text.lower().find(f"@{username}".lower())
    return text if place < 0 else f"{text[:place]} {text[place + len(username) + 1 :]}".strip()


def _kind(update: Update) -> str:
    for kind in ("message", "edited_message", "callback_query", "inline_query"):
        if getattr(update, kind) is not None:
            return kind
    return "other"
