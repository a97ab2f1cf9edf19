"""How fast a question is answered: from a cold start, against loading jieba alone, and inside one process.

    python tests/benchmarks/speed.py [tests/gold/dev.jsonl]

Both bars are ratios or times within this run: the cold start against ``jieba.lcut('南京')`` in a process
of its own, and the median of one question on the documents that ship.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from bot.evaluation import read_gold
from retrieval.answer.ask import ask
from retrieval.document.source import find_sources, seed_folder
from retrieval.index.build.indexer import build_index
from retrieval.index.store import Index
from tests.benchmarks.timing import medians, times_of

_RUNS, _ROUNDS = 15, 5


def main() -> None:
    gold = read_gold(Path(sys.argv[1] if len(sys.argv) > 1 else "tests/gold/dev.jsonl"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index.db"
        start = time.perf_counter()
        build_index(path, find_sources([seed_folder()]))
        print(f"index made in {time.perf_counter() - start:.1f} s, {path.stat().st_size / 2**20:.0f} MiB")
        cold, jieba = medians(
            [sys.executable, "-m", "bot", "ask", "--db", str(path), "南京2020年产业规模目标"],
            [sys.executable, "-W", "ignore", "-c", "import jieba; jieba.lcut('南京')"],
            runs=_RUNS,
        )
        print(f"cold start {cold * 1000:.0f} ms, jieba alone {jieba * 1000:.0f} ms, ratio {cold / jieba:.2f}")
        with Index(path) as index:
            times = []
            for _ in range(_ROUNDS):
                for question in gold:
                    start = time.perf_counter()
                    ask(question.question, index, question.history)
                    times.append((time.perf_counter() - start) * 1000)
    asked = times_of(times[len(gold) :])  # the first round reads the file
    print(f"one question: p50 {asked.p50:.2f} ms, p99 {asked.p99:.2f} ms")


if __name__ == "__main__":
    main()
