"""Make and open an index from Python; ``ask`` and what it returns are exported beside these (see ``retrieval``)."""

from collections.abc import Iterable
from os import PathLike
from pathlib import Path

from retrieval.document.source import find_sources
from retrieval.index.store import Index

File = str | PathLike[str]


def build_index(path: File, places: Iterable[File]) -> None:
    """Make the index at ``path`` anew from files and from the documents in folders.

    Raises ``SourceError`` for the first that cannot be read, ``IndexFileError`` where no index can be at ``path``.
    """
    from retrieval.index.build.indexer import build_index as build  # heavy: asking never needs it

    build(Path(path), find_sources(map(Path, places)))


def open_index(path: File) -> Index:
    """Open the index at ``path``, to be used in a ``with`` by one thread. All is read from the state that it has now;
    open it again to see later changes. Raises ``IndexFileError``."""
    return Index(Path(path))
