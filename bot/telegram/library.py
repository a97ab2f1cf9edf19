"""The documents, for many who ask at once: answers come from threads, each with the index as it is now."""

import asyncio
import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from bot.config import Settings
from bot.library import engine_of
from bot.renewal import Notice, renew
from bot.telegram.metrics import ANSWERING, ANSWERS
from bot.worker_process import Report, run_in_process
from retrieval.answer.ask import ask
from retrieval.answer.model import Answer
from retrieval.index.store import Index
from retrieval.question.understand import Filters

_T = TypeVar("_T")
#: Threads that answer: a slow question holds up none of the others.
_THREADS = 4
#: An index remembers what it has read; after so many questions a new one starts afresh.
_USES = 500


class Library:
    """The index that the settings name. ``Index`` is read by one thread only, so each has its own."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="answer")
        self._lease = threading.local()
        self._rebuilding = asyncio.Lock()

    def close(self) -> None:
        self._threads.shutdown(cancel_futures=True)

    async def read(self, function: Callable[[Index], _T]) -> _T:
        """Return ``function(index)``, off the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._with_index, function)

    async def size(self) -> tuple[int, int]:
        """How many documents and clauses there are."""
        return await self.read(lambda index: (index.catalogue.totals.documents, index.clause_count))

    async def ask(
        self, question: str, history: Sequence[str] = (), quotes: int = 3, filters: Filters | None = None
    ) -> Answer:
        """Answer a question, see ``retrieval.answer.ask``. Raises ``WenzhengError``."""
        started = time.perf_counter()
        answer = await self.read(lambda index: ask(question, index, history, quotes, filters))
        ANSWERING.observe(time.perf_counter() - started)
        ANSWERS.labels("answered" if answer.found else "not_found").inc()
        return answer

    async def renew(self, report: Report | None = None, force: bool = False, words: Sequence[str] = ()) -> list[Notice]:
        """Bring the index up to date, or make it anew, in a process of its own; until it is whole, answers come from the
        one before. Return what came in with ``words``.

        Raises ``WenzhengError`` with the sentence of what went wrong; the index is then as it was.
        """
        async with self._rebuilding:
            notices: list[Notice] = await run_in_process(renew, self.settings, force, tuple(words), report=report)
        return notices

    def _with_index(self, function: Callable[[Index], _T]) -> _T:
        lease, state = self._lease, _state(self.settings.index_path)
        index, lease.index = getattr(lease, "index", None), None
        if index is not None and (lease.state != state or lease.uses >= _USES or not index.resume()):
            index.close()
            index = None
        if index is None:
            index = Index(self.settings.index_path, engine_of(self.settings))
            lease.state, lease.uses = state, 0
        lease.uses += 1
        try:
            return function(index)
        finally:
            index.release()  # an idle reader would let the log of what is written grow without end
            lease.index = index


def _state(path: Path) -> tuple[tuple[int, int, int] | None, ...]:
    """What changes with every change of a SQLite file: the file itself, and the log of writes beside it."""
    found: list[tuple[int, int, int] | None] = []
    for file in (path, f"{path}-wal"):
        try:
            stat = os.stat(file)
        except OSError:
            found.append(None)
        else:
            found.append((stat.st_ino, stat.st_mtime_ns, stat.st_size))
    return tuple(found)
