"""The settings of a person: how answers look (/settings), and words to be told of (/subscribe, /subscriptions)."""

import logging
from collections.abc import Sequence
from dataclasses import replace

from telegram import Bot, InlineKeyboardMarkup, Update
from telegram.error import Forbidden, TelegramError

from bot.config import QUOTES
from bot.renewal import Notice
from bot.telegram.callbacks import Pressed
from bot.telegram.context import Context, Services, kept, message_of
from bot.telegram.incoming import argument, asker, place_of, thread_of
from bot.telegram.keyboards import Action, preferences_keyboard, subscriptions_keyboard
from bot.telegram.markup import Block, block, bold, plain, text_blocks
from bot.telegram.sending import Place, change, send
from bot.telegram.store import Subscription

logger = logging.getLogger(__name__)

_SAID = "<b>设置</b>\n每个回答给几条原文；详细会给出标题路径和理解，简短只给答案、原文和出处。"
#: So many subscriptions a person may have, of so many characters each.
_MOST, _LONGEST = 10, 40
_OFF = "这个机器人没有开放订阅。"
_HOW = "请写出关键词：/subscribe 关键词。有新加入或更新的文件写到它，就发给您。"
_NONE = "还没有订阅。用 /subscribe 关键词 订阅。"


async def on_settings(update: Update, context: Context) -> None:
    """``/settings``: the choices as buttons."""
    message = message_of(update)
    services = context.services
    preferences = await kept(services.store.preferences, message.chat_id, asker(update))
    keyboard = preferences_keyboard(preferences, services.settings.answer.quotes)
    await send(context.bot, place_of(message), [block(_SAID)], keyboard)


async def set_preference(pressed: Pressed) -> None:
    """Keep a choice, for the person who made it."""
    services, chat = pressed.services, pressed.message.chat_id
    preferences = await kept(services.store.preferences, chat, pressed.user)
    if pressed.press.action is Action.BRIEF:
        preferences = replace(preferences, brief=bool(pressed.press.number))
    else:
        preferences = replace(preferences, quotes=min(max(pressed.press.number, 1), QUOTES[-1]))
    await kept(services.store.set_preferences, chat, pressed.user, preferences)
    keyboard = preferences_keyboard(preferences, services.settings.answer.quotes)
    await change(pressed.bot, chat, pressed.message.message_id, _SAID, keyboard)


async def on_subscribe(update: Update, context: Context) -> None:
    """``/subscribe words``: be told of documents that come in with these words."""
    message, services = message_of(update), context.services
    words, user = " ".join(argument(message).split()), asker(update)
    if not services.settings.telegram.subscriptions:
        said = _OFF
    elif not any(map(str.isalnum, words)):
        said = _HOW
    elif len(words) > _LONGEST:
        said = f"关键词太长。请写 {_LONGEST} 个字以内。"
    elif await kept(services.store.subscribe, message.chat_id, user, thread_of(message), words, _MOST):
        said = f"已订阅“{words}”。有新加入或更新的文件写到它，就发到这里。用 /subscriptions 查看和取消。"
    else:
        said = f"已经有 {_MOST} 个订阅了。请先用 /subscriptions 取消一个。"
    await send(context.bot, place_of(message), text_blocks(said))


async def on_subscriptions(update: Update, context: Context) -> None:
    """``/subscriptions``: what a person has subscribed to here, each with a button that ends it."""
    message = message_of(update)
    blocks, keyboard = await _listed(context.services, message.chat_id, asker(update))
    await send(context.bot, place_of(message), blocks, keyboard)


async def _listed(services: Services, chat: int, user: int) -> tuple[list[Block], InlineKeyboardMarkup | None]:
    found = await kept(services.store.subscriptions, chat, user)
    if not found:
        return text_blocks(_NONE), None
    return text_blocks("您的订阅（点一下取消）："), subscriptions_keyboard({one.id: one.words for one in found})


async def end_subscription(pressed: Pressed) -> None:
    """Drop a subscription of the person who pressed, and show what is left."""
    services, message = pressed.services, pressed.message
    await kept(services.store.unsubscribe, pressed.user, pressed.press.turn)
    blocks, keyboard = await _listed(services, message.chat_id, pressed.user)
    await change(pressed.bot, message.chat_id, message.message_id, blocks[0].html, keyboard)


async def tell_subscribers(services: Services, bot: Bot, notices: Sequence[Notice]) -> None:
    """Send each notice to those who asked for its words and may still ask."""
    if not notices or not services.settings.telegram.subscriptions:
        return
    for one in await kept(services.store.subscriptions):
        blocks = [part for notice in notices if notice.words == one.words for part in notice_blocks(notice)]
        if blocks and services.access.may_ask(one.user, one.chat, services.moved):
            await _tell(services, bot, one, blocks)


async def _tell(services: Services, bot: Bot, one: Subscription, blocks: Sequence[Block]) -> None:
    try:
        await send(bot, Place(one.chat, one.thread or None), blocks)
    except Forbidden:
        await kept(services.store.unsubscribe, one.user, one.id)
    except TelegramError as error:
        logger.warning("订阅“%s”没能发到聊天 %d：%s", one.words, one.chat, error)


def notice_blocks(notice: Notice) -> list[Block]:
    """A notice as it is sent: the document, then each new clause with its older version."""
    kind = "更新" if notice.updated else "新加入"
    blocks = [block(f"订阅“{plain(notice.words)}”：{kind} {bold(notice.source)}")]
    for text, older in notice.clauses:
        blocks.extend(text_blocks(text, ("<blockquote expandable>", "</blockquote>")))
        if older:
            blocks.extend(text_blocks(f"原为：{older}", ("<s>", "</s>")))
    if notice.more:
        blocks.extend(text_blocks(f"还有 {notice.more} 条。", ("<i>", "</i>")))
    return blocks
