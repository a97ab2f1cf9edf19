"""Read the facts that a page or a table states of its document beside the text: 标题, 发布机构, 文号, 成文日期, 实施日期, 来源."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from retrieval.document.model import Field
from retrieval.document.record.line import DAY, FIGURES, SERIAL, Kind, Line, Window, labels_in

#: The labels (see ``lexicon/record_labels.txt``) by the field that they give.
_MEANT = {
    "title": "标题|事项名称|文件名称|信息名称|政策名称",
    "issuer": "实施机关|实施部门|实施主体|发文机关|发布机构|发文单位|制发机关|公开主体|发布单位|制定机关|发布机关|印发机关|成文机关",
    "number": "发文字号|文号|发文文号|发布文号|政策文号|文件编号|发文号|字号",
    "written": "成文日期|发文日期|生成日期|印发日期|签发日期|成文时间|制发日期",
    "posted": "发布日期|发布时间|发表时间|公开日期|日期|时间|更新时间|发文时间|更新日期|公布日期",
    "effective": "实施日期|生效日期|施行日期|执行日期|实施时间|生效时间|施行时间",
    "expires": "失效日期|失效时间|废止日期|终止日期|有效期至",
    "validity": "有效性|效力状态|文件状态|时效性|时效|有效期|状态",
    "source": "来源|信息来源|文章来源|稿件来源|稿源|内容来源|转载来源",
}
_FIELD = {label: field for field, labels in _MEANT.items() for label in labels.split("|")}
#: A line of text is read for labels where it is a dump; no line has so many of them.
_LONG, _MANY = 400, 100
#: Fields whose values cannot be mistaken.
_FORMED = {"number", "written", "effective", "expires"}
_DAY = re.compile(rf"{DAY}|{FIGURES}")
#: How a value of a field begins, for those that have a form.
_FORM = {
    "number": re.compile(rf"{SERIAL}|[\u4e00-\u9fff]{{2,24}}令?\(?第?\d{{1,4}}号\)?"),
    "written": _DAY,
    "posted": _DAY,
    "effective": _DAY,
    "expires": _DAY,
    "issuer": re.compile(r"[\u4e00-\u9fff()、,\s]{3,80}"),
    "source": re.compile(r"[\u4e00-\u9fff]{2,30}?(?=(?:官方)?(?:官网|门户网站|网站|网)|[^\u4e00-\u9fff]|$)"),
    "validity": re.compile(
        r"[\u4e00-\u9fff]{0,4}(?:有效|失效|废止|修改)[\u4e00-\u9fff]{0,4}|(?:至)?\d{1,4}年[^ ]{0,8}"
    ),
    "title": re.compile(r"[^|]{4,200}"),
}


@dataclass(frozen=True)
class Labels:
    """The stated facts by field, in order."""

    fields: dict[str, tuple[Field, ...]]

    def first(self, name: str) -> Field | None:
        found = self.fields.get(name)
        return found[0] if found else None


def read_labels(lines: Sequence[Line]) -> Labels:
    """Read the labels in the lines; the value of one that ends its line is the next line."""
    found: dict[str, list[Field]] = {}
    for number, line in enumerate(lines):
        if line.kind not in (Kind.FIELD, Kind.BODY) or (line.kind == Kind.BODY and len(line.text) < _LONG):
            continue
        words = line.words
        for label, start, end, sure in islice(labels_in(line.text), _MANY):
            name = _FIELD.get(label)
            if name is None or not (sure or name in _FORMED):
                continue
            if start < end:
                _keep(found, name, words.part(start, end))
            elif number + 1 < len(lines) and lines[number + 1].kind != Kind.FIELD:
                _keep(found, name, lines[number + 1].words)
    return Labels({name: tuple(values) for name, values in found.items()})


def _keep(found: dict[str, list[Field]], name: str, words: Window) -> None:
    match = _FORM[name].match(words.folded)
    if match:
        found.setdefault(name, []).append(words.field(0, match.end()))
