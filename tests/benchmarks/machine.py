"""The machine and the versions that figures were measured with."""

from __future__ import annotations

import os
import platform
import sqlite3
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PACKAGES = ("numpy", "rank-bm25", "bm25s", "numba", "tantivy")


def describe() -> str:
    """One line: processor, cores, memory, Python and the versions of the systems that are compared."""
    names = Path("/proc/cpuinfo").read_text(encoding="ascii").splitlines()
    model = next((line.partition(":")[2].strip() for line in names if line.startswith("model name")), "?")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    held = ", ".join(f"{name} {_version(name)}" for name in _PACKAGES)
    return (
        f"{model}, {len(os.sched_getaffinity(0))} cores, {memory:.0f} GiB, {platform.system()},"
        f" Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {held}"
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "missing"
