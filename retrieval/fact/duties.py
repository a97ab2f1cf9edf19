"""Duties (责任单位): one row for each unit that a bracket, a column of a table or a sentence makes responsible."""

import re
from collections.abc import Iterator, Sequence

from retrieval.clause.duty import FIRST_LEADS, LEAD, RESPONSIBLE, read_duties, role_of
from retrieval.clause.model import Clause, ClauseKind
from retrieval.document.model import Span
from retrieval.document.table import cells_of, edges_of
from retrieval.fact.model import UNLABELLED, Duty
from retrieval.text.fold import fold

#: The label of a unit in the lead where a sentence says so in other words.
_LEADING = "牵头单位"
_DEADLINE = re.compile(r"(?:完成|实施|办理)?(?:时限|时间|期限)(?:要求)?\s*:\s*(?P<day>[^;。,)]{2,30})")
_DEADLINE_HEAD = re.compile(r"时限|时间|期限|进度")
_ITEM_HEAD = re.compile(r"任务|事项|内容|措施|工作|项目|举措|目标")
_OFFICE = (
    r"(?:局|委|办|厅|部|署|院|会|总队|支队|分行|中心|政府|管委会|委员会|办公室|部门|单位|机构|各?区|街道|集团|公司)"
)
_NAME = rf"[^,;。:()、\s\d\"《》|由]{{1,24}}?{_OFFICE}"
_LIST = rf"{_NAME}(?:(?:、|和|及|与|会同){_NAME}){{0,30}}"
#: Sentences that make a unit responsible: 由市科技局牵头…, 市财政局负责…. What for stands behind.
_SENTENCES = (
    re.compile(
        rf"由(?P<units>{_LIST})(?:等(?:部门|单位)?)?(?:按(?:照)?(?:各自)?职责(?:分工)?|共同|具体|统一|统筹|分别|依法)*"
        rf"(?P<does>牵头(?:负责)?|负责|承担|组织实施|解释)(?P<item>[^,;。]{{0,40}})"
    ),
    re.compile(
        rf"(?:^|[;。,])(?:\d\.|\([一二三四五六七八九十]{{1,2}}\))?(?P<units>{_LIST})(?:具体|统一|统筹|分别|依法)*"
        rf"(?P<does>牵头(?:负责)?|负责|统筹推进)(?P<item>[^,;。]{{2,60}})"
    ),
)
#: A unit of a list; 各市、州、县人民政府 is one.
_UNIT = re.compile(
    r"各(?:[市州县区旗盟镇乡](?:\([^()]{1,9}\))?、){1,4}[市州县区旗盟镇乡](?:\([^()]{1,9}\))?[^、,;()]{2,12}|(?:\([^()]*\)|[^、,;()])+"
)
#: Nobody in particular.
_NOBODY = re.compile(
    r"^(?:[^、]{0,6}(?:企业|申请|投标|供应商|用人|建设|施工|项目|申报)[^、]{0,4}(?:单位|机构|公司)|其他|该|本)$"
)


def find_duties(clauses: Sequence[Clause]) -> Iterator[Duty]:
    """Yield the units in order; the first of a list leads where the document says so."""
    first_leads = any(FIRST_LEADS.search(clause.folded) for clause in clauses)
    for number, clause in enumerate(clauses):
        if clause.kind is ClauseKind.DUTY:
            yield from _in_bracket(clause, _item(clauses, number), first_leads)
        elif clause.kind is ClauseKind.TEXT and "|" in clause.folded:
            yield from _in_row(clause)
        elif clause.kind in {ClauseKind.TEXT, ClauseKind.LEAD}:
            yield from _in_sentence(clause)


def _in_bracket(clause: Clause, item: str, first_leads: bool) -> Iterator[Duty]:
    folded = clause.folded
    quote = clause.span_of(0, len(folded.rstrip(" 。;")))
    until = _DEADLINE.search(folded)
    deadline = clause.span_of(*until.span("day")) if until else None
    for duty in read_duties(folded):
        for order, unit in enumerate(_units(folded, duty.units)):
            leads = duty.role == LEAD or (first_leads and duty.role == RESPONSIBLE and order == 0)
            span = clause.span_of(unit.start, unit.end)
            yield Duty(clause.number, quote, duty.label or UNLABELLED, span, leads, item, deadline)


def _in_row(clause: Clause) -> Iterator[Duty]:
    """The units in the columns of a row whose heads name roles: 牵头单位 | 配合单位 | 完成时限."""
    heads = [fold(cell) for cell in cells_of(clause.path[-1])] if clause.path else []
    edges = [Span(*edge) for edge in edges_of(clause.joined.text)]
    if len(heads) != len(edges):
        return
    columns = list(zip(heads, edges, strict=True))
    texts = [(head, edge) for head, edge in columns if edge.start < edge.end]
    item = next(
        (edge.of(clause.joined.text) for head, edge in texts if _ITEM_HEAD.search(head) and not role_of(head)), ""
    )
    until = next((edge for head, edge in texts if _DEADLINE_HEAD.search(head)), None)
    deadline = clause.span_of(until.start, until.end) if until else None
    quote = clause.span_of(0, len(clause.folded))
    for head, edge in texts:
        if role := role_of(head):
            for unit in _units(clause.folded, edge):
                yield Duty(
                    clause.number, quote, head, clause.span_of(unit.start, unit.end), role == LEAD, item, deadline
                )


def _in_sentence(clause: Clause) -> Iterator[Duty]:
    folded = clause.folded
    for pattern in _SENTENCES:
        for match in pattern.finditer(folded):
            leads = match["does"].startswith(_LEADING[:2])
            item = (match["does"] if match["does"] == "解释" else "") + match["item"]
            quote = clause.span_of(match.start("units"), match.end())
            for unit in _split(folded, Span(*match.span("units"))):
                if not _NOBODY.search(unit.of(folded)):
                    role = _LEADING if leads else UNLABELLED
                    yield Duty(
                        clause.number, quote, role, clause.span_of(unit.start, unit.end), leads, item or folded[:40]
                    )


def _split(folded: str, within: Span) -> Iterator[Span]:
    """The units of a list within a sentence, where 会同 and 和 stand between them too."""
    place = within.start
    for mark in [*re.finditer(r"、|会同|(?<=[局委办厅部])[和及与]", within.of(folded)), None]:
        end = within.start + mark.start() if mark else within.end
        if end - place >= 2:
            yield Span(place, end)
        place = within.start + mark.end() if mark else place


def _units(folded: str, within: Span) -> Iterator[Span]:
    """The units of a list; a bracket within a name (市市场监管局(市知识产权局)) does not part it."""
    for match in _UNIT.finditer(within.of(folded)):
        text = match.group()
        start = within.start + match.start() + len(text) - len(text.lstrip())
        name = text.strip(" 。")
        name = name[:-1] if name.endswith("等") else name
        if name:
            yield Span(start, start + len(name))


def _item(clauses: Sequence[Clause], number: int) -> str:
    """What the bracket is for: the heading of its item, else the sentence before it."""
    clause = clauses[number]
    before = clauses[number - 1] if number else None
    return clause.path[-1] if clause.path else before.joined.text if before else ""
