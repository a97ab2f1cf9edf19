"""The sections of documents in the index file: a row each, and a view that shows them with their documents."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from retrieval.clause.model import Clause
from retrieval.clause.sections import Section
from retrieval.index.sqlite.rows import Row, typed

if TYPE_CHECKING:
    from sqlite_utils import Database

#: ``clause`` is the id of the clause that its heading stands in; the others are the fields of ``Section``.
SECTION_COLUMNS: dict[str, type] = {
    **dict.fromkeys(("clause", "number", "parent", "level", "run"), int),
    **dict.fromkeys(("label", "title"), str),
    **dict.fromkeys(("start", "end", "heading_end"), int),
}
_FIELDS = list(SECTION_COLUMNS)[1:]
_NAMES = ", ".join(f's."{name}"' for name in _FIELDS)
_OF_DOCUMENTS = " FROM documents d CROSS JOIN section_rows s ON s.clause >= d.first_clause AND s.clause < d.first_clause + d.clauses"
#: The sections of one document in order.
SECTIONS = f"SELECT {_NAMES}{_OF_DOCUMENTS} WHERE d.id = ? ORDER BY s.number"


def create_section_view(db: Database) -> None:
    """Make the view ``sections``, which shows each with the id of its document."""
    db.create_view("sections", f"SELECT d.id AS document, {_NAMES}, s.clause{_OF_DOCUMENTS}")


def section_rows(sections: Sequence[Section], clauses: Sequence[Clause], first: int) -> Iterator[Row]:
    """Yield sections as rows of the table ``section_rows``, in the order of its columns.

    ``clauses`` are those of the document, ``first`` is what their numbers are counted from.
    """
    starts = [clause.start for clause in clauses]
    for section in sections:
        clause = first + max(0, bisect_right(starts, section.start) - 1)
        yield clause, *(getattr(section, name) for name in _FIELDS)


def read_section(row: Row) -> Section:
    """Read a row of the query ``SECTIONS``. Raises ``TypeError`` for what no index holds."""
    return Section(*typed(row, *(SECTION_COLUMNS[name] for name in _FIELDS)))
