"""Keep the tables by which documents are found, copies and versions told, in step with the documents.

Only documents of the same key can be copies or versions of each other, so that a change touches those alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from retrieval.document.model import DRAFT
from retrieval.index.documents.keys import YearIn, pairs, stated_years
from retrieval.index.documents.near_duplicates import find_copies
from retrieval.index.documents.versions import rank_of
from retrieval.index.sqlite.schema import Columns, create_table
from retrieval.text.fold import fold

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlite_utils import Database

#: ``names`` are the distinct titles and issuers, folded, ``name_pairs`` the characters in them, each with the next one;
#: ``document_years`` the years of each document and where they stand (see ``YearIn``); ``regions`` the places that have documents ('' where a document has none) with what there is of each.
_TABLES: dict[str, tuple[Columns, str | tuple[str, ...]]] = {
    "names": ({"id": int, "text": str}, "id"),
    "name_pairs": ({"pair": str, "name": int}, ("pair", "name")),
    "document_years": ({"year": int, "part": str, "document": str}, ("year", "part", "document")),
    "regions": (
        {"province": str, "city": str, "county": str, "documents": int, "clauses": int, "laws": int},
        ("province", "city", "county"),
    ),
}
_INDEXES = {
    "documents_by_place": "(province, city, county, copy_of, superseded, first_clause, clauses)",
    "documents_by_clause": "(first_clause, clauses)",
    "documents_by_hash": "(sha256)",
    "documents_by_title": "(titled)",
    "documents_by_issuer": "(issued)",
    "documents_by_serial": "(serial) WHERE serial IS NOT NULL",
    "documents_by_likeness": "(likeness) WHERE likeness IS NOT NULL",
    "documents_by_work": "(work) WHERE work IS NOT NULL",
    "documents_by_articles": "(id) WHERE articles > 0",
    "documents_by_draft": f"(id) WHERE status = '{DRAFT}'",
}


def create_catalogue(db: Database) -> None:
    """Make the tables, empty, and the indexes of the table of documents."""
    for table, (columns, key) in _TABLES.items():
        create_table(db, table, columns, key)
    db.table("names").create_index(["text"], unique=True)
    for index, indexed in _INDEXES.items():
        db.execute(f"CREATE INDEX {index} ON documents {indexed}")


def enter(db: Connection, names: Sequence[str]) -> None:
    """Enter documents that have been written."""
    for name in names:
        query = (
            "SELECT title, issuer, number, date, period, province, city, county, clauses, articles"
            " FROM documents WHERE id = ?"
        )
        title, issuer, number, date, period, *place, clauses, articles = db.execute(query, (name,)).fetchone()
        db.execute(
            "UPDATE documents SET titled = ?, issued = ?, superseded = 0 WHERE id = ?",
            (_enter_name(db, title), _enter_name(db, issuer), name),
        )
        years = _years(db, name, (date, period, title, number))
        db.executemany("INSERT INTO document_years VALUES (?, ?, ?)", ((*year, name) for year in years))
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
        query = (
            "SELECT titled, issued, number, date, period, title, province, city, county, clauses, articles"
            " FROM documents WHERE id = ?"
        )
        titled, issued, *stated, province, city, county, clauses, articles = db.execute(query, (name,)).fetchone()
        db.execute(
            "UPDATE documents SET titled = NULL, issued = NULL, likeness = NULL, work = NULL WHERE id = ?", (name,)
        )
        for held in {titled, issued} - {None}:
            _drop_name(db, held)
        years = ((*year, name) for year in _years(db, name, stated))
        db.executemany("DELETE FROM document_years WHERE year = ? AND part = ? AND document = ?", years)
        where = (province or "", city or "", county or "")
        db.execute(
            "UPDATE regions SET documents = documents - 1, clauses = clauses - ?, laws = laws - ?"
            " WHERE province = ? AND city = ? AND county = ?",
            (clauses, int(articles > 0), *where),
        )
        db.execute("DELETE FROM regions WHERE documents = 0 AND province = ? AND city = ? AND county = ?", where)
    _relate(db, *keys)


def _years(db: Connection, name: str, stated: Iterable[str | None]) -> set[tuple[int, YearIn]]:
    """The years of a document, and where they stand; ``stated`` are the fields of its record that can state some."""
    query = "SELECT DISTINCT year, stated FROM years WHERE document = ?"
    inside = {(year, YearIn.WORDS if own else YearIn.CLAUSE) for year, own in db.execute(query, (name,))}
    return inside | {(year, YearIn.RECORD) for year in stated_years(filter(None, stated))}


def _enter_name(db: Connection, name: str | None) -> int | None:
    """The id of a title or issuer, which is new or was there before; ``None`` where there is none."""
    if not name:
        return None
    text = fold(name)
    new = db.execute("INSERT INTO names (text) VALUES (?) ON CONFLICT DO NOTHING", (text,))
    if not new.rowcount:
        found: int = db.execute("SELECT id FROM names WHERE text = ?", (text,)).fetchone()[0]
        return found
    db.executemany("INSERT INTO name_pairs VALUES (?, ?)", ((pair, new.lastrowid) for pair in pairs(text)))
    return new.lastrowid


def _drop_name(db: Connection, name: int) -> None:
    """Forget a title or issuer that no document has any more."""
    if db.execute("SELECT 1 FROM documents WHERE titled = ? OR issued = ?", (name, name)).fetchone():
        return
    (text,) = db.execute("SELECT text FROM names WHERE id = ?", (name,)).fetchone()
    db.executemany("DELETE FROM name_pairs WHERE pair = ? AND name = ?", ((pair, name) for pair in pairs(text)))
    db.execute("DELETE FROM names WHERE id = ?", (name,))


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
        ranks = [rank_of(status, day) for _, status, day, _ in rows]
        told = len(set(ranks)) == len(ranks)
        for (name, *_, before), rank in zip(rows, ranks, strict=True):
            later = int(told and rank != max(ranks))
            if later != before:
                db.execute("UPDATE documents SET superseded = ? WHERE id = ?", (later, name))
