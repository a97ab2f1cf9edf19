"""What the server knows: the bot, the chats with their messages, and all that waits or was recorded."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.telegram.server.delivery import Queue
from tests.telegram.server.errors import ApiError, refused
from tests.telegram.server.faults import Plan
from tests.telegram.server.files import Store
from tests.telegram.server.rates import Rates
from tests.telegram.server.record import Record

Message = dict[str, Any]


@dataclass
class Chat:
    """A chat with the messages in it, by number; numbers are of the chat, as in supergroups."""

    info: dict[str, Any]
    messages: dict[int, Message] = field(default_factory=dict)
    next_id: int = 1
    topics: set[int] = field(default_factory=set)
    blocked: bool = False
    migrated_to: int | None = None

    @property
    def id(self) -> int:
        return int(self.info["id"])

    def add(self, message: Message) -> Message:
        """Number and keep a message."""
        kept = {"message_id": self.next_id, "chat": self.info, "date": int(time.time()), **message}
        self.messages[self.next_id] = kept
        self.next_id += 1
        return kept


@dataclass
class Webhook:
    url: str = ""
    secret: str = ""
    failures: int = 0
    last_error: str = ""
    last_error_at: int = 0
    to: str = ""  # where the public address really leads, as a TLS proxy knows


@dataclass
class State:
    token: str
    bot: dict[str, Any]
    privacy: bool = True
    record: Record = field(default_factory=Record)
    queue: Queue = field(default_factory=Queue)
    files: Store = field(default_factory=Store)
    faults: Plan = field(default_factory=Plan)
    rates: Rates = field(default_factory=Rates)
    webhook: Webhook = field(default_factory=Webhook)
    chats: dict[int, Chat] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    queries: dict[str, bool] = field(default_factory=dict)  # still to be answered?
    wake: Callable[[], None] = lambda: None

    def chat(self, chat_id: int | str) -> Chat:
        """A chat that the bot can write to."""
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None:
            raise refused("chat not found")
        if chat.migrated_to is not None:
            description = "Bad Request: group chat was upgraded to a supergroup chat"
            raise ApiError(400, description, {"migrate_to_chat_id": chat.migrated_to})
        if chat.blocked:
            who = "blocked by the user" if chat.id > 0 else "kicked from the supergroup chat"
            raise ApiError(403, f"Forbidden: bot was {who}")
        return chat
