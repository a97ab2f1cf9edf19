"""The systems that rank side by side in ``scale``: each writes an index and answers questions with its ten best.

The libraries other than rank-bm25 come with ``pip install -e '.[bench]'``; a system that is missing is left out.
Every system runs in one thread and keeps no more than the ranking: no text, no positions where it can do without.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import numpy as np

from retrieval.index.ranking.bm25 import rank_bm25_parameters
from tests.benchmarks import ours
from tests.benchmarks.corpora import Corpus, Question

#: The best clauses of a question and their scores, best first; rank-bm25 gives all that are as good as the tenth.
Best = list[tuple[int, float]]
Ask = Callable[[Question], Best]
#: Writes an index of the corpus into a folder; returns the seconds it took, without making the lists of words.
Build = Callable[[Path, Corpus], float]

OURS, REFERENCE = "Wenzheng", "rank-bm25"
#: Two scores are the same if they differ by no more than this part of them.
SAME = 1e-6
COUNT = 10
_BATCH = 65_536  # clauses given to a writer at once
_HEAP = 500_000_000  # bytes that tantivy's writer may hold before it writes a segment


@dataclass(frozen=True)
class System:
    """One system; ``needs`` are modules, ``build`` is ``None`` where nothing can be kept on disk."""

    name: str
    needs: tuple[str, ...]
    build: Build | None
    open: Callable[[Path, Corpus], Ask]

    @property
    def here(self) -> bool:
        return all(find_spec(module) for module in self.needs)


def _reference(_: Path, corpus: Corpus) -> Ask:
    from rank_bm25 import BM25Plus

    model = BM25Plus(corpus.tokens())

    def ask(question: Question) -> Best:
        scores = model.get_scores(question)
        tenth = np.partition(scores, -COUNT)[-COUNT]
        found = np.flatnonzero(scores >= tenth * (1 - SAME))
        found = found[np.argsort(-scores[found], kind="stable")][:1000]
        return list(zip(found.tolist(), scores[found].tolist(), strict=True))

    return ask


def _bm25s_build(folder: Path, corpus: Corpus, backend: Literal["numpy", "numba"]) -> float:
    import bm25s

    tokens = corpus.tokens()
    start = time.perf_counter()
    free = rank_bm25_parameters()
    model = bm25s.BM25(method="bm25+", k1=free.k1, b=free.b, delta=free.delta, backend=backend)
    model.index(tokens, show_progress=False)
    model.save(folder / "bm25s", show_progress=False)
    return time.perf_counter() - start


def _bm25s_open(folder: Path, backend: Literal["numpy", "numba"]) -> Ask:
    import bm25s

    model = bm25s.BM25.load(folder / "bm25s", show_progress=False, backend=backend)

    def ask(question: Question) -> Best:
        found, scores = model.retrieve([list(question)], k=COUNT, show_progress=False, n_threads=0)
        return list(zip(found[0].tolist(), scores[0].tolist(), strict=True))

    return ask


def _fts5_build(folder: Path, corpus: Corpus) -> float:
    seconds = 0.0
    connection = sqlite3.connect(folder / "fts5.db")
    connection.execute("CREATE VIRTUAL TABLE clauses USING fts5(text, content='')")
    for first, texts in _spaced(corpus):
        start = time.perf_counter()
        rows = enumerate(texts, first + 1)
        connection.executemany("INSERT INTO clauses (rowid, text) VALUES (?, ?)", rows)
        seconds += time.perf_counter() - start
    start = time.perf_counter()
    connection.execute("INSERT INTO clauses (clauses) VALUES ('optimize')")
    connection.commit()
    connection.close()
    return seconds + time.perf_counter() - start


def _fts5_open(folder: Path, _: Corpus) -> Ask:
    connection = sqlite3.connect(folder / "fts5.db")
    query = "SELECT rowid - 1, -rank FROM clauses WHERE clauses MATCH ? ORDER BY rank LIMIT ?"

    def ask(question: Question) -> Best:
        return connection.execute(query, (" OR ".join(f'"{word}"' for word in question), COUNT)).fetchall()

    return ask


def _tantivy_build(folder: Path, corpus: Corpus) -> float:
    import tantivy

    schema = tantivy.SchemaBuilder()
    schema.add_text_field("text", stored=False, tokenizer_name="whitespace", index_option="freq")
    schema.add_integer_field("clause", stored=False, indexed=False, fast=True)
    place = folder / "tantivy"
    place.mkdir()
    writer = tantivy.Index(schema.build(), path=str(place)).writer(heap_size=_HEAP, num_threads=1)
    seconds = 0.0
    for first, texts in _spaced(corpus):
        start = time.perf_counter()
        for clause, text in enumerate(texts, first):
            writer.add_document(tantivy.Document(text=text, clause=clause))
        seconds += time.perf_counter() - start
    start = time.perf_counter()
    writer.commit()
    writer.wait_merging_threads()
    return seconds + time.perf_counter() - start


def _tantivy_open(folder: Path, _: Corpus) -> Ask:
    import tantivy

    index = tantivy.Index.open(str(folder / "tantivy"))
    searcher = index.searcher()

    def ask(question: Question) -> Best:
        query = index.parse_query(" ".join(question), ["text"])
        hits = searcher.search(query, COUNT, count=False).hits
        clauses = searcher.fast_field_values("clause", [address for _, address in hits])
        return [(clause, score) for clause, (score, _) in zip(clauses, hits, strict=True)]

    return ask


def _spaced(corpus: Corpus) -> Iterator[tuple[int, list[str]]]:
    """The clauses in batches with the number of the first, the words parted by spaces."""
    for first in range(0, corpus.clauses, _BATCH):
        yield first, [" ".join(some) for some in corpus.tokens(first, first + _BATCH)]


SYSTEMS: Sequence[System] = (
    System(OURS, (), ours.build, lambda folder, _: ours.opened(folder)),
    System(REFERENCE, ("rank_bm25",), None, _reference),
    System(
        "bm25s numpy",
        ("bm25s",),
        lambda folder, corpus: _bm25s_build(folder, corpus, "numpy"),
        lambda folder, _: _bm25s_open(folder, "numpy"),
    ),
    System(
        "bm25s numba",
        ("bm25s", "numba"),
        lambda folder, corpus: _bm25s_build(folder, corpus, "numba"),
        lambda folder, _: _bm25s_open(folder, "numba"),
    ),
    System("SQLite FTS5", (), _fts5_build, _fts5_open),
    System("tantivy", ("tantivy",), _tantivy_build, _tantivy_open),
)
