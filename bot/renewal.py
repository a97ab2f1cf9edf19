"""Bring the index up to date in a process of its own, and find what came in with it that somebody asked to be told of."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from bot.config import Settings
from bot.library import engine_of, refresh
from bot.render import source_line
from bot.worker_process import Report
from retrieval.document.source import find_sources, source_id
from retrieval.index.build.freshness import Changes, find_changes
from retrieval.index.sqlite.file import exists
from retrieval.index.store import Index
from retrieval.text.fold import fold

#: Of each document so many clauses are told for the same words.
_TOLD = 5
#: A clause that was there before is the older version of one that is at least so much like it.
_ALIKE = 0.5


@dataclass(frozen=True)
class Notice:
    """News for a subscription to some words: a document, its new clauses that hold them, each with its older version where it has
    one, and how many more there are. ``updated`` where the document had been there before."""

    words: str
    source: str
    updated: bool
    clauses: tuple[tuple[str, str | None], ...]
    more: int


def is_current(settings: Settings) -> bool:
    """Whether the index holds its sources as they are now; another engine than the file is always asked."""
    if settings.index.milvus_uri:
        return False
    return find_changes(settings.index_path, find_sources(settings.places)) == Changes()


def renew(settings: Settings, force: bool, words: Sequence[str], report: Report | None = None) -> list[Notice]:
    """Make or renew the index; return what came in with any of ``words``."""
    ids = _changed(settings) if words else []
    before = _texts(settings, ids)
    refresh(settings, force, report)
    if not ids:
        return []
    with Index(settings.index_path, engine_of(settings)) as index:
        found = [_notice(one, index, name, before.get(name)) for name in ids for one in words]
    return [notice for notice in found if notice is not None]


def _changed(settings: Settings) -> list[str]:
    """The documents that are new or changed; none where everything is made anew, for that is no news."""
    changes = find_changes(settings.index_path, find_sources(settings.places))
    return [source_id(Path(file)) for file in changes.new] if changes else []


def _texts(settings: Settings, ids: Sequence[str]) -> dict[str, list[str]]:
    if not ids or not exists(settings.index_path):
        return {}
    with Index(settings.index_path, engine_of(settings)) as index:
        return {name: _clauses(index, name) for name in ids if index.document(name)}


def _clauses(index: Index, name: str) -> list[str]:
    return [clause.joined.text for clause in index.every_clause(name)]


def _notice(words: str, index: Index, name: str, before: Sequence[str] | None) -> Notice | None:
    """What a document that came in says with some words and did not say before; ``None`` for nothing."""
    entry = index.document(name)
    if entry is None:
        return None
    now, parts = _clauses(index, name), [fold(part) for part in words.split()]
    new = [text for text in now if text not in set(before or ()) and all(part in fold(text) for part in parts)]
    if not new:
        return None
    gone = [text for text in before or () if text not in set(now)]
    told = [(text, next(iter(get_close_matches(text, gone, 1, _ALIKE)), None)) for text in new[:_TOLD]]
    return Notice(words, source_line(entry.record, entry.id), before is not None, tuple(told), len(new) - len(told))
