"""What the bot asked of the server, in order."""

import time
from dataclasses import dataclass, field
from threading import Condition
from typing import Any

from tests.telegram.server.spec import Files

#: Methods that put a message into a chat.
SENDING = {
    "sendMessage",
    "sendPhoto",
    "sendDocument",
    "sendMediaGroup",
    "copyMessage",
    "forwardMessage",
    "sendRichMessage",
}
EDITING = {"editMessageText", "editMessageCaption", "editMessageMedia", "editMessageReplyMarkup"}


@dataclass(frozen=True)
class Card:
    """One result of an inline answer: what is shown to choose from, and what is sent."""

    title: str
    description: str
    text: str
    entities: list[dict[str, Any]]


@dataclass
class Call:
    """One request of the bot, with what came of it."""

    method: str
    params: dict[str, Any]
    files: Files
    number: int
    at: float
    status: int | None = None  # None while the request is being worked on, or when its connection was dropped
    result: Any = None
    description: str = ""
    text: str = ""
    entities: list[dict[str, Any]] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    done: bool = False

    @property
    def ok(self) -> bool:
        """Was it carried out? Also where the answer was lost, so that the bot does not know."""
        return self.result is not None

    @property
    def html(self) -> str:
        """The text as the bot wrote it, before parsing."""
        rich = self.params.get("rich_message", {}).get("html", "")
        return str(self.params.get("text", self.params.get("caption", rich)))

    @property
    def chat_id(self) -> int | str | None:
        return self.params.get("chat_id")

    @property
    def message_id(self) -> int | None:
        return self.message.get("message_id")

    @property
    def message(self) -> dict[str, Any]:
        """The message as it was after this call; empty where the call was refused or makes none."""
        return self.result if isinstance(self.result, dict) and "message_id" in self.result else {}

    @property
    def buttons(self) -> list[list[str]]:
        """The words on the inline buttons, row by row."""
        markup = self.params.get("reply_markup") or {}
        return [[button["text"] for button in row] for row in markup.get("inline_keyboard", [])]

    @property
    def replies_to(self) -> int | None:
        return (self.params.get("reply_parameters") or {}).get("message_id")

    def covered(self, kind: str) -> list[str]:
        """The pieces of the text under entities of a kind."""
        units = self.text.encode("utf-16-le")
        spans = [(2 * e["offset"], 2 * (e["offset"] + e["length"])) for e in self.entities if e["type"] == kind]
        return [units[start:end].decode("utf-16-le") for start, end in spans]


@dataclass
class Record:
    """Every call, under the one condition that all who wait are woken by."""

    changed: Condition = field(default_factory=Condition)
    calls: list[Call] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    count: int = 0
    working: int = 0  # calls under way, polls aside
    last_at: float = 0.0  # when a call, polls aside, came or ended

    def number(self) -> int:
        """Calls and updates are numbered together, so that one can be said to be after the other."""
        self.count += 1
        return self.count

    def begin(self, method: str, params: dict[str, Any], files: Files) -> Call:
        call = Call(method, params, files, self.number(), time.monotonic())
        self.calls.append(call)
        self.count_in(call, 1)
        return call

    def finish(self, call: Call) -> None:
        call.done = True
        self.count_in(call, -1)

    def count_in(self, call: Call, change: int) -> None:
        if call.method != "getUpdates":
            self.working += change
            self.last_at = time.monotonic()
        self.changed.notify_all()

    def violation(self, call: Call, fault: str) -> None:
        self.violations.append(f"{call.method}: {fault}")
