"""How far adding is, on one line of a terminal: files, bytes, how fast, how long still."""

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import click

from bot.output import harmless
from bot.terminal import is_plain

_WIDTH = 20
#: A terminal need not be drawn on more often.
_EVERY = 0.1


class Progress:
    """Told by indexing of each step (see ``retrieval.index.build.indexer.Progress``); draws where standard error is a terminal."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._sizes = [_size(file) for file in files]
        self._whole = sum(self._sizes) or 1
        self._begun = time.monotonic()
        self._drawn = 0.0

    def __call__(self, done: int, _total: int, name: str) -> None:
        now = time.monotonic()
        if is_plain() or not sys.stderr.isatty() or now - self._drawn < _EVERY:
            return
        self._drawn = now
        size = sum(self._sizes[: max(0, done - 1)])  # the last one has only begun
        filled = _WIDTH * size // self._whole
        rate = size / max(now - self._begun, 0.001)
        left = f"剩 {(self._whole - size) / rate:.0f} 秒" if size else ""
        click.echo(
            f"\r\x1b[K[{'#' * filled}{'-' * (_WIDTH - filled)}] {min(done, len(self._sizes))}/{len(self._sizes)} 份 "
            f"{size / 1e6:.1f}/{self._whole / 1e6:.1f} MB {rate / 1e6:.2f} MB/秒 {left} {harmless(name)[:30]}",
            err=True,
            nl=False,
        )

    def end(self) -> None:
        """Leave the line."""
        if self._drawn:
            click.echo("\r\x1b[K", err=True, nl=False)


def _size(file: Path) -> int:
    try:
        return os.stat(file).st_size
    except OSError:
        return 0
