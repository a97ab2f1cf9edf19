"""Say what a folder holds that is not read: how many files of each kind, some of them by name, and what to do."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.output import harmless

if TYPE_CHECKING:
    from retrieval.index.build.worker_pool import Failure

#: Of each kind so many files are named.
_NAMED = 3


def passed_over(passed: Sequence["Failure"]) -> dict[str, list[Path]]:
    """The files that are passed over, by the reason, the most frequent first."""
    found: dict[str, list[Path]] = {}
    for one in passed:
        found.setdefault(one.reason, []).append(one.path)
    return dict(sorted(found.items(), key=lambda held: (-len(held[1]), held[0])))


def passed_line(passed: Mapping[str, Sequence[Path]]) -> str:
    """One line on all that is passed over; empty where nothing is."""
    parts = [
        f"{reason} {len(files)} 个：{'、'.join(file.name for file in files[:_NAMED])}{' 等' if len(files) > _NAMED else ''}"
        for reason, files in passed.items()
    ]
    total = sum(map(len, passed.values()))
    return harmless(f"没有读的有 {total} 个：{'；'.join(parts)}。") if parts else ""
