"""A Bot API server that we did not write: ``telegram-test-api`` from npm, behind a thin proxy.

It answers a little less than python-telegram-bot insists on; ``proxy.py`` completes those answers.
"""

import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.telegram.proxy import proxied
from tests.telegram.server.entities import found_in
from tests.telegram.server.markup import parse_html
from tests.telegram.server.waiting import PATIENCE

PACKAGE, VERSION = "telegram-test-api", "4.2.1"
TOKEN = "123456789:AAF-foreign_server_token_0123456789ab"
BOT = {"id": 666, "is_bot": True, "first_name": "Test First name", "username": "TestNameBot"}  # of its getMe
CLIENT = httpx.Client(timeout=120, verify=False)  # loopback; to load the certificates takes longer than the test
START = """
const TelegramServer = require("telegram-test-api");
const server = new TelegramServer({host: "127.0.0.1", port: Number(process.argv[1])});
server.start().then(() => console.log("listening"));
process.stdin.on("end", () => process.exit(0)).resume();
"""


@dataclass(frozen=True)
class Reply:
    """A message of the bot as this server keeps it."""

    chat_id: int
    message_id: int
    html: str
    keyboard: list[list[dict[str, Any]]]

    @property
    def text(self) -> str:
        return parse_html(self.html)[0]

    @property
    def buttons(self) -> list[list[str]]:
        return [[button["text"] for button in row] for row in self.keyboard]


@dataclass(frozen=True)
class Foreign:
    """The server as a test holds it: people on one side, ``base_url`` for the bot on the other."""

    base_url: str
    address: str
    token: str = TOKEN

    @property
    def environment(self) -> dict[str, str]:
        return {
            "WENZHENG_TELEGRAM_BASE_URL": self.base_url,
            "WENZHENG_TELEGRAM_TOKEN": self.token,
            "WENZHENG_TELEGRAM_ALLOW": "*",
        }

    def say(self, user_id: int, text: str) -> None:
        """A person writes to the bot in private."""
        message = {**self.whole(user_id), "text": text, "entities": found_in(text)}
        self.post("sendMessage", {"botToken": self.token, "date": int(time.time()), **message})

    def press(self, reply: Reply, words: str) -> None:
        """Press the button with these words."""
        button = next(button for row in reply.keyboard for button in row if words in button["text"])
        shown = {**self.whole(reply.chat_id), "message_id": reply.message_id, "date": int(time.time())}
        message = {**shown, "from": BOT, "text": reply.text}
        query = {"botToken": self.token, "from": shown["from"], "message": message}
        self.post("sendCallback", {**query, "data": button["callback_data"]})

    def replies(self, user_id: int, count: int = 1, timeout: float = PATIENCE) -> list[Reply]:
        """The next messages of the bot to a person; this server can only be asked again and again."""
        found: list[Reply] = []
        end = time.monotonic() + timeout
        while len(found) < count:
            got = self.post("getUpdates", {"token": self.token, "chatId": user_id})
            found += [reply_of(update) for update in got["result"]]
            if time.monotonic() > end:
                raise AssertionError(f"{len(found)} instead of {count} messages in {timeout:g} s: {found}")
            time.sleep(0.02)
        return found

    def history(self) -> list[dict[str, Any]]:
        """Everything that was said, messages edited since as they are now."""
        return list(self.post("getUpdatesHistory", {"token": self.token})["result"])

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        return dict(CLIENT.post(f"{self.address}/{path}", json=body).raise_for_status().json())

    @staticmethod
    def whole(user_id: int) -> dict[str, Any]:
        person = {"id": user_id, "first_name": f"用户{user_id}"}
        return {"from": {**person, "is_bot": False}, "chat": {**person, "type": "private"}}


def reply_of(update: dict[str, Any]) -> Reply:
    message = update["message"]
    keyboard = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    return Reply(int(message["chat_id"]), update["messageId"], message.get("text", ""), keyboard)


def missing(reason: str) -> None:
    """Skip, or fail where the server has been promised to be there."""
    if os.environ.get("WENZHENG_REQUIRE_NPM") == "1":
        pytest.fail(f"WENZHENG_REQUIRE_NPM=1, but {reason}")
    pytest.skip(reason)


def install(folder: Path) -> None:
    """Install the package into a folder unless it is there already."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        missing("there is no npm here to install telegram-test-api with")
    if (folder / "node_modules" / PACKAGE / "package.json").exists():
        return
    command = ["npm", "install", "--prefix", str(folder), "--no-audit", "--no-fund", f"{PACKAGE}@{VERSION}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    if done.returncode:
        missing(f"npm cannot install {PACKAGE}: {done.stderr.strip()[-400:]}")


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """The address of the server; it ends with its standard input, so that none is ever left over."""
    port = free_port()
    process = subprocess.Popen(
        ["node", "-e", START, str(port)], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert "listening" in line, f"{PACKAGE} did not start: {line}"
        threading.Thread(target=process.stdout.read, daemon=True).start()  # an unread pipe would stop it
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.communicate()


@contextmanager
def foreign_server(folder: Path) -> Iterator[Foreign]:
    install(folder)
    with running(folder) as address, proxied(address) as base_url:
        yield Foreign(base_url, address)


@pytest.fixture(scope="session")
def foreign_folder(pytestconfig: pytest.Config) -> Path:
    """Kept from run to run, so that npm is asked once."""
    cache = pytestconfig.cache
    assert cache is not None
    folder = cache.mkdir(f"{PACKAGE}-{VERSION}")
    install(folder)
    return folder


@pytest.fixture
def foreign(foreign_folder: Path) -> Iterator[Foreign]:
    """A server of its own for every test."""
    with foreign_server(foreign_folder) as server:
        yield server
