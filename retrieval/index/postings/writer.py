"""Write posting lists into the index file: documents join at the ends of the lists, and are cut out where they stand.

Adding rewrites the last block of each of its terms and no other block; nothing is ever joined or sorted anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from retrieval.index.postings.codec import BLOCK, CHUNK, COLUMNS, REACHING, Block, joined_front, reaching
from retrieval.index.postings.codec_numpy import Ints, Lists, pack, unpack_all
from retrieval.index.postings.counting import Counted
from retrieval.index.sqlite.schema import Columns, create_table

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlite_utils import Database

#: So many postings wait in memory to be written together, of five bytes each.
_MOST_WAITING = 16_000_000
#: So many postings are put together at a time, which takes about 60 bytes each.
_PORTION = 500_000
#: ``long`` has what the blocks of a term come to where these are many: reading them to count is not needed then.
_TABLES: dict[str, tuple[Columns, tuple[str, ...]]] = {
    "postings": (
        {
            **{"field": str, "term": str, "first": int, "span": int, "held": int, "often": int, "width": int},
            **{"front": bytes, "digest": int, "payload": bytes},
        },
        ("field", "term", "first"),
    ),
    "long": ({"field": str, "term": str, "held": int, "front": bytes}, ("field", "term")),
    "lengths": ({"field": str, "chunk": int, "total": int, "lengths": bytes}, ("field", "chunk")),
}
_KEY = "field = ? AND term = ?"


@dataclass(frozen=True)
class _Stretches:
    """Stretches of the lists of some terms: ``numbers`` are those of the terms, ascending; clauses have their ids."""

    numbers: Ints
    lists: Lists


@dataclass(frozen=True)
class Moved:
    """New ids of clauses: ``kept`` are the old ones in order, so that the place of each is its new id."""

    kept: npt.NDArray[np.uint32]

    def new_ids(self, clauses: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
        """The new ids of clauses that have been kept."""
        return np.searchsorted(self.kept, clauses).astype(np.uint32)


def create_lists(db: Database) -> None:
    """Make the tables, empty."""
    for name, (columns, key) in _TABLES.items():
        create_table(db, name, columns, key)


class PostingWriter:
    """Puts what was counted into the file, many batches at a time; all of them by the end of the ``with``."""

    def __init__(self, db: Connection) -> None:
        self._db, self._size = db, 0
        self._waiting: dict[str, list[tuple[int, Counted]]] = {}

    def __enter__(self) -> PostingWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._write()

    def add(self, base: int, counted: Mapping[str, Counted]) -> None:
        """Add the fields of some clauses, the first of which has the id ``base``: above those of all clauses before."""
        for field, some in counted.items():
            self._waiting.setdefault(field, []).append((base, some))
            self._size += some.size
        if self._size > _MOST_WAITING:
            self._write()

    def _write(self) -> None:
        for field, added in self._waiting.items():
            _add_postings(self._db, field, added)
        self._waiting, self._size = {}, 0


def _add_postings(db: Connection, field: str, added: Sequence[tuple[int, Counted]]) -> None:
    """Put what was counted behind what is there, each with the id of its first clause."""
    for base, counted in added:
        _set_lengths(db, field, base, counted.lengths)
    lengths = _lengths(db, field)
    terms = sorted({term for _, counted in added for term in counted.terms})
    places = {term: place for place, term in enumerate(terms)}
    new = [
        _Stretches(
            np.fromiter(map(places.__getitem__, counted.terms), np.int64, len(counted.terms)),
            Lists(counted.bounds, counted.clauses + np.uint32(base), counted.frequencies),
        )
        for base, counted in added
    ]
    sizes = np.zeros(len(terms), np.int64)
    for some in new:
        sizes[some.numbers] += some.lists.sizes
    for first, last in _portions(sizes):
        _add_portion(db, field, terms[first:last], [_portion(some, first, last) for some in new], lengths)


def _portions(sizes: Ints) -> Iterator[tuple[int, int]]:
    """Cut lists of these sizes into portions (from, to) that can be put together at a time."""
    sums = np.cumsum(sizes)
    cuts = np.searchsorted(sums, np.arange(_PORTION, sums[-1] if len(sums) else 0, _PORTION))
    return pairwise(sorted({0, *(cuts + 1).tolist(), len(sizes)}))


def _portion(some: _Stretches, first: int, last: int) -> _Stretches:
    """The stretches of the terms from ``first`` to before ``last``, these numbered from 0."""
    start, stop = np.searchsorted(some.numbers, (first, last))
    bounds = some.lists.bounds[start : stop + 1]
    held = slice(int(bounds[0]), int(bounds[-1]))
    lists = Lists(bounds - bounds[0], some.lists.clauses[held], some.lists.frequencies[held])
    return _Stretches(some.numbers[start:stop] - first, lists)


def _add_portion(
    db: Connection, field: str, terms: Sequence[str], new: Sequence[_Stretches], lengths: npt.NDArray[np.uint16]
) -> None:
    last = _last_blocks(db, field, terms)
    open_ones = {place: block for place, block in last.items() if block.held < BLOCK}
    behind = _Stretches(np.array(list(open_ones), np.int64), unpack_all([*open_ones.values()]))
    together = _joined([behind, *new])
    counts = np.bincount(together.numbers, together.lists.sizes, minlength=len(terms)).astype(np.int64)
    owners, lists = _in_blocks(counts, together.lists)
    blocks = list(pack([terms[owner] for owner in owners], lists, lengths[lists.clauses]))
    db.executemany(
        "INSERT OR REPLACE INTO postings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", ((field, *block) for block in blocks)
    )
    _note_long(db, field, terms, owners, blocks, last)


def _last_blocks(db: Connection, field: str, terms: Sequence[str]) -> dict[int, Block]:
    """The last block of each term that has one, by the place of the term."""
    if not db.execute("SELECT 1 FROM postings WHERE field = ? LIMIT 1", (field,)).fetchone():
        return {}
    query = f"SELECT {COLUMNS} FROM postings WHERE {_KEY} ORDER BY first DESC LIMIT 1"
    rows = ((place, db.execute(query, (field, term)).fetchone()) for place, term in enumerate(terms))
    return {place: Block._make(row) for place, row in rows if row}


def _joined(parts: Sequence[_Stretches]) -> _Stretches:
    """One stretch for each term: those of the later parts stand behind those of the earlier ones."""
    owner = np.concatenate([np.repeat(part.numbers, part.lists.sizes) for part in parts])
    order = np.argsort(owner, kind="stable")
    clauses = np.concatenate([part.lists.clauses for part in parts])[order]
    frequencies = np.concatenate([part.lists.frequencies for part in parts])[order]
    numbers, firsts = np.unique(owner[order], return_index=True)
    return _Stretches(numbers, Lists(np.append(firsts, len(owner)), clauses, frequencies))


def _in_blocks(counts: Ints, lists: Lists) -> tuple[list[int], Lists]:
    """Cut lists of so many postings into blocks; return whose each block is."""
    blocks = -(-counts // BLOCK)
    owners = np.repeat(np.arange(len(counts)), blocks)
    inside = np.arange(len(owners)) - (np.cumsum(blocks) - blocks)[owners]
    starts = (np.cumsum(counts) - counts)[owners] + BLOCK * inside
    return owners.tolist(), Lists(np.append(starts, len(lists.clauses)), lists.clauses, lists.frequencies)


def _note_long(
    db: Connection,
    field: str,
    terms: Sequence[str],
    owners: Sequence[int],
    blocks: Sequence[Block],
    last: Mapping[int, Block],
) -> None:
    """Keep what the blocks of each term come to that has several."""
    written: dict[int, list[Block]] = {}
    for owner, block in zip(owners, blocks, strict=True):
        written.setdefault(owner, []).append(block)
    for owner, some in written.items():
        before = last.get(owner)
        where = (field, terms[owner])
        held = before and db.execute(f"SELECT held, front FROM long WHERE {_KEY}", where).fetchone()
        if held and before:  # the blocks before the last are counted already, and so is that
            count, fronts = held[0] - (before.held if before.held < BLOCK else 0), [held[1]]
        elif before and before.held >= BLOCK:
            count, fronts = before.held, [before.front]
        else:
            count, fronts = 0, []
        if held or fronts or len(some) > 1:
            front = joined_front([*fronts, *(block.front for block in some)])
            row = (*where, count + sum(block.held for block in some), front)
            db.execute("INSERT OR REPLACE INTO long VALUES (?, ?, ?, ?)", row)


def cut_postings(db: Connection, field: str, terms: Mapping[str, Sequence[range]]) -> None:
    """Take clauses out of the lists of the terms that they hold, and their lengths. Ranges ascend."""
    gone = sorted({ids for some in terms.values() for ids in some if ids}, key=lambda ids: ids.start)
    for ids in gone:
        _set_lengths(db, field, ids.start, np.zeros(len(ids), np.uint16))
    lengths = _lengths(db, field)
    held: list[Block] = []
    for term, ranges in terms.items():
        held.extend(_blocks_within(db, field, term, ranges))
        if len(held) * BLOCK > _PORTION:
            _cut_blocks(db, field, held, gone, lengths)
            held = []
    if held:
        _cut_blocks(db, field, held, gone, lengths)


def renumber_postings(db: Database, moved: Moved) -> None:
    """Write all lists anew with the new ids of clauses; blocks that removals left small are filled up."""
    connection = db.conn
    for name in _TABLES:
        connection.execute(f"ALTER TABLE {name} RENAME TO old_{name}")
    create_lists(db)
    for (field,) in connection.execute("SELECT DISTINCT field FROM old_lengths").fetchall():
        old = _lengths(connection, field, "old_lengths")
        lengths = np.zeros(len(moved.kept), np.uint16)
        there = moved.kept < len(old)
        lengths[there] = old[moved.kept[there]]
        _set_lengths(connection, field, 0, lengths)
        for terms, old_lists in _old_lists(connection, field):
            lists = Lists(old_lists.bounds, moved.new_ids(old_lists.clauses), old_lists.frequencies)
            _add_portion(connection, field, terms, [_Stretches(np.arange(len(terms)), lists)], lengths)
    for name in _TABLES:
        connection.execute(f"DROP TABLE old_{name}")


def _old_lists(db: Connection, field: str) -> Iterator[tuple[list[str], Lists]]:
    """Whole lists, as many at a time as are put together at once."""
    rows = db.execute(f"SELECT {COLUMNS} FROM old_postings WHERE field = ? ORDER BY term, first", (field,))
    terms, sizes, blocks = list[str](), list[int](), list[Block]()
    for term, some in groupby(map(Block._make, rows), key=lambda block: block.term):
        own = list(some)
        terms.append(term)
        sizes.append(sum(block.held for block in own))
        blocks.extend(own)
        if sum(sizes) > _PORTION:
            yield terms, _with_sizes(sizes, unpack_all(blocks))
            terms, sizes, blocks = [], [], []
    if terms:
        yield terms, _with_sizes(sizes, unpack_all(blocks))


def _with_sizes(sizes: Sequence[int], lists: Lists) -> Lists:
    """Blocks that follow each other, as stretches of these sizes."""
    return Lists(np.concatenate(([0], np.cumsum(sizes))), lists.clauses, lists.frequencies)


def drop_lengths(db: Connection, end: int) -> None:
    """Drop the rows of lengths in which no clause has a place any more: all ids are below ``end``."""
    db.execute("DELETE FROM lengths WHERE chunk >= ?", (-(-end // CHUNK),))


def _blocks_within(db: Connection, field: str, term: str, ranges: Sequence[range]) -> list[Block]:
    """The blocks of a list that reach into one of the ranges."""
    rows = (row for ids in ranges for row in db.execute(REACHING, reaching(field, term, ids)))
    return list({block.first: block for block in map(Block._make, rows)}.values())


def _cut_blocks(
    db: Connection, field: str, held: Sequence[Block], gone: Sequence[range], lengths: npt.NDArray[np.uint16]
) -> None:
    lists = unpack_all(held)
    place = np.searchsorted(np.array([ids.start for ids in gone]), lists.clauses, "right") - 1
    stays = (place < 0) | (lists.clauses >= np.array([ids.stop for ids in gone])[place])
    owner = np.repeat(np.arange(len(held)), lists.sizes)[stays]
    some, firsts = np.unique(owner, return_index=True)
    left = Lists(np.append(firsts, len(owner)), lists.clauses[stays], lists.frequencies[stays])
    db.executemany(
        f"DELETE FROM postings WHERE {_KEY} AND first = ?", ((field, block.term, block.first) for block in held)
    )
    staying = [held[number].term for number in some.tolist()]
    if staying:
        blocks = pack(staying, left, lengths[left.clauses])
        rows = ((field, *block) for block in blocks)
        db.executemany("INSERT INTO postings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    fewer = (lists.sizes - np.bincount(owner, minlength=len(held))).tolist()
    db.executemany(
        f"UPDATE long SET held = held - ? WHERE {_KEY}",
        ((less, field, block.term) for less, block in zip(fewer, held, strict=True)),
    )
    db.execute("DELETE FROM long WHERE held <= 0")


def _set_lengths(db: Connection, field: str, first: int, lengths: npt.NDArray[np.uint16]) -> None:
    """Set the lengths of the clauses from the id ``first`` on."""
    for chunk in range(first // CHUNK, -(-(first + len(lengths)) // CHUNK)):
        start, stop = max(first, chunk * CHUNK), min(first + len(lengths), (chunk + 1) * CHUNK)
        held = db.execute("SELECT lengths FROM lengths WHERE field = ? AND chunk = ?", (field, chunk)).fetchone()
        old = np.frombuffer(held[0], np.uint16) if held else np.empty(0, np.uint16)
        new = np.zeros(max(len(old), stop - chunk * CHUNK), np.uint16)
        new[: len(old)] = old
        new[start - chunk * CHUNK : stop - chunk * CHUNK] = lengths[start - first : stop - first]
        row = (field, chunk, int(new.sum()), new.tobytes())
        db.execute("INSERT OR REPLACE INTO lengths VALUES (?, ?, ?, ?)", row)


def _lengths(db: Connection, field: str, table: str = "lengths") -> npt.NDArray[np.uint16]:
    """The lengths of all clauses, by id."""
    rows: Iterable[tuple[int, bytes]] = db.execute(f"SELECT chunk, lengths FROM {table} WHERE field = ?", (field,))
    parts = [(chunk * CHUNK, np.frombuffer(held, np.uint16)) for chunk, held in rows]
    lengths = np.zeros(max((start + len(part) for start, part in parts), default=0), np.uint16)
    for start, part in parts:
        lengths[start : start + len(part)] = part
    return lengths
