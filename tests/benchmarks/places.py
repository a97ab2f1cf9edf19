"""Real names of regions of China for made documents, in an order that is the same at every run."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from functools import cache

from retrieval.text.words import read_lines

#: So many regions have no document in any corpus: whoever asks about them is refused.
_ABSENT = 50
#: Their governments write other documents.
_OTHERS = frozenset({"台湾省", "香港特别行政区", "澳门特别行政区"})


@dataclass(frozen=True)
class Place:
    """A region by its full name, the name that people use, its province, and the first character of its 发文字号."""

    name: str
    short: str
    province: str
    letter: str


@cache
def _places() -> tuple[Place, ...]:
    """All regions below a province that no other shares its name with, shuffled."""
    rows = [line.split("\t") for line in read_lines("regions.tsv")]
    used = Counter(label for row in rows for label in {row[1], row[2]} if label)
    found = []
    for level, name, short, letters, province, *_ in rows:
        if level != "province" and used[name] == 1 and province not in _OTHERS:
            plain = short if short and used[short] == 1 else name
            found.append(Place(name, plain, province, letters[:1] or name[0]))
    random.Random(5).shuffle(found)
    return tuple(found)


@cache
def here() -> tuple[Place, ...]:
    """The regions that documents are made for, in the order in which they are used."""
    return _places()[_ABSENT:]


@cache
def absent() -> tuple[Place, ...]:
    """The regions that no document is made for."""
    return _places()[:_ABSENT]


@cache
def place_of(name: str) -> Place:
    """The region with this full name."""
    return next(place for place in _places() if place.name == name)


@cache
def characters() -> tuple[str, ...]:
    """The characters that names of places are made of, each as often as it is used."""
    return tuple(char for place in _places() for char in place.short if char not in "省市区县旗州盟族自治")
