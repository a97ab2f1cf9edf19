"""Text that a document holds twice is kept once, however differently its lines are broken."""

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate

from retrieval.document.model import Span
from retrieval.text.fold import fold
from retrieval.text.joined import join

#: A second copy has so many parts of sentences and characters at least, in the same order.
_PARTS, _CHARACTERS = 5, 200
#: A part of a sentence is told again from so many characters on.
_TOLD = 8
#: So many characters of the first copy may be missed between two paragraphs of the second, so many paragraphs of the
#: second may be its own.
_MISSED, _OWN = 3000, 3
#: A paragraph belongs to the copy when so much of it stands above.
_SHARE = 0.8
_MARK = re.compile(r"[,。;:!?]")


def without_copies(text: str, paragraphs: Sequence[Span]) -> list[Span]:
    """Drop the paragraphs that repeat earlier ones in the same order."""
    folded = fold(text)
    keys = [
        join(paragraph.of(text)).folded if "\n" in paragraph.of(text) else paragraph.of(folded)
        for paragraph in paragraphs
    ]
    copied = set(_Text(["".join(key.split()) for key in keys]).copied())
    return [paragraph for number, paragraph in enumerate(paragraphs) if number not in copied]


class _Text:
    """All paragraphs as one string without blanks; where each begins, and where each part of a sentence is first met."""

    def __init__(self, keys: Sequence[str]) -> None:
        self.keys = keys
        self.starts = [0, *accumulate(map(len, self.keys))]
        self.whole = "".join(self.keys)
        self.first: dict[str, int] = {}
        for start, key in zip(self.starts, self.keys, strict=False):
            for part in _parts(key):
                self.first.setdefault(part, start)

    def copied(self) -> Iterator[int]:
        number = 0
        while number < len(self.keys):
            run, whole = self._run(number)
            if sum(len(_parts(key)) for key in whole) >= _PARTS and sum(map(len, whole)) >= _CHARACTERS:
                yield from run
                number = run[-1] + 1
            else:
                number += 1

    def _run(self, start: int) -> tuple[list[int], list[str]]:
        """The paragraphs from ``start`` on that repeat those above it, and those of them that stand above word for word."""
        place = self._met(start, start)
        run: list[int] = []
        whole: list[str] = []
        number = start
        while place is not None and number < len(self.keys) and number - (run[-1] if run else start) <= _OWN:
            key = self.keys[number]
            found = self.whole.find(key, place, min(place + len(key) + _MISSED, self.starts[start]))
            if found >= 0:
                place = found + len(key)
                whole.append(key)
            if found >= 0 or self._met(number, start) is not None:
                run.append(number)
            number += 1
        return run, whole

    def _met(self, number: int, start: int) -> int | None:
        """Where a paragraph's parts are first met, if most are above the paragraph ``start``."""
        parts = _parts(self.keys[number])
        above = [part for part in parts if self.first[part] < self.starts[start]]
        told = [part for part in above if len(part) >= _TOLD]
        whole = sum(map(len, above)) >= _SHARE * sum(map(len, parts))
        return self.first[told[0]] if told and whole else None


def _parts(key: str) -> list[str]:
    return [part for part in _MARK.split(key) if part]
