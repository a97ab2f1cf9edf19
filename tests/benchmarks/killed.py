"""``wenzheng add`` killed at random moments: ``python -m tests.benchmarks.killed [--times 200] [--scans]``

After each: the index opens, PRAGMA integrity_check is ok, every clause is its source's, the documents are those
before or those after, and the next ``add`` completes. With ``--scans`` the folder holds scanned pages too, and the next
``add`` recognizes no page anew that had been recognized.
"""

import argparse
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from PIL import Image

from retrieval.document.source import find_sources, seed_folder
from retrieval.index.build.indexer import build_index
from retrieval.index.build.verify import find_faults
from retrieval.index.store import Index

OFFICE = Path(__file__).parents[1] / "document" / "files" / "office"
#: Scans are strips of a picture, in parts of its height: as quickly recognized as a few lines are.
STRIPS = ((0.0, 0.3), (0.2, 0.35), (0.25, 0.4))


def shelf(folder: Path, scans: bool) -> Path:
    """Some documents that are not among the seeds: copies of them under other names, and scans."""
    folder.mkdir()
    with Image.open(OFFICE / "photo.png") as page:
        for top, bottom in STRIPS if scans else ():
            strip = page.crop((0, int(top * page.height), page.width, int(bottom * page.height)))
            strip.save(folder / f"strip{top}.png")
    for number, file in enumerate((*find_sources([seed_folder()]), find_sources([seed_folder()])[0])):
        shutil.copy(file, folder / f"copy{number}.txt")
    return folder


def pages(cache: Path) -> set[tuple[str, int]]:
    """The recognized pages that are kept, and when each was written."""
    return {(file.name, file.stat().st_mtime_ns) for file in cache.glob("**/*.json")}


def documents(db: Path) -> int:
    with sqlite3.connect(db) as connection:
        if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            sys.exit("the file is damaged")
    with Index(db) as index:
        if faults := find_faults(index):
            sys.exit(f"faults: {faults[:3]}")
        return len(index.documents)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--scans", action="store_true")
    times, scans = (given := parser.parse_args()).times, given.scans
    chance, seen = random.Random(11), Counter[str]()
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        folder, built, db = shelf(work / "shelf", scans), work / "built.db", work / "index.db"
        cache, count = work / "cache", len(list(folder.iterdir()))
        build_index(built, find_sources([seed_folder()]))
        before = documents(built)
        environment = {**os.environ, "WENZHENG_DB": str(db), "XDG_DATA_HOME": str(work), "XDG_CACHE_HOME": str(cache)}
        command = [str(Path(sys.executable).with_name("wenzheng")), "add", str(folder)]
        shutil.copy(built, db)
        begun = time.perf_counter()
        subprocess.run(command, env=environment, check=True, capture_output=True)
        whole = time.perf_counter() - begun
        for _ in range(times):
            for old in work.glob("index.db*"):
                old.unlink()
            shutil.rmtree(cache, ignore_errors=True)
            shutil.copy(built, db)
            process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(0.0, 1.1 * whole))
            process.kill()
            process.wait()
            found = documents(db)
            seen["before" if found == before else "after" if found == before + count else f"between: {found}"] += 1
            kept = pages(cache)
            subprocess.run(command, env=environment, check=True, capture_output=True)
            if pages(cache) | kept != pages(cache):
                sys.exit("a page was recognized again")
            seen["pages kept"] += len(kept)
            if documents(db) != before + count:
                sys.exit("the next add did not complete")
    print(f"{times} kills within {whole:.1f} s: {dict(seen)}; every next add completed")
    if set(seen) - {"before", "after", "pages kept"}:
        sys.exit(1)


if __name__ == "__main__":
    main()
