"""Write facts into the index file: tables, and the named views that show them with document and quote."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any
from zlib import crc32

from retrieval.clause.model import Clause
from retrieval.document.model import Span
from retrieval.fact.model import UNLABELLED, Duty, Facts
from retrieval.index.documents.entry import PLACE
from retrieval.index.facts.reader import FACT_VIEWS
from retrieval.index.sqlite.schema import create_table
from retrieval.text.joined import join

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlite_utils import Database

_PLACE = {"clause": int, "number": int}
#: Columns of the fact tables. ``clause`` is the id of the clause that says so, ``number`` counts its facts; ``start`` and
#: ``value_start`` are offsets in the document's text; ``low`` and ``high`` are the value in plain units, for sorting.
#: ``units`` are those that a duty bracket names, as JSON: where in the quote each stands, how long it is, whether it
#: leads, its role, and its name where the quote parts that; the last three only where they are not the usual ones.
FACT_COLUMNS: dict[str, dict[str, Any]] = {
    "target_facts": {
        **_PLACE,
        **dict.fromkeys(("start", "quote", "indicator", "value", "kind"), int),
        **{"relation": str, "unit": str, "year": int, "low": float, "high": float, "value_start": int},
    },
    "duty_facts": {**_PLACE, **dict.fromkeys(("start", "quote", "item", "deadline", "units"), int)},
    "money_facts": {
        **_PLACE,
        **dict.fromkeys(("start", "quote", "recipient", "purpose", "kind", "amount", "cap", "times"), int),
        **{"condition": int, "until": int, "high": float},
    },
    "condition_facts": {**_PLACE, **dict.fromkeys(("start", "quote", "kind", "section", "text"), int)},
}
#: Columns that hold the id of a text: documents say the same again and again, so that each text is kept once.
_REFERRING = frozenset(
    {
        *(
            "quote",
            "indicator",
            "value",
            "kind",
            "item",
            "deadline",
            "units",
            "recipient",
            "purpose",
            "amount",
            "cap",
            "times",
        ),
        *("condition", "until", "section", "text"),
    }
)
#: ``digest`` is what a text is found by, ``uses`` in how many places of the fact tables its id stands.
_TEXTS = {"id": int, "text": str, "digest": int, "uses": int}
_TABLES = {"targets": "target_facts", "duties": "duty_facts", "money": "money_facts", "conditions": "condition_facts"}
#: What the view of the duties takes out of ``units``, unit by unit.
_IN_UNITS = {
    "number": "named.key AS number",
    "role": f"coalesce(json_extract(named.value, '$[3]'), '{UNLABELLED}') AS role",
    "unit": "coalesce(json_extract(named.value, '$[4]'),"
    " substr(quote.text, json_extract(named.value, '$[0]') + 1, json_extract(named.value, '$[1]'))) AS unit",
    "leads": "coalesce(json_extract(named.value, '$[2]'), 0) AS leads",
}


def create_facts(db: Database) -> None:
    """Make the tables, empty, and the views."""
    for name, columns in FACT_COLUMNS.items():
        create_table(db, name, columns, ("clause", "number"))
    create_table(db, "fact_texts", _TEXTS, "id")
    db.table("fact_texts").create_index(["digest"])
    for view, table in _TABLES.items():
        db.create_view(view, _view(view, table))


def _view(view: str, table: str) -> str:
    columns = FACT_COLUMNS[table]
    shown = (*FACT_VIEWS[view], "title", "document", "start", "end", "quote", "number")
    other = {"title": "d.title", "document": "d.id AS document", "end": 'f.start + length(quote.text) AS "end"'}
    if "units" in columns:
        other |= _IN_UNITS
    texts = [name for name in columns if name in _REFERRING]
    other |= {name: f"{name}.text AS {name}" for name in texts}
    return (  # CROSS: document by document, since the facts of each lie together
        f"SELECT coalesce({PLACE}) AS region, "
        + ", ".join(other.get(name, f"f.{name}") for name in shown)
        + f" FROM documents d CROSS JOIN {table} f"
        + " ON f.clause >= d.first_clause AND f.clause < d.first_clause + d.clauses"
        + "".join(f" LEFT JOIN fact_texts {name} ON {name}.id = f.{name}" for name in texts)
        + (" CROSS JOIN json_each(units.text) named" if "units" in columns else "")
    )


def fact_rows(text: str, first: int, facts: Facts, clauses: Sequence[Clause]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Yield the facts of the document ``text`` as rows of their tables, in the order of the columns, with the texts
    themselves where their ids will stand.

    ``clauses`` are those of the index: each fact stands under the one that holds its quote. ``first`` is what their
    numbers are counted from.
    """
    held = Counter[int]()
    starts = [clause.start for clause in clauses]

    def place(quote: Span) -> tuple[int, int]:
        """The id of the clause that holds a quote, and how many of the table came there before it."""
        number = first + bisect_right(starts, quote.start) - 1
        held[number] += 1
        return number, held[number] - 1

    def quoted(quote: Span) -> tuple[int, str]:
        return quote.start, quote.of(text)

    for target in facts.targets:
        said = (_text(target.indicator, text), _text(target.value, text), target.kind, target.relation, target.unit)
        measured = (target.year, float(target.low), float(target.high), target.value.start)
        yield "target_facts", (*place(target.quote), *quoted(target.quote), *said, *measured)
    held.clear()
    for (quote, item, deadline), duties in groupby(facts.duties, lambda duty: (duty.quote, duty.item, duty.deadline)):
        units = json.dumps([_unit(duty, text) for duty in duties], ensure_ascii=False, separators=(",", ":"))
        yield "duty_facts", (*place(quote), *quoted(quote), item, _text(deadline, text), units)
    held.clear()
    for grant in facts.grants:
        given = (
            _text(grant.recipient, text),
            grant.purpose,
            grant.kind,
            _text(grant.amount, text),
            _text(grant.cap, text),
        )
        times = "、".join(dict.fromkeys(join(span.of(text)).text for span in grant.times)) or None
        bound = (_text(grant.condition, text), _text(grant.until, text))
        high = float(grant.high) if grant.high is not None else None
        yield "money_facts", (*place(grant.quote), *quoted(grant.quote), *given, times, *bound, high)
    held.clear()
    for condition in facts.conditions:
        stands = (condition.kind, condition.section, join(condition.quote.of(text)).text)
        yield "condition_facts", (*place(condition.quote), *quoted(condition.quote), *stands)


def _unit(duty: Duty, text: str) -> list[int | str]:
    place = (duty.unit.start - duty.quote.start, duty.unit.end - duty.unit.start)
    if (name := join(duty.unit.of(text)).text) != duty.unit.of(text):
        return [*place, int(duty.leads), duty.role, name]
    if duty.role != UNLABELLED:
        return [*place, int(duty.leads), duty.role]
    return [*place, 1] if duty.leads else [*place]


def _text(span: Span | None, text: str) -> str | None:
    """What a field of a fact says, joined; a quote is kept as the source has it."""
    return join(span.of(text)).text if span else None


def insert_facts(db: Connection, rows: Mapping[str, Sequence[Sequence[Any]]], base: int) -> None:
    """Insert what ``fact_rows`` gave, by table; ``base`` is added to the ids of clauses."""
    uses = Counter[str]()
    for table in FACT_COLUMNS:
        for place in _referring(table):
            uses.update(row[place] for row in rows[table] if row[place] is not None)
    ids = {text: _use(db, text, times) for text, times in uses.items()}
    for table, columns in FACT_COLUMNS.items():
        places = _referring(table)
        marks = ", ".join("?" * len(columns))
        db.executemany(
            f"INSERT INTO {table} VALUES ({marks})", (_placed(row, places, ids, base) for row in rows[table])
        )


def _referring(table: str) -> frozenset[int]:
    return frozenset(place for place, name in enumerate(FACT_COLUMNS[table]) if name in _REFERRING)


def _placed(row: Sequence[Any], places: frozenset[int], ids: Mapping[str, int | None], base: int) -> tuple[Any, ...]:
    others = (ids.get(value) if place in places else value for place, value in enumerate(row) if place)
    return (row[0] + base, *others)


def _use(db: Connection, text: str, times: int) -> int | None:
    """The id of a text that is used so many times more."""
    digest = crc32(text.encode())
    found = db.execute("SELECT id FROM fact_texts WHERE digest = ? AND text = ?", (digest, text)).fetchone()
    if not found:
        query = "INSERT INTO fact_texts (text, digest, uses) VALUES (?, ?, ?)"
        return db.execute(query, (text, digest, times)).lastrowid
    number: int = found[0]
    db.execute("UPDATE fact_texts SET uses = uses + ? WHERE id = ?", (times, number))
    return number


def delete_facts(db: Connection, clauses: range) -> None:
    """Take the facts of some clauses out, and the texts that nothing else refers to."""
    uses, where = Counter[int](), ("WHERE clause >= ? AND clause < ?", (clauses.start, clauses.stop))
    for table, columns in FACT_COLUMNS.items():
        texts = ", ".join(name for name in columns if name in _REFERRING)
        for row in db.execute(f"SELECT {texts} FROM {table} {where[0]}", where[1]):
            uses.update(number for number in row if number is not None)
        db.execute(f"DELETE FROM {table} {where[0]}", where[1])
    db.executemany(
        "UPDATE fact_texts SET uses = uses - ? WHERE id = ?", ((times, text) for text, times in uses.items())
    )
    db.executemany("DELETE FROM fact_texts WHERE id = ? AND uses <= 0", ((text,) for text in uses))
