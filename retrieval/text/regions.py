"""Administrative regions of China (行政区划): names, short names and abbreviations found in text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from retrieval.text.words import read_lines


@dataclass(frozen=True, order=True)
class Region:
    """A province, a city or a county-level region; ``city`` and ``county`` are empty above their level."""

    province: str
    city: str = ""
    county: str = ""

    @property
    def name(self) -> str:
        return self.county or self.city or self.province

    def holds(self, other: "Region") -> bool:
        """Whether ``other`` is this region or lies in it."""
        mine, theirs = (self.province, self.city, self.county), (other.province, other.city, other.county)
        return all(not own or own == their for own, their in zip(mine, theirs, strict=True))


def same_place(named: Region, region: Region) -> bool:
    """Whether a document of ``region`` is meant by ``named``: it lies there, or is of the city of a named county."""
    return named.holds(region) or (bool(named.county) and region.holds(named))


@dataclass(frozen=True)
class Mention:
    """A place in a text that names a region; several regions can share the name (中山区, 鼓楼区)."""

    start: int
    end: int
    regions: tuple[Region, ...]


@dataclass(frozen=True)
class _Gazetteer:
    """Lines of the table by each name in them: few of the regions are ever looked up."""

    names: dict[str, list[str]]
    abbreviations: dict[str, list[str]]
    pinyin: dict[str, list[str]]
    beginnings: frozenset[str]
    longest: int

    def named(self, label: str) -> tuple[Region, ...]:
        """The regions of a name; one of several levels (上海, 吉林) means the highest that bears it."""
        regions = _regions(self.names.get(label, ()))
        return tuple(region for region in regions if not region.county) or regions


def _regions(lines: Sequence[str]) -> tuple[Region, ...]:
    return tuple(dict.fromkeys(map(_region, lines)))


def _region(line: str) -> Region:
    level, name, _, _, province, city, _ = line.split("\t")
    return Region(province, city if level != "province" else "", name if level == "county" else "")


@lru_cache(maxsize=1)
def _gazetteer() -> _Gazetteer:
    names: dict[str, list[str]] = {}
    abbreviations: dict[str, list[str]] = {}
    pinyin: dict[str, list[str]] = {}
    for line in read_lines("regions.tsv"):
        _, name, short, letters, _, _, sound = line.split("\t")
        names.setdefault(name, []).append(line)
        if short:
            names.setdefault(short, []).append(line)
        if letters:
            for letter in letters.split(","):
                abbreviations.setdefault(letter, []).append(line)
        if sound:
            pinyin.setdefault(sound, []).append(line)
    beginnings = frozenset(name[:2] for name in names)
    return _Gazetteer(names, abbreviations, pinyin, beginnings, max(map(len, names)))


def find_regions(text: str, words: Sequence[tuple[int, int]] = ()) -> list[Mention]:
    """Return the regions named in ``text``, longest names first at each place, in order.

    ``words`` are the spans of the words that ``text`` was cut into: a name inside a longer word
    (杭州 in 杭州湾, 上海 in 上海交通大学) names that word's thing, not the region.
    """
    beginnings = _gazetteer().beginnings
    found: list[Mention] = []
    end = 0
    for place in range(len(text) - 1):
        if place < end or text[place : place + 2] not in beginnings:
            continue
        if mention := region_at(text, place, words):
            found.append(mention)
            end = mention.end
    found.extend(_spelled(text))
    return sorted(found, key=lambda mention: mention.start)


def region_at(text: str, place: int, words: Sequence[tuple[int, int]] = ()) -> Mention | None:
    """The longest name of a region that begins at ``place`` (see ``find_regions``)."""
    gazetteer = _gazetteer()
    if text[place : place + 2] not in gazetteer.beginnings:
        return None
    for end in range(min(len(text), place + gazetteer.longest), place + 1, -1):
        name = text[place:end]
        if name in gazetteer.names and not any(
            start <= place and end <= stop and stop - start > end - place for start, stop in words
        ):
            return Mention(place, end, gazetteer.named(name))
    return None


def _spelled(text: str) -> list[Mention]:
    """Provinces and cities written in pinyin: nanjing, ningboshi."""
    runs = re.finditer(r"(?<![a-z])[a-z]{4,}(?![a-z])", text)
    return [
        Mention(run.start(), run.end(), _regions(lines))
        for run in runs
        if (lines := _gazetteer().pinyin.get(re.sub(r"(?:shi|sheng)$", "", run.group())))
    ]


def abbreviated(letter: str) -> tuple[Region, ...]:
    """The regions that a one-character abbreviation (简称) stands for: 宁, 甬, 沪."""
    return _regions(_gazetteer().abbreviations.get(letter, ()))
