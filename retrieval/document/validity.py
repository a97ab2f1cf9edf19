"""Read from when a document is in force (施行日期) and until when (有效期), as its own text says."""

import re
from collections.abc import Iterator, Sequence

from retrieval.document.model import Field, Span
from retrieval.text.fold import fold

_DAY = r"(?:\d{4}|[〇零一二三四五六七八九]{4})年(?:\d{1,2}|[一二三四五六七八九十]{1,3})月(?:(?:\d{1,2}|[一二三四五六七八九十]{1,3})日)?"
_YEARS = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,2})年"
#: 自2023年7月1日起施行, 自印发之日起30日后施行; with more behind it, something is said of another thing.
_STARTS = re.compile(
    rf"自(?:{_DAY}|(?:发布|公布|印发|颁布|发文|签发|下发|公开发布)之日)起(?:(?:满|的?第)?\d+(?:个工作)?日(?:后|之后)?)?(?:正式)?(?:施行|实施|执行|生效|试行)(?=[,;。)]|至|$)"
)
#: 有效期五年, 有效期至2026年6月30日, 试行两年, 施行至2025年12月31日.
_ENDS = re.compile(
    rf"(?:有效期限?|试行期限?|施行期限?|执行期限?|政策期限)(?:为|是|截至|至|到|自[^,;。]{{2,20}}[至到])?:?(?:{_YEARS}|{_DAY})(?:止|截止)?"
    rf"|(?:暂定|试行|施行)(?:期?为)?{_YEARS}(?=[,;。)]|$)|(?<=[行施])至{_DAY}(?:止|截止|废止|失效)?|(?:至|到){_DAY}(?:止|截止|(?:自动|自行)?(?:废止|失效))"
)
#: The document speaks of itself: 本办法, 本行动计划, or promulgates what follows it.
_ITSELF = re.compile(
    r"本[\u4e00-\u9fff]{0,12}(?:办法|规定|条例|细则|意见|通知|公告|决定|规则|章程|措施|政策|规划|计划|方案|纲要|标准|文件|解释)|现予?以?(?:公布|印发|发布)|印发给你们|(?:通过|批准),"
)
#: An article or a paragraph that says nothing else.
_ALONE = re.compile(r"(?:第[一二三四五六七八九十百\d]+条|[一二三四五六七八九十\d]+[、.])?\s*自")


def read_validity(text: str, paragraphs: Sequence[Span]) -> tuple[Field | None, Field | None]:
    """Return from when, and how long or until when, the document is in force; what it does not say is ``None``."""
    start = end = None
    for sentence in _sentences(text, paragraphs):
        folded = fold(sentence.of(text))
        starts, ends = _STARTS.search(folded), _ENDS.search(folded)
        itself = _ITSELF.search(folded)
        if starts and (_ALONE.match(folded) or (itself and itself.start() < starts.start())):
            start = start or _field(text, sentence.start, starts)
            end = end or (ends and _field(text, sentence.start, ends))
        elif ends and itself and itself.start() < ends.start():
            end = end or _field(text, sentence.start, ends)
    return start, end


def _sentences(text: str, paragraphs: Sequence[Span]) -> Iterator[Span]:
    """The sentences that could say so, the last first: the closing article speaks of the whole document."""
    for paragraph in reversed(paragraphs):
        words = paragraph.of(text)
        if "起" in words or "期" in words or "至" in words:
            for match in reversed(list(re.finditer(r"[^。;；]+[。;；]?", words))):
                yield Span(paragraph.start + match.start(), paragraph.start + match.end())


def _field(text: str, offset: int, match: re.Match[str]) -> Field:
    span = Span(offset + match.start(), offset + match.end())
    return Field(span.of(text), span)
