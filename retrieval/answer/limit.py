"""Keep the passages of an answer to as many as were asked for, with every value of the answer still in one of them."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from retrieval.answer.citation import cite
from retrieval.answer.model import MAX_PASSAGE, Passage
from retrieval.document.model import Span
from retrieval.index.store import Index


def limited(passages: Sequence[Passage], first: int, text: str, count: int, index: Index) -> list[Passage]:
    """At most ``count`` of the passages of the answer ``text``, where that is enough to prove it.

    The ``first`` ones, one for each part of the answer, are kept. Of the others, those that hold no value of their
    own are left out, the last first; then passages that stand close together are made one.
    """
    kept = list(passages)
    for passage in reversed(passages[first:]):
        rest = [other for other in kept if other is not passage]
        if len(kept) > count and all(_held(value, rest) for value in _values(passage, text)):
            kept = rest
    while len(kept) > count and (pair := _closest(kept)):
        one, other = pair
        kept[kept.index(one)] = _joined(one, other, index)
        kept.remove(other)
    return kept


def _values(passage: Passage, text: str) -> list[str]:
    """The marked stretches of a passage that the answer says."""
    return [value for mark in passage.highlights if (value := mark.of(passage.text)) in text]


def _held(value: str, passages: Sequence[Passage]) -> bool:
    return any(value in passage.text for passage in passages)


def _closest(passages: Sequence[Passage]) -> tuple[Passage, Passage] | None:
    """Two passages of one document that make the shortest one together, within the limit."""
    pairs = [pair for pair in combinations(passages, 2) if pair[0].document.id == pair[1].document.id]
    best = min(pairs, key=lambda pair: _length(*pair), default=None)
    return best if best and _length(*best) <= MAX_PASSAGE else None


def _length(one: Passage, other: Passage) -> int:
    return max(one.end, other.end) - min(one.start, other.start)


def _joined(one: Passage, other: Passage, index: Index) -> Passage:
    span = Span(min(one.start, other.start), max(one.end, other.end))
    marks = {
        Span(mark.start + passage.start - span.start, mark.end + passage.start - span.start)
        for passage in (one, other)
        for mark in passage.highlights
    }
    return replace(
        one,
        start=span.start,
        end=span.end,
        text=index.slice(one.document.id, span),
        score=max(one.score, other.score),
        citation=cite(one.document, span, index),
        place=min((one, other), key=lambda passage: passage.start).place,
        highlights=tuple(sorted(marks, key=lambda mark: (mark.start, mark.end))),
    )
