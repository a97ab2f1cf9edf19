"""Render the facts of documents: as lines for a terminal, as CSV and as JSON."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bot.output import Style, harmless
from retrieval.answer.model import Value

if TYPE_CHECKING:
    from bot.chart import Bar

#: How a relation is written before a value.
_RELATIONS = {">=": "≥", "<=": "≤", "~": "约", "=": ""}

Row = Mapping[str, Any]


def rows_text(view: str, rows: Iterable[Row], strong: Style, faint: Style) -> str:
    """The rows of a view, each with its quote below it."""
    return "\n".join(
        line for row in rows for line in (_line(view, _safe(row), strong), faint(f"    {harmless(row['quote'])}"))
    )


def _safe(row: Row) -> Row:
    return {name: harmless(value) if isinstance(value, str) else value for name, value in row.items()}


def _line(view: str, row: Row, strong: Style) -> str:
    if view == "targets":
        return target_line(row, strong)
    region = row["region"] or row["document"]
    if view == "duties":
        return f"{region}  {row['item'] or '（无标题）'}  {row['role']}  {strong(row['unit'])}{'（牵头）' if row['leads'] else ''}"
    parts = [row["amount"], f"最高{row['cap']}" if row["cap"] else None, row["times"]]
    return f"{region}  {row['recipient'] or '（未写对象）'}  {strong('，'.join(filter(None, parts)))}"


def target_line(row: Row, strong: Style, said: Style = str) -> str:
    """A target on one line: region, year, indicator, value."""
    region = row["region"] or row["document"]
    value = strong(_RELATIONS[row["relation"]] + row["value"])
    return f"{said(region)}  {_year(row['year'])}  {said(row['indicator'])}  {value}"


def _year(year: int | None) -> str:
    return f"{year}年" if year else "未写年份"


def rows_csv(rows: Sequence[Row]) -> str:
    """The rows as CSV with a line of names; spreadsheets open it as UTF-8 when a byte order mark stands before it."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().rstrip("\n")


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
        f"  {harmless(value.document.name)}  {_year(value.target.year)}  {harmless(value.target.indicator)}  "
        f"{strong(_RELATIONS[value.target.relation] + harmless(value.target.value))}"
        for value in values
    ]


def value_bars(values: Sequence[Value]) -> "list[Bar]":
    """The values of an answer as bars of a chart."""
    from bot.chart import Bar  # only who draws needs it

    return [
        Bar(
            f"{value.document.name} {_year(value.target.year)}\n{value.target.indicator}",
            float(value.target.high),
            _RELATIONS[value.target.relation] + value.target.value,
        )
        for value in values
    ]


def value_cell(relation: str, value: str) -> str:
    """A value with its relation, as a cell of a table."""
    return _RELATIONS[relation] + value


def value_cells(values: Sequence[Value]) -> list[list[str]]:
    """The values of an answer as the rows of a table: region, year, indicator, value."""
    targets = [(value.document.name, value.target) for value in values]
    return [
        [name, _year(target.year), target.indicator, value_cell(target.relation, target.value)]
        for name, target in targets
    ]  # fmt: skip
