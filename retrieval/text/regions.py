"""Administrative regions of China (行政区划): names, short names and abbreviations found in text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


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
    names: dict[str, tuple[Region, ...]]
    abbreviations: dict[str, tuple[Region, ...]]
    pinyin: dict[str, tuple[Region, ...]]
    longest: int


@lru_cache(maxsize=1)
def _gazetteer() -> _Gazetteer:
    names: dict[str, list[Region]] = {}
    abbreviations: dict[str, list[Region]] = {}
    pinyin: dict[str, list[Region]] = {}
    for line in files("retrieval").joinpath("data/regions.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        level, name, short, letters, province, city, sound = line.split("\t")
        region = Region(province, city if level != "province" else "", name if level == "county" else "")
        for label in (name, short):
            if label:
                names.setdefault(label, []).append(region)
        for letter in filter(None, letters.split(",")):
            abbreviations.setdefault(letter, []).append(region)
        if sound:
            pinyin.setdefault(sound, []).append(region)
    return _Gazetteer(
        {name: _highest(regions) for name, regions in names.items()},
        {letter: tuple(regions) for letter, regions in abbreviations.items()},
        {sound: tuple(regions) for sound, regions in pinyin.items()},
        max(map(len, names)),
    )


def _highest(regions: list[Region]) -> tuple[Region, ...]:
    """A name of several levels (上海, 吉林) means the highest that bears it."""
    if any(not region.county for region in regions):
        regions = [region for region in regions if not region.county]
    return tuple(dict.fromkeys(regions))


def find_regions(text: str, words: Sequence[tuple[int, int]] = ()) -> list[Mention]:
    """Return the regions named in ``text``, longest names first at each place, in order.

    ``words`` are the spans of the words that ``text`` was cut into: a name inside a longer word
    (杭州 in 杭州湾, 上海 in 上海交通大学) names that word's thing, not the region.
    """
    names, longest = _gazetteer().names, _gazetteer().longest
    found: list[Mention] = []
    place = 0
    while place < len(text):
        for end in range(min(len(text), place + longest), place + 1, -1):
            regions = names.get(text[place:end])
            if regions and not any(
                start <= place and end <= stop and stop - start > end - place for start, stop in words
            ):
                found.append(Mention(place, end, regions))
                place = end
                break
        else:
            place += 1
    found.extend(_spelled(text))
    return sorted(found, key=lambda mention: mention.start)


def _spelled(text: str) -> list[Mention]:
    """Provinces and cities written in pinyin: nanjing, ningboshi."""
    runs = re.finditer(r"(?<![a-z])[a-z]{4,}(?![a-z])", text)
    return [
        Mention(run.start(), run.end(), regions)
        for run in runs
        if (regions := _gazetteer().pinyin.get(re.sub(r"(?:shi|sheng)$", "", run.group())))
    ]


def abbreviated(letter: str) -> tuple[Region, ...]:
    """The regions that a one-character abbreviation (简称) stands for: 宁, 甬, 沪."""
    return _gazetteer().abbreviations.get(letter, ())
