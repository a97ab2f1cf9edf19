"""Pack posting lists into blocks and unpack many blocks at once, with numpy (see ``retrieval.index.postings.codec``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zlib import compress

import numpy as np
import numpy.typing as npt

from retrieval.index.postings.codec import ESCAPES, WIDTHS, Block, digest, inflated

#: Deflating pays for reading it where it halves a block; below so many bytes it never does.
_SMALL = 64
_DTYPES = {width: np.dtype(code) for width, code in WIDTHS.items()}
_PLACE = 255  # the widest gap between places with frequencies of their own

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Lists:
    """Stretches of posting lists one after the other: stretch ``i`` is ``bounds[i]:bounds[i + 1]``, not empty."""

    bounds: Ints
    clauses: npt.NDArray[np.uint32]
    frequencies: npt.NDArray[np.uint8]

    @property
    def sizes(self) -> Ints:
        return np.diff(self.bounds)


def pack(terms: Sequence[str], lists: Lists, lengths: npt.NDArray[np.uint16]) -> Iterator[Block]:
    """Pack each stretch into a block, in order.

    ``terms`` are whose the stretches are, ``lengths`` the number of terms of the clause of each posting.
    """
    starts, counts = lists.bounds[:-1], lists.sizes
    ids = lists.clauses.astype(np.int64)
    gaps = np.diff(ids, prepend=0)
    gaps[starts] = 0
    widths, parts = _gaps(gaps, starts, counts)
    often, places = _exceptions(lists)
    fronts = _fronts(lists, lengths)
    firsts, spans = ids[starts].tolist(), (ids[lists.bounds[1:] - 1] - ids[starts]).tolist()
    for place, term in enumerate(terms):
        payload, width = parts[place] + places[place], widths[place]
        if len(payload) >= _SMALL and 2 * len(small := compress(payload, 1)) <= len(payload):
            payload, width = small, -width
        head = (term, firsts[place], spans[place], int(counts[place]), often[place], width, fronts[place])
        yield Block(*head, digest(Block(*head, 0, payload)), payload)


def _gaps(gaps: Ints, starts: Ints, counts: Ints) -> tuple[list[int], list[bytes]]:
    """The width of the gaps of each stretch, and the gaps but for the first."""
    sizes = np.stack([width * (np.add.reduceat(gaps // escape + 1, starts) - 1) for width, escape in ESCAPES.items()])
    chosen = np.array(list(WIDTHS))[np.argmin(sizes, axis=0)]
    inner = np.ones(len(gaps), np.bool_)
    inner[starts] = False
    parts = [b""] * len(starts)
    for width, escape in ESCAPES.items():
        some = np.flatnonzero((chosen == width) & (counts > 1))
        held = gaps[inner & np.repeat(chosen == width, counts)]
        units, ends = _spread(held // escape + 1)
        coded = np.full(units, escape, _DTYPES[width])
        coded[ends] = held % escape
        bounds = np.concatenate(([0], ends + 1))[np.concatenate(([0], np.cumsum(counts[some] - 1)))]
        _cut(parts, some, coded.tobytes(), bounds * width)
    return chosen.tolist(), parts


def _exceptions(lists: Lists) -> tuple[list[int], list[bytes]]:
    """How many places of each stretch have a frequency of their own, and the gaps between these and what it is.

    A gap too wide for a byte is bridged by places whose frequency is 1, as it is without being said.
    """
    starts, counts = lists.bounds[:-1], lists.sizes
    held = np.flatnonzero(lists.frequencies > 1)
    owner = np.repeat(np.arange(len(starts)), counts)[held]
    places = held - starts[owner]
    gaps = np.diff(places, prepend=0)
    new = np.diff(owner, prepend=-1) > 0
    gaps[new] = places[new]
    units, ends = _spread(np.maximum(gaps - 1, 0) // _PLACE + 1)
    coded, often = np.full(units, _PLACE, np.uint8), np.ones(units, np.uint8)
    coded[ends] = gaps - _PLACE * (np.maximum(gaps - 1, 0) // _PLACE)
    often[ends] = lists.frequencies[held]
    some, firsts = np.unique(owner, return_index=True)
    bounds = np.concatenate(([0], ends + 1))[np.append(firsts, len(held))]
    sizes, parts, more = [0] * len(starts), [b""] * len(starts), [b""] * len(starts)
    _cut(parts, some, coded.tobytes(), bounds)
    _cut(more, some, often.tobytes(), bounds)
    for place in some.tolist():
        sizes[place] = len(parts[place])
        parts[place] += more[place]
    return sizes, parts


def _fronts(lists: Lists, lengths: npt.NDArray[np.uint16]) -> list[bytes]:
    """For each stretch the shortest clause by how often the term is held, as pairs of a byte and a short."""
    owner = np.repeat(np.arange(len(lists.sizes)), lists.sizes)
    pairs = []
    for often in np.unique(lists.frequencies):
        held = np.flatnonzero(lists.frequencies == often)
        some, firsts = np.unique(owner[held], return_index=True)
        least = np.minimum.reduceat(lengths[held], firsts)
        pairs.append((some, np.full(len(some), often), least))
    owners, often, least = (np.concatenate(column) for column in zip(*pairs, strict=True))
    order = np.argsort(owners, kind="stable")
    coded = np.empty(len(order), np.dtype([("often", "u1"), ("length", "=u2")]))  # without padding
    coded["often"], coded["length"] = often[order], least[order]
    fronts = [b""] * len(lists.sizes)
    some, firsts = np.unique(owners[order], return_index=True)
    _cut(fronts, some, coded.tobytes(), np.append(firsts, len(order)) * coded.itemsize)
    return fronts


def _spread(sizes: Ints) -> tuple[int, Ints]:
    """How many units groups of these sizes take, and the place of the last unit of each."""
    ends = np.cumsum(sizes) - 1
    return (int(ends[-1]) + 1 if len(ends) else 0), ends


def _cut(parts: list[bytes], places: npt.NDArray[np.intp], coded: bytes, bounds: Ints) -> None:
    """Cut ``coded`` at ``bounds`` and put the pieces at their places."""
    cuts = bounds.tolist()
    for number, place in enumerate(places.tolist()):
        parts[place] = coded[cuts[number] : cuts[number + 1]]


def unpack_all(blocks: Sequence[Block]) -> Lists:
    """Unpack blocks, each into a stretch. Raises ``ValueError`` where one is not what was written."""
    counts = np.array([block.held for block in blocks], np.int64)
    bounds = np.concatenate(([0], np.cumsum(counts)))
    clauses = np.zeros(int(bounds[-1]), np.uint32)
    frequencies = np.ones(int(bounds[-1]), np.uint8)
    raw = [inflated(block) for block in blocks]
    for width in {abs(block.width) for block in blocks}:
        some = [place for place, block in enumerate(blocks) if abs(block.width) == width]
        _unpack_gaps(clauses, bounds, [blocks[place] for place in some], [raw[place] for place in some], some)
    _unpack_exceptions(frequencies, bounds, blocks, raw)
    return Lists(bounds, clauses, frequencies)


def _unpack_gaps(
    clauses: npt.NDArray[np.uint32], bounds: Ints, blocks: Sequence[Block], raw: Sequence[bytes], places: Sequence[int]
) -> None:
    """Put the clauses of blocks of one width at their places."""
    width = abs(blocks[0].width)
    parts = [part[: len(part) - 2 * block.often] for part, block in zip(raw, blocks, strict=True)]
    gaps = np.frombuffer((b"\0" * width).join([b"", *parts]), _DTYPES[width])  # with room for each first clause
    sizes = np.array([len(part) // width + 1 for part in parts])
    starts = np.cumsum(sizes) - sizes
    firsts = np.array([block.first for block in blocks])
    lasts = firsts + np.array([block.span for block in blocks])
    steps = gaps.astype(np.int64)
    steps[starts] = firsts - np.concatenate(([0], lasts[:-1]))
    ids = np.cumsum(steps)
    right = ids[starts + sizes - 1] == lasts
    whole = gaps != ESCAPES[width]
    if not whole.all():
        ids, sizes = ids[whole], np.add.reduceat(whole, starts, dtype=np.int64)
    if not right.all() or sizes.tolist() != [block.held for block in blocks]:
        raise ValueError("no postings")
    if len(places) == len(bounds) - 1:
        clauses[:] = ids
        return
    ends = np.cumsum(sizes).tolist()
    for place, end, size in zip(places, ends, sizes.tolist(), strict=True):
        clauses[bounds[place] : bounds[place + 1]] = ids[end - size : end]


def _unpack_exceptions(
    frequencies: npt.NDArray[np.uint8], bounds: Ints, blocks: Sequence[Block], raw: Sequence[bytes]
) -> None:
    some = [(place, block.often, raw[place]) for place, block in enumerate(blocks) if block.often]
    if not some:
        return
    sizes = np.array([often for _, often, _ in some])
    gaps = np.frombuffer(
        b"".join([part[len(part) - 2 * often : len(part) - often] for _, often, part in some]), np.uint8
    )
    held = np.frombuffer(b"".join([part[len(part) - often :] for _, often, part in some]), np.uint8)
    if len(gaps) != sizes.sum():
        raise ValueError("no postings")
    sums = np.cumsum(gaps, dtype=np.int64)
    starts = np.cumsum(sizes) - sizes
    owner = np.repeat(np.arange(len(sizes)), sizes)
    before = sums[starts] - gaps[starts]
    places = sums - before[owner]
    if (places >= np.array([blocks[place].held for place, _, _ in some])[owner]).any():
        raise ValueError("no postings")
    frequencies[places + bounds[[place for place, _, _ in some]][owner]] = held
