"""Lay text out on a terminal: widths as they are seen (a Chinese character takes two columns), lines that hang, columns
in line, a pager for what is longer than the screen."""

import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import click

#: Text wider than this is hard to read, however wide the terminal is.
MOST_COLUMNS = 100
_ESCAPE = r"\x1b\[[0-9;]{0,20}m"
#: What is not torn at the end of a line: a word or a number, a mark and what it opens or closes.
_PIECE = re.compile(
    rf"(?:{_ESCAPE})|[（《〈「『【〔“‘]{{0,3}}(?:[!-~]{{1,40}}|[^\x1b])[，。、；：！？）》〉」』】〕”’…％]{{0,3}}",
    re.DOTALL,
)
#: How the first line of a paragraph begins; the others are indented as far.
_HANGS = re.compile(rf"(?:{_ESCAPE})*(?P<indent> {{0,12}}(?:\[\d{{1,3}}\] |\d{{1,3}}\. )?)")


@lru_cache(maxsize=8192)
def _columns(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in {"Cf", "Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def width_of(text: str) -> int:
    """How many columns a text takes; escape sequences for styles take none."""
    return sum(map(_columns, re.sub(_ESCAPE, "", text)))


def padded(text: str, width: int) -> str:
    """A text with blanks behind it up to a width."""
    return text + " " * (width - width_of(text))


def wrapped(text: str, width: int) -> str:
    """Text with its lines broken to a width; what continues one hangs below its first word: [1] and 1. stand out."""
    return "\n".join(part for line in text.split("\n") for part in _broken(line, width))


def _broken(line: str, width: int) -> Iterator[str]:
    if width_of(line) <= width:
        yield line
        return
    hangs = _HANGS.match(line)
    indent = " " * len(hangs["indent"]) if hangs else ""
    held, used, bare = "", 0, True
    for piece in _PIECE.findall(line):
        size = width_of(piece)
        if used + size > width and not bare:
            yield held.rstrip(" ")
            held, used = indent, len(indent)
            piece = piece.lstrip(" ")  # noqa: PLW2901  # a blank at the break is the break
            size = width_of(piece)
        held, used = held + piece, used + size
        bare = bare and not piece.strip(" ")
    yield held


def in_columns(rows: Sequence[Sequence[str]], most: int = 28) -> list[str]:
    """Rows as lines whose cells stand in line; the last cell of a row is as wide as it is. A column is at most ``most``
    wide: a longer cell pushes the rest of its row on."""
    cells = zip(*(map(width_of, row[:-1]) for row in rows), strict=True)
    widths = [max((width for width in column if width <= most), default=0) for column in cells]
    return ["  ".join([*map(padded, row[:-1], widths), row[-1]]) for row in rows]


def is_plain() -> bool:
    """Whether the terminal, or who sits at it, wants no styles (https://no-color.org)."""
    return bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"


def columns() -> int:
    """How wide text may be where standard output is a terminal."""
    return min(shutil.get_terminal_size().columns, MOST_COLUMNS)


def fitting(text: str) -> str:
    """Text broken to the terminal's width where standard output is one; as it is where it goes elsewhere."""
    return wrapped(text, columns()) if sys.stdout.isatty() else text


def show(text: str) -> None:
    """Print text as it fits (see ``fitting``); through a pager where it is longer than the screen of a terminal."""
    shown = fitting(text)
    long = shown.count("\n") + 2 > shutil.get_terminal_size().lines
    if long and sys.stdout.isatty() and sys.stdin.isatty() and os.environ.get("TERM") != "dumb":
        os.environ.setdefault("LESS", "-FRX")
        click.echo_via_pager(shown + "\n")
    else:
        click.echo(shown)


def echo_lines(lines: Iterable[str]) -> None:
    """Print lines together (see ``show``)."""
    show("\n".join(lines))
