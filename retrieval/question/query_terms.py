"""The content words of a question, each with a weight: how much it tells, by its rarity in general Chinese."""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from retrieval.document.model import Span
from retrieval.index.store import Index, WordInfo
from retrieval.lexicon import words
from retrieval.question.model import Word
from retrieval.question.synonyms import find_keys, synonyms
from retrieval.text.numerals import find_quantities
from retrieval.text.pattern import lazy_pattern
from retrieval.text.words import read_words

_RUN = lazy_pattern(r"[\u3007\u3400-\u9fff]+|[a-z0-9]+(?:[.+\-/&][a-z0-9]+)*%?")
#: Words that ask, address or link.
ASKING = read_words("asking.txt")
#: Frequent surnames that are hardly used as words.
_SURNAMES = frozenset(words("surnames"))
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
    """The content words with their weights; neighbouring characters that make no word are one name, a number and its
    unit (80周岁) are one word."""
    units = {one.start: one.end for one in find_quantities(folded) if one.unit and folded[one.start].isdigit()}
    reached = 0
    for run in _RUN.finditer(folded):
        start, text = max(run.start(), reached), run.group()
        if text[0] <= "\u3000":
            if start == run.start():
                reached = _with_unit(folded, units.get(start, 0), index) if start in units else 0
                yield start, max(run.end(), reached), _FIGURE if text.isdigit() else 1.0
            continue
        yield from _words_in(folded[start : run.end()], start, index)


def _with_unit(folded: str, end: int, index: Index) -> int:
    """Where a number's unit ends: with the word that it begins (周 in 周岁)."""
    run = _RUN.match(folded, end - 1)
    return end - 1 + len(index.cut(run.group())[0]) if run and run.group()[0] > "\u3000" else end


def _words_in(text: str, offset: int, index: Index) -> Iterator[tuple[int, int, float]]:
    """The content words of a run of Chinese characters that stands at ``offset``."""
    parts = index.cut(text)
    known = index.words(parts)
    content = _content(parts, index)
    place = loose = 0
    for number, word in enumerate([*parts, ""]):
        if len(word) == 1 and content[number]:
            place += 1
            continue
        if place - loose == 1 and text[loose] in _SURNAMES and _given_name(number, parts, content, known, index):
            place += len(word)
            continue
        for start, end in _names(text[loose:place], index):
            single = end - start == 1 and known.get(text[loose + start])
            weight = _SINGLE * weight_of(single or None, index) if end - start == 1 else _NAME
            yield offset + loose + start, offset + loose + end, weight
        loose = place + len(word)
        if word and content[number]:
            yield offset + place, offset + loose, weight_of(known.get(word), index)
        place = loose


def _names(text: str, index: Index) -> list[tuple[int, int]]:
    """The spans of the names in characters in a row that make no word: entries of the table of synonyms, and what the
    documents write in one; all of it where they write none of its pairs."""
    ends = {edge for key in find_keys(text) if key.end - key.start > 1 for edge in (key.start, key.end)}
    written = index.counts({text[place : place + 2] for place in range(len(text) - 1)})
    if written:
        ends |= {place for place in range(1, len(text)) if text[place - 1 : place + 1] not in written}
    return list(pairwise(sorted({0, len(text), *ends}))) if text else []


def _content(parts: Sequence[str], index: Index) -> list[bool]:
    """Which words tell something: those that do not ask, and those that the documents write in one with a neighbour that
    does not (咨询 in 咨询调查业)."""
    told = [word not in ASKING for word in parts]
    joints = {
        place: left[-1] + right[0]
        for place, (left, right) in enumerate(pairwise(parts))
        if told[place] != told[place + 1] and len(right if told[place] else left) > 1
    }
    written = index.counts(joints.values()) if joints else {}
    for place, joint in joints.items():
        if joint in written:
            told[place] = told[place + 1] = True
    return told


def _given_name(
    number: int, parts: Sequence[str], content: Sequence[bool], known: Mapping[str, WordInfo], index: Index
) -> bool:
    """Whether the word behind a surname is a given name: it is rare, and no other word stands before the surname."""
    word = parts[number] if number < len(parts) else ""
    begins = number < 2 or not content[number - 2]
    return begins and len(word) == 2 and content[number] and weight_of(known.get(word), index) >= 1.0


def weight_of(info: WordInfo | None, index: Index) -> float:
    """How much a word tells: 1 for one that general Chinese hardly has, towards 0 for a common one."""
    rarity = math.log(index.lexicon_total / info.frequency) if info else _RARE
    return min(1.0, max(_LEAST, (rarity - _COMMON) / (_RARE - _COMMON)))
