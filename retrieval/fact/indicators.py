"""Rows of indicator tables (指标表): an indicator, its unit, and its value for each year that a head or the row names."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from retrieval.document.model import Span
from retrieval.document.table import cells_of, edges_of
from retrieval.fact.model import AT_LEAST, AT_MOST, EXACTLY, Target
from retrieval.fact.statements import Statement
from retrieval.text.fold import fold
from retrieval.text.numerals import COUNT, MONEY, PERCENT

#: A row that is written out: 公共数据集(个):2020年3100,2025年10000,约束性.
_WRITTEN = re.compile(r"(?P<name>[^,;。:()]{2,30})\((?P<unit>[^(),;。:]{1,10})\):(?=[^,;。:]{0,4}20\d\d年)")
_VALUES = re.compile(r"(?P<year>20\d\d)年(?P<relation>[≥≤><]?)(?P<number>\d{1,9}(?:\.\d{1,4})?)(?=[,;。]|$)[,;。]?")
_NAME_HEAD = re.compile(r"指标|名称|目标")
_UNIT_HEAD = re.compile(r"单位")
_YEAR_HEAD = re.compile(r"(?P<year>20\d\d)年?(?:目标|预期|规划|末)?值?$")
_CELL = re.compile(r"(?P<relation>[≥≤><]?)\s?(?P<number>\d{1,9}(?:\.\d{1,4})?)(?P<unit>[%\u4e00-\u9fff]{0,6})")
_RELATIONS = {"≥": AT_LEAST, ">": AT_LEAST, "≤": AT_MOST, "<": AT_MOST, "": EXACTLY}
_SCALES = {"万亿": 10**12, "亿": 10**8, "万": 10**4}


def indicator_targets(statement: Statement) -> Iterator[Target]:
    """Yield the values that a row of an indicator table sets, those of years that were still to come."""
    yield from _in_cells(statement) if "|" in statement.folded else _written(statement)


def _in_cells(statement: Statement) -> Iterator[Target]:
    heads = [fold(cell) for cell in cells_of(statement.path[-1])] if statement.path else []
    edges = [Span(*edge) for edge in edges_of(statement.joined.text)]
    years = [(place, int(match["year"])) for place, head in enumerate(heads) if (match := _YEAR_HEAD.search(head))]
    name = next((place for place, head in enumerate(heads) if _NAME_HEAD.search(head)), None)
    if len(heads) != len(edges) or not years or name is None or edges[name].end - edges[name].start < 2:
        return
    unit = next((edges[place].of(statement.folded) for place, head in enumerate(heads) if _UNIT_HEAD.search(head)), "")
    for place, year in years:
        cell = edges[place]
        match = _CELL.fullmatch(statement.folded, cell.start, cell.end)
        if match and _is_ahead(year, [year for _, year in years], statement):
            quote = Span(0, len(statement.folded.rstrip()))
            yield _target(statement, quote, edges[name], match, match["unit"] or unit, year)


def _written(statement: Statement) -> Iterator[Target]:
    folded = statement.folded
    for row in _WRITTEN.finditer(folded):
        found, place = list[re.Match[str]](), row.end()
        while match := _VALUES.match(folded, place):
            found.append(match)
            place = match.end()
        years = [int(match["year"]) for match in found]
        for match in found:
            if _is_ahead(int(match["year"]), years, statement):
                quote = Span(row.start(), len(folded[:place].rstrip(",;。")))
                yield _target(statement, quote, Span(*row.span("name")), match, row["unit"], int(match["year"]))


def _is_ahead(year: int, years: Sequence[int], statement: Statement) -> bool:
    issued = statement.frame.issued
    return year > issued if issued else year == max(years)


def _target(statement: Statement, quote: Span, name: Span, match: re.Match[str], unit: str, year: int) -> Target:
    scale = next((factor for word, factor in _SCALES.items() if unit.startswith(word)), 1)
    number = Decimal(match["number"]) * scale
    kind = PERCENT if unit == "%" else MONEY if unit.endswith("元") else COUNT
    return Target(
        statement.clause_at(match.start("number")),
        statement.span_of(quote.start, quote.end),
        statement.span_of(name.start, name.end),
        statement.span_of(
            match.start("number"), match.end("unit") if "unit" in match.groupdict() else match.end("number")
        ),
        _RELATIONS[match["relation"]],
        year,
        kind,
        unit.removeprefix("万亿").lstrip("亿万") or unit,
        number,
        number,
    )
