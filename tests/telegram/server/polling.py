"""``getUpdates``: one poll at a time waits until there is an update or its time is over."""

import asyncio
from typing import Any

from tests.telegram.server.errors import ApiError
from tests.telegram.server.faults import conflict
from tests.telegram.server.state import State


class Polls:
    """The one poll that is under way; used on the loop of the server only."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.current: asyncio.Future[bool] | None = None

    @property
    def open(self) -> bool:
        """Is the bot waiting for updates right now?"""
        return self.current is not None

    async def updates(self, params: dict[str, Any]) -> list[dict[str, Any]]:
        """A second poll ends the first with a conflict, as a second instance of the bot does."""
        if self.state.webhook.url:
            reason = (
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
            raise ApiError(409, f"Conflict: {reason}")
        self.end(conflict=True)
        queue = self.state.queue
        with self.state.record.changed:
            queue.allow(params.get("allowed_updates"))
            queue.confirm(params.get("offset", 0))
            self.state.record.changed.notify_all()
        if not queue.waiting and params.get("timeout", 0) > 0:
            await self.wait(params["timeout"])
        with self.state.record.changed:
            return queue.take(params.get("limit", 100))

    async def wait(self, timeout: float) -> None:
        mine = self.current = asyncio.get_running_loop().create_future()
        with self.state.record.changed:
            self.state.record.changed.notify_all()
        try:
            if await asyncio.wait_for(mine, timeout):
                raise conflict().error()
        except TimeoutError:
            pass
        finally:
            if self.current is mine:
                self.current = None

    def end(self, conflict: bool = False) -> None:
        if self.current is not None and not self.current.done():
            self.current.set_result(conflict)
