"""Fixtures: ``wenzheng bot`` as a person starts it, against the Bot API server of the tests."""

import os
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.telegram.foreign import Foreign
from tests.telegram.server import BotApi
from tests.telegram.server.waiting import PATIENCE
from tests.warm import Process, warm

ADMIN, ANN, BEN = 9001, 1001, 1002


@dataclass
class Bot:
    """The process; what it writes goes to ``log``. ``api`` is the server that it talks to."""

    api: BotApi | Foreign
    folder: Path
    variables: dict[str, str]
    arguments: tuple[str, ...] = ()
    process: Process | None = field(default=None)

    @property
    def log(self) -> str:
        file = self.folder / "log"
        return file.read_text(encoding="utf-8") if file.exists() else ""

    @property
    def added(self) -> Path:
        return self.folder / "added"

    def start(self, wait: bool = True) -> "Bot":
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("WENZHENG_")}
        own = {
            "WENZHENG_DB": str(self.folder / "index.db"),
            "WENZHENG_TELEGRAM_DATA": str(self.folder / "telegram.db"),
            "WENZHENG_DOCUMENTS_ADDED": str(self.added),
            "WENZHENG_TELEGRAM_ADMINS": str(ADMIN),
        }
        environment = {**inherited, **self.api.environment, **own, **self.variables}
        with (self.folder / "log").open("ab") as log, open(os.devnull) as nothing:
            streams = (nothing.fileno(), log.fileno(), log.fileno())
            self.process = warm().start(("bot", *self.arguments), environment, streams)
        if wait:
            self.api.until(lambda: self.api.polling or self.ended)
            assert not self.ended, self.log
        return self

    @property
    def ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def settled(self, seconds: float = PATIENCE) -> None:
        """Wait until every update has arrived and is done, as the bot's own file says, and nothing more is asked."""
        self.api.until(lambda: not self.api.state.queue.waiting, seconds)
        eventually(lambda: not self._in_hand(), seconds)
        self.api.settled()

    def _in_hand(self) -> int:
        with closing(sqlite3.connect(self.folder / "telegram.db")) as kept:
            return int(kept.execute("SELECT count(*) FROM updates WHERE body IS NOT NULL").fetchone()[0])

    def kill(self) -> None:
        """As a machine that fails: nothing is finished."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """As systemd does; returns the exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


Started = Callable[..., Bot]


@pytest.fixture
def started(seed_db: Path, tmp_path: Path) -> Iterator[Started]:
    """Start a bot over the seeds with variables of its own, against a server of its own; stopped at the end."""
    with ExitStack() as running:

        def start(*arguments: str, wait: bool = True, up: bool = True, **variables: object) -> Bot:
            api = running.enter_context(BotApi(up=up))
            shutil.copy(seed_db, tmp_path / "index.db")
            bot = Bot(api, tmp_path, {name: str(value) for name, value in variables.items()}, arguments)
            running.callback(lambda: None if bot.ended else bot.kill())
            return bot.start(wait)

        yield start


@pytest.fixture(scope="session")
def bot(seed_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    """One bot over the seeds for the tests that only talk to it, each as other people."""
    folder = tmp_path_factory.mktemp("bot")
    shutil.copy(seed_db, folder / "index.db")
    with BotApi() as api:
        running = Bot(api, folder, {"WENZHENG_TELEGRAM_PER_MINUTE": "1000"}).start()
        yield running
        assert running.stop() == 0, running.log
        assert api.violations == []


_people = iter(range(5_000_000, 6_000_000))


@pytest.fixture
def person() -> int:
    """Somebody who has never written before."""
    return next(_people)


@pytest.fixture
def group() -> int:
    return -next(_people)


def eventually(happened: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait for what no server is told of."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)
