"""Rules that the documentation of Telegram gives in prose only."""

import re
from collections.abc import Iterable
from typing import Any

Value = dict[str, Any]

#: How a button looks; everything else on it is what it does.
LOOKS = {"text", "icon_custom_emoji_id", "style"}
MOST_BUTTONS = 100
MOST_RESULTS = 50
MOST_COMMANDS = 100
ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip


def broken(where: str, value: Value) -> Iterable[str]:
    """The rules that a request or an object in it breaks; ``where`` ends in the name of its type."""
    name = where.rpartition("(")[2].rstrip(")")
    if name in RULES:
        yield from RULES[name](where, value)


def button(where: str, value: Value) -> Iterable[str]:
    actions = sorted(value.keys() - LOOKS)
    if len(actions) != 1:
        yield f"{where}: a button does exactly one thing, not {actions}"
    if not str(value.get("text", "x")).strip():
        yield f"{where}: a button has a text"
    if "url" in value and not re.match(r"(https?|tg)://", str(value["url"])):
        yield f"{where}: a button cannot open {value['url']!r}"


def keyboard(where: str, value: Value) -> Iterable[str]:
    rows = [row for row in value.get("inline_keyboard") or [] if isinstance(row, list)]
    if sum(map(len, rows)) > MOST_BUTTONS:
        yield f"{where}: more than {MOST_BUTTONS} buttons"


def command(where: str, value: Value) -> Iterable[str]:
    if not re.fullmatch(r"[a-z0-9_]{1,32}", str(value.get("command"))):
        yield f"{where}: {value.get('command')!r} cannot be a command"


def commands(where: str, value: Value) -> Iterable[str]:
    listed = value.get("commands")
    if isinstance(listed, list) and len(listed) > MOST_COMMANDS:
        yield f"{where}: more than {MOST_COMMANDS} commands"


def results(where: str, value: Value) -> Iterable[str]:
    listed = value.get("results")
    if not isinstance(listed, list):
        return
    if len(listed) > MOST_RESULTS:
        yield f"{where}: more than {MOST_RESULTS} results"
    names = [result.get("id") for result in listed if isinstance(result, dict)]
    if len({str(name) for name in names}) < len(names):
        yield f"{where}: two results have the same id"


def results_button(where: str, value: Value) -> Iterable[str]:
    if len(value.keys() & {"web_app", "start_parameter"}) != 1:
        yield f"{where}: the button does exactly one of two things"
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", str(value.get("start_parameter", "x"))):
        yield f"{where}: start_parameter has characters that are not allowed"


def target(where: str, value: Value) -> Iterable[str]:
    """An edit names a message of a chat, or an inline message."""
    if not ({"chat_id", "message_id"} <= value.keys() or "inline_message_id" in value):
        yield f"{where}: neither chat_id with message_id nor inline_message_id"


def edited_text(where: str, value: Value) -> Iterable[str]:
    yield from target(where, value)
    if not value.keys() & {"text", "rich_message"}:
        yield f"{where}: required field 'text' is missing"


def one_way_to_format(where: str, value: Value) -> Iterable[str]:
    for name in ("entities", "caption_entities"):
        if name in value and "parse_mode" in value:
            yield f"{where}: parse_mode and {name} exclude each other"


def updates(where: str, value: Value) -> Iterable[str]:
    yield from between(where, value, "limit", 1, 100)
    yield from between(where, value, "timeout", 0, 3600)


def webhook(where: str, value: Value) -> Iterable[str]:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", str(value.get("secret_token", "x"))):
        yield f"{where}: secret_token has characters that are not allowed"
    yield from between(where, value, "max_connections", 1, 100)


def between(where: str, value: Value, name: str, least: int, most: int) -> Iterable[str]:
    number = value.get(name)
    if isinstance(number, int) and not least <= number <= most:
        yield f"{where}: {name} is {least}-{most}"


def chat_action(where: str, value: Value) -> Iterable[str]:
    if value.get("action") not in ACTIONS:
        yield f"{where}: {value.get('action')!r} is no chat action"


RULES = {
    "InlineKeyboardButton": button,
    "InlineKeyboardMarkup": keyboard,
    "InlineQueryResultsButton": results_button,
    "InputTextMessageContent": one_way_to_format,
    "BotCommand": command,
    "setMyCommands": commands,
    "answerInlineQuery": results,
    "editMessageText": edited_text,
    "editMessageCaption": target,
    "editMessageReplyMarkup": target,
    "editMessageMedia": target,
    "sendMessage": one_way_to_format,
    "sendChatAction": chat_action,
    "getUpdates": updates,
    "setWebhook": webhook,
}
