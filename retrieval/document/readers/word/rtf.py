"""RTF, by striprtf: its paragraphs with the notes to them, and the rows of its tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from striprtf.striprtf import rtf_to_text

from retrieval.document.model import Extract
from retrieval.document.readers.word.written import of_lines
from retrieval.errors import SourceError

_TOKEN = re.compile(r"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'[0-9a-fA-F]{2}|\\[^a-z]|[{}]|[^\\{}]+")
#: So many pieces of what a cell says are said again in the rows that it reaches down to.
_LONGEST = 400
#: 注, as the format has characters beyond ASCII.
_NOTE = r"\u27880 ?"


def read_rtf(data: bytes, name: str) -> Extract:
    """The text of an RTF file, and where its paragraphs begin."""
    try:
        text: str = rtf_to_text("".join(_Seen().tokens(data.decode("latin-1"))), encoding="gb18030", errors="replace")  # type: ignore[no-untyped-call]
    except (ValueError, LookupError, IndexError, KeyError, TypeError) as error:
        raise SourceError(f"RTF 文件 {name} 不完整或已损坏。请用 Word 或 WPS 打开后另存为 .docx。") from error
    return of_lines(text.replace("\0", "").splitlines(), name)


@dataclass
class _Table:
    """How the cells of a row go on with those above: ``g`` begins a cell over several rows, ``r`` goes on with it."""

    merged: list[str] = field(default_factory=list)
    next_one: str = ""
    cell: int = 0
    said: dict[int, list[str]] = field(default_factory=dict)

    def read(self, word: str | None, token: str) -> Iterator[str]:
        """Process a token; return the text of the cell above where that is merged into this one."""
        if word == "trowd":
            self.merged, self.next_one, self.cell = [], "", 0
        elif word in {"clvmgf", "clvmrg"}:
            self.next_one = word[-2]
        elif word == "cellx":
            self.merged.append(self.next_one)
            self.next_one = ""
        elif word == "cell":
            if self.cell < len(self.merged) and self.merged[self.cell] == "r":
                yield from self.said.get(self.cell, ())
            self.cell += 1
        elif word in {None, "u"} and token not in "{}" and self.merged[self.cell : self.cell + 1] == ["g"]:
            said = self.said.setdefault(self.cell, [])
            said += [token] if len(said) < _LONGEST else []
        if word == "row":
            self.cell = 0
            self.said = {cell: said for cell, said in self.said.items() if self.merged[cell : cell + 1] != [""]}


class _Seen:
    """Reads a file without what is hidden or deleted in it, with notes behind their paragraphs and with what a cell over
    several rows says in each of them."""

    def __init__(self) -> None:
        self._hidden = self._in_row = False
        self._outer: list[bool] = []
        self._note_from = self._count = 0
        self._note: list[str] = []
        self._table = _Table()

    def tokens(self, text: str) -> Iterator[str]:
        for match in _TOKEN.finditer(text):
            token, word = match[0], match[1]
            self._read(token, word, match[2] != "0")
            if self._hidden and token not in "{}" and word in {None, "u", "par", "line", "tab"}:
                continue
            if word == "footnote":
                self._count, self._note_from = self._count + 1, len(self._outer)
                self._note.append(f"[{_NOTE}{self._count}] ")
                yield f"}}[{_NOTE}{self._count}]{{"
            elif self._note_from > len(self._outer):  # its group is closed
                self._note_from = 0
                self._note.append(r"\par ")
                yield token
            elif self._note_from:
                self._note += [token] if word in {None, "u"} and token not in "{}" else []
            else:
                yield from self._table.read(word, token)
                yield token
                self._in_row = word != "pard" and (self._in_row or word == "intbl")
                if word == "row" or (word == "par" and not self._in_row):
                    yield from self._note
                    self._note = []

    def _read(self, token: str, word: str | None, is_on: bool) -> None:
        """Process a control word that hides text up to the end of its group."""
        if token == "{":
            self._outer.append(self._hidden)
        elif token == "}":
            self._hidden = self._outer.pop() if self._outer else False
        elif word in {"v", "deleted"}:
            self._hidden = is_on
        elif word == "plain":
            self._hidden = False
