"""Make the index file from documents, and keep it up with them: each change is whole, or not there at all."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.document.readers import readers_here
from retrieval.errors import Fault, IndexFileError, SourceError, reason_of
from retrieval.index.analysis.lexicon import Lexicon, load_lexicon
from retrieval.index.build.freshness import fingerprint
from retrieval.index.build.plan import kept_documents, state_of
from retrieval.index.build.prepare import Batch, Job, count_all, job_of
from retrieval.index.build.tables import (
    create,
    delete_document,
    holes,
    insert,
    insert_batch,
    next_clause,
    renumber_clauses,
)
from retrieval.index.build.worker_pool import DEFAULT, Failure, Limits, prepare_batches
from retrieval.index.documents.catalogue_writer import enter, withdraw
from retrieval.index.postings.writer import PostingWriter, cut_postings, drop_lengths
from retrieval.index.ranking.bm25 import rank_bm25_parameters
from retrieval.index.sqlite.file import FORMAT, PAGE, check_place, exists, explained, properties, reading
from retrieval.index.store import Index
from retrieval.log import debug

if TYPE_CHECKING:
    from sqlite_utils import Database

#: Seconds to wait for another program that writes the same file.
_PATIENCE = 10.0
#: Ids of clauses that are gone are given out anew once there are more of them than clauses, and more than this.
_MANY_HOLES = 1_000
#: Of fewer clauses the words are looked up in the stored dictionary, of more it is read as a whole.
_FEW_CLAUSES = 2_000

#: Called with how many documents are done, of how many, and what is being done.
Progress = Callable[[int, int, str], None]


@dataclass
class Outcome:
    """The outcome of a change of the index: the ids of documents, and the files that could not be read."""

    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)


class _Steps:
    """Tells how far a change is."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress, self._total, self._files = progress, total, 0
        self._started = time.monotonic()

    def say(self, name: str, after: int = 0) -> None:
        """Tell what is being done; ``after``: how many steps after the last document."""
        debug(__name__, "%.3f s: %s", time.monotonic() - self._started, name)
        if self._progress:
            self._progress(self._total - 2 + after if after else self._files, self._total, name)

    def file(self, path: Path) -> None:
        """A document is being read."""
        self._files += 1
        self.say(path.name)

    def page(self, path: Path, number: int, total: int) -> None:
        """A page of the document is being recognized."""
        self.say(f"{path.name} 第 {number + 1}/{total} 张图片")


def build_index(
    path: Path,
    sources: Sequence[Path],
    progress: Progress | None = None,
    limits: Limits = DEFAULT,
    may_be_empty: bool = False,
) -> None:
    """Make the index at ``path`` anew from the files ``sources``, and from what was added to it by name before.

    A file that is no index of ours is not touched. Raises ``SourceError`` for the first file that cannot be read,
    and where there is none at all, unless it ``may_be_empty``.
    """
    check_place(path)
    jobs = [*map(job_of, sources), *kept_documents(path)]
    if not jobs and not may_be_empty:
        raise SourceError(
            "没有可用的文件：指定的文件夹里没有能读的（txt、md、html、pdf、docx、zip）。请放入文件。", Fault.NO_SOURCES
        )
    done = _Steps(progress, len(jobs) + 2)
    done.say("载入词典")
    lexicon = load_lexicon()
    with closing(prepare_batches(jobs, limits, done.file, done.page)) as batches:
        first = [_whole(result) for result in islice(batches, 1)]  # before the lock: most often there is no other
        done.say("建立索引")
        with _writing(path) as db:
            places = _places(db)
            create(db)
            insert(db.conn, "places", places)
            with PostingWriter(db.conn) as writer:
                for batch in chain(first, map(_whole, batches)):
                    writer.add(insert_batch(db.conn, batch), batch.counted)
                    enter(db.conn, batch.ids)
            done.say("写入词典", 1)
            _describe(db, lexicon)
    _close_gaps(path)
    done.say("完成", 2)


def found_index(path: Path) -> None:
    """Make an index without documents at ``path`` where there is none yet."""
    if exists(path):
        with reading(path) as connection:
            if properties(connection, path):
                return
    with _writing(path) as db:
        if "properties" not in db.table_names():
            create(db)
            _describe(db, load_lexicon())


def update_index(
    path: Path,
    jobs: Sequence[Job],
    drop: Sequence[str] = (),
    progress: Progress | None = None,
    limits: Limits = DEFAULT,
    into: Outcome | None = None,
) -> Outcome:
    """Bring documents into the index at ``path``, in place of those of the same id, and take others out.

    What is done is kept batch by batch, so that work that was stopped can be gone on with. A file that cannot be
    read is told in the outcome. ``into`` is an outcome to add to, which is there also when the work is stopped.
    """
    outcome = into or Outcome()
    done = _Steps(progress, len(jobs) + 2)
    found_index(path)
    leaving = list(drop)  # together with the first that come: most often the change is then whole
    new = clauses = 0
    with closing(prepare_batches(jobs, limits, done.file, done.page)) as batches:
        for batch, failures in batches:
            outcome.failed.extend(failures)
            if batch.ids:
                with _writing(path) as db:
                    gone = _take_out(db, path, leaving)
                    _take_out(db, path, batch.ids)
                    base = insert_batch(db.conn, batch)
                    with PostingWriter(db.conn) as writer:
                        writer.add(base, batch.counted)
                    enter(db.conn, batch.ids)
                new, clauses = new + batch.clauses, base + batch.clauses
                outcome.removed.extend(gone)
                outcome.written.extend(batch.ids)
                leaving = []
    if leaving:
        with _writing(path) as db:
            gone = _take_out(db, path, leaving)
        outcome.removed.extend(gone)
    if _compact(path) or 2 * new > clauses:  # else writing it all again would not be in proportion to the change
        _close_gaps(path)
    done.say("完成", 2)
    return outcome


def remember_places(path: Path, added: Sequence[Path], removed: Sequence[Path] = ()) -> None:
    """Note folders and files that were added by name, so that they can be looked through for what is new."""
    with _writing(path) as db:
        db.conn.executemany("INSERT OR IGNORE INTO places (path) VALUES (?)", ((str(place),) for place in added))
        db.conn.executemany("DELETE FROM places WHERE path = ?", ((str(place),) for place in removed))


def remember_failures(path: Path, failures: Sequence[Failure]) -> None:
    """Note the files that could not be read, so that they are not told again as long as they have not changed."""
    rows = [
        (str(failure.path.resolve()), state.size, state.modified, readers_here())
        for failure in failures
        if (state := state_of(failure.path))
    ]
    with _writing(path) as db:
        db.conn.executemany("INSERT OR REPLACE INTO failures VALUES (?, ?, ?, ?)", rows)
        db.conn.execute("DELETE FROM failures WHERE path IN (SELECT path FROM documents)")


def _whole(prepared: tuple[Batch, list[Failure]]) -> Batch:
    batch, failures = prepared
    if failures:
        raise SourceError(failures[0].reason)
    return batch


def _take_out(db: Database, path: Path, names: Sequence[str]) -> list[str]:
    """Take those of the documents out that are there; return their ids."""
    query = "SELECT 1 FROM documents WHERE id = ?"
    there = [name for name in names if db.conn.execute(query, (name,)).fetchone()]
    if not there:
        return []
    withdraw(db.conn, there)
    gone: dict[str, dict[str, list[range]]] = {}
    with Index(path) as index:  # as it was before this change: another connection
        entries = sorted(filter(None, map(index.document, there)), key=lambda entry: entry.first_clause)
        # Today's dictionary may cut in other places than the one that counted them
        cut = index.cut if sum(entry.clauses for entry in entries) < _FEW_CLAUSES else index.stored_cut()
        for entry in entries:
            counted, words = count_all([(index.every_clause(entry.id), index.heads([entry.id])[entry.id])], cut)
            for name, held in counted.items():
                for term in held.terms:
                    gone.setdefault(name, {}).setdefault(term, []).append(entry.ids)
            delete_document(db.conn, entry.id, words)
    for name, terms in gone.items():
        cut_postings(db.conn, name, terms)
    drop_lengths(db.conn, next_clause(db.conn))
    return there


def _compact(path: Path) -> bool:
    """Give the clauses new ids where most ids have none any more; return whether that was done."""
    with reading(path) as connection:
        lost, end = holes(connection), next_clause(connection)
    if lost <= max(_MANY_HOLES, end - lost) or lost == end:
        return False
    debug(__name__, "%s: clauses get new ids, %d of %d have no clause any more", path, lost, end)
    with _writing(path) as db:
        renumber_clauses(db)
    return True


def _describe(db: Database, lexicon: Lexicon) -> None:
    """Write what the index was made by, and the dictionary that cut its texts."""
    parameters = rank_bm25_parameters()
    made = {
        "format": str(FORMAT),
        "fingerprint": fingerprint(),
        "lexicon_total": str(lexicon.total),
        **{name: str(getattr(parameters, name)) for name in ("k1", "b", "delta")},
    }
    insert(db.conn, "properties", made.items())
    insert(db.conn, "lexicon", lexicon.rows)


def _places(db: Database) -> list[tuple[str]]:
    """The places noted in an index that is made anew."""
    return list(db.conn.execute("SELECT path FROM places")) if "places" in db.table_names() else []


def _enable_wal(connection: sqlite3.Connection) -> None:
    """Let readers go on while this program writes. SQLite does not wait by itself for another that does just this."""
    patient_until = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = wal")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > patient_until:
                raise
        time.sleep(0.05)


def _close_gaps(path: Path) -> None:
    """Fill the pages, which rows that came in no order left half empty: the file gets smaller by some hundredths."""
    # Where it cannot be done, for want of space or for another that writes, the index is whole without it.
    with suppress(sqlite3.Error), closing(sqlite3.connect(path, timeout=_PATIENCE)) as connection:
        connection.execute("VACUUM")
        _empty_log(connection)


def _empty_log(connection: sqlite3.Connection) -> None:
    """Bring what was written from the log into the file itself, where nobody reads an older state."""
    connection.execute("PRAGMA busy_timeout = 0")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def _writing(path: Path) -> Iterator[Database]:
    """A database whose writes are all kept or all undone; SQLite's complaints become a sentence."""
    from sqlite_utils import Database  # heavy: a question never needs it

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=_PATIENCE)
    except (OSError, sqlite3.Error) as error:
        said = reason_of(error) if isinstance(error, OSError) else str(error)
        raise IndexFileError(f"不能在 {path} 建立索引：{said}。", Fault.UNREACHABLE, path) from error
    with explained(path), closing(connection):
        connection.execute(f"PRAGMA page_size = {PAGE}")  # of a new file
        _enable_wal(connection)
        db = Database(connection)
        connection.execute("BEGIN IMMEDIATE")
        properties(connection, path)  # once more: another program may have come first
        with db.atomic():
            yield db
        connection.execute("COMMIT")
        _empty_log(connection)
