"""Milvus as the engine that an index is opened with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from retrieval.index.milvus.documents import digest_of
from retrieval.index.milvus.load import renew
from retrieval.index.milvus.rank import MilvusRanker
from retrieval.index.milvus.server import Server, import_client
from retrieval.index.ranking.maxscore import Ranker
from retrieval.index.store import Index


class Milvus:
    """The clauses of the index file at ``path`` in the Milvus at ``uri`` (see ``Server``): each file has collections of
    its own there. What is connected stays so, for all threads. Raises ``EngineError``, also where pymilvus is missing."""

    def __init__(self, uri: str, path: Path) -> None:
        import_client()
        self._server = Server(uri, f"wenzheng_{digest_of([str(path.resolve())])}")

    def ranker(self, index: Index, year: int | None) -> Ranker:
        """The ranker of the clauses of the index; with a ``year`` only those that it governs."""
        return MilvusRanker(index, self._server, year)

    def renew(self, index: Index, progress: Callable[[int, int, str], None] | None = None) -> None:
        """Bring the collections up to date with the index, see ``retrieval.index.milvus.load``."""
        renew(index, self._server, progress)
