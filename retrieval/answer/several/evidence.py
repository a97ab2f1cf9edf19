"""What sets of items of a document are compared by: how the question, its words and the passages found stand in it."""

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from operator import mul

from retrieval.answer.matching import match
from retrieval.answer.several.kinds import Asked
from retrieval.answer.several.pieces import NEGATED, Piece
from retrieval.answer.several.structure import Node, Structure
from retrieval.document.model import Span, meets

#: A question whose words the head of the document explains asks for so much at least.
LEAST_ASKED = 0.6
#: As much at least for words weighed by the document.
_LEAST_RARE = 0.3
#: No passage counts as further behind the best one.
_FARTHEST = -6.0
#: What items say by themselves.
SAID = ("money", "number", "numbers", "date", "negated", "long", "short", "word", "last")


@dataclass(frozen=True)
class Evidence:
    """What proposals of a document are compared by: ``ranked`` are its passages with their shares of all that fit."""

    asked: Asked
    ranked: Sequence[tuple[Span, float]]
    structure: Structure

    @cached_property
    def length(self) -> int:
        return max(1, self.structure.root.section.end)

    @cached_property
    def best(self) -> float:
        """The share of the passage that fits best."""
        return max((share for _, share in self.ranked), default=1.0)

    @cached_property
    def above(self) -> Sequence[int]:
        """The sections that hold the passage that fits best, innermost first."""
        node: Node | None = self.structure.at(self.ranked[0][0].start) if self.ranked else None
        found = []
        while node:
            found.append(node.number)
            node = node.parent
        return found

    @cached_property
    def last(self) -> str:
        """The last word that tells something: what is asked for stands last."""
        return self.asked.own[-1].text if self.asked.own else ""

    @cached_property
    def total(self) -> float:
        return max(LEAST_ASKED, sum(self._weights))

    @cached_property
    def negated(self) -> bool:
        return bool(NEGATED.search(self.asked.folded))

    def focuses(self, text: str) -> bool:
        """Whether what is asked for stands in a text."""
        return any(word.text in text for word in self.asked.focus)

    def is_first(self, span: Span | Piece) -> bool:
        """Whether the passage that fits best meets a span."""
        return bool(self.ranked) and meets(self.ranked[0][0], span)

    def said(self, piece: Piece) -> Sequence[float]:
        """What a piece says by itself, in the order of ``SAID``."""
        found = self._said.get(piece.key)
        if found is None:
            folded, numbers = piece.folded, piece.numbers
            words = sum(weight for weight, one in zip(self._weights, self._matches(folded), strict=True) if one == 1.0)
            last = bool(self.last) and self.last in folded
            values = (piece.money, numbers > 0, numbers > 1, piece.dated, piece.negated, len(folded) > 80)
            found = (*values, len(folded) < 5, words / self.total, last)
            self._said[piece.key] = found
        return found

    def coverage(self, *texts: str) -> float:
        """How much of the question texts say that the head of the document does not explain."""
        covered: float = sum(map(mul, self._weights, self._best_of(texts)))
        return covered / self.total

    def rarely(self, *texts: str) -> float:
        """As ``coverage``, where words that stand all over the document weigh little."""
        covered: float = sum(map(mul, self._rare, self._best_of(texts)))
        return covered / self._rare_total

    def _best_of(self, texts: tuple[str, ...]) -> Sequence[float]:
        """How well each word stands in the text that says it best."""
        found = self._bests.get(texts)
        if found is None:
            matches = [self._matches(text) for text in texts]
            found = self._bests[texts] = list(map(max, *matches)) if len(matches) > 1 else matches[0]
        return found

    def hits(self, span: Span) -> float:
        """The share of the document's paragraphs with words of the question that stand in a span."""
        total = held = 0.0
        for weight, starts in zip(self._rare, self._holders, strict=True):
            if starts:
                inside = bisect_left(starts, span.end) - bisect_left(starts, span.start)
                total += weight
                held += weight * inside / len(starts)
        return held / total if total else 0.0

    def named(self, text: str) -> float:
        """How much of a heading the question says."""
        found = self._named.get(text)
        if found is None:
            pairs = [text[place : place + 2] for place in range(len(text) - 1)]
            said = sum(1 for pair in pairs if pair in self.asked.folded)
            found = self._named[text] = said / len(pairs) if pairs else 0.0
        return found

    def deeper(self, node: Node) -> float:
        """How much better the question names a section beneath a node than the node itself."""
        found = self._deeper.get(node.number)
        if found is None:
            own, *below = (self.named(title_of(one)) for one in node.within)
            found = self._deeper[node.number] = max([0.0, *(one - own for one in below)])
        return found

    def inside(self, span: Span) -> Sequence[tuple[int, int, float]]:
        """The passages that meet a span: where each begins and ends, and its share."""
        first, last = span.start, span.end
        return [one for one in self._places if one[0] < last and first < one[1]]

    def nearest(self, span: Span) -> float:
        """How far the best of the passages that meet a span is behind the best of all."""
        return self.log_share([share for _, _, share in self.inside(span)])

    def log_share(self, shares: Sequence[float]) -> float:
        """How far the best of some passages is behind the best of all."""
        return max([_FARTHEST, *(math.log(share / self.best) for share in shares)])

    def mass(self, start: int, end: int) -> float:
        """How much of the passages that fit has its middle between two offsets."""
        middles, masses = self._middles
        return masses[bisect_left(middles, end)] - masses[bisect_left(middles, start)]

    def _matches(self, text: str) -> Sequence[float]:
        """How well each word of the question stands in a text."""
        found = self._matched.get(text)
        if found is None:
            found = self._matched[text] = [match(word, text) for word, _ in self.asked.weights]
        return found

    @cached_property
    def _weights(self) -> Sequence[float]:
        return [weight for _, weight in self.asked.weights]

    @cached_property
    def _places(self) -> Sequence[tuple[int, int, float]]:
        return [(place.start, place.end, share) for place, share in self.ranked]

    @cached_property
    def _middles(self) -> tuple[Sequence[int], Sequence[float]]:
        """The middles of the passages in order, and how much stands before each."""
        middles = sorted(((place.start + place.end) // 2, share) for place, share in self.ranked)
        return [middle for middle, _ in middles], [0.0, *accumulate(share for _, share in middles)]

    @cached_property
    def _holders(self) -> Sequence[Sequence[int]]:
        """Where the paragraphs begin that hold each word of the question."""
        lines = self.structure.root.texts
        return [[line.base for line in lines if word.text in line.folded] for word, _ in self.asked.weights]

    @cached_property
    def _rare(self) -> Sequence[float]:
        """What each word tells, less where many paragraphs hold it."""
        most = math.log(len(self.structure.root.texts) + 1.5)
        return [
            weight * (1 - math.log(len(held) + 1) / most)
            for weight, held in zip(self._weights, self._holders, strict=True)
        ]

    @cached_property
    def _rare_total(self) -> float:
        return max(_LEAST_RARE, sum(self._rare))

    @cached_property
    def _named(self) -> dict[str, float]:
        return {}

    @cached_property
    def _deeper(self) -> dict[int, float]:
        return {}

    @cached_property
    def _said(self) -> dict[tuple[int, int], Sequence[float]]:
        return {}

    @cached_property
    def _matched(self) -> dict[str, Sequence[float]]:
        return {}

    @cached_property
    def _bests(self) -> dict[tuple[str, ...], Sequence[float]]:
        return {}


def title_of(node: Node) -> str:
    """The folded heading of a section."""
    return node.title.folded if node.title else ""
