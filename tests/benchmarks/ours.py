"""Wenzheng's ranking over bare lists of words: an index file of one field, written and asked as any other."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from sqlite3 import connect

from sqlite_utils import Database

from retrieval.index.bm25 import count, rank_bm25_parameters
from retrieval.index.file import FORMAT
from retrieval.index.prepare import Batch
from retrieval.index.rank import PostingsRanker
from retrieval.index.store import CONTEXT, TEXT, Index
from retrieval.index.tables import COLUMNS, create, insert, insert_batch, join_segments
from tests.benchmarks.corpora import Corpus, Question

_BATCH = 65_536  # clauses written at once


def build(folder: Path, corpus: Corpus) -> float:
    """Write the index into ``folder``; return the seconds it took, without making the lists of words."""
    seconds = 0.0
    with closing(connect(folder / "index.db")) as connection:
        db = Database(connection)
        db.enable_wal()
        with db.atomic():
            create(db)
            parameters = rank_bm25_parameters()
            made = {"format": FORMAT, "lexicon_total": 1, "k1": parameters.k1, "b": parameters.b}
            insert(connection, "properties", [*made.items(), ("delta", parameters.delta)])
            for first in range(0, corpus.clauses, _BATCH):
                tokens = corpus.tokens(first, min(first + _BATCH, corpus.clauses))
                start = time.perf_counter()
                insert_batch(connection, _batch(f"d{first:09}", tokens))
                seconds += time.perf_counter() - start
            start = time.perf_counter()
            join_segments(connection)
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return seconds + time.perf_counter() - start


def opened(folder: Path) -> Callable[[Question], list[tuple[int, float]]]:
    """Open the index; what is returned gives the ten best clauses of a question with rank-bm25's scores."""
    index = Index(folder / "index.db")
    ranker, everything = PostingsRanker(index), [range(index.clause_count)]

    def best(question: Question) -> list[tuple[int, float]]:
        weights = dict.fromkeys(question, 1.0)
        floor = ranker.floor(TEXT, weights)
        return [(clause, score + floor) for clause, score in ranker.best({TEXT: weights}, everything, 10)]

    return best


def add(folder: Path, name: str, tokens: Sequence[Sequence[str]]) -> float:
    """Add one document of ready clauses; return the seconds until it is kept."""
    with closing(connect(folder / "index.db")) as connection:
        start = time.perf_counter()
        db = Database(connection)
        with db.atomic():
            insert_batch(connection, _batch(name, tokens))
            join_segments(connection)
        connection.commit()
        return time.perf_counter() - start


def _batch(name: str, tokens: Sequence[Sequence[str]]) -> Batch:
    held = {"id": name, "path": name, "size": 0, "modified": 0, "sha256": "", "status": "", "record": "{}"}
    held |= {"first_clause": 0, "clauses": len(tokens), "articles": 0, "sketch": b"", "added": 0}
    row = tuple(held.get(column) for column in COLUMNS["documents"] if column != "segment")
    counted = {TEXT: count(tokens), CONTEXT: count([()] * len(tokens))}
    return Batch((name,), {"documents": [row]}, counted, Counter(), len(tokens))
