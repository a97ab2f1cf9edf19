"""What the bot keeps, in one SQLite file: turns of conversations, wishes, verdicts, updates in hand.

Every function of ``Store`` is one short transaction. Nothing here knows Telegram.
"""

import json
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrieval.errors import WenzhengError, reason_of

#: How many earlier questions a follow-up can refer to.
MEMORY = 6
#: Seconds after which an update that was never finished, or was, is forgotten: Telegram itself keeps them so long.
_DAY = 86400.0
#: An update that was begun so often and never finished takes the process down each time: it is given up.
_TRIES = 3

_SCHEMA = """
    CREATE TABLE IF NOT EXISTS turns (
        id INTEGER PRIMARY KEY AUTOINCREMENT, chat INTEGER NOT NULL, user INTEGER NOT NULL, message INTEGER,
        replies TEXT NOT NULL DEFAULT '[]', question TEXT NOT NULL, history TEXT NOT NULL, at REAL NOT NULL);
    CREATE INDEX IF NOT EXISTS turns_of_message ON turns (chat, message);
    CREATE INDEX IF NOT EXISTS turns_of_user ON turns (chat, user, at);
    CREATE INDEX IF NOT EXISTS turns_by_age ON turns (at);
    CREATE TABLE IF NOT EXISTS wishes (
        chat INTEGER, user INTEGER, quotes INTEGER NOT NULL, brief INTEGER NOT NULL, PRIMARY KEY (chat, user));
    CREATE TABLE IF NOT EXISTS verdicts (
        id INTEGER PRIMARY KEY, chat INTEGER NOT NULL, user INTEGER NOT NULL, turn INTEGER NOT NULL,
        question TEXT NOT NULL, history TEXT NOT NULL, answer TEXT NOT NULL, passages TEXT NOT NULL,
        good INTEGER NOT NULL, at REAL NOT NULL, UNIQUE (user, turn));
    CREATE TABLE IF NOT EXISTS updates (
        id INTEGER PRIMARY KEY, body TEXT, tries INTEGER NOT NULL DEFAULT 0, at REAL NOT NULL);
    CREATE TABLE IF NOT EXISTS moved (old INTEGER PRIMARY KEY, new INTEGER NOT NULL);
"""


class StoreError(WenzhengError):
    """The bot's own file cannot be opened or written."""


@dataclass(frozen=True)
class Turn:
    """A question of a person in a chat; ``history`` are the earlier ones that it may refer to, oldest first.

    ``message`` is the message that asked (none for a button), ``replies`` those that answered.
    """

    id: int
    chat: int
    user: int
    message: int | None
    replies: tuple[int, ...]
    question: str
    history: tuple[str, ...]


@dataclass(frozen=True)
class Wishes:
    """How a person wants answers in a chat; ``quotes`` 0: as configured."""

    quotes: int = 0
    brief: bool = False


@dataclass(frozen=True)
class Verdict:
    """What a person thinks of an answer."""

    turn: Turn
    answer: str
    passages: tuple[dict[str, Any], ...]
    good: bool


class Store:
    """The open file; safe to be used from several threads, one at a time."""

    def __init__(self, path: Path | None, keep_seconds: float) -> None:
        """``path`` is made where it is missing; ``None`` keeps all in memory, until the process ends.

        Turns older than ``keep_seconds`` are dropped. Raises ``StoreError``.
        """
        self._keep = keep_seconds
        self._lock = threading.Lock()
        try:
            if path:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch(mode=0o600)  # questions are nobody else's business
            self._connection = sqlite3.connect(
                path or ":memory:", timeout=10, isolation_level=None, check_same_thread=False
            )
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self._connection.executescript(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            reason = reason_of(error) if isinstance(error, OSError) else str(error)
            raise StoreError(f"不能使用 {path}：{reason}。请在配置 [telegram] data 里换一个位置。") from error

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    # -- turns -----------------------------------------------------------------------------------------------------

    def add_turn(self, chat: int, user: int, message: int | None, question: str, history: Sequence[str]) -> Turn:
        now = time.time()
        with self._transaction() as db:
            db.execute("DELETE FROM turns WHERE at < ?", (now - self._keep,))
            cursor = db.execute(
                "INSERT INTO turns (chat, user, message, question, history, at) VALUES (?, ?, ?, ?, ?, ?)",
                (chat, user, message, question, json.dumps(list(history), ensure_ascii=False), now),
            )
            assert cursor.lastrowid is not None
            return Turn(cursor.lastrowid, chat, user, message, (), question, tuple(history))

    def change_turn(self, turn: int, question: str) -> None:
        """The person has corrected the question."""
        with self._transaction() as db:
            db.execute("UPDATE turns SET question = ? WHERE id = ?", (question, turn))

    def set_replies(self, turn: int, replies: Sequence[int]) -> None:
        with self._transaction() as db:
            db.execute("UPDATE turns SET replies = ? WHERE id = ?", (json.dumps(list(replies)), turn))

    def turn(self, number: int) -> Turn | None:
        return self._one_turn("id = ?", number)

    def turn_of_message(self, chat: int, message: int) -> Turn | None:
        """The turn that a person's message asked."""
        return self._one_turn("chat = ? AND message = ?", chat, message)

    def turn_of_reply(self, chat: int, reply: int) -> Turn | None:
        """The turn that a message of the bot answered."""
        return self._one_turn("chat = ? AND EXISTS (SELECT 1 FROM json_each(replies) WHERE value = ?)", chat, reply)

    def _one_turn(self, where: str, *values: object) -> Turn | None:
        with self._transaction() as db:
            row = db.execute(
                "SELECT id, chat, user, message, replies, question, history FROM turns"
                f" WHERE {where} AND at >= ? ORDER BY id DESC LIMIT 1",
                (*values, time.time() - self._keep),
            ).fetchone()
        if not row:
            return None
        number, chat, user, message, replies, question, history = row
        return Turn(number, chat, user, message, tuple(json.loads(replies)), question, tuple(json.loads(history)))

    def history(self, chat: int, user: int, seconds: float) -> tuple[str, ...]:
        """A person's questions in a chat within the last ``seconds``, oldest first; commands are none."""
        with self._transaction() as db:
            rows = db.execute(
                "SELECT question FROM turns WHERE chat = ? AND user = ? AND at >= ? AND question NOT LIKE '/%'"
                " ORDER BY at DESC, id DESC LIMIT ?",
                (chat, user, time.time() - seconds, MEMORY),
            ).fetchall()
        return tuple(row[0] for row in reversed(rows))

    def forget(self, chat: int, user: int | None) -> int:
        """Drop all that is kept of a chat, or of one person in it; return how many questions that were."""
        who, values = ("chat = ?", [chat]) if user is None else ("chat = ? AND user = ?", [chat, user])
        with self._transaction() as db:
            db.execute(f"DELETE FROM wishes WHERE {who}", values)
            db.execute(f"DELETE FROM verdicts WHERE {who}", values)
            return db.execute(f"DELETE FROM turns WHERE {who}", values).rowcount

    # -- wishes ----------------------------------------------------------------------------------------------------

    def wishes(self, chat: int, user: int) -> Wishes:
        with self._transaction() as db:
            row = db.execute("SELECT quotes, brief FROM wishes WHERE chat = ? AND user = ?", (chat, user)).fetchone()
        return Wishes(row[0], bool(row[1])) if row else Wishes()

    def set_wishes(self, chat: int, user: int, wishes: Wishes) -> None:
        with self._transaction() as db:
            db.execute(
                "INSERT OR REPLACE INTO wishes (chat, user, quotes, brief) VALUES (?, ?, ?, ?)",
                (chat, user, wishes.quotes, int(wishes.brief)),
            )

    # -- verdicts --------------------------------------------------------------------------------------------------

    def add_verdict(self, user: int, verdict: Verdict) -> None:
        """Keep what a person thinks of an answer; a later verdict of the same person replaces it."""
        turn = verdict.turn
        texts = [json.dumps(part, ensure_ascii=False) for part in (turn.history, verdict.passages)]
        with self._transaction() as db:
            db.execute(
                "INSERT OR REPLACE INTO verdicts (chat, user, turn, question, history, answer, passages, good, at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    turn.chat,
                    user,
                    turn.id,
                    turn.question,
                    texts[0],
                    verdict.answer,
                    texts[1],
                    verdict.good,
                    time.time(),
                ),
            )

    def verdicts(self) -> list[Verdict]:
        """All verdicts, oldest first."""
        with self._transaction() as db:
            rows = db.execute(
                "SELECT turn, chat, user, question, history, answer, passages, good FROM verdicts ORDER BY id"
            ).fetchall()
        return [
            Verdict(
                Turn(turn, chat, user, None, (), question, tuple(json.loads(history))),
                answer,
                tuple(json.loads(passages)),
                bool(good),
            )
            for turn, chat, user, question, history, answer, passages, good in rows
        ]

    # -- updates in hand -------------------------------------------------------------------------------------------

    def take_update(self, update: int, body: str) -> bool:
        """Put an update down before Telegram is told that it arrived; return whether it is a new one."""
        now = time.time()
        with self._transaction() as db:
            db.execute("DELETE FROM updates WHERE at < ?", (now - _DAY,))
            return bool(
                db.execute(
                    "INSERT OR IGNORE INTO updates (id, body, at) VALUES (?, ?, ?)", (update, body, now)
                ).rowcount
            )

    def finish_update(self, update: int) -> None:
        """What an update asked is done; its number stays known for a while, its text does not."""
        with self._transaction() as db:
            db.execute("UPDATE updates SET body = NULL WHERE id = ?", (update,))

    def unfinished_updates(self) -> list[str]:
        """The updates that were put down and never finished, in order, each given out ``_TRIES`` times at most."""
        with self._transaction() as db:
            db.execute("UPDATE updates SET body = NULL WHERE tries >= ? OR at < ?", (_TRIES, time.time() - _DAY))
            db.execute("UPDATE updates SET tries = tries + 1 WHERE body IS NOT NULL")
            rows = db.execute("SELECT body FROM updates WHERE body IS NOT NULL ORDER BY id").fetchall()
        return [row[0] for row in rows]

    # -- chats -----------------------------------------------------------------------------------------------------

    def move_chat(self, old: int, new: int) -> None:
        """A group has become a supergroup, with another number."""
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO moved (old, new) VALUES (?, ?)", (old, new))
            for table in ("turns", "verdicts"):
                db.execute(f"UPDATE {table} SET chat = ? WHERE chat = ?", (new, old))
            db.execute("UPDATE OR REPLACE wishes SET chat = ? WHERE chat = ?", (new, old))

    def moved_chats(self) -> dict[int, int]:
        """The old number of each chat by its new one."""
        with self._transaction() as db:
            return {new: old for old, new in db.execute("SELECT old, new FROM moved")}

    def counts(self, since: float) -> dict[str, int]:
        """How much there is: questions and people since a time (seconds of the epoch), verdicts of both kinds."""
        with self._transaction() as db:
            asked, people = db.execute(
                "SELECT count(*), count(DISTINCT user) FROM turns WHERE at >= ?", (since,)
            ).fetchone()
            good, all_verdicts = db.execute("SELECT coalesce(sum(good), 0), count(*) FROM verdicts").fetchone()
        return {"questions": asked, "people": people, "good": good, "bad": all_verdicts - good}
