"""Where the best clause only names what is asked about, the clause that spells it out."""

import re
from collections.abc import Sequence
from dataclasses import replace

from retrieval.answer.candidates import Candidate
from retrieval.clause.model import Clause, ClauseKind
from retrieval.index.store import Index
from retrieval.question.model import Kind, Question
from retrieval.text.fold import fold
from retrieval.text.numerals import parse_number
from retrieval.text.pattern import lazy_pattern

#: A heading is spelled out by clauses at most so far below it.
_BELOW = 12
#: How far around the clause that names so many things their list is looked for.
_REACH = 40
_QUOTE = '"“”〝「『'
#: A number of things named together: 五个地, 四大工程. What follows asks of them or closes the name.
_COUNTED = lazy_pattern(
    r"(?P<count>[两三四五六七八九十]|[2-9])(?:个|大|项|座|条)(?P<thing>[\u4e00-\u9fff]{1,4}?)(?=分别|各|是|指|都|具体|有|包括|[^\u4e00-\u9fff]|$)"
)
_ASKS_WHICH = lazy_pattern(
    r"分别|各是|是(?:什么|啥|哪)|指(?:的)?(?:是)?(?:什么|啥|哪)|包括|有哪|哪[两二三四五六七八九十几]"
)
#: What a bundle that the question quotes by its name holds is asked outright: “五个一”是哪五个一.
_WHICH_OF = lazy_pattern(
    r'"(?P<bundle>[^"]*[两三四五六七八九十][^"]*)"[^"]*哪[两三四五六七八九十](?:个|大|项|座|条)?(?P<thing>[\u4e00-\u9fff])'
)


def spelled_out(question: Question, accepted: Sequence[Candidate], index: Index) -> Candidate:
    """The best clause, or where that but names something, the best of the clauses that say what it is:
    those under the heading that it is, those under the label that it quotes, the one that lists as many as it counts."""
    best = accepted[0]
    here = [other for other in accepted if other.entry.id == best.entry.id]
    if best.clause.kind is ClauseKind.HEADING and question.want.kind is not Kind.DUTY:
        below = [other for other in here if _is_below(other, best)]
        return next(iter(below), best)
    if question.want.kind not in {Kind.MEASURE, Kind.NAME, Kind.LIST, Kind.PLACE}:
        return best
    labelled = [other for other in here if labels(question, other.clause) and _quotes(best.clause, other.clause)]
    if labelled and not labels(question, best.clause):
        return min(labelled, key=lambda other: other.id)
    counted = counted_list(question)
    if counted and not counted.search(fold(best.clause.text)):
        return next((other for other in here if counted.search(fold(other.clause.text))), None) or _near(
            best, counted, index
        )
    return best


def _near(best: Candidate, counted: re.Pattern[str], index: Index) -> Candidate:
    """The nearest clause around that holds the list; it may share no word with the question but what it counts."""
    reach = range(max(best.entry.first_clause, best.id - _REACH), min(best.id + _REACH + 1, best.entry.ids.stop))
    around = sorted(index.clauses(reach).items(), key=lambda pair: abs(pair[0] - best.id))
    listing = ((number, clause) for number, clause in around if counted.search(fold(clause.text)))
    return next((replace(best, id=number, clause=clause) for number, clause in listing), best)


def _is_below(other: Candidate, heading: Candidate) -> bool:
    return (
        other.clause.kind is ClauseKind.TEXT
        and 0 < other.id - heading.id <= _BELOW
        and other.clause.path == heading.clause.path
    )


def labels(question: Question, clause: Clause) -> bool:
    """Whether a clause stands under a label in quotation marks ("双核支撑":…) that holds a name asked about."""
    label = _label(clause)
    return clause.kind is ClauseKind.TEXT and any(
        len(term.text) > 1 and term.noun and term.text in label for term in question.terms
    )


def _quotes(clause: Clause, other: Clause) -> bool:
    """Whether a clause names, in quotation marks, the label that another stands under."""
    return any(_label(other) in quoted for quoted in re.findall(r'"([^"]+)"', fold(clause.text)))


def _label(clause: Clause) -> str:
    match = (
        re.fullmatch(r'"([^"]+)":?', fold(clause.path[-1])) if clause.path and clause.path[-1][0] in _QUOTE else None
    )
    return match[1] if match else ""


def only_named(question: Question, accepted: Sequence[Candidate], index: Index) -> bool:
    """Whether the best clause no more than names a bundle (“三个地”) of which it is asked what it holds (是哪三个地)."""
    asked = _WHICH_OF.search(question.folded) if '"' in question.folded else None
    counted = counted_list(question) if asked and asked["thing"] in asked["bundle"] else None
    if counted is None:
        return False
    clause = spelled_out(question, accepted, index).clause
    return not (counted.search(fold(clause.text)) or labels(question, clause))


def counted_list(question: Question) -> re.Pattern[str] | None:
    """The list that a question asks for by how many there are (五个地): as many names that end so, side by side."""
    match = _COUNTED.search(question.folded) if _ASKS_WHICH.search(question.folded) else None
    if match is None:
        return None
    count, thing = (2 if match["count"] == "两" else int(parse_number(match["count"]))), re.escape(match["thing"])
    name = rf"[^、,;。:]{{2,30}}{thing}"
    return re.compile(rf"(?:{name}[、和及]){{{count - 1}}}{name}(?![^,;。、\"])")
