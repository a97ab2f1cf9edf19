"""The whole answer as the corpus grows: building, asking, cold starts, changes, and many asking at once.

    python -m tests.benchmarks.whole [--clauses 10000 100000 1000000] [--keep FOLDER] [--json FILE] [--plot FILE.svg]

The corpus is the five documents that ship, and as many more like them as are needed (``tests.benchmarks.plans``),
added by ``wenzheng add``. Each part runs in processes of its own. The bars of the project are printed beside what was
measured. With ``--keep`` texts and index stay for the next run, as long as the same code would make the same index.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from retrieval.document.source import find_sources, seed_folder
from retrieval.index.build import build_index
from retrieval.index.freshness import fingerprint
from retrieval.index.store import Index
from tests.benchmarks import plans
from tests.benchmarks.adding import added, jieba_alone
from tests.benchmarks.asking import Asked, ask_all
from tests.benchmarks.changing import Changed, change
from tests.benchmarks.machine import describe
from tests.benchmarks.processes import apart
from tests.benchmarks.put import mixed
from tests.benchmarks.timing import medians
from tests.benchmarks.together import Together, together

#: The corpus that ``adding.added`` adds to.
_CORPUS = "much"
_COLD = "南京2020年产业规模目标"
_WARM, _CHANGES, _COLD_RUNS, _UPDATES = 10, 7, 11, 5
_EACH_TOGETHER = 2


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


def build(work: Path, clauses: int) -> tuple[Built, Path]:
    """The corpus and its index in ``work``, made unless they are there already."""
    texts, index, note = work / "texts", work / "wenzheng" / "corpora" / f"{_CORPUS}.db", work / "built.json"
    if note.is_file():
        built = Built(**json.loads(note.read_text(encoding="utf-8")))
        if built.fingerprint == fingerprint():
            return built, index
        shutil.rmtree(work)
    texts.mkdir(parents=True)
    made, _ = apart(plans.make, texts, clauses)
    seconds, memory = added(texts, work)
    jieba = jieba_alone(made.files)
    with Index(index) as ready:
        counts = ready.clause_count, len(ready.documents)
    built = Built(*counts, made.bytes, _size(index), seconds, jieba, memory, fingerprint())
    note.write_text(json.dumps(asdict(built)), encoding="utf-8")
    return built, index


def _size(index: Path) -> int:
    return sum(file.stat().st_size for file in index.parent.iterdir() if file.name.startswith(index.name))


def _five(path: Path) -> None:
    build_index(path, find_sources([seed_folder()]))


def measure(work: Path, clauses: int, each: int, seconds: float) -> Whole:
    """Build in the folder ``work``, and measure: ``each`` questions of every kind, crews asking for ``seconds``."""
    work.mkdir(parents=True, exist_ok=True)
    os.environ["XDG_DATA_HOME"] = str(work)  # for the commands: nobody's own documents are asked as well
    built, index = build(work, clauses)
    asked, memory = apart(ask_all, index, *mixed(each, _WARM))
    bot = [sys.executable, "-m", "bot"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        apart(_five, folder / "five.db")
        cold = medians(
            [*bot, "ask", "--corpus", _CORPUS, _COLD],
            [*bot, "ask", "--db", str(folder / "five.db"), _COLD],
            [sys.executable, "-W", "ignore", "-c", "import jieba; jieba.lcut('南京')"],
            runs=_COLD_RUNS,
        )
        changed, changing_memory = apart(change, index, folder, _CHANGES)
        (update,) = medians([*bot, "update", "--corpus", _CORPUS], runs=_UPDATES)
        found, differing = together(index, folder, _EACH_TOGETHER, seconds)
    return Whole(built, asked, memory, Cold(*cold), changed, changing_memory, update, found, differing)


def show(whole: Whole) -> None:
    """Print what was measured on one corpus."""
    built, asked, cold = whole.built, whole.asked, whole.cold
    print(f"\n{built.clauses:,} clauses, {built.documents:,} documents, {built.text_bytes / 1e6:.1f} MB of text")
    print(
        f"add: {built.seconds:.1f} s, {built.seconds / built.jieba_seconds:.2f} x jieba alone ({built.jieba_seconds:.1f} s),"
        f" {built.memory:.0f} MB; index / text {built.index_bytes / built.text_bytes:.2f}"
    )
    print(f"{'ms':14} {'asked':>5} {'answered':>8} {'p50':>9} {'p95':>9} {'p99':>9}")
    for kind, times in asked.times.items():
        row = f"{times.asked:5} {asked.answered[kind]:8.2f} {times.p50:9.2f} {times.p95:9.2f} {times.p99:9.2f}"
        print(f"{kind:14} {row}")
    print(f"{'all':14} {asked.all.asked:5} {'':8} {asked.all.p50:9.2f} {asked.all.p95:9.2f} {asked.all.p99:9.2f}")
    print(
        f"opening {asked.opening:.1f} ms, first question {asked.first:.1f} ms, rendering {asked.rendering:.2f} ms,"
        f" memory {whole.memory:.0f} MB"
    )
    print(
        f"cold: {cold.here * 1000:.0f} ms, the five {cold.five * 1000:.0f} ms, jieba alone {cold.jieba * 1000:.0f} ms"
    )
    for name, some in (("adding", whole.changed.adding), ("removing", whole.changed.removing)):
        print(f"{name} a document: {statistics.median(some) * 1000:.0f} ms, at most {max(some) * 1000:.0f} ms")
    print(f"memory of changing {whole.changing_memory:.0f} MB; update without changes {whole.update * 1000:.0f} ms")
    print(f"asking at once ({whole.differing} answers differ by the change):")
    for one in whole.together:
        print(
            f"  {one.count} {one.kind:9} {'and a writer' if one.changes else 'alone':12} {one.rate:8.1f} answers/s"
            f" ({one.answers}), {one.wrong} wrong, {len(one.errors)} errors, {one.changes} changes"
            + "".join(f"\n    {error}" for error in dict.fromkeys(one.errors))
        )


def main() -> None:
    from tests.benchmarks.bars import plot, show_bars, show_growth

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clauses", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--questions", type=int, default=20, help="of each kind")
    parser.add_argument("--seconds", type=float, default=4.0, help="that each crew asks")
    parser.add_argument("--keep", type=Path, help="a folder for texts and indexes")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--plot", type=Path, help="an SVG file of p50 against clauses")
    args = parser.parse_args()
    print(describe())
    found: list[Whole] = []
    with tempfile.TemporaryDirectory() as name:
        for clauses in args.clauses:
            work = (args.keep or Path(name)).resolve() / str(clauses)
            found.append(measure(work, clauses, args.questions, args.seconds))
            show(found[-1])
    show_growth(found)
    show_bars(found[-1])
    if args.json:
        _write(args.json, found)
    if args.plot:
        args.plot.write_text(plot(found), encoding="utf-8")


def _write(file: Path, found: Sequence[Whole]) -> None:
    said = {"machine": describe(), "results": [asdict(whole) for whole in found]}
    file.write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
