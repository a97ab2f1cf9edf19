"""Rows of tables as clauses: each is quoted whole, and its heads stand above it like a heading."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.clause.flat import FlatRow
from retrieval.clause.model import ClauseKind, Piece
from retrieval.clause.sentences import split_parts, split_sentences
from retrieval.clause.years import years_in
from retrieval.document.model import Span
from retrieval.document.table import Table, cells_of, edges_of, find_tables
from retrieval.text.fold import fold

#: A longer row is quoted cell by cell.
_LONGEST_ROW = 280
_BARE_YEAR = re.compile(r"(?<![\d-])((?:19|20)\d{2})(?![\d年-])")


@dataclass(frozen=True)
class Row:
    """A paragraph that is a row: what stands above it in its table, the heads last, and the names of its columns."""

    above: tuple[str, ...]
    names: tuple[str, ...]
    is_head: bool


def find_rows(paragraphs: Sequence[str]) -> dict[int, Row]:
    """The rows among ``paragraphs`` by their numbers."""
    rows: dict[int, Row] = {}
    for table in find_tables(paragraphs):
        rows.update(_rows(table, paragraphs))
    return rows


def _rows(table: Table, paragraphs: Sequence[str]) -> Iterator[tuple[int, Row]]:
    group = ""
    for number in table.rows:
        is_head = number < table.rows.start + table.heads
        said = [cell for cell in cells_of(paragraphs[number]) if cell]
        alone = len(said) == 1
        above = tuple(filter(None, ("" if alone else group, "" if is_head else table.head)))
        yield number, Row(above, table.names, is_head or alone)
        if alone:
            group = said[0]


def cut_row(row: Row, text: str, folded: str) -> Iterator[Piece]:
    """The clauses of a row: the whole, or where that is too long each cell's sentences, led by the head of its column."""
    edges = [(start, end) for start, end in edges_of(text) if start < end]
    whole = Span(0, edges[-1][1]) if edges else Span(0, 0)  # cells that are empty at its beginning stay in it
    if row.is_head or whole.end - whole.start <= _LONGEST_ROW:
        kind = ClauseKind.HEADING if row.is_head else ClauseKind.TEXT
        yield Piece(whole, kind, 0, "", row_years(whole.of(folded), row))
        return
    names = dict(zip([start for start, _ in edges_of(text)], row.names, strict=False))
    count = 0
    for start, end in edges:
        for sentence in split_sentences(folded[start:end]):
            for part in split_parts(folded, Span(start + sentence.start, start + sentence.end)):
                yield Piece(part, ClauseKind.TEXT, count, names.get(start, ""), row_years(part.of(folded), row))
            count += 1


def row_years(folded: str, row: Row | FlatRow) -> tuple[int, ...]:
    """The years that a row names, else those of its heads, where a bare 2025 is a year too."""
    heads = fold(" | ".join(row.names)) if not row.is_head else ""
    return years_in(folded) or years_in(_BARE_YEAR.sub(r"\1年", heads))
