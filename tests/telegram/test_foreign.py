"""A real application against the Bot API server from npm."""

import os
import subprocess
import sys

from tests.telegram.foreign import Foreign, foreign, foreign_folder

__all__ = ["foreign", "foreign_folder"]  # fixtures

ECHO = """
import os
from telegram import InlineKeyboardButton as Button, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.ext import Application, CallbackQueryHandler, MessageHandler, filters

async def echo(update, context):
    await update.message.chat.send_action("typing")
    keyboard = InlineKeyboardMarkup([[Button("更多", callback_data="more:1")]])
    preview = LinkPreviewOptions(is_disabled=True)
    await update.message.reply_html(
        f"<b>{update.message.text}</b>", reply_markup=keyboard, link_preview_options=preview, do_quote=True
    )

async def pressed(update, context):
    await update.callback_query.answer("好")
    await update.callback_query.edit_message_text(f"pressed {update.callback_query.data}")
    await update.callback_query.message.reply_text("done")

builder = Application.builder().token(os.environ["WENZHENG_TELEGRAM_TOKEN"])
app = builder.base_url(os.environ["WENZHENG_TELEGRAM_BASE_URL"]).build()
app.add_handler(MessageHandler(filters.TEXT, echo))
app.add_handler(CallbackQueryHandler(pressed))
app.run_polling()
"""


def test_an_echo_talks_to_a_server_from_elsewhere(foreign: Foreign) -> None:
    environment = {**os.environ, **foreign.environment}
    with subprocess.Popen([sys.executable, "-c", ECHO], env=environment, stderr=subprocess.PIPE) as bot:
        try:
            foreign.say(7, "南京2020年")
            foreign.say(8, "/docs")
            (answer,) = foreign.replies(7)
            assert (answer.text, answer.html, answer.buttons) == ("南京2020年", "<b>南京2020年</b>", [["更多"]])
            assert [reply.text for reply in foreign.replies(8)] == ["/docs"]
            foreign.press(answer, "更多")
            assert [reply.text for reply in foreign.replies(7)] == ["done"]
            assert "pressed more:1" in [said["message"].get("text") for said in foreign.history() if "message" in said]
        finally:
            bot.terminate()
            errors = bot.communicate(timeout=20)[1].decode()
    assert errors == ""
