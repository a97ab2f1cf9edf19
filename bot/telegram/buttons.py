"""Which button does what; buttons under messages that are not remembered any more say so."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

from telegram import CallbackQuery, Message, Update
from telegram.error import BadRequest

from bot.telegram import further
from bot.telegram.keyboards import Action, read_press
from bot.telegram.lists import open_document, show_page
from bot.telegram.pressed import Pressed
from bot.telegram.services import Context, kept
from bot.telegram.store import Turn
from bot.telegram.wishes import set_wish

_OUT_OF_DATE = "这个按钮已经过期了，请把问题再发一次。"
_THANKS = {Action.GOOD: "谢谢，记下了。", Action.BAD: "谢谢，记下了，会据此改进。"}

_OF_NO_TURN: dict[Action, Callable[[Pressed], Awaitable[None]]] = {
    Action.EXAMPLE: further.ask_example,
    Action.DOCUMENT: open_document,
    Action.QUOTES: set_wish,
    Action.BRIEF: set_wish,
}
_OF_TURN: dict[Action, Callable[[Pressed, Turn], Awaitable[None]]] = {
    Action.CONTEXT: further.show_context,
    Action.BACK: further.show_answer,
    Action.MORE: further.send_more,
    Action.FILE: further.send_files,
    Action.COMPARE: further.compare_cities,
    Action.GOOD: further.judge,
    Action.BAD: further.judge,
    Action.PAGE: show_page,
}


async def on_press(update: Update, context: Context) -> None:
    """Do what a button asks for. Telegram wants every press answered, or the button keeps turning."""
    query = update.callback_query
    assert query is not None
    press, message = read_press(query.data or ""), query.message
    if press is None or not isinstance(message, Message):
        await _tell(query, _OUT_OF_DATE, alert=True)
        return
    pressed = Pressed(context, press, message, query.from_user.id, query.data or "")
    if press.action in _OF_NO_TURN:
        await _tell(query)
        await _OF_NO_TURN[press.action](pressed)
        return
    turn = await kept(pressed.services.store.turn, press.turn)
    if turn is None or turn.chat != message.chat_id:
        await _tell(query, _OUT_OF_DATE, alert=True)
        return
    await _tell(query, _THANKS.get(press.action))
    await _OF_TURN[press.action](pressed, turn)


async def _tell(query: CallbackQuery, text: str | None = None, alert: bool = False) -> None:
    with suppress(BadRequest):  # pressed long ago: nobody waits for it any more
        await query.answer(text, show_alert=alert)
