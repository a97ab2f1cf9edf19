"""/settings: how a person wants answers, changed by buttons in place."""

from dataclasses import replace

from telegram import Update

from bot.config import QUOTES
from bot.telegram.callbacks import Pressed
from bot.telegram.context import Context, kept, message_of
from bot.telegram.incoming import asker, place_of
from bot.telegram.keyboards import Action, preferences_keyboard
from bot.telegram.markup import block
from bot.telegram.sending import change, send

_SAID = "<b>设置</b>\n每个回答给几条原文；详细会给出标题路径和理解，简短只给答案、原文和出处。"


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
