"""Duty brackets: (责任单位:…), (牵头领导:…;牵头部门:…;配合部门:…), or a bare list of offices."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.document.model import Span
from retrieval.text.pattern import lazy_pattern

#: Roles as documents label them, each with what it is: who leads, who helps, who answers for it.
LEADER, LEAD, SUPPORT, RESPONSIBLE = "leader", "lead", "support", "responsible"
_ROLES = {
    LEADER: "牵头领导|责任领导|分管领导|牵头市领导|挂钩领导",
    LEAD: "牵头部门|牵头单位|牵头责任单位|主办单位|牵头",
    SUPPORT: "配合部门|配合单位|协办单位|责任配合单位|参与单位|参加单位|配合",
    RESPONSIBLE: "责任单位|责任部门|责任处室|落实单位|实施单位|负责单位|完成单位|责任主体|责任人|对接部门|对接单位|承办单位|主管部门|主责单位",
}
_LABEL = lazy_pattern("|".join(f"(?P<{role}>{labels})" for role, labels in _ROLES.items()))
_LABELLED = lazy_pattern(rf"^\((?:{'|'.join(_ROLES.values())})\s*:")
_OFFICE = (
    r"(?:局|委|办|厅|部|处|署|院|会|站|所|行|社|中心|政府|管委会|委员会|集团|公司|大学|高校|学校|法院|检察院|"
    r"办公室|单位|部门|新区|园区|开发区|各?区|县|区县|先导区|街道|镇)(?:\([^()]*\))?"
)
#: Who leads of every list, and who takes part in all: (市农业局、市财政局,列首的为牵头单位,下同).
_OPENS_NOTE = r"[,;。](?:(?:列|排)[^()]{1,12}牵头|以?下[^()]{0,6}(?:均|各|同))"
_NOTE = rf"(?:{_OPENS_NOTE}(?:[^()]|\([^()]{{1,9}}\)){{0,60}})?"
_BEHIND_UNITS = lazy_pattern(_OPENS_NOTE)
#: A line of its own without brackets: 牵头单位:市经信局.
_LINE = lazy_pattern(rf"^(?:{'|'.join(_ROLES.values())})\s*:")
_BARE = lazy_pattern(
    rf"^\((?!以下|简称|包括|不含|含|如|附|见|原|即|注|除|联系|加盖|盖)"
    rf"(?:[^、,;。:()\d]{{2,18}}?{_OFFICE})(?:[、,及和](?:(?:[^、,;。:()]|\([^()]{{1,9}}\)){{1,18}}?{_OFFICE}))*{_NOTE}\)。?$"
)
#: A role behind the units that have it: (市科技局牵头,市财政局、各区配合), and what may stand between.
_BEHIND = {
    LEAD: "牵头",
    SUPPORT: "配合|参与|参加|协助|协同",
    RESPONSIBLE: "负责|落实|实施|承办|承担|执行|指导|完成(?:有关|相关)工作",
}
_ROLE_BEHIND = lazy_pattern(
    r"(?:等(?:单位|部门|有关部门)?)?(?:按照?(?:各自)?职责(?:分工)?|分工|分别|共同|具体|组织|各自){0,4}"
    rf"(?:{'|'.join(f'(?P<{role}>{words})' for role, words in _BEHIND.items())})(?:负责|落实|实施|推进|完成){{0,2}}(?=[,;。)]|$)"
)
#: Until when it is to be done, behind the role: (市发展改革委负责,8月底前完成).
_UNTIL = r"[,;](?:[^(),;。]{0,12}\d[^(),;。]{0,20}|持续推进|长期坚持|长期)"
_ROLES_BEHIND = lazy_pattern(
    rf"^\((?:[^()。:]|\([^()]{{0,40}}\)){{2,400}}(?:{'|'.join(_BEHIND.values())})(?:完成)?(?:{_UNTIL})?{_NOTE}\)[。;]?$"
)
#: An office that ends where a unit can: 市财政局、…, 市财政局牵头; 执行期的 holds none.
_HAS_OFFICE = lazy_pattern(rf"{_OFFICE}(?=[|、,;)和及与等按分共]|具体|各自|{'|'.join(_BEHIND.values())})")
_BRACKET = re.compile(r"[()]")
#: What a bracket says besides: who answers the telephone, and until when.
_BESIDES = lazy_pattern(r"(?:联系人|联系电话|联系方式|电话|咨询电话|责任科室|完成时[限间]|时[限间]要求|实施时间)\s*:")
#: A longer bracket names no units.
_LONGEST_BRACKET = 600
#: 列第一位的为牵头单位: the rule by which the first unit of every list leads.
FIRST_LEADS = lazy_pattern(r"(?:列|排)(?:在)?(?:第一位|首位|第一|首)的?(?:单位|部门)?(?:为|是)牵头(?:单位|部门)")


@dataclass(frozen=True)
class Duty:
    """One role of a duty bracket. ``units`` is the span of its list in the bracket's text."""

    role: str
    label: str
    units: Span


def is_duty(folded_sentence: str) -> bool:
    """Whether a folded sentence is a duty bracket, or a line that says the same without brackets."""
    return any(pattern.match(folded_sentence) for pattern in (_LABELLED, _BARE, _LINE)) or _has_roles(folded_sentence)


def _has_roles(folded: str) -> bool:
    return bool(_ROLES_BEHIND.match(folded) and _HAS_OFFICE.search(_ROLE_BEHIND.sub("|", folded)))


def split_duties(folded: str, sentences: Sequence[Span]) -> list[Span]:
    """Cut sentences before and behind the duty brackets in them."""
    return [part for sentence in sentences for part in _around_brackets(folded, sentence)]


def _around_brackets(folded: str, sentence: Span) -> Iterator[Span]:
    start = sentence.start
    for bracket in _brackets(folded, sentence):
        text, last = bracket.of(folded), bracket.end == sentence.end
        alone = not folded[start : bracket.start].strip()
        if _LABELLED.match(text) or ((alone or last) and _has_roles(text)) or (alone and _BARE.match(text)):
            if not alone:
                yield Span(start, bracket.start)
            yield Span(start if alone else bracket.start, bracket.end)
            start = bracket.end
    if folded[start : sentence.end].strip():
        yield Span(start, sentence.end)


def _brackets(folded: str, within: Span) -> Iterator[Span]:
    """The outermost brackets of a stretch, each with the full stop or semicolon behind it."""
    depth, start = 0, within.start
    for mark in _BRACKET.finditer(folded, within.start, within.end):
        place = mark.start()
        if mark.group() == "(":
            start = start if depth else place
            depth += 1
        elif depth:
            depth -= 1
            end = place + 1 + (folded[place + 1 : place + 2] in {"。", ";"})
            if not depth and end - start <= _LONGEST_BRACKET:
                yield Span(start, min(end, within.end))


def read_duties(folded: str) -> list[Duty]:
    """Return the roles of a folded duty bracket with the spans of their units, in order."""
    end = folded.rfind(")") if folded.startswith("(") else len(folded)
    end = end if end > 0 else len(folded)
    if note := _BEHIND_UNITS.search(folded, 0, end):
        end = note.start()
    labels = [match for match in _LABEL.finditer(folded) if folded[match.end() : match.end() + 1] == ":"]
    if not labels:
        return list(_behind(folded, end)) or [Duty(RESPONSIBLE, "", Span(1, end))]
    duties = []
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        start = label.end() + 1
        stop = following.start() if following else end
        full_stop = folded.find("。", start, stop)
        stop = full_stop if full_stop >= 0 else stop
        besides = _BESIDES.search(folded, start, stop)
        stop = besides.start() if besides else stop
        while stop > start and folded[stop - 1] in ";,。 ":
            stop -= 1
        duties.append(Duty(str(label.lastgroup), label.group(), Span(start, stop)))
    return duties


def _behind(folded: str, end: int) -> Iterator[Duty]:
    """The roles of a bracket that names them behind the units."""
    start = 1
    for match in _ROLE_BEHIND.finditer(folded, 1, end):
        yield Duty(str(match.lastgroup), str(match[str(match.lastgroup)]), Span(start, match.start()))
        start = match.end() + 1


def role_of(label: str) -> str | None:
    """The role that a folded label names: 牵头单位, 责任部门; ``None`` where it names none."""
    match = _LABEL.fullmatch(label)
    return str(match.lastgroup) if match else None
