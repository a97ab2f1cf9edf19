"""Asking an index one question after another, in a process of its own: times, and how many are answered."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from bot.cli.options import faint, strong
from bot.render import answer_text
from retrieval.answer.ask import ask
from retrieval.index.store import Index
from tests.benchmarks.put import KINDS, Put
from tests.benchmarks.timing import Times, times_of


@dataclass(frozen=True)
class Asked:
    """The times of the questions of each kind and of all, the share of each kind that was answered, and milliseconds
    of opening the index, of its very first question and (the median) of making an answer text for a terminal."""

    times: dict[str, Times]
    answered: dict[str, float]
    all: Times
    opening: float
    first: float
    rendering: float


def ask_all(path: Path, warm: list[Put], asked: list[Put]) -> Asked:
    """Ask all questions of the index at ``path``, which is opened once; those to ``warm`` up with do not count."""
    start = time.perf_counter()
    with Index(path) as index:
        opening = (time.perf_counter() - start) * 1000
        first, *_ = [_milliseconds(index, put)[0] for put in warm]
        taken = [(put.kind, *_milliseconds(index, put)) for put in asked]
    kinds = [kind for kind in KINDS if any(kind == one for one, *_ in taken)]
    return Asked(
        {kind: times_of([took for one, took, *_ in taken if one == kind]) for kind in kinds},
        {kind: statistics.mean(found for one, _, _, found in taken if one == kind) for kind in kinds},
        times_of([took for _, took, *_ in taken]),
        *(opening, first, statistics.median(shown for _, _, shown, _ in taken)),
    )


def _milliseconds(index: Index, put: Put) -> tuple[float, float, bool]:
    start = time.perf_counter()
    answer = ask(put.text, index, put.history)
    end = time.perf_counter()
    answer_text(answer, strong, faint)
    return (end - start) * 1000, (time.perf_counter() - end) * 1000, answer.found
