"""Check an index against its sources: every file unchanged, its text kept as it is, every clause cut from it, and
every list of terms counted from the clauses."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from retrieval.clause.model import Clause
from retrieval.clause.sections import Section
from retrieval.clause.segment import segment_sections
from retrieval.clause.units import join_units
from retrieval.document.model import Document
from retrieval.document.parse import parse_document
from retrieval.document.source import Source, read_bytes, read_source
from retrieval.errors import Fault, IndexFileError, SourceError
from retrieval.fact.extract import find_facts
from retrieval.index.build.freshness import fingerprint
from retrieval.index.build.recount import recount
from retrieval.index.documents.entry import Entry
from retrieval.index.documents.keys import folded_title, keys_of
from retrieval.index.facts.reader import FACT_VIEWS, list_facts
from retrieval.index.store import Index


def find_faults(index: Index) -> list[str]:
    """Return a sentence for each source that changed, each stored text that is not its source's, and each clause,
    record and fact that reading the stored text anew does not give.

    Raises ``IndexFileError`` where other code made the index: that may well cut in other places.
    """
    if index.fingerprint != fingerprint():
        raise IndexFileError(f"索引 {index.path} 由另一版 wenzheng 建立，不能核对。", Fault.OTHER_ANALYSIS, index.path)
    faults: list[str] = []
    for entry in index.documents:
        text = index.source(entry.id)
        source = Source(entry.id, Path(entry.path), text, entry.sha256, index.places(entry.id), index.notes(entry.id))
        document = parse_document(source)
        clauses, sections = segment_sections(document)
        faults.extend(_clause_faults(entry, document, clauses, sections, index))
        faults.extend(_fact_faults(entry, document, clauses, index))
        faults.extend(_source_faults(entry, source))
    faults.extend(recount(index))
    return faults


def _clause_faults(
    entry: Entry, document: Document, clauses: Sequence[Clause], sections: Sequence[Section], index: Index
) -> Iterator[str]:
    if document.record != entry.record:
        yield f"{entry.id} 的标题、文号等与原文不符。"
    if index.catalogue.keys(entry) != (*keys_of(entry), folded_title(entry)):
        yield f"{entry.id} 的检索项与它的标题、文号、日期不符。"
    if index.sections(entry.id) != sections:
        yield f"{entry.id} 的章节与原文不符。"
    cut, held = join_units(document.text, clauses), index.every_clause(entry.id)
    for clause, stored in zip(cut, held, strict=False):
        if stored != clause:
            yield f"{entry.id} 第 {clause.number} 条与原文不符。"
    if len(cut) != len(held):
        more = "缺少" if len(held) < len(cut) else "多出"
        yield f"{entry.id} 从第 {min(len(cut), len(held))} 条起{more} {abs(len(cut) - len(held))} 条。"


def _fact_faults(entry: Entry, document: Document, clauses: Sequence[Clause], index: Index) -> Iterator[str]:
    text = document.text
    facts = find_facts(document, clauses)
    quoted = [[fact.quote for fact in some] for some in (facts.targets, facts.duties, facts.grants, facts.conditions)]
    for view, found in zip(FACT_VIEWS, quoted, strict=True):
        quotes = sorted((quote.start, quote.of(text)) for quote in found)
        if sorted((row["start"], row["quote"]) for row in list_facts(index, view, [entry.id])) != quotes:
            yield f"{entry.id} 的 {view} 表与原文不符。"


def _source_faults(entry: Entry, kept: Source) -> Iterator[str]:
    try:
        if hashlib.sha256(read_bytes(Path(entry.path))).hexdigest() != entry.sha256:
            yield f"{entry.id} 的原文件已改动：{entry.path}。"
            return
        found = read_source(Path(entry.path))
        if found.text != kept.text:
            yield f"{entry.id} 存下的全文与原文件不符：{entry.path}。"
        elif found.places != kept.places:
            yield f"{entry.id} 存下的页码与原文件不符：{entry.path}。"
    except SourceError as error:
        yield f"{entry.id} 的原文件核对不了：{error}"
