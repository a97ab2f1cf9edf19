"""Adding documents to an index and removing them, one by one."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from retrieval.index.build.indexer import update_index
from retrieval.index.build.prepare import job_of
from tests.benchmarks.plans import plan_of, text_of

#: Plans from this number on stand in no corpus.
NEW = 10_000_000


@dataclass(frozen=True)
class Changed:
    """Seconds that each of some documents took to be added and to be removed."""

    adding: list[float]
    removing: list[float]


def new_document(folder: Path, number: int = 0) -> Path:
    """Write a document that no corpus holds."""
    file = folder / f"new-{number}.txt"
    file.write_text(text_of(plan_of(NEW + number))[0], encoding="utf-8")
    return file


def change(path: Path, folder: Path, times: int) -> Changed:
    """Add some documents to the index at ``path``, each by itself, and take them out again."""
    files = [new_document(folder, number) for number in range(times)]
    adding = [_seconds(path, add=file) for file in files]
    removing = [_seconds(path, remove=file) for file in files]
    return Changed(adding, removing)


def _seconds(path: Path, add: Path | None = None, remove: Path | None = None) -> float:
    start = time.perf_counter()
    outcome = update_index(path, [job_of(add)] if add else [], [remove.stem] if remove else [])
    taken = time.perf_counter() - start
    if len(outcome.written) + len(outcome.removed) != 1:
        raise RuntimeError(f"nothing was changed: {outcome}")
    return taken
