"""Times of many questions, and of whole commands."""

from __future__ import annotations

import statistics
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Times:
    """Of the questions of one kind: how many were asked, and milliseconds of each percentile."""

    asked: int
    p50: float
    p95: float
    p99: float


def times_of(milliseconds: Sequence[float]) -> Times:
    """The percentiles of some times; of few, the highest are the longest."""
    ordered = sorted(milliseconds)
    return Times(
        len(ordered), statistics.median(ordered), *(ordered[int(len(ordered) * part)] for part in (0.95, 0.99))
    )


def medians(*commands: Sequence[str], runs: int) -> list[float]:
    """The median time in seconds of each command from start to end, in turn, so that noise meets all alike.

    All must succeed.
    """
    times: list[list[float]] = [[] for _ in commands]
    for _ in range(runs):
        for command, some in zip(commands, times, strict=True):
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            some.append(time.perf_counter() - start)
    return [statistics.median(some) for some in times]
