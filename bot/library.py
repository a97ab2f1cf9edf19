"""Open the index that the settings name, made or renewed first where needed."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.config import OWN, Settings
from bot.output import harmless
from retrieval.errors import SourceError
from retrieval.index.build.freshness import Changes, find_changes
from retrieval.index.store import Index

if TYPE_CHECKING:
    from retrieval.index.build.indexer import Progress
    from retrieval.index.milvus.engine import Milvus

#: So many indexes of files that were asked for once (``--docs``) are kept.
_ASKED_KEPT = 20


@contextmanager
def open_index(settings: Settings) -> Iterator[Index]:
    """Yield the index, up to date with its sources."""
    refresh(settings)
    with Index(settings.index_path, engine_of(settings)) as index:
        if not index.catalogue.totals.documents:
            raise SourceError(f"还没有文件可以问。请先加入：wenzheng add 文件或文件夹{settings.corpus_option}。")
        yield index


def refresh(settings: Settings, force: bool = False, progress: "Progress | None" = None) -> bool:
    """Make or renew the index where it is not up to date, or in any case, and what its engine holds; return whether
    anything was written into the file."""
    written = _refresh_file(settings, force, progress)
    renew_engine(settings, progress)
    return written


def engine_of(settings: Settings) -> "Milvus | None":
    """The search engine that the settings name in place of the index file, or none; one for the whole process."""
    uri = settings.index.milvus_uri
    return _milvus(uri, settings.index_path) if uri else None


@cache
def _milvus(uri: str, path: Path) -> "Milvus":
    from retrieval.index.milvus.engine import Milvus  # heavy, and an extra

    return Milvus(uri, path)


def renew_engine(settings: Settings, progress: "Progress | None" = None) -> None:
    """Bring what the engine holds up to date with the index file, which is for those who may write that: many may ask
    with copies of it, and an older copy is not to undo what a newer one has brought."""
    engine = engine_of(settings)
    if engine is not None and os.access(settings.index_path, os.W_OK):
        with Index(settings.index_path) as index:
            engine.renew(index, progress or show_progress)


def _refresh_file(settings: Settings, force: bool, progress: "Progress | None") -> bool:
    from retrieval.document.source import find_sources

    sources = find_sources(settings.places)
    changes = None if force else find_changes(settings.index_path, sources)
    if changes is None and settings.index_path.parent.name.endswith(OWN.strip(".")):
        _forget_oldest(settings.index_path.parent)
    if changes == Changes():
        return False
    from retrieval.index.build.indexer import (  # heavy: a question on a ready index never pays for it
        build_index,
        update_index,
    )
    from retrieval.index.build.plan import known_documents
    from retrieval.index.build.prepare import job_of

    limits = settings.limits.for_a_document
    if changes is None or not (sources or any(one.added for one in known_documents(settings.index_path))):
        empty = bool(settings.index.corpus)
        build_index(settings.index_path, sources, progress or show_progress, limits, may_be_empty=empty)
    else:
        jobs = [job_of(file) for file in changes.new]
        outcome = update_index(settings.index_path, jobs, changes.gone, progress or show_progress, limits)
        if outcome.failed:
            raise SourceError(outcome.failed[0].reason)
    return True


def _forget_oldest(folder: Path) -> None:
    """Delete the indexes of files that were asked for once, but for the latest ones."""
    files = sorted(folder.glob("*.db"), key=lambda file: file.stat().st_mtime)
    for file in files[:-_ASKED_KEPT]:
        for part in (file, Path(f"{file}-wal"), Path(f"{file}-shm")):
            part.unlink(missing_ok=True)


def show_progress(done: int, total: int, name: str) -> None:
    """Draw a progress bar on standard error, where that is a terminal."""
    stream = sys.stderr
    if stream.isatty():
        filled = 24 * done // total
        bar = "#" * filled + "-" * (24 - filled)
        click.echo(f"\r\x1b[K建立索引 [{bar}] {done}/{total} {harmless(name)}", file=stream, nl=done == total)
