"""Updates posted to the webhook of the bot, in order, again and again until they are taken."""

import asyncio
import json
import time

from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest

from tests.telegram.server.delivery import Update
from tests.telegram.server.state import State

HEADER = "X-Telegram-Bot-Api-Secret-Token"
#: Seconds until an update is posted again; Telegram waits longer, and longer each time.
FIRST_WAIT = 0.05
LAST_WAIT = 1.0


class Deliverer:
    """Posts what waits while a webhook is set; used on the loop of the server only."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.awake = asyncio.Event()
        self.up = asyncio.Event()
        self.task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self.task = asyncio.ensure_future(self.run())

    async def stop(self) -> None:
        if self.task is not None:
            self.task.cancel()

    def wake(self) -> None:
        self.awake.set()

    def online(self, up: bool) -> None:
        if up:
            self.up.set()
        else:
            self.up.clear()

    async def run(self) -> None:
        wait = FIRST_WAIT
        while True:
            await self.up.wait()
            self.awake.clear()
            queue = self.state.queue
            if not self.state.webhook.url or not queue.waiting:
                await self.awake.wait()
            elif await self.post(queue.waiting[0]):
                wait = FIRST_WAIT
            else:
                await asyncio.sleep(wait)
                wait = min(2 * wait, LAST_WAIT)

    async def post(self, update: Update) -> bool:
        """Hand over one update; is it taken?"""
        hook = self.state.webhook
        headers = {"Content-Type": "application/json", **({HEADER: hook.secret} if hook.secret else {})}
        body = json.dumps(update.as_json(), ensure_ascii=False)
        request = HTTPRequest(self.address(), "POST", headers, body, request_timeout=10, follow_redirects=False)
        self.state.queue.deliver(update)
        try:
            await AsyncHTTPClient().fetch(request)
        except HTTPClientError as error:
            self.failed(f"Wrong response from the webhook: {error.code} {error.message}")
            return False
        except OSError as error:
            self.failed(str(error))
            return False
        with self.state.record.changed:
            self.state.queue.confirm(update.id + 1)
            self.state.record.changed.notify_all()
        return True

    def address(self) -> str:
        """Where the public address leads: a proxy that ends TLS may stand before the bot."""
        hook = self.state.webhook
        if not hook.to:
            return hook.url
        path = "/" + hook.url.partition("://")[2].partition("/")[2]
        return hook.to.rstrip("/") + path

    def failed(self, reason: str) -> None:
        hook = self.state.webhook
        with self.state.record.changed:
            hook.failures += 1
            hook.last_error, hook.last_error_at = reason, int(time.time())
            self.state.record.changed.notify_all()
