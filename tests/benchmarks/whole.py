"""The whole answer as the corpus grows: building, asking, cold starts, changes, and many asking at once.

    python -m tests.benchmarks.whole [--clauses 10000 100000 1000000] [--keep FOLDER] [--json FILE] [--plot FILE.svg]

The corpus is the five documents that ship, and as many more like them as are needed (``tests.benchmarks.plans``),
added by ``wenzheng add``. Each part runs in processes of its own. The bars of the project are printed beside what was
measured. With ``--keep`` texts and index stay for the next run, as long as the same code would make the same index.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from retrieval.document.source import find_sources, seed_folder
from retrieval.index.build.freshness import fingerprint
from retrieval.index.build.indexer import build_index
from retrieval.index.store import Index
from tests.benchmarks import plans, report
from tests.benchmarks.adding import added, jieba_alone
from tests.benchmarks.asking import ask_all
from tests.benchmarks.changing import change
from tests.benchmarks.machine import describe
from tests.benchmarks.processes import apart
from tests.benchmarks.put import mixed
from tests.benchmarks.report import Built, Cold, Whole
from tests.benchmarks.timing import medians
from tests.benchmarks.together import together

#: The corpus that ``adding.added`` adds to.
_CORPUS = "much"
_COLD = "南京2020年产业规模目标"
_WARM, _CHANGES, _COLD_RUNS, _UPDATES = 10, 7, 11, 5
_EACH_TOGETHER = 2


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
    """Build in the folder ``work``, and measure: ``each`` questions of every kind, crews asking for ``seconds``.

    Each part is printed as soon as it is there.
    """
    work.mkdir(parents=True, exist_ok=True)
    os.environ["XDG_DATA_HOME"] = str(work)  # for the commands: nobody's own documents are asked as well
    built, index = build(work, clauses)
    report.show_built(built)
    asked, memory = apart(ask_all, index, *mixed(each, _WARM))
    report.show_asked(asked, memory)
    bot = [sys.executable, "-m", "bot"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        apart(_five, folder / "five.db")
        cold = Cold(
            *medians(
                [*bot, "ask", "--corpus", _CORPUS, _COLD],
                [*bot, "ask", "--db", str(folder / "five.db"), _COLD],
                [sys.executable, "-W", "ignore", "-c", "import jieba; jieba.lcut('南京')"],
                runs=_COLD_RUNS,
            )
        )
        report.show_cold(cold)
        changed, changing_memory = apart(change, index, folder, _CHANGES)
        (update,) = medians([*bot, "update", "--corpus", _CORPUS], runs=_UPDATES)
        report.show_changed(changed, changing_memory, update)
        found, differing = together(index, folder, _EACH_TOGETHER, seconds)
        report.show_together(found, differing)
    return Whole(built, asked, memory, cold, changed, changing_memory, update, found, differing)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clauses", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--questions", type=int, default=20, help="of each kind")
    parser.add_argument("--seconds", type=float, default=4.0, help="that each crew asks")
    parser.add_argument("--keep", type=Path, help="a folder for texts and indexes")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--plot", type=Path, help="an SVG file of p50 against clauses")
    args = parser.parse_args()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)  # a long run is watched through a file
    print(describe())
    found: list[Whole] = []
    with tempfile.TemporaryDirectory() as name:
        for clauses in args.clauses:
            work = (args.keep or Path(name)).resolve() / str(clauses)
            found.append(measure(work, clauses, args.questions, args.seconds))
    report.show_growth(found)
    report.show_bars(found[-1])
    if args.json:
        _write(args.json, found)
    if args.plot:
        args.plot.write_text(report.plot(found), encoding="utf-8")


def _write(file: Path, found: Sequence[Whole]) -> None:
    said = {"machine": describe(), "results": [asdict(whole) for whole in found]}
    file.write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
