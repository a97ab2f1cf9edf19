"""Read the index file: documents, clauses, postings and words, each only as asked for."""

from __future__ import annotations  # array[int] is subscriptable from 3.12 on only

import json
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from retrieval.clause.model import Clause, ClauseKind
from retrieval.clause.provision import Provision, parse_provision
from retrieval.document.model import Field, Places, Record, Span, Unit
from retrieval.errors import IndexFileError
from retrieval.index.file import FORMAT, damaged, open_error, properties, reading
from retrieval.index.tokens import cut_run, han_runs, substrings, terms
from retrieval.text.regions import Region

#: The two fields that are ranked: a clause's own words, and the headings and lead above it.
TEXT, CONTEXT = "text", "context"

_ENTRY = """
    SELECT id, path, sha256, province, city, county, record, first_clause, articles, count, first, last, low, high
    FROM documents LEFT JOIN (
        SELECT document, count(*) AS count, min(id) AS first, max(id) AS last,
            min(id - number) AS low, max(id - number) AS high
        FROM clauses GROUP BY document
    ) ON document = documents.id ORDER BY id"""
_CLAUSE = 'document, number, start, "end", text, kind, paragraph, sentence, path, lead, years, duty_start, duty_end, provision'
_CLAUSE_TYPES = (str, int, int, int, str, str, int, int, str, str, str)

_Row = tuple[Any, ...]
_T = TypeVar("_T")


@dataclass(frozen=True)
class Entry:
    """A document as the index knows it: all but its text."""

    id: str
    path: str
    sha256: str
    record: Record
    first_clause: int
    clauses: int
    #: The number of its last article, where it is written in articles (第…条).
    articles: int = 0

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
    """An index file open for reading: all is read from the state it had when it was opened.

    Raises ``IndexFileError`` when it cannot be read, from any method.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with ExitStack() as opened:
            self._connection = opened.enter_context(reading(path))
            made = properties(self._connection, path)
            if not made:
                raise IndexFileError(f"{path} 里还没有索引。请先运行 wenzheng index。")
            if int(made["format"]) < FORMAT:
                raise IndexFileError(f"索引 {path} 由旧版本建立。请先运行 wenzheng index 重建。")
            #: A digest of the code and data that made it (see ``retrieval.index.freshness``).
            self.fingerprint = made.get("fingerprint", "")
            #: The sum of all frequencies of the dictionary.
            self.lexicon_total = _total(made, path)
            self._opened = opened.pop_all()
        self._clauses: dict[int, Clause] = {}
        self._places: dict[str, Places | None] = {}
        self._postings: dict[tuple[str, str], tuple[array[int], array[float], float] | None] = {}
        self._words: dict[str, WordInfo | None] = {}

    def close(self) -> None:
        self._opened.close()

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, decode: Callable[[_Row], _T], sql: str, *values: object) -> list[_T]:
        """The rows of a query, decoded. The one place where damaged pages and values that fit nothing are met."""
        try:
            return [decode(row) for row in self._connection.execute(sql, values)]
        except sqlite3.Error as error:
            raise open_error(self.path, error) from error
        except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError, RecursionError) as error:
            raise damaged(self.path, "内容不合格式") from error

    def _text(self, sql: str, *values: object) -> str:
        for text in self.read(_only_text, sql, *values):
            return text
        raise damaged(self.path, "缺少文件的全文")

    @cached_property
    def documents(self) -> tuple[Entry, ...]:
        """The documents, ordered by id."""
        return tuple(self.read(_entry, _ENTRY))

    @cached_property
    def clause_count(self) -> int:
        """How many clauses there are."""
        return sum(entry.clauses for entry in self.documents)

    def document(self, name: str) -> Entry | None:
        return next((entry for entry in self.documents if entry.id == name), None)

    def source(self, document: str) -> str:
        """The stored text of a document, exactly as its source has it."""
        return self._text("SELECT text FROM documents WHERE id = ?", document)

    def places(self, document: str) -> Places | None:
        """Where the pages or paragraphs of a document's original begin in its text; ``None`` where it has none."""
        if document not in self._places:
            found = self.read(_only_places, "SELECT unit, starts FROM documents WHERE id = ?", document)
            self._places[document] = found[0] if found else None
        return self._places[document]

    def slice(self, document: str, span: Span) -> str:
        """``source[span]`` of a document, without reading the rest of it."""
        text = self._text(
            "SELECT substr(text, ?, ?) FROM documents WHERE id = ?", span.start + 1, span.end - span.start, document
        )
        end = span.start + len(text)
        if end < span.end and any(clause.end > end for clause in self._last_clause(document)):
            raise damaged(self.path, "文件的全文不完整")
        return text

    def _last_clause(self, document: str) -> Iterable[Clause]:
        entry = self.document(document)
        return self.clauses(entry.ids[-1:]).values() if entry else ()

    def clauses(self, ids: Iterable[int]) -> dict[int, Clause]:
        """The clauses with the given ids; ids that no clause has are left out."""
        ids = list(ids)
        missing = list(dict.fromkeys(number for number in ids if number not in self._clauses))
        for start in range(0, len(missing), 500):
            part = missing[start : start + 500]
            found = dict(self.read(_clause, f"SELECT id, {_CLAUSE} FROM clauses WHERE id IN ({_marks(part)})", *part))
            self._check(part, found)
            self._clauses.update(found)
        return {number: self._clauses[number] for number in ids if number in self._clauses}

    def provision_clauses(self, document: str) -> dict[int, Provision]:
        """The clauses of a law that stand in an article, each with its place in the law."""
        found = self.read(
            _provision, "SELECT id, provision FROM clauses WHERE document = ? AND provision IS NOT NULL", document
        )
        return dict(sorted(found))

    def provisions(self, document: str, span: Span) -> list[Provision]:
        """The provisions that a stretch of a law's source holds something of, in order."""
        sql = 'SELECT id, provision FROM clauses WHERE document = ? AND start < ? AND "end" > ? ORDER BY number'
        rows = self.read(tuple, sql, document, span.end, span.start)
        return [_provision(row)[1] for row in rows if row[1] is not None]

    def _check(self, asked: Sequence[int], found: dict[int, Clause]) -> None:
        """Every clause is its document's, and none is missing: what was counted agrees with what was read."""
        places = {entry.id: entry.first_clause for entry in self.documents}
        every = range(self.clause_count)
        if sum(number in every for number in asked) != len(found) or any(
            places.get(clause.document) != number - clause.number for number, clause in found.items()
        ):
            raise damaged(self.path, "条款不全")

    def postings(self, field: str, wanted: Iterable[str]) -> dict[str, tuple[array[int], array[float], float]]:
        """For each wanted term that occurs: the clauses that hold it, their weights, and the floor."""
        wanted = list(wanted)
        missing = [term for term in wanted if (field, term) not in self._postings]
        if missing:
            found = self.read(
                _posting,
                f"SELECT term, clauses, weights, floor FROM postings WHERE field = ? AND term IN ({_marks(missing)})",
                *(field, *missing),
            )
            self._postings.update(((field, term), None) for term in missing)
            self._postings.update(((field, term), posting) for term, posting in found)
        return {term: posting for term in wanted if (posting := self._postings[field, term])}

    def words(self, wanted: Iterable[str]) -> dict[str, WordInfo]:
        """What the dictionary knows of each wanted word; unknown ones are left out."""
        wanted = list(wanted)
        missing = [word for word in wanted if word not in self._words]
        for start in range(0, len(missing), 5000):
            part = missing[start : start + 5000]
            rows = self.read(_word, f"SELECT word, frequency, tag FROM lexicon WHERE word IN ({_marks(part)})", *part)
            self._words.update(dict.fromkeys(part))
            self._words.update(rows)
        return {word: info for word in wanted if (info := self._words[word])}

    def spelled(self, keys: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """For each key (see ``retrieval.text.sounds``) the words of the indexed texts that it leads to."""
        keys = list(keys)
        found: dict[str, tuple[str, ...]] = {}
        for start in range(0, len(keys), 500):
            part = keys[start : start + 500]
            rows = self.read(
                _spelling,
                f"SELECT key, word FROM spellings WHERE key IN ({_marks(part)}) ORDER BY clauses DESC, word",
                *part,
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


def _total(made: dict[str, str], path: Path) -> int:
    total = made.get("lexicon_total")
    if not isinstance(total, str) or not total.isdecimal() or int(total) == 0:
        raise damaged(path, "没有词典")
    return int(total)


def typed(row: _Row, *types: type) -> _Row:
    """A column holds whatever was put into it: a row must have the types that it was written with."""
    if tuple(map(type, row)) != types:
        raise TypeError(f"no such row: {row!r}")
    return row


def _only_text(row: _Row) -> str:
    text: str = typed(row, str)[0]
    return text


def _only_places(row: _Row) -> Places | None:
    if row == (None, None):
        return None
    unit, starts = typed(row, str, str)
    places = Places(Unit(unit), tuple(json.loads(starts)))
    typed(places.starts, *[int] * len(places.starts))
    return places


def _entry(row: _Row) -> Entry:
    name, path, sha256, province, city, county, record, first, articles, *counted = row
    typed((name, path, sha256, record, first, articles), str, str, str, str, int, int)
    count = counted[0] or 0
    if count and counted[1:] != [first, first + count - 1, first, first]:
        raise ValueError(f"the clauses of {name} are not in a row from {first} on")
    fields = {key: _field(value["value"], **value["span"]) for key, value in json.loads(record).items()}
    region = Region(*typed((province, city, county), str, str, str)) if province else None
    return Entry(name, path, sha256, Record(**fields, region=region), first, count, articles)


def _field(value: str, start: int, end: int) -> Field:
    typed((value, start, end), str, int, int)
    return Field(value, Span(start, end))


def _clause(row: _Row) -> tuple[int, Clause]:
    identity, *values, duty_start, duty_end, provision = row
    document, number, start, end, text, kind, paragraph, sentence, path, lead, years = typed(
        tuple(values), *_CLAUSE_TYPES
    )
    duty = Span(*typed((duty_start, duty_end), int, int)) if duty_start is not None else None
    above, governing = json.loads(path), json.loads(years)
    typed(tuple(above), *[str] * len(above))
    typed(tuple(governing), *[int] * len(governing))
    return identity, Clause(
        document,
        number,
        start,
        end,
        text,
        ClauseKind(kind),
        paragraph,
        sentence,
        tuple(above),
        lead,
        tuple(governing),
        duty,
        parse_provision(provision) if provision is not None else None,
    )


def _provision(row: _Row) -> tuple[int, Provision]:
    identity, provision = typed(row, int, str)
    return identity, parse_provision(provision)


def _posting(row: _Row) -> tuple[str, tuple[array[int], array[float], float]]:
    term, clauses, weights, floor = typed(row, str, bytes, bytes, float)
    ids = array("q", clauses)
    if len(clauses) != len(weights) or sorted(set(ids)) != list(ids):
        raise ValueError(f"no postings of {term}")
    return term, (ids, array("d", weights), floor)


def _word(row: _Row) -> tuple[str, WordInfo]:
    word, frequency, tag = typed(row, str, int, str)
    if frequency < 1:
        raise ValueError(f"a word that never occurs: {word}")
    return word, WordInfo(frequency, tag)


def _spelling(row: _Row) -> tuple[str, str]:
    key, word = typed(row, str, str)
    return key, word
