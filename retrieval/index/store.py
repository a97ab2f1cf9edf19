"""Read the index file: documents, clauses, postings and words, each only as asked for."""

from __future__ import annotations  # array[int] is subscriptable from 3.12 on only

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from retrieval.clause.model import Clause
from retrieval.clause.provision import Provision
from retrieval.document.model import Places, Span
from retrieval.errors import IndexFileError
from retrieval.index.bm25 import Parameters, Part, Posting, Statistics, weigh
from retrieval.index.catalogue import Catalogue
from retrieval.index.entry import ENTRY, Entry, entry_row
from retrieval.index.file import FORMAT, damaged, properties, reading
from retrieval.index.reader import Reader
from retrieval.index.rows import (
    Row,
    clause_row,
    only_bytes,
    only_count,
    only_places,
    only_text,
    perhaps_count,
    posting_row,
    provision_row,
    term_count,
    two_counts,
    two_texts,
    typed,
)
from retrieval.index.texts import PIECE, pieces_of
from retrieval.index.tokens import cut_run, han_runs, substrings, terms

#: The two fields that are ranked: a clause's own words, and the headings and lead above it.
TEXT, CONTEXT = "text", "context"

_CLAUSE = 'document, number, start, "end", text, kind, paragraph, sentence, path, lead, years, duty_start, duty_end, provision'
#: So many postings are kept for the next question; each takes 16 bytes.
_MOST_REMEMBERED = 12_000_000
_T = TypeVar("_T")


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
            self._parameters = _parameters(made, path)
            self._reader = Reader(self._connection, path)
            self._opened = opened.pop_all()
        self._clauses: dict[int, Clause] = {}
        self._places: dict[str, Places | None] = {}
        self._postings: dict[tuple[str, str], Posting | None] = {}
        self._remembered = 0
        self._counts: dict[str, int] = {}
        self._lengths: dict[tuple[str, int], array[int]] = {}
        self._words: dict[str, WordInfo | None] = {}

    def close(self) -> None:
        self._opened.close()

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, decode: Callable[[Row], _T], sql: str, *values: object) -> list[_T]:
        """The rows of a query, decoded."""
        return self._reader.read(decode, sql, *values)

    @cached_property
    def documents(self) -> tuple[Entry, ...]:
        """All documents, ordered by id: for who lists them; a question looks up in the catalogue."""
        return tuple(self.read(entry_row, f"SELECT {ENTRY} FROM documents ORDER BY id"))

    @cached_property
    def catalogue(self) -> Catalogue:
        """The documents, to be looked up."""
        return Catalogue(self._reader)  # not the index itself: it is closed as soon as nobody has it any more

    @property
    def clause_count(self) -> int:
        """How many clauses there are."""
        return self.catalogue.totals.clauses

    def document(self, name: str) -> Entry | None:
        """The document of an id."""
        return self.catalogue.get(name)

    def source(self, document: str) -> str:
        """The stored text of a document, exactly as its source has it."""
        held = self.read(only_text, "SELECT text FROM texts WHERE document = ? ORDER BY number", document)
        if not held:
            raise damaged(self.path, "缺少文件的全文")
        return "".join(held)

    def places(self, document: str) -> Places | None:
        """Where the pages or paragraphs of a document's original begin in its text; ``None`` where it has none."""
        if document not in self._places:
            found = self.read(only_places, "SELECT unit, starts FROM documents WHERE id = ?", document)
            self._places[document] = found[0] if found else None
        return self._places[document]

    def slice(self, document: str, span: Span) -> str:
        """``source[span]`` of a document, without reading the rest of it."""
        wanted = pieces_of(span)
        query = "SELECT text FROM texts WHERE document = ? AND number BETWEEN ? AND ? ORDER BY number"
        held = "".join(self.read(only_text, query, document, wanted[0], wanted[-1]))
        text = held[span.start - wanted[0] * PIECE : span.end - wanted[0] * PIECE]
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
            found = dict(
                self.read(clause_row, f"SELECT id, {_CLAUSE} FROM clauses WHERE id IN ({_marks(part)})", *part)
            )
            self._check(part, found)
            self._clauses.update(found)
        return {number: self._clauses[number] for number in ids if number in self._clauses}

    def clauses_around(self, document: str, span: Span, reach: int) -> list[Clause]:
        """The clauses of a document that meet ``span``, with ``reach`` more to either side, in order."""
        query = "SELECT coalesce(max(number), 0) FROM clauses WHERE document = ? AND start <= ?"
        first, last = (self.read(only_count, query, document, place)[0] for place in (span.start, span.end - 1))
        entry = self.document(document)
        return list(self.clauses(entry.ids[max(0, first - reach) : last + reach + 1]).values()) if entry else []

    def every_clause(self, document: str) -> list[Clause]:
        """All clauses that are stored under a document, whatever their ids are: what ``verify`` looks at."""
        return [
            clause
            for _, clause in self.read(
                clause_row, f"SELECT id, {_CLAUSE} FROM clauses WHERE document = ? ORDER BY id", document
            )
        ]

    def first_stating(self, document: str, years: Iterable[int]) -> Clause | None:
        """The first clause of a document whose own words state one of the years."""
        query = "SELECT min(clause) FROM years WHERE year = ? AND document = ? AND stated = 1"
        found = [
            number for year in years for number in self.read(perhaps_count, query, year, document) if number is not None
        ]
        return self.clauses([min(found)])[min(found)] if found else None

    def provision_clauses(self, document: str) -> dict[int, Provision]:
        """The clauses of a law that stand in an article, each with its place in the law."""
        query = "SELECT id, provision FROM clauses WHERE document = ? AND provision IS NOT NULL ORDER BY id"
        return dict(self.read(provision_row, query, document))

    def provisions(self, document: str, span: Span) -> list[Provision]:
        """The provisions that a stretch of a law's source holds something of, in order."""
        query = (
            "SELECT id, provision FROM clauses WHERE document = ? AND provision IS NOT NULL"
            ' AND start < ? AND "end" > ? ORDER BY number'
        )
        return [provision for _, provision in self.read(provision_row, query, document, span.end, span.start)]

    def _check(self, asked: Sequence[int], found: dict[int, Clause]) -> None:
        """Every clause is its document's, and none is missing: what was counted agrees with what was read."""
        owners = self.catalogue.owners(asked)
        for number, owner in owners.items():
            clause = found.get(number)
            if clause and (clause.document, clause.number) != (owner.id, number - owner.first_clause):
                raise damaged(self.path, "条款不全")
        if len(owners) != len(found):
            raise damaged(self.path, "条款不全")

    @cached_property
    def _segments(self) -> dict[int, int]:
        """The id of the first clause of each segment."""
        return dict(self.read(two_counts, "SELECT id, first FROM segments"))

    def _statistics(self, field: str) -> Statistics:
        (terms,) = self.read(only_count, "SELECT coalesce(sum(total), 0) FROM lengths WHERE field = ?", field)
        clauses = self.clause_count
        return Statistics(self._parameters, clauses, terms / clauses if clauses and terms else 1.0)

    def _lengths_of(self, field: str, segment: int) -> array[int]:
        """How many terms each clause of a segment has."""
        if (field, segment) not in self._lengths:
            query = "SELECT lengths FROM lengths WHERE field = ? AND segment = ?"
            held = self.read(only_bytes, query, field, segment)
            if not held:
                raise damaged(self.path, "倒排表不全")
            self._lengths[field, segment] = array("H", held[0])
        return self._lengths[field, segment]

    def postings(self, field: str, wanted: Iterable[str]) -> dict[str, Posting]:
        """For each wanted term that occurs, its postings."""
        wanted = list(wanted)
        missing = [term for term in wanted if (field, term) not in self._postings]
        found = {term: self._postings.get((field, term)) for term in wanted}
        if missing:
            read = {posting.term: posting for posting in self._read_postings(field, missing)}
            found.update((term, read.get(term)) for term in missing)
            self._remember(field, {term: found[term] for term in missing})
        return {term: posting for term in wanted if (posting := found[term])}

    def _remember(self, field: str, postings: dict[str, Posting | None]) -> None:
        """Keep lists that were read for the next question; what was kept before goes when it becomes too much."""
        size = sum(len(posting.clauses) for posting in postings.values() if posting)
        if self._remembered + size > _MOST_REMEMBERED:
            self._postings.clear()
            self._remembered = 0
        self._postings.update(((field, term), posting) for term, posting in postings.items())
        self._remembered += size

    def _read_postings(self, field: str, terms: Sequence[str]) -> Iterator[Posting]:
        rows = self.read(
            posting_row,
            "SELECT term, segment, clauses, frequencies, digest FROM postings"
            f" WHERE field = ? AND term IN ({_marks(terms)})",
            *(field, *terms),
        )
        parts: dict[str, list[Part]] = {}
        for term, segment, clauses, frequencies in rows:
            lengths = self._lengths_of(field, segment)
            if segment not in self._segments or clauses[-1] >= len(lengths):
                raise damaged(self.path, "倒排表不全")
            parts.setdefault(term, []).append(Part(self._segments[segment], clauses, frequencies, lengths))
        statistics = self._statistics(field)
        for term, some in parts.items():
            yield weigh(term, sorted(some, key=lambda part: part.first), statistics)

    def counts(self, wanted: Iterable[str]) -> dict[str, int]:
        """For each wanted term that occurs in the text of clauses: how many hold it. Their postings are not read."""
        wanted = list(wanted)
        missing = [term for term in wanted if term not in self._counts]
        if missing:
            query = (
                f"SELECT term, sum(length(clauses)) FROM postings WHERE field = ? AND term IN ({_marks(missing)})"
                " GROUP BY term"
            )
            self._counts.update(dict.fromkeys(missing, 0))
            self._counts.update(self.read(term_count, query, TEXT, *missing))
        return {term: count for term in wanted if (count := self._counts[term])}

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
                two_texts,
                f"SELECT key, word FROM spellings JOIN words USING (word) WHERE key IN ({_marks(part)})"
                " ORDER BY clauses DESC, word",
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


def _parameters(made: dict[str, str], path: Path) -> Parameters:
    try:
        return Parameters(*(float(made[name]) for name in ("k1", "b", "delta")))
    except (KeyError, TypeError, ValueError) as error:
        raise damaged(path, "没有写明排序的参数") from error


def _word(row: Row) -> tuple[str, WordInfo]:
    word, frequency, tag = typed(row, str, int, str)
    if frequency < 1:
        raise ValueError(f"a word that never occurs: {word}")
    return word, WordInfo(frequency, tag)
