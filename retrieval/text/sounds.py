"""How Chinese words sound and look nearly alike: keys under which a mistyped word meets the right one."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product

from retrieval.text.words import read_lines, read_words

#: A word has at most this many readings that are kept (characters can be read in several ways).
_READINGS = 8
_GAP = "*"


@lru_cache(maxsize=1)
def _rows() -> list[tuple[str, str]]:
    """Each reading with its characters."""
    return [
        (reading, characters) for reading, _, characters in (line.partition("\t") for line in read_lines("pinyin.tsv"))
    ]


@lru_cache(maxsize=2**13)  # all characters of GB 2312
def _readings(char: str) -> tuple[str, ...]:
    """The readings of a character, looked for when it is first met: a question has few of the 6,763."""
    return tuple(reading for reading, characters in _rows() if char in characters)


def sound_keys(word: str) -> Iterator[str]:
    """The readings of a word in pinyin without tones; none where a character's reading is not known."""
    yield from islice((" ".join(readings) for readings in product(*map(_readings, word))), _READINGS)


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
