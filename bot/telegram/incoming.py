"""Read a message of a person: whom it is for, its question, the message that it refers to, where to answer it."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from telegram import Message, MessageEntity, Update

from bot.conversation import read_command
from bot.telegram.sending import Place

_COMMAND = re.compile(r"/\w{1,64}(?:@\w{1,64})?")
_WORD = re.compile(r"\w")


@dataclass(frozen=True)
class Asked:
    """The question of a message, and the text of another message that it may refer to."""

    text: str
    context: str = ""


def place_of(message: Message) -> Place:
    """Where to answer a message: in groups as a reply to it, in its topic."""
    private = message.chat.type == message.chat.PRIVATE
    return Place(message.chat.id, thread_of(message), None if private else message.message_id)


def thread_of(message: Message) -> int | None:
    """The topic of a message; the replies of an ordinary group are a thread too, and no topic."""
    return message.message_thread_id if message.is_topic_message else None


def asker(update: Update) -> int:
    """Who asks: a person, or the chat that an anonymous admin or a channel writes as."""
    message = update.effective_message if not update.callback_query else None
    if message is not None and message.sender_chat is not None:
        return message.sender_chat.id
    if update.message_reaction is not None and update.message_reaction.actor_chat is not None:
        return update.message_reaction.actor_chat.id
    assert update.effective_user is not None
    return update.effective_user.id


def is_of_a_bot(message: Message) -> bool:
    """Whether another bot has written a message; people who write as a chat have a bot's number too."""
    user = message.from_user
    return user is not None and user.is_bot and message.sender_chat is None


def is_addressed(message: Message, username: str, bot: int) -> bool:
    """Whether a message is for the bot: in private always, in groups when it is called, mentioned or replied to."""
    if message.via_bot is not None and message.via_bot.id == bot:
        return False  # its own inline answer
    if is_of_a_bot(message) or message.is_automatic_forward:
        return False
    if message.guest_query_id is not None or message.chat.type == message.chat.PRIVATE:
        return True
    if message.chat.type == message.chat.CHANNEL:
        return False
    replied = message.reply_to_message
    if replied is not None and replied.from_user is not None and replied.from_user.id == bot and not _opens(replied):
        return True
    called = f"@{username}".lower()
    mentions = [text.lower() for text in _entities(message, MessageEntity.MENTION)]
    commands = [text.lower() for text in _entities(message, MessageEntity.BOT_COMMAND)]
    return called in mentions or any("@" not in text or text.endswith(called) for text in commands)


def _opens(message: Message) -> bool:
    """Whether a message only opens a topic: all that is written there comes as a reply to it."""
    return message.forum_topic_created is not None


def _entities(message: Message, kind: str) -> list[str]:
    return [*message.parse_entities([kind]).values(), *message.parse_caption_entities([kind]).values()]


def text_of(message: Message) -> str:
    """The words of a message: its text, or what stands under a picture or a file."""
    return message.text or message.caption or ""


def command_of(message: Message, known: Collection[str] = ()) -> tuple[str, str] | None:
    """The command that a message is and what stands behind it, see ``read_command``."""
    return read_command(without_mention(text_of(message), message.get_bot().username), known)


def argument(message: Message) -> str:
    """The text after a command."""
    command = command_of(message)
    return command[1] if command else ""


def read_question(message: Message, username: str, bot: int) -> Asked:
    """The question of a message: its own words, or those of the message that it replies to where it has none."""
    own, referred = _words(message, username), _referred(message, username, bot)
    return Asked(own, referred) if _WORD.search(own) or not referred else Asked(referred)


def _words(message: Message, username: str) -> str:
    """The words of a message without the command that it begins with and the name of the bot."""
    text = text_of(message)
    return without_mention(_COMMAND.sub("", text, count=1) if text.startswith("/") else text, username)


def _referred(message: Message, username: str, bot: int) -> str:
    """What a message refers to: the part that it quotes, else all that another person has said."""
    if message.quote is not None and (message.quote.is_manual or message.reply_to_message is None):
        return message.quote.text.strip()
    replied = message.reply_to_message
    if replied is None or (replied.from_user is not None and replied.from_user.id == bot):
        return ""
    return _words(replied, username)


def without_mention(text: str, username: str) -> str:
    """A question without the name of the bot that it was put to."""
    place = text.lower().find(f"@{username}".lower())
    return text.strip() if place < 0 else f"{text[:place]} {text[place + len(username) + 1 :]}".strip()
