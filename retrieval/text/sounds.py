"""How Chinese words sound and look nearly alike: keys under which a mistyped word meets the right one."""

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from itertools import islice, product

from retrieval.text.words import read_words

#: A word has at most this many readings that are kept (characters can be read in several ways).
_READINGS = 8
_GAP = "*"


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[str, ...]]:
    table: dict[str, list[str]] = {}
    for line in files("retrieval").joinpath("data/pinyin.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            reading, characters = line.split("\t")
            for char in characters:
                table.setdefault(char, []).append(reading)
    return {char: tuple(readings) for char, readings in table.items()}


def sound_keys(word: str) -> Iterator[str]:
    """The readings of a word in pinyin without tones; none where a character's reading is not known."""
    table = _table()
    if all(char in table for char in word):
        yield from islice((" ".join(readings) for readings in product(*(table[char] for char in word))), _READINGS)


def wrong_keys(word: str) -> Iterator[str]:
    """The word with each of its characters left open: one wrong character leads to the same key."""
    if len(word) > 2:
        yield from (word[:place] + _GAP + word[place + 1 :] for place in range(len(word)))


def short_keys(word: str) -> Iterator[str]:
    """The word with each of its characters left out: a missing character leads to the same key."""
    if len(word) > 3:
        yield from dict.fromkeys(word[:place] + word[place + 1 :] for place in range(len(word)))


@lru_cache(maxsize=1)
def _alike() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for group in sorted(read_words("confusables.txt")):
        for char in group:
            table[char] = (*table.get(char, ()), *group.replace(char, ""))
    return table


def look_alikes(char: str) -> tuple[str, ...]:
    """The characters that look like ``char`` and are typed for it (形近字)."""
    return _alike().get(char, ())


def common_shapes(text: str) -> str:
    """``text`` with every character that GB 2312 lacks replaced by one of GB 2312 that looks like it (巿 by 市)."""
    if text.isascii() or _is_common(text):
        return text
    return "".join(char if _is_common(char) else _common_shape(char) for char in text)


def _common_shape(char: str) -> str:
    return next(filter(_is_common, look_alikes(char)), char)


def _is_common(text: str) -> bool:
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
