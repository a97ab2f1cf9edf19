"""The server in a thread of the test process, on a port that stays its own while it is down."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Coroutine
from typing import Any

from tornado.httpserver import HTTPServer

from tests.telegram.server.polling import Polls
from tests.telegram.server.state import State
from tests.telegram.server.web import application
from tests.telegram.server.webhook import Deliverer

#: Telegram takes 50 MB; what is somewhat larger is still read, so that it can be refused.
MOST_BODY = 64 * 1024 * 1024


def reserved(port: int = 0) -> socket.socket:
    """A socket that holds a port; until it listens, connections are refused."""
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(("127.0.0.1", port))
    return sock


class Serving:
    """The loop, the thread and the listening socket."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.polls = Polls(state)
        self.deliverer = Deliverer(state)
        self.socket = reserved()
        self.port: int = self.socket.getsockname()[1]
        self.loop = asyncio.new_event_loop()
        self.server: HTTPServer | None = None
        self.thread = threading.Thread(target=self.run, daemon=True, name="bot-api")
        state.wake = self.wake

    def run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()
        self.loop.close()

    def start(self) -> None:
        self.thread.start()
        self.on_loop(self.deliverer.start())

    def wake(self) -> None:
        """There is something new to deliver; from any thread."""
        with contextlib.suppress(RuntimeError):  # the loop has ended
            self.loop.call_soon_threadsafe(self.polls.end)
            self.loop.call_soon_threadsafe(self.deliverer.wake)

    def on_loop(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(timeout=120)

    def call(self, work: Callable[[], Any]) -> Any:
        async def once() -> Any:
            return work()

        return self.on_loop(once())

    def up(self) -> None:
        self.on_loop(self._up())

    def down(self) -> None:
        """Every connection ends, and new ones are refused; the port stays reserved."""
        self.on_loop(self._down())

    async def _up(self) -> None:
        if self.server is not None:
            return
        self.server = HTTPServer(
            application(self.state, self.polls), max_body_size=MOST_BODY, max_buffer_size=MOST_BODY
        )
        self.socket.setblocking(False)
        self.socket.listen(128)
        self.server.add_socket(self.socket)
        self.deliverer.online(True)

    async def _down(self) -> None:
        if self.server is None:
            return
        self.deliverer.online(False)
        self.server.stop()
        await self.server.close_all_connections()
        self.server = None
        self.socket = reserved(self.port)

    def stop(self) -> None:
        self.on_loop(self._stop())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(timeout=120)

    async def _stop(self) -> None:
        await self._down()
        self.socket.close()
        await self.deliverer.stop()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
