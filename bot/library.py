"""Open the index that the settings name, made or renewed first where needed."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from bot.config import Settings
from bot.output import harmless
from retrieval.index.freshness import is_current
from retrieval.index.store import Index


@contextmanager
def open_index(settings: Settings) -> Iterator[Index]:
    """Yield the index, up to date with its sources."""
    refresh(settings)
    with Index(settings.index_path) as index:
        yield index


def refresh(settings: Settings, force: bool = False) -> bool:
    """Make or renew the index where it is not up to date, or in any case; return whether it was made."""
    from retrieval.document.source import find_sources

    sources = find_sources(settings.places)
    if not force and is_current(settings.index_path, sources):
        return False
    from retrieval.index.build import build_index  # heavy: a question on a ready index never pays for it

    build_index(settings.index_path, sources, _show_progress)
    return True


def _show_progress(done: int, total: int, name: str) -> None:
    """Draw a progress bar on standard error, where that is a terminal."""
    stream = sys.stderr
    if stream.isatty():
        filled = 24 * done // total
        bar = "#" * filled + "-" * (24 - filled)
        click.echo(f"\r\x1b[K建立索引 [{bar}] {done}/{total} {harmless(name)}", file=stream, nl=done == total)
