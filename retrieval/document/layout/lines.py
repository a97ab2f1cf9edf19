"""The lines of a stored text, and what can be told of each by its looks."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Generic, TypeVar

from retrieval.document.model import Span
from retrieval.text.fold import fold

_Value = TypeVar("_Value")

#: No line is longer; the time that some rules take grows with its square.
LONGEST_LINE = 20_000
#: A page has so many lines at least.
_PAGE_LINES = 12
#: Beside so many marks of pages the same line is a running head.
_HEADS = 3
#: Only so much of a line's beginning tells what it opens.
_OPENING = 80
_BREAKS = re.compile(r"[^\r\n\u2028\u2029]+")
_COUNT = r"[零〇一二三四五六七八九十百千\d]{1,7}"
#: Ends a sentence or an announcement, whatever closes behind it.
_STOP = re.compile(r"[。;:!?…][\"')》]{0,3}$")
#: What follows a number of an article where it is referred to (第三条的规定), not opened.
REFERRED = r"(?:的|规定|第|款|项|目|[、,;)》]|和|或|及|与|至|到|之一|所列|所述|所称|中的|以及|明确|要求|内容)"
_ENUMERATOR = re.compile(
    rf"(?:[一二三四五六七八九十]{{1,3}}\s?[、.]"
    rf"|\(\s?[一二三四五六七八九十]{{1,3}}\s?\)(?!\s?[项款目])"
    rf"|\(\d{{1,2}}\)(?!\s?[项款目])"
    rf"|\d{{1,2}}\s?(?:[、)]|[.](?![\d.]))"
    rf"|第\s?{_COUNT}\s?[编篇章节条](?!\s?{REFERRED})"
    r"|[①-⑳]"
    r"|附[件表]?\s?[一二三四五六七八九十\d]{0,2}\s?(?::|$)"
    r"|[问答]\s?:)"
)
DAY = r"(?:\d{4}|[〇零一二三四五六七八九]{4})\s?年\s?(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s?月\s?(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s?日"
_DATE = re.compile(rf"\(?{DAY}\)?$|\d{{4}}-\d{{1,2}}-\d{{1,2}}(?:\s\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?$")
_BODY = re.compile(
    r"[\u4e00-\u9fff()]{2,40}(?:政府|办公厅|办公室|委员会|局|厅|部|院|委|会|组|中心|处|办|指挥部|公司)(?:\(.{1,6}\))?$"
)
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,14}\(\d{4}\)\s?\d{1,5}\s?号$")
_ADDRESSED = re.compile(r"(?:各|有关|市|省|县|区|[\u4e00-\u9fff]{2,12}(?:政府|部|委|厅|局))[^。;]{0,300}:$")
_LABEL = re.compile(r"[\u4e00-\u9fff][\u4e00-\u9fff\s]{1,9}:")
#: Marks that begin no line of their own: what stands before them goes on.
_CLOSING = re.compile(r"[,、。;:!?)》%]|\"(?=[,、。;:)])")
GENRE = (
    "通知|意见|办法|规定|条例|规划|纲要|方案|计划|细则|决定|决议|函|公告|通告|公报|通报|报告|批复|请示|令|措施|政策|要点|指南|指引|目录|标准|清单|问答|规程|规则|规范"
    "|章程|制度|预案|解读|准则|协议|说明|名单|倡议书|公示|启事|简章|须知|流程|答复|纪要|讲话|暂行办法"
)
_TITLE_END = re.compile(rf"(?:{GENRE})[》\"]?(?:\([^()]{{1,30}}\)){{0,3}}(?:\([^()]{{1,30}})?$")


class lazy(Generic[_Value]):  # noqa: N801  # a decorator, as property is
    """An attribute that is worked out when it is first asked for; without the lock that ``cached_property`` takes."""

    def __init__(self, function: "Callable[[Line], _Value]") -> None:
        self._function, self._name = function, function.__name__

    def __get__(self, line: "Line", _: object = None) -> _Value:
        value = line.__dict__[self._name] = self._function(line)
        return value


@dataclass(frozen=True)
class Line:
    """A line without the white space around it; ``indent`` counts the columns before it, ``apart`` says
    whether a blank line stands above it, ``page`` whether it belongs to the page rather than to the text."""

    span: Span
    text: str
    folded: str
    indent: int
    apart: bool
    page: bool = False
    #: A running head: the title of a document or a chapter, again on each page.
    head: bool = False

    @lazy
    def opening(self) -> str:
        """The folded beginning."""
        return self.folded[:_OPENING]

    @lazy
    def ending(self) -> str:
        """The folded end."""
        return self.folded[-_OPENING:]

    @lazy
    def width(self) -> float:
        """Columns, a Chinese character being one; blanks count little, since extraction puts them anywhere."""
        ascii_ = len(self.text.encode("ascii", "ignore"))
        return len(self.text) - ascii_ / 2 - self.text.count(" ") / 2

    @lazy
    def ends(self) -> bool:
        """Whether the line ends with a sentence or an announcement."""
        return bool(_STOP.search(self.ending))

    @lazy
    def breaks(self) -> bool:
        """Whether the line breaks off in mid-sentence, for all that can be told: a bracket may end a paragraph."""
        return not self.ends and self.ending[-1] not in ')"》'

    @lazy
    def enumerator(self) -> int:
        """The length of the number that opens the line; 0 where none does."""
        match = _ENUMERATOR.match(self.opening)
        return match.end() if match else 0

    @lazy
    def dated(self) -> bool:
        return bool(_DATE.match(self.opening))

    @lazy
    def names_bodies(self) -> bool:
        """Whether the line is nothing but the names of bodies."""
        return len(self.text) <= _OPENING and names_bodies(self.opening)

    @lazy
    def numbered(self) -> bool:
        """Whether the line is a 发文字号."""
        return bool(_NUMBER.match(self.opening))

    @lazy
    def addressed(self) -> bool:
        """Whether the line names those whom a letter goes to."""
        return self.ending.endswith(":") and len(self.text) <= 320 and bool(_ADDRESSED.match(self.folded))

    @lazy
    def labelled(self) -> bool:
        """Whether the line begins with a label and its colon (联系电话:)."""
        return bool(_LABEL.match(self.opening))

    @lazy
    def goes_on(self) -> bool:
        """Whether the line begins with a mark that begins none."""
        return bool(_CLOSING.match(self.opening))

    @lazy
    def ends_title(self) -> bool:
        return bool(_TITLE_END.search(self.ending))

    @lazy
    def prose(self) -> bool:
        """Whether the line is long and has marks of a sentence."""
        return len(self.text) >= 22 and any(mark in self.text for mark in "，。；、,")

    @lazy
    def said(self) -> bool:
        """Whether the line holds more than marks."""
        return any(map(str.isalnum, self.opening))

    @lazy
    def row(self) -> bool:
        return "|" in self.text and " | " in f" {self.text} "


#: What a page adds to a text: its mark, its number, the address it was printed from.
_PAGE = re.compile(
    r"#\s{0,3}page\s{0,3}\d{1,5}\s{0,3}:?$"
    r"|-{1,3}\s{0,3}\d{1,4}\s{0,3}-{1,3}$"
    r"|第\s{0,3}\d{1,4}\s{0,3}页(?:\s{0,3}[,/]?\s{0,3}共\s{0,3}\d{1,4}\s{0,3}页)?$"
    r"|\d{1,4}\s?/\s?\d{1,4}$"
    r"|https?://[^\s\u4e00-\u9fff]{4,300}(?:\s+\d{1,4}/\d{1,4})?$"
    r"|\d{4}/\d{1,2}/\d{1,2}\s+(?:[上下]午)?\d{1,2}:\d{2}$"
)


def names_bodies(folded: str) -> bool:
    """Whether a text is the names of bodies, blanks or marks between them."""
    names = re.split(r"[\s、,]+", folded)
    named = [name for name in names if _BODY.match(name)]
    return bool(named) and all(name in named or len(name) == 1 for name in names)


def read_lines(text: str) -> list[Line]:
    """The lines of ``text`` that hold something; endless ones cut."""
    lines: list[Line] = []
    folded = fold(text)
    above = 0
    for match in _BREAKS.finditer(text):
        apart = text.count("\n", above, match.start()) > 1
        for start, end in _cut(text, match.start(), match.end()):
            span = strip(text, start, end)
            if span.start == span.end or not text[start:end].strip(" \t|\u3000\xa0\ufeff"):
                continue
            line = span.of(folded)
            page = len(line) <= 400 and bool(_PAGE.match(line))
            lines.append(Line(span, span.of(text), line, span.start - start, apart, page))
            apart, above = False, match.end()
    lines = _with_page_numbers(lines)
    heads = _running_heads(lines)
    return [replace(line, head=True) if line.text in heads else line for line in lines]


def _with_page_numbers(lines: list[Line]) -> list[Line]:
    """Mark bare numbers that count up, a page of lines between each and the next; in a table they stand close."""
    numbers = [number for number, line in enumerate(lines) if len(line.text) <= 4 and line.text.isdecimal()]
    pages = [
        number
        for before, number in pairwise([-_PAGE_LINES, *numbers])
        if number - before >= _PAGE_LINES and (before < 0 or int(lines[number].text) == int(lines[before].text) + 1)
    ]
    if len(pages) < 2 or len(pages) < len(numbers) * 0.8:
        return lines
    marked = set(pages)
    return [replace(line, page=True) if number in marked else line for number, line in enumerate(lines)]


def _running_heads(lines: Sequence[Line]) -> set[str]:
    """Lines that stand beside marks of pages again and again."""
    beside = Counter(
        line.text
        for before, line, after in zip([None, *lines], lines, [*lines[1:], None], strict=False)
        if not line.page and not line.ends and not line.enumerator
        if (before is not None and before.page) or (after is not None and after.page)
    )
    return {text for text, count in beside.items() if count >= _HEADS}


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut what is too long for a paragraph behind a full stop, or anywhere."""
    while end - start > LONGEST_LINE:
        place = text.rfind("。", start, start + LONGEST_LINE) + 1 or start + LONGEST_LINE
        yield start, place
        start = place
    yield start, end


def strip(text: str, start: int, end: int, marks: str = "\ufeff\u200b") -> Span:
    """The span without the white space and ``marks`` around it."""
    while start < end and (text[start].isspace() or text[start] in marks):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in marks):
        end -= 1
    return Span(start, end)
