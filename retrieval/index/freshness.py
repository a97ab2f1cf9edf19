"""Whether an index is up to date with its sources, and with the code and data that made it."""

import hashlib
import os
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from retrieval.errors import IndexFileError, SourceError
from retrieval.index.store import FORMAT, TABLES, connect, open_error


@dataclass(frozen=True)
class Stat:
    """What tells an unchanged file without reading it."""

    size: int
    modified: int


def is_current(path: Path, sources: Sequence[Path]) -> bool:
    """Whether the index at ``path`` was made of just these files, as they are now, by this code.

    Raises ``IndexFileError`` when the file is no index, broken, or of a later version.
    """
    if not path.exists():
        return False
    try:
        connection = connect(path)
        try:
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if not tables >= set(TABLES):
                if tables - set(TABLES):
                    raise IndexFileError(f"{path} 是别的数据库，不是索引。请用 --db 换一个位置。")
                return False
            properties = dict(connection.execute("SELECT name, value FROM properties"))
            if int(properties.get("format", 0)) > FORMAT:
                raise IndexFileError(f"索引 {path} 由更新的版本建立。请升级 wenzheng，或用 --db 换一个位置。")
            if properties.get("fingerprint") != fingerprint():
                return False
            known = {
                row[0]: row[1:] for row in connection.execute("SELECT path, size, modified, sha256 FROM documents")
            }
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        raise open_error(path, error) from error
    return set(known) == {str(file.resolve()) for file in sources} and all(
        _unchanged(file, known[str(file.resolve())]) for file in sources
    )


def _unchanged(file: Path, known: tuple[int, int, str]) -> bool:
    stat = stat_of(file)
    if (stat.size, stat.modified) == known[:2]:
        return True
    return stat.size == known[0] and hashlib.sha256(file.read_bytes()).hexdigest() == known[2]


def stat_of(file: Path) -> Stat:
    """Return a file's size and time of change; raises ``SourceError`` when it cannot be reached."""
    try:
        stat = os.stat(file)
    except OSError as error:
        raise SourceError(f"读不了文件 {file}：{error.strerror}。请检查文件和权限。") from error
    return Stat(stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """A digest of all that decides what an index holds: the code and the data that make clauses and terms."""
    root = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for folder, pattern in (
        ("text", "*.py"),
        ("document", "*.py"),
        ("clause", "*.py"),
        ("index", "*.py"),
        ("data", "dictionary.txt"),
        ("data", "regions.tsv"),
        ("data", "pinyin.tsv"),
    ):
        for file in sorted((root / folder).glob(pattern)):
            digest.update(file.read_bytes())
    return digest.hexdigest()
