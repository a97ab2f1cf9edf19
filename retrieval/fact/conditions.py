"""Conditions and procedure (申报条件, 申请材料, 办理流程): what a guide states under set headings, item by item."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from retrieval.clause.model import Clause, ClauseKind
from retrieval.document.model import Document, Span
from retrieval.fact.model import Condition
from retrieval.text.fold import fold
from retrieval.text.joined import join

#: Kinds of what is stated, each with the words that head it; the first that fits.
KINDS = (
    ("材料", re.compile(r"材料|资料|证件|附件清单|要件")),
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
#: A label that opens a paragraph: 补贴对象：…
_LABEL = re.compile(r"^(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）.、]\s*)?(?P<label>[\u4e00-\u9fff]{2,10}):(?=.)")
_LONGEST_HEADING = 24
#: A line that only announces or refers says nothing.
_SHORTEST = 4


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
        if label and (kind := _kind(label["label"])):
            start, end = text.source_span(label.end(), len(text.text))
            yield Condition(said[0].number, Span(quote.start + start, quote.start + end), kind, label["label"])
        elif (found := _headed(said[0])) and len(text.text) >= _SHORTEST and not text.folded.endswith(":"):
            yield Condition(said[0].number, quote, *found)


def _headed(clause: Clause) -> tuple[str, str] | None:
    """The kind that the innermost heading with one tells, and that heading."""
    for heading in reversed(clause.path[-2:]):
        if kind := _kind(heading):
            return kind, heading
    return None


def _kind(heading: str) -> str | None:
    folded = fold(heading)
    if len(folded) > _LONGEST_HEADING:
        return None
    return next((kind for kind, pattern in KINDS if pattern.search(folded)), None)
