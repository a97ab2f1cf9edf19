"""Tell a page whose text layer is rubbish: fonts that name other characters than they show."""

import re
from collections import Counter

from retrieval.document.readers.text import is_common
from retrieval.lexicon import words

#: So many characters that no font explains, marks among all characters, or letters of other scripts make a text useless.
_UNEXPLAINED, _MARKS, _FOREIGN = 0.05, 0.28, 0.3
#: In 36,000 stretches of real documents never less than 0.87 of the Chinese characters were common ones.
_COMMON = 0.75
#: Too little to be told: characters of a page, kinds of marks, pairs of Chinese characters, characters in a row.
_SHORT, _KINDS, _FEW_PAIRS, _IN_A_ROW = 20, 8, 150, 8
#: In every real text at least this share of the pairs is usual; letters put for letters have hardly one.
_USUAL = 0.005
_HAN = re.compile("[\u4e00-\u9fff]+")
_WORDS = re.compile(r"\S+")


def is_garbled(text: str) -> bool:
    """Whether the text layer of a page is not what the page shows (wrong character maps)."""
    shown = "".join(text.split())
    if len(shown) < _SHORT:
        return False
    if sum(map(_is_unexplained, shown)) > _UNEXPLAINED * len(shown):
        return True
    marks = Counter(char for char in shown if not (char.isalnum() or "\u2e80" <= char <= "\uffef" or char in "._-…·"))
    if len(marks) >= _KINDS and marks.total() > _MARKS * len(shown):
        return True
    if sum(map(_is_foreign, shown)) > _FOREIGN * len(shown):
        return True
    runs = _HAN.findall(text)
    han = "".join(runs)
    if len(han) >= _SHORT and sum(map(is_common, han)) < _COMMON * len(han):
        return True
    pairs = [run[place : place + 2] for run in runs for place in range(len(run) - 1)]
    rows = sorted(map(len, _WORDS.findall(text)))
    if len(pairs) < _FEW_PAIRS or rows[len(rows) // 2] < _IN_A_ROW:  # names in a list are no prose either
        return False
    usual = frozenset(words("pairs"))
    return sum(pair in usual for pair in pairs) < _USUAL * len(pairs)


def _is_unexplained(char: str) -> bool:
    return char == "\ufffd" or "\x7f" <= char <= "\x9f" or "\ue000" <= char <= "\uf8ff" or char >= "\U000f0000"


def _is_foreign(char: str) -> bool:
    return char.isalpha() and not (char.isascii() or "\u3400" <= char <= "\u9fff" or "\uf900" <= char <= "\uffef")
