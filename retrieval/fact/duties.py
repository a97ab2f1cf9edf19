"""Duties (责任单位): one row for each unit that a duty bracket names."""

import re
from collections.abc import Iterator, Sequence

from retrieval.clause.duty import FIRST_LEADS, LEAD, RESPONSIBLE, read_duties
from retrieval.clause.model import Clause, ClauseKind
from retrieval.document.model import Span
from retrieval.fact.model import UNLABELLED, Duty


def find_duties(clauses: Sequence[Clause]) -> Iterator[Duty]:
    """Yield the units of every duty bracket in order; the first of a list leads where the document says so."""
    first_leads = any(FIRST_LEADS.search(clause.folded) for clause in clauses)
    for number, clause in enumerate(clauses):
        if clause.kind is ClauseKind.DUTY:
            yield from _in_bracket(clause, _item(clauses, number), first_leads)


def _in_bracket(clause: Clause, item: str, first_leads: bool) -> Iterator[Duty]:
    folded = clause.folded
    quote = clause.span_of(0, len(folded.rstrip(" 。;")))
    for duty in read_duties(folded):
        for order, unit in enumerate(_units(folded, duty.units)):
            leads = duty.role == LEAD or (first_leads and duty.role == RESPONSIBLE and order == 0)
            span = clause.span_of(unit.start, unit.end)
            yield Duty(clause.number, quote, duty.label or UNLABELLED, span, leads, item)


def _units(folded: str, within: Span) -> Iterator[Span]:
    """The units of a list; a bracket within a name (市市场监管局(市知识产权局)) does not part it."""
    for match in re.finditer(r"(?:\([^()]*\)|[^、,;()])+", within.of(folded)):
        text = match.group()
        start = within.start + match.start() + len(text) - len(text.lstrip())
        if text.strip(" 。"):
            yield Span(start, start + len(text.strip(" 。")))


def _item(clauses: Sequence[Clause], number: int) -> str:
    """What the bracket is for: the heading of its item, else the sentence before it."""
    clause = clauses[number]
    before = clauses[number - 1] if number else None
    return clause.path[-1] if clause.path else before.joined.text if before else ""
