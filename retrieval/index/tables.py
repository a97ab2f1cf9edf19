"""The tables of the index file, and how documents are written into them and taken out again.

Postings lie in segments: each batch of documents that is added makes one, so that adding touches nothing of
the others; small ones are joined as they become many. A document taken out is taken out of its segment's lists.
"""

from __future__ import annotations  # array[int] is subscriptable from 3.12 on only

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

from retrieval.document.model import STATED
from retrieval.index.cataloguing import create_catalogue
from retrieval.index.facts import FACT_COLUMNS, create_facts
from retrieval.index.file import APPLICATION
from retrieval.index.keys import KEYS, RELATIONS
from retrieval.index.rows import digest
from retrieval.text.sounds import short_keys, sound_keys, wrong_keys

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlite_utils import Database

    from retrieval.index.bm25 import Counted
    from retrieval.index.prepare import Batch

#: ``texts`` are the documents in pieces; ``years`` the years that govern a clause, or that its own words state;
#: ``words`` in how many clauses each word stands, ``spellings`` the keys by which a mistyped one finds it;
#: ``lengths`` how many terms each clause of a segment has. ``digest`` is there since a list that is out of order
#: or cut short would be searched without a complaint.
COLUMNS: dict[str, dict[str, Any]] = {
    "properties": {"name": str, "value": str},
    "places": {"path": str},
    "documents": {
        **{"id": str, "path": str, "size": int, "modified": int, "sha256": str},
        **dict.fromkeys((*STATED, "status"), str),
        **dict.fromkeys(("province", "city", "county"), str),
        **KEYS,
        **RELATIONS,
        **{"record": str, "first_clause": int, "clauses": int, "articles": int},
        **{"sketch": bytes, "unit": str, "starts": str, "added": int, "segment": int},
    },
    "texts": {"document": str, "number": int, "text": str},
    "clauses": {
        **{"id": int, "document": str, "number": int, "start": int, "end": int, "text": str, "kind": str},
        **{"paragraph": int, "sentence": int, "path": str, "lead": str},
        **{"years": str, "duty_start": int, "duty_end": int, "provision": str},
    },
    "years": {"year": int, "document": str, "stated": int, "clause": int},
    "segments": {"id": int, "first": int, "clauses": int},
    "lengths": {"segment": int, "field": str, "total": int, "lengths": bytes},
    "postings": {"field": str, "term": str, "segment": int, "digest": int, "clauses": bytes, "frequencies": bytes},
    "lexicon": {"word": str, "frequency": int, "tag": str},
    "words": {"word": str, "clauses": int},
    "spellings": {"key": str, "word": str},
}
_KEYS: dict[str, Any] = {
    "properties": "name",
    "places": "path",
    "documents": "id",
    "texts": ("document", "number"),
    "clauses": "id",
    "years": ("year", "document", "stated", "clause"),
    "segments": "id",
    "lengths": ("segment", "field"),
    "postings": ("field", "term", "segment"),
    "lexicon": "word",
    "words": "word",
    "spellings": ("key", "word"),
}
#: Where a row holds the id of a clause; in a batch it is the place in that.
_CLAUSE_ID = {"documents": "first_clause", "clauses": "id", "years": "clause", **dict.fromkeys(FACT_COLUMNS, "clause")}
#: Tables with rows of a document.
_OF_DOCUMENT = ("texts", "clauses", "years", *FACT_COLUMNS)
#: More segments than this are joined: each is read for every term of a question.
MOST_SEGMENTS = 16


def create(db: Database) -> None:
    """Make all tables, empty; those that are there already go."""
    old = set(db.table_names())
    for name, columns in COLUMNS.items():
        if name in old:
            db.table(name).drop()
        db.table(name).create(columns, pk=_KEYS[name])
    db.table("clauses").create_index(["document", "number"], unique=True)
    db.table("clauses").create_index(["document", "start"])
    db.table("years").create_index(["document"])
    db.table("postings").create_index(["segment"])
    create_catalogue(db.conn)
    create_facts(db)
    db.execute(f"PRAGMA application_id = {APPLICATION}")


def insert(db: Connection, table: str, rows: Iterable[Sequence[Any]], base: int = 0) -> None:
    """Insert rows in the order of the table's columns; ``base`` is added to the id of a clause."""
    columns = [name for name in {**COLUMNS, **FACT_COLUMNS}[table] if (table, name) not in _NOT_GIVEN]
    values = ", ".join(f"? + {base}" if name == _CLAUSE_ID.get(table) else "?" for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    db.executemany(f"INSERT INTO {table} ({names}) VALUES ({values})", rows)


_NOT_GIVEN = {
    *((table, "id") for table in FACT_COLUMNS),
    ("documents", "segment"),
    *(("documents", name) for name in RELATIONS),
}


def insert_batch(db: Connection, batch: Batch) -> None:
    """Write a batch of documents as a segment of its own."""
    (base,) = db.execute("SELECT coalesce(max(first + clauses), 0) FROM segments").fetchone()
    for table, rows in batch.rows.items():
        insert(db, table, rows, base)
    cursor = db.execute("INSERT INTO segments (first, clauses) VALUES (?, ?)", (base, batch.clauses))
    segment = cursor.lastrowid
    assert segment is not None
    db.executemany("UPDATE documents SET segment = ? WHERE id = ?", ((segment, name) for name in batch.ids))
    for field, counted in batch.counted.items():
        _insert_counted(db, segment, field, counted)
    _insert_words(db, batch.words)


def _insert_counted(db: Connection, segment: int, field: str, counted: Counted) -> None:
    insert(db, "lengths", [(segment, field, sum(counted.lengths), counted.lengths.tobytes())])
    insert(
        db,
        "postings",
        (
            (field, term, segment, digest(held, often), held, often)
            for term, (clauses, frequencies) in counted.terms.items()
            for held, often in [(clauses.tobytes(), frequencies.tobytes())]
        ),
    )


def _insert_words(db: Connection, words: Counter[str]) -> None:
    """Count words that occur, and the new ones under the keys by which a mistyped one finds them."""
    known = {word for word in words if db.execute("SELECT 1 FROM words WHERE word = ?", (word,)).fetchone()}
    db.executemany(
        "INSERT INTO words (word, clauses) VALUES (?, ?) ON CONFLICT (word) DO UPDATE SET clauses = clauses + excluded.clauses",
        words.items(),
    )
    insert(
        db,
        "spellings",
        ((key, word) for word in words if word not in known for key in _keys(word)),
    )


def _keys(word: str) -> set[str]:
    """The keys by which a mistyped word is found."""
    return {*sound_keys(word), *wrong_keys(word), *short_keys(word)}


def delete_document(db: Connection, name: str, terms: dict[str, set[str]], words: Counter[str]) -> None:
    """Take a document out. ``terms`` are those of its clauses in each field, ``words`` as they were counted."""
    first, count, segment = db.execute(
        "SELECT first_clause, clauses, segment FROM documents WHERE id = ?", (name,)
    ).fetchone()
    (start,) = db.execute("SELECT first FROM segments WHERE id = ?", (segment,)).fetchone()
    gone = range(first - start, first - start + count)
    for field, some in terms.items():
        _cut_lengths(db, segment, field, gone)
        for term in some:
            _cut_postings(db, segment, field, term, gone)
    for table in _OF_DOCUMENT:
        db.execute(f"DELETE FROM {table} WHERE document = ?", (name,))
    db.execute("DELETE FROM documents WHERE id = ?", (name,))
    db.executemany(
        "UPDATE words SET clauses = clauses - ? WHERE word = ?", ((held, word) for word, held in words.items())
    )
    emptied = [
        word for word in words if db.execute("DELETE FROM words WHERE word = ? AND clauses <= 0", (word,)).rowcount
    ]
    keys = ((key, word) for word in emptied for key in _keys(word))
    db.executemany("DELETE FROM spellings WHERE key = ? AND word = ?", keys)
    if not db.execute("SELECT 1 FROM documents WHERE segment = ?", (segment,)).fetchone():
        for table, column in (("postings", "segment"), ("lengths", "segment"), ("segments", "id")):
            db.execute(f"DELETE FROM {table} WHERE {column} = ?", (segment,))


def _cut_lengths(db: Connection, segment: int, field: str, gone: range) -> None:
    where = (segment, field)
    (held,) = db.execute("SELECT lengths FROM lengths WHERE segment = ? AND field = ?", where).fetchone()
    lengths = array("H", held)
    lengths[gone.start : gone.stop] = array("H", bytes(2 * len(gone)))
    db.execute(
        "UPDATE lengths SET lengths = ?, total = ? WHERE segment = ? AND field = ?",
        (lengths.tobytes(), sum(lengths), *where),
    )


def _cut_postings(db: Connection, segment: int, field: str, term: str, gone: range) -> None:
    where = (field, term, segment)
    query = "SELECT clauses, frequencies FROM postings WHERE field = ? AND term = ? AND segment = ?"
    held = db.execute(query, where).fetchone()
    if held is None:
        return
    clauses, frequencies = array("I", held[0]), array("B", held[1])
    first, last = bisect_left(clauses, gone.start), bisect_left(clauses, gone.stop)
    del clauses[first:last], frequencies[first:last]
    if not clauses:
        db.execute("DELETE FROM postings WHERE field = ? AND term = ? AND segment = ?", where)
        return
    left = clauses.tobytes(), frequencies.tobytes()
    db.execute(
        "UPDATE postings SET clauses = ?, frequencies = ?, digest = ? WHERE field = ? AND term = ? AND segment = ?",
        (*left, digest(*left), *where),
    )


def join_segments(db: Connection) -> None:
    """Join neighbouring segments, the smallest pair first, until there are few."""
    while True:
        segments = db.execute("SELECT id, first, clauses FROM segments ORDER BY first").fetchall()
        if len(segments) <= MOST_SEGMENTS:
            return
        _join(db, *min(pairwise(segments), key=lambda pair: pair[0][2] + pair[1][2]))


def _join(db: Connection, one: tuple[int, int, int], other: tuple[int, int, int]) -> None:
    """Put the later segment's lists behind those of the earlier one."""
    offset, gap = other[1] - one[1], bytes(2 * (other[1] - one[1] - one[2]))
    for (field,) in db.execute("SELECT DISTINCT field FROM lengths").fetchall():
        held = [
            db.execute(
                "SELECT lengths, total FROM lengths WHERE segment = ? AND field = ?", (segment[0], field)
            ).fetchone()
            for segment in (one, other)
        ]
        db.execute(
            "UPDATE lengths SET lengths = ?, total = ? WHERE segment = ? AND field = ?",
            (held[0][0] + gap + held[1][0], held[0][1] + held[1][1], one[0], field),
        )
    rows = db.execute(
        "SELECT field, term, segment, clauses, frequencies FROM postings WHERE segment IN (?, ?) ORDER BY field, term",
        (one[0], other[0]),
    ).fetchall()
    joined = list(_joined_rows(rows, one[0], offset))
    db.execute("DELETE FROM postings WHERE segment IN (?, ?)", (one[0], other[0]))
    insert(db, "postings", joined)
    db.execute("UPDATE documents SET segment = ? WHERE segment = ?", (one[0], other[0]))
    db.execute("DELETE FROM lengths WHERE segment = ?", (other[0],))
    db.execute("DELETE FROM segments WHERE id = ?", (other[0],))
    db.execute("UPDATE segments SET clauses = ? WHERE id = ?", (offset + other[2], one[0]))


def _joined_rows(rows: Sequence[tuple[Any, ...]], segment: int, offset: int) -> Iterator[tuple[Any, ...]]:
    for (field, term), some in groupby(rows, key=lambda row: (row[0], row[1])):
        clauses, frequencies = array("I"), array("B")
        for _, _, owner, held, often in sorted(some, key=lambda row: row[2] != segment):
            places = array("I", held)
            clauses.extend(places if owner == segment else [place + offset for place in places])
            frequencies.frombytes(often)
        both = clauses.tobytes(), frequencies.tobytes()
        yield field, term, segment, digest(*both), *both
