"""Read the index file: documents, clauses, postings and words, each only as asked for."""

from __future__ import annotations  # array[int] is subscriptable from 3.12 on only

import json
import sqlite3
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from retrieval.clause.model import Clause, ClauseKind
from retrieval.document.model import Field, Record, Span
from retrieval.errors import IndexFileError
from retrieval.index.tokens import cut_run, han_runs, substrings, terms
from retrieval.text.regions import Region

#: Raised with every change of the tables; a file of another format is made anew.
FORMAT = 2
TABLES = ("properties", "documents", "clauses", "postings", "lexicon", "spellings")
#: The two fields that are ranked: a clause's own words, and the headings and lead above it.
TEXT, CONTEXT = "text", "context"

_CLAUSE = 'document, number, start, "end", text, kind, paragraph, sentence, path, lead, years, duty_start, duty_end'


def open_error(path: Path, error: sqlite3.Error) -> IndexFileError:
    """Say in a sentence what SQLite found wrong with the file at ``path``."""
    text = str(error)
    if "locked" in text or "busy" in text:
        return IndexFileError(f"索引 {path} 正被另一个程序写入。请稍后再试。")
    if "readonly" in text or "unable to open" in text:
        return IndexFileError(f"索引 {path} 打不开或不可写。请检查权限，或用 --db 换一个位置。")
    if "full" in text or "disk I/O" in text:
        return IndexFileError(f"磁盘写满或出错，索引 {path} 没有改动。请腾出空间后再试。")
    return IndexFileError(f"索引 {path} 已损坏或不是索引文件（{text}）。请删除它，或用 --db 换一个位置。")


def connect(path: Path) -> sqlite3.Connection:
    """Open the file at ``path`` for reading; a folder that cannot be written to is no hindrance."""
    address = f"{path.resolve().as_uri()}?mode=ro"
    connection = sqlite3.connect(address, uri=True, timeout=10)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.OperationalError:
        connection.close()
        if path.with_name(path.name + "-wal").exists() or not path.exists():
            raise
        connection = sqlite3.connect(f"{address}&immutable=1", uri=True)
    return connection


@dataclass(frozen=True)
class Entry:
    """A document as the index knows it: all but its text."""

    id: str
    path: str
    sha256: str
    record: Record
    first_clause: int
    clauses: int

    @property
    def name(self) -> str:
        """What people call it by: its region, else its title, else its id."""
        if self.record.region:
            return self.record.region.name
        return self.record.title.value if self.record.title else self.id

    @property
    def ids(self) -> range:
        """The ids of its clauses."""
        return range(self.first_clause, self.first_clause + self.clauses)


@dataclass(frozen=True)
class WordInfo:
    """A dictionary word's frequency in general Chinese and its part-of-speech tag."""

    frequency: int
    tag: str


class Index:
    """An index file open for reading. Raises ``IndexFileError`` when it cannot be read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._connection = connect(path)
            self.lexicon_total = int(self._one("SELECT value FROM properties WHERE name = 'lexicon_total'"))
        except (sqlite3.Error, TypeError) as error:
            raise open_error(path, error if isinstance(error, sqlite3.Error) else sqlite3.Error("empty")) from error
        self._clauses: dict[int, Clause] = {}
        self._postings: dict[tuple[str, str], tuple[array[int], array[float], float] | None] = {}
        self._words: dict[str, WordInfo | None] = {}

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _one(self, sql: str, *values: object) -> str:
        return self._connection.execute(sql, values).fetchone()[0]  # type: ignore[no-any-return]

    @cached_property
    def documents(self) -> tuple[Entry, ...]:
        """The documents, ordered by id."""
        rows = self._connection.execute(
            "SELECT id, path, sha256, province, city, county, record, first_clause,"
            " (SELECT count(*) FROM clauses WHERE document = documents.id) FROM documents ORDER BY id"
        )
        return tuple(_entry(row) for row in rows)

    @cached_property
    def clause_count(self) -> int:
        """How many clauses there are."""
        return sum(entry.clauses for entry in self.documents)

    def document(self, name: str) -> Entry | None:
        return next((entry for entry in self.documents if entry.id == name), None)

    def source(self, document: str) -> str:
        """The stored text of a document, exactly as its source has it."""
        return self._one("SELECT text FROM documents WHERE id = ?", document)

    def slice(self, document: str, span: Span) -> str:
        """``source[span]`` of a document, without reading the rest of it."""
        return self._one(
            "SELECT substr(text, ?, ?) FROM documents WHERE id = ?", span.start + 1, span.end - span.start, document
        )

    def clauses(self, ids: Iterable[int]) -> dict[int, Clause]:
        """The clauses with the given ids; ids that no clause has are left out."""
        ids = list(ids)
        missing = [number for number in ids if number not in self._clauses]
        for start in range(0, len(missing), 500):
            part = missing[start : start + 500]
            rows = self._connection.execute(f"SELECT id, {_CLAUSE} FROM clauses WHERE id IN ({_marks(part)})", part)
            self._clauses.update((row[0], _clause(row[1:])) for row in rows)
        return {number: self._clauses[number] for number in ids if number in self._clauses}

    def postings(self, field: str, wanted: Iterable[str]) -> dict[str, tuple[array[int], array[float], float]]:
        """For each wanted term that occurs: the clauses that hold it, their weights, and the floor."""
        wanted = list(wanted)
        missing = [term for term in wanted if (field, term) not in self._postings]
        if missing:
            self._postings.update(((field, term), None) for term in missing)
            rows = self._connection.execute(
                f"SELECT term, clauses, weights, floor FROM postings WHERE field = ? AND term IN ({_marks(missing)})",
                [field, *missing],
            )
            for term, clauses, weights, floor in rows:
                self._postings[field, term] = (array("q", clauses), array("d", weights), floor)
        return {term: found for term in wanted if (found := self._postings[field, term])}

    def words(self, wanted: Iterable[str]) -> dict[str, WordInfo]:
        """What the dictionary knows of each wanted word; unknown ones are left out."""
        wanted = list(wanted)
        missing = [word for word in wanted if word not in self._words]
        for start in range(0, len(missing), 5000):
            part = missing[start : start + 5000]
            self._words.update(dict.fromkeys(part))
            rows = self._connection.execute(
                f"SELECT word, frequency, tag FROM lexicon WHERE word IN ({_marks(part)})", part
            )
            self._words.update((word, WordInfo(frequency, tag)) for word, frequency, tag in rows)
        return {word: info for word in wanted if (info := self._words[word])}

    def spelled(self, keys: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """For each key (see ``retrieval.text.sounds``) the words of the indexed texts that it leads to."""
        keys = list(keys)
        found: dict[str, tuple[str, ...]] = {}
        for start in range(0, len(keys), 500):
            part = keys[start : start + 500]
            rows = self._connection.execute(
                f"SELECT key, word FROM spellings WHERE key IN ({_marks(part)}) ORDER BY clauses DESC, word", part
            )
            for key, word in rows:
                found[key] = (*found.get(key, ()), word)
        return found

    def cut(self, run: str, whole: bool = True) -> list[str]:
        """Cut a run of Chinese characters into words, as the indexed text was cut; not ``whole``: into shorter ones."""
        frequencies = {word: info.frequency for word, info in self.words(substrings(run)).items()}
        if not whole:
            frequencies.pop(run, None)
        return cut_run(run, frequencies, self.lexicon_total)

    def terms(self, folded: str) -> list[str]:
        """The terms of a folded text, as the indexed text was cut into terms."""
        self.words({piece for _, run in han_runs(folded) for piece in substrings(run)})
        return terms(folded, self.cut)


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def _entry(row: tuple[Any, ...]) -> Entry:
    name, path, sha256, province, city, county, record, first, count = row
    fields = {key: Field(value["value"], Span(**value["span"])) for key, value in json.loads(record).items()}
    region = Region(province, city, county) if province else None
    return Entry(name, path, sha256, Record(**fields, region=region), first, count)


def _clause(row: tuple[Any, ...]) -> Clause:
    document, number, start, end, text, kind, paragraph, sentence, path, lead, years, duty_start, duty_end = row
    duty = Span(duty_start, duty_end) if duty_start is not None else None
    above, governing = tuple(json.loads(path)), tuple(json.loads(years))
    return Clause(
        document, number, start, end, text, ClauseKind(kind), paragraph, sentence, above, lead, governing, duty
    )
