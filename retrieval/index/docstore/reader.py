"""Read the texts and clauses of the index file: each chunk only when something of it is asked for."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from retrieval.clause.model import Clause
from retrieval.clause.provision import Provision
from retrieval.document.model import Span
from retrieval.index.docstore.codec import Chunk, read_chunk
from retrieval.index.sqlite.file import damaged
from retrieval.index.sqlite.reader import Reader
from retrieval.index.sqlite.rows import only_count

#: So many chunks are kept for what is read next; each takes about 10 kB.
_MOST_KEPT = 512
_CHUNK = "SELECT document, start, number, first_clause, clauses, content, numbers FROM chunks"


class Texts:
    """The texts of all documents. Every method raises ``IndexFileError`` for what no index holds."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._kept: dict[tuple[str, int], Chunk] = {}
        self._holding: dict[int, Chunk] = {}

    def clauses(self, ids: Sequence[int]) -> dict[int, Clause]:
        """The clauses with the given ids, which are in order; ids that no clause has are left out."""
        found: dict[int, Clause] = {}
        with self._reader.decoding():
            for identity in ids:
                if chunk := self._holding.get(identity) or self._read_holding(identity):
                    found[identity] = chunk.clause(identity)
        return found

    def of(self, document: str) -> Iterator[Clause]:
        """All clauses that are stored under a document, whatever their ids are, in the order of its text."""
        for chunk in self._whole(document):
            with self._reader.decoding():
                clauses = list(chunk.clauses())
            yield from clauses

    def source(self, document: str) -> str:
        """The whole text of a document."""
        return "".join(chunk.text for chunk in self._whole(document))

    def slice(self, document: str, span: Span) -> str:
        """``source(document)[span]``, without reading the rest of it."""
        chunks = self._meeting(document, span)
        if not chunks:
            return ""
        start = chunks[0].start
        return "".join(chunk.text for chunk in chunks)[span.start - start : span.end - start]

    def number_at(self, document: str, place: int) -> int:
        """The number of the last clause of a document that begins at ``place`` of its text or before; else of the first."""
        chunks = self._meeting(document, Span(place, place + 1))
        with self._reader.decoding():
            return chunks[0].number_at(place) if chunks else 0

    def provisions(self, document: str, span: Span | None = None) -> Iterator[tuple[int, Provision]]:
        """The clauses of a law that stand in an article and hold something of ``span``: ids, and places in the law."""
        for chunk in self._meeting(document, span) if span else self._whole(document):
            with self._reader.decoding():
                provisions = list(chunk.provisions())
            for identity, at, provision in provisions:
                if not span or (at.start < span.end and at.end > span.start):
                    yield identity, provision

    def _read_holding(self, identity: int) -> Chunk | None:
        """The chunk with a clause of that id."""
        query = f"{_CHUNK} WHERE first_clause <= ? ORDER BY first_clause DESC LIMIT 1"
        for chunk in self._reader.read(read_chunk, query, identity):
            self._keep(chunk)
            return chunk if identity in chunk.ids else None
        return None

    def _meeting(self, document: str, span: Span) -> list[Chunk]:
        """The chunks that hold something of a stretch of a document's text, in order."""
        first = "SELECT max(start) FROM chunks WHERE document = ? AND start <= ?"
        query = f"SELECT start FROM chunks WHERE document = ? AND start >= ({first}) AND start < ? ORDER BY start"
        last = max(span.end, span.start + 1)
        starts = self._reader.read(only_count, query, document, document, span.start, last)
        return self._joining([self._kept.get((document, start)) or self._read(document, start) for start in starts])

    def _whole(self, document: str) -> list[Chunk]:
        chunks = self._reader.read(read_chunk, f"{_CHUNK} WHERE document = ? ORDER BY start", document)
        if not chunks or chunks[0].start:
            raise damaged(self._reader.path, "缺少文件的全文")
        return self._joining(chunks)

    def _joining(self, chunks: list[Chunk]) -> list[Chunk]:
        if any(before.end != after.start for before, after in pairwise(chunks)):
            raise damaged(self._reader.path, "文件的全文不完整")
        return chunks

    def _read(self, document: str, start: int) -> Chunk:
        with self._reader.decoding():
            (chunk,) = self._reader.read(read_chunk, f"{_CHUNK} WHERE document = ? AND start = ?", document, start)
        self._keep(chunk)
        return chunk

    def _keep(self, chunk: Chunk) -> None:
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
            self._holding.clear()
        self._kept[chunk.document, chunk.start] = chunk
        self._holding.update(dict.fromkeys(chunk.ids, chunk))
