"""The blocks that posting lists are kept in, and reading one in plain Python.

A list is cut into blocks of at most ``BLOCK`` postings, each a row of its own under (field, term, id of its first
clause), so that documents are added at a list's end and a document's stretch is read without the rest. A block is

- the gaps from each clause to the next, in one, two or four bytes each; the largest value means that more is to
  come (255, 255, 7 is a gap of 517), so that a few wide gaps do not widen all;
- for the clauses that hold the term more than once, the gaps between their places in the block (a byte each) and
  how often each holds it (a byte each);

all of it deflated where that halves it: a heading's terms stand in every clause below. ``front`` is the shortest
clause for each number of times that the term is held: the largest weight of a block is on it, whatever the
statistics come to (Block-Max: Ding and Suel, SIGIR 2011).
"""

from __future__ import annotations  # array[int] is subscriptable from 3.12 on only

from array import array
from collections.abc import Iterable, Iterator
from itertools import accumulate
from struct import Struct
from typing import NamedTuple
from zlib import crc32, decompress

BLOCK = 800
#: The columns of a block.
COLUMNS = "term, first, span, held, often, width, front, digest, payload"
#: The blocks of a term that reach into some ids (see ``reaching``): from the last that begins at the first id or before.
REACHING = (
    f"SELECT {COLUMNS} FROM postings WHERE field = ? AND term = ? AND first < ? AND first + span >= ? AND first >="
    " coalesce((SELECT max(first) FROM postings WHERE field = ? AND term = ? AND first <= ?), 0) ORDER BY first"
)
#: The lengths of so many clauses lie in one row.
CHUNK = 16_384
#: The type of a gap by its width in bytes, and the value that means that more is to come.
WIDTHS = {1: "B", 2: "H", 4: "I"}
ESCAPES = {width: 256**width - 1 for width in WIDTHS}
_FRONT = Struct("=BH")


class Block(NamedTuple):
    """A block as it is kept: of ``held`` clauses with ``term``. ``span`` leads from the first to the last, ``often`` counts the
    places with a frequency of their own, a negative ``width`` means that ``payload`` is deflated."""

    term: str
    first: int
    span: int
    held: int
    often: int
    width: int
    front: bytes
    digest: int
    payload: bytes


def reaching(field: str, term: str, ids: range) -> tuple[str | int, ...]:
    """The values of the query ``REACHING``."""
    return field, term, ids.stop, ids.start, field, term, ids.start


def digest(block: Block) -> int:
    """A checksum of all that a block says."""
    head = block.first + 3 * block.span + 5 * block.held + 7 * block.often + 11 * block.width
    return crc32(block.payload, crc32(block.front, crc32(block.term.encode(), head & 0xFFFFFFFF)))


def inflated(block: Block) -> bytes:
    """The payload as it was before it was deflated. Raises ``ValueError`` where a block is not what was written."""
    if digest(block) != block.digest:
        raise ValueError(f"no postings of {block.term}")
    return decompress(block.payload) if block.width < 0 else block.payload


def unpack(blocks: Iterable[Block]) -> tuple[array[int], array[int]]:
    """The clauses of some blocks of a term, in order, and how often each holds it. Raises ``ValueError``."""
    clauses, frequencies = array("I"), array("B")
    for block in blocks:
        raw, before = inflated(block), len(clauses)
        cut = len(raw) - 2 * block.often
        clauses.extend(_ids(block, raw[:cut]))
        frequencies.frombytes(_frequencies(block, raw[cut:]))
        if not (len(clauses) - before == block.held == len(frequencies) - before):
            raise ValueError(f"no postings of {block.term}")
    return clauses, frequencies


def _ids(block: Block, raw: bytes) -> Iterator[int]:
    width = abs(block.width)
    gaps, escape = array(WIDTHS[width], raw), ESCAPES[width]
    ids = accumulate(gaps, initial=block.first)
    if escape not in gaps:
        return ids
    return (number for number, gap in zip(ids, (0, *gaps), strict=True) if gap != escape)


def _frequencies(block: Block, raw: bytes) -> bytearray:
    frequencies = bytearray(b"\1") * block.held
    for place, often in zip(accumulate(raw[: block.often]), raw[block.often :], strict=True):
        frequencies[place] = often
    return frequencies


def read_front(front: bytes) -> Iterator[tuple[int, int]]:
    """How often a term is held, and the length of the shortest clause that holds it so often."""
    pairs: Iterator[tuple[int, int]] = _FRONT.iter_unpack(front)
    return pairs


def joined_front(fronts: Iterable[bytes]) -> bytes:
    """The front of several blocks together."""
    least: dict[int, int] = {}
    for front in set(fronts):
        for often, length in read_front(front):
            least[often] = min(length, least.get(often, length))
    return b"".join(_FRONT.pack(*pair) for pair in sorted(least.items()))
