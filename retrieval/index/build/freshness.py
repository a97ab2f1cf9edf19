"""Whether an index is up to date with its sources, and with the code and data that made it."""

import hashlib
import os
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from retrieval.document.source import read_bytes, source_id, stored_at
from retrieval.errors import SourceError, reason_of
from retrieval.index.sqlite.file import FORMAT, exists, properties, reading
from retrieval.log import debug

#: The version of the analysis: of how files are read and cut into clauses, terms, records and facts. Whoever changes what
#: an index holds raises it, so that those made before are made anew; ``tests/index/test_analysis.py`` reminds of it.
ANALYSIS = 17


@dataclass(frozen=True)
class Stat:
    """The state of a file by which it is known to be unchanged without being read."""

    size: int
    modified: int


@dataclass(frozen=True)
class Changes:
    """The differences between an index and its files: files that are new or changed, and the ids of documents whose files are gone."""

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
            debug(
                __name__, "%s is made anew: format %s, analysis %s", path, made.get("format"), made.get("fingerprint")
            )
            return None
        rows = connection.execute("SELECT path, size, modified, sha256, id FROM documents WHERE added = 0").fetchall()
    known = {row[0]: row[1:] for row in rows}
    files = {str(file.resolve()): file for file in sources}
    new = tuple(file for name, file in files.items() if name not in known or not is_unchanged(file, known[name][:3]))
    replaced = {source_id(file) for file in new}
    gone = (row[3] for name, row in known.items() if name not in files)
    changes = Changes(new, tuple(name for name in gone if name not in replaced))
    if changes != Changes():
        debug(__name__, "%s: files new or changed %s, documents gone %s", path, [*map(str, changes.new)], changes.gone)
    return changes


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


@cache
def fingerprint() -> str:
    """The versions that an index depends on: that of the analysis, and of what else decides where words end and how
    characters are folded. An index with another one is made anew."""
    others = " ".join(_installed(package) for package in ("jieba", "opencc"))
    return f"{ANALYSIS} {others} unicode-{unicodedata.unidata_version}"


def _installed(package: str) -> str:
    """Name and version of a package, read off its folder: ``importlib.metadata`` takes longer than a question."""
    found = find_spec(package)
    if found is None or found.origin is None:
        return package
    names = os.listdir(Path(found.origin).parent.parent)
    return next((name for name in sorted(names) if name.lower().startswith(f"{package}-")), package)
