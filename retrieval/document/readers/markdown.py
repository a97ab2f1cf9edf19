"""Markdown: the words without the marks, line for line.

No parser is used: it would join lines and number lists anew, and a quote must have the lines and the numbers that
its author gave them.
"""

import re
from collections.abc import Iterator

from retrieval.document.model import Extract
from retrieval.document.readers.tables import table_lines
from retrieval.document.readers.text import decode

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(?:[^\n]*\n){0,100}?(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)")
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)")
_RULE = re.compile(r"^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|=+)$")
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_QUOTED = re.compile(r"^ {0,3}(?:>[ \t]?)+")
_BULLET = re.compile(r"^[ \t]*[-*+][ \t]+(?:\[[ xX]\][ \t]+)?")
_EDGE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_INLINE = (
    (re.compile(r"!\[([^\]\n]*)\]\([^)\n]*\)"), r"\1"),
    (re.compile(r"\[([^\]\n]+)\]\([^)\n]*\)"), r"\1"),
    (re.compile(r"<((?:https?|mailto):[^>\s]+)>"), r"\1"),
    (re.compile(r"(\*\*\*|\*\*|~~)(?=\S)([^*~\n]+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w_])(__)(?=\S)([^_\n]+?)(?<=\S)\1(?![\w_])"), r"\2"),
    (re.compile(r"(?<![*\w])\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*(?![*\w])"), r"\1"),
    (re.compile(r"`([^`\n]+)`"), r"\1"),
    (re.compile(r"</?(?:br|b|i|u|em|strong|center|font|span|p|div|sub|sup)\b[^>\n]{0,200}>", re.I), ""),
    (re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])"), r"\1"),
)
#: Marks are looked for in no longer stretch: the time that takes grows with its square.
_LONGEST = 4000
#: No line without one of these holds a mark; most lines of a law are such.
_MARKS = frozenset("*_`[<\\~")


def read_markdown(data: bytes, name: str) -> Extract:
    """The text of a Markdown file; tables as rows with bars, all else as lines."""
    text = _FRONT.sub("", decode(data, name))
    lines = list(_lines(_COMMENT.sub("", text).splitlines()))
    return Extract("\n".join(lines).strip("\n") + "\n")


def _lines(lines: list[str]) -> Iterator[str]:
    fenced, place = False, 0
    while place < len(lines):
        line = lines[place]
        if _FENCE.match(line):
            fenced = not fenced
        elif fenced:
            yield line
        elif "|" in line and place + 1 < len(lines) and "-" in lines[place + 1] and _EDGE.match(lines[place + 1]):
            rows, place = _table(lines, place)
            yield from rows
            continue
        elif not _RULE.match(line) or not line.strip():
            yield _plain(line)
        place += 1


def _table(lines: list[str], place: int) -> tuple[list[str], int]:
    """The rows of the table whose heads stand at ``place``, and the number of the line after it."""
    rows = [_cells(lines[place])]
    place += 2
    while place < len(lines) and "|" in lines[place]:
        rows.append(_cells(lines[place]))
        place += 1
    return table_lines(rows), place


def _cells(line: str) -> list[str]:
    inner = re.sub(r"(?<!\\)\|$", "", line.strip().removeprefix("|"))
    return [_inline(cell.strip()) for cell in re.split(r"(?<!\\)\|", inner)]


def _plain(line: str) -> str:
    line = _QUOTED.sub("", line)
    if heading := _HEADING.match(line):
        line = heading[1]
    return _inline(_BULLET.sub("", line).rstrip())


def _inline(text: str) -> str:
    if _MARKS.isdisjoint(text):
        return text
    if len(text) > _LONGEST:
        sentences = re.split("(?<=。)", text)
        return "".join(map(_inline, sentences)) if len(sentences) > 1 else text
    for pattern, kept in _INLINE:
        text = pattern.sub(kept, text)
    return text
