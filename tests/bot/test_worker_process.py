"""Functions that run in a process of their own: their results, their errors, and that none outlives who gave it up."""

import asyncio
import multiprocessing
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.worker_process import WorkerError, run_in_process
from retrieval.errors import SourceError


def refuse(report: Callable[..., None]) -> None:
    report(1, 2)
    raise SourceError("文件是空的。")


def begin_and_wait(file: Path) -> None:
    file.touch()
    time.sleep(600)


def test_the_result_and_what_is_reported_come_back() -> None:
    assert asyncio.run(run_in_process(sorted, [2, 1])) == [1, 2]
    reported: list[Any] = []
    with pytest.raises(WorkerError, match="文件是空的。"):
        asyncio.run(run_in_process(refuse, report=lambda *said: reported.append(said)))
    assert reported == [(1, 2)]


@pytest.mark.parametrize("starting", [True, False])
def test_what_is_given_up_is_ended_also_while_it_starts(tmp_path: Path, starting: bool) -> None:
    file = tmp_path / "begun"

    async def give_up() -> None:
        work = asyncio.create_task(run_in_process(begin_and_wait, file))
        while not (starting or file.exists()):
            await asyncio.sleep(0.01)
        await asyncio.sleep(0)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work

    asyncio.run(give_up())
    assert multiprocessing.active_children() == []
