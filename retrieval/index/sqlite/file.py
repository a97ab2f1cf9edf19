"""The index file itself: told for certain from every other file, opened, and SQLite's complaints said in a sentence."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from retrieval.errors import Fault, IndexFileError, reason_of

#: Raised with every change of the file; one of an earlier format is made anew, one of a later is refused.
FORMAT = 15
#: Bytes of a page: a block of postings fits into one with others.
PAGE = 8192
#: In the header of every index file (PRAGMA application_id), written together with all the rest.
APPLICATION = int.from_bytes(b"wzix", "big")

_CLOSED = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}
#: A disk that is full says so, or fails to write on.
_FULL = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_DIR_FSYNC,
    sqlite3.SQLITE_IOERR_TRUNCATE,
    sqlite3.SQLITE_IOERR_SHMOPEN,
    sqlite3.SQLITE_IOERR_SHMSIZE,
}


def open_error(path: Path, error: sqlite3.Error) -> IndexFileError:
    """Say in a sentence what SQLite found wrong with the file at ``path``."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    kind = code & 0xFF  # the rest tells variants of it apart
    if kind in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return IndexFileError(f"索引 {path} 正被另一个程序写入。请稍后再试。", Fault.BUSY, path)
    if kind in _CLOSED:
        return IndexFileError(f"索引 {path} 打不开或不可写。请检查权限。", Fault.UNWRITABLE, path)
    if code in _FULL:
        return IndexFileError(f"磁盘写满或出错，索引 {path} 没有改动。请腾出空间后再试。", Fault.DISK_FULL, path)
    if kind == sqlite3.SQLITE_IOERR:
        return IndexFileError(f"读写索引 {path} 时出错（{error}）。请检查它所在的位置。", Fault.UNREADABLE, path)
    return damaged(path, str(error))


def damaged(path: Path, found: str) -> IndexFileError:
    """Say that a file holds what no index holds."""
    return IndexFileError(f"索引 {path} 已损坏或不是索引文件（{found}）。请删除它。", Fault.DAMAGED, path)


def exists(path: Path) -> bool:
    """Whether there is a file at ``path``. Raises ``IndexFileError`` where none can be, or none can be seen."""
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (OSError, ValueError) as error:
        raise IndexFileError(f"索引 {path} 打不开：{reason_of(error)}。", Fault.UNREACHABLE, path) from error
    if not stat.S_ISREG(mode):
        raise IndexFileError(f"{path} 不是文件，不能用作索引。", Fault.NOT_A_FILE, path)
    return True


def connect(path: Path) -> sqlite3.Connection:
    """Open the file at ``path`` for reading; a folder that cannot be written to is no hindrance."""
    address = f"{Path(os.path.abspath(path)).as_uri()}?mode=ro"
    # Each is used by one thread, but may be collected by another, when an error's traceback has kept it
    connection = sqlite3.connect(address, uri=True, timeout=10, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.OperationalError:
        connection.close()
        if os.path.exists(f"{path}-wal") or not os.path.exists(path):
            raise
        connection = sqlite3.connect(f"{address}&immutable=1", uri=True, isolation_level=None, check_same_thread=False)
    return connection


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite complains of into an ``IndexFileError``."""
    try:
        yield
    except sqlite3.Error as error:
        raise open_error(path, error) from error
    except UnicodeDecodeError as error:  # a complaint that quotes what is broken
        raise damaged(path, "内容不是文字") from error


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that sees one state of the file from its first query on, whatever is written meanwhile."""
    with explained(path), closing(connect(path)) as connection:
        connection.execute("BEGIN")
        yield connection


def properties(connection: sqlite3.Connection, path: Path) -> dict[str, str]:
    """The properties of an index; none where the file holds nothing yet.

    Raises ``IndexFileError`` for everything that was not made by ``build_index``, or by a later version.
    """
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()  # other programs set it, we do not
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    if not tables and application == version == 0:
        return {}
    if application != APPLICATION or "properties" not in tables:
        raise IndexFileError(f"{path} 是别的数据库，不是 wenzheng 的索引，没有改动。", Fault.FOREIGN, path)
    known = dict(connection.execute("SELECT name, value FROM properties").fetchall())
    try:
        later = int(known["format"]) > FORMAT
    except (KeyError, TypeError, ValueError) as error:
        raise damaged(path, "没有写明格式") from error
    if later:
        raise IndexFileError(f"索引 {path} 由更新的版本建立。请升级 wenzheng。", Fault.NEWER, path)
    return known


def check_place(path: Path) -> None:
    """Raise ``IndexFileError`` unless an index can be at ``path``: nothing is there yet, or one of ours."""
    if exists(path):
        with reading(path) as connection:
            properties(connection, path)
