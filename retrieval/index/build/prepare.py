"""Work out all that the index holds of documents, without the index: fit to be done in another process.

Clauses have no ids yet, only their place in the batch; rows hold that place where an id belongs.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

from retrieval.clause.model import Clause
from retrieval.clause.sections import Section
from retrieval.clause.segment import segment_sections
from retrieval.clause.units import join_units
from retrieval.document.model import STATED, Document, Span
from retrieval.document.parse import parse_document
from retrieval.document.source import Source, read_source, source_id
from retrieval.errors import SourceError
from retrieval.fact.extract import find_facts
from retrieval.fact.model import Facts
from retrieval.index.analysis.tokenizer import han_runs, terms
from retrieval.index.build.freshness import Stat, stat_of
from retrieval.index.docstore.codec import chunk_rows
from retrieval.index.documents.entry import Entry, record_column
from retrieval.index.documents.keys import keys_of
from retrieval.index.documents.near_duplicates import sketch
from retrieval.index.documents.sections import section_rows
from retrieval.index.documents.years import year_rows
from retrieval.index.facts.writer import FACT_COLUMNS, fact_rows
from retrieval.index.postings.counting import Counted, count
from retrieval.index.sqlite.rows import origin_columns
from retrieval.index.store import CONTEXT, DOCUMENT, HEAD, TEXT
from retrieval.text.fold import fold
from retrieval.text.joined import join

#: The head of a document reaches over so many characters at its beginning and its end, in so many paragraphs at most.
_OPENING, _CLOSING, _REACHED = 250, 150, 40
#: Runs of characters come again, within a clause and in the next document.
_REMEMBERED = 2**16

Row = tuple[Any, ...]
Cut = Callable[[str], list[str]]


@dataclass(frozen=True)
class Job:
    """A document to be indexed: the file, what it is to be called, and whether it was added by name.

    With ``source`` the text is there already, of a file whose state was ``stat``, and the file is not read.
    """

    path: Path
    id: str
    added: bool = False
    source: Source | None = None
    stat: Stat | None = None


def job_of(file: Path) -> Job:
    """The job of indexing a file under its own name."""
    return Job(file, source_id(file))


@dataclass(frozen=True)
class Prepared:
    """A document with the units that it is cut into, its facts and sections, and the state of its file."""

    job: Job
    source: Source
    stat: Stat
    document: Document
    clauses: tuple[Clause, ...]
    facts: Facts
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Batch:
    """Some documents, ready to be written: rows by table, the counts of each field, and in how many clauses
    each word stands."""

    ids: tuple[str, ...]
    rows: dict[str, list[Row]]
    counted: dict[str, Counted]
    words: Counter[str]
    clauses: int


def prepare(job: Job) -> Prepared:
    """Read and cut one document. Raises ``SourceError`` with a sentence for a person."""
    stat = job.stat or stat_of(job.path)
    source = job.source or read_source(job.path)
    if not job.source and stat_of(job.path) != stat:
        raise SourceError(f"读的时候文件在变：{job.path}。请等它写完再试。")
    source = replace(source, id=job.id)
    document = parse_document(source)
    clauses, sections = segment_sections(document)
    units = tuple(join_units(document.text, clauses))
    return Prepared(job, source, stat, document, units, find_facts(document, clauses), tuple(sections))


class ClauseCutter:
    """Cuts clauses into terms. Runs of characters, and headings, come again: each is cut once."""

    def __init__(self, cut: Cut) -> None:
        """``cut`` cuts a run of Chinese characters into words."""
        self.cut = lru_cache(maxsize=_REMEMBERED)(cut)
        self._above = lru_cache(maxsize=None)(lambda text: terms(fold(text), self.cut))

    def terms(self, clause: Clause) -> dict[str, list[str]]:
        """The terms of a clause in each field."""
        above = [term for part in (*clause.path, clause.lead) for term in self._above(part)]
        return {TEXT: terms(clause.folded, self.cut), CONTEXT: above}


def assemble(prepared: Sequence[Prepared], cut: Cut) -> Batch:
    """Put documents together. ``cut`` cuts a run of Chinese characters into words."""
    rows: dict[str, list[Row]] = {name: [] for name in ("documents", "chunks", "section_rows", "years", *FACT_COLUMNS)}
    first = 0
    for one in prepared:
        for table, row in _rows(one, first):
            rows[table].append(row)
        first += len(one.clauses)
    counted = count_all([(one.clauses, head_of(one.document)) for one in prepared], cut)
    return Batch(tuple(one.document.id for one in prepared), rows, *counted, first)


def count_all(documents: Sequence[tuple[Sequence[Clause], str]], cut: Cut) -> tuple[dict[str, Counted], Counter[str]]:
    """Count the terms of documents, each given by its clauses and its head, in each field, and in how many clauses each
    word of more than one character stands. The terms of a document's own fields are its first clause's."""
    cutter, words = ClauseCutter(cut), Counter[str]()
    tokens: dict[str, list[list[str]]] = {field: [] for field in (TEXT, CONTEXT, DOCUMENT, HEAD)}
    for clauses, head in documents:
        first = len(tokens[TEXT])
        for clause in clauses:
            for field, found in cutter.terms(clause).items():
                tokens[field].append(found)
            words.update({word for _, run in han_runs(clause.folded) for word in cutter.cut(run) if len(word) > 1})
        if clauses:
            empty = [list[str]() for _ in clauses[1:]]
            tokens[DOCUMENT] += [list(chain.from_iterable(tokens[TEXT][first:])), *empty]
            tokens[HEAD] += [terms(head, cutter.cut), *empty]
    return {field: count(some) for field, some in tokens.items()}, words


def head_of(document: Document) -> str:
    """The words that tell a document from others, folded: its title, 发文字号 and issuer, its opening and its closing words."""
    record = document.record
    stated = [field.value for field in (record.title, record.number, record.issuer) if field]
    text = [join(paragraph.of(document.text)).text for paragraph in _outermost(document.body)]
    whole = "\n".join(text)
    opening, closing = whole[:_OPENING], whole[max(_OPENING, len(whole) - _CLOSING) :]
    return fold("\n".join((*stated, opening, closing)))


def _outermost(paragraphs: Sequence[Span]) -> Sequence[Span]:
    """The first and the last paragraphs, as many as the head can reach into."""
    return paragraphs if len(paragraphs) <= 2 * _REACHED else [*paragraphs[:_REACHED], *paragraphs[-_REACHED:]]


def _rows(one: Prepared, first: int) -> Iterator[tuple[str, Row]]:
    """The rows of one document, by table, in the order of the columns (see ``retrieval.index.build.tables``)."""
    document = one.document
    yield "documents", _document_row(one, first)
    for row in chunk_rows(document.id, document.text, one.clauses, first):
        yield "chunks", row
    for row in section_rows(one.sections, one.clauses, first):
        yield "section_rows", row
    for row in year_rows(document.id, one.clauses):
        yield "years", row
    for table, row in fact_rows(document.text, first, one.facts, one.clauses):
        yield table, row


def _document_row(one: Prepared, first: int) -> Row:
    document, source, region = one.document, one.source, one.document.record.region
    stated = [getattr(document.record, name) for name in STATED]
    articles = max((clause.provision.article for clause in one.clauses if clause.provision), default=0)
    entry = Entry(document.id, "", document.sha256, document.record, first, len(one.clauses), articles)
    return (
        *(document.id, str(source.path.resolve()), one.stat.size, one.stat.modified, document.sha256),
        *(field.value if field else None for field in stated),
        *(document.record.in_force, document.record.expires, document.record.status),
        int(document.record.national),
        *((region.province, region.city, region.county) if region else (None, None, None)),
        *keys_of(entry),
        record_column(document.record),
        *(first, len(one.clauses), articles),
        sketch(one.clauses),
        *origin_columns(document.places, document.notes),
        head_of(document),
        int(one.job.added),
    )
