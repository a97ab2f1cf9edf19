"""Read posting lists from the index file: as much of each as a question needs."""

from __future__ import annotations  # array[int] is subscriptable from 3.12 on only

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from retrieval.index.postings.codec import CHUNK, COLUMNS, REACHING, Block, joined_front, reaching, read_front, unpack
from retrieval.index.postings.intersection import Within, cut
from retrieval.index.ranking.bm25 import Curve, Lengths, Parameters, Posting, Statistics, curve, pays
from retrieval.index.sqlite.reader import Reader
from retrieval.index.sqlite.rows import Row, marks, only_count, two_counts, typed

#: Cache limit in postings (5 bytes each, 13 once scored); a term takes as much as so many, whether it occurs or not.
_MOST_REMEMBERED, _ENTRY = 12_000_000, 64
#: Lengths of more than this part of all clauses are kept for all.
_FEW = 8
#: From this part of all clauses on most are asked for.
_MOST = 2
#: Of more stretches than these the whole list is read between the first and the last.
_MOST_RANGES = 32


@dataclass(frozen=True)
class _List:
    """A list as far as it was read: how many clauses of the corpus hold the term, the front of all its blocks."""

    held: int
    front: bytes
    blocks: Sequence[Block]


class PostingLists:
    """The posting lists of an index file. What was read is kept for the next question, up to a bound."""

    def __init__(self, reader: Reader, parameters: Parameters, size: Callable[[str], int]) -> None:
        """``size`` tells how many clauses, or documents, a field of the corpus has."""
        self._reader, self._read, self._parameters, self._size = reader, reader.read, parameters, size
        self._known: dict[tuple[str, str, Within], Posting | None] = {}
        self._remembered = 0
        self._statistics: dict[str, Statistics] = {}
        self._lengths: dict[tuple[str, int, int], Lengths] = {}
        self._ends: dict[str, int] = {}

    def postings(self, field: str, wanted: Iterable[str], within: Within = None) -> dict[str, Posting]:
        """For each wanted term that stands in a clause ``within``, its postings there.

        Raises ``IndexFileError`` where a list is not what was written.
        """
        wanted, within = list(wanted), self._bounded(field, within)
        found = {term: self._known[field, term, within] for term in wanted if (field, term, within) in self._known}
        for term in wanted:
            if term not in found and (field, term, None) in self._known:
                whole = self._known[field, term, None]
                found[term] = _part(whole, within) if whole else None
        missing = [term for term in wanted if term not in found]
        if missing:
            reach = None if within and self._is_most(field, within) else within
            with self._reader.decoding():
                read = {posting.term: posting for posting in self._postings(field, missing, reach)}
            self._remember(field, reach, {term: read.get(term) for term in missing})
            if reach != within:
                read = {term: part for term, whole in read.items() if (part := _part(whole, within))}
                self._remember(field, within, {term: read.get(term) for term in missing})
            found.update((term, read.get(term)) for term in missing)
        return {term: posting for term in wanted if (posting := found[term])}

    def counts(self, field: str, wanted: Sequence[str]) -> dict[str, int]:
        """How many clauses hold each wanted term that occurs. No posting is read."""
        query = f"SELECT term, held FROM long WHERE field = ? AND term IN ({marks(wanted)})"
        counted = dict(self._read(_term_count, query, field, *wanted))
        short = [term for term in wanted if term not in counted]
        query = f"SELECT term, held FROM postings WHERE field = ? AND term IN ({marks(short)})"
        return counted | dict(self._read(_term_count, query, field, *short))

    def curves(self, field: str, wanted: Sequence[str]) -> dict[str, Curve]:
        """The curve of each wanted term that occurs: its share of a clause's score. No posting is read."""
        return {term: curve(held, self._statistics_of(field)) for term, held in self.counts(field, wanted).items()}

    def _remember(self, field: str, within: Within, postings: dict[str, Posting | None]) -> None:
        """Keep lists that were read for the next question; what was kept before goes when it becomes too much."""
        size = sum(_ENTRY + (len(posting.clauses) if posting else 0) for posting in postings.values())
        if self._remembered + size > _MOST_REMEMBERED:
            self._known.clear()
            self._lengths.clear()
            self._remembered = 0
        self._known.update(((field, term, within), posting) for term, posting in postings.items())
        self._remembered += size

    def _postings(self, field: str, terms: Sequence[str], within: Within) -> Iterator[Posting]:
        lists = self._whole(field, terms) if within is None else self._partly(field, terms, within)
        if not lists:
            return
        statistics, lengths = self._statistics_of(field), self._lengths_of(field, within)
        for term, whole, often in _unpacked(lists):
            clauses, frequencies = cut(whole, often, within)
            if len(clauses):
                if clauses[-1] - lengths.first >= len(lengths.counts):
                    raise ValueError("lengths of clauses are missing")
                own = curve(lists[term].held, statistics)
                most = max(own.at(*pair) for pair in read_front(lists[term].front))
                yield Posting(term, clauses, frequencies, lengths, own, most)

    def _whole(self, field: str, terms: Sequence[str]) -> dict[str, _List]:
        """All blocks of the terms."""
        query = f"SELECT {COLUMNS} FROM postings WHERE field = ? AND term IN ({marks(terms)}) ORDER BY term, first"
        blocks: dict[str, list[Block]] = {}
        for block in self._read(Block._make, query, field, *terms):
            blocks.setdefault(block.term, []).append(block)
        return {
            term: _List(sum(block.held for block in some), joined_front([block.front for block in some]), some)
            for term, some in blocks.items()
        }

    def _partly(self, field: str, terms: Sequence[str], within: Sequence[range]) -> dict[str, _List]:
        """The blocks of the terms that reach into what is asked for."""
        found: dict[str, _List] = {}
        query = f"SELECT term, held, front FROM long WHERE field = ? AND term IN ({marks(terms)})"
        for term, held, front in self._read(_long_row, query, field, *terms):
            found[term] = _List(held, front, list(self._blocks(field, term, within)))
        short = [term for term in terms if term not in found]
        query = f"SELECT {COLUMNS} FROM postings WHERE field = ? AND term IN ({marks(short)})"
        for block in self._read(Block._make, query, field, *short):
            if block.term in found:
                raise ValueError(f"{block.term} has more blocks than are known")
            found[block.term] = _List(block.held, block.front, [block] if _reaches(block, within) else [])
        return found

    def _blocks(self, field: str, term: str, within: Sequence[range]) -> Iterator[Block]:
        last = -1
        for ids in within if len(within) <= _MOST_RANGES else (range(within[0].start, within[-1].stop),):
            for block in self._read(Block._make, REACHING, *reaching(field, term, ids)):
                if block.first > last:
                    last = block.first
                    yield block

    def _bounded(self, field: str, within: Within) -> Within:
        """``None`` where no clause lies outside of what is asked for."""
        whole = within and len(within) == 1 and not within[0].start and within[0].stop >= self._end(field)
        return None if whole else within

    def _is_most(self, field: str, within: Sequence[range]) -> bool:
        """Whether most clauses are asked for: then whole lists are read and kept, for any other question."""
        return _MOST * sum(map(len, within)) >= self._end(field)

    def _end(self, field: str) -> int:
        """An id above those of all clauses."""
        if field not in self._ends:
            query = "SELECT chunk, length(lengths) FROM lengths WHERE field = ? ORDER BY chunk DESC LIMIT 1"
            rows = self._read(two_counts, query, field)
            self._ends[field] = max((chunk * CHUNK + size // array("H").itemsize for chunk, size in rows), default=0)
        return self._ends[field]

    def _statistics_of(self, field: str) -> Statistics:
        if field not in self._statistics:
            query = "SELECT coalesce(sum(total), 0) FROM lengths WHERE field = ?"
            (terms,), clauses = self._read(only_count, query, field), self._size(field)
            mean = terms / clauses if clauses and terms else 1.0
            self._statistics[field] = Statistics(self._parameters, clauses, mean)
        return self._statistics[field]

    def _lengths_of(self, field: str, within: Within) -> Lengths:
        """The lengths of the clauses that are asked for, and of all between them."""
        end = self._end(field) // CHUNK
        chunks = (within[0].start // CHUNK, min(within[-1].stop // CHUNK, end)) if within else (0, end)
        if _FEW * (chunks[1] - chunks[0]) > end:
            chunks = (0, end)  # kept once rather than for many questions in as many ways
        if (field, *chunks) not in self._lengths:
            counts, start = array("H"), chunks[0] * CHUNK
            query = "SELECT chunk, lengths FROM lengths WHERE field = ? AND chunk BETWEEN ? AND ? ORDER BY chunk"
            for chunk, held in self._read(_chunk_row, query, field, *chunks):
                if len(counts) != chunk * CHUNK - start:
                    raise ValueError("lengths of clauses are missing")
                counts.frombytes(held)
            self._lengths[field, *chunks] = Lengths(start, memoryview(counts))
            self._remembered += len(counts)
        return self._lengths[field, *chunks]


def _part(whole: Posting, within: Within) -> Posting | None:
    """What lies of a list within some ranges; ``None`` where nothing does."""
    clauses, frequencies = cut(whole.clauses, whole.frequencies, within)
    if not len(clauses):
        return None
    return Posting(whole.term, clauses, frequencies, whole.lengths, whole.curve, whole.most)


def _unpacked(lists: dict[str, _List]) -> Iterator[tuple[str, memoryview, memoryview]]:
    """The clauses of each list as far as it was read, and how often each holds the term."""
    if pays(sum(block.held for some in lists.values() for block in some.blocks)):
        from retrieval.index.postings.codec_numpy import unpack_all  # brings numpy

        whole = unpack_all([block for some in lists.values() for block in some.blocks])
        clauses, frequencies, start = whole.clauses.data, whole.frequencies.data, 0
        for term, some in lists.items():
            end = start + sum(block.held for block in some.blocks)
            yield term, clauses[start:end], frequencies[start:end]
            start = end
        return
    for term, some in lists.items():
        held, often = unpack(some.blocks)
        yield term, memoryview(held), memoryview(often)


def _reaches(block: Block, within: Sequence[range]) -> bool:
    return any(block.first < ids.stop and block.first + block.span >= ids.start for ids in within)


def _term_count(row: Row) -> tuple[str, int]:
    term, count = typed(row, str, int)
    return term, count


def _long_row(row: Row) -> tuple[str, int, bytes]:
    term, count, front = typed(row, str, int, bytes)
    return term, count, front


def _chunk_row(row: Row) -> tuple[int, bytes]:
    chunk, held = typed(row, int, bytes)
    return chunk, held
