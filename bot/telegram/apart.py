"""Run a heavy function in a process of its own: answering goes on, and what it takes is given back at its end."""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from retrieval.errors import WenzhengError

#: Called with what the function reports while it runs.
Report = Callable[..., None]
#: How much the process gives way to the one that answers (see nice(2)).
_NICE = 10


class ApartError(WenzhengError):
    """What went wrong in the other process, in its own sentence."""


async def run_apart(function: Callable[..., Any], *arguments: Any, report: Report | None = None) -> Any:
    """Return ``function(*arguments)`` from another process; arguments and result are pickled.

    With a ``report`` the function is given one too, by name, and what it gives to its own comes to ours. Raises ``ApartError`` for every
    ``WenzhengError`` of the function, and when the process dies.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(theirs, function, arguments, report is not None))
    await asyncio.to_thread(process.start)
    theirs.close()
    try:
        while True:
            kind, said = await asyncio.to_thread(_receive, ours)
            if kind == "done":
                return said
            if kind == "failed":
                raise ApartError(said)
            if report:
                report(*said)
    finally:
        process.join(0.1)  # it has nothing left to do, unless we are being stopped ourselves
        process.terminate()
        process.join()
        ours.close()


def _receive(connection: Connection) -> tuple[str, Any]:
    try:
        kind, said = connection.recv()
    except EOFError:
        return "failed", "处理中途意外停止（可能是内存不够）。请换小一点的文件再试。"
    return kind, said


def _run(connection: Connection, function: Callable[..., Any], arguments: tuple[Any, ...], reports: bool) -> None:
    os.nice(_NICE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that answers
    try:
        named = {"report": lambda *said: connection.send(("report", said))} if reports else {}
        result = function(*arguments, **named)
    except WenzhengError as error:
        connection.send(("failed", str(error)))
    else:
        connection.send(("done", result))
