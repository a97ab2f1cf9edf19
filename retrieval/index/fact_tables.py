"""Write facts into the index file: tables, and the named views that show them with document and quote."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeVar

from retrieval.document.model import Span
from retrieval.fact.model import UNLABELLED, Duty, Facts, Grant, Target
from retrieval.index.facts import FACT_VIEWS
from retrieval.index.schema import create_table

if TYPE_CHECKING:
    from sqlite_utils import Database

_Fact = TypeVar("_Fact", Target, Grant)
_PLACE = {"clause": int, "number": int}
_QUOTE = {"start": int, "end": int, "quote": str}
#: Columns of the fact tables. ``clause`` is the id of the clause that says so, ``number`` counts its facts; ``start`` and
#: ``end`` are offsets of ``quote`` in the document's text; ``low`` and ``high`` are the value in plain units, for
#: sorting. ``units`` are those that a duty bracket names, as JSON: where in the quote each stands, how long it is,
#: whether it leads, and its role; the last two only where they are not the usual ones.
FACT_COLUMNS: dict[str, dict[str, Any]] = {
    "target_facts": {
        **_PLACE,
        **_QUOTE,
        **dict.fromkeys(("indicator", "value", "relation", "unit", "kind"), str),
        **{"year": int, "low": float, "high": float, "value_start": int, "value_end": int},
    },
    "duty_facts": {"clause": int, **_QUOTE, "item": str, "units": str},
    "money_facts": {
        **_PLACE,
        **_QUOTE,
        **dict.fromkeys(("recipient", "amount", "cap", "times"), str),
        "high": float,
    },
}
_DUTIES = (
    'SELECT clause, key AS number, start, "end", quote, item,'
    f" coalesce(json_extract(value, '$[3]'), '{UNLABELLED}') AS role,"
    " substr(quote, json_extract(value, '$[0]') + 1, json_extract(value, '$[1]')) AS unit,"
    " coalesce(json_extract(value, '$[2]'), 0) AS leads FROM duty_facts, json_each(units)"
)
_SHOWN = {"targets": "target_facts", "duties": f"({_DUTIES})", "money": "money_facts"}


def create_facts(db: Database) -> None:
    """Make the tables, empty, and the views, where there are none."""
    for name, columns in FACT_COLUMNS.items():
        create_table(db, name, columns, ("clause", "number") if "number" in columns else "clause")
    for view, columns_shown in FACT_VIEWS.items():
        shown = ", ".join(f"f.{column}" for column in columns_shown)
        db.create_view(  # CROSS: document by document, since the facts of each lie together
            view,
            "SELECT coalesce(nullif(d.county, ''), nullif(d.city, ''), d.province) AS region, "
            f'{shown}, d.title, d.id AS document, f.start, f."end", f.quote, f.number FROM documents d'
            f" CROSS JOIN {_SHOWN[view]} f ON f.clause >= d.first_clause AND f.clause < d.first_clause + d.clauses",
        )


def fact_rows(text: str, first: int, facts: Facts) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Yield the facts of the document ``text`` as rows of their tables, in the order of the columns.

    ``first`` is what its clauses' numbers are counted from.
    """

    def quoted(quote: Span) -> tuple[Any, ...]:
        return quote.start, quote.end, quote.of(text)

    for place, target in _counted(facts.targets, first):
        said = (target.indicator.of(text), target.value.of(text), target.relation, target.unit, target.kind)
        measured = (target.year, float(target.low), float(target.high), target.value.start, target.value.end)
        yield "target_facts", (*place, *quoted(target.quote), *said, *measured)
    for (clause, quote, item), duties in groupby(facts.duties, lambda duty: (duty.clause, duty.quote, duty.item)):
        units = json.dumps([_unit(duty) for duty in duties], ensure_ascii=False, separators=(",", ":"))
        yield "duty_facts", (first + clause, *quoted(quote), item, units)
    for place, grant in _counted(facts.grants, first):
        stated = (_text(grant.recipient, text), _text(grant.amount, text), _text(grant.cap, text))
        times = "、".join(span.of(text) for span in grant.times) or None
        high = float(grant.high) if grant.high is not None else None
        yield "money_facts", (*place, *quoted(grant.quote), *stated, times, high)


def _unit(duty: Duty) -> list[int | str]:
    place = (duty.unit.start - duty.quote.start, duty.unit.end - duty.unit.start)
    if duty.role != UNLABELLED:
        return [*place, int(duty.leads), duty.role]
    return [*place, 1] if duty.leads else [*place]


def _counted(facts: Sequence[_Fact], first: int) -> Iterator[tuple[tuple[int, int], _Fact]]:
    """Each fact with the id of its clause and how many of that came before it."""
    before = Counter[int]()
    for fact in facts:
        yield (first + fact.clause, before[fact.clause]), fact
        before[fact.clause] += 1


def _text(span: Span | None, text: str) -> str | None:
    return span.of(text) if span else None
