"""Join what layout has parted: line breaks inside a sentence, blanks inside words and numbers, page marks.

Joined text is searched, compared and read by rules; what is quoted is always the source. Every character of the joined
text knows where it stands in the source, so a span found in one is a span of the other.
"""

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from retrieval.text.fold import fold
from retrieval.text.pattern import lazy_pattern

#: Marks of no width, which pages and chats leave in words.
_UNSEEN = "\u200b\u200c\u200d\u2060\ufeff"
_BLANK = rf"[^\S\r\n\u2028\u2029]|[{_UNSEEN}]"
#: What goes on with a number that stands on a line of its own (2月/16/日12时, 授信/1000/万元): that is no page's.
_GOES_ON = r"[万亿元%％℃”]|[日月号年时](?=[0-9０-９,，.。、;；:：)）至起前内止到])"
#: A page mark or a page number on a line of its own, between two lines of the same sentence; what a browser prints
#: around each page: the address, the hour, the page's title (which names its section and site behind low lines).
_PAGE = (
    r"#\s{0,3}Page\s{0,3}\d{1,4}\s{0,3}:?"
    r"|[-—–―─－•·]{1,3}\s{0,3}\d{1,4}\s{0,3}[-—–―─－•·]{1,3}"
    r"|第\s{0,3}\d{1,4}\s{0,3}页(?:\s{0,3}[,，/]?\s{0,3}共\s{0,3}\d{1,4}\s{0,3}页)?"
    rf"|\d{{1,4}}(?:/\d{{1,4}})?(?!(?:{_BLANK}|[\r\n\u2028\u2029])*(?:{_GOES_ON}))"
    r"|https?://[^\s\u4e00-\u9fff]{4,300}(?:[^\S\r\n]{1,3}\d{1,4}/\d{1,4})?"
    r"|\d{4}/\d{1,2}/\d{1,2}[^\S\r\n]{1,3}(?:[上下]午)?\d{1,2}:\d{2}(?:[^\S\r\n]*[\r\n]+[^\r\n_]{2,120}_[^\r\n]{2,80})?"
)
_BREAK = rf"(?:{_BLANK})*[\r\n\u2028\u2029]+"
#: Blanks, breaks, and page marks between two breaks. No part of it can begin where another goes on: linear.
_GAP = lazy_pattern(
    rf"(?:{_BREAK}(?:(?:{_BLANK})*(?:{_PAGE})(?=(?:{_BLANK})*[\r\n\u2028\u2029]))?)+(?:{_BLANK})*|(?:{_BLANK})+"
)
#: What numbers a line, and the longest there is: the blank behind it parts it from its text (第三条 为了, 3. 5G基站).
_NUMBERED = lazy_pattern(
    r"第[零〇一二三四五六七八九十百千0-9０-９]{1,7}(?:分编|[编篇章节条])(?:之[一二三四五六七八九十0-9０-９]{1,3})?"
    r"|[0-9０-９]{1,2}[.．]"
)
_LONGEST_NUMBER = 24
_WORD = re.compile(r"[A-Za-z]")
_DIGIT = re.compile(r"[0-9０-９]")
#: Digits set apart one by one (3 6 万): each alone between blanks, a unit or a mark behind the last.
_SPACED = lazy_pattern(
    r"(?<![0-9０-９][^\S\r\n])(?<![0-9０-９.])[0-9０-９](?:[^\S\r\n][0-9０-９])+(?![0-9０-９.])(?=[^\S\r\n]?[万亿千百元年月日家个项名人%％])"
)


@dataclass(frozen=True)
class Joined:
    """Text without the gaps of its layout. ``offsets[i]`` is where character ``i`` stands in the source."""

    text: str
    offsets: "array[int]"

    @property
    def folded(self) -> str:
        """The text as it is compared (see ``fold``): as many characters as ``text``."""
        return fold(self.text)

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the source that holds the characters ``start`` to ``end`` of the joined text.

        An empty span stays empty, at the place of the character behind it.
        """
        if start >= end:
            place = self.offsets[start] if start < len(self.offsets) else (self.offsets[-1] + 1 if self.offsets else 0)
            return place, place
        return self.offsets[start], self.offsets[end - 1] + 1


@lru_cache(maxsize=8192)  # a question reads the same clauses over and over
def join(source: str) -> Joined:
    """Join a paragraph or a clause: blanks go where Chinese has none, a line break goes or becomes one blank.

    A blank stays between two words of Latin letters, between two numbers (unless their digits were set one by one),
    beside the bars of a table row, and behind the number that opens a line (第三条 为了, 3. 5G基站).
    """
    if not _GAP.search(source):
        return Joined(source, array("i", range(len(source))))
    spaced = {place for match in _SPACED.finditer(source) for place in range(match.start(), match.end())}
    text: list[str] = []
    offsets = array("i")
    place = 0
    for gap in _GAP.finditer(source):
        start, end = gap.span()
        text.append(source[place:start])
        offsets.extend(range(place, start))
        if _keeps_blank(source, start, end) and start not in spaced:
            text.append(" ")
            offsets.append(start)
        place = end
    text.append(source[place:])
    offsets.extend(range(place, len(source)))
    return Joined("".join(text), offsets)


def join_paragraphs(source: str, breaks: Sequence[int]) -> Joined:
    """Join each of the paragraphs that begin at ``breaks`` of ``source`` behind the first: a line break parts them."""
    text: list[str] = []
    offsets = array("i")
    for start, end in pairwise((0, *breaks, len(source))):
        part = join(source[start:end])
        if offsets and start - 1 > offsets[-1]:
            text.append("\n")
            offsets.append(start - 1)
        text.append(part.text)
        offsets.extend(start + place for place in part.offsets)
    return Joined("".join(text), offsets)


def _keeps_blank(source: str, start: int, end: int) -> bool:
    """Whether the gap between ``start`` and ``end`` parts two words, two numbers or two cells."""
    if start == 0 or end == len(source):
        return False
    before, after = source[start - 1], source[end]
    if "|" in (before, after):
        return True
    if _WORD.match(before) and _WORD.match(after):
        return True
    if before in ".．" and _DIGIT.match(after) and _numbers_line(source, start):
        return True
    if (
        after != "之"
        and (before in "编篇章节条" or "之" in source[max(0, start - 4) : start])
        and _numbers_line(source, start)
    ):
        return True
    gap = source[start:end]
    seen = gap.strip(_UNSEEN)  # a zero-width mark parts nothing
    broken = any(char in gap for char in "\r\n\u2028\u2029")
    return bool(seen) and not broken and bool(_DIGIT.match(before) and _DIGIT.match(after))


def _numbers_line(source: str, end: int) -> bool:
    """Whether all that stands between the beginning of its line and ``end`` is a number that opens it."""
    line = source[max(0, end - _LONGEST_NUMBER) : end].splitlines()[-1]
    return (len(line) < _LONGEST_NUMBER or end == _LONGEST_NUMBER) and bool(_NUMBERED.fullmatch("".join(line.split())))
