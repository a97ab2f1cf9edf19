"""What ``tests.benchmarks.whole`` measured beside the bars of the project, and how it grows."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tests.benchmarks.curves import draw
from tests.benchmarks.put import COMMON, RARE

if TYPE_CHECKING:
    from tests.benchmarks.whole import Whole

#: How many times longer the median question may take on the largest corpus than on the smallest.
_GROWTH = {RARE: 3.0, COMMON: 30.0}


def show_growth(found: Sequence[Whole]) -> None:
    """Print how the median of each kind grows from the smallest corpus to the largest."""
    if len(found) < 2:
        return
    first, last = found[0], found[-1]
    print(f"\ngrowth of p50 from {first.built.clauses:,} to {last.built.clauses:,} clauses")
    for kind, times in last.asked.times.items():
        ratio = times.p50 / first.asked.times[kind].p50
        bar = f"  (bar {_GROWTH[kind]:g}: {_verdict(ratio <= _GROWTH[kind])})" if kind in _GROWTH else ""
        print(f"{kind:14} {ratio:6.1f} x{bar}")


def show_bars(whole: Whole) -> None:
    """Print the bars beside what was measured on one corpus."""
    print(f"\nbars at {whole.built.clauses:,} clauses")
    for what, measured, bar, unit in _bars(whole):
        print(f"{what:32} {measured:9.2f} {unit:2}  (bar {bar:g}: {_verdict(measured <= bar)})")


def _bars(whole: Whole) -> Iterator[tuple[str, float, float, str]]:
    """What is measured, its value, the most that it may be, and the unit."""
    built, asked, cold = whole.built, whole.asked, whole.cold
    yield "whole answer, p50", asked.all.p50, 10, "ms"
    yield "whole answer, p99", asked.all.p99, 50, "ms"
    yield "memory", whole.memory, 600, "MB"
    yield "adding one document", statistics.median(whole.changed.adding), 1, "s"
    yield "index / text", built.index_bytes / built.text_bytes, 1.5, "x"
    yield "cold / cold on the five", cold.here / cold.five, 1.5, "x"
    yield "cold on the five / jieba alone", cold.five / cold.jieba, 0.35, "x"
    yield "wrong answers and errors", sum(one.wrong + len(one.errors) for one in whole.together), 0, ""


def _verdict(met: bool) -> str:
    return "met" if met else "MISSED"


def plot(found: Sequence[Whole]) -> str:
    """An SVG picture of the median of the kinds that have a bar and of all questions, against clauses."""
    curves = {"all": [(whole.built.clauses, whole.asked.all.p50) for whole in found]}
    for kind in _GROWTH:
        curves[kind] = [(whole.built.clauses, whole.asked.times[kind].p50) for whole in found]
    return draw("Whole answers, one process", "clauses", "ms, median", curves)
