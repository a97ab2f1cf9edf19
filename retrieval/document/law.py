"""Read the head of a law, above its first article: its title, the lines of its history, its table of contents."""

import re
from collections import Counter
from collections.abc import Sequence

from retrieval.document.model import Field, Span
from retrieval.text.fold import fold
from retrieval.text.numerals import to_iso

#: The text before the first article is read so far.
_HEAD = 40
_COUNT = r"[零〇一二三四五六七八九十百千\d]{1,7}"
_FIRST_ARTICLE = re.compile(r"^第(?:一|1)条")
_DIVISION = re.compile(rf"第{_COUNT}(?:编|篇|分编|章|节)(?:之{_COUNT})?")
_DAY = r"(?:\d{4}|[〇零一二三四五六七八九]{4})年(?:\d{1,2}|[一二三四五六七八九十]{1,3})月(?:\d{1,2}|[一二三四五六七八九十]{1,3})日"
#: 2001年10月27日第九届全国人民代表大会常务委员会第二十四次会议通过: a law's history, a line or a bracket with all of it.
_HISTORY = re.compile(rf"^\(?(?:根据)?{_DAY}.{{0,300}}(?:通过|公布|批准|修正|修订|修改|发布|施行)")
_STEP = re.compile(
    rf"(?P<date>{_DAY})\D{{0,160}}?(?:\d{{1,5}}[次号届]\D{{0,100}}?){{0,8}}?(?:通过|公布|批准|修正|修订|发布)"
)
_CONTENTS = re.compile(r"^目\s*[录次]:?$")
#: A table of contents is at least so many divisions one after another.
_FEWEST = 2
#: More divisions than this are no table of contents; a line of one, with its leader of dots, is no longer than that.
_MOST, _LONGEST_DIVISION = 2000, 200


def law_head(text: str, paragraphs: Sequence[Span]) -> Sequence[Span]:
    """The paragraphs above the first article; none where the text is no law or has it far below."""
    for number, paragraph in enumerate(paragraphs[:_HEAD]):
        if _FIRST_ARTICLE.match(fold(paragraph.of(text))):
            return paragraphs[:number]
    return ()


def last_step(text: str, head: Sequence[Span]) -> Field | None:
    """The latest day on which a law was adopted, amended or published, as the lines of its history state it."""
    steps = [
        Field(text[start:end], Span(start, end))
        for paragraph in head
        if _HISTORY.match(folded := fold(paragraph.of(text)))
        for match in _STEP.finditer(folded)
        for start, end in [(paragraph.start + match.start("date"), paragraph.start + match.end("date"))]
    ]
    return max(steps, key=lambda field: to_iso(fold(field.value)) or "", default=None)


def without_contents(text: str, paragraphs: Sequence[Span]) -> list[Span]:
    """Leave a table of contents out: divisions one after another, each of which comes again below."""
    keys = [_division(fold(paragraph.of(text))) for paragraph in paragraphs]
    counted = Counter(filter(None, keys))
    again = {key for key, count in counted.items() if count > 1} if counted.total() < _MOST else set()
    last = {key: number for number, key in enumerate(keys)}
    dropped: set[int] = set()
    for number, paragraph in enumerate(paragraphs):
        folded = fold(paragraph.of(text))
        if number in dropped:
            continue
        if _CONTENTS.match(folded):
            dropped.update((number, *_run(keys, number + 1, again, last)))
        elif keys[number] in again and len(run := _run(keys, number, again, last)) >= _FEWEST:
            dropped.update(run)
        elif len(_DIVISION.findall(folded)) > _FEWEST and not re.search("[。;]", folded):
            dropped.add(number)  # all of it run into one line
    return [paragraph for number, paragraph in enumerate(paragraphs) if number not in dropped]


def _division(folded: str) -> str:
    """A line of a division without its spaces, leaders and page, to know it again; empty where it is none."""
    if len(folded) > _LONGEST_DIVISION:
        return ""
    plain = re.sub(r"[\s.·…]+|-+\d*-*$", "", re.sub(r"[\s.·…(-]+\d{1,4}[)\s-]*$", "", folded))
    named = _DIVISION.match(plain) or re.fullmatch(r"附则|序言|前言|附录", plain)
    return plain if named and len(plain) <= 40 and not re.search("[,。;:]", plain) else ""


def _run(keys: Sequence[str], start: int, again: set[str], last: dict[str, int]) -> range:
    """The divisions one after another from ``start`` on that come again below; the body opens with one met before."""
    end, seen = start, set[str]()
    while end < len(keys) and keys[end] in again and keys[end] not in seen:
        seen.add(keys[end])
        end += 1
    return range(start, end if all(last[key] >= end for key in seen) else start)
