"""Ranking as the corpus grows, beside rank-bm25, bm25s, SQLite FTS5 and tantivy, in one run.

    pip install -e '.[bench]'
    python -m tests.benchmarks.scale [--clauses 1000 10000 100000 1000000] [--plot FILE.svg] [--json FILE]

Every system builds and answers in processes of its own, in one thread. All are asked the same questions, each
once, in rounds that take the systems in turn, so that noise meets all alike; a round that takes a system longer
than ``--patience`` seconds is cut short, so the slow ones are asked fewer questions.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from tests.benchmarks import corpora, ours
from tests.benchmarks.agreement import Agreement, agreement
from tests.benchmarks.corpora import KINDS, Question
from tests.benchmarks.curves import draw
from tests.benchmarks.machine import describe
from tests.benchmarks.peers import OURS, REFERENCE, SYSTEMS, Best, System
from tests.benchmarks.processes import SPAWN, apart, peak
from tests.benchmarks.timing import Times, times_of

_ROUNDS, _WARM, _ADDED = 4, 10, 21
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


@dataclass(frozen=True)
class Result:
    """What one system came to on one corpus; sizes in bytes, memory is the peak of a process in MB."""

    system: str
    clauses: int
    text_bytes: int
    index_bytes: int
    build_seconds: float
    build_memory: float
    memory: float
    times: dict[str, Times]
    agreement: Agreement
    #: Seconds of adding one document of twenty clauses, the median and the longest; of Wenzheng alone.
    adding: tuple[float, float] | None = None


def _make(folder: Path, clauses: int, count: int) -> tuple[dict[str, list[Question]], int]:
    """Make the corpus in the folder, and the questions: those to warm up with come first."""
    corpus = corpora.make(clauses)
    corpora.save(corpus, folder)
    return {kind: corpora.questions(corpus, kind, count + _WARM) for kind in KINDS}, corpus.text_bytes


def _build(name: str, folder: Path, place: Path) -> float:
    build = _system(name).build
    return build(place, corpora.load(folder)) if build else 0.0


def _system(name: str) -> System:
    return next(system for system in SYSTEMS if system.name == name)


def _answer(pipe: Connection, name: str, folder: Path, place: Path, patience: float) -> None:
    """Open a system, tell how long that took, then answer lists of questions until there is none."""
    start = time.perf_counter()
    ask = _system(name).open(place, corpora.load(folder))
    pipe.send(time.perf_counter() - start)
    while asked := pipe.recv():
        given: list[tuple[Question, float, Best]] = []
        left = time.perf_counter() + patience
        for question in asked:
            start = time.perf_counter()
            best = ask(question)
            end = time.perf_counter()
            given.append((question, (end - start) * 1000, best))
            if end > left:
                break
        pipe.send((given, peak()))


def _adding(folder: Path, place: Path) -> tuple[float, float]:
    corpus = corpora.load(folder)
    seconds = [
        ours.add(place, f"added-{number}", corpus.tokens(number * 20, number * 20 + 20)) for number in range(_ADDED)
    ]
    return statistics.median(seconds), max(seconds)


def measure(clauses: int, systems: Sequence[System], count: int, patience: float) -> list[Result]:
    """Build and ask all systems on a corpus of so many clauses."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as running:
        folder = Path(name)
        (questions, text), _ = apart(_make, folder, clauses, count)
        built: dict[str, tuple[float, float]] = {}
        pipes: dict[str, Connection] = {}
        for system in systems:
            place = folder / system.name
            place.mkdir()
            seconds, memory = apart(_build, system.name, folder, place)
            pipes[system.name], there = SPAWN.Pipe()
            process = SPAWN.Process(target=_answer, args=(there, system.name, folder, place, patience))
            process.start()
            there.close()  # else a process that dies is waited for without end
            running.callback(process.join)
            running.callback(pipes[system.name].send, [])
            opening = pipes[system.name].recv()
            built[system.name] = (seconds, memory) if system.build else (opening, 0.0)
        given, peaks = _in_turn(pipes, questions)
        running.close()  # nobody reads Wenzheng's index while it is added to
        results = []
        for system in systems:
            place = folder / system.name
            size = sum(file.stat().st_size for file in place.rglob("*") if file.is_file())
            adding = apart(_adding, folder, place)[0] if system.name == OURS else None
            answers = {kind: {question: best for question, _, best in given[system.name][kind]} for kind in KINDS}
            flat = {question: best for some in answers.values() for question, best in some.items()}
            right = {question: best for kind in KINDS for question, _, best in given.get(REFERENCE, _NONE)[kind]}
            times = {kind: times_of([took for _, took, _ in given[system.name][kind]]) for kind in KINDS}
            seconds, memory = built[system.name]
            results.append(
                Result(
                    *(system.name, clauses, text, size, seconds, memory or peaks[system.name], peaks[system.name]),
                    *(times, agreement(flat, right), adding),
                )
            )
        return results


Given = dict[str, dict[str, list[tuple[Question, float, Best]]]]
_NONE: dict[str, list[tuple[Question, float, Best]]] = {kind: [] for kind in KINDS}


def _in_turn(pipes: dict[str, Connection], questions: dict[str, list[Question]]) -> tuple[Given, dict[str, float]]:
    """Ask all systems the same questions, part by part, after some that are not counted."""
    given: Given = {name: {kind: [] for kind in KINDS} for name in pipes}
    peaks: dict[str, float] = {}
    for kind in KINDS:
        for pipe in pipes.values():
            pipe.send(questions[kind][:_WARM])
            pipe.recv()
    for turn in range(_ROUNDS):
        for kind in KINDS:
            part = questions[kind][_WARM:][turn::_ROUNDS]
            for name, pipe in pipes.items():
                pipe.send(part)
                answered, peaks[name] = pipe.recv()
                given[name][kind] += answered
    return given, peaks


def show(results: Sequence[Result]) -> None:
    """Print the results on one corpus."""
    first = results[0]
    mine = next(result for result in results if result.system == OURS)
    print(f"\n{first.clauses:,} clauses, {first.text_bytes / 1e6:.1f} MB of text")
    print(f"{'':12} {'kind':7} {'asked':>5} {'p50 ms':>9} {'p95 ms':>9} {'p99 ms':>9} {'p50 / ours':>10}")
    for kind in KINDS:
        for result in results:
            times = result.times[kind]
            ratio = times.p50 / mine.times[kind].p50
            print(
                f"{result.system:12} {kind:7} {times.asked:5} {times.p50:9.3f} {times.p95:9.3f} {times.p99:9.3f} {ratio:10.2f}"
            )
    print(f"{'':12} {'build s':>8} {'build MB':>8} {'ask MB':>8} {'index / text':>12}  as rank-bm25: scores, top 10")
    for result in results:
        agreed = result.agreement
        compared = agreed.questions and result.system != REFERENCE
        print(
            f"{result.system:12} {result.build_seconds:8.2f} {result.build_memory:8.0f} {result.memory:8.0f}"
            f" {result.index_bytes / result.text_bytes:12.2f}"
            + (f"  {agreed.same_scores}/{agreed.questions}, {agreed.overlap:.3f}" if compared else "  –")
        )
    if mine.adding:
        print(
            f"adding one document to Wenzheng: {mine.adding[0] * 1000:.1f} ms, at most {mine.adding[1] * 1000:.1f} ms"
        )


def show_growth(results: Sequence[Result]) -> None:
    """Print how much longer questions take on the largest corpus than on 10,000 clauses."""
    mine = {result.clauses: result for result in results if result.system == OURS}
    if 10_000 in mine and (largest := max(mine)) > 10_000:
        for kind in KINDS:
            ratio = mine[largest].times[kind].p50 / mine[10_000].times[kind].p50
            print(f"growth of Wenzheng's p50 from 10,000 to {largest:,} clauses, {kind}: {ratio:.1f} x")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clauses", type=int, nargs="+", default=[1_000, 10_000, 100_000, 1_000_000])
    parser.add_argument("--questions", type=int, default=200, help="of each kind")
    parser.add_argument("--patience", type=float, default=8.0, help="seconds of one system in one round")
    parser.add_argument("--plot", type=Path, help="an SVG file of p50 against clauses")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    os.environ |= dict.fromkeys(_ONE_THREAD, "1")
    systems = [system for system in SYSTEMS if system.here]
    for system in SYSTEMS:
        if system not in systems:
            print(f"left out: {system.name} (pip install -e '.[bench]')")
    print(describe())
    results: list[Result] = []
    for clauses in args.clauses:
        results += (now := measure(clauses, systems, args.questions, args.patience))
        show(now)
    show_growth(results)
    if args.json:
        said = {"machine": describe(), "results": [asdict(result) for result in results]}
        args.json.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    if args.plot:
        curves = {
            system.name: [
                (result.clauses, result.times["mixed"].p50) for result in results if result.system == system.name
            ]
            for system in systems
        }
        args.plot.write_text(draw("Ranking, top 10, one thread", "clauses", "ms, median", curves), encoding="utf-8")


if __name__ == "__main__":
    main()
