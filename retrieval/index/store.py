"""Read the index file: documents, clauses, postings and words, each only as asked for."""

from __future__ import annotations  # array[int] is subscriptable from 3.12 on only

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from retrieval.clause.model import Clause
from retrieval.clause.provision import Provision
from retrieval.clause.sections import Section
from retrieval.document.model import Place, Places, Span
from retrieval.errors import Fault, IndexFileError
from retrieval.index.analysis.tokenizer import cut_run, han_runs, substrings, terms
from retrieval.index.docstore.reader import Texts
from retrieval.index.documents.catalogue import Catalogue
from retrieval.index.documents.entry import ENTRY, Entry, entry_row
from retrieval.index.documents.sections import SECTIONS, read_section
from retrieval.index.documents.years import read_runs
from retrieval.index.postings.intersection import Within
from retrieval.index.postings.reader import PostingLists
from retrieval.index.ranking.bm25 import Curve, Parameters, Posting
from retrieval.index.sqlite.cache import Cache
from retrieval.index.sqlite.file import FORMAT, damaged, explained, properties, reading
from retrieval.index.sqlite.reader import Reader
from retrieval.index.sqlite.rows import ORIGIN, Row, marks, origin_row, two_texts, typed

if TYPE_CHECKING:
    from sqlite3 import Connection

    from retrieval.index.ranking.backend import Engine

#: The fields of a clause that are ranked: its own words, and the headings and lead above it.
TEXT, CONTEXT = "text", "context"
#: The fields of a document, held under the id of its first clause: all its words, and its head (title, number, opening,
#: signature).
DOCUMENT, HEAD = "document", "head"
_OF_DOCUMENTS = frozenset({DOCUMENT, HEAD})
#: What others work out of so many documents is kept (see ``Index.kept``).
_DERIVED_KEPT = 24
#: So many clauses, documents' heads, and words are kept for the next question.
_CLAUSES_KEPT, _DOCUMENTS_KEPT, _WORDS_KEPT = 8_192, 4_096, 32_768

_T = TypeVar("_T")


@dataclass(frozen=True)
class WordInfo:
    """A dictionary word's frequency in general Chinese and its part-of-speech tag."""

    frequency: int
    tag: str


class Index:
    """An index file open for reading: all is read from the state it had when it was opened. An ``engine`` ranks its
    clauses in place of the postings (see ``retrieval.index.ranking.backend``).

    Raises ``IndexFileError`` when it cannot be read, from any method.
    """

    def __init__(self, path: Path, engine: Engine | None = None) -> None:
        self.path, self.engine = path, engine
        with ExitStack() as opened:
            connection = opened.enter_context(reading(path))
            made = properties(connection, path)
            if not made:
                raise IndexFileError(f"{path} 里还没有索引。", Fault.EMPTY, path)
            if int(made["format"]) < FORMAT:
                raise IndexFileError(f"索引 {path} 由旧版本建立。", Fault.OLDER, path)
            #: A digest of the code and data that made it (see ``retrieval.index.build.freshness``).
            self.fingerprint = made.get("fingerprint", "")
            #: The sum of all frequencies of the dictionary.
            self.lexicon_total = _total(made, path)
            parameters = _parameters(made, path)
            self._opened = opened.pop_all()
        self._reader = Reader(connection, path)
        self._connection, self._version = connection, _data_version(connection)
        self._texts = Texts(self._reader)
        #: The documents, to be looked up.
        self.catalogue = catalogue = Catalogue(self._reader)
        # Nothing here refers to the index itself: it is closed as soon as nobody does.
        self._lists = PostingLists(
            self._reader,
            parameters,
            lambda field: catalogue.totals.documents if field in _OF_DOCUMENTS else catalogue.totals.clauses,
        )
        #: What others work out of whole documents, and keep for the next question.
        self.kept = Cache[tuple[str, str], object](_DERIVED_KEPT)
        self._clauses = Cache[int, Clause](_CLAUSES_KEPT)
        self._origins = Cache[str, tuple[Places | None, tuple[str, ...]]](_DOCUMENTS_KEPT)
        self._heads = Cache[str, str](_DOCUMENTS_KEPT)
        self._counts = Cache[str, int](_WORDS_KEPT)
        self._words = Cache[str, WordInfo | None](_WORDS_KEPT)

    def close(self) -> None:
        self._opened.close()

    def release(self) -> None:
        """Let go of the state that is read, until ``resume``: while one is held, the log of later writes grows."""
        with explained(self.path):
            self._connection.rollback()

    def resume(self) -> bool:
        """Go on reading after ``release``. Return whether the file is as it was; else this index is to be closed."""
        with explained(self.path):
            self._connection.execute("BEGIN")
            return _data_version(self._connection) == self._version

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

    @property
    def clause_count(self) -> int:
        """How many clauses there are."""
        return self.catalogue.totals.clauses

    def document(self, name: str) -> Entry | None:
        """The document of an id."""
        return self.catalogue.get(name)

    def source(self, document: str) -> str:
        """The stored text of a document, exactly as its source has it."""
        return self._texts.source(document)

    def heads(self, documents: Iterable[str]) -> dict[str, str]:
        """The folded heads of documents (title, number, opening, signature), by id."""
        documents = list(documents)
        missing = self._heads.missing(documents)
        if missing:
            query = f"SELECT id, head FROM documents WHERE id IN ({marks(missing)})"
            self._heads.update(self.read(two_texts, query, *missing))
        return {name: self._heads[name] for name in documents}

    def places(self, document: str) -> Places | None:
        """Where the pages, paragraphs or cells of a document's original begin in its text; ``None`` where it has none."""
        return self._origin(document)[0]

    def place_at(self, document: str, start: int) -> Place | None:
        """Where in a document's original a place of its text stands; ``None`` where that has no pages, paragraphs or cells."""
        places = self.places(document)
        return places.at(start) if places else None

    def notes(self, document: str) -> tuple[str, ...]:
        """Sentences on what of a document's original was not read, or not as it stands there."""
        return self._origin(document)[1]

    def _origin(self, document: str) -> tuple[Places | None, tuple[str, ...]]:
        if self._origins.missing([document]):
            found = self.read(origin_row, f"SELECT {ORIGIN} FROM documents WHERE id = ?", document)
            self._origins[document] = found[0] if found else (None, ())
        return self._origins[document]

    def slice(self, document: str, span: Span) -> str:
        """``source[span]`` of a document, without reading the rest of it."""
        text = self._texts.slice(document, span)
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
        missing = sorted(set(self._clauses.missing(ids)))
        if missing:
            found = self._texts.clauses(missing)
            self._check(missing, found)
            self._clauses.update(found)
        return {number: self._clauses[number] for number in ids if number in self._clauses}

    def clause_number(self, document: str, place: int) -> int:
        """The number of the clause of a document that ``place`` of its text stands in, or behind."""
        return self._texts.number_at(document, place)

    def clauses_around(self, document: str, span: Span, reach: int) -> list[Clause]:
        """The clauses of a document that meet ``span``, with ``reach`` more to either side, in order."""
        first, last = (self._texts.number_at(document, place) for place in (span.start, span.end - 1))
        entry = self.document(document)
        return list(self.clauses(entry.ids[max(0, first - reach) : last + reach + 1]).values()) if entry else []

    def every_clause(self, document: str) -> list[Clause]:
        """All clauses that are stored under a document, whatever their ids are: what ``verify`` looks at."""
        return list(self._texts.of(document))

    def sections(self, document: str) -> list[Section]:
        """The sections of a document in order."""
        return self.read(read_section, SECTIONS, document)

    def first_stating(self, document: str, years: Iterable[int]) -> Clause | None:
        """The first clause of a document whose own words state one of the years."""
        query = (
            "SELECT first_clause, d.clauses, y.clauses FROM years y JOIN documents d ON d.id = document"
            " WHERE year = ? AND stated = 1 AND document = ?"
        )
        stating = (runs for year in years for runs in self.read(read_runs, query, year, document))
        first = min((run.start for runs in stating for run in runs), default=None)
        return None if first is None else self.clauses([first])[first]

    def provision_clauses(self, document: str) -> dict[int, Provision]:
        """The clauses of a law that stand in an article, each with its place in the law."""
        return dict(self._texts.provisions(document))

    def provisions(self, document: str, span: Span) -> list[Provision]:
        """The provisions that a stretch of a law's source holds something of, in order."""
        return [provision for _, provision in self._texts.provisions(document, span)]

    def _check(self, asked: Sequence[int], found: dict[int, Clause]) -> None:
        """Every clause is its document's, and none is missing: what was counted agrees with what was read."""
        owners = self.catalogue.owners(asked)
        for number, owner in owners.items():
            clause = found.get(number)
            if clause and (clause.document, clause.number) != (owner.id, number - owner.first_clause):
                raise damaged(self.path, "条款不全")
        if len(owners) != len(found):
            raise damaged(self.path, "条款不全")

    def postings(self, field: str, wanted: Iterable[str], within: Within = None) -> dict[str, Posting]:
        """For each wanted term that stands in a clause ``within``, its postings there."""
        return self._lists.postings(field, wanted, within)

    def curves(self, field: str, wanted: Iterable[str]) -> dict[str, Curve]:
        """For each wanted term that occurs in a field: what it adds to a clause's score. Its postings are not read."""
        return self._lists.curves(field, list(wanted))

    def counts(self, wanted: Iterable[str]) -> dict[str, int]:
        """For each wanted term that occurs in the text of clauses: how many hold it. Their postings are not read."""
        wanted = list(wanted)
        missing = self._counts.missing(wanted)
        if missing:
            self._counts.update(dict.fromkeys(missing, 0))
            self._counts.update(self._lists.counts(TEXT, missing))
        return {term: count for term in wanted if (count := self._counts[term])}

    def words(self, wanted: Iterable[str]) -> dict[str, WordInfo]:
        """The dictionary's entry of each wanted word; unknown ones are left out."""
        wanted = list(wanted)
        missing = self._words.missing(wanted)
        for start in range(0, len(missing), 5000):
            part = missing[start : start + 5000]
            rows = self.read(_word, f"SELECT word, frequency, tag FROM lexicon WHERE word IN ({marks(part)})", *part)
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
                f"SELECT key, word FROM spellings JOIN words USING (word) WHERE key IN ({marks(part)})"
                " ORDER BY clauses DESC, word",
                *part,
            )
            for key, word in rows:
                found[key] = (*found.get(key, ()), word)
        return found

    def stored_cut(self) -> Callable[[str], list[str]]:
        """A function that cuts any number of runs as the indexed text was cut; it holds the whole dictionary."""
        frequencies = dict(self.read(_word_frequency, "SELECT word, frequency FROM lexicon"))
        return lambda run: cut_run(run, frequencies, self.lexicon_total)

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


def _data_version(connection: Connection) -> int:
    """A number that changes with what others write into the file; the state that is read is settled by it."""
    connection.execute("SELECT count(*) FROM sqlite_master")
    version: int = connection.execute("PRAGMA data_version").fetchone()[0]
    return version


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


def _word_frequency(row: Row) -> tuple[str, int]:
    word, frequency = typed(row, str, int)
    return word, frequency


def _word(row: Row) -> tuple[str, WordInfo]:
    word, frequency, tag = typed(row, str, int, str)
    if frequency < 1:
        raise ValueError(f"a word that never occurs: {word}")
    return word, WordInfo(frequency, tag)
