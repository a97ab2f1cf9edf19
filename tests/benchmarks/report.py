"""What ``tests.benchmarks.whole`` measures, and how that is told: beside the bars of the project, and as it grows."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.benchmarks.asking import Asked
from tests.benchmarks.changing import Changed
from tests.benchmarks.curves import draw
from tests.benchmarks.put import COMMON, RARE
from tests.benchmarks.together import Together

#: How many times longer the median question may take on the largest corpus than on the smallest.
_GROWTH = {RARE: 3.0, COMMON: 30.0}


@dataclass(frozen=True)
class Built:
    """What building came to; sizes in bytes, memory is the peak of all processes in MB."""

    clauses: int
    documents: int
    text_bytes: int
    index_bytes: int
    seconds: float
    jieba_seconds: float
    memory: float
    fingerprint: str


@dataclass(frozen=True)
class Cold:
    """Seconds from the start of a process to its end: a question to this index, to one of the five, and jieba alone."""

    here: float
    five: float
    jieba: float


@dataclass(frozen=True)
class Whole:
    """All that was measured on one corpus; ``memory`` is the peak of the process that asked, in MB, ``update`` the
    seconds of ``wenzheng update`` when nothing has changed, ``differing`` how many of the questions that are asked
    together have another answer after the change."""

    built: Built
    asked: Asked
    memory: float
    cold: Cold
    changed: Changed
    changing_memory: float
    update: float
    together: list[Together]
    differing: int


def show_built(built: Built) -> None:
    print(f"\n{built.clauses:,} clauses, {built.documents:,} documents, {built.text_bytes / 1e6:.1f} MB of text")
    print(
        f"add: {built.seconds:.1f} s, {built.seconds / built.jieba_seconds:.2f} x jieba alone ({built.jieba_seconds:.1f} s),"
        f" {built.memory:.0f} MB; index / text {built.index_bytes / built.text_bytes:.2f}"
    )


def show_asked(asked: Asked, memory: float) -> None:
    print(f"{'ms':14} {'asked':>5} {'answered':>8} {'p50':>9} {'p95':>9} {'p99':>9}")
    for kind, times in asked.times.items():
        row = f"{times.asked:5} {asked.answered[kind]:8.2f} {times.p50:9.2f} {times.p95:9.2f} {times.p99:9.2f}"
        print(f"{kind:14} {row}")
    print(f"{'all':14} {asked.all.asked:5} {'':8} {asked.all.p50:9.2f} {asked.all.p95:9.2f} {asked.all.p99:9.2f}")
    print(
        f"opening {asked.opening:.1f} ms, first question {asked.first:.1f} ms, rendering {asked.rendering:.2f} ms,"
        f" memory {memory:.0f} MB"
    )


def show_cold(cold: Cold) -> None:
    here, five, jieba = (round(seconds * 1000) for seconds in (cold.here, cold.five, cold.jieba))
    print(f"cold: {here} ms, the five {five} ms, jieba alone {jieba} ms")


def show_changed(changed: Changed, memory: float, update: float) -> None:
    for name, some in (("adding", changed.adding), ("removing", changed.removing)):
        print(f"{name} a document: {statistics.median(some) * 1000:.0f} ms, at most {max(some) * 1000:.0f} ms")
    print(f"memory of changing {memory:.0f} MB; update without changes {update * 1000:.0f} ms")


def show_together(found: Sequence[Together], differing: int) -> None:
    print(f"asking at once ({differing} answers differ by the change):")
    for one in found:
        print(
            f"  {one.count} {one.kind:9} {'and a writer' if one.changes else 'alone':12} {one.rate:8.1f} answers/s"
            f" ({one.answers}), {one.wrong} wrong, {len(one.errors)} errors, {one.changes} changes"
            + "".join(f"\n    {error}" for error in dict.fromkeys(one.errors))
        )


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
