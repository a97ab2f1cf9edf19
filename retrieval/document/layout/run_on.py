"""Take apart what was run together: a document in one line, paragraphs glued with blanks or with nothing.

A new paragraph begins at an enumerator behind a stop (一、, （一）, 1., 第三条), behind the addressees' colon, at the document's
number, at a signature (bodies and a date behind a full stop), around （此件公开发布）, behind a title. Enumerators that follow
no stop must come in order: 按第三条, 11.5.14.2的试验, 1.5亿 are none.
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from itertools import pairwise

from retrieval.document.layout.lines import DAY, GENRE, REFERRED, names_bodies, strip
from retrieval.document.model import Span
from retrieval.text.joined import Joined, join
from retrieval.text.numerals import parse_number

#: A paragraph this long with as many enumerators is several run together.
_DUMP, _FEWEST = 120, 2
#: Title, number and addressees stand within so many characters of the beginning.
_HEAD = 700
_BLANK = re.compile(r"[^\S\r\n]")
#: A heading is no longer.
_HEADING_LENGTH = 30
#: Enumerators that begin anew below others.
_LOWER = {
    "first": ("second", "third", "fourth"),
    "second": ("third", "fourth"),
    "third": ("fourth",),
    "chapter": ("first", "second"),
}
#: Bodies before the date of a signature.
_SIGNATURE = 200
_NUMERAL = r"[一二三四五六七八九十百零〇]{1,5}"
_ENUMERATOR = re.compile(
    rf"(?P<first>{_NUMERAL})、(?!{_NUMERAL}[、,])"
    rf"|\((?P<second>{_NUMERAL})\)(?![项款目、,])"
    rf"|第(?P<article>{_NUMERAL}|\d{{1,3}})条(?!{REFERRED})"
    rf"|第(?P<chapter>{_NUMERAL}|\d{{1,3}})章(?!{REFERRED})"
    r"|(?<![\d.(第])(?P<third>\d{1,2})(?:[.](?![\d.])|、(?!\d))"
    r"|\((?P<fourth>\d{1,2})\)(?![项款目、,])"
)
_STOPS = "。;:!?"
#: Before a number that is referred to.
_REFERRING = re.compile(
    r"(?:[第照据按反本法例定则》和与至及依合以附见在等、到约近为超,统唯之单专万同]|附件|附表|图|表|\d)$"
)
_SERIAL = re.compile(r"[\u4e00-\u9fff]{1,10}\(?(?:19|20)\d{2}\)?\s?\d{1,4}\s?号")
_OPENS_LETTER = r"(?:\s|\d{4}-\d|为(?!主|准)|根据|按照|依据|各|第一[章条]|一、|\(\d{4}\s?年|有关)"
_TITLE = re.compile(
    rf"(?:关于|印发|转发)[^。;!?:]{{4,100}}?(?:{GENRE})[》\"]?(?:\([^()]{{1,20}}\)){{0,2}}(?={_OPENS_LETTER}|(?!的)[\u4e00-\u9fff]{{1,10}}\(?(?:19|20)\d{{2}}\)?\s?\d{{1,4}}\s?号)"
)
_ADDRESSEES = re.compile(r"(?:各|有关|[\u4e00-\u9fff]{2,14}(?:政府|厅|局|委|部|办公室|公司))[^。;!?:\d]{0,400}:(?!\d)")
_DATE = re.compile(rf"{DAY}(?=\s|$|\(|[\u4e00-\u9fff])(?![前起至后止间以内来之的期底末]|[\s]?[,、。;])")
_DISCLOSED = re.compile(r"\((?:此件|本文有删减|此页无正文|联系人)[^()]{0,40}\)")
_ATTACHED = re.compile(r"(?:附件|附表|附)\s?[\d一二三四五六七八九十]{0,2}\s?:|抄送\s?:")
_SECOND_TITLE = re.compile(
    rf"[^。;:!?,\s]{{2,60}}?(?:\s[^。;:!?,\s]{{0,20}}?)?(?:{GENRE})(?:\s?\([^()]{{1,20}}\)){{0,2}}(?=\s|\(\d{{4}}\s?年|为(?!主|准)|根据|按照|依据|第一[章条]|一、)"
)
#: A letter within: 关于…的通知 and at once those whom it goes to.
_LETTER = re.compile(rf"(?:{GENRE})(?:\([^()]{{1,20}}\))?\s?(?=(?:各|有关)[^。;:!?\d]{{2,200}}:(?!\d))")
#: The menu of a page, or its breadcrumb, run into the line: short labels one after another.
_MENU = re.compile(
    r"(?:(?<=\s)|^)(?:[^\s,。;:!?、()\d]{2,14}(?:\s{1,4}|$)){7,80}"
    r"|[^\s。,;:]{0,6}位置\s?:\s?(?:[^\s,。;:]{2,10}\s{1,4}(?:[>»]\s{1,4})?){1,6}"
    r"|(?:(?<=\s)|^)(?:(?:发布|发表|更新|信息|文章)?(?:来源|时间|日期|作者|字号|浏览次数|浏览量|点击数)\s?:\s?[^\s。,;:]{0,20}(?:\s\d{1,2}:\d{2}(?::\d{2})?)?\s{1,4}){1,5}"
)
#: Blanks behind a stop; before a bracket of duties they part nothing.
_GAP = re.compile(r"(?<=[。;!?])\s++(?!\((?!此件)[^()]{2,80}\)|$)")
#: Where the lines of a dump were indented or centred.
_WIDE_GAP = re.compile(r"(?<=\S)[\u3000\xa0 \t]{4,}(?=\S)|(?<=\S{4})\u3000\u3000(?=\S{3})")
_HEADING = re.compile(rf"((?:{_NUMERAL}、|\({_NUMERAL}\))[^\s,。;:()\d]{{2,24}})\s+(?=\S)")
#: A heading without a number between two blanks, behind a stop.
_BARE_HEADING = re.compile(r"(?<=[。;!?:])\s+([\u4e00-\u9fff“”\"、]{2,20})\s+(?=[^\s]{12})")


def take_apart(text: str, paragraph: Span, first: bool) -> list[Span]:
    """The paragraphs that one holds; ``first`` says whether it opens the document."""
    whole = paragraph.of(text)
    if not first and len(whole) < _DUMP and not _BLANK.search(whole):
        return [paragraph]
    joined = join(whole) if "\n" in whole or "\r" in whole else Joined(whole, array("i", range(len(whole))))
    folded = joined.folded
    cuts: set[int] = set()
    menus = [0, *sorted({edge for match in _MENU.finditer(folded) for edge in match.span()}), len(folded)]
    for start, end in pairwise(menus):
        cuts.add(start)
        if not _MENU.fullmatch(folded, start, end):
            cuts.update(start + cut for cut in _cuts(joined.text[start:end], folded[start:end], first))
    edges = [
        paragraph.start,
        *(paragraph.start + joined.offsets[cut] for cut in sorted(cuts) if 0 < cut < len(folded)),
        paragraph.end,
    ]
    parts = (strip(text, start, end) for start, end in pairwise(edges))
    return [part for part in parts if part.start < part.end]


def _cuts(text: str, folded: str, first: bool) -> Iterator[int]:
    yield from (match.end() for match in _GAP.finditer(folded))
    if heading := _HEADING.match(folded):
        yield heading.end()
    enumerators = list(_enumerators(folded))
    if first or len(folded) >= _DUMP:
        yield from _head_cuts(folded)
    if len(folded) < _DUMP:
        yield from (start for start in enumerators if folded[start - 1].isspace() and folded[start] not in "0123456789")
        yield from (match.end() for start in enumerators if (match := _HEADING.match(folded, start)))
        return
    if len(enumerators) < _FEWEST and not first:
        return
    yield from enumerators
    yield from (match.end() for match in _WIDE_GAP.finditer(text))
    yield from (match.end() for start in enumerators if (match := _HEADING.match(folded, start)))
    yield from _signature_cuts(folded)
    for match in _LETTER.finditer(folded):
        yield from (match.end(), folded.index(":", match.end()) + 1)
    for match in _BARE_HEADING.finditer(folded):
        yield from match.span(1)


def _enumerators(folded: str) -> Iterator[int]:
    """Where enumerators begin: behind a stop, or behind a blank or a heading where they are next in order."""
    last: dict[str, int] = {}
    heading = -_HEADING_LENGTH
    for match in _ENUMERATOR.finditer(folded):
        kind, start = match.lastgroup or "", match.start()
        value = int(parse_number(match[kind]))
        before = folded[max(0, start - _HEADING_LENGTH) : start]
        if not _is_stopped(kind, before):
            under = start - heading < _HEADING_LENGTH and not re.search("[,。;:]", folded[heading + 4 : start])
            if not _follows(kind, value, last, before, under):
                continue
        last[kind] = value
        for lower in _LOWER.get(kind, ()):
            last.pop(lower, None)
        heading = start
        yield start


def _is_stopped(kind: str, before: str) -> bool:
    """Whether a stop stands before an enumerator: behind the bracket of a duty and a blank a part begins as well."""
    end = before.rstrip()[-1:]
    return end in (*_STOPS, "") or (end == ")" and before[-1:].isspace() and kind in {"first", "article", "chapter"})


def _follows(kind: str, value: int, last: Mapping[str, int], before: str, under: bool) -> bool:
    """Whether an enumerator with no stop before it is next in order, or the first ``under`` the heading before it."""
    if under and value == (last.get(kind, 0) + 1 if kind == "article" else 1):
        return kind in {"second", "third", "article"}
    spaced = before != before.rstrip()
    if not spaced and (kind in {"third", "fourth"} or _REFERRING.search(before)):
        return False
    return value == last.get(kind, 0) + 1 or (value == 1 and kind == "second")


def _head_cuts(folded: str) -> Iterator[int]:
    """Behind the title, around the number, behind the addressees' colon."""
    head = folded[:_HEAD]
    end = 0
    title = _TITLE.search(head) or _SECOND_TITLE.match(head)
    if title and not re.search(r"[。;!?:,]", head[: title.start()]) and _is_balanced(head[: title.end()]):
        end = title.end()
        yield end
    serial = _SERIAL.search(head, end)
    alone = serial and (not head[end : serial.start()].strip() or head[serial.end() : serial.end() + 1] in {" ", "各"})
    if serial and alone and not re.search(r"[。;!?:,]", head[: serial.start()]):
        yield from serial.span()
        end = serial.end()
    addressed = _ADDRESSEES.match(head, end + len(head[end:]) - len(head[end:].lstrip()))
    if addressed and len(folded) > addressed.end():
        yield addressed.end()


def _is_balanced(text: str) -> bool:
    return text.count("《") == text.count("》") and text.count("(") == text.count(")")


def _signature_cuts(folded: str) -> Iterator[int]:
    """Around bodies and a date behind a stop, around （此件…）, before attachments, behind the title that follows."""
    stops = [match.start() for match in re.finditer(r"[。;!?:)]", folded)]
    ends: list[int] = []
    for match in _DATE.finditer(folded):
        number = bisect_left(stops, match.start())
        stop = stops[number - 1] + 1 if number else 0
        bodies = folded[stop : match.start()]
        if len(bodies) <= _SIGNATURE and (not bodies.strip() or names_bodies(bodies.strip())):
            yield from (stop, match.start(), match.end())
            ends.append(match.end())
    for match in _DISCLOSED.finditer(folded):
        yield from match.span()
        ends.append(match.end())
    for match in _ATTACHED.finditer(folded):
        if folded[: match.start()].rstrip()[-1:] in (*_STOPS, ")"):
            yield match.start()
    for end in ends:
        start = end + len(folded[end : end + 8]) - len(folded[end : end + 8].lstrip())
        if title := _SECOND_TITLE.match(folded, start):
            yield title.end()
