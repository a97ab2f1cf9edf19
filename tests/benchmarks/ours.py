"""Wenzheng's ranking over bare lists of words: an index file of one field, written and asked as any other."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from sqlite3 import Connection, connect

from sqlite_utils import Database

from retrieval.index.build.tables import COLUMNS, create, insert, next_clause
from retrieval.index.documents.catalogue_writer import enter
from retrieval.index.documents.keys import RELATIONS
from retrieval.index.postings.counting import Counted, count
from retrieval.index.postings.writer import PostingWriter
from retrieval.index.ranking.bm25 import rank_bm25_parameters
from retrieval.index.ranking.maxscore import PostingsRanker
from retrieval.index.sqlite.file import FORMAT, PAGE
from retrieval.index.store import CONTEXT, TEXT, Index
from tests.benchmarks.corpora import Corpus, Question

_BATCH = 65_536  # clauses written at once


def build(folder: Path, corpus: Corpus) -> float:
    """Write the index into ``folder``; return the seconds it took, without making the lists of words."""
    seconds = 0.0
    with closing(connect(folder / "index.db")) as connection:
        connection.execute(f"PRAGMA page_size = {PAGE}")
        db = Database(connection)
        db.enable_wal()
        with db.atomic():
            create(db)
            parameters = rank_bm25_parameters()
            made = {"format": FORMAT, "lexicon_total": 1, "k1": parameters.k1, "b": parameters.b}
            insert(connection, "properties", [*made.items(), ("delta", parameters.delta)])
            start = time.perf_counter()
            with PostingWriter(connection) as writer:
                for first in range(0, corpus.clauses, _BATCH):
                    seconds += time.perf_counter() - start
                    tokens = corpus.tokens(first, min(first + _BATCH, corpus.clauses))
                    start = time.perf_counter()
                    writer.add(*_document(connection, f"d{first:09}", tokens))
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
        with db.atomic(), PostingWriter(connection) as writer:
            writer.add(*_document(connection, name, tokens))
        connection.commit()
        return time.perf_counter() - start


def _document(db: Connection, name: str, tokens: Sequence[Sequence[str]]) -> tuple[int, dict[str, Counted]]:
    """Write the row of a document without texts; return the id of its first clause, and what was counted."""
    base = next_clause(db)
    held = {"id": name, "path": name, "size": 0, "modified": 0, "sha256": "", "status": "", "record": "{}"}
    held |= {"first_clause": 0, "clauses": len(tokens), "day": "", "articles": 0, "sketch": b"", "added": 0}
    given = (column for column in COLUMNS["documents"] if column not in RELATIONS)
    insert(db, "documents", [tuple(held.get(column) for column in given)], base)
    enter(db, [name])
    return base, {TEXT: count(tokens), CONTEXT: count([()] * len(tokens))}
