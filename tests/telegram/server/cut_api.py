"""Cut the part of the machine-readable Bot API that the server uses: ``python cut_api.py whole.json``."""

import json
import re
import sys
from pathlib import Path
from typing import Any

Entry = dict[str, Any]

#: Requests are checked against these, with every type their fields reach.
METHODS = [
    "getMe", "getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo", "logOut", "close", "sendMessage",
    "sendMessageDraft", "sendPhoto", "sendDocument", "sendMediaGroup", "sendChatAction", "copyMessage",
    "forwardMessage", "editMessageText", "editMessageCaption", "editMessageMedia", "editMessageReplyMarkup",
    "deleteMessage", "deleteMessages", "answerCallbackQuery", "answerInlineQuery", "setMessageReaction", "getFile",
    "getChat", "getChatMember", "leaveChat", "setMyCommands", "getMyCommands", "deleteMyCommands", "setMyName",
    "getMyName", "setMyDescription", "getMyDescription", "setMyShortDescription", "getMyShortDescription",
    "setChatMenuButton", "getChatMenuButton", "sendRichMessage", "answerGuestQuery",
]  # fmt: skip

#: What the server itself sends is checked against these; a field of another type is not kept.
ANSWERS = [
    "Update", "Message", "User", "Chat", "ChatFullInfo", "File", "Document", "PhotoSize", "Voice", "Sticker",
    "MessageEntity", "CallbackQuery", "InlineQuery", "ChosenInlineResult", "ChatMemberUpdated", "ChatMember",
    "ChatMemberMember", "ChatMemberLeft", "ChatMemberBanned", "ChatMemberAdministrator", "WebhookInfo", "BotCommand",
    "BotName", "BotDescription", "BotShortDescription", "MessageId", "TextQuote", "MaybeInaccessibleMessage",
    "InaccessibleMessage", "InlineKeyboardMarkup", "InlineKeyboardButton", "LinkPreviewOptions", "Dice",
    "MessageOrigin", "MessageOriginUser", "MessageReactionUpdated", "ForumTopicCreated", "SentGuestMessage",
]  # fmt: skip

SCALARS = {"Integer", "Float", "String", "Boolean"}
#: "1-4096 characters", "1-64 Bytes", "must include 2-10 items"
LIMIT = re.compile(r"(\d+)-(\d+) (characters|bytes|items|identifiers)", re.IGNORECASE)
#: "must be article", 'always "emoji"'
CONSTANT = re.compile(r"(?:type|button|media|result|reaction|chat), (?:must be (\w+)$|always \"(\w+)\")")
ONE_OF = re.compile(r"(?:can|[Mm]ust) be one of (.*)")


def element(name: str) -> str:
    return name.replace("Array of ", "")


def values_of(description: str) -> list[str]:
    """The only values a field takes, where the description names them."""
    if constant := CONSTANT.search(description):
        return [constant[1] or constant[2]]
    listed = ONE_OF.search(description)
    return re.findall(r'"([^"]+)"', listed[1].split(". ")[0]) if listed else []


def cut_field(field: Entry) -> Entry:
    description = field["description"]
    kept: Entry = {"types": field["types"]}
    if field["required"]:
        kept["required"] = True
    if limit := LIMIT.search(description):
        kept["limit"] = [int(limit[1]), int(limit[2]), limit[3].lower()]
    if values := values_of(description):
        kept["values"] = values
    return kept


def cut(entry: Entry) -> Entry:
    kept: Entry = {"fields": {field["name"]: cut_field(field) for field in entry.get("fields", [])}}
    if "subtypes" in entry:
        kept["subtypes"] = entry["subtypes"]
    return kept


def reached(entry: Entry) -> set[str]:
    return {element(name) for field in entry["fields"].values() for name in field["types"]} | set(
        entry.get("subtypes", ())
    )


def closure(entries: list[Entry], types: dict[str, Entry]) -> dict[str, Entry]:
    """Every type that the entries' fields reach."""
    kept: dict[str, Entry] = {}
    waiting = set().union(*map(reached, entries))
    while waiting:
        name = waiting.pop()
        if name in types and name not in kept:
            kept[name] = cut(types[name])
            waiting |= reached(kept[name])
    return kept


def within(entry: Entry, known: set[str]) -> Entry:
    """The entry without the fields and subtypes that lead outside the part kept."""
    fields = {name: field for name, field in entry["fields"].items() if known.issuperset(map(element, field["types"]))}
    kept: Entry = {"fields": fields}
    if "subtypes" in entry:
        kept["subtypes"] = [name for name in entry["subtypes"] if name in known]
    return kept


def cut_api(whole: Entry) -> Entry:
    methods = {name: cut(whole["methods"][name]) for name in METHODS}
    asked = closure(list(methods.values()), whole["types"])
    known = SCALARS | set(asked) | set(ANSWERS)
    answered = {name: within(cut(whole["types"][name]), known) for name in ANSWERS if name not in asked}
    return {
        "version": whole["version"],
        "released": whole["release_date"],
        "source": "https://github.com/PaulSonOfLars/telegram-bot-api-spec (MIT), cut by cut_api.py",
        "known_methods": sorted(whole["methods"]),
        "methods": methods,
        "types": dict(sorted({**asked, **answered}.items())),
    }


def as_lines(api: Entry) -> str:
    """JSON with one method or type a line: small, and still readable in a diff."""
    parts = []
    for name, value in api.items():
        if name in {"methods", "types"}:
            lines = ",\n".join(f"{json.dumps(key)}: {dense(entry)}" for key, entry in value.items())
            parts.append(f"{json.dumps(name)}: {{\n{lines}\n}}")
        else:
            parts.append(f"{json.dumps(name)}: {dense(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def dense(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def main() -> None:
    whole = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    target = Path(__file__).with_name("api.json")
    target.write_text(as_lines(cut_api(whole)), encoding="utf-8")


if __name__ == "__main__":
    main()
