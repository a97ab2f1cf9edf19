"""The lines of a document as its record is read from them: each is told by its looks (标题, 主送机关, 落款, 成文日期, ...).

Everything is read in joined, folded text and leads back to the source.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from retrieval.document.model import Span
from retrieval.document.record.bodies import begins_body, find_bodies
from retrieval.document.record.cuts import ADDRESSEES, line_starts
from retrieval.document.record.line import DAY, FIGURES, LABEL, SERIAL, Kind, Line, Window, labels_in, window
from retrieval.text.fold import fold
from retrieval.text.joined import join
from retrieval.text.pattern import lazy_pattern

_FOR_ALL = lazy_pattern(r"各|有关单位|相关单位|单位|部门|企业|:$")
_BREAK = lazy_pattern(r"[\r\n\u2028\u2029]+|<br\s{0,3}/?>")
#: A record stands in the first and the last characters of a document; so many are read.
_HEAD, _TAIL = 40_000, 10_000
#: Lines are not broken before so many characters.
_NARROWEST = 15
_LONGEST = 20_000
_JUNK = lazy_pattern(
    r"^(?:#?page\d{1,4}:?|[-—·•.\d\s/]{1,9}\.?|第\d{1,4}页(?:共\d{1,4}页)?|目[录次]|正文|\W{1,6}|https?:\S*)$"
)
_ITEM = lazy_pattern(
    r"^(?:第[一二三四五六七八九十百零\d]{1,6}[编章节条]|[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十\d]{1,3}\)|\d{1,3}[.、)](?!\d)|[①-⑳]|[—-]{1,2}[\u4e00-\u9fff]|问:|答:)"
)
_DATE = lazy_pattern(rf"^\(?(?:{DAY}|{FIGURES})(?:\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?\)?$")
_NUMBER = lazy_pattern(
    rf"^\(?{SERIAL}\)?$|^[\u4e00-\u9fff]{{0,24}}令?\(?第\d{{1,4}}号(?:令|公告|通告)?\)?$|^[\u4e00-\u9fff]{{4,24}}令第?\d{{1,4}}号$"
)
#: Labels of menus are shorter than this, and there are at least so many in a row.
_LABEL_LENGTH, _MENU = 15, 6


def read_lines(source: str) -> list[Line]:
    """The lines of a document in order, each with its kind. What lies far from beginning and end is left out."""
    folded = fold(source)
    pieces = [piece for span in _spans(source) for piece in _pieces(source, folded, span)]
    return _with_menus(_with_addressees(_continued([Line(words, _kind(words.folded)) for words in pieces])))


def _spans(source: str) -> Iterator[Span]:
    """The lines of the source without the white space around them; endless ones are cut."""
    for first, last in _unwrapped(source):
        for begin in range(first, last, _LONGEST):
            start, end = begin, min(begin + _LONGEST, last)
            if start > _HEAD and end < len(source) - _TAIL:
                continue
            while start < end and (source[start].isspace() or source[start] in "|\ufeff"):
                start += 1
            while end > start and (source[end - 1].isspace() or source[end - 1] in "|\ufeff"):
                end -= 1
            if start < end:
                yield Span(start, end)


def _unwrapped(source: str) -> Iterator[tuple[int, int]]:
    """The lines of the source. Where most are broken after one number of characters, those go on in the next one."""
    edges = [0, *(edge for match in _BREAK.finditer(source) for edge in match.span()), len(source)]
    lines = list(zip(edges[::2], edges[1::2], strict=True))
    lengths = Counter(end - start for start, end in lines if end > start)
    width, times = lengths.most_common(1)[0] if lengths else (0, 0)
    wrapped = width >= _NARROWEST and 2 * times > lengths.total()
    begin = 0
    for number, (start, end) in enumerate(lines):
        if wrapped and end - start == width and number + 1 < len(lines) and lines[number + 1][0] - end <= len("\r\n"):
            continue
        yield lines[begin][0], end
        begin = number + 1


def _pieces(source: str, folded: str, span: Span) -> Iterator[Window]:
    """A line of the source as the lines that it holds."""
    joined = join(span.of(source))
    whole = len(joined.text) == span.end - span.start
    words = Window(joined.text, folded[span.start : span.end] if whole else joined.folded, joined.offsets, span.start)
    cuts = line_starts(words)
    if not cuts and words.text.strip():
        yield words
    for start, end in pairwise([0, *sorted(cuts), len(words.text)]) if cuts else ():
        part = words.part(start, end)
        if part.text:
            yield part


def _kind(text: str) -> Kind:
    if _JUNK.match(text):
        return Kind.JUNK
    if _DATE.match(text):
        return Kind.DATE
    if len(text) <= 40 and _NUMBER.match(text):
        return Kind.NUMBER
    if len(text) <= 400 and _is_field(text):
        return Kind.FIELD
    if _ITEM.match(text):
        return Kind.ITEM
    if text.endswith(":") and ADDRESSEES.match(text) and _FOR_ALL.search(text):
        return Kind.ADDRESSEES
    if re.search(r"[。;]", text) or (text[-1:] in ",、" and len(text) > 8) or len(text) > 160:
        return Kind.BODY
    return Kind.TEXT


def _is_field(text: str) -> bool:
    """Whether a line is a label with its value, or several of them."""
    return bool(LABEL.match(text)) or (
        text.count(":") > 1 and "。" not in text and any(sure for *_, sure in labels_in(text))
    )


def _continued(lines: Sequence[Line]) -> list[Line]:
    """A line of text right behind one that breaks off in mid-sentence belongs to the body as well."""
    told: list[Line] = []
    for line in lines:
        before = told[-1] if told else None
        goes_on = (
            before is not None
            and before.kind in (Kind.BODY, Kind.ITEM)
            and line.kind == Kind.TEXT
            and before.text[-1:] not in '。;:!?)》"'
            and (before.kind == Kind.BODY or (len(before.text) > 24 and not _listed_title(before.text)))
            and not find_bodies(line.text)
            and not line.text.startswith("附件")
        )
        told.append(Line(line.words, Kind.BODY) if goes_on else line)
    return told


def _listed_title(text: str) -> bool:
    """Whether a numbered line is the title of one document of several: 4.某市人民政府办公室关于..."""
    match = re.match(r"\d{1,3}\.(?!\d)", text)
    return bool(match and (begins_body(text, match.end()) or "关于" in text[:50]))


def _with_addressees(lines: Sequence[Line]) -> list[Line]:
    """Addressees that run over several lines, up to their colon, are one line."""
    told: list[Line] = []
    number = 0
    while number < len(lines):
        taken = 1
        if re.match("各|[\u4e00-\u9fff]{2,14}各|[\u4e00-\u9fff]{2,12}[、,]", lines[number].text):
            for count in range(2, 8):
                part = lines[number : number + count]
                if len(part) < count or "。" in part[-1].text or part[-1].kind in (Kind.ITEM, Kind.DATE, Kind.NUMBER):
                    break
                if part[-1].text.endswith(":"):
                    words = window(part)
                    text = words.folded
                    if ADDRESSEES.match(text) and _FOR_ALL.search(text):
                        taken = count
                        told.append(Line(words, Kind.ADDRESSEES))
                    break
        if taken == 1:
            told.append(lines[number])
        number += taken
    return told


def _with_menus(lines: Sequence[Line]) -> list[Line]:
    """Short lines without marks in a row are a menu."""
    told = list(lines)
    start = 0
    while start < len(told):
        end = start
        while end < len(told) and told[end].kind in (Kind.TEXT, Kind.JUNK) and len(told[end].text) <= _LABEL_LENGTH:
            end += 1
        if end - start >= _MENU:
            told[start:end] = [Line(line.words, Kind.MENU) for line in told[start:end]]
        start = max(end, start + 1)
    return told
