"""Running a part of a benchmark in a process of its own, so that its memory and its caches are its own."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

SPAWN = multiprocessing.get_context("spawn")  # nothing of this process is in the memory of the others


def apart(task: Callable[..., Any], *given: object) -> Any:
    """Run a function in a process of its own; return what it returns and the peak of its memory in MB."""
    here, there = SPAWN.Pipe()
    process = SPAWN.Process(target=_run, args=(there, task, given))
    process.start()
    there.close()  # else a process that dies is waited for without end
    try:
        return here.recv()
    finally:
        process.join()


def _run(pipe: Connection, task: Callable[..., Any], given: Sequence[object]) -> None:
    pipe.send((task(*given), peak()))


def peak() -> float:
    """The most memory that this process has held, in MB. Of ``ru_maxrss`` a part can be that of who started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024
