"""Provisions of laws: 第一百二十条之一第二款第三项, read from text and written for a citation."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from retrieval.text.numerals import parse_number, write_number
from retrieval.text.pattern import lazy_pattern

#: How a number is written in the name of an article, a paragraph, an item.
COUNT = r"(?:[0-9]{1,7}|[零〇一二三四五六七八九十百千两]{1,7})"
_LEVELS = lazy_pattern(
    rf"第(?P<article>{COUNT})条(?:之(?P<inserted>{COUNT}))?(?:第(?P<paragraph>{COUNT})款)?"
    rf"(?:第(?P<item>{COUNT})项)?(?:第(?P<point>{COUNT})目)?"
)


@dataclass(frozen=True, order=True)
class Provision:
    """A place in a law: its article (条), the number of one inserted behind it (之一), its paragraph (款), item (项)
    and point (目), each counted from 1.

    0 where it is not in one, or where it is the only paragraph: of such none is cited.
    """

    article: int
    inserted: int = 0
    paragraph: int = 0
    item: int = 0
    point: int = 0

    @property
    def text(self) -> str:
        """How a citation names it: 第一百二十条之一第二款."""
        named = f"第{write_number(self.article)}条"
        if self.inserted:
            named += f"之{write_number(self.inserted)}"
        below = ((self.paragraph, "款"), (self.item, "项"), (self.point, "目"))
        return named + "".join(f"第{write_number(number)}{level}" for number, level in below if number)

    @property
    def whole(self) -> "Provision":
        """The article that it is in."""
        return Provision(self.article, self.inserted)

    def holds(self, other: "Provision") -> bool:
        """Whether ``other`` is this provision or lies in it; an only paragraph is the first."""
        return (
            self.whole == other.whole
            and self.paragraph in {0, other.paragraph or 1}
            and self.item in {0, other.item}
            and self.point in {0, other.point}
        )


@lru_cache(maxsize=8192)
def parse_provision(text: str) -> Provision:
    """Read what ``Provision.text`` wrote, or a person did. Raises ``ValueError`` where it is none."""
    match = _LEVELS.fullmatch(text)
    if not match:
        raise ValueError(f"no provision: {text!r}")
    return Provision(**{level: int(parse_number(number)) for level, number in match.groupdict().items() if number})


def common(provisions: Iterable[Provision]) -> Provision | None:
    """The narrowest provision that holds all of them; ``None`` where they are of several articles, or none are given."""
    found: Provision | None = None
    for provision in provisions:
        found = provision if found is None else _common(found, provision)
        if found is None:
            return None
    return found


def _common(one: Provision, other: Provision) -> Provision | None:
    if one.whole != other.whole:
        return None
    if one.paragraph != other.paragraph:
        return one.whole
    if one.item != other.item:
        return replace(one, item=0, point=0)
    return one if one.point == other.point else replace(one, point=0)
