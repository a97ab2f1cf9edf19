"""The bot's own data in one SQLite file: turns of conversations, preferences, verdicts, subscriptions, updates in hand.

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
        replies TEXT NOT NULL DEFAULT '[]', question TEXT NOT NULL, history TEXT NOT NULL, at REAL NOT NULL,
        thread INTEGER NOT NULL DEFAULT 0, asks INTEGER NOT NULL DEFAULT 1, answer TEXT);
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
    CREATE TABLE IF NOT EXISTS uploads (
        chat INTEGER, message INTEGER, body TEXT NOT NULL, PRIMARY KEY (chat, message));
    CREATE TABLE IF NOT EXISTS links (
        key TEXT PRIMARY KEY, user INTEGER NOT NULL, question TEXT NOT NULL, at REAL NOT NULL);
    CREATE TABLE IF NOT EXISTS subscriptions (
        id INTEGER PRIMARY KEY, chat INTEGER NOT NULL, user INTEGER NOT NULL, thread INTEGER NOT NULL, words TEXT NOT NULL,
        UNIQUE (chat, user, words));
    CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
#: Columns that files of earlier versions lack.
_LATER = {
    "thread": "INTEGER NOT NULL DEFAULT 0",
    "asks": "INTEGER NOT NULL DEFAULT 1",
    "answer": "TEXT",
}


class StoreError(WenzhengError):
    """The bot's own file cannot be opened or written."""


@dataclass(frozen=True)
class Turn:
    """A question of a person in a chat; ``history`` are the earlier ones that it may refer to, oldest first.

    ``message`` is the message that asked (none for a button), ``replies`` those that answered, ``thread`` the topic (0:
    none). ``asks`` is false where nothing can be asked further: the text was no question. ``answer`` is what was
    answered (see ``bot.render.answer_json``).
    """

    id: int
    chat: int
    user: int
    message: int | None
    replies: tuple[int, ...]
    question: str
    history: tuple[str, ...]
    thread: int = 0
    asks: bool = True
    answer: dict[str, Any] | None = None


@dataclass(frozen=True)
class Subscription:
    """Words that a person wants to be told of when documents with them come in."""

    id: int
    chat: int
    user: int
    thread: int
    words: str


@dataclass(frozen=True)
class Preferences:
    """How a person wants answers in a chat; ``quotes`` 0: as configured."""

    quotes: int = 0
    brief: bool = False


@dataclass(frozen=True)
class Verdict:
    """The verdict of a person on an answer."""

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
            have = {row[1] for row in self._connection.execute("PRAGMA table_info(turns)")}
            for name, kind in _LATER.items():
                if name not in have:
                    self._connection.execute(f"ALTER TABLE turns ADD COLUMN {name} {kind}")
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

    def _do(self, statement: str, *values: object) -> list[Any]:
        """Do one statement; return its rows, where it has any."""
        with self._transaction() as db:
            return db.execute(statement, values).fetchall()

    # -- turns -----------------------------------------------------------------------------------------------------

    def add_turn(
        self,
        chat: int,
        user: int,
        message: int | None,
        question: str,
        history: Sequence[str],
        thread: int | None = None,
    ) -> Turn:
        now = time.time()
        with self._transaction() as db:
            db.execute("DELETE FROM turns WHERE at < ?", (now - self._keep,))
            cursor = db.execute(
                "INSERT INTO turns (chat, user, message, question, history, at, thread) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (chat, user, message, question, json.dumps(list(history), ensure_ascii=False), now, thread or 0),
            )
            assert cursor.lastrowid is not None
            return Turn(cursor.lastrowid, chat, user, message, (), question, tuple(history), thread or 0)

    def change_turn(self, turn: int, question: str) -> None:
        """The person has corrected the question."""
        self._do("UPDATE turns SET question = ? WHERE id = ?", question, turn)

    def set_replies(self, turn: int, replies: Sequence[int]) -> None:
        self._do("UPDATE turns SET replies = ? WHERE id = ?", json.dumps(list(replies)), turn)

    def set_answer(self, turn: int, asks: bool, answer: dict[str, Any] | None) -> None:
        """Keep what is answered, and whether later questions may refer to this one."""
        kept = json.dumps(answer, ensure_ascii=False) if answer else None
        self._do("UPDATE turns SET asks = ?, answer = ? WHERE id = ?", asks, kept, turn)

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
                "SELECT id, chat, user, message, question, thread, asks, replies, history, answer FROM turns"
                f" WHERE {where} AND at >= ? ORDER BY id DESC LIMIT 1",
                (*values, time.time() - self._keep),
            ).fetchone()
        if not row:
            return None
        number, chat, user, message, question, thread, asks, *texts = row
        replies, history, answer = (json.loads(text or "null") for text in texts)
        return Turn(number, chat, user, message, tuple(replies), question, tuple(history), thread, bool(asks), answer)

    def history(self, chat: int, user: int, seconds: float, thread: int | None = None) -> tuple[str, ...]:
        """A person's questions in a topic of a chat within the last ``seconds``, oldest first; commands are none."""
        with self._transaction() as db:
            rows = db.execute(
                "SELECT question FROM turns WHERE chat = ? AND user = ? AND thread = ? AND at >= ? AND asks"
                " AND question NOT LIKE '/%' ORDER BY at DESC, id DESC LIMIT ?",
                (chat, user, thread or 0, time.time() - seconds, MEMORY),
            ).fetchall()
        return tuple(row[0] for row in reversed(rows))

    def forget(self, chat: int, user: int | None) -> int:
        """Drop all that is kept of a chat, or of one person in it; return how many questions that were."""
        who, values = ("chat = ?", [chat]) if user is None else ("chat = ? AND user = ?", [chat, user])
        with self._transaction() as db:
            for table in ("wishes", "verdicts", "subscriptions"):
                db.execute(f"DELETE FROM {table} WHERE {who}", values)
            db.execute("DELETE FROM links WHERE user = ?", (chat if user is None else user,))
            return db.execute(f"DELETE FROM turns WHERE {who}", values).rowcount

    # -- preferences ----------------------------------------------------------------------------------------------------

    def preferences(self, chat: int, user: int) -> Preferences:
        rows = self._do("SELECT quotes, brief FROM wishes WHERE chat = ? AND user = ?", chat, user)
        return Preferences(rows[0][0], bool(rows[0][1])) if rows else Preferences()

    def set_preferences(self, chat: int, user: int, preferences: Preferences) -> None:
        with self._transaction() as db:
            db.execute(
                "INSERT OR REPLACE INTO wishes (chat, user, quotes, brief) VALUES (?, ?, ?, ?)",
                (chat, user, preferences.quotes, int(preferences.brief)),
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

    def drop_verdict(self, user: int, turn: int) -> None:
        """A person has taken a verdict back."""
        self._do("DELETE FROM verdicts WHERE user = ? AND turn = ?", user, turn)

    def verdicts(self) -> list[Verdict]:
        """All verdicts, oldest first."""
        query = "SELECT turn, chat, user, question, history, answer, passages, good FROM verdicts ORDER BY id"
        return [
            Verdict(
                Turn(turn, chat, user, None, (), question, tuple(json.loads(history))),
                answer,
                tuple(json.loads(passages)),
                bool(good),
            )
            for turn, chat, user, question, history, answer, passages, good in self._do(query)
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
        """Mark an update as done; its number stays known for a while, its text does not."""
        self._do("UPDATE updates SET body = NULL WHERE id = ?", update)

    def unfinished_updates(self) -> list[str]:
        """The updates that were put down and never finished, in order, each given out ``_TRIES`` times at most."""
        with self._transaction() as db:
            db.execute("UPDATE updates SET body = NULL WHERE tries >= ? OR at < ?", (_TRIES, time.time() - _DAY))
            db.execute("UPDATE updates SET tries = tries + 1 WHERE body IS NOT NULL")
            rows = db.execute("SELECT body FROM updates WHERE body IS NOT NULL ORDER BY id").fetchall()
        return [row[0] for row in rows]

    # -- documents on their way in -------------------------------------------------------------------------------

    def add_upload(self, chat: int, message: int, body: str) -> None:
        """Put a sent document down until it is taken in or refused."""
        self._do("INSERT OR REPLACE INTO uploads (chat, message, body) VALUES (?, ?, ?)", chat, message, body)

    def end_upload(self, chat: int, message: int) -> None:
        self._do("DELETE FROM uploads WHERE chat = ? AND message = ?", chat, message)

    def uploads(self) -> list[str]:
        """The documents that an earlier process did not get to the end with, in order."""
        return [row[0] for row in self._do("SELECT body FROM uploads ORDER BY rowid")]

    # -- questions behind links ------------------------------------------------------------------------------------

    def add_link(self, key: str, user: int, question: str) -> None:
        now = time.time()
        with self._transaction() as db:
            db.execute("DELETE FROM links WHERE at < ?", (now - self._keep,))
            db.execute(
                "INSERT OR REPLACE INTO links (key, user, question, at) VALUES (?, ?, ?, ?)", (key, user, question, now)
            )

    def link(self, key: str) -> str | None:
        rows = self._do("SELECT question FROM links WHERE key = ?", key)
        return rows[0][0] if rows else None

    # -- subscriptions ---------------------------------------------------------------------------------------------

    def subscribe(self, chat: int, user: int, thread: int | None, words: str, most: int) -> bool:
        """Keep a subscription; return whether there was room for it."""
        with self._transaction() as db:
            (count,) = db.execute(
                "SELECT count(*) FROM subscriptions WHERE user = ? AND NOT (chat = ? AND words = ?)",
                (user, chat, words),
            ).fetchone()
            if count >= most:
                return False
            db.execute(
                "INSERT OR REPLACE INTO subscriptions (chat, user, thread, words) VALUES (?, ?, ?, ?)",
                (chat, user, thread or 0, words),
            )
        return True

    def unsubscribe(self, user: int, number: int) -> None:
        self._do("DELETE FROM subscriptions WHERE user = ? AND id = ?", user, number)

    def subscriptions(self, chat: int | None = None, user: int | None = None) -> list[Subscription]:
        """Those of a person in a chat, or of all."""
        where, values = ("1", ()) if chat is None else ("chat = ? AND user = ?", (chat, user))
        query = f"SELECT id, chat, user, thread, words FROM subscriptions WHERE {where} ORDER BY id"
        return [Subscription(*row) for row in self._do(query, *values)]

    # -- what was done once ----------------------------------------------------------------------------------------

    def remembered(self, name: str) -> str | None:
        rows = self._do("SELECT value FROM facts WHERE name = ?", name)
        return rows[0][0] if rows else None

    def remember(self, name: str, value: str) -> None:
        self._do("INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)", name, value)

    # -- chats -----------------------------------------------------------------------------------------------------

    def move_chat(self, old: int, new: int) -> None:
        """A group has become a supergroup, with another number."""
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO moved (old, new) VALUES (?, ?)", (old, new))
            for table in ("turns", "verdicts", "subscriptions", "wishes"):
                db.execute(f"UPDATE OR REPLACE {table} SET chat = ? WHERE chat = ?", (new, old))

    def moved_chats(self) -> dict[int, int]:
        """The old number of each chat by its new one."""
        return {new: old for old, new in self._do("SELECT old, new FROM moved")}

    def counts(self, since: float) -> dict[str, int]:
        """How much there is: questions and people since a time (seconds of the epoch), verdicts of both kinds."""
        with self._transaction() as db:
            asked, people = db.execute(
                "SELECT count(*), count(DISTINCT user) FROM turns WHERE at >= ?", (since,)
            ).fetchone()
            good, all_verdicts = db.execute("SELECT coalesce(sum(good), 0), count(*) FROM verdicts").fetchone()
        return {"questions": asked, "people": people, "good": good, "bad": all_verdicts - good}
