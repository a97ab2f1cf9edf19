"""The tables of the index file, and how documents are written into them and taken out again.

Posting lists are written by ``retrieval.index.postings.writer``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

import numpy as np

from retrieval.document.model import STATED
from retrieval.index.documents.catalogue_writer import create_catalogue
from retrieval.index.documents.keys import KEYS, RELATIONS
from retrieval.index.documents.sections import SECTION_COLUMNS, create_section_view
from retrieval.index.facts.writer import FACT_COLUMNS, create_facts, delete_facts, insert_facts
from retrieval.index.postings.writer import Moved, create_lists, renumber_postings
from retrieval.index.sqlite.file import APPLICATION
from retrieval.index.sqlite.schema import create_table
from retrieval.text.sounds import short_keys, sound_keys, wrong_keys

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlite_utils import Database

    from retrieval.index.build.prepare import Batch

#: ``failures`` are the files that could not be read, with the kinds that could be read then;
#: ``chunks`` are the documents in pieces, with their clauses (see ``retrieval.index.docstore.codec``); ``section_rows`` the
#: outlines of the documents (see ``retrieval.index.documents.sections``); ``years`` the clauses
#: that a year governs, or whose own words state it (see ``retrieval.index.documents.years``);
#: ``words`` in how many clauses each word stands, ``spellings`` the keys by which a mistyped one finds it.
COLUMNS: dict[str, dict[str, Any]] = {
    "properties": {"name": str, "value": str},
    "places": {"path": str},
    "failures": {"path": str, "size": int, "modified": int, "readers": str},
    "documents": {
        **{"id": str, "path": str, "size": int, "modified": int, "sha256": str},
        **dict.fromkeys((*STATED, "in_force", "expires", "status"), str),
        "national": int,
        **dict.fromkeys(("province", "city", "county"), str),
        **KEYS,
        **RELATIONS,
        **{"record": str, "first_clause": int, "clauses": int, "articles": int},
        **{"sketch": bytes, "unit": str, "starts": str, "reading": str, "head": str, "added": int},
    },
    "chunks": {
        **{"id": int, "document": str, "start": int, "number": int, "first_clause": int, "clauses": int},
        **{"content": bytes, "numbers": bytes},
    },
    "section_rows": SECTION_COLUMNS,
    "years": {"year": int, "stated": int, "document": str, "clauses": str},
    "lexicon": {"word": str, "frequency": int, "tag": str},
    "words": {"word": str, "clauses": int},
    "spellings": {"key": str, "word": str},
}
_KEYS: dict[str, Any] = {
    "properties": "name",
    "places": "path",
    "failures": "path",
    "documents": "id",
    "chunks": "id",
    "section_rows": ("clause", "number"),
    "years": ("year", "stated", "document"),
    "lexicon": "word",
    "words": "word",
    "spellings": ("key", "word"),
}
#: Where a row holds the id of a clause; in a batch it is the place in that.
_CLAUSE_ID = {"documents": "first_clause", "chunks": "first_clause", "section_rows": "clause"}


def create(db: Database) -> None:
    """Make all tables, empty; those that are there already go, of whatever format they are."""
    for view in db.view_names():
        db.view(view).drop()
    for name in db.table_names():
        db.table(name).drop()
    for name, columns in COLUMNS.items():
        create_table(db, name, columns, _KEYS[name], long=name == "documents")
    db.table("chunks").create_index(["document", "start"], unique=True)
    db.table("chunks").create_index(["first_clause"])
    db.table("years").create_index(["document"])
    create_lists(db)
    create_catalogue(db)
    create_facts(db)
    create_section_view(db)
    db.execute(f"PRAGMA application_id = {APPLICATION}")


def insert(db: Connection, table: str, rows: Iterable[Sequence[Any]], base: int = 0) -> None:
    """Insert rows in the order of the table's columns; ``base`` is added to the id of a clause."""
    columns = [name for name in COLUMNS[table] if (table, name) not in _NOT_GIVEN]
    values = ", ".join(f"? + {base}" if name == _CLAUSE_ID.get(table) else "?" for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    into, left = f"INSERT INTO {table} ({names}) VALUES ", iter(rows)
    while len(some := list(islice(left, _ROWS))) == _ROWS:
        db.execute(into + ", ".join([f"({values})"] * _ROWS), list(chain.from_iterable(some)))
    db.executemany(f"{into}({values})", some)


#: Rows inserted by one statement: the many of the dictionary then take half the time.
_ROWS = 200
_NOT_GIVEN = {("chunks", "id"), *(("documents", name) for name in RELATIONS)}


def insert_batch(db: Connection, batch: Batch) -> int:
    """Write the documents of a batch, all but their posting lists; return the id of their first clause."""
    base = next_clause(db)
    for table, rows in batch.rows.items():
        if table in COLUMNS:
            insert(db, table, rows, base)
    insert_facts(db, batch.rows, base)
    _insert_words(db, batch.words)
    return base


def next_clause(db: Connection) -> int:
    """The id that the next clause gets: above those of all that are there."""
    number: int = db.execute("SELECT coalesce(max(first_clause + clauses), 0) FROM documents").fetchone()[0]
    return number


def _insert_words(db: Connection, words: Counter[str]) -> None:
    """Count words that occur, and the new ones under the keys by which a mistyped one finds them."""
    known = {word for word in words if db.execute("SELECT 1 FROM words WHERE word = ?", (word,)).fetchone()}
    db.executemany(
        "INSERT INTO words (word, clauses) VALUES (?, ?) ON CONFLICT (word) DO UPDATE SET clauses = clauses + excluded.clauses",
        words.items(),
    )
    insert(db, "spellings", ((key, word) for word in words if word not in known for key in spelling_keys(word)))


def spelling_keys(word: str) -> set[str]:
    """The keys by which a mistyped word is found."""
    return {*sound_keys(word), *wrong_keys(word), *short_keys(word)}


def holes(db: Connection) -> int:
    """How many ids below the last have no clause any more."""
    clauses: int = db.execute("SELECT coalesce(sum(clauses), 0) FROM documents").fetchone()[0]
    return next_clause(db) - clauses


def renumber_clauses(db: Database) -> None:
    """Give the clauses of all documents ids without holes, in the order that they have."""
    connection = db.conn
    query = "SELECT id, first_clause, clauses FROM documents ORDER BY first_clause, id"
    documents = connection.execute(query).fetchall()
    kept = np.concatenate([np.arange(first, first + count, dtype=np.uint32) for _, first, count in documents])
    renumber_postings(db, Moved(kept))
    owners = [(table, column) for table, column in _CLAUSE_ID.items() if table != "documents"]
    owners += [(table, "clause") for table in FACT_COLUMNS]
    new = 0
    for name, first, count in documents:
        connection.execute("UPDATE documents SET first_clause = ? WHERE id = ?", (new, name))
        for table, column in owners:  # below zero until all have moved: no two rows may have one key meanwhile
            query = f"UPDATE {table} SET {column} = ? - {column} WHERE {column} >= ? AND {column} < ?"
            connection.execute(query, (first - new - 1, first, first + count))
        new += count
    for table, column in owners:
        connection.execute(f"UPDATE {table} SET {column} = -1 - {column} WHERE {column} < 0")


def delete_document(db: Connection, name: str, words: Counter[str]) -> None:
    """Take a document out, all but its posting lists. ``words`` are those of its clauses, as they were counted."""
    query = "SELECT first_clause, first_clause + clauses FROM documents WHERE id = ?"
    ids = db.execute(query, (name,)).fetchone()
    delete_facts(db, range(*ids))
    db.execute("DELETE FROM section_rows WHERE clause >= ? AND clause < ?", ids)
    for table in ("chunks", "years"):
        db.execute(f"DELETE FROM {table} WHERE document = ?", (name,))
    db.execute("DELETE FROM documents WHERE id = ?", (name,))
    db.executemany(
        "UPDATE words SET clauses = clauses - ? WHERE word = ?", ((held, word) for word, held in words.items())
    )
    emptied = [
        word for word in words if db.execute("DELETE FROM words WHERE word = ? AND clauses <= 0", (word,)).rowcount
    ]
    keys = ((key, word) for word in emptied for key in spelling_keys(word))
    db.executemany("DELETE FROM spellings WHERE key = ? AND word = ?", keys)
