"""Render the facts of documents: as lines for a terminal, as CSV and as JSON."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.render import Style
from retrieval.answer.model import Value

#: How a relation is written before a value.
_RELATIONS = {">=": "≥", "<=": "≤", "~": "约", "=": ""}

Row = Mapping[str, Any]


def rows_text(view: str, rows: Iterable[Row], strong: Style, faint: Style) -> str:
    """The rows of a view, each with its quote below it."""
    return "\n".join(line for row in rows for line in (_line(view, row, strong), faint(f"    {_flat(row['quote'])}")))


def _line(view: str, row: Row, strong: Style) -> str:
    region = row["region"] or row["document"]
    if view == "targets":
        year = f"{row['year']}年" if row["year"] else "未写年份"
        return f"{region}  {year}  {row['indicator']}  {strong(_RELATIONS[row['relation']] + row['value'])}"
    if view == "duties":
        return f"{region}  {row['item'] or '（无标题）'}  {row['role']}  {strong(row['unit'])}{'（牵头）' if row['leads'] else ''}"
    parts = [row["amount"], f"最高{row['cap']}" if row["cap"] else None, row["times"]]
    return f"{region}  {row['recipient'] or '（未写对象）'}  {strong('，'.join(filter(None, parts)))}"


def _flat(text: str) -> str:
    return " ".join(text.split())


def rows_csv(rows: Sequence[Row]) -> str:
    """The rows as CSV with a line of names; spreadsheets open it as UTF-8 when a byte order mark stands before it."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().rstrip("\n")


def rows_json(rows: Iterable[Row]) -> str:
    """One JSON object a line."""
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)


def value_json(value: Value) -> dict[str, Any]:
    """A value of an answer, with what is needed to sort and chart it."""
    target = value.target
    return {
        "document": value.document.id,
        "region": value.document.name,
        "year": target.year,
        "indicator": target.indicator,
        "relation": target.relation,
        "value": target.value,
        "unit": target.unit,
        "low": float(target.low),
        "high": float(target.high),
    }


def values_text(values: Sequence[Value], strong: Style) -> list[str]:
    """The values of an answer side by side, a line each."""
    return [
        f"  {value.document.name}  {f'{value.target.year}年' if value.target.year else '未写年份'}  {value.target.indicator}  "
        f"{strong(_RELATIONS[value.target.relation] + value.target.value)}"
        for value in values
    ]
