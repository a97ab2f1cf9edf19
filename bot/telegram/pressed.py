"""A pressed button, as those who do what it asks for see it."""

from dataclasses import dataclass

from telegram import Bot, Message

from bot.telegram.gate import place_of
from bot.telegram.keyboards import Press
from bot.telegram.sending import Place
from bot.telegram.services import Context, Services, services_of


@dataclass(frozen=True)
class Pressed:
    """What a button says, the message that it stands under, and the person who pressed it."""

    context: Context
    press: Press
    message: Message
    user: int
    data: str

    @property
    def services(self) -> Services:
        return services_of(self.context)

    @property
    def bot(self) -> Bot:
        return self.context.bot

    @property
    def place(self) -> Place:
        return place_of(self.message)

    @property
    def label(self) -> str | None:
        """What stands on the button."""
        rows = self.message.reply_markup.inline_keyboard if self.message.reply_markup else ()
        return next((button.text for row in rows for button in row if button.callback_data == self.data), None)
