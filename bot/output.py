"""Write output safely: without control characters of a source, and in whatever encoding a pipe takes."""

import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from retrieval.errors import WenzhengError, reason_of
from retrieval.text.pattern import lazy_pattern

#: Marks a stretch of text on a terminal: ``style(text)``.
Style = Callable[[str], str]

_SPACE = lazy_pattern(r"\r\n|[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]")
#: Control characters (with ESC and CSI, which open commands to the terminal), marks that turn the direction of
#: writing, and halves of characters, as they stand for the bytes of a file name that is no UTF-8.
_HARMFUL = lazy_pattern("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
#: What JSON may hold as it is, and yet ends a line or commands a terminal for some who read it, or cannot be encoded.
_ESCAPED = lazy_pattern("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def harmless(text: str) -> str:
    """``text`` on one line, with what a terminal would obey replaced."""
    return _HARMFUL.sub("\ufffd", _SPACE.sub(" ", text))


def json_line(value: Any) -> str:
    """``value`` as JSON on one line, in characters that standard output can write."""
    text = _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(value, ensure_ascii=False))
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return json.dumps(value)
    return text


def write_text(place: str, text: str) -> bool:
    """Write text into a file, or to standard output for ``-``; return whether it is a file. Raises ``WenzhengError``."""
    if place == "-":
        sys.stdout.write(text)
        return False
    try:
        Path(place).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise WenzhengError(f"不能写到 {place}：{reason_of(error)}。请检查文件夹和权限，或换一个位置。") from error
    return True


def prepare_streams() -> None:
    """Make the standard streams take whatever comes: a closed one, bytes that are no text, a character too many."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115  # open to the end
    for stream, errors in ((sys.stdin, "surrogateescape"), (sys.stdout, "replace")):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=errors)


def give_up_output() -> None:
    """Write nothing more: standard output failed, and what it still holds must not fail again at the end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
