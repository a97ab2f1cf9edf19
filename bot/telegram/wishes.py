"""/settings: how a person wants answers, changed by buttons in place."""

from dataclasses import replace

from telegram import Update

from bot.config import QUOTES
from bot.telegram.gate import place_of
from bot.telegram.keyboards import Action, wishes_keyboard
from bot.telegram.markup import block
from bot.telegram.pressed import Pressed
from bot.telegram.sending import change, send
from bot.telegram.services import Context, kept, message_of, sender, services_of

_SAID = "<b>设置</b>\n每个回答给几条原文；详细会给出标题路径和理解，简短只给答案、原文和出处。"


async def on_settings(update: Update, context: Context) -> None:
    message = message_of(update)
    chat, user = sender(update)
    services = services_of(context)
    wishes = await kept(services.store.wishes, chat.id, user.id)
    keyboard = wishes_keyboard(wishes, services.settings.answer.quotes)
    await send(context.bot, place_of(message), [block(_SAID)], keyboard)


async def set_wish(pressed: Pressed) -> None:
    """Keep a choice, for the person who made it."""
    services, chat = pressed.services, pressed.message.chat_id
    wishes = await kept(services.store.wishes, chat, pressed.user)
    if pressed.press.action is Action.BRIEF:
        wishes = replace(wishes, brief=bool(pressed.press.number))
    else:
        wishes = replace(wishes, quotes=min(max(pressed.press.number, 1), QUOTES[-1]))
    await kept(services.store.set_wishes, chat, pressed.user, wishes)
    keyboard = wishes_keyboard(wishes, services.settings.answer.quotes)
    await change(pressed.bot, chat, pressed.message.message_id, _SAID, keyboard)
