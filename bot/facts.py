"""Render the facts of documents: as lines for a terminal, as CSV, as Markdown, as an Excel file."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.output import Style, harmless
from retrieval.answer.model import Value
from retrieval.document.model import Unit
from retrieval.errors import WenzhengError, reason_of

if TYPE_CHECKING:
    from bot.chart import Bar
    from retrieval.index.store import Index

#: What a spreadsheet takes for the beginning of a formula.
_FORMULAS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
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
        by = f"  {row['deadline']}" if row["deadline"] else ""
        return f"{region}  {row['item'] or '（无标题）'}  {row['role']}  {strong(row['unit'])}{'（牵头）' if row['leads'] else ''}{by}"
    if view == "conditions":
        return f"{region}  {strong(row['kind'])}  {row['section']}"
    parts = [row["amount"], f"最高{row['cap']}" if row["cap"] else None, row["times"]]
    given = f"{region}  {row['recipient'] or '（未写对象）'}  {strong('，'.join(filter(None, parts)))}"
    return given + (f"  条件：{row['condition']}" if row["condition"] else "")


def target_line(row: Row, strong: Style, said: Style = str) -> str:
    """A target on one line: region, year, indicator, value."""
    region = row["region"] or row["document"]
    value = strong(value_cell(row["relation"], row["value"]))
    return f"{said(region)}  {_year(row['year'])}  {said(row['indicator'])}  {value}"


def _year(year: int | None) -> str:
    return f"{year}年" if year else "未写年份"


def with_places(rows: Sequence[Row], index: "Index") -> list[dict[str, Any]]:
    """The rows with the number and the date of their documents, and the section and the page that each stands in."""
    placed, known = [], dict[str, tuple[Any, ...]]()
    for row in rows:
        name = row["document"]
        if name not in known:
            entry = index.document(name)
            known[name] = (entry.record if entry else None, index.sections(name))
        record, sections = known[name]
        number, date = (record.number, record.date) if record else (None, None)
        place = index.place_at(name, row["start"])
        around = [section for section in sections if section.start <= row["start"] < section.end]
        placed.append(
            {
                **row,
                "number": number.value if number else None,
                "date": date.value if date else None,
                "section": row.get("section") or (f"{around[-1].label}{around[-1].title}" if around else None),
                "page": place.number if place and place.unit is Unit.PAGE else None,
            }
        )
    return placed


def _cell(value: Any) -> Any:
    """A value as a cell that no spreadsheet takes for a formula."""
    if not isinstance(value, str):
        return value
    text = harmless(value)
    return f"'{text}" if text.lstrip().startswith(_FORMULAS) else text


def rows_csv(rows: Sequence[Row]) -> str:
    """The rows as CSV with a line of names; spreadsheets open it as UTF-8 when a byte order mark stands before it."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return out.getvalue().rstrip("\n")


def rows_markdown(rows: Sequence[Row]) -> str:
    """The rows as a table in Markdown."""
    names = list(rows[0])
    lines = [names, ["---"] * len(names), *([row[name] for name in names] for row in rows)]
    return "\n".join(f"| {' | '.join(map(_markdown, line))} |" for line in lines)


def _markdown(value: Any) -> str:
    text = "" if value is None else harmless(str(value))
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def save_workbook(file: Path, rows: Sequence[Row]) -> None:
    """Save the rows as an Excel file. Raises ``WenzhengError`` where that cannot be."""
    try:
        from openpyxl import Workbook
    except ImportError as error:
        raise WenzhengError("存 Excel 文件需要 openpyxl。请运行 pip install 'wenzheng[xlsx]'。") from error
    try:
        with file.open("wb") as out:
            book = Workbook(write_only=True)
            sheet = book.create_sheet("wenzheng")
            sheet.append(list(rows[0]))
            for row in rows:
                sheet.append([_cell(value) for value in row.values()])
            book.save(out)
    except OSError as error:
        raise WenzhengError(f"写不了 {file}：{reason_of(error)}。") from error


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


def values_text(values: Sequence[Value], strong: Style, said: Style = harmless) -> list[str]:
    """The values of an answer side by side, a line each; nothing that a document says is shown but by ``said`` or
    ``strong``."""
    return [
        f"{said(value.document.name)}  {_year(value.target.year)}  {said(value.target.indicator)}  "
        f"{strong(value_cell(value.target.relation, harmless(value.target.value)))}"
        for value in distinct(values)
    ]


def distinct(values: Sequence[Value]) -> list[Value]:
    """Each value once, however many clauses state it."""
    return list(
        {(one.document.name, one.target.year, one.target.indicator, one.target.value): one for one in values}.values()
    )


def value_bars(values: Sequence[Value]) -> "list[Bar]":
    """The values of an answer as bars of a chart."""
    from bot.chart import Bar  # only who draws needs it

    return [
        Bar(
            f"{value.document.name} {_year(value.target.year)}\n{value.target.indicator}",
            float(value.target.high),
            value_cell(value.target.relation, value.target.value),
        )
        for value in distinct(values)
    ]


def value_cell(relation: str, value: str) -> str:
    """A value with its relation, as a cell of a table."""
    return _RELATIONS[relation] + value


def value_cells(values: Sequence[Value]) -> list[list[str]]:
    """The values of an answer as the rows of a table: region, year, indicator, value."""
    targets = [(value.document.name, value.target) for value in distinct(values)]
    return [
        [name, _year(target.year), target.indicator, value_cell(target.relation, target.value)]
        for name, target in targets
    ]  # fmt: skip
