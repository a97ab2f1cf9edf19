"""Read from when a document is in force (施行日期) and until when (有效期), as its own text says."""

import re
from collections.abc import Iterator, Sequence

from retrieval.document.model import Field, Span
from retrieval.document.record.dates import days_later, iso, number_of
from retrieval.document.record.labels import Labels
from retrieval.document.record.line import Kind, Line, read_span
from retrieval.document.record.signature import Signature
from retrieval.text.fold import fold
from retrieval.text.pattern import lazy_pattern

_DAY = r"(?:\d{4}|[〇零一二三四五六七八九]{4})年(?:\d{1,2}|[一二三四五六七八九十]{1,3})月(?:(?:\d{1,2}|[一二三四五六七八九十]{1,3})日)?"
_FULL = lazy_pattern(_DAY.replace("日)?", "日)"))
_YEARS = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,2})年"
_ISSUED = r"(?:公开)?(?:发布|公布|印发|颁布|发文|签发|下发|下文|颁发|发文|文件印发)"
#: 自2023年7月1日起施行, 自印发之日起30日后施行; with more behind it, something is said of another thing.
_STARTS = lazy_pattern(
    rf"(?:自|从|于)(?:(?P<day>{_DAY})|(?:本[\u4e00-\u9fff]{{1,6}})?(?P<act>{_ISSUED})之?日)起?(?:(?:满|的?第)?(?P<days>\d{{1,3}})(?:个工作)?日(?:后|之后)?)?"
    r"(?:开始)?(?:正式)?(?:施行|实施|执行|生效|试行|实行)(?=[,;。)(]|至|$)"
)
#: 执行期限为2019年1月1日至2023年12月31日.
_TERM = lazy_pattern(
    rf"(?:有效期限?|试行期限?|施行期限?|执行期限?|实施期限?|政策期限|有效时间)(?:限?为|是|:|从|自)*(?P<from>{_DAY})起?(?:至|到|-)(?P<to>{_DAY})(?:止)?"
)
#: 有效期五年, 有效期至2026年6月30日, 试行两年, 施行至2025年12月31日.
_ENDS = lazy_pattern(
    rf"(?:有效期限?|试行期限?|施行期限?|执行期限?|实施期限?|政策期限)(?:暂定)?(?:为|是|截至|至|到|自[^,;。]{{2,20}}[至到])?:?(?:{_YEARS}|{_DAY})(?:止|截止)?"
    rf"|(?:暂定|试行|施行)(?:期?为)?{_YEARS}(?=[,;。)]|$)|(?<=[行施])至{_DAY}(?:止|截止|废止|失效)?|(?:至|到){_DAY}(?:止|截止|(?:自动|自行)?(?:废止|失效))"
)
#: The document speaks of itself: 本办法, 本行动计划, 以上措施, or promulgates what follows it.
_ITSELF = lazy_pattern(
    r"(?:本|以上|上述|该)[\u4e00-\u9fff\"《》]{0,20}?(?:办法|规定|条例|细则|意见|通知|公告|通告|决定|规则|章程|措施|政策|规划|计划|方案|纲要|标准|文件|解释|条款|清单|指南|指引|规程|制度|目录|准则|规范|办理|实施)"
    r"|现予?以?(?:公布|印发|发布)|印发给你们|(?:通过|批准),"
)
#: An article or a paragraph that says nothing else.
_ALONE = lazy_pattern(
    r"(?:第[一二三四五六七八九十百零\d]+条|[一二三四五六七八九十\d]+[、.]|\([一二三四五六七八九十\d]+\))?\s*(?:\([\u4e00-\u9fff]{2,8}\))?(?:自|从|有效期|执行期限|实施期限)"
)
#: Lines that a sentence about it can hold.
_SAYS = lazy_pattern(r"起|有效期|施行|试行|期限|失效|废止")
_LINES = 6


def read_validity(source: str, lines: Sequence[Line]) -> tuple[Field | None, Field | None]:
    """Return from when, and how long or until when, the document is in force; what it does not say is ``None``."""
    start = end = None
    for sentence in _sentences(source, lines):
        words = read_span(source, sentence)
        folded = words.folded
        starts, ends = _STARTS.search(folded), _TERM.search(folded) or _ENDS.search(folded)
        itself = _ITSELF.search(folded)
        if starts and (_ALONE.match(folded) or (itself and itself.start() < starts.start())):
            start = start or words.field(*starts.span())
            end = end or (words.field(*ends.span()) if ends else None)
        elif ends and (_ALONE.match(folded) or (itself and itself.start() < ends.start())):
            end = end or words.field(*ends.span())
    return start, end


def in_force(
    effective: Field | None, validity: Field | None, date: Field | None, printed: Signature | None, labels: Labels
) -> str | None:
    """The day from which a document is in force, where that can be told: stated by the page, or worked out."""
    if stated := iso(labels.first("effective")):
        return stated
    starts = _STARTS.search(fold(effective.value)) if effective else None
    if starts is None:
        term = _TERM.search(fold(validity.value)) if validity else None
        return iso(Field(term["from"], Span(0, 0))) if term else None
    if starts["day"]:
        return iso(Field(starts["day"], Span(0, 0)))
    if re.search("发布|公布", starts["act"]):
        base = iso(labels.first("posted")) or iso(date)
    else:
        base = (iso(printed.date) if printed else None) or iso(date)
    return days_later(base, number_of(starts["days"])) if base and starts["days"] else base


def out_of_force(validity: Field | None, labels: Labels) -> str | None:
    """The day on which a document goes out of force, where one is stated."""
    if stated := iso(labels.first("expires")):
        return stated
    days = _FULL.findall(fold(validity.value)) if validity else []
    return iso(Field(days[-1], Span(0, 0))) if days else None


def _sentences(source: str, lines: Sequence[Line]) -> Iterator[Span]:
    """The sentences that could say so, the last first: the closing article speaks of the whole document."""
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number]
        if line.kind in (Kind.FIELD, Kind.MENU) or not _SAYS.search(line.text):
            continue
        first = last = number
        while first and number - first < _LINES and not _ended(lines[first - 1]) and lines[first].kind != Kind.ITEM:
            first -= 1
        while last + 1 < len(lines) and last - number < _LINES and not _ended(lines[last]):
            last += 1
        span = Span(lines[first].span.start, lines[last].span.end)
        words = span.of(source)
        here = line.span.start - span.start
        for match in reversed(list(re.finditer(r"[^。;；]+[。;；]?", words))):
            if match.end() > here and match.start() < here + (line.span.end - line.span.start):
                yield Span(span.start + match.start(), span.start + match.end())


def _ended(line: Line) -> bool:
    return line.text[-1:] in "。;:!?" or line.kind not in (Kind.BODY, Kind.TEXT, Kind.ITEM)
