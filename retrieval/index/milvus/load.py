"""Bring Milvus up to date with an index file: documents that are new or changed are put in, others are taken out.

The file is written first. What Milvus lacks is found by comparing, whenever the index is opened by a command: so
a change that was cut short, here or there, is gone on with by the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from retrieval.index.analysis.lexicon import load_lexicon
from retrieval.index.build.prepare import ClauseCutter
from retrieval.index.documents.entry import Entry
from retrieval.index.milvus.documents import digest_of, keys_of, region_key
from retrieval.index.milvus.server import PART, WHOLE, Row, Server
from retrieval.index.store import Index

#: So many clauses or more are sent at a time, but for the last ones.
_AT_ONCE = 2_000


def renew(index: Index, server: Server, progress: Callable[[int, int, str], None] | None = None) -> None:
    """Make the server hold just the clauses of an index. ``progress`` is called with how many documents are done,
    of how many, and which is next. Raises ``EngineError``."""
    documents = keys_of(index)
    state = digest_of(sorted(documents))
    if server.holds(state):
        return
    held = server.unsettle()
    missing = [key for key in documents if held.get(key) != WHOLE]
    server.delete(key for key, part in held.items() if key not in documents or part != WHOLE)
    done = 0
    for keys, rows in _batches({key: documents[key] for key in missing}, index):
        if progress:
            progress(done, len(missing), documents[keys[0]].id)
        server.mark(keys, PART)
        for start in range(0, len(rows), _AT_ONCE):
            server.put(rows[start : start + _AT_ONCE])
        server.mark(keys, WHOLE)
        done += len(keys)
    server.settle(state)
    if progress:
        progress(len(missing), len(missing), "Milvus")


def _batches(documents: dict[str, Entry], index: Index) -> Iterator[tuple[list[str], list[Row]]]:
    """The documents with the rows of their clauses, small documents together."""
    if not documents:
        return
    cutter = ClauseCutter(load_lexicon().cut)
    keys: list[str] = []
    rows: list[Row] = []
    for key, entry in documents.items():
        keys.append(key)
        rows.extend(_rows(key, entry, index, cutter))
        if len(rows) >= _AT_ONCE:
            yield keys, rows
            keys, rows = [], []
    if keys:
        yield keys, rows


def _rows(key: str, entry: Entry, index: Index, cutter: ClauseCutter) -> Iterator[Row]:
    region = region_key(entry.record.region)
    for clause in index.every_clause(entry.id):
        yield Row(entry.first_clause + clause.number, key, region, clause.years, cutter.terms(clause))
