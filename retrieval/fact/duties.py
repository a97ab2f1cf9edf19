"""Duties (责任单位): one row for each unit that a bracket, a column of a table or a sentence makes responsible."""

import re
from collections.abc import Iterator, Sequence

from retrieval.clause.duty import FIRST_LEADS, LEAD, RESPONSIBLE, SUPPORT, read_duties, role_of
from retrieval.clause.model import Clause, ClauseKind
from retrieval.document.model import Span
from retrieval.document.table import cells_of, edges_of
from retrieval.fact.model import UNLABELLED, Duty
from retrieval.text.fold import fold

#: The label of a unit in the lead where a sentence says so in other words.
_LEADING = "牵头单位"
#: How a role is called that a bracket gives by a verb: (市科技局牵头,市财政局配合).
_BEHIND = {LEAD: _LEADING, SUPPORT: "配合单位"}
_VERBS = frozenset(["牵头", "配合", "参与", "参加", "协助", "协同", "负责", "落实", "实施", "承办", "承担", "执行"])
_DEADLINE = re.compile(r"(?:完成|实施|办理)?(?:时限|时间|期限)(?:要求)?\s*:\s*(?P<day>[^;。,)]{2,30})")
_DEADLINE_HEAD = re.compile(r"时限|时间|期限|进度")
_ITEM_HEAD = re.compile(r"任务|事项|内容|措施|工作|项目|举措|目标")
#: How the name of a body ends, and what stands behind where it does not end there: 主管部|门, 管委|会, 办|公室.
_BODY = (
    r"(?:局(?![面部限])|委(?![员会托派宣组统政编办网])|(?<![经举主承])办(?![公理事法结件学机单])|办事处|厅|部(?![门分署级队])|署|院(?![校士照])|会(?![同议员计商场保])"
    r"|总队|支队|分行|中心(?!支行)|政府(?![部办分领])|管委会|委员会|办公室|部门|专班|领导小组|指挥部)(?!主任|主要|有关|负责同志|负责人)"
)
_OFFICE = rf"(?:{_BODY}|单位|机构|各?区|街道|集团|公司)"
_CHAR = r"(?:[^,;。:()、\s\d\"《》|由]|\([^()]{1,20}\))"
_LIST = rf"{_CHAR}{{1,24}}?{_OFFICE}(?:(?:、|和|及|与|会同){_CHAR}{{1,24}}?{_OFFICE}){{0,30}}"
_BODIES = rf"{_CHAR}{{1,24}}?{_BODY}(?:(?:、|和|及|与|会同){_CHAR}{{1,24}}?{_BODY}){{0,30}}"
_STARTS = r"(?:^|[;。,])(?:\d\.|\([一二三四五六七八九十]{1,2}\))?(?:[^,;。]{2,12}委托)?"
#: How a unit is called from here on: 市住房保障办公室(以下称市住房保障部门)负责….
_CALLED = r"(?:\([^()]{1,24}\))?"
#: What stands between units and what they do.
_BETWEEN = (
    rf"{_CALLED}(?:等(?:相关|有关)?(?:部门|单位)?)?"
    r"(?:按(?:照)?(?:各自)?职责(?:分工)?|共同|具体|统一|统筹|分别|依法|要|应当|应|会同[^,;。]{1,20}){0,3}"
)
#: What follows 由 and a body where nobody is told to do anything: who sits on it, whose paper it is, a part of a name.
_NO_TASK = (
    r"(?:[和及或与等会]|主管|分管|主导|授权|共建|直接监管|院士|资[本源]|业务|有关|相关|的|方|长|人(?!员)|[^,;。]{0,60}(?:组成|担任|任(?:组长|召集人|主任)|签名)"
    r"|[^,;。]{0,30}(?:推荐|处理|出具|颁发|印发|批准|确定|认定|组织|提供)的)"
)
#: Sentences that make a unit responsible: 由市科技局牵头…, 市财政局负责…, 由市住建局核对…. What for stands behind.
_SENTENCES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"由(?P<units>{_LIST}){_BETWEEN}(?P<does>牵头(?:负责)?|负责|承担|组织实施|解释)"
        r"(?!同志|人)(?P<item>[^,;。]{0,40})",
        rf"{_STARTS}(?P<units>{_LIST}){_BETWEEN}(?P<does>牵头(?:负责)?(?!起草)|负责(?!同志|人)|统筹推进)(?P<item>[^,;。]{{2,60}})",
        rf"由(?P<units>{_BODIES}|各[地市县区州]{{1,3}})(?P<does>)(?P<item>(?!{_NO_TASK})[^,;。、:()]{{2,14}}[^,;。]{{0,40}})",
        rf"{_STARTS}(?P<units>{_BODIES})(?P<does>)(?P<item>(?:要|应当?)?(?:(?:承担|履行)[^,;。]{{2,40}}(?:职责|责任|工作)|对[^,;。]{{2,30}}负(?:主要|主体|全面|首要|总)?责任?)(?=[,;。]|$))",
        rf"{_STARTS}(?P<units>{_BODIES}){_CALLED}(?P<does>)(?P<item>是[^,;。]{{2,30}}(?:主管部门|责任主体|责任单位|牵头单位|(?:实施|工作|管理)机构))",
    )
)
#: Units at the head of a paragraph that says what they do: 县自然资源局:积极推进….
_HEAD = re.compile(
    rf"^(?:\d{{1,2}}\.)?(?P<units>[\u4e00-\u9fff]{{2,14}}{_BODY}(?:、[\u4e00-\u9fff]{{2,14}}{_BODY}){{0,8}}):(?!现将|为|经|你|您|兹)(?P<item>[^:]{{0,60}})"
)
#: A unit of a list; 各市、州、县人民政府 is one.
_UNIT = re.compile(
    r"各(?:[市州县区旗盟镇乡](?:\([^()]{1,9}\))?、){1,4}[市州县区旗盟镇乡](?:\([^()]{1,9}\))?[^、,;()]{2,12}|(?:\([^()]*\)|[^、,;()])+"
)
#: What links the last unit with those below: 市财政局等市有关部门及各县(市、区)政府, 市财政局和各县政府.
_AND = re.compile(
    r"等(?:[省市县区州][直级]?)?各?(?:有关|相关)?(?:部门|单位)?(?:以?及|[和与])|(?<=[局委办厅部会院门位])(?:以?及|[和与])(?=各|[省市县区][级直])"
)
#: The rest of a list, which names nobody: 市财政局等相关单位.
_REST = re.compile(
    r"(?:等(?:\d{1,2}(?:个|家))?(?:[省市县区州][级直])?(?:相关|有关|各)?(?:单位|部门)?(?:\((?:单位|部门)\))?)?(?:按(?:照)?(?:各自)?职责(?:分工)?(?:负责|落实)?)?$"
)
#: Nobody in particular, and what opens with a verb, so that it is no name.
_NOBODY = re.compile(
    r"^(?:[^、]{0,6}(?:企业|申请|投标|供应商|用人|建设|施工|项目|申报)[^、]{0,4}(?:单位|机构|公司)|其他|该|本(?:部门|单位)?)$"
    r"|[^主重需]要|向|召开|(?:^(?:相关|有关)[^,;。]{0,4}|等)部门$|具备|承继|所有权|诉求|^(?:指导|支持|夯实|建立|明确|确定|鼓励|推动|推进|通过|充分|加强|督促|引导|公办|将|对|及时|配合|组织|完善|发挥|且|后建)"
)

_SAID = frozenset([ClauseKind.TEXT, ClauseKind.LEAD])
#: Clauses on either side among which another bracket under the same heading is looked for.
_NEAR = 40
_LONGEST_ITEM = 60


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
            yield from _at_head(clauses, number)


def _in_bracket(clause: Clause, item: str, first_leads: bool) -> Iterator[Duty]:
    folded = clause.folded
    quote = clause.span_of(0, len(folded.rstrip(" 。;")))
    until = _DEADLINE.search(folded)
    deadline = clause.span_of(*until.span("day")) if until else None
    for duty in read_duties(folded):
        for order, unit in enumerate(_units(folded, duty.units)):
            leads = duty.role == LEAD or (first_leads and duty.role == RESPONSIBLE and order == 0)
            span = clause.span_of(unit.start, unit.end)
            role = _BEHIND.get(duty.role, UNLABELLED) if duty.label in _VERBS else duty.label or UNLABELLED
            yield Duty(clause.number, quote, role, span, leads, item, deadline)


def _at_head(clauses: Sequence[Clause], number: int) -> Iterator[Duty]:
    """The units that a paragraph names before its colon; what they do is the sentence behind, a clause of its own perhaps."""
    clause = clauses[number]
    if number and clauses[number - 1].paragraph == clause.paragraph:
        return
    match = _HEAD.match(clause.folded)
    if not match:
        return
    said, end = match["item"], clause.span_of(0, len(clause.folded)).end
    if not said:
        behind = clauses[number + 1] if number + 1 < len(clauses) else clause
        if behind.paragraph != clause.paragraph or behind is clause or re.match("现将|为|经|你|您|兹", behind.folded):
            return
        said, end = behind.folded[:60], behind.span_of(0, len(behind.folded)).end
    quote = Span(clause.span_of(0, 1).start, end)
    for unit in _split(clause.folded, Span(*match.span("units"))):
        if not _NOBODY.search(unit.of(clause.folded)):
            yield Duty(clause.number, quote, UNLABELLED, clause.span_of(unit.start, unit.end), False, said)


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
    named = set[int]()
    for pattern in _SENTENCES:
        for match in pattern.finditer(folded):
            leads = match["does"].startswith(_LEADING[:2])
            item = (match["does"] if match["does"] == "解释" else "") + match["item"]
            quote = clause.span_of(match.start("units"), match.end())
            for unit in _split(folded, Span(*match.span("units"))):
                if unit.start not in named and not _NOBODY.search(unit.of(folded)):
                    named.add(unit.start)
                    role = _LEADING if leads else UNLABELLED
                    yield Duty(
                        clause.number, quote, role, clause.span_of(unit.start, unit.end), leads, item or folded[:40]
                    )


def _split(folded: str, within: Span) -> Iterator[Span]:
    """The units of a list within a sentence, where 会同 and 和 stand between them too."""
    place = within.start
    text = re.sub(r"\([^()]*\)", lambda bracket: "-" * len(bracket.group()), within.of(folded))
    for mark in [*re.finditer(r"、|会同|(?<=[局委办厅部府处])(?:或者?|[和及与])", text), None]:
        end = within.start + mark.start() if mark else within.end
        if end - place >= 2:
            yield Span(place, end)
        place = within.start + mark.end() if mark else place


def _units(folded: str, within: Span) -> Iterator[Span]:
    """The units of a list; a bracket within a name (市市场监管局(市知识产权局)) does not part it."""
    for match in _UNIT.finditer(within.of(folded)):
        place = within.start + match.start()
        for text in _AND.split(match.group()):
            start = folded.index(text, place) + len(text) - len(text.lstrip())
            place = start + len(text.strip())
            name = _REST.sub("", text.strip(" 。"))
            if name and name not in {"单位", "部门"}:
                yield Span(start, start + len(name))


def _item(clauses: Sequence[Clause], number: int) -> str:
    """What the bracket is for: the heading above where that has no other bracket, else the first sentence since the last one."""
    path = clauses[number].path
    first = number
    while first and clauses[first - 1].kind in _SAID and clauses[first - 1].path == path:
        first -= 1
    if not path or any(
        clauses[other].kind is ClauseKind.DUTY and clauses[other].path == path and other != number
        for other in range(max(0, first - _NEAR), min(len(clauses), number + _NEAR))
    ):
        return clauses[first].joined.text[:_LONGEST_ITEM] if first < number else path[-1] if path else ""
    return path[-1]
