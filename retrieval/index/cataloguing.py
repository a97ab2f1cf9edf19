"""Keep the tables by which documents are found, copies and versions told, in step with the documents.

Only documents of the same key can be copies or versions of each other, so that a change touches those alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from retrieval.document.model import DRAFT
from retrieval.index.copies import find_copies
from retrieval.index.keys import pairs
from retrieval.text.fold import fold

if TYPE_CHECKING:
    from sqlite3 import Connection

#: ``titles`` are the distinct folded titles, ``title_pairs`` the characters in them, each with the next one;
#: ``regions`` the places that have documents ('' where a document has none) with what there is of each.
_TABLES = {
    "titles": "(id INTEGER PRIMARY KEY, text TEXT UNIQUE)",
    "title_pairs": "(pair TEXT, title INTEGER, PRIMARY KEY (pair, title)) WITHOUT ROWID",
    "regions": (
        "(province TEXT, city TEXT, county TEXT, documents INTEGER, clauses INTEGER, laws INTEGER,"
        " PRIMARY KEY (province, city, county)) WITHOUT ROWID"
    ),
}
_INDEXES = {
    "documents_by_place": "(province, city, county, copy_of, superseded, first_clause, clauses)",
    "documents_by_clause": "(first_clause, clauses)",
    "documents_by_title": "(titled)",
    "documents_by_serial": "(serial) WHERE serial IS NOT NULL",
    "documents_by_likeness": "(likeness) WHERE likeness IS NOT NULL",
    "documents_by_work": "(work) WHERE work IS NOT NULL",
    "documents_by_articles": "(id) WHERE articles > 0",
}


def create_catalogue(db: Connection) -> None:
    """Make the tables, empty, and the indexes of the table of documents."""
    for table, columns in _TABLES.items():
        db.execute(f"DROP TABLE IF EXISTS {table}")
        db.execute(f"CREATE TABLE {table} {columns}")
    for index, columns in _INDEXES.items():
        db.execute(f"CREATE INDEX {index} ON documents {columns}")


def enter(db: Connection, names: Sequence[str]) -> None:
    """Enter documents that have been written."""
    for name in names:
        query = "SELECT title, province, city, county, clauses, articles FROM documents WHERE id = ?"
        title, *place, clauses, articles = db.execute(query, (name,)).fetchone()
        titled = _enter_title(db, fold(title)) if title else None
        db.execute("UPDATE documents SET titled = ?, superseded = 0 WHERE id = ?", (titled, name))
        db.execute(
            "INSERT INTO regions VALUES (?, ?, ?, 1, ?, ?)"
            " ON CONFLICT (province, city, county) DO UPDATE SET documents = documents + 1,"
            " clauses = clauses + excluded.clauses, laws = laws + excluded.laws",
            (*(part or "" for part in place), clauses, int(articles > 0)),
        )
    _relate(db, *_keys(db, names))


def withdraw(db: Connection, names: Sequence[str]) -> None:
    """Take documents out that are about to be deleted."""
    keys = _keys(db, names)
    for name in names:
        query = "SELECT titled, province, city, county, clauses, articles FROM documents WHERE id = ?"
        titled, *place, clauses, articles = db.execute(query, (name,)).fetchone()
        db.execute(
            "UPDATE documents SET titled = NULL, likeness = NULL, work = NULL, copy_of = NULL WHERE id = ?", (name,)
        )
        if titled is not None:
            _drop_title(db, titled)
        where = tuple(part or "" for part in place)
        db.execute(
            "UPDATE regions SET documents = documents - 1, clauses = clauses - ?, laws = laws - ?"
            " WHERE province = ? AND city = ? AND county = ?",
            (clauses, int(articles > 0), *where),
        )
        db.execute("DELETE FROM regions WHERE documents = 0 AND province = ? AND city = ? AND county = ?", where)
    _relate(db, *keys)


def _enter_title(db: Connection, title: str) -> int | None:
    """The id of a title, which is new or was there before."""
    new = db.execute("INSERT INTO titles (text) VALUES (?) ON CONFLICT DO NOTHING", (title,))
    if not new.rowcount:
        found: int = db.execute("SELECT id FROM titles WHERE text = ?", (title,)).fetchone()[0]
        return found
    db.executemany("INSERT INTO title_pairs VALUES (?, ?)", ((pair, new.lastrowid) for pair in pairs(title)))
    return new.lastrowid


def _drop_title(db: Connection, title: int) -> None:
    """Forget a title that no document has any more."""
    if db.execute("SELECT 1 FROM documents WHERE titled = ?", (title,)).fetchone():
        return
    (text,) = db.execute("SELECT text FROM titles WHERE id = ?", (title,)).fetchone()
    db.executemany("DELETE FROM title_pairs WHERE pair = ? AND title = ?", ((pair, title) for pair in pairs(text)))
    db.execute("DELETE FROM titles WHERE id = ?", (title,))


def _keys(db: Connection, names: Iterable[str]) -> tuple[set[int], set[int]]:
    """The keys of documents by which there may be copies, and versions, of them."""
    query = "SELECT likeness, work FROM documents WHERE id = ?"
    rows = [db.execute(query, (name,)).fetchone() for name in names]
    return {key for key, _ in rows if key is not None}, {key for _, key in rows if key is not None}


def _relate(db: Connection, likenesses: Iterable[int], works: Iterable[int]) -> None:
    """Tell anew which documents are copies, and of which there is a later version, among those of the keys."""
    touched = set(works)
    for likeness in likenesses:
        query = "SELECT id, sketch, copy_of, work FROM documents WHERE likeness = ? ORDER BY id"
        rows = db.execute(query, (likeness,)).fetchall()
        copies = find_copies({name: sketch for name, sketch, *_ in rows}) if len(rows) > 1 else {}
        for name, _, before, work in rows:
            if copies.get(name) != before:
                db.execute("UPDATE documents SET copy_of = ? WHERE id = ?", (copies.get(name), name))
                touched.update(() if work is None else [work])
    for work in touched:
        query = "SELECT id, status, day, superseded FROM documents WHERE work = ? AND copy_of IS NULL"
        rows = db.execute(query, (work,)).fetchall()
        ranks = [(status != DRAFT, day) for _, status, day, _ in rows]
        told = len(set(ranks)) == len(ranks)
        for (name, *_, before), rank in zip(rows, ranks, strict=True):
            later = int(told and rank != max(ranks))
            if later != before:
                db.execute("UPDATE documents SET superseded = ? WHERE id = ?", (later, name))
