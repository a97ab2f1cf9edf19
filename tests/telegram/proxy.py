"""A thin proxy that completes the answers of ``telegram-test-api`` where python-telegram-bot insists on more.

It changes nothing on the way to the server. On the way back: ``getMe`` says that it is a bot, a callback query has its
``chat_instance``, ``date`` is in seconds, objects that came as JSON text are objects, and where the server says
``null`` Telegram says ``true``. Methods that the server does not have are answered with ``true``; an empty
``getUpdates`` is held back a moment, for the server polls short only.
"""

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

#: What a bot does beside talking, and ``telegram-test-api`` 4.2.1 answers with an error.
NOT_SERVED = {
    "sendchataction", "setmycommands", "deletemycommands", "setmyname", "setmydescription", "setmyshortdescription",
    "setchatmenubutton", "setmessagereaction", "close", "logout",
}  # fmt: skip
#: Seconds that an empty ``getUpdates`` is held back: a bot that asks at once again would take a whole core.
PAUSE = 0.05


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    upstream = ""
    client: httpx.Client

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        method = self.path.partition("?")[0].rpartition("/")[2].lower()
        if method in NOT_SERVED:
            self.reply(200, {"ok": True, "result": True})
            return
        headers = {"Content-Type": self.headers.get("Content-Type", "application/x-www-form-urlencoded")}
        reply = self.client.post(f"{self.upstream}{self.path}", content=body, headers=headers)
        answer = reply.json()
        if reply.is_success:
            answer["result"] = completed(method, answer.get("result"))
        self.reply(reply.status_code, answer)

    do_GET = do_POST  # noqa: N815 - named by the standard library

    def reply(self, status: int, answer: dict[str, Any]) -> None:
        content = json.dumps(answer).encode()
        with contextlib.suppress(ConnectionError):  # the bot has ended while it polled
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """The address holds the token: it is not printed."""


def completed(method: str, result: Any) -> Any:
    if method == "getme":
        return {"is_bot": True, **result}
    if method == "getupdates":
        if not result:
            time.sleep(PAUSE)
        return [completed_update(update) for update in result]
    if isinstance(result, dict) and "message_id" in result:
        return completed_message(result)
    return True if result is None else result


def completed_update(update: dict[str, Any]) -> dict[str, Any]:
    query = update.get("callback_query")
    return {**update, "callback_query": {"chat_instance": "1", **query}} if query else update


def completed_message(message: dict[str, Any]) -> dict[str, Any]:
    objects = {name: json.loads(value) for name, value in message.items() if is_object(value)}
    return {**message, **objects, "date": message["date"] // 1000}


def is_object(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("{") and value.endswith("}")


@contextmanager
def proxied(upstream: str) -> Iterator[str]:
    """The ``base_url`` to give to a bot, in front of a server."""
    with httpx.Client(timeout=60) as client:
        handler = type("Bound", (Handler,), {"upstream": upstream, "client": client})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/bot"
        finally:
            server.shutdown()
            server.server_close()
