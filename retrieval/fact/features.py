"""Features of a value that are the same for every table: its kind, the words and characters around it, where it stands."""

import re
from collections.abc import Iterator

from retrieval.document.model import Span
from retrieval.fact.filter import pairs
from retrieval.fact.statements import Statement
from retrieval.text.numerals import Quantity

#: So many characters before and behind a value are looked at in pairs.
_BEFORE, _AFTER = 8, 8
#: Words that tell, anywhere in the sentence.
_SENTENCE = re.compile(
    r"力争|确保|目标|已|累计|同比|比上年|增长|目前|去年|近年来|应当|不得|不予|(?<!高)标准|条件|符合|申请|申报|罚款|补贴|补助|奖励|奖补|资助|给予|支持|贴息|减免|免征|贷款|利率|缴费|缴纳|工资|每年|以上的|以下的|预计|预算|安排|计划|推动|打造|培育|建设|实现|完成|收费|费用|注册资本|营业收入|面积|最高|限额|比例|按照|对"
)
#: Words of the headings above, and of the title.
_ABOVE = re.compile(
    r"目标|指标|任务|成效|回顾|形势|现状|背景|基础|条件|标准|程序|流程|对象|范围|材料|措施|政策|奖励|补贴|补助|支持|扶持|保障|要求|原则|处罚|责任|工作安排|总体|重点|行动|工程"
)
_TITLE = re.compile(
    r"计划|规划|方案|行动|要点|报告|办法|细则|规定|条例|指南|指引|通知|通告|公告|意见|措施|政策|解读|问答|答复|标准|规范|名单|新闻|补贴|奖励|扶持|资助|管理|预算|目标"
)


def context_features(statement: Statement, value: Quantity, piece: Span) -> Iterator[str]:
    """Yield the features of a value in its sentence."""
    folded, frame = statement.folded, statement.frame
    yield f"kind {value.kind}"
    yield f"unit {value.unit}"
    yield f"size {min(5, len(str(int(value.high))))} {folded[value.start].isdecimal()}"
    yield f"outlook {statement.outlook} {'报告' in frame.title}"
    yield f"phase {statement.phase} {'报告' in frame.title}"
    yield from (f"says {word}" for word in {match.group() for match in _SENTENCE.finditer(folded)})
    near = folded[piece.start : piece.end]
    yield from (f"near {word}" for word in {match.group() for match in _SENTENCE.finditer(near)})
    yield from (f"above {word}" for word in {match.group() for match in _ABOVE.finditer("".join(statement.path))})
    yield from (f"title {word}" for word in {match.group() for match in _TITLE.finditer(frame.title)})
    yield f"articles {frame.articles}"
    yield f"title year {bool(frame.title_year)}"
    yield from pairs(folded[max(0, value.start - _BEFORE) : value.start], "<")
    yield from pairs(folded[value.end : value.end + _AFTER], ">")
    yield f"values {min(4, len(statement.values))}"
    yield f"row {'|' in folded}"
