"""Take a line of the source that holds several lines of a document (a dump without line breaks) apart."""

import re
from collections.abc import Iterator

from retrieval.document.record.bodies import find_bodies, trailing_bodies
from retrieval.document.record.line import DAY, FIGURES, LABELS, SERIAL, Window
from retrieval.lexicon import any_of
from retrieval.text.pattern import lazy_pattern
from retrieval.text.regions import region_at

_GENRE_END = rf"{any_of('genres')}(?:》|\((?!\d{{4}}年\d)[^()]{{2,12}}\)){{0,3}}"
_PREAMBLE = r"(?:为(?:了|深入|贯彻|全面|加快|进一步|认真|切实|落实|推动|促进|推进|规范|加强|做好|支持|积极|有效|更好|保障|鼓励|打造)|根据|按照|依据|近日|近期)"
#: What parts a title from what stands right behind it in a dump; ``own`` is a line of its own.
_BEHIND_TITLE = lazy_pattern(
    rf"(?P<own>[\u4e00-\u9fff]{{0,20}}?[\u4e00-\u9fff]{{2,8}}[(?„](?:19|20)\d{{2}}[)?‟]第?\d{{1,5}}号(?![)》、,。])|[\u4e00-\u9fff]{{4,24}}令\(?第?\d{{1,4}}号\)?|{FIGURES}|\({DAY}[^()]{{0,10}}\))"
    rf"|\({DAY}|{_PREAMBLE}|一、|第[一1][章条]|(?:{LABELS})[:)】\]]|字体|听全文|打印|【|#page"
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
ADDRESSEES = lazy_pattern(rf"^[^。:!?]{{1,600}}?{_TO}(?:\([^()]{{1,60}}\))?:$")
#: Longer lines can hold several lines of a document.
_DUMP = 160
#: Shorter lines hold two only where one is a date or a number.
_PLAIN = 24
#: Characters of a title that is a word or two.
_SHORT = 20


def line_starts(words: Window) -> set[int]:
    """Where the lines of a document begin within a line of the source: behind a title, before a heading, around a date."""
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
    for match in _ABOUT.finditer(text):
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
            if ADDRESSEES.match(rest) and re.match(r"[\u4e00-\u9fff]", rest) and "各" in rest[:40] + rest[-8:]:
                cuts.update((match.start() + begin, match.end()))
                break
        else:
            if ADDRESSEES.match(part) and part.startswith("各"):
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
