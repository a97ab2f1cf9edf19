"""The years of clauses in the index file: a row for each year of a document, with the clauses that it governs, or that
state it, as runs. A year governs whole paragraphs, so there are few runs."""

import json
from collections.abc import Iterable, Iterator, Sequence

from retrieval.clause.model import Clause
from retrieval.clause.years import years_in
from retrieval.index.sqlite.rows import Row, typed


def year_rows(document: str, clauses: Sequence[Clause]) -> Iterator[Row]:
    """Yield the rows of the table ``years`` of one document, in the order of its columns."""
    numbers: dict[tuple[int, bool], list[int]] = {}
    for clause in clauses:
        for year in set(clause.years):
            numbers.setdefault((year, False), []).append(clause.number)
        for year in set(years_in(clause.folded)):
            numbers.setdefault((year, True), []).append(clause.number)
    for (year, stated), some in sorted(numbers.items()):
        yield year, int(stated), document, json.dumps(_runs(some), separators=(",", ":"))


def _runs(numbers: Iterable[int]) -> list[int]:
    """Rising numbers as runs: where each begins and ends, one after the other."""
    edges: list[int] = []
    for number in numbers:
        if edges and number == edges[-1]:
            edges[-1] = number + 1
        else:
            edges += [number, number + 1]
    return edges


def read_runs(row: Row) -> list[range]:
    """Read the ids of clauses from where a document's begin, how many it has, and their runs.

    Raises ``ValueError`` or ``TypeError`` for what no index holds.
    """
    first, count, held = typed(row, int, int, str)
    edges = json.loads(held)
    typed(tuple(edges), *[int] * len(edges))
    runs = [range(first + start, first + end) for start, end in zip(edges[::2], edges[1::2], strict=True)]
    if edges != sorted(set(edges)) or not edges or edges[0] < 0 or edges[-1] > count:
        raise ValueError(f"no runs of clauses: {held}")
    return runs
