"""The texts of the documents in the index file, in chunks: a stretch of text together with the clauses that lie in it.

A clause is a slice of the text, so the text is kept once, and compressed; a chunk is small, so that one clause from
anywhere is read in some tens of microseconds. What clauses inherit is kept once a chunk.
"""

from __future__ import annotations  # array[int] is subscriptable from 3.12 on only

import json
import zlib
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain, pairwise
from typing import Any

from retrieval.clause.model import Clause, ClauseKind
from retrieval.clause.provision import Provision, parse_provision
from retrieval.document.model import Span
from retrieval.index.sqlite.rows import Row, typed

#: Bytes that a chunk may take, so that three fill a page: about 2,000 characters. One clause from anywhere is then read
#: in 49 µs; were there two, the file would be smaller by 0.03 of the text's size, and it would be 72 µs.
_MOST = 2680
#: Characters that the first chunk of a document is tried with, and how often others are.
_TYPICAL, _TRIES = 2000, 4
#: All of Unicode, and two bytes for a Chinese character: compressed, a tenth smaller than UTF-8.
_ENCODING = "gb18030"
#: What clauses inherit is JSON, which has no line breaks of its own; each is read only when it is needed.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_LINE, _TEXT = "\n", "\n\n"
_KINDS = tuple(ClauseKind)
#: Numbers kept of each clause: the gap before it, its length, kind, paragraph, sentence, section, what it inherits.
_NUMBERS = 7


@dataclass(frozen=True)
class Chunk:
    """A stretch of a document's text with the clauses in it, whose ids are ``ids`` and whose numbers begin with
    ``number``. What is kept of these is unpacked when they are asked for: all methods raise ``ValueError``,
    ``TypeError`` or ``LookupError`` for what ``chunk_rows`` did not write."""

    document: str
    start: int
    number: int
    ids: range
    text: str
    _inherited: tuple[str, ...]
    _packed_numbers: bytes

    @property
    def end(self) -> int:
        """Where it ends in the document's text."""
        return self.start + len(self.text)

    def clause(self, identity: int) -> Clause:
        """The clause of an id among ``ids``."""
        place = self.ids.index(identity)
        span = self._span(place)
        path, lead, years, duty, provision, breaks = self._inherits(place)
        kinds, paragraphs, sentences, sections = self._places
        return Clause(
            self.document,
            self.number + place,
            self.start + span.start,
            self.start + span.end,
            span.of(self.text),
            _KINDS[kinds[place]],
            paragraphs[place],
            sentences[place],
            path,
            lead,
            years,
            self._within(*duty) if duty else None,
            parse_provision(provision) if provision else None,
            breaks,
            sections[place],
        )

    def clauses(self) -> Iterator[Clause]:
        """All its clauses in order."""
        return map(self.clause, self.ids)

    def provisions(self) -> Iterator[tuple[int, Span, Provision]]:
        """The clauses that stand in an article of a law: id, span in the document, and place in the law."""
        for place, identity in enumerate(self.ids):
            if provision := self._inherits(place)[4]:
                span = self._span(place)
                yield identity, self._within(span.start, span.end), parse_provision(provision)

    def number_at(self, place: int) -> int:
        """The number of the last clause that begins at ``place`` of the document or before; else of the first."""
        return self.number + max(0, bisect_right(self._edges[::2], place - self.start) - 1)

    def _within(self, start: int, end: int) -> Span:
        typed((start, end), int, int)
        return Span(self.start + start, self.start + end)

    def _span(self, place: int) -> Span:
        """Where in ``text`` a clause stands."""
        start, end = self._edges[2 * place : 2 * place + 2]
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"no such stretch: {start} to {end}")
        return Span(start, end)

    def _inherits(self, place: int) -> Any:
        """What a clause inherits: its path, lead, years, duty bracket, provision and breaks."""
        number = self._columns[-1][place]
        if number not in self._read:
            path, lead, years, duty, provision, breaks = json.loads(self._inherited[number])
            typed((lead, *path), *[str] * (1 + len(path)))
            typed((*years, *breaks), *[int] * (len(years) + len(breaks)))
            self._read[number] = tuple(path), lead, tuple(years), duty, provision, tuple(breaks)
        return self._read[number]

    @cached_property
    def _read(self) -> dict[int, Any]:
        """What has been read of what clauses inherit: most inherit what their neighbours do."""
        return {}

    @cached_property
    def _places(self) -> Sequence[Sequence[int]]:
        """Of each clause: its kind, paragraph, sentence and section."""
        kinds, *steps, _ = self._columns
        return kinds, *(array("i", accumulate(column)) for column in steps)

    @cached_property
    def _numbers(self) -> array[int]:
        numbers = array("i", _unpacked(self._packed_numbers))
        if len(numbers) != _NUMBERS * len(self.ids):
            raise ValueError(f"not {len(self.ids)} clauses")
        return numbers

    @cached_property
    def _edges(self) -> array[int]:
        """Where in ``text`` each clause begins and ends."""
        return array("i", accumulate(self._numbers[: 2 * len(self.ids)]))

    @cached_property
    def _columns(self) -> list[array[int]]:
        """Of each clause: its kind, the steps to its paragraph, sentence and section, and which of what is inherited it has."""
        count = len(self.ids)
        columns = [self._numbers[place * count : (place + 1) * count] for place in range(2, _NUMBERS)]
        if min(*columns[0], *columns[-1]) < 0:
            raise ValueError("no such kind, or nothing inherited")
        return columns


def chunk_rows(document: str, text: str, clauses: Sequence[Clause], first: int) -> Iterator[Row]:
    """Yield a document as rows of the table ``chunks``, in the order of its columns, but for their ids.

    ``clauses`` are in order and do not overlap; ``first`` is what their numbers are counted from.
    """
    number, start, reach, most = 0, 0, _TYPICAL, _MOST - len(document.encode())
    while True:
        after, packed = _full(text, clauses, number, start, reach, most)
        count = after - number
        yield document, start, number, first + number if count else None, count, *packed
        if after == len(clauses):
            return
        reach = clauses[after].start - start
        number, start = after, clauses[after].start


def _full(
    text: str, clauses: Sequence[Clause], number: int, start: int, reach: int, most: int
) -> tuple[int, tuple[bytes, bytes]]:
    """Pack clauses from ``number`` on, with the text from ``start`` on, into a chunk of ``most`` bytes or little less.

    ``reach`` is how many characters may fit. Returns the number of the clause behind, and what was packed.
    """
    for _ in range(_TRIES):
        after = bisect_left(clauses, start + reach, number, key=lambda clause: clause.start)
        after = min(max(after, number + 1), len(clauses))
        end = clauses[after].start if after < len(clauses) else len(text)
        packed = _packed(text[start:end], clauses[number:after], start)
        size = sum(map(len, packed))
        if size <= most and (size > 0.94 * most or after == len(clauses)):
            break
        reach = int((end - start) * 0.97 * most / size)
    return after, packed


def _packed(text: str, clauses: Sequence[Clause], start: int) -> tuple[bytes, bytes]:
    inherited: dict[str, int] = {}
    heirs = [inherited.setdefault(_inherited(clause, start), len(inherited)) for clause in clauses]
    content = f"{_LINE.join(inherited)}{_TEXT}{text}"
    return zlib.compress(content.encode(_ENCODING)), zlib.compress(_numbers(clauses, start, heirs).tobytes())


def _inherited(clause: Clause, start: int) -> str:
    duty = (clause.duty.start - start, clause.duty.end - start) if clause.duty else None
    provision = clause.provision.text if clause.provision else None
    return _ENCODER.encode((clause.path, clause.lead, clause.years, duty, provision, clause.breaks))


def _numbers(clauses: Sequence[Clause], start: int, heirs: Sequence[int]) -> array[int]:
    """The numbers of each clause; those that rise are kept as steps, which are small."""
    edges = [edge - start for clause in clauses for edge in (clause.start, clause.end)]
    kinds = (_KINDS.index(clause.kind) for clause in clauses)
    paragraphs = [clause.paragraph for clause in clauses]
    sentences = [clause.sentence for clause in clauses]
    sections = [clause.section for clause in clauses]
    return array("i", chain(_steps(edges), kinds, *map(_steps, (paragraphs, sentences, sections)), heirs))


def _steps(numbers: Sequence[int]) -> Iterator[int]:
    return (after - before for before, after in pairwise(chain([0], numbers)))


def chunk_text(row: Row) -> str:
    """The text of a chunk from its ``content``. Raises ``ValueError`` or ``TypeError`` for what has none."""
    return _content(*row)[1]


def _content(held: bytes) -> tuple[str, str]:
    """What clauses inherit, as lines of JSON, and the text."""
    inherited, parted, text = _unpacked(held).decode(_ENCODING).partition(_TEXT)
    if not parted:
        raise ValueError("no text")
    return inherited, text


def read_chunk(row: Row) -> Chunk:
    """Read a row of the table ``chunks``. Raises ``ValueError`` or ``TypeError`` for what ``chunk_rows`` did not write."""
    document, start, number, first, count, content, numbers = row
    typed((document, start, number, count, content, numbers), str, int, int, int, bytes, bytes)
    if count:
        typed((first,), int)
    inherited, text = _content(content)
    ids = range(first, first + count) if count else range(0)
    return Chunk(document, start, number, ids, text, tuple(inherited.split(_LINE)), numbers)


def _unpacked(held: bytes) -> bytes:
    try:
        return zlib.decompress(held)
    except zlib.error as error:
        raise ValueError("not what was packed") from error
