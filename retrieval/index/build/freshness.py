"""Whether an index is up to date with its sources, and with the code and data that made it."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from retrieval.document.source import read_bytes, source_id, stored_at
from retrieval.errors import SourceError, reason_of
from retrieval.index.sqlite.file import FORMAT, exists, properties, reading


@dataclass(frozen=True)
class Stat:
    """What tells an unchanged file without reading it."""

    size: int
    modified: int


@dataclass(frozen=True)
class Changes:
    """What an index lacks: files that are new or changed, and the ids of documents whose files are gone."""

    new: tuple[Path, ...] = ()
    gone: tuple[str, ...] = ()


def find_changes(path: Path, sources: Sequence[Path]) -> Changes | None:
    """Return what sets the index at ``path`` apart from just these files as they are now.

    ``None`` where it is to be made anew: there is none, or other code made it. Documents that were added by name
    do not count: they change when that is asked for. Raises ``IndexFileError`` when the file is no index, broken,
    or of a later version.
    """
    if not exists(path):
        return None
    with reading(path) as connection:
        made = properties(connection, path)
        if (made.get("format"), made.get("fingerprint")) != (str(FORMAT), fingerprint()):
            return None
        rows = connection.execute("SELECT path, size, modified, sha256, id FROM documents WHERE added = 0").fetchall()
    known = {row[0]: row[1:] for row in rows}
    files = {str(file.resolve()): file for file in sources}
    new = tuple(file for name, file in files.items() if name not in known or not is_unchanged(file, known[name][:3]))
    replaced = {source_id(file) for file in new}
    gone = (row[3] for name, row in known.items() if name not in files)
    return Changes(new, tuple(name for name in gone if name not in replaced))


def is_current(path: Path, sources: Sequence[Path]) -> bool:
    """Whether the index at ``path`` was made of just these files, as they are now, by this code.

    Raises as ``find_changes`` does.
    """
    return find_changes(path, sources) == Changes()


def is_unchanged(file: Path, known: tuple[int, int, str]) -> bool:
    """Whether a file is as it was: ``known`` are its size, time of change and sha256 (read only where the time differs)."""
    stat = stat_of(file)
    if (stat.size, stat.modified) == known[:2]:
        return True
    return stat.size == known[0] and hashlib.sha256(read_bytes(file)).hexdigest() == known[2]


def stat_of(file: Path) -> Stat:
    """Return the size and time of change of the file that holds a source; raises ``SourceError`` when it cannot be
    reached."""
    try:
        stat = os.stat(stored_at(file))
    except OSError as error:
        raise SourceError(f"读不了文件 {file}：{reason_of(error)}。请检查文件和权限。") from error
    return Stat(stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """A digest of all that decides what an index holds: the code and the data that make clauses and terms."""
    root = Path(__file__).resolve().parents[2]
    digest = hashlib.sha256()
    for folder, pattern in (
        ("text", "*.py"),
        ("document", "**/*.py"),
        ("clause", "*.py"),
        ("fact", "*.py"),
        ("index", "**/*.py"),
        ("data", "dictionary.txt"),
        ("data", "regions.tsv"),
        ("data", "pinyin.tsv"),
    ):
        for file in sorted((root / folder).glob(pattern)):
            digest.update(file.read_bytes())
    return digest.hexdigest()
