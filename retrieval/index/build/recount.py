"""Recount what an index holds of its texts: posting lists, lengths, words, spellings, years and the dictionary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt

from retrieval.index.analysis.lexicon import load_lexicon
from retrieval.index.build.prepare import count_all
from retrieval.index.build.tables import spelling_keys
from retrieval.index.documents.years import year_rows
from retrieval.index.postings.codec import CHUNK, COLUMNS, Block, digest
from retrieval.index.postings.codec_numpy import Lists, unpack_all
from retrieval.index.postings.counting import Counted
from retrieval.index.sqlite.rows import Row
from retrieval.index.store import Index

#: Documents counted, and blocks read, at a time; so many of what differs are named.
_DOCUMENTS, _BLOCKS, _NAMED = 200, 2_000, 5
#: Odd numbers that spread postings over 64 bits: equal sums mean equal lists.
_CLAUSE, _OFTEN = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)

#: For each term of a field the number of its postings and the sum of their hashes.
_Sums = dict[tuple[str, str], tuple[int, int]]


def recount(index: Index) -> Iterator[str]:
    """Yield a sentence for each table that does not hold what cutting the stored texts gives."""
    structure = index.read(lambda row: str(row[0]), "PRAGMA integrity_check(1)")
    if structure != ["ok"]:
        yield f"索引文件的结构已损坏（{structure[0]}）。"
    counted = _count(index)
    tables: tuple[tuple[str, Mapping[Any, Any], Mapping[Any, Any]], ...] = (
        ("词表", counted.sums, _stored_sums(index)),
        ("条款长度", counted.lengths, _stored_lengths(index)),
        ("词频", counted.words, dict(_rows(index, "SELECT word, clauses FROM words"))),
        (
            "拼写",
            {(key, word): 1 for word in counted.words for key in spelling_keys(word)},
            dict.fromkeys(_rows(index, "SELECT key, word FROM spellings"), 1),
        ),
        ("年份", counted.years, Counter(_rows(index, "SELECT year, stated, document, clauses FROM years"))),
        ("词典", *_dictionaries(index)),
    )
    for name, expected, stored in tables:
        wrong = _differing(expected, stored)
        if wrong:
            named = "、".join(str(key) for key in wrong[:_NAMED])
            yield f"索引的{name}与原文不符：{len(wrong)} 处，例如 {named}。"
    for field, term in _wrong_totals(index):
        yield f"索引的词表与原文不符：{field} 的 {term}。"


class _Count:
    """What is counted: sums of the posting lists, lengths of the clauses, words and years."""

    def __init__(self) -> None:
        self.sums: _Sums = {}
        self.lengths: dict[tuple[str, int], int] = {}
        self.words = Counter[str]()
        self.years = Counter[Row]()

    def add(self, base: npt.NDArray[np.uint32], counted: Mapping[str, Counted]) -> None:
        """Add the fields of some clauses whose ids are ``base``."""
        for field, some in counted.items():
            _add_sums(self.sums, field, some.terms, Lists(some.bounds, base[some.clauses], some.frequencies))
            for number, length in zip(base.tolist(), some.lengths.tolist(), strict=True):
                if length:
                    self.lengths[field, number] = length


def _count(index: Index) -> _Count:
    found, cut = _Count(), index.stored_cut()
    documents = iter(index.documents)
    while some := list(islice(documents, _DOCUMENTS)):
        heads = index.heads([entry.id for entry in some])
        texts = [(index.every_clause(entry.id), heads[entry.id]) for entry in some]
        counted, words = count_all(texts, cut)
        ids = [
            np.arange(entry.first_clause, entry.first_clause + len(held))
            for entry, (held, _) in zip(some, texts, strict=True)
        ]
        found.add(np.concatenate(ids).astype(np.uint32), counted)
        found.words.update(words)
        for entry, (clauses, _) in zip(some, texts, strict=True):
            found.years.update(year_rows(entry.id, clauses))
    return found


def _add_sums(sums: _Sums, field: str, terms: Sequence[str], lists: Lists) -> None:
    """Add the postings of stretches of lists."""
    if not terms:
        return
    hashes = (lists.clauses.astype(np.uint64) + np.uint64(1)) * _CLAUSE
    hashes ^= hashes >> np.uint64(29)
    hashes *= lists.frequencies.astype(np.uint64) * _OFTEN
    totals = np.add.reduceat(hashes, lists.bounds[:-1]).tolist()
    for term, size, total in zip(terms, lists.sizes.tolist(), totals, strict=True):
        before = sums.get((field, term), (0, 0))
        sums[field, term] = before[0] + size, (before[1] + total) % 2**64


def _stored_sums(index: Index) -> _Sums:
    sums: _Sums = {}
    fields = [row[0] for row in _rows(index, "SELECT DISTINCT field FROM postings")]
    for field in fields:
        blocks = iter(index.read(Block._make, f"SELECT {COLUMNS} FROM postings WHERE field = ?", field))
        while read := list(islice(blocks, _BLOCKS)):
            some = [block for block in read if digest(block) == block.digest]  # others differ from what is counted
            _add_sums(sums, field, [block.term for block in some], unpack_all(some))
    return sums


def _stored_lengths(index: Index) -> dict[tuple[str, int], int]:
    lengths: dict[tuple[str, int], int] = {}
    for field, chunk, held in _rows(index, "SELECT field, chunk, lengths FROM lengths"):
        numbers = np.frombuffer(held, np.uint16)
        for place in np.flatnonzero(numbers).tolist():
            lengths[field, chunk * CHUNK + place] = int(numbers[place])
    return lengths


def _wrong_totals(index: Index) -> list[tuple[str, str]]:
    """The terms of which more than one block is kept, but not what these come to."""
    query = "SELECT field, term, sum(held), count(*) FROM postings GROUP BY field, term"
    totals = {(field, term): (held, many > 1) for field, term, held, many in _rows(index, query)}
    known = {(field, term): held for field, term, held in _rows(index, "SELECT field, term, held FROM long")}
    wrong = [key for key, held in known.items() if totals.get(key, (0, False))[0] != held]
    return [*wrong, *(key for key, (_, many) in totals.items() if many and key not in known)]


def _dictionaries(index: Index) -> tuple[dict[Row, int], dict[Row, int]]:
    """The rows of today's dictionary and of the stored one; none where all are the same, as they should be."""
    expected: Sequence[Row] = load_lexicon().rows
    stored = _rows(index, "SELECT word, frequency, tag FROM lexicon ORDER BY word")
    return ({}, {}) if stored == expected else (dict.fromkeys(expected, 1), dict.fromkeys(stored, 1))


def _rows(index: Index, query: str) -> list[Row]:
    return index.read(tuple, query)


def _differing(expected: Mapping[Any, Any], stored: Mapping[Any, Any]) -> list[Any]:
    """The keys under which two tables hold something else."""
    return [key for key in {**expected, **stored} if expected.get(key) != stored.get(key)]
