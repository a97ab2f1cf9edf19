"""Prepare documents in processes of their own: side by side, and so that a file that is meant ill, or is broken
in a way nobody thought of, ends a process that can be spared.

A few small plain texts are done in this process: to start another takes longer than they do.
"""

import contextlib
import multiprocessing
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import ModuleType
from typing import Any

from retrieval.document.readers.steps import listen
from retrieval.errors import SourceError
from retrieval.index.analysis.lexicon import load_lexicon
from retrieval.index.build.prepare import Batch, Job, Prepared, assemble, prepare

#: So much is prepared at a time by one process: what is written together, and what memory it takes.
_BATCH_BYTES, _BATCH_FILES = 4 * 2**20, 500
#: Less than this, all plain text, is done in this process, where no limit of time or memory can be met.
_LITTLE = 2**18
_PLAIN = frozenset({".txt", ".md", ".markdown"})
#: Seconds in which a process that has handed over all may end by itself.
_GRACE = 5


@dataclass(frozen=True)
class Limits:
    """The limits of reading one document: ``size`` in bytes, ``seconds``, ``memory`` in bytes of its process."""

    size: int = 64 * 2**20
    seconds: float = 300.0
    memory: int = 4 * 2**30


DEFAULT = Limits()


@dataclass(frozen=True)
class Failure:
    """A document that could not be read, and why, in a sentence."""

    path: Path
    reason: str


#: Called with each file as it is begun.
Begun = Callable[[Path], None]
#: Called with the file at hand, how many of its pages are done, and of how many.
Paged = Callable[[Path, int, int], None]
Result = tuple[Batch, list[Failure]]


def prepare_batches(jobs: Sequence[Job], limits: Limits, begun: Begun, paged: Paged) -> Generator[Result, None, None]:
    """Yield the documents in batches, each with those of its files that could not be read, in the order of the jobs."""
    if sum(map(_size, jobs)) <= _LITTLE and all(job.source or job.path.suffix.lower() in _PLAIN for job in jobs):
        if jobs:
            yield _prepare_here(jobs, limits, begun)
        return
    pool = _Pool(list(_batches(jobs)), limits, begun, paged)
    try:
        yield from pool.run()
    finally:
        pool.stop()


def _size(job: Job) -> int:
    """Bytes of a file, 0 where it cannot be told yet: reading it will say why."""
    if job.source:
        return len(job.source.text)
    try:
        return os.stat(job.path).st_size
    except OSError:
        return 0


def _batches(jobs: Sequence[Job]) -> Iterator[list[Job]]:
    batch: list[Job] = []
    size = 0
    for job in jobs:
        own = _size(job)
        if batch and (size + own > _BATCH_BYTES or len(batch) >= _BATCH_FILES):
            yield batch
            batch, size = [], 0
        batch.append(job)
        size += own
    if batch:
        yield batch


def _prepare_here(jobs: Sequence[Job], limits: Limits, begun: Begun) -> Result:
    prepared: list[Prepared] = []
    failures: list[Failure] = []
    for job in jobs:
        begun(job.path)
        one = _prepare_one(job, limits)
        if isinstance(one, Failure):
            failures.append(one)
        else:
            prepared.append(one)
    return assemble(prepared, load_lexicon().cut), failures


def _prepare_one(job: Job, limits: Limits) -> Prepared | Failure:
    try:
        if _size(job) > limits.size:
            raise SourceError(f"文件太大：{job.path} 超过 {limits.size // 2**20} MB。请拆分后再用。")
        return prepare(job)
    except SourceError as error:
        return Failure(job.path, str(error))
    except (MemoryError, RecursionError):
        return Failure(job.path, f"文件读起来太费内存：{job.path}。请拆分后再用。")


@dataclass
class _Worker:
    """A process at work on a batch: the files that failed so far, the one it is at, since when, and for how many
    files the time counts: putting a batch together is for all of them."""

    number: int
    jobs: list[Job]
    process: BaseProcess
    connection: Connection
    failures: list[Failure] = field(default_factory=list)
    at: Job | None = None
    since: float = 0.0
    files: int = 1

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.connection.close()


class _Pool:
    """As many workers as there are cores, each given one batch after the other."""

    def __init__(self, batches: list[list[Job]], limits: Limits, begun: Begun, paged: Paged) -> None:
        self._limits, self._begun, self._paged = limits, begun, paged
        self._open = deque((number, batch, list[Failure]()) for number, batch in enumerate(batches))
        self._count = len(batches)
        self._workers: list[_Worker] = []
        self._done: dict[int, Result] = {}

    def run(self) -> Iterator[Result]:
        for number in range(self._count):
            while number not in self._done:
                self._start()
                self._listen()
            yield self._done.pop(number)

    def stop(self) -> None:
        for worker in self._workers:
            worker.end()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        while self._open and len(self._workers) + len(self._done) < 2 * _cores() and len(self._workers) < _cores():
            number, jobs, failures = self._open.popleft()
            ours, theirs = context.Pipe(duplex=False)
            process = context.Process(target=_work, args=(theirs, jobs, self._limits), daemon=True)
            try:
                with _no_main_module():
                    process.start()
            except OSError:  # the system gives no more processes
                ours.close()
                self._prepare_here(number, jobs, failures)
            else:
                self._workers.append(_Worker(number, jobs, process, ours, failures))
            finally:
                theirs.close()

    def _prepare_here(self, number: int, jobs: Sequence[Job], failures: Sequence[Failure]) -> None:
        batch, failed = _prepare_here(jobs, self._limits, self._begun)
        self._done[number] = batch, [*failures, *failed]

    def _listen(self) -> None:
        if not self._workers:
            return
        ready = wait([worker.connection for worker in self._workers], timeout=0.5)
        for worker in list(self._workers):
            if worker.connection in ready:
                self._hear(worker)
            elif worker.at and time.monotonic() - worker.since > self._limits.seconds * worker.files:
                self._end(worker)
                self._leave_out(
                    worker, f"读了 {self._limits.seconds:.0f} 秒还没有读完：{worker.at.path}。请拆分或转成 txt 再用。"
                )

    def _hear(self, worker: _Worker) -> None:
        try:
            kind, said = worker.connection.recv()
        except (EOFError, OSError):
            self._end(worker)
            if worker.at is None:  # before any file: it is the system that lets no process live
                self._prepare_here(worker.number, worker.jobs, worker.failures)
            else:
                self._leave_out(worker, f"读的时候程序意外停止：{worker.at.path}。文件可能有问题，请另存一份再试。")
            return
        if kind == "begun":
            worker.at, worker.since = worker.jobs[said], time.monotonic()
            self._begun(worker.at.path)
        elif kind == "paged" and worker.at:  # the limit is for each page that is recognized
            worker.since = time.monotonic()
            self._paged(worker.at.path, *said)
        elif kind == "failed":
            worker.failures.append(said)
        elif kind == "read":
            largest = max(worker.jobs, key=_size, default=None)
            worker.at, worker.since, worker.files = largest, time.monotonic(), len(worker.jobs)
        else:
            self._done[worker.number] = said, worker.failures
            worker.process.join(_GRACE)
            self._end(worker)

    def _end(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.end()

    def _leave_out(self, worker: _Worker, reason: str) -> None:
        """Begin a batch anew without the file over which its process has ended."""
        assert worker.at is not None
        failures = [*worker.failures, Failure(worker.at.path, reason)]
        failed = {failure.path for failure in failures}
        self._open.appendleft((worker.number, [job for job in worker.jobs if job.path not in failed], failures))


@contextlib.contextmanager
def _no_main_module() -> Iterator[None]:
    """Hide the program from a process that is started: it would run it anew, which a script need not expect."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _work(connection: Connection, jobs: list[Job], limits: Limits) -> None:
    """What a worker does: read every file of the batch, and hand over what came of them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asked
    with contextlib.suppress(
        ImportError, ValueError, OSError
    ):  # Windows has none; a stricter limit is in force already
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    with contextlib.suppress(BrokenPipeError):  # the process that asked has been killed
        _hand_over(connection, jobs, limits)


def _hand_over(connection: Connection, jobs: list[Job], limits: Limits) -> None:
    listen(lambda done, total: connection.send(("paged", (done, total))))
    cut = load_lexicon().cut
    prepared: list[Prepared] = []
    for number, job in enumerate(jobs):
        connection.send(("begun", number))
        one = _prepare_one(job, limits)
        if isinstance(one, Failure):
            connection.send(("failed", one))
        else:
            prepared.append(one)
    connection.send(("read", None))
    send: Any = ("batch", assemble(prepared, cut))
    connection.send(send)
