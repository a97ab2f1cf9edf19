"""Read facts from the index file: from named views that show them with document and quote."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from retrieval.document.model import Span
from retrieval.errors import QuestionError
from retrieval.index.sqlite.rows import typed

if TYPE_CHECKING:
    from retrieval.index.store import Index

#: What the views show, after region and before document and quote.
FACT_VIEWS: dict[str, tuple[str, ...]] = {
    "targets": ("year", "indicator", "relation", "value", "unit", "low", "high"),
    "duties": ("item", "role", "unit", "leads", "deadline"),
    "money": ("recipient", "purpose", "kind", "amount", "cap", "times", "condition", "until", "high"),
    "conditions": ("kind", "section", "text"),
}
#: Columns of the views that hold numbers, and those that may hold nothing.
_NUMBERS = frozenset({"year", "low", "high", "leads", "start", "end"})
_OPTIONAL = frozenset(
    {"region", "title", "year", "high", "recipient", "amount", "cap", "times", "deadline", "condition", "until"}
)
_RELATIONS = frozenset({">=", "<=", "~", "="})
#: The longest text that rows are searched for.
_LONGEST = 500


@dataclass(frozen=True)
class TargetRow:
    """A target as the index has it (see ``retrieval.fact.Target``); offsets are of the document's text."""

    clause: int
    quote: Span
    indicator: str
    value: str
    relation: str
    year: int | None
    kind: str
    unit: str
    low: Decimal
    high: Decimal


def targets_between(index: Index, document: str, span: Span) -> list[TargetRow]:
    """The targets of a document whose value stands in ``span`` of its text, in order."""
    entry, around = index.document(document), index.clauses_around(document, span, 0)
    if not entry or not around:
        return []
    first, last = (entry.first_clause + clause.number for clause in (around[0], around[-1]))
    return index.read(
        _target_row,
        "SELECT clause, start, length(q.text), i.text, v.text, relation, year, k.text, unit, low, high"
        " FROM target_facts f LEFT JOIN fact_texts q ON q.id = f.quote LEFT JOIN fact_texts i ON i.id = f.indicator"
        " LEFT JOIN fact_texts v ON v.id = f.value LEFT JOIN fact_texts k ON k.id = f.kind"
        " WHERE clause BETWEEN ? AND ? AND value_start >= ? AND value_start < ?"
        " ORDER BY clause, number",
        *(first, last, span.start, span.end),
    )


def _target_row(row: tuple[Any, ...]) -> TargetRow:
    clause, start, length, indicator, value, relation, year, kind, unit, low, high = row
    typed((clause, start, length, low, high), *[int] * 3, float, float)
    typed((indicator, value, relation, kind, unit), *[str] * 5)
    _known(relation)
    return TargetRow(
        clause, Span(start, start + length), indicator, value, relation, year, kind, unit, Decimal(low), Decimal(high)
    )


def list_facts(
    index: Index, view: str, documents: Iterable[str] | None = None, year: int | None = None, like: str | None = None
) -> Iterator[dict[str, Any]]:
    """Yield the rows of a view (``targets``, ``duties``, ``money``, ``conditions``) of some documents, or of all, in the order of the
    text.

    ``year`` keeps targets of that year, ``like`` rows that hold the text in any of their fields, in the region or in the
    title of the document.
    """
    columns = FACT_VIEWS[view]
    where, values = ["1"], list[object]()
    if documents is not None:
        where.append("document IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(list(documents)))
    if year is not None and "year" not in columns:
        raise QuestionError("这张表没有年份，不能按年份筛选。")
    if year is not None:
        where.append("year = ?")
        values.append(year)
    if like:
        fields = ["region", "title", *(column for column in columns if column not in _NUMBERS)]
        if view != "duties":
            fields.append("quote")  # a bracket holds every other unit too
        where.append("(" + " OR ".join(f"{field} LIKE ? ESCAPE '\\'" for field in fields) + ")")
        values.extend([_pattern(like)] * len(fields))
    shown = ("region", *columns, "title", "document", "start", "end", "quote")
    quoted = ", ".join(f'"{name}"' for name in shown)
    query = f"SELECT {quoted} FROM {view} WHERE {' AND '.join(where)} ORDER BY document, start, number"
    yield from index.read(lambda row: _fact_row(shown, row), query, *values)


def _pattern(like: str) -> str:
    if len(like) > _LONGEST:
        raise QuestionError(f"要找的字太多：{len(like)} 个。请缩短到 {_LONGEST} 字以内。")
    try:
        like.encode()
    except UnicodeEncodeError as error:
        raise QuestionError("要找的字里有残缺的字符。请重新输入。") from error
    return "%" + like.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


def _fact_row(names: Sequence[str], row: tuple[Any, ...]) -> dict[str, Any]:
    fact = dict(zip(names, row, strict=True))
    for name, value in fact.items():
        kinds = int | float if name in _NUMBERS else str
        if not isinstance(value, kinds) and not (value is None and name in _OPTIONAL):
            raise TypeError(f"no {name}: {value!r}")
    _known(fact.get("relation", "="))
    return fact


def _known(relation: str) -> None:
    if relation not in _RELATIONS:
        raise ValueError(f"no relation: {relation}")
