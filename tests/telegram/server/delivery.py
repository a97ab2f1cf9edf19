"""Updates waiting for the bot: kept in order, and dropped only when the bot has confirmed them."""

import time
from dataclasses import dataclass, field
from typing import Any

#: Kinds that Telegram holds back unless the bot asks for them.
HELD_BACK = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(eq=False)
class Update:
    """One update made by a test."""

    id: int
    kind: str
    body: dict[str, Any]
    number: int
    made_at: float = field(default_factory=time.monotonic)
    delivered_at: float | None = None  # the first time
    confirmed_at: float | None = None
    deliveries: int = 0
    withheld: bool = False  # the bot did not ask for this kind, or group privacy hides the message

    def as_json(self) -> dict[str, Any]:
        return {"update_id": self.id, self.kind: self.body}

    @property
    def message(self) -> dict[str, Any]:
        found = self.body if "message_id" in self.body else self.body.get("message", {})
        return dict(found)

    @property
    def chat_id(self) -> int | None:
        """The chat the update is from; an inline query has none."""
        chat = self.message.get("chat") or self.body.get("chat") or {}
        return chat.get("id")

    @property
    def message_id(self) -> int:
        return int(self.message["message_id"])

    @property
    def query_id(self) -> str:
        return str(self.body.get("guest_query_id") or self.body["id"])


@dataclass
class Queue:
    """Updates not yet confirmed, and all there ever were."""

    made: list[Update] = field(default_factory=list)
    waiting: list[Update] = field(default_factory=list)
    allowed: list[str] | None = None
    next_id: int = 100_000_001

    def add(self, kind: str, body: dict[str, Any], number: int, hidden: bool = False) -> Update:
        update = Update(self.next_id, kind, body, number)
        update.withheld = hidden or not self.wanted(kind)
        self.made.append(update)
        if not update.withheld:
            self.next_id += 1
            self.waiting.append(update)
        return update

    def wanted(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in HELD_BACK

    def allow(self, kinds: list[str] | None) -> None:
        """None leaves things as they were; an empty list asks for the usual kinds."""
        if kinds is not None:
            self.allowed = kinds or None

    def confirm(self, offset: int) -> None:
        """Everything before ``offset`` has arrived; a negative one leaves only so many of the last."""
        if offset < 0:
            offset = self.waiting[offset:][0].id if self.waiting else 0
        now = time.monotonic()
        for update in self.waiting:
            if update.id < offset:
                update.confirmed_at = now
        self.waiting = [update for update in self.waiting if update.id >= offset]

    def take(self, limit: int) -> list[dict[str, Any]]:
        taken = self.waiting[:limit]
        for update in taken:
            self.deliver(update)
        return [update.as_json() for update in taken]

    @staticmethod
    def deliver(update: Update) -> None:
        update.deliveries += 1
        update.delivered_at = update.delivered_at or time.monotonic()

    def drop(self) -> None:
        self.waiting.clear()
