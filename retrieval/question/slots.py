"""The places, years and document numbers that a question names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from retrieval.clause.years import PLANS
from retrieval.document.model import Span
from retrieval.question.model import Place
from retrieval.text.pattern import lazy_pattern
from retrieval.text.regions import Mention, Region, abbreviated, find_regions

_YEAR = lazy_pattern(
    r"(?<![\d.])(?P<first>(?:19|20)\d{2})(?:年?\s*[-至到]\s*(?P<last>(?:19|20)\d{2}))?(?:年(?:底|末|前|初)?|(?![\d号)万亿元块吨亩%]))"
)
_SHORT_YEAR = lazy_pattern(r"(?<!\d)(?P<year>[12]\d)年(?:底|末|前)?(?!期|限|来|内)")
_PLAN = lazy_pattern(rf'"?(?P<plan>{"|".join(PLANS)})"?(?:末|期末|期间|时期)?')
_ABBREVIATION = lazy_pattern(
    r"(?:^|(?<=[\s在驻留来到和与跟、及/,比]))(?P<letter>[\u4e00-\u9fff])(?=\d|\s|$|[、和与跟/,及]|ai|市(?!场|长|政|民|委|级|值|区)|(?:人工智能|产业|计划|政策|文件))"
)
#: A name with one of these behind it is that of a street, a bridge, a school: 北京街, 中山路.
_STREETS = frozenset("街路巷桥村")
#: All places are asked about: 各市, 哪个城市, 其他城市.
_EVERY = lazy_pattern(
    r"各(?:个)?(?:市|城市|地|省|份文件|地市)|(?:哪(?:个|些|几个|座|几座|一个)?|那(?:个|些|几个))(?:城市|市|地方政府|地区的|省)|所有城市|几个城市|(?:五|四|三|这几)个?(?:市|城市)|其他(?:城市|市)|谁家|各自的城市"
)
#: A 发文字号, with the characters of the issuer before it: 国发(2017)35号, 国发2017年35号.
_NUMBER = lazy_pattern(
    r"(?:[^\W\d据照按和与及的]{0,8}[发函办字规令])?(?:\(\s*(?P<year>(?:19|20)\d{2})\s*\)|(?<=[发函办字政府令规])\s*(?P<bare>(?:19|20)\d{2}))\s*年?\s*第?(?P<count>\d{1,5})\s*号"
)


@dataclass(frozen=True)
class Slots:
    """The places, years and numbers that a question names. ``spans`` are where the names of places, years and numbers stand."""

    places: tuple[Place, ...]
    every: bool
    years: tuple[int, ...]
    numbers: tuple[str, ...]
    place_spans: tuple[Span, ...]
    other_spans: tuple[Span, ...]


def read_slots(folded: str, words: Sequence[tuple[int, int]]) -> Slots:
    """Read the slots of a folded question; ``words`` are the spans it was cut into: a place inside a longer word (杭州
    in 杭州湾) is none."""
    numbers = list(_NUMBER.finditer(folded))
    plain = _blanked(folded, [match.span() for match in numbers])
    mentions = _mentions(plain, words)
    plain = _blanked(plain, [(mention.start, mention.end) for mention in mentions])
    years: list[int] = []
    spans: list[Span] = [Span(*match.span()) for match in numbers]
    for pattern in (_YEAR, _PLAN, _SHORT_YEAR):
        for match in pattern.finditer(plain):
            years.extend(_years(match.groupdict()))
            spans.append(Span(*match.span()))
        plain = _blanked(plain, [match.span() for match in pattern.finditer(plain)])
    return Slots(
        _distinct(Place(folded[one.start : one.end], one.regions) for one in _lowest(mentions)),
        bool(_EVERY.search(folded)),
        tuple(dict.fromkeys(years)),
        tuple(f"({match['year'] or match['bare']}){match['count']}号" for match in numbers),
        tuple(Span(mention.start, mention.end) for mention in mentions),
        tuple(spans),
    )


def _distinct(places: Iterable[Place]) -> tuple[Place, ...]:
    """The places without a second name for the same regions."""
    found: dict[tuple[Region, ...], Place] = {}
    for place in places:
        found.setdefault(place.regions, place)
    return tuple(found.values())


def _mentions(folded: str, words: Sequence[tuple[int, int]]) -> list[Mention]:
    """The regions named, in order, the letter of an abbreviation (甬, 沪) where it stands alone among them."""
    mentions = [one for one in find_regions(folded, words) if folded[one.end : one.end + 1] not in _STREETS]
    for match in _ABBREVIATION.finditer(folded):
        held = any(one.start < match.end() and match.start() < one.end for one in mentions)
        if not held and (regions := abbreviated(match["letter"])):
            mentions.append(Mention(match.start("letter"), match.end("letter"), regions))
    return sorted(mentions, key=lambda mention: mention.start)


def _lowest(mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions without those that hold another one (江苏 in 江苏南京): each keeps the regions that fit there."""
    kept = []
    for mention in mentions:
        inner = [other for other in mentions if other is not mention and _holds(mention, other)]
        if inner:
            continue
        outer = [other for other in mentions if other is not mention and _holds(other, mention)]
        fitting = tuple(
            region
            for region in mention.regions
            if all(any(wide.holds(region) for wide in other.regions) for other in outer)
        )
        kept.append(Mention(mention.start, mention.end, fitting or mention.regions))
    return kept


def _holds(wide: Mention, other: Mention) -> bool:
    """Whether one place lies in another, wider one."""
    return (
        any(one.holds(region) and one != region for one in wide.regions for region in other.regions)
        and wide.start < other.start
    )


def _years(groups: dict[str, str | None]) -> list[int]:
    if plan := groups.get("plan"):
        return [PLANS[plan]]
    if year := groups.get("year"):
        return [2000 + int(year)]
    return [int(year) for year in (groups.get("first"), groups.get("last")) if year]


def _blanked(folded: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in spans:
        folded = folded[:start] + " " * (end - start) + folded[end:]
    return folded
