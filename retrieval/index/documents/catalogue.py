"""The documents of an index, each looked up as asked for: nothing here reads the records of all of them."""

from __future__ import annotations

import json
from bisect import bisect_right, insort
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from retrieval.index.documents.entry import ENTRY, PLACE, Entry, entry_row
from retrieval.index.documents.keys import KEYS, digest
from retrieval.index.documents.selection import EVERYTHING, Selection, lies_in
from retrieval.index.documents.versions import in_order, work_of
from retrieval.index.postings.intersection import joined
from retrieval.index.sqlite.reader import Reader
from retrieval.index.sqlite.rows import Row, number_and_text, only_count, only_text, two_counts, typed
from retrieval.text.regions import Region

if TYPE_CHECKING:
    pass

_T = TypeVar("_T")
#: So many entries, and what was found of so many selections, are kept for the next question.
_KEPT, _SELECTIONS = 4000, 200
#: Among the characters of a name the rarest is looked for in so many names.
_COUNTED = 300


@dataclass(frozen=True)
class Totals:
    """How many documents there are, clauses in them, documents that are written in articles, and places that have
    documents, each document of no place counted for one."""

    documents: int
    clauses: int
    laws: int
    places: int


class Role(StrEnum):
    """The role of a name in a document: the column that refers to it."""

    TITLE = "titled"
    ISSUER = "issued"


class Catalogue:
    """Looks documents up, and keeps what was read for the next question."""

    def __init__(self, reader: Reader) -> None:
        self._read = reader.read
        self._entries: dict[str, Entry | None] = {}
        self._starts: list[int] = []
        self._owners: dict[int, Entry] = {}
        self._ranges: dict[Selection, tuple[range, ...]] = {}
        self._titles: dict[tuple[Selection, int], tuple[str, ...]] = {}

    @cached_property
    def totals(self) -> Totals:
        """Totals over all documents."""
        query = (
            "SELECT coalesce(sum(documents), 0), coalesce(sum(clauses), 0), coalesce(sum(laws), 0),"
            " coalesce(sum(CASE province WHEN '' THEN documents ELSE 1 END), 0) FROM regions"
        )
        (totals,) = self._read(lambda row: Totals(*typed(row, int, int, int, int)), query)
        return totals

    @cached_property
    def end(self) -> int:
        """The id behind that of the last clause."""
        query = "SELECT first_clause, clauses FROM documents WHERE clauses > 0 ORDER BY first_clause DESC LIMIT 1"
        return sum(next(iter(self._read(two_counts, query)), (0, 0)))

    @cached_property
    def regions(self) -> tuple[Region, ...]:
        """The regions of which there are documents."""
        query = "SELECT province, city, county FROM regions WHERE province != '' ORDER BY province, city, county"
        return tuple(self._read(lambda row: Region(*typed(row, str, str, str)), query))

    def has(self, named: Region) -> bool:
        """Whether there is a document that the name of a region means (see ``same_place``)."""
        where, values = lies_in(named)
        return bool(self._read(only_count, f"SELECT 1 FROM regions WHERE {where} LIMIT 1", *values))

    def get(self, name: str) -> Entry | None:
        """The document of an id."""
        return self.of([name]).get(name)

    def of(self, names: Iterable[str]) -> dict[str, Entry]:
        """The documents of the given ids; ids that no document has are left out."""
        names = list(names)
        self._make_room()
        missing = [name for name in dict.fromkeys(names) if name not in self._entries]
        if missing:
            self._entries.update(dict.fromkeys(missing))
            self._select("id IN (SELECT value FROM json_each(?))", json.dumps(missing))
        return {name: entry for name in names if (entry := self._entries[name])}

    def owners(self, clauses: Iterable[int]) -> dict[int, Entry]:
        """For each id of a clause the document that it is of; ids of no document are left out."""
        clauses = list(clauses)
        self._make_room()
        unknown = [clause for clause in clauses if self._owner(clause) is None]
        if unknown:
            holder = (
                "SELECT rowid FROM documents WHERE first_clause <= value AND clauses > 0"
                " ORDER BY first_clause DESC LIMIT 1"
            )
            self._select(f"rowid IN (SELECT ({holder}) FROM json_each(?))", json.dumps(unknown))
        return {clause: owner for clause in clauses if (owner := self._owner(clause))}

    def _owner(self, clause: int) -> Entry | None:
        place = bisect_right(self._starts, clause) - 1
        entry = self._owners[self._starts[place]] if place >= 0 else None
        return entry if entry and clause in entry.ids else None

    def _select(self, where: str, *values: object) -> list[Entry]:
        """The documents of a condition; they are kept."""
        found = self._read(self._entry, f"SELECT {ENTRY} FROM documents WHERE {where}", *values)
        for entry in found:
            self._entries[entry.id] = entry
            if entry.clauses and entry.first_clause not in self._owners:
                insort(self._starts, entry.first_clause)
                self._owners[entry.first_clause] = entry
        return found

    def _entry(self, row: Row) -> Entry:
        return self._entries.get(row[0]) or entry_row(row)

    def _make_room(self) -> None:
        if len(self._entries) >= _KEPT:
            self._entries.clear()
            self._starts.clear()
            self._owners.clear()
        if len(self._ranges) + len(self._titles) >= _SELECTIONS:
            self._ranges.clear()
            self._titles.clear()

    def select(self, selection: Selection, limit: int) -> list[Entry]:
        """The first documents of a selection, by their ids, no more than ``limit``."""
        condition, values = selection.condition()
        return self._select(f"{condition} ORDER BY id LIMIT ?", *values, limit)

    def count(self, selection: Selection) -> int:
        """How many documents a selection has."""
        condition, values = selection.condition()
        return self._read(only_count, f"SELECT count(*) FROM documents WHERE {condition}", *values)[0]

    def called(self, part: str) -> list[str]:
        """The ids of the documents whose id, title, number, day or place holds some characters, in order."""
        said = "id || ' ' || coalesce(title, '') || ' ' || coalesce(number, '') || ' ' || day || ' ' ||"
        query = f"SELECT id FROM documents WHERE instr({said} coalesce({PLACE}, ''), ?) ORDER BY id"
        return self._read(only_text, query, part)

    def hashed(self, start: str) -> Entry | None:
        """A document whose sha256 starts with some digits; ``None`` where there is none."""
        return next(iter(self._select("sha256 >= ? AND sha256 < ? || 'g' ORDER BY id LIMIT 1", start, start)), None)

    def of_file(self, path: Path) -> Entry | None:
        """The document read from a file."""
        return next(iter(self._select("path = ?", str(path.resolve()))), None)

    def names(self, limit: int) -> list[str]:
        """The names that people call the first documents by (see ``Entry.name``), by their ids."""
        query = f"SELECT coalesce({PLACE}, title, id) FROM documents ORDER BY id LIMIT ?"
        return self._read(only_text, query, limit)

    def laws(self, selection: Selection, limit: int) -> list[Entry]:
        """The first documents of a selection that are written in articles, by their ids, no more than ``limit``."""
        condition, values = selection.condition()
        return self._select(f"{condition} AND articles > 0 ORDER BY id LIMIT ?", *values, limit)

    def ids(self, selection: Selection) -> list[str]:
        """The ids of the documents of a selection, in order."""
        condition, values = selection.condition()
        return self._read(only_text, f"SELECT id FROM documents WHERE {condition} ORDER BY id", *values)

    def ranges(self, selection: Selection) -> tuple[range, ...]:
        """The ids of the clauses of a selection's documents, in order; neighbouring documents make one range."""
        if selection not in self._ranges:
            condition, values = selection.condition()
            query = (
                f"SELECT first_clause, clauses FROM documents WHERE {condition} AND clauses > 0 ORDER BY first_clause"
            )
            rows = self._read(two_counts, query, *values)
            self._ranges[selection] = joined([range(first, first + count) for first, count in rows])
        return self._ranges[selection]

    def titles(self, selection: Selection, limit: int) -> tuple[str, ...]:
        """The folded titles of documents of a selection, of no more than ``limit``; empty where there is none."""
        if (selection, limit) not in self._titles:
            condition, values = selection.condition()
            query = (
                "SELECT coalesce(names.text, '') FROM documents LEFT JOIN names ON names.id = titled"
                f" WHERE {condition} LIMIT ?"
            )
            self._titles[selection, limit] = tuple(self._read(only_text, query, *values, limit))
        return self._titles[selection, limit]

    def of_work(self, work: str) -> list[Entry]:
        """The versions of a work (see ``retrieval.index.documents.versions``), copies left out, by their ids."""
        key = digest(work)
        return [] if key is None else self._select("work = ? AND copy_of IS NULL ORDER BY id", key)

    def versions_of(self, entry: Entry) -> list[Entry]:
        """All versions of a document, the latest first: only those whose order is known. Those of a copy are the
        original's."""
        original = self.get(entry.copy_of) if entry.copy_of is not None else None
        entry = original or entry
        return in_order(self.of_work(work_of(entry))) or [entry]

    def keys(self, entry: Entry) -> tuple[object, ...]:
        """The stored columns ``KEYS`` of a document and its folded title: what ``verify`` looks at."""
        query = f"SELECT {', '.join(KEYS)}, coalesce(text, '') FROM documents LEFT JOIN names ON names.id = titled"
        return self._read(tuple, f"{query} WHERE documents.id = ?", entry.id)[0]

    def is_in_a_title(self, word: str) -> bool:
        """Whether the title of a document holds a word, folded."""
        return bool(self.names_with(word, Role.TITLE, EVERYTHING, 1))

    def names_with(self, word: str, role: Role, selection: Selection, limit: int) -> dict[int, str]:
        """Titles or issuers of a selection's documents, folded, that hold a word, by their number in the index, no more
        than ``limit``."""
        rarest, _ = self._rarest([word[place : place + 2] for place in range(max(1, len(word) - 1))])
        condition, values = selection.condition()
        query = (
            f"SELECT id, text FROM names WHERE id IN ({_HOLDERS}) AND instr(text, ?)"
            f" AND EXISTS (SELECT 1 FROM documents WHERE {role} = names.id AND {condition}) LIMIT ?"
        )
        return dict(self._read(number_and_text, query, *_bounds(rarest), word, *values, limit))

    def laws_with(self, characters: Iterable[str]) -> list[Entry]:
        """The documents written in articles whose folded titles hold all of some characters, by their ids."""
        rarest, others = self._rarest(dict.fromkeys(characters))
        held = "".join(" AND instr(text, ?)" for _ in others)
        query = f"titled IN (SELECT id FROM names WHERE id IN ({_HOLDERS}){held}) AND articles > 0 ORDER BY id"
        return self._select(query, *_bounds(rarest), *others)

    def _rarest(self, pieces: Iterable[str]) -> tuple[str, list[str]]:
        """Of characters or pairs of them the one that the fewest names hold, and the others."""
        query = f"SELECT count(*) FROM ({_HOLDERS} LIMIT {_COUNTED})"
        held = {piece: self._read(only_count, query, *_bounds(piece))[0] for piece in pieces}
        rarest = min(held, key=lambda piece: held[piece])
        return rarest, [piece for piece in held if piece != rarest]


#: The names with a pair of characters between two bounds.
_HOLDERS = "SELECT name FROM name_pairs WHERE pair >= ? AND pair < ?"


def _bounds(piece: str) -> tuple[str, str]:
    """Between which pairs those lie that begin with a character, or that are a pair."""
    return piece, piece[:-1] + chr(ord(piece[-1]) + 1)
