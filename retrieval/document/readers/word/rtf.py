"""RTF, by striprtf: its paragraphs, and the rows of its tables."""

import re
from collections.abc import Iterator

from striprtf.striprtf import rtf_to_text

from retrieval.document.model import Extract
from retrieval.document.readers.word.written import of_lines
from retrieval.errors import SourceError

_TOKEN = re.compile(r"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'[0-9a-fA-F]{2}|\\[^a-z]|[{}]|[^\\{}]+")


def read_rtf(data: bytes, name: str) -> Extract:
    """The text of an RTF file, and where its paragraphs begin."""
    try:
        text: str = rtf_to_text("".join(_seen(data.decode("latin-1"))), encoding="gb18030", errors="replace")  # type: ignore[no-untyped-call]
    except (ValueError, LookupError, IndexError, KeyError, TypeError) as error:
        raise SourceError(f"RTF 文件 {name} 不完整或已损坏。请用 Word 或 WPS 打开后另存为 .docx。") from error
    return of_lines(text.replace("\0", "").splitlines(), name)


def _seen(text: str) -> Iterator[str]:
    """The file without what is hidden or deleted in it."""
    hidden = False
    outer: list[bool] = []
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token == "{":
            outer.append(hidden)
        elif token == "}":
            hidden = outer.pop() if outer else False
        elif match[1] in {"v", "deleted"}:
            hidden = match[2] != "0"
        elif match[1] == "plain":
            hidden = False
        elif hidden and (match[1] in {None, "u", "par", "line", "tab"}):
            continue
        yield token
