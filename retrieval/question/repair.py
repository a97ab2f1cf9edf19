"""Mend what was mistyped: words that no document holds, beside words of the documents that they sound or look like."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from retrieval.index.store import Index
from retrieval.index.tokens import han_runs
from retrieval.question.model import Repair
from retrieval.text.sounds import look_alikes, sound_keys, wrong_keys
from retrieval.text.words import read_words

_STOP = read_words("stopwords.txt")
_LONGEST, _SHORTEST = 6, 2
#: A word so rare in general Chinese (论理, 影象), and in no document, is more likely mistyped (伦理, 影像).
_RARE = 100


def find_repairs(text: str, index: Index) -> tuple[Repair, ...]:
    """Return what is mistyped in a folded text: stretches that no document holds and that make no word.

    One that sounds like a word of the documents (研宄 is 研究), or has one character wrong or missing
    in a word of three or more, is taken for that word; stretches with more loose characters first.
    """
    windows = [window for start, run in han_runs(text) for window in _windows(start, run, index)]
    if not windows:
        return ()
    found = index.spelled({key for window in windows for key in window.keys})
    repairs: list[Repair] = []
    for window in sorted(windows, key=lambda window: (-len(window.loose), -len(window.typed), window.start)):
        words = [word for key in window.keys for word in found.get(key, ())]
        if window.typed in words or any(_overlap(window, other) for other in repairs):
            continue
        meant = _look_alike(window, index) or next(iter(words), None)
        if meant:
            repairs.append(Repair(window.start, window.typed, meant))
    return tuple(sorted(repairs, key=lambda repair: repair.start))


def _look_alike(window: _Window, index: Index) -> str | None:
    """The stretch with one loose character replaced by one that looks like it, if the documents hold that."""
    shapes = [
        window.typed[:place] + other + window.typed[place + 1 :]
        for place in window.loose
        for other in look_alikes(window.typed[place])
    ]
    held = index.counts(shapes)
    return max((shape for shape in shapes if shape in held), key=lambda shape: held[shape], default=None)


def mend(text: str, repairs: tuple[Repair, ...]) -> str:
    """Return ``text`` with what was mistyped replaced by what was meant."""
    for repair in reversed(repairs):
        text = text[: repair.start] + repair.meant + text[repair.start + len(repair.typed) :]
    return text


@dataclass(frozen=True)
class _Window:
    start: int
    typed: str
    keys: tuple[str, ...]
    loose: tuple[int, ...]  # the places of characters that are no word with their neighbours


def _windows(offset: int, run: str, index: Index) -> Iterator[_Window]:
    """The stretches of whole words, at least one of a single character, that hold a bigram no document has."""
    words = index.cut(run)
    held = index.counts([run[place : place + 2] for place in range(len(run) - 1)])
    start = 0
    for first, word in enumerate(words):
        typed = ""
        for last in range(first, len(words)):
            typed += words[last]
            if len(typed) > _LONGEST or (len(words[last]) == 1 and words[last] in _STOP):
                break
            parts = words[first : last + 1]
            rare = len(parts) == 1 and _is_rare(typed, index)
            strange = any(typed[place : place + 2] not in held for place in range(len(typed) - 1))
            if len(typed) >= _SHORTEST and (strange or rare):
                loose = _loose(parts)
                keys = tuple(_keys(typed, loose, any(part in held for part in parts), rare))
                if keys:
                    yield _Window(offset + start, typed, keys, loose)
        start += len(word)


def _is_rare(word: str, index: Index) -> bool:
    info = index.words([word]).get(word)
    return info is not None and info.frequency <= _RARE


def _loose(parts: list[str]) -> tuple[int, ...]:
    starts = accumulate(map(len, parts), initial=0)
    return tuple(start for start, part in zip(starts, parts, strict=False) if len(part) == 1)


def _keys(typed: str, loose: tuple[int, ...], sound: bool, rare: bool) -> Iterator[str]:
    """The keys of a stretch; where a part of it is a ``sound`` word, only a loose character can be the wrong one."""
    if loose or rare:
        yield from sound_keys(typed)
    if len(typed) > 3 or not sound:
        yield from (key for place, key in enumerate(wrong_keys(typed)) if place in loose)
    if len(typed) > 2 and loose and not sound:
        yield typed  # a longer word without one of its characters


def _overlap(window: _Window, other: Repair) -> bool:
    return window.start < other.start + len(other.typed) and other.start < window.start + len(window.typed)
