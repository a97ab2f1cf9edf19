"""Write facts into the index file: tables, and the named views that show them with document and quote."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

from retrieval.document.model import Span
from retrieval.fact.model import UNLABELLED, Facts
from retrieval.index.facts import FACT_VIEWS
from retrieval.index.schema import create_table

if TYPE_CHECKING:
    from sqlite_utils import Database

_PLACE = {"id": int, "document": str, "clause": int, "start": int, "end": int, "quote": str}
#: Columns of the fact tables. ``start`` and ``end`` are offsets of ``quote`` in the document's text, ``clause`` is the
#: id of the clause; ``low`` and ``high`` are the value in plain units, for sorting. A duty is a unit that a bracket
#: names: ``number`` counts these, ``place`` and ``length`` are where it stands in the quote; without a ``role`` it has
#: the usual one.
FACT_COLUMNS: dict[str, dict[str, Any]] = {
    "target_facts": {
        **_PLACE,
        **dict.fromkeys(("indicator", "value", "relation", "unit", "kind"), str),
        **{"year": int, "low": float, "high": float, "value_start": int, "value_end": int},
    },
    "duty_brackets": {"clause": int, "document": str, "start": int, "quote": str, "item": str},
    "duty_facts": {"clause": int, "number": int, "place": int, "length": int, "role": str, "leads": int},
    "money_facts": {**_PLACE, **dict.fromkeys(("recipient", "amount", "cap", "times"), str), "high": float},
}
_KEYS: dict[str, Any] = {
    "target_facts": "id",
    "duty_brackets": "clause",
    "duty_facts": ("clause", "number"),
    "money_facts": "id",
}
_DUTIES = (
    f"(SELECT document, start, start + length(quote) AS \"end\", quote, item, coalesce(role, '{UNLABELLED}') AS role,"
    " substr(quote, place + 1, length) AS unit, leads FROM duty_brackets JOIN duty_facts USING (clause))"
)
_SHOWN = {"targets": "target_facts", "duties": _DUTIES, "money": "money_facts"}


def create_facts(db: Database) -> None:
    """Make the tables, empty, and the views, where there are none."""
    for name, columns in FACT_COLUMNS.items():
        create_table(db, name, columns, _KEYS[name])
    db.table("target_facts").create_index(["document", "value_start"])
    db.table("duty_brackets").create_index(["document", "start"])
    db.table("money_facts").create_index(["document", "start"])
    for view, columns_shown in FACT_VIEWS.items():
        shown = ", ".join(f"f.{column}" for column in columns_shown)
        db.create_view(
            view,
            "SELECT coalesce(nullif(d.county, ''), nullif(d.city, ''), d.province) AS region, "
            f'{shown}, d.title, f.document, f.start, f."end", f.quote FROM {_SHOWN[view]} f'
            " JOIN documents d ON d.id = f.document",
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
    for (clause, quote, item), duties in groupby(facts.duties, lambda duty: (duty.clause, duty.quote, duty.item)):
        yield "duty_brackets", (first + clause, document, quote.start, quote.of(text), item)
        for number, duty in enumerate(duties):
            at = (duty.unit.start - quote.start, duty.unit.end - duty.unit.start)
            role = None if duty.role == UNLABELLED else duty.role
            yield "duty_facts", (first + clause, number, *at, role, int(duty.leads))
    for grant in facts.grants:
        stated = (_text(grant.recipient, text), _text(grant.amount, text), _text(grant.cap, text))
        times = "、".join(span.of(text) for span in grant.times) or None
        high = float(grant.high) if grant.high is not None else None
        yield "money_facts", (*place(grant.clause, grant.quote), *stated, times, high)


def _text(span: Span | None, text: str) -> str | None:
    return span.of(text) if span else None
