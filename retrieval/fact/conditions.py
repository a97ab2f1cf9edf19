"""Conditions and procedure (申报条件, 申请材料, 办理流程): what a guide states under set headings, item by item."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from retrieval.clause.model import Clause, ClauseKind
from retrieval.document.model import Document, Span
from retrieval.fact.model import Condition
from retrieval.text.fold import fold
from retrieval.text.joined import join

#: Kinds of what is stated, each with the words that head it.
KINDS = (
    (
        "材料",
        re.compile(
            r"(?:申[请报领办]|提[交供]|所需|需要?|办理|携带|报名|准备|证明|书面|贷款|认定|登记|什么|哪些|程序和|(?:流程|条件)[和及、])[^,;。]{0,6}(?:材料|资料|证件)|^(?:\S{0,8}[、.)])?(?:材料|资料|证件)|(?:材料|资料)(?:清单|要求|目录)|附件清单|要件"
        ),
    ),
    ("联系方式", re.compile(r"联系(?:方式|电话|人)|咨询(?:电话|方式|渠道)|监督电话")),
    (
        "时间",
        re.compile(r"(?:申[报请]|受理|办理|报名|申领|发放|执行|登记)(?:时间|期限|时限|日期)|截止|^时间|^期限|有效期"),
    ),
    (
        "地点",
        re.compile(r"(?:办理|受理|申[报请]|提交)(?:地点|地址|机构|部门|渠道|入口|途径|窗口|平台)|在哪|^地点|^地址"),
    ),
    (
        "流程",
        re.compile(
            r"流程|步骤|(?:申[报请]|办理|审[批核]|认定|申领|评审|工作|受理|报名)(?:程序|方法|方式|环节)|如何(?:申请|办理|申领)|怎么(?:办|申)"
        ),
    ),
    (
        "条件",
        re.compile(
            r"(?:申[报请]|申领|适用|补贴|支持|资助|奖励|认定|享受|保障|扶持|发放|救助|报名|招聘|入选|准入|基本|参评|办理|受益|服务)(?:的)?(?:条件|对象|范围|资格|人群|主体|要求)|^(?:条件|对象|范围)|谁可以|哪些人"
        ),
    ),
)
#: Headings of a reform, not of a procedure: 再造业务流程, 推进审批全流程电子化.
_REFORM = re.compile(
    r"(?:优化|精简|免除|取消|再造|改革|完善|规范|简化|推进|深化|压减|电子化|便利化|强化|提升|工作(?:原则|要求|措施))"
)
#: What a paragraph speaks of, where its heading names several kinds: 申请条件和程序.
_SAYS = (
    ("材料", re.compile(r"原件|复印件|证明|证书|申请表|身份证|户口簿|承诺书")),
    ("流程", re.compile(r"受理|审核|复核|提交|公示|初审|送|报|登录|领取|发放|工作日内")),
)
#: A label that opens a paragraph: 补贴对象：…
_LABEL = re.compile(r"^(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）.、]\s*)?(?P<label>[\u4e00-\u9fff]{2,10}):(?=.)")
_LONGEST_HEADING = 24
#: A line that only announces or refers says nothing.
_SHORTEST = 4
_ANNOUNCES = re.compile(r":$|^附件|^注:|(?:定性|定量|以下|下列)条件[。:]?$")


def find_conditions(document: Document, clauses: Sequence[Clause]) -> Iterator[Condition]:
    """Yield what ``document`` states under headings and labels of set forms, a row for each paragraph."""
    for _, group in groupby(clauses, key=lambda clause: clause.paragraph):
        parts = list(group)
        said = [clause for clause in parts if clause.kind is not ClauseKind.HEADING]
        if not said:
            continue
        quote = Span(said[0].start, said[-1].end)
        text = join(quote.of(document.text))
        label = _LABEL.match(text.folded)
        if label and (kinds := _kinds(label["label"])):
            start, end = text.source_span(label.end(), len(text.text))
            yield Condition(said[0].number, Span(quote.start + start, quote.start + end), kinds[0], label["label"])
        elif (
            (found := _headed(said[0], text.folded))
            and len(text.text) >= _SHORTEST
            and not _ANNOUNCES.search(text.folded)
        ):
            yield Condition(said[0].number, quote, *found)


def _headed(clause: Clause, said: str) -> tuple[str, str] | None:
    """The kind that the innermost heading with one tells, and that heading; what is said decides between several."""
    for heading in reversed(clause.path[-2:]):
        if kinds := _kinds(heading):
            told = (kind for kind, pattern in _SAYS if kind in kinds and pattern.search(said))
            return next(told, kinds[-1]) if len(kinds) > 1 else kinds[0], heading
    return None


def _kinds(heading: str) -> list[str]:
    folded = fold(heading)
    if len(folded) > _LONGEST_HEADING or _REFORM.search(folded):
        return []
    return [kind for kind, pattern in KINDS if pattern.search(folded)]
