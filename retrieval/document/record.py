"""Read the record of a document (著录项) from its own text. What is not stated stays unknown."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from retrieval.document.law import last_step, law_head, law_title
from retrieval.document.model import Field, Record, Span
from retrieval.document.validity import read_validity
from retrieval.text.fold import fold
from retrieval.text.regions import Region, find_regions

#: How many paragraphs at the start can hold the title, the number and the covering letter.
_HEAD = 16
_GENRES = "规划纲要|规划|计划|方案|办法|意见|条例|规定|细则|措施|纲要|政策|要点|决定|章程|规则|准则|指南|目录|标准|解释|工作报告|会议纪要|问答|法"
_NOTICE = re.compile(
    r"(?P<issuer>[\u4e00-\u9fff]{2,30}?)?(?:关于(?P<act>印发|转发|发布|公布|颁布|(?:公开)?征求(?:对)?)|(?P<relayed>印发|转发)(?=关于|《关于))《?"
    r"(?P<subject>[^。;]{4,80}?)》?(?:的?意见)?的(?P<kind>通知|意见|决定|公告|通告|批复|请示|报告|函|办法|规定|解释|条例)"
    r"|(?P<author>[\u4e00-\u9fff]{2,30}?)?关于(?P<matter>[^。;]{4,80}?)的(?:通知|意见|决定|公告|通告|批复|请示|报告|函|办法|规定|解释|条例)"
)
_PERIOD = r"\((?P<period>\d{4}年?[-至到]\d{4}年?)\)"
_DRAFT = re.compile(r"\(?(?:公开)?(征求意见稿|草案|送审稿|讨论稿|建议稿)")
_NAME = re.compile(
    rf"^(?:附件\d*\s*:\s*)?(?:\d\.)?(?P<name>[^。;:,]{{2,60}}?(?:{_GENRES})(?:{_PERIOD})?(?:\([^()]{{2,8}}\)){{0,2}})$"
)
_SERIAL = r"[\u4e00-\u9fff]{1,12}\(\d{4}\)\s*\d+\s*号"
_NUMBER = re.compile(
    rf"^(?:发文[文字]号|文\s*号)?\s*:?\s*(?P<number>{_SERIAL}|[\u4e00-\u9fff]{{2,12}}令\s*\(?第\s*\d+\s*号)"
)
#: Lines of the table (信息公开目录) that government sites put above a document.
_HEAD_LINES = 3000
_LISTED_NUMBER = re.compile(rf"(?:发文[文字]号|文\s*号)\s*[:|]?\s*(?P<number>{_SERIAL})")
_LISTED_ISSUER = re.compile(r"(?:发布机构|发文机关|发文单位|制发机关)\s*[:|]?\s*(?P<issuer>[\u4e00-\u9fff]{2,30})")
_LISTED_DATE = re.compile(r"(?:成文日期|发文日期)\s*[:|]?\s*(?P<date>\d{4}-\d{1,2}-\d{1,2})")
#: 某市人民政府令 with its number in the next line.
_DECREE = re.compile(r"^(?P<number>(?P<issuer>[\u4e00-\u9fff]{2,20}?)令\s*\(?第?\s*\d+\s*号)\)?$", re.MULTILINE)
_DAY = r"(?:\d{4}|[〇零一二三四五六七八九]{4})年(?:\d{1,2}|[一二三四五六七八九十]{1,3})月(?:\d{1,2}|[一二三四五六七八九十]{1,3})日"
_SIGNED = re.compile(rf"^(?:(?P<issuer>[\u4e00-\u9fff]{{4,30}})\s+)?(?P<date>{_DAY})$")
_POSTED = re.compile(
    r"^(?:(?:发布|成文|更新)?(?:时间|日期)\s*:)?\s*(?P<date>\d{4}-\d{1,2}-\d{1,2})\b.{0,60}$", re.MULTILINE
)
_ADOPTED = re.compile(rf"\(?(?P<date>{_DAY})[^。]{{0,60}}(?:通过|公布|批准|发布)")
#: 公开属性, in the words that the rules on disclosing government information give: 此件公开发布, 此件依申请公开.
_DISCLOSURE = re.compile(
    r"(?P<way>此件(?:主动|依申请|不予|删减后)?公开(?:发布)?)|公开(?:属性|方式|类别|选项)\s*[:|]?\s*(?P<listed>(?:主动|依申请|不予)公开)"
)
#: 主送机关: a line of its own, up to its colon (各区人民政府,市各有关单位:).
_ADDRESSEES = re.compile(
    r"^(?P<addressees>(?=[^:。]*各)[\u4e00-\u9fff(),、;]{3,150}(?:政府|单位|部门|机构|局|院|校|企业|委|办)):$"
)
#: 附件: the rest of its line, and the numbered lines that go on with it.
_ATTACHMENTS = re.compile(
    r"^[^\S\n]*附件[^\S\n]*:[^\S\n]*(?P<attachments>\S[^。\n]{1,118}(?:\n\s*\d\.[^。\n]{2,120})*)$", re.MULTILINE
)
#: 来源: among what the site lists above the document (信息来源:某某), and in a line of its own below its text.
_SOURCE = re.compile(r"(?:^|[\s|])(?:信息|文章|稿件)?来源\s*:\s*(?P<source>[^\s|:,;。]{2,30})")
_CREDIT = re.compile(
    r"^[^\S\n]*(?:信息|文章|稿件)?来源[^\S\n]*:[^\S\n]*(?P<credit>[^\s|:,;。]{2,30})[^\S\n]*$", re.MULTILINE
)
_ORGANISATION = re.compile(r"^[\u4e00-\u9fff]{2,30}(?:政府|办公厅|办公室|委员会|常务委员会|局|厅|部|院|委|党组)$")


def read_record(text: str, paragraphs: Sequence[Span]) -> Record:
    """Read what ``text`` states of itself: every field of ``Record``, and the region that it is for.

    ``paragraphs`` are the quotable spans in order (see ``find_body``).
    """
    head = paragraphs[:_HEAD]
    notice = _first(_NOTICE, text, [line for line in head if line.end - line.start <= 120 or line is head[0]])
    law = law_head(text, paragraphs)
    title = law_title(text, law) or _title(text, head, notice)
    period = _within(re.compile(_PERIOD), text, title, "period")
    draft = _first_field(_DRAFT, text, [line for line in head if line.end - line.start <= 100], 1)
    date = (
        _first_field(_SIGNED, text, head, "date")
        or last_step(text, law)
        or _first_field(_ADOPTED, text, head, "date")
        or _listed(_LISTED_DATE, text, "date")
        or _listed(_POSTED, text[:2000], "date")
    )
    issuer = (
        _issuer(text, head, notice, date) or _listed(_LISTED_ISSUER, text, "issuer") or _listed(_DECREE, text, "issuer")
    )
    number = (
        _first_field(_NUMBER, text, head, "number")
        or _listed(_LISTED_NUMBER, text, "number")
        or _listed(_DECREE, text, "number")
    )
    region = _region(title, issuer, notice.string if notice else None)
    addressees = _first_field(_ADDRESSEES, text, head, "addressees")
    # Wherever the issuer puts them: in the table above, under the signature, at the very end.
    folded = fold(text)
    attachments = _found(_ATTACHMENTS, text, folded, "attachments")
    disclosure = _found(_DISCLOSURE, text, folded, "way") or _found(_DISCLOSURE, text, folded, "listed")
    effective, validity = read_validity(text, paragraphs)
    above = head[:2][-1].start if head else 0  # a site puts its line above the title or right below it
    source = _found(_SOURCE, text, folded[:above], "source")
    credit = _found(_CREDIT, text, folded, "credit", above)
    signer = _signer(text, head, date)
    return Record(
        *(title, issuer, number, date, period, draft, addressees, attachments, disclosure),
        *(effective, validity, source, signer, credit, region),
    )


def _found(pattern: re.Pattern[str], text: str, folded: str, group: str, start: int = 0) -> Field | None:
    match = pattern.search(folded, start)
    return _Match(match, 0, match.group()).field(text, group) if match else None


def _listed(pattern: re.Pattern[str], text: str, group: str) -> Field | None:
    """A fact from the lines above the document, where a site lists what it knows of it."""
    field = _found(pattern, text, fold(text[:_HEAD_LINES]), group)
    return field and replace(field, value="".join(field.value.split()))


def _first(pattern: re.Pattern[str], text: str, lines: Sequence[Span]) -> "_Match | None":
    for line in lines:
        match = pattern.search(fold(line.of(text)))
        if match:
            return _Match(match, line.start, match.group())
    return None


class _Match:
    """A match in one folded paragraph, with the offset that leads back to the source."""

    def __init__(self, match: re.Match[str], offset: int, string: str) -> None:
        self.match, self.offset, self.string = match, offset, string

    def field(self, text: str, group: str | int) -> Field | None:
        start, end = self.match.span(group)
        if start < 0 or start == end:
            return None
        span = Span(self.offset + start, self.offset + end)
        return Field(span.of(text), span)


def _first_field(pattern: re.Pattern[str], text: str, lines: Sequence[Span], group: str | int) -> Field | None:
    match = _first(pattern, text, lines)
    return match.field(text, group) if match else None


def _within(pattern: re.Pattern[str], text: str, field: Field | None, group: str | int) -> Field | None:
    return _first_field(pattern, text, [field.span], group) if field else None


def _title(text: str, head: Sequence[Span], notice: _Match | None) -> Field | None:
    """The name of the plan itself: of 关于印发X的通知 it is X, as fully as a line of its own states it."""
    names = [field for line in head if (field := _first_field(_NAME, text, [line], "name"))]
    if notice is None:
        return names[0] if names else None
    if notice.match["matter"]:
        return notice.field(text, 0)
    subject = notice.field(text, "subject")
    if subject is None:
        return None
    wanted = fold(subject.value)
    fuller = [name for name in names if fold(name.value).endswith(wanted) and len(name.value) > len(wanted)]
    return fuller[0] if fuller else subject


def _issuer(text: str, head: Sequence[Span], notice: _Match | None, date: Field | None) -> Field | None:
    named = notice.field(text, "issuer") or notice.field(text, "author") if notice else None
    if named and _ORGANISATION.match(fold(named.value)) and named.value[0] not in "省市区县州":
        return named  # 市政府办公室 leaves open which: the signature says it in full
    return _signer(text, head, date) or (named if named and _ORGANISATION.match(fold(named.value)) else None)


def _signer(text: str, head: Sequence[Span], date: Field | None) -> Field | None:
    """The issuer where it stands right before the date, in the line above it or in the same one."""
    for before, line in pairwise(head):
        if date and line.start <= date.span.start < line.end and _ORGANISATION.match(fold(before.of(text))):
            return Field(before.of(text), before)
    return _first_field(_SIGNED, text, head, "issuer")


def _region(title: Field | None, issuer: Field | None, notice: str | None) -> Region | None:
    """The region that the plan is for: the title's, else the issuer's.

    A province can issue a city's plan, so a lower region in the title goes before the issuer's.
    """
    for part in (title.value if title else None, notice, issuer.value if issuer else None):
        mentions = find_regions(fold(part)) if part else []
        regions = [region for mention in mentions for region in mention.regions[:1]]
        if regions:
            return max(regions, key=lambda region: bool(region.city))
    return None
