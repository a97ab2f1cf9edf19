"""Run a heavy function in a process of its own: answering goes on, and what it takes is given back at its end."""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from retrieval.errors import WenzhengError

#: Called with what the function reports while it runs.
Report = Callable[..., None]
#: How much the process gives way to the one that answers (see nice(2)).
_NICE = 10
_DIED = "处理中途意外停止（可能是内存不够）。请换小一点的文件再试。"


class WorkerError(WenzhengError):
    """An error of the other process, in its own sentence."""


async def run_in_process(
    function: Callable[..., Any], *arguments: Any, report: Report | None = None, gives_way: bool = True
) -> Any:
    """Return ``function(*arguments)`` from another process; arguments and result are pickled.

    It gives way to the process that answers, unless that waits for it. With a ``report`` the function is given one too, by name, and what it gives to its own comes to ours. Raises
    ``WorkerError`` for every ``WenzhengError`` of the function, and when the process dies.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(theirs, function, arguments, report is not None, gives_way))
    start = asyncio.ensure_future(asyncio.to_thread(process.start))
    try:
        await asyncio.shield(start)
        theirs.close()
        while True:
            kind, said = await asyncio.to_thread(_receive, ours)
            if kind == "done":
                return said
            if kind == "failed":
                raise WorkerError(said)
            if report:
                report(*said)
    finally:
        await asyncio.wait([start])  # given up before, it would start all the same, and our own exit wait for its end
        if process.pid is not None:
            await asyncio.to_thread(_end, process)
        ours.close()


def _end(process: BaseProcess) -> None:
    process.join(0.1)  # it has nothing left to do, unless we are being stopped ourselves
    process.kill()
    process.join()


def _receive(connection: Connection) -> tuple[str, Any]:
    try:
        kind, said = connection.recv()
    except EOFError:
        return "failed", _DIED
    return kind, said


def _run(
    connection: Connection, function: Callable[..., Any], arguments: tuple[Any, ...], reports: bool, gives_way: bool
) -> None:
    _settle(gives_way)
    try:
        named = {"report": lambda *said: connection.send(("report", said))} if reports else {}
        result = function(*arguments, **named)
        connection.send(("done", result))
    except WenzhengError as error:
        connection.send(("failed", str(error)))
    except BrokenPipeError:
        return  # the process that waits for this has been killed: its next start does it again


def _settle(gives_way: bool = True) -> None:
    if gives_way and hasattr(os, "nice"):  # not on Windows
        os.nice(_NICE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that answers


class DrawingPool:
    """One process that draws charts, started with the first: the libraries for that are loaded once."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    async def run(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Return ``function(*arguments)``. Raises the function's own error, ``WorkerError`` when the process dies."""
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(1, mp_context=context, initializer=_settle)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, function, *arguments)
        except BrokenProcessPool as error:
            self._pool = None
            raise WorkerError(_DIED) from error

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
