"""Cut folded text into the terms that are indexed and asked for.

A run of Chinese characters gives jieba's words (by dictionary alone, no guessed words) and all its
character bigrams: words are precise, bigrams find what the dictionary does not know. 发文字号,
years and runs of letters and digits stay whole.
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import add

from retrieval.text.pattern import lazy_pattern

_RUN = lazy_pattern(
    r"(?P<number>\(\d{4}\)\s*\d+\s*号)|(?P<year>(?:19|20)\d{2}年)|(?P<han>[\u3007\u3400-\u9fff]+)|(?P<latin>[a-z0-9]+(?:[.+\-/&][a-z0-9]+)*)"
)
#: No dictionary word that matters is longer (jieba's longest Chinese word has 16 characters).
LONGEST_WORD = 16

Cut = Callable[[str], list[str]]


def terms(folded: str, cut: Cut) -> list[str]:
    """Return the terms of a folded text in order. ``cut`` cuts a run of Chinese characters into words."""

    def both(run: str) -> list[str]:
        return [word for word in cut(run) if len(word) > 2] + list(map(add, run, run[1:]))

    return _runs_cut(folded, both)


def words(folded: str, cut: Cut) -> list[str]:
    """Return a folded text as words, single characters among them, with runs of letters and digits whole."""
    return _runs_cut(folded, cut)


def bigrams(folded: str) -> list[str]:
    """Return a folded text as character bigrams; a character between marks, which is in none, stands for itself."""
    return _runs_cut(folded, lambda run: map(add, run, run[1:]) if len(run) > 1 else run)


def _runs_cut(folded: str, cut: Callable[[str], Iterable[str]]) -> list[str]:
    """Cut each run of Chinese characters; other runs stay whole."""
    found: list[str] = []
    for run in _RUN.finditer(folded):
        text = run.group()
        if run.lastgroup == "han":
            found.extend(cut(text))
        elif run.lastgroup == "number":
            found.append("".join(text.split()))
        else:
            found.append(text)
    return found


def characters(folded: str) -> list[str]:
    """Return the Chinese characters of a folded text."""
    return [character for run in _RUN.finditer(folded) if run.lastgroup == "han" for character in run.group()]


def han_runs(folded: str) -> list[tuple[int, str]]:
    """Return the runs of Chinese characters in a folded text with their offsets."""
    return [(run.start(), run.group()) for run in re.finditer(r"[\u3007\u3400-\u9fff]+", folded)]


def substrings(run: str) -> Iterator[str]:
    """Every piece of ``run`` that could be a dictionary word."""
    for start in range(len(run)):
        for end in range(start + 1, min(len(run), start + LONGEST_WORD) + 1):
            yield run[start:end]


def cut_run(run: str, frequencies: Mapping[str, int], total: int) -> list[str]:
    """Cut a run of Chinese characters as ``jieba.cut(run, HMM=False)`` does, from the frequencies given.

    The most probable path through the words found, ``argmax Σ log(frequency / total)``, an unknown
    character counting as 1; ties go to the longer word. ``frequencies`` must hold every word of
    the dictionary that is a piece of ``run`` (see ``substrings``); a test holds it equal to jieba.
    """
    log_total = math.log(total)
    best: list[tuple[float, int]] = [(0.0, 0)] * (len(run) + 1)
    for start in range(len(run) - 1, -1, -1):
        ends = [
            end for end in range(start + 1, min(len(run), start + LONGEST_WORD) + 1) if frequencies.get(run[start:end])
        ]
        best[start] = max(
            (math.log(frequencies.get(run[start:end]) or 1) - log_total + best[end][0], end)
            for end in ends or [start + 1]
        )
    words, place = [], 0
    while place < len(run):
        end = best[place][1]
        words.append(run[place:end])
        place = end
    return words
