"""The content words of a question, each with a weight: how much it tells, by its rarity in general Chinese."""

import math
from collections.abc import Iterator, Sequence

from retrieval.document.model import Span
from retrieval.index.store import Index, WordInfo
from retrieval.question.model import Word
from retrieval.question.synonyms import find_keys, synonyms
from retrieval.text.pattern import lazy_pattern
from retrieval.text.words import read_words

_RUN = lazy_pattern(r"[\u3007\u3400-\u9fff]+|[a-z0-9]+(?:[.+\-/&][a-z0-9]+)*%?")
#: Words that ask, address or link.
ASKING = read_words("asking.txt")
#: ln(1 / p) of a word in general Chinese at which it tells all it can, and nothing.
_RARE, _COMMON = 12.5, 4.5
#: The least that a word tells; what a name (characters in a row that make no word), a number, one character tells.
_LEAST, _NAME, _FIGURE, _SINGLE = 0.08, 0.9, 0.6, 0.35


def read_words_of(folded: str, places: Sequence[Span], index: Index) -> tuple[Word, ...]:
    """Return the content words of a folded question in order; ``places`` are where it names places."""
    found: dict[str, Word] = {}
    keys = find_keys(folded)
    for start, end, weight in _pieces(folded, index):
        text = folded[start:end]
        place = any(span.start < end and start < span.end for span in places)
        said = [text, *(folded[key.start : key.end] for key in keys if key.start <= start and end <= key.end)]
        others = dict.fromkeys(other for key in said for other in synonyms(key) if other != text)
        found.setdefault(text, Word(text, weight, place, synonyms=tuple(others)))
    return tuple(found.values())


def word_spans(folded: str, index: Index) -> list[tuple[int, int]]:
    """The spans of the words that the runs of Chinese characters are cut into."""
    spans = []
    for run in _RUN.finditer(folded):
        if run.group()[0] > "\u3000":
            start = run.start()
            for word in index.cut(run.group()):
                spans.append((start, start + len(word)))
                start += len(word)
    return spans


def _pieces(folded: str, index: Index) -> Iterator[tuple[int, int, float]]:
    """The content words with their weights; neighbouring characters that make no word are one name."""
    for run in _RUN.finditer(folded):
        text = run.group()
        if text[0] <= "\u3000":
            yield run.start(), run.end(), _FIGURE if text.isdigit() else 1.0
            continue
        words = index.cut(text)
        known = index.words(words)
        place = loose = run.start()
        for word in [*words, ""]:
            if len(word) == 1 and word not in ASKING:
                place += 1
                continue
            if place - loose > 1:
                yield loose, place, _NAME
            elif place > loose:
                char = folded[loose:place]
                yield loose, place, _SINGLE * weight_of(known.get(char), index)
            loose = place + len(word)
            if word and word not in ASKING:
                yield place, loose, weight_of(known.get(word), index)
            place = loose


def weight_of(info: WordInfo | None, index: Index) -> float:
    """What a word tells: 1 for one that general Chinese hardly has, towards 0 for a common one."""
    rarity = math.log(index.lexicon_total / info.frequency) if info else _RARE
    return min(1.0, max(_LEAST, (rarity - _COMMON) / (_RARE - _COMMON)))
