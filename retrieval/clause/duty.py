"""Duty brackets: (责任单位:…), (牵头领导:…;牵头部门:…;配合部门:…), or a bare list of offices."""

from dataclasses import dataclass

from retrieval.document.model import Span
from retrieval.text.pattern import lazy_pattern

#: Roles as documents label them, each with what it is: who leads, who helps, who answers for it.
LEADER, LEAD, SUPPORT, RESPONSIBLE = "leader", "lead", "support", "responsible"
_ROLES = {
    LEADER: "牵头领导|责任领导|分管领导|牵头市领导|挂钩领导",
    LEAD: "牵头部门|牵头单位|牵头责任单位|主办单位|牵头",
    SUPPORT: "配合部门|配合单位|协办单位|责任配合单位|参与单位|参加单位|配合",
    RESPONSIBLE: "责任单位|责任部门|落实单位|实施单位|负责单位|完成单位|责任主体|责任人",
}
_LABEL = lazy_pattern("|".join(f"(?P<{role}>{labels})" for role, labels in _ROLES.items()))
_LABELLED = lazy_pattern(rf"^\((?:{'|'.join(_ROLES.values())})\s*:")
_OFFICE = (
    r"(?:局|委|办|厅|部|处|署|院|会|站|所|行|社|中心|政府|管委会|委员会|集团|公司|大学|高校|学校|法院|检察院|"
    r"单位|部门|新区|园区|开发区|各?区|县|区县|先导区|街道|镇)(?:\([^()]*\))?"
)
#: A line of its own without brackets: 牵头单位:市经信局.
_LINE = lazy_pattern(rf"^(?:{'|'.join(_ROLES.values())})\s*:")
_BARE = lazy_pattern(
    rf"^\((?:[省市区县州各][^、,;。()]{{0,14}}?{_OFFICE})(?:[、,及和](?:[^、,;。()]{{1,18}}?{_OFFICE}))*\)。?$"
)
#: 列第一位的为牵头单位: the rule by which the first unit of every list leads.
FIRST_LEADS = lazy_pattern(r"(?:列|排)(?:在)?(?:第一位|首位|第一)的?(?:单位|部门)?(?:为|是)牵头(?:单位|部门)")
#: A sentence that itself says which office acts: 市工信局协调…, 市财政部门负责…, 由市长任组长, 办公室设在市科技局.
ACTS = lazy_pattern(
    r"[\u4e00-\u9fff]{1,14}(?:局|委|办|厅|部|部门|机构|政府|管委会|委员会)(?:应当|依法|具体|会同[^,;。]{1,20})*(?:负责|牵头|协调|统筹|会同|承担|主管(?!部门|机关|机构|单位|人员)|组织|是[^,;。]{2,20}主管)"
    r"|由[^,;。]{2,20}(?:任|担任|负责|牵头|组织|承担|解释)|办公室设在"
)


@dataclass(frozen=True)
class Duty:
    """One role of a duty bracket. ``units`` is the span of its list in the bracket's text."""

    role: str
    label: str
    units: Span


def is_duty(folded_sentence: str) -> bool:
    """Whether a folded sentence is a duty bracket, or a line that says the same without brackets."""
    return any(pattern.match(folded_sentence) for pattern in (_LABELLED, _BARE, _LINE))


def read_duties(folded: str) -> list[Duty]:
    """Return the roles of a folded duty bracket with the spans of their units, in order."""
    end = folded.rfind(")") if folded.startswith("(") else len(folded)
    end = end if end > 0 else len(folded)
    labels = [match for match in _LABEL.finditer(folded) if folded[match.end() : match.end() + 1] == ":"]
    if not labels:
        return [Duty(RESPONSIBLE, "", Span(1, end))]
    duties = []
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        start = label.end() + 1
        stop = following.start() if following else end
        full_stop = folded.find("。", start, stop)
        stop = full_stop if full_stop >= 0 else stop
        while stop > start and folded[stop - 1] in ";,。 ":
            stop -= 1
        duties.append(Duty(str(label.lastgroup), label.group(), Span(start, stop)))
    return duties
