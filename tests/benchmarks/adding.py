"""Adding much text: ``python tests/benchmarks/adding.py [--mb 100] [--laws FOLDER]``

Makes files of about 250 kB of the paragraphs of real documents in changing order, adds them, and holds wall time
and memory against jieba's own segmentation of the same text in one process.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from retrieval.document.source import find_sources, seed_folder

_JIEBA = """
import sys, time, logging, warnings
warnings.simplefilter("ignore")
import jieba
jieba.setLogLevel(logging.WARNING)
jieba.initialize()
texts = [open(name, encoding="utf-8").read() for name in sys.argv[1:]]
begun = time.perf_counter()
for text in texts:
    for _ in jieba.cut(text):
        pass
print(time.perf_counter() - begun)
"""


def make(folder: Path, megabytes: float, places: list[Path]) -> list[Path]:
    """Files of a plan's form, each with a title, a number and a date of its own."""
    chance = random.Random(3)
    paragraphs = [
        line
        for file in find_sources(places)
        for line in file.read_text(encoding="utf-8").splitlines()
        if len(line) > 20
    ]
    files, total = [], 0
    while total < megabytes * 1e6:
        number = len(files) + 1
        lines = [f"某市人民政府关于印发第{number}号产业发展规划的通知", f"某政发〔2021〕{number}号"]
        while sum(map(len, lines)) < 80_000:
            lines.append(re_numbered(chance.choice(paragraphs), chance))
        file = folder / f"plan-{number:04}.txt"
        file.write_text("\n".join(lines), encoding="utf-8")
        files.append(file)
        total += file.stat().st_size
    return files


def re_numbered(text: str, chance: random.Random) -> str:
    """The paragraph with other digits, so that no two are alike."""
    return "".join(str(chance.randrange(1, 10)) if char in "3456789" else char for char in text)


def memory_of(process: int) -> float:
    """MB that a process and all it has started hold."""
    total, open_ones = 0.0, [process]
    while open_ones:
        one = open_ones.pop()
        try:
            open_ones += map(int, Path(f"/proc/{one}/task/{one}/children").read_text(encoding="ascii").split())
            status = Path(f"/proc/{one}/status").read_text(encoding="ascii")
        except OSError:
            continue
        total += int(status.partition("VmRSS:")[2].split()[0]) / 1024 if "VmRSS:" in status else 0.0
    return total


def added(folder: Path, work: Path) -> tuple[float, float]:
    """Seconds and the peak of memory of ``wenzheng add``."""
    environment = {**os.environ, "XDG_DATA_HOME": str(work)}
    command = [sys.executable, "-m", "bot", "add", str(folder), "--corpus", "much"]
    begun = time.perf_counter()
    process = subprocess.Popen(command, env=environment)
    peak = [0.0]

    def watch() -> None:
        while process.poll() is None:
            peak[0] = max(peak[0], memory_of(process.pid))
            time.sleep(0.2)

    watching = threading.Thread(target=watch)
    watching.start()
    if process.wait():
        sys.exit("adding failed")
    seconds = time.perf_counter() - begun
    watching.join()
    return seconds, peak[0]


def jieba_alone(files: Sequence[Path]) -> float:
    """Seconds that jieba takes to cut the texts of the files into words, in one process, its dictionary loaded."""
    command = [sys.executable, "-c", _JIEBA, *map(str, files)]
    return float(subprocess.run(command, check=True, capture_output=True).stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mb", type=float, default=100)
    parser.add_argument("--max", type=float, help="fail above this ratio to jieba's time")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        folder = work / "texts"
        folder.mkdir()
        files = make(folder, given.mb, [seed_folder()])
        size = sum(file.stat().st_size for file in files) / 1e6
        seconds, peak = added(folder, work)
        index = sum(file.stat().st_size for file in (work / "wenzheng" / "corpora").iterdir()) / 1e6
        jieba = jieba_alone(files)
        print(
            f"{len(files)} files, {size:.0f} MB: added in {seconds:.1f} s, {peak:.0f} MB of memory, index {index:.0f} MB"
        )
        print(f"jieba alone {jieba:.1f} s, ratio {seconds / jieba:.2f}")
        if given.max and seconds / jieba > given.max:
            sys.exit(1)


if __name__ == "__main__":
    main()
