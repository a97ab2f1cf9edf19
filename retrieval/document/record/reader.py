"""Read the record of a document (著录项) from its own text. What is not stated stays unknown."""

import re
from collections.abc import Sequence

from retrieval.document.law import last_step, law_head
from retrieval.document.model import Field, Record, Span
from retrieval.document.record.dates import iso, read_date
from retrieval.document.record.issuers import in_full, read_issuers
from retrieval.document.record.labels import read_labels
from retrieval.document.record.line import Kind, Line, read_span
from retrieval.document.record.lines import read_lines
from retrieval.document.record.number import read_number
from retrieval.document.record.region import read_region
from retrieval.document.record.signature import printing, signatures
from retrieval.document.record.title import Titles, read_titles
from retrieval.document.record.validity import in_force, out_of_force, read_validity
from retrieval.text.fold import fold
from retrieval.text.pattern import lazy_pattern

_PERIOD = lazy_pattern(r"\((\d{4}年?[-至到]\d{4}年?)\)")
_DRAFT = lazy_pattern(r"\(?(?:公开)?(征求意见稿|草案|送审稿|讨论稿|建议稿)")
_ASKED = lazy_pattern(r"(征求)(?:对)?.{0,80}意见")
#: 公开属性, in the words that the rules on disclosing government information give: 此件公开发布, 此件依申请公开.
_DISCLOSURE = lazy_pattern(
    r"(?P<way>此件(?:主动|依申请|不予|删减后)?公开(?:发布)?)|公开(?:属性|方式|类别|选项)\s*[:|]?\s*(?P<listed>(?:主动|依申请|不予)公开)"
)
#: 附件: the rest of its line, and the numbered lines that go on with it.
_ATTACHMENTS = lazy_pattern(
    r"^[^\S\n]*附件[^\S\n]*:[^\S\n]*(?P<attachments>\S[^。\n]{1,118}(?:\n\s*\d\.[^。\n]{2,120})*)$"
)
#: 来源: among what the site lists above the document (信息来源:某某), and in a line of its own below its text.
_SOURCE = lazy_pattern(r"(?:^|[\s|])(?:信息|文章|稿件)?来源\s*:\s*(?P<source>[^\s|:,;。]{2,30})")
_CREDIT = lazy_pattern(r"^[^\S\n]*(?:信息|文章|稿件)?来源[^\S\n]*:[^\S\n]*(?P<credit>[^\s|:,;。]{2,30})[^\S\n]*$")


def read_record(text: str, paragraphs: Sequence[Span]) -> Record:
    """Read what ``text`` states of itself: every field of ``Record``, and the region that it is for.

    ``paragraphs`` are the quotable spans in order (see ``find_body``).
    """
    lines = read_lines(text)
    labels = read_labels(lines)
    titles = read_titles(text, lines, labels)
    signed, printed = list(signatures(lines)), printing(lines)
    issuers = read_issuers(text, lines, titles, signed, printed, labels)
    number = read_number(lines, titles, labels)
    region, national = read_region(lines, titles, issuers, number, labels)
    revised = last_step(text, law_head(text, paragraphs))
    date = read_date(lines, titles, signed, printed, labels, revised)
    effective, validity = read_validity(text, lines)
    folded = fold(text)
    above = paragraphs[min(1, len(paragraphs) - 1)].start if paragraphs else 0
    return Record(
        title=titles.title,
        notice=titles.notice,
        issuers=in_full(text, issuers, region),
        number=number,
        date=date,
        period=_period(text, titles),
        draft=_draft(text, lines, titles),
        addressees=_addressees(lines),
        attachments=_found(_ATTACHMENTS, text, folded, "attachments"),
        disclosure=_found(_DISCLOSURE, text, folded, "way") or _found(_DISCLOSURE, text, folded, "listed"),
        effective=effective,
        validity=validity or labels.first("validity"),
        source=_found(_SOURCE, text, folded[:above], "source"),
        credit=_found(_CREDIT, text, folded, "credit", above),
        signer=next((one.bodies[0] for one in signed if one.bodies and date and iso(one.date) == iso(date)), None),
        ended=labels.first("expires"),
        standing=labels.first("validity"),
        in_force=in_force(effective, validity, date, printed, labels),
        expires=out_of_force(validity, labels),
        region=region,
        national=national,
    )


def _found(pattern: re.Pattern[str], text: str, folded: str, group: str, start: int = 0) -> Field | None:
    for match in re.compile(pattern.pattern, re.MULTILINE).finditer(folded, start):
        if match[group]:
            span = Span(*match.span(group))
            return Field(span.of(text), span)
    return None


def _period(text: str, titles: Titles) -> Field | None:
    """The period of a plan, in the brackets of its title."""
    if titles.title is None:
        return None
    words = read_span(text, titles.title.span)
    match = _PERIOD.search(words.folded)
    return words.field(*match.span(1)) if match else None


def _draft(text: str, lines: Sequence[Line], titles: Titles) -> Field | None:
    """The words that make it a draft: in the title, the notice, a line of its own by the title."""
    spans = [field.span for field in (titles.title, titles.notice) if field]
    if titles.last >= 0:
        spans += [line.span for line in lines[titles.last : titles.last + 2] if line.text.startswith("(")]
    for pattern in (_DRAFT, _ASKED):
        for span in spans:
            words = read_span(text, span)
            if match := pattern.search(words.folded):
                return words.field(*match.span(1))
    return None


def _addressees(lines: Sequence[Line]) -> Field | None:
    """主送机关: up to its colon (各区人民政府,市各有关单位:)."""
    for line in lines:
        if line.kind == Kind.ADDRESSEES and "各" in line.text:
            return line.words.field(0, len(line.text) - 1)
    return None
