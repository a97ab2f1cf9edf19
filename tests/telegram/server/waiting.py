"""Waiting for what the bot does: every wait ends as soon as it can, none sleeps a fixed time."""

import time
from bisect import bisect_right, insort
from collections.abc import Callable
from typing import Any

from tests.telegram.server.delivery import Update
from tests.telegram.server.record import EDITING, SENDING, Call
from tests.telegram.server.state import State

#: Seconds after which what does not come is missed; a loaded machine is no fault.
PATIENCE = 600.0


class Waiting:
    state: State

    def wait_for(
        self, found: Callable[[Call], Any], timeout: float = PATIENCE, after: Update | Call | None = None
    ) -> Call:
        """The first finished call for which ``found`` is true, of those after an update or a call."""
        return self.wait_for_all(found, 1, timeout, after)[0]

    def wait_for_all(
        self, found: Callable[[Call], Any], count: int, timeout: float = PATIENCE, after: Update | Call | None = None
    ) -> list[Call]:
        """The first ``count`` such calls."""
        seen = Seen(self.state, found, after.number if after is not None else 0)
        self.until(lambda: len(seen.look()) >= count, timeout)
        return seen.fitting[:count]

    def until(self, happened: Callable[[], Any], timeout: float = PATIENCE) -> Any:
        """Wait until anything about the server is true; asked again at every change."""
        changed = self.state.record.changed
        with changed:
            value = changed.wait_for(happened, timeout)
            if not value:
                raise AssertionError(f"not in {timeout:g} s; {self.story()}")
            return value

    def reply_to(self, update: Update, timeout: float = PATIENCE, count: int = 1) -> list[Call]:
        """The next messages that the bot sends into the chat of an update, after it."""
        assert not update.withheld, "the bot does not get this update"
        return self.wait_for_all(lambda call: sends_to(call, update.chat_id), count, timeout, update)

    def replies(self, update: Update) -> list[Call]:
        """The messages sent into the chat after an update so far."""
        return [call for call in self.calls_after(update) if call.done and sends_to(call, update.chat_id)]

    def edit_after(self, update: Update, timeout: float = PATIENCE) -> Call:
        """The next message that the bot changes in the chat of an update."""
        return self.wait_for(
            lambda call: call.ok and call.method in EDITING and call.chat_id == update.chat_id, timeout, update
        )

    def answer_of(self, update: Update, timeout: float = PATIENCE) -> Call:
        """The answer to a callback or an inline query."""
        names = ("callback_query_id", "inline_query_id", "guest_query_id")
        return self.wait_for(lambda call: update.query_id in map(call.params.get, names), timeout, update)

    def settled(self, timeout: float = PATIENCE, quiet: float = 0.3) -> None:
        """Wait until every update is confirmed and the bot has asked for nothing for ``quiet`` seconds.

        A bot that thinks longer than ``quiet`` without a word seems settled: wait for what it says first.
        """
        record, end = self.state.record, time.monotonic() + timeout
        with record.changed:
            while (left := self.restless(quiet)) > 0:
                rest = end - time.monotonic()
                if rest <= 0:
                    raise AssertionError(f"not settled in {timeout:g} s; {self.story()}")
                record.changed.wait(min(left, rest))

    def restless(self, quiet: float) -> float:
        """Seconds until the bot may be called settled; as things stand."""
        record = self.state.record
        if record.working or self.state.queue.waiting:
            return quiet
        confirmed = max((update.confirmed_at or 0.0 for update in self.state.queue.made[-1:]), default=0.0)
        return max(record.last_at, confirmed) + quiet - time.monotonic()

    def calls_after(self, mark: Update | Call | None) -> list[Call]:
        calls = self.state.record.calls
        return calls[bisect_right(calls, mark.number if mark else 0, key=lambda call: call.number) :]

    def story(self) -> str:
        """What there is, for the message of a failed wait."""
        calls = [f"{c.method}→{c.status} {(c.text or c.description)[:60]!r}" for c in self.state.record.calls[-12:]]
        waiting = len(self.state.queue.waiting)
        return f"{waiting} updates wait; violations {self.state.record.violations[-3:]}; last calls: " + "; ".join(
            calls
        )


class Seen:
    """The fitting calls, each looked at once: there may be many thousands."""

    def __init__(self, state: State, found: Callable[[Call], Any], number: int) -> None:
        self.calls = state.record.calls
        self.found = found
        self.position = bisect_right(self.calls, number, key=lambda call: call.number)
        self.open: list[Call] = []
        self.fitting: list[Call] = []

    def look(self) -> list[Call]:
        unseen = self.open + self.calls[self.position :]
        self.position = len(self.calls)
        self.open = [call for call in unseen if not call.done]
        for call in unseen:
            if call.done and self.found(call):
                insort(self.fitting, call, key=lambda call: call.number)
        return self.fitting


def sends_to(call: Call, chat_id: int | None) -> bool:
    return call.ok and call.method in SENDING and call.chat_id == chat_id
