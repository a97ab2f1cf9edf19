"""Answer who is responsible from the duty bracket of an item."""

from dataclasses import replace

from retrieval.answer.candidates import Candidate
from retrieval.answer.match import SPOKEN, match_term
from retrieval.answer.model import Part, Passage
from retrieval.answer.passages import cut, duty_passage
from retrieval.clause.duty import FIRST_LEADS, LEAD, RESPONSIBLE, Duty, read_duties
from retrieval.clause.model import ClauseKind
from retrieval.document.model import Span
from retrieval.index.entry import Entry
from retrieval.index.rank import Ranker
from retrieval.index.store import TEXT, Index
from retrieval.question.model import Question
from retrieval.text.fold import fold
from retrieval.text.pattern import lazy_pattern

_UNIT = lazy_pattern(r"[\u4e00-\u9fff](?:局|委|办|厅|法院|检察院|组织部|宣传部|管委会)$")


def duty_part(question: Question, candidate: Candidate, index: Index, ranker: Ranker) -> Part | None:
    """Return the units of the bracket that governs the candidate, or ``None`` where there is none.

    Asked who leads, a plain list is answered by its first unit where the document says that the
    first leads (列第一位的为牵头单位), and the sentence that says so is quoted too.
    """
    clause, entry = candidate.clause, candidate.entry
    passage = duty_passage(clause, entry, candidate.score, index)
    if passage is None or clause.duty is None:
        return None
    bracket = Span(clause.duty.start - passage.start, min(clause.duty.end, passage.end) - passage.start)
    folded = fold(bracket.of(passage.text))
    duties = read_duties(folded)
    chosen = [duty for duty in duties if duty.role == question.want.role]
    rule = _lead_rule(entry, index, ranker) if question.want.role == LEAD and not chosen else None
    shown = _with_named(question, chosen, duties, folded) if chosen else duties
    spans = [Span(bracket.start + _label_start(duty), bracket.start + duty.units.end) for duty in shown]
    text = ";".join(span.of(passage.text) for span in spans)
    passages: tuple[Passage, ...] = (replace(passage, highlights=tuple(spans)),)
    if rule and shown[0].role == RESPONSIBLE:
        text = f"{_first_unit(folded, shown[0])}({text},{rule.highlights[0].of(rule.text)})"
        passages = (*passages, rule)
    return Part(text, passages, candidate.score)


def _with_named(question: Question, chosen: list[Duty], duties: list[Duty], folded: str) -> list[Duty]:
    """The duties of the role asked for, and those of a unit that the question names too (谁牵头,教育局也要参加吗)."""
    units = [term for term in question.terms if _UNIT.search(term.text)]
    named = [duty for duty in duties if any(match_term(unit, duty.units.of(folded)) >= SPOKEN for unit in units)]
    return [duty for duty in duties if duty in chosen or duty in named]


def _first_unit(folded: str, duty: Duty) -> str:
    units = duty.units.of(folded)
    return units[: min((at for mark in "、,及和" if (at := units.find(mark)) >= 0), default=len(units))]


def _label_start(duty: Duty) -> int:
    return duty.units.start - len(duty.label) - 1 if duty.label else duty.units.start


def _lead_rule(entry: Entry, index: Index, ranker: Ranker) -> Passage | None:
    """The passage of a document that says that the first unit of each list leads."""
    asked = {TEXT: dict.fromkeys(("第一", "一位", "牵头单位", "首位"), 1.0)}
    for number, score in ranker.best(asked, [entry.ids], 10):
        clause = index.clauses([number]).get(number)
        match = FIRST_LEADS.search(fold(clause.text)) if clause else None
        if clause and match and clause.kind is ClauseKind.DUTY:
            rule = cut(entry, Span(clause.start, clause.end), clause.path, score, index)
            return replace(rule, highlights=(Span(*match.span()),))
    return None
