"""The texts of the documents in the index file, in chunks: a stretch of text together with the clauses that lie in it.

A clause is a slice of the text, so the text is kept once, and compressed; a chunk is small, so that one clause from
anywhere is read in some tens of microseconds. What clauses inherit is kept once a chunk.
"""

from __future__ import annotations  # array[int] is subscriptable from 3.12 on only

import json
import zlib
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise
from typing import Any

from retrieval.clause.model import Clause, ClauseKind
from retrieval.clause.provision import Provision, parse_provision
from retrieval.document.model import Span
from retrieval.index.rows import Row, typed

#: A chunk goes on to the first clause that begins so many characters after it. Twice as many would make the file
#: smaller by 0.05 of the text's size, and reading a clause slower by half.
CHUNK = 2048
#: All of Unicode, and two bytes for a Chinese character: compressed, a tenth smaller than UTF-8.
_ENCODING = "gb18030"
_KINDS = tuple(ClauseKind)
#: Numbers kept of each clause: the gap before it, its length, kind, paragraph, sentence, what it inherits.
_NUMBERS = 6


@dataclass(frozen=True)
class Chunk:
    """A stretch of a document's text with the clauses in it; ``edges`` are where in ``text`` each begins and ends,
    ``inherited`` and ``heirs`` what they inherit and which of that each does."""

    document: str
    start: int
    text: str
    ids: range
    first_number: int
    edges: array[int]
    kinds: array[int]
    paragraphs: array[int]
    sentences: array[int]
    heirs: array[int]
    inherited: list[Any]

    @property
    def end(self) -> int:
        """Where it ends in the document's text."""
        return self.start + len(self.text)

    def clause(self, identity: int) -> Clause:
        """The clause of an id among ``ids``. Raises ``ValueError`` or ``TypeError`` where it inherits what none can."""
        place = self.ids.index(identity)
        start, end = self.edges[2 * place : 2 * place + 2]
        path, lead, years, duty, provision = self.inherited[self.heirs[place]]
        typed((lead, *path), *[str] * (1 + len(path)))
        typed(tuple(years), *[int] * len(years))
        return Clause(
            self.document,
            self.first_number + place,
            self.start + start,
            self.start + end,
            self.text[start:end],
            _KINDS[self.kinds[place]],
            self.paragraphs[place],
            self.sentences[place],
            tuple(path),
            lead,
            tuple(years),
            self._duty(*duty) if duty else None,
            parse_provision(provision) if provision else None,
        )

    def _duty(self, start: int, end: int) -> Span:
        typed((start, end), int, int)
        return Span(self.start + start, self.start + end)

    def clauses(self) -> Iterator[tuple[int, Clause]]:
        """All its clauses by their ids."""
        return ((identity, self.clause(identity)) for identity in self.ids)

    def provisions(self) -> Iterator[tuple[int, Span, Provision]]:
        """The clauses that stand in an article of a law: id, span in the document, and place in the law."""
        for place, identity in enumerate(self.ids):
            if provision := self.inherited[self.heirs[place]][4]:
                start, end = self.edges[2 * place : 2 * place + 2]
                yield identity, Span(self.start + start, self.start + end), parse_provision(provision)

    def number_at(self, place: int) -> int:
        """The number of the last clause that begins at ``place`` of the document or before; else of the first."""
        return self.first_number + max(0, bisect_right(self.edges[::2], place - self.start) - 1)


def chunk_rows(document: str, text: str, clauses: Sequence[Clause], first: int) -> Iterator[Row]:
    """Yield a document as rows of the table ``chunks``, in the order of its columns, but for their ids.

    ``clauses`` are in order and do not overlap; ``first`` is what their numbers are counted from.
    """
    opening = [0]
    for clause in clauses[1:]:
        if clause.start - (clauses[opening[-1]].start if opening[-1] else 0) >= CHUNK:
            opening.append(clause.number)
    starts = [0, *(clauses[number].start for number in opening[1:]), len(text)]
    for (number, after), (start, end) in zip(pairwise([*opening, len(clauses)]), pairwise(starts), strict=True):
        some = clauses[number:after]
        inherited: dict[Row, int] = {}
        heirs = [inherited.setdefault(_inherited(clause, start), len(inherited)) for clause in some]
        content = json.dumps([text[start:end], list(inherited)], ensure_ascii=False, separators=(",", ":"))
        yield (
            *(document, start, number, first + number if some else None, len(some)),
            zlib.compress(content.encode(_ENCODING)),
            zlib.compress(_numbers(some, start, heirs).tobytes()),
        )


def _inherited(clause: Clause, start: int) -> Row:
    duty = (clause.duty.start - start, clause.duty.end - start) if clause.duty else None
    return clause.path, clause.lead, clause.years, duty, clause.provision.text if clause.provision else None


def _numbers(clauses: Sequence[Clause], start: int, heirs: Sequence[int]) -> array[int]:
    """The numbers of each clause; those that rise are kept as steps, which are small."""
    edges = [edge - start for clause in clauses for edge in (clause.start, clause.end)]
    kinds = (_KINDS.index(clause.kind) for clause in clauses)
    paragraphs = [clause.paragraph for clause in clauses]
    sentences = [clause.sentence for clause in clauses]
    return array("i", chain(_steps(edges), kinds, _steps(paragraphs), _steps(sentences), heirs))


def _steps(numbers: Sequence[int]) -> Iterator[int]:
    return (after - before for before, after in pairwise(chain([0], numbers)))


def chunk_text(row: Row) -> str:
    """The text of a chunk from its ``content``. Raises ``ValueError`` or ``TypeError`` for what has none."""
    return _content(*row)[0]


def _content(held: bytes) -> tuple[str, list[Any]]:
    text, inherited = json.loads(_unpacked(held).decode(_ENCODING))
    typed((text, inherited), str, list)
    return text, inherited


def read_chunk(row: Row) -> Chunk:
    """Read what ``chunk_rows`` wrote. Raises ``ValueError`` or ``TypeError`` for a row that it did not write."""
    document, start, number, first, count, content, numbers = row
    typed((document, start, number, count, content, numbers), str, int, int, int, bytes, bytes)
    text, inherited = _content(content)
    if count:
        typed((first,), int)
    kept = array("i", _unpacked(numbers))
    if len(kept) != _NUMBERS * count:
        raise ValueError(f"not {count} clauses")
    columns = [kept[place * count : (place + 1) * count] for place in range(2, _NUMBERS)]
    edges = array("i", accumulate(kept[: 2 * count]))
    _within(edges, len(text) + 1)
    _within(columns[0], len(_KINDS))
    _within(columns[3], len(inherited))
    return Chunk(
        document,
        start,
        text,
        range(first, first + count) if count else range(0),
        number,
        edges,
        columns[0],
        array("i", accumulate(columns[1])),
        array("i", accumulate(columns[2])),
        columns[3],
        inherited,
    )


def _within(numbers: array[int], stop: int) -> None:
    if numbers and not 0 <= min(numbers) <= max(numbers) < stop:
        raise ValueError(f"numbers beyond {stop}")


def _unpacked(held: bytes) -> bytes:
    try:
        return zlib.decompress(held)
    except zlib.error as error:
        raise ValueError("not what was packed") from error
