"""The lines of a document as its record is read from them: each is told by its looks (标题, 主送机关, 落款, 成文日期, ...).

A line of the source that holds several of them (a dump without line breaks) is taken apart first. Everything is read
in joined, folded text and leads back to the source.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from retrieval.document.model import Field, Span
from retrieval.document.record.bodies import begins_body, find_bodies, trailing_bodies
from retrieval.lexicon import any_of
from retrieval.text.fold import fold
from retrieval.text.joined import join
from retrieval.text.pattern import lazy_pattern
from retrieval.text.regions import region_at

DAY = (
    r"(?:(?:19|20)\d{2}|[二一][〇零〇九o0]?[〇零一二三四五六七八九]{2,3})年"
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})月(?:\d{1,2}|[一二三四五六七八九十]{1,3})日"
)
#: A day in figures (2021-3-8), as pages write it.
FIGURES = r"(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}"
SERIAL = r"[\u4e00-\u9fffA-Za-z]{1,14}[\(?„](?:19|20)\d{2}[\)?‟]第?\d{1,5}号"
_GENRE_END = rf"{any_of('genres')}(?:》|\((?!\d{{4}}年\d)[^()]{{2,12}}\)){{0,3}}"
_PREAMBLE = r"(?:为(?:了|深入|贯彻|全面|加快|进一步|认真|切实|落实|推动|促进|推进|规范|加强|做好|支持|积极|有效|更好|保障|鼓励|打造)|根据|按照|依据|近日|近期)"
_STATED = any_of("record_labels")
#: What parts a title from what stands right behind it in a dump; ``own`` is a line of its own.
_BEHIND_TITLE = lazy_pattern(
    rf"(?P<own>[\u4e00-\u9fff]{{0,20}}?[\u4e00-\u9fff]{{2,8}}[(?„](?:19|20)\d{{2}}[)?‟]第?\d{{1,5}}号(?![)》、,。])|[\u4e00-\u9fff]{{4,24}}令\(?第?\d{{1,4}}号\)?|{FIGURES}|\({DAY}[^()]{{0,10}}\))"
    rf"|\({DAY}|{_PREAMBLE}|一、|第[一1][章条]|(?:{_STATED})[:)】\]]|字体|听全文|打印|【|#page"
    rf"|-{{0,2}}{DAY}(?!以|起|前|后|之)|https?:"
    r"|[-_|](?=[^-_|。]{2,30}(?:网|政府|平台|门户|频道|交易所|公报|委员会|局|厅))"
)
_NOTICE_END = lazy_pattern(r"的(?:通知|意见|函|公告|通告|批复|决定|报告)")
_TITLE_END = lazy_pattern(_GENRE_END)
#: Where else a dump is cut: in front of the group ``a`` and behind ``b``.
_CUTS = [
    # a number at the very beginning, or behind the head of a paper
    lazy_pattern(rf"^{SERIAL}(?P<a>)(?=[\u4e00-\u9fff]{{2,40}}(?:关于|印发))"),
    lazy_pattern(r"文件(?P<a>[\u4e00-\u9fff]{2,10}[(?„](?:19|20)\d{2}[)?‟]第?\d{1,5}号)(?P<b>)(?![)》、,。])"),
    lazy_pattern(
        r"(?<=[^。;,、》\"(和及与第])(?P<a>第[一1]章(?![^\u4e00-\u9fff\s])|第[一1]条(?=[^\u4e00-\u9fff]|为|根据|按))"
    ),
    lazy_pattern(
        r"(?<=[。;:)])(?P<a>第[一二三四五六七八九十百\d]{1,5}[章条]|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\))"
    ),
    # a note on disclosure, attachments
    lazy_pattern(r"(?P<a>\(此件[^()]{2,12}\))(?P<b>)"),
    lazy_pattern(r"(?<=[。;:)日])(?P<a>公开方式:|附件(?:\d{0,2}:))"),
    # contents between title and first chapter
    lazy_pattern(r"(?P<a>目录)(?=第[一1]章)"),
    # who signs a decree, with the date
    lazy_pattern(rf"(?P<a>(?:省长|市长|州长|县长|区长|主席|总理):?[\u4e00-\u9fff·]{{2,5}})(?P<b>)(?P<c>{DAY})(?P<d>)"),
    # where it is taken from
    lazy_pattern(r"(?P<a>https?://[\x21-\x7e]{4,300})(?P<b>)"),
    # a year and a place begin a title behind other words: 政府公报2026年某省政府工作报告
    lazy_pattern(r"(?<=[\u4e00-\u9fff)>])(?P<a>(?:19|20)\d{2}年)(?=[\u4e00-\u9fff]{2,12}政府工作报告)"),
    lazy_pattern(r"(?P<a>#page\d{1,4}:?)(?P<b>)"),
    # what the page says above the document
    lazy_pattern(
        r"(?P<a>(?:当前位置|您?(?:当前)?所在的?位置|发布日期|发布时间|发表时间|成文日期|信息来源|文章来源|发布机构|发文机关|发文字号|索引号|实施日期|失效日期|统一编号)[:>])"
    ),
    # the first words of a title behind a site's trail: 首页>通知公告关于...
    lazy_pattern(r">[\u4e00-\u9fff]{2,8}?(?P<a>(?:20\d{2}年|关于))"),
]
_ABOUT = lazy_pattern(r"关于|印发《")
_DATED = lazy_pattern(rf"(?P<date>{DAY})(?:印发|发布)?(?![^,。;)(]{{0,40}}(?:通过|公布|批准|施行|起|前|至))")
_RUN = lazy_pattern(r"[\u4e00-\u9fff()、 ]{3,160}$")
_ADDRESSED = lazy_pattern(r"[^。;:]{2,600}:")
_TO = r"(?:府|位|门|构|局|院|校|业|委|办|区|会|县|者|友|员|公司|处|厅|所|中心|行|集团|学|部|站|社|州|市|级|家长|同志|朋友)"
_ADDRESSEES = lazy_pattern(rf"^[^。:!?]{{1,600}}?{_TO}(?:\([^()]{{1,60}}\))?:$")
_FOR_ALL = lazy_pattern(r"各|有关单位|相关单位|单位|部门|企业|:$")
_BREAK = lazy_pattern(r"[\r\n\u2028\u2029]+|<br\s{0,3}/?>")
#: A record stands in the first and the last characters of a document; so many are read.
_HEAD, _TAIL = 40_000, 10_000
#: Lines are not broken before so many characters.
_NARROWEST = 15
_LATIN = lazy_pattern(r"[A-Za-z]")
_LONGEST = 20_000
_JUNK = lazy_pattern(
    r"^(?:#?page\d{1,4}:?|[-—·•.\d\s/]{1,9}\.?|第\d{1,4}页(?:共\d{1,4}页)?|目[录次]|正文|\W{1,6}|https?:\S*)$"
)
#: What a page or a table says of its document: 发文字号: X.
_LABEL = lazy_pattern(rf"(?P<label>{_STATED})(?:\)?(?::|(?=\s\|\s)|(?:\s?\|))|(?<=\([\u4e00-\u9fff]{{4}})\))")
_ITEM = lazy_pattern(
    r"^(?:第[一二三四五六七八九十百零\d]{1,6}[编章节条]|[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十\d]{1,3}\)|\d{1,3}[.、)](?!\d)|[①-⑳]|[—-]{1,2}[\u4e00-\u9fff]|问:|答:)"
)
_DATE = lazy_pattern(rf"^\(?(?:{DAY}|{FIGURES})(?:\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?\)?$")
_NUMBER = lazy_pattern(
    rf"^\(?{SERIAL}\)?$|^[\u4e00-\u9fff]{{0,24}}令?\(?第\d{{1,4}}号(?:令|公告|通告)?\)?$|^[\u4e00-\u9fff]{{4,24}}令第?\d{{1,4}}号$"
)
#: Longer lines can hold several lines of a document.
_DUMP = 160
#: Shorter lines hold two only where one is a date or a number.
_PLAIN = 24
#: Characters of a title that is a word or two.
_SHORT = 20
#: Labels of menus are shorter than this, and there are at least so many in a row.
_LABEL_LENGTH, _MENU = 15, 6


class Kind(StrEnum):
    """How a line looks."""

    JUNK = "junk"  # page marks, bare numbers
    MENU = "menu"
    FIELD = "field"
    DATE = "date"
    NUMBER = "number"
    ADDRESSEES = "addressees"
    ITEM = "item"
    BODY = "body"
    TEXT = "text"


@dataclass(frozen=True)
class Window:
    """Text as it reads and as it is compared, and where each of its characters stands in the source."""

    text: str
    folded: str
    offsets: Sequence[int]
    #: The offsets count from here.
    base: int = 0

    @cached_property
    def gaps(self) -> frozenset[int]:
        """The places in the text where the source has white space or a line break."""
        offsets = self.offsets
        if not offsets or offsets[-1] - offsets[0] == len(offsets) - 1:
            return frozenset()
        return frozenset(place for place in range(1, len(offsets)) if offsets[place] != offsets[place - 1] + 1)

    @property
    def span(self) -> Span:
        """From the first to the last character in the source."""
        return Span(self.base + self.offsets[0], self.base + self.offsets[-1] + 1)

    def part(self, start: int, end: int | None = None) -> "Window":
        """The characters ``start`` to ``end``, without the white space around them."""
        stop = len(self.text) if end is None else end
        while start < stop and self.text[start].isspace():
            start += 1
        while stop > start and self.text[stop - 1].isspace():
            stop -= 1
        return Window(self.text[start:stop], self.folded[start:stop], self.offsets[start:stop], self.base)

    def field(self, start: int = 0, end: int | None = None) -> Field:
        """The characters ``start`` to ``end`` as a field of the record: shown as they read, the span exact."""
        part = self.part(start, end)
        return Field(part.text, part.span)


@dataclass(frozen=True)
class Line:
    """A line: its words, and how it looks."""

    words: Window
    kind: Kind = Kind.TEXT

    @property
    def text(self) -> str:
        """The line as it is compared."""
        return self.words.folded

    @property
    def span(self) -> Span:
        return self.words.span


def read_lines(source: str) -> list[Line]:
    """The lines of a document in order, each with its kind. What lies far from beginning and end is left out."""
    folded = fold(source)
    pieces = [piece for span in _spans(source) for piece in _pieces(source, folded, span)]
    return _with_menus(_with_addressees(_continued([Line(words, _kind(words.folded)) for words in pieces])))


def window(lines: Sequence[Line]) -> Window:
    """Neighbouring lines read as one, without page marks between them."""
    if len(lines) == 1:
        return lines[0].words
    text, folded = "", ""
    offsets: list[int] = []
    for words in (line.words for line in lines if line.kind != Kind.JUNK):
        if _LATIN.match(text[-1:]) and _LATIN.match(words.text):
            text, folded = f"{text} ", f"{folded} "
            offsets.append(offsets[-1] + 1)
        text += words.text
        folded += words.folded
        offsets.extend(words.base + offset for offset in words.offsets)
    return Window(text, folded, offsets)


def read_span(source: str, span: Span) -> Window:
    """A part of the source as it reads."""
    joined = join(span.of(source))
    return Window(joined.text, joined.folded, joined.offsets, span.start)


def labels_in(folded: str) -> Iterator[tuple[str, int, int, bool]]:
    """The labels in a folded line with the span of what stands behind each, which can be empty, and whether it is surely one:
    it begins the line, or no word."""
    found = list(_LABEL.finditer(folded))
    for number, match in enumerate(found):
        end = found[number + 1].start() if number + 1 < len(found) else len(folded)
        start = match.end()
        while start < end and folded[start] in " |:":
            start += 1
        while end > start and folded[end - 1] in " |:([【":
            end -= 1
        before = folded[match.start() - 1 : match.start()]
        yield match["label"], start, end, len(match["label"]) > 3 or not "\u4e00" <= before <= "\u9fff"


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
    cuts = _cuts(words)
    if not cuts and words.text.strip():
        yield words
    for start, end in pairwise([0, *sorted(cuts), len(words.text)]) if cuts else ():
        part = words.part(start, end)
        if part.text:
            yield part


def _cuts(words: Window) -> set[int]:
    cuts: set[int] = set()
    text = words.folded
    if len(text) < 12 or (len(text) < _PLAIN and "年" not in text and "号" not in text):
        return cuts
    for pattern in _CUTS:
        for match in pattern.finditer(text):
            cuts.update(place for name in pattern.groupindex if (place := match.start(name)) >= 0)
    cuts.update(_behind_titles(text))
    cuts.update(_around_signatures(text))
    if len(text) > _DUMP:
        cuts.update(_before_titles(text))
    if ":" in text and "各" in text:
        cuts.update(_salutation(text, words.gaps))
    if len(text) > 60 and words.gaps:
        first = min(words.gaps)
        cuts.update(gap for gap in words.gaps if _parting(text, gap))
        if find_bodies(text[:first]) or _stands_above(text, first, words.gaps):
            cuts.add(first)
    return cuts


def _behind_titles(text: str) -> Iterator[int]:
    """Where a title ends in the middle of a line: number, date, preamble or first heading stand right behind it."""
    for match in _TITLE_END.finditer(text):
        behind = _BEHIND_TITLE.match(text, match.end())
        if behind and not (behind["own"] and _NOTICE_END.search(behind["own"])):
            yield match.end()
            if behind["own"]:
                yield behind.end()


def _before_titles(text: str) -> Iterator[int]:
    """Where a title begins in the middle of a line: with the bodies right before 关于."""
    for match in _ABOUT.finditer(text[:_LONGEST]):
        before = text[max(0, match.start() - 120) : match.start()]
        start = trailing_bodies(before)
        if start and before[start - 1] not in '《<"(、由据照彻实和':
            yield match.start() - len(before) + start


def _around_signatures(text: str) -> Iterator[int]:
    """Both ends of the bodies that stand right before a date, and of the date."""
    for match in _DATED.finditer(text) if "月" in text else ():
        before = _RUN.search(text[max(0, match.start() - 160) : match.start()])
        begin = trailing_bodies(before.group()) if before else None
        if begin is None and _stands_alone(text, match):
            yield from match.span()
        if before and begin is not None:
            yield from (match.start() - len(before.group()) + begin, match.start(), match.end())


def _stands_alone(text: str, date: re.Match[str]) -> bool:
    """Whether a date without bodies signs: a sentence ends before it, and the next line or nothing begins behind it."""
    behind = text[date.end() : date.end() + 2]
    return text[max(0, date.start() - 1) : date.start()] in ("。", ":", ")", "") and (
        not behind or behind[0] == "(" or behind == "关于" or region_at(text, date.end()) is not None
    )


def _salutation(text: str, gaps: frozenset[int]) -> set[int]:
    """Both ends of the addressees where a title or a number stands right before them, or the text right behind."""
    cuts: set[int] = set()
    for match in _ADDRESSED.finditer(text[:6000]):
        part = match.group()
        begins = [m.end() for m in re.finditer(rf"{_GENRE_END}|号\)?|日\)?", part)]
        begins += [
            gap - match.start()
            for gap in gaps
            if match.start() < gap < match.end() and re.match("各|[\u4e00-\u9fff]{2,12}[、,]", text[gap:])
        ]
        for begin in sorted({b for b in begins if 0 < b < len(part)}, reverse=True):
            rest = part[begin:]
            if _ADDRESSEES.match(rest) and re.match(r"[\u4e00-\u9fff]", rest) and "各" in rest[:40] + rest[-8:]:
                cuts.update((match.start() + begin, match.end()))
                break
        else:
            if _ADDRESSEES.match(part) and part.startswith("各"):
                cuts.update((match.start(), match.end()))
        if cuts:
            break
    return cuts


def _parting(text: str, gap: int) -> bool:
    """Whether white space in a dump parts two lines: behind a title, a date, a number or a stop."""
    before = text[max(0, gap - 24) : gap]
    return bool(re.search(rf"(?:[。;:!)]|{_GENRE_END}|\d号|{DAY})$", before)) or text.startswith("附件", gap)


def _stands_above(text: str, gap: int, gaps: frozenset[int]) -> bool:
    """Whether the first words of a dump are its title: short, without marks, no word of text that is set apart."""
    return 3 <= gap <= _SHORT and text[:gap].isalnum() and gaps.isdisjoint(range(gap + 1, gap + _SHORT // 2))


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
    if text.endswith(":") and _ADDRESSEES.match(text) and _FOR_ALL.search(text):
        return Kind.ADDRESSEES
    if re.search(r"[。;]", text) or (text[-1:] in ",、" and len(text) > 8) or len(text) > 160:
        return Kind.BODY
    return Kind.TEXT


def _is_field(text: str) -> bool:
    """Whether a line is a label with its value, or several of them."""
    return bool(_LABEL.match(text)) or (
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
                    if _ADDRESSEES.match(text) and _FOR_ALL.search(text):
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
