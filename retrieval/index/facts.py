"""Facts in the index file: three tables, and named views that show them with document and quote."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from retrieval.document.model import Span
from retrieval.errors import QuestionError
from retrieval.index.rows import typed

if TYPE_CHECKING:
    from sqlite_utils import Database

    from retrieval.fact.model import Facts  # only building an index finds facts
    from retrieval.index.store import Index

_PLACE = {"id": int, "document": str, "clause": int, "start": int, "end": int, "quote": str}
#: Columns of the fact tables. ``start`` and ``end`` are offsets of ``quote`` in the document's text, ``clause`` is the
#: id of the clause; ``low`` and ``high`` are the value in plain units, for sorting.
FACT_COLUMNS: dict[str, dict[str, Any]] = {
    "target_facts": {
        **_PLACE,
        **dict.fromkeys(("indicator", "value", "relation", "unit", "kind"), str),
        **{"year": int, "low": float, "high": float, "value_start": int, "value_end": int},
    },
    "duty_facts": {**_PLACE, **dict.fromkeys(("item", "role", "unit"), str), "leads": int},
    "money_facts": {**_PLACE, **dict.fromkeys(("recipient", "amount", "cap", "times"), str), "high": float},
}
#: What the views show of each table, after region and before document and quote.
FACT_VIEWS: dict[str, tuple[str, tuple[str, ...]]] = {
    "targets": ("target_facts", ("year", "indicator", "relation", "value", "unit", "low", "high")),
    "duties": ("duty_facts", ("item", "role", "unit", "leads")),
    "money": ("money_facts", ("recipient", "amount", "cap", "times", "high")),
}
#: Columns of the views that hold numbers, and those that may hold nothing.
_NUMBERS = frozenset({"year", "low", "high", "leads", "start", "end"})
_OPTIONAL = frozenset({"region", "title", "year", "high", "recipient", "amount", "cap", "times"})
_RELATIONS = frozenset({">=", "<=", "~", "="})
#: The longest text that rows are searched for.
_LONGEST = 500


def create_facts(db: Database) -> None:
    """Make the tables, empty, and the views."""
    tables, views = set(db.table_names()), set(db.view_names())
    for view in views & set(FACT_VIEWS):
        db.view(view).drop()
    for name, columns in FACT_COLUMNS.items():
        if name in tables:
            db.table(name).drop()
        db.table(name).create(columns, pk="id")
        db.table(name).create_index(["document", "start"])
    db.table("target_facts").create_index(["document", "value_start"])
    for view, (table, shown_columns) in FACT_VIEWS.items():
        shown = ", ".join(f"f.{column}" for column in shown_columns)
        db.create_view(
            view,
            "SELECT coalesce(nullif(d.county, ''), nullif(d.city, ''), d.province) AS region, "
            f'{shown}, d.title, f.document, f.start, f."end", f.quote FROM {table} f JOIN documents d ON d.id = f.document',
        )


def fact_rows(document: str, text: str, first: int, facts: Facts) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Yield the facts of one document as rows of their tables, in the order of the columns, but for the id.

    ``first`` is what its clauses' numbers are counted from.
    """

    def place(clause: int, quote: Span) -> tuple[Any, ...]:
        return document, first + clause, quote.start, quote.end, quote.of(text)

    for target in facts.targets:
        said = (target.indicator.of(text), target.value.of(text), target.relation, target.unit, target.kind)
        measured = (target.year, float(target.low), float(target.high), target.value.start, target.value.end)
        yield "target_facts", (*place(target.clause, target.quote), *said, *measured)
    for duty in facts.duties:
        yield (
            "duty_facts",
            (*place(duty.clause, duty.quote), duty.item, duty.role, duty.unit.of(text), int(duty.leads)),
        )
    for grant in facts.grants:
        stated = (_text(grant.recipient, text), _text(grant.amount, text), _text(grant.cap, text))
        times = "、".join(span.of(text) for span in grant.times) or None
        high = float(grant.high) if grant.high is not None else None
        yield "money_facts", (*place(grant.clause, grant.quote), *stated, times, high)


def _text(span: Span | None, text: str) -> str | None:
    return span.of(text) if span else None


@dataclass(frozen=True)
class TargetRow:
    """A target as the index has it (see ``retrieval.fact.Target``); offsets are of the document's text."""

    clause: int
    quote: Span
    indicator: str
    value: str
    value_span: Span
    relation: str
    year: int | None
    kind: str
    unit: str
    low: Decimal
    high: Decimal


def targets_between(index: Index, document: str, span: Span) -> list[TargetRow]:
    """The targets of a document whose value stands in ``span`` of its text, in order."""
    return index.read(
        _target_row,
        'SELECT clause, start, "end", indicator, value, value_start, value_end, relation, year, kind, unit, low, high'
        " FROM target_facts WHERE document = ? AND value_start >= ? AND value_start < ? AND value_end <= ? ORDER BY id",
        *(document, span.start, span.end, span.end),
    )


def _target_row(row: tuple[Any, ...]) -> TargetRow:
    clause, start, end, indicator, value, value_start, value_end, relation, year, kind, unit, low, high = row
    typed((clause, start, end, value_start, value_end, low, high), *[int] * 5, float, float)
    typed((indicator, value, relation, kind, unit), *[str] * 5)
    _known(relation)
    return TargetRow(
        clause,
        Span(start, end),
        indicator,
        value,
        Span(value_start, value_end),
        relation,
        year,
        kind,
        unit,
        Decimal(low),
        Decimal(high),
    )


def list_facts(
    index: Index, view: str, documents: Iterable[str] | None = None, year: int | None = None, like: str | None = None
) -> Iterator[dict[str, Any]]:
    """Yield the rows of a view (``targets``, ``duties``, ``money``) of some documents, or of all, in the order of the
    text.

    ``year`` keeps targets of that year, ``like`` rows that hold the text in any of their fields.
    """
    _, columns = FACT_VIEWS[view]
    where, values = ["1"], list[object]()
    if documents is not None:
        where.append("document IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(list(documents)))
    if year is not None and "year" in columns:
        where.append("year = ?")
        values.append(year)
    if like:
        within = columns if view == "duties" else (*columns, "quote")  # a bracket holds every other unit too
        fields = [column for column in within if column not in {"low", "high", "leads", "year"}]
        where.append("(" + " OR ".join(f"{field} LIKE ? ESCAPE '\\'" for field in fields) + ")")
        values.extend([_pattern(like)] * len(fields))
    shown = ("region", *columns, "title", "document", "start", "end", "quote")
    quoted = ", ".join(f'"{name}"' for name in shown)
    query = f"SELECT {quoted} FROM {view} WHERE {' AND '.join(where)} ORDER BY document, start"
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
