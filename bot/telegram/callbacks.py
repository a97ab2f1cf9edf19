"""Pressed buttons: read, answered, and handed to what they ask for; those of forgotten messages say so."""

from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from telegram import Bot, CallbackQuery, Message, Update
from telegram.error import BadRequest
from telegram.ext import CallbackQueryHandler

from bot.telegram.context import Context, Services, kept
from bot.telegram.incoming import place_of
from bot.telegram.keyboards import Action, Press, read_press
from bot.telegram.sending import Place
from bot.telegram.store import Turn

_OUT_OF_DATE = "这个按钮已经过期了，请把问题再发一次。"


@dataclass(frozen=True)
class Pressed:
    """A pressed button: its data, the message that it stands under, and the person who pressed it."""

    context: Context
    press: Press
    message: Message
    user: int
    data: str

    @property
    def services(self) -> Services:
        return self.context.services

    @property
    def bot(self) -> Bot:
        return self.context.bot

    @property
    def place(self) -> Place:
        return place_of(self.message)

    @property
    def label(self) -> str | None:
        """The words on the button."""
        rows = self.message.reply_markup.inline_keyboard if self.message.reply_markup else ()
        return next((button.text for row in rows for button in row if button.callback_data == self.data), None)


_Handler = CallbackQueryHandler[Context, Any]


def on_button(action: Action, do: Callable[[Pressed], Awaitable[None]]) -> _Handler:
    """The handler of a button that stands for itself."""

    async def pressed(update: Update, context: Context) -> None:
        found = await _read(update, context)
        if found is not None:
            await _tell(found[0])
            await do(found[1])

    return _handler(action, pressed)


def on_answer_button(
    action: Action, do: Callable[[Pressed, Turn], Awaitable[None]], said: str | None = None
) -> _Handler:
    """The handler of a button under the answer to a question; ``said`` is shown for a moment."""

    async def pressed(update: Update, context: Context) -> None:
        found = await _read(update, context)
        if found is None:
            return
        query, button = found
        turn = await kept(button.services.store.turn, button.press.turn)
        if turn is None or turn.chat != button.message.chat_id:
            await _tell(query, _OUT_OF_DATE, alert=True)
            return
        await _tell(query, said)
        await do(button, turn)

    return _handler(action, pressed)


def _handler(action: Action, callback: Callable[[Update, Context], Coroutine[Any, Any, None]]) -> _Handler:
    return CallbackQueryHandler(callback, pattern=f"^{action.value}:")


async def on_unknown_button(update: Update, context: Context) -> None:  # noqa: ARG001  # as handlers are called
    """A button of another version of the bot."""
    assert update.callback_query is not None
    await _tell(update.callback_query, _OUT_OF_DATE, alert=True)


async def _read(update: Update, context: Context) -> tuple[CallbackQuery, Pressed] | None:
    """The query and what was pressed; ``None`` where the person has been told that nothing can be done."""
    query = update.callback_query
    assert query is not None
    press, message = read_press(query.data or ""), query.message
    if press is None or not isinstance(message, Message):
        await _tell(query, _OUT_OF_DATE, alert=True)
        return None
    return query, Pressed(context, press, message, query.from_user.id, query.data or "")


async def _tell(query: CallbackQuery, text: str | None = None, alert: bool = False) -> None:
    """Telegram wants every press answered, or the button keeps turning."""
    with suppress(BadRequest):  # pressed long ago: nobody waits for it any more
        await query.answer(text, show_alert=alert)
