"""What Milvus finds of what the index file finds, and how long it takes: ``[index] engine``, both in one run.

    python -m tests.benchmarks.engines [URI]

Without a URI Milvus Lite holds the clauses. Two indexes, the documents that ship and the laws of the gold questions
together with them, are asked the gold questions of theirs. ``top 10`` and ``handed on`` are the shares of the ten, and of
all, best clauses by the index file that Milvus finds too, over every ranking that answering asks for; ``same`` is
how many questions have the same answer, quotes and refusal.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.evaluation import Gold, passes, read_gold
from retrieval.answer.ask import ask
from retrieval.answer.model import Answer
from retrieval.document.source import find_sources, seed_folder
from retrieval.index.build.indexer import build_index
from retrieval.index.milvus.engine import Milvus
from retrieval.index.ranking.maxscore import Asked, PostingsRanker, Ranker
from retrieval.index.store import Index

_GOLD = Path(__file__).parent.parent / "gold"
_BEST = 10


@dataclass
class Compared:
    """An engine that ranks with Milvus and counts what that finds of what the index file finds."""

    milvus: Milvus
    shares: dict[str, list[float]] = field(default_factory=lambda: {"top 10": [], "handed on": []})

    def ranker(self, index: Index, year: int | None) -> Ranker:
        return _Comparing(self, PostingsRanker(index), self.milvus.ranker(index, year))


@dataclass
class _Comparing:
    engine: Compared
    file: Ranker
    milvus: Ranker

    def best(self, asked: Asked, allowed: Collection[range], count: int) -> list[tuple[int, float]]:
        expected, found = (ranker.best(asked, allowed, count) for ranker in (self.file, self.milvus))
        for name, depth in (("top 10", _BEST), ("handed on", count)):
            if expected:
                share = len(dict(expected[:depth]).keys() & dict(found[:depth]).keys()) / len(expected[:depth])
                self.engine.shares[name].append(share)
        return found


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        uri = sys.argv[1] if len(sys.argv) > 1 else f"{name}/milvus.db"
        for label, places, sets in (
            ("the five", [seed_folder()], ("dev", "own", "near-misses")),
            ("the five and twenty laws", [seed_folder(), _GOLD / "laws"], ("dev", "laws")),
        ):
            path = Path(name) / f"{label}.db"
            build_index(path, find_sources(places))
            milvus = Milvus(uri, path)
            with Index(path) as index:
                start = time.perf_counter()
                milvus.renew(index)
                print(f"\n{label}: {index.clause_count} clauses, loaded in {time.perf_counter() - start:.1f} s")
            print(
                f"{'set':12} {'questions':>9} {'same':>6} {'pass':>6} {'file':>6} {'top 10':>8} {'handed on':>9} {'ms':>6} {'file':>6}"
            )
            for gold in sets:
                print(_line(gold, path, milvus))


def _line(name: str, path: Path, milvus: Milvus) -> str:
    questions = read_gold(_GOLD / f"{name}.jsonl")
    compared = Compared(milvus)
    with Index(path) as file, Index(path, milvus) as there, Index(path, compared) as both:
        expected, ours = _timed(questions, file)
        found, theirs = _timed(questions, there)
        for gold in questions:
            ask(gold.question, both, gold.history)
    same = sum(_said(one) == _said(other) for one, other in zip(expected, found, strict=True))
    rates = (statistics.mean(map(passes, questions, replies)) for replies in (found, expected))
    shares = (statistics.mean(values) for values in compared.shares.values())
    return (
        f"{name:12} {len(questions):9} {same:6} {next(rates):6.3f} {next(rates):6.3f} {next(shares):8.4f} {next(shares):9.4f}"
        f" {theirs:6.1f} {ours:6.1f}"
    )


def _timed(questions: Sequence[Gold], index: Index) -> tuple[list[Answer], float]:
    """The answers, and the median time of one in milliseconds."""
    answers, times = [], []
    for gold in questions:
        start = time.perf_counter()
        answers.append(ask(gold.question, index, gold.history, quotes=10))
        times.append(time.perf_counter() - start)
    return answers, 1000 * statistics.median(times)


def _said(answer: Answer) -> tuple[object, ...]:
    """An answer but for its scores, which differ in rounding."""
    places = [(passage.document.id, passage.start, passage.end) for passage in answer.passages]
    return answer.text, answer.reason, answer.message, places


if __name__ == "__main__":
    main()
