"""The regions and years that a question names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.clause.years import PLANS
from retrieval.index.catalogue import Catalogue
from retrieval.question.model import Term
from retrieval.text.fold import fold
from retrieval.text.numerals import parse_number
from retrieval.text.pattern import lazy_pattern
from retrieval.text.regions import Mention, Region, abbreviated, find_regions

#: What the name of a county-level region tells of the topic.
_COUNTY = 0.9
_CHINESE_YEAR = lazy_pattern(r"[一二][〇零一二三四五六七八九]{3}(?=年|[^一二三四五六七八九十百千万亿]|$)")
_YEAR = lazy_pattern(
    r"(?<![\d.])(?P<first>(?:19|20)\d{2})(?:年?\s*[-至到]\s*(?P<last>(?:19|20)\d{2}))?(?:年(?:底|末|前|初)?|(?!\d|号|\)))"
)
_SHORT_YEAR = lazy_pattern(r"(?<!\d)(?P<year>[12]\d)年(?:底|末|前)?(?!期|限|来|内)")
_PLAN = lazy_pattern(rf'"?(?P<plan>{"|".join(PLANS)})"?(?:末|期末|期间|时期)?')
_ABBREVIATION = lazy_pattern(
    r"(?:^|(?<=[\s在驻留来到和与跟、及/,比]))(?P<letter>[\u4e00-\u9fff])(?=\d|\s|$|[、和与跟/,及]|ai|市(?!场|长|政|民|委|级|值|区)|(?:人工智能|产业|计划|政策|文件))"
)
_EVERY = lazy_pattern(
    r"各(?:个)?(?:市|城市|地|省|份文件|地市)|(?:哪(?:个|些|几个|座|几座|一个)?|那(?:个|些|几个))(?:城市|市|地方政府|地区的|省)|所有城市|几个城市|(?:五|四|三|这几)个?(?:市|城市)|其他(?:城市|市)|谁家|各自|(?:哪|那)儿的|哪份|哪些(?:文件|计划)|都有哪些(?:文件|计划)"
)


@dataclass(frozen=True)
class Scope:
    """What a question is about: each entry of ``regions`` is one name with the regions it can mean.

    ``foreign`` are those of which there is no document, ``counties`` the ones named within a document's region: they
    are words of the topic. ``rest`` is the question with the names of
    the regions and years blanked out, of the same length.
    """

    regions: tuple[tuple[Region, ...], ...]
    foreign: tuple[tuple[Region, ...], ...]
    every: bool
    years: tuple[int, ...]
    counties: tuple[Term, ...]
    rest: str


def arabic_years(folded: str) -> str:
    """Write years in Chinese numerals with digits: 二〇二〇年 becomes 2020年 (the same length)."""
    return _CHINESE_YEAR.sub(lambda match: str(parse_number(match.group())), folded)


def read_scope(folded: str, words: list[tuple[int, int]], documents: Catalogue) -> Scope:
    """Read regions and years off a folded question; ``words`` are the spans it was cut into."""
    rest = list(folded)
    mentions = find_regions(folded, words)
    mentions += [
        mention for mention in _abbreviations(folded) if not any(_overlap(mention, other) for other in mentions)
    ]
    mentions += _mistyped(folded, words, documents, mentions)
    mentions.sort(key=lambda mention: mention.start)
    mentions = [mention for mention in mentions if not any(_contains(mention, other) for other in mentions)]
    here = [mention for mention in mentions if any(map(documents.has, mention.regions))]
    for mention in here:
        end = mention.end + (
            folded[mention.end : mention.end + 1] in "市省"
            and folded[mention.end : mention.end + 2] not in {"市场", "市长", "市级", "市政", "市民", "市委"}
        )
        rest[mention.start : end] = " " * (end - mention.start)
    counties = tuple(
        Term(mention.regions[0].county, _COUNTY, noun=True) for mention in here if mention.regions[0].county
    )
    years: list[int] = []
    for pattern in (_YEAR, _PLAN, _SHORT_YEAR):
        for match in pattern.finditer("".join(rest)):
            years.extend(_years(match))
            rest[match.start() : match.end()] = " " * (match.end() - match.start())
    regions = tuple(dict.fromkeys(mention.regions for mention in here))
    foreign = tuple(dict.fromkeys(mention.regions for mention in mentions if mention not in here))
    return Scope(regions, foreign, bool(_EVERY.search(folded)), tuple(dict.fromkeys(years)), counties, "".join(rest))


def _years(match: re.Match[str]) -> list[int]:
    groups = match.groupdict()
    if groups.get("plan"):
        return [PLANS[groups["plan"]]]
    if groups.get("year"):
        return [2000 + int(groups["year"])]
    return [int(year) for year in (groups["first"], groups["last"]) if year]


def _abbreviations(folded: str) -> list[Mention]:
    return [
        Mention(match.start("letter"), match.end("letter"), regions[::-1] if len(regions) > 1 else regions)
        for match in _ABBREVIATION.finditer(folded)
        if (regions := abbreviated(match["letter"]))
    ]


def _contains(province: Mention, other: Mention) -> bool:
    """Whether a province is named beside a region in it (浙江宁波): the region is what is asked about."""
    return not province.regions[0].city and any(
        region.city and province.regions[0].holds(region) for region in other.regions
    )


def _mistyped(
    folded: str, words: list[tuple[int, int]], documents: Catalogue, found: Sequence[Mention]
) -> list[Mention]:
    """A city of two characters with one of them mistyped (杭洲), where that can mean one known city only.

    Only at the start, or after a space or 在, 到, 和, 与: elsewhere two loose characters are no name.
    """
    loose = {start for start, end in words if end - start == 1}
    if len(loose) < 2:
        return []
    for match in re.finditer(r"(?:^|(?<=[\s在到和与、,]))[\u4e00-\u9fff]{2}", folded):
        held = any(other.start < match.end() and match.start() < other.end for other in found)
        if {match.start(), match.start() + 1} <= loose and not held:
            names = {fold(region.name.removesuffix("市")): region for region in documents.regions}
            near = [name for name in names if len(name) == 2 and sum(map(str.__eq__, name, match.group())) == 1]
            if len(near) == 1:
                return [Mention(match.start(), match.end(), (names[near[0]],))]
    return []


def _overlap(one: Mention, other: Mention) -> bool:
    return one.start < other.end and other.start < one.end
