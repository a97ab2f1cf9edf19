"""The region that a document is for (地区), or that it is for the whole state (全国).

The lead issuer's place goes first, then the title's, then what the text calls itself (我市, 全县) together with the places
that it mentions. What stays open is unknown.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from functools import cache

from retrieval.document.model import Field
from retrieval.document.record.bodies import is_national
from retrieval.document.record.labels import Labels
from retrieval.document.record.line import Kind, Line
from retrieval.document.record.title import Titles
from retrieval.text.fold import fold
from retrieval.text.pattern import lazy_pattern
from retrieval.text.regions import Mention, Region, abbreviated, find_regions

#: What is read for votes, in characters.
_READ = 30_000
_ALL_PROVINCES = lazy_pattern(r"各省、?(?:自治区|市)|各省\(|省\(自治区、直辖市\)|各省级|全国各")
_STATE = lazy_pattern(r"^《?中华人民共和国(?!.{0,20}(?:分行|海关|海事局))|^全国")
_OWN = lazy_pattern(r"(?:我|全|本)(省|自治区|市|县|区|州|旗)(?!域|别|场|级|政|民|长|委|分|块|间|位)")
_WHOLE_STATE = lazy_pattern(r"我国|全国(?!人大|人民代表|政协)|国家(?:级|重点|战略)|各省")
_LEVELS = {"省": 0, "自治区": 0, "市": 1, "州": 1, "县": 2, "区": 2, "旗": 2}
#: Behind a short name, what makes it another thing than the place (天水围, 咸丰五年, 中山大学).
_NOT_BEHIND = lazy_pattern(r"[一二三四五六七八九十元]年|围|大学|路|街|大道|学院|银行|日报|晚报|话|菜|人寿")
_STATES_NAME = "中华人民共和国"
_FULL = lazy_pattern(r"(?:省|市|区|县|旗|州|盟|地区)$")
#: A short name of a county counts only before a word of what counties have.
_COUNTY_BEHIND = lazy_pattern(r"(?:经济|高新|工业|开发|新区|县|区|市|镇)")
_MUCH, _LITTLE = 1.8, 1.3
#: Two names of places with no more between them stand together: 广州开发区(黄埔区).
_TOGETHER = lazy_pattern(r"(?:(?:开发|高新|新)区)?[(、]?")
#: A region below the best one is meant where so much of what speaks for regions below speaks for it.
_MOST_BELOW = 0.6
#: What the text says first of all counts more.
_OPENING, _FIRST = 200, 4


def read_region(
    lines: Sequence[Line], titles: Titles, issuers: Sequence[Field], number: Field | None, labels: Labels
) -> tuple[Region | None, bool]:
    """Return the region, and whether the document is for the whole state."""
    heads = [fold(field.value) for field in (titles.notice, titles.title) if field]
    addressees = next((line.text for line in lines if line.kind == Kind.ADDRESSEES), "")
    lead = [fold(issuer.value) for issuer in issuers]

    @cache
    def votes() -> dict[Region, float]:  # most documents need none
        return _votes(lines, number, labels)

    if (
        (lead and is_national(lead[0]))
        or any(_STATE.match(head) for head in heads)
        or _ALL_PROVINCES.search(addressees)
    ):
        return None, True
    by_issuer = next((region for name in lead if (region := _lowest(name, votes))), None)
    by_title = next((region for head in reversed(heads) if (region := _lowest(head, votes, first=True))), None)
    if by_issuer:
        return by_title if by_title and by_issuer != by_title and by_issuer.holds(by_title) else by_issuer, False
    own = Counter(match[1] for line in lines for match in _OWN.finditer(line.text))
    level, times = max(own.items(), key=lambda item: item[1], default=(None, 0))
    if by_title:
        return by_title, False
    best = _best(votes(), _LEVELS[level] if level else None, _MUCH if times > 1 else _LITTLE)
    wide = sum(len(_WHOLE_STATE.findall(line.text)) for line in lines)
    if best and (level or votes().get(best, 0.0) >= max(1.5, 0.3 * wide)):
        return best, False
    return None, wide >= 3 and not level


def places_in(text: str) -> list[Mention]:
    """The places that a folded text names: no dynasty's year, no street, no part of the state's name."""
    found = []
    for mention in find_regions(text):
        name, behind = text[mention.start : mention.end], text[mention.end : mention.end + 4]
        around = text[max(0, mention.start - 6) : mention.end + 6]
        if _STATES_NAME in around and not _FULL.search(name):
            continue
        if text[max(0, mention.start - 1) : mention.start + 1] in ("示范", "模范", "规范"):
            continue
        if not _FULL.search(name):
            if _NOT_BEHIND.match(behind) or (not name.isascii() and len(name) < 2):
                continue
            if all(region.county for region in mention.regions) and not _COUNTY_BEHIND.match(behind):
                continue
        found.append(mention)
    return found


def _votes(lines: Sequence[Line], number: Field | None, labels: Labels) -> dict[Region, float]:
    """How much speaks for each region: mentions, the site and the source, the first character of the number."""
    votes: dict[Region, float] = defaultdict(float)
    read = 0
    for line in lines:
        for mention in places_in(line.text[: max(0, _READ - read)]):
            weight = _FIRST if read + mention.start < _OPENING and line.kind != Kind.MENU else 1
            full = bool(_FULL.search(line.text[mention.start : mention.end]))
            for region in mention.regions:
                votes[region] += weight * (0.3 if full else 0.2) * (1 if len(mention.regions) == 1 else 0.2)
        read += len(line.text)
    for field in (*labels.fields.get("source", ()), *labels.fields.get("issuer", ())):
        for mention in places_in(fold(field.value)):
            for region in mention.regions:
                votes[region] += 2 / len(mention.regions)
    if number:
        there = abbreviated(fold(number.value)[0])
        for region in there:
            votes[region] += 3 / len(there)
    return votes


def _lowest(text: str, votes: Callable[[], dict[Region, float]], first: bool = False) -> Region | None:
    """The lowest region that a name states: 广州市海珠区. With ``first`` only what stands together at first counts."""
    mentions = places_in(text)
    found: Region | None = None
    for number, mention in enumerate(mentions):
        if first and number and not _TOGETHER.fullmatch(text[mentions[number - 1].end : mention.start]):
            break
        fits = [region for region in mention.regions if found is None or found.holds(region)]
        if len(fits) > 1:
            found = max(fits, key=lambda region: (_support(region, votes()), not region.county))
        elif fits:
            found = fits[0]
    return found


def _support(region: Region, votes: dict[Region, float]) -> float:
    """The votes for a region, and in part those for the regions above it."""
    above = votes.get(Region(region.province, region.city), 0.0) if region.county else 0.0
    return (
        votes.get(region, 0.0) + 0.5 * above + (0.25 * votes.get(Region(region.province), 0.0) if region.city else 0.0)
    )


def _best(votes: dict[Region, float], level: int | None, much: float) -> Region | None:
    """The region that most speaks for; without a level, down to the one below it that the text is about."""

    def weight(region: Region) -> float:
        own = 2 if region.county else 1 if region.city else 0
        municipality = not region.city and region.province.endswith("市") and level == 1
        return _support(region, votes) * (much if own == level or municipality else 1.0)

    best = max(votes, key=weight, default=None)
    while level is None and best and not best.county:
        below = {region: votes[region] for region in votes if best.holds(region) and region != best}
        child = max(below, key=below.__getitem__, default=None)
        if child is None or below[child] < max(_MOST_BELOW * sum(below.values()), votes[best] / 2):
            break
        best = child
    return best
