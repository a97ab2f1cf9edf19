"""Choose among proposals: the set that is expected to say most of what the right one says, and least besides."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from retrieval.answer.several.pieces import Piece
from retrieval.answer.several.proposals import Proposal

#: So many of the best are compared.
_COMPARED = 40
#: Two pieces say the same where they share so much of the shorter one.
_SAME = 0.7


@dataclass(frozen=True)
class Chosen:
    """The set of items chosen, its score, and how right it is expected to be (0 to 1)."""

    proposal: Proposal
    score: float
    expected: float

    @property
    def items(self) -> tuple[Piece, ...]:
        return self.proposal.items


def choose(scored: Sequence[tuple[float, Proposal]]) -> Chosen | None:
    """Return the set whose expected worth is highest among the best."""
    best = sorted(scored, key=lambda pair: -pair[0])[:_COMPARED]
    if not best:
        return None
    top = best[0][0]
    raised = [math.exp(score - top) for score, _ in best]
    total = sum(raised)
    chances = [value / total for value in raised]
    sets = [proposal.items for _, proposal in best]
    distinct = list({piece.key: piece for items in sets for piece in items}.values())
    number = {piece.key: place for place, piece in enumerate(distinct)}
    says = _says(distinct)
    ids = [[number[piece.key] for piece in items] for items in sets]
    masks = [_bits(1 << one for one in some) for some in ids]
    said = [_bits(says[one] for one in some) for some in ids]
    expected = []
    for mine, covered in zip(masks, said, strict=True):
        value = 0.0
        for theirs, other, chance in zip(masks, said, chances, strict=True):
            recall = (theirs & covered).bit_count() / theirs.bit_count()
            precision = (mine & other).bit_count() / mine.bit_count()
            value += chance * _worth(recall, precision)
        expected.append(value)
    place = max(range(len(best)), key=lambda one: expected[one])
    return Chosen(best[place][1], best[place][0], expected[place])


def _bits(some: Iterable[int]) -> int:
    return reduce(or_, some, 0)


def _worth(recall: float, precision: float) -> float:
    return (recall * precision * 2 / (recall + precision)) ** 2 if recall + precision else 0.0


def _says(distinct: Sequence[Piece]) -> list[int]:
    """For each piece the set of those that say it or that it says, as bits."""
    order = sorted(range(len(distinct)), key=lambda one: distinct[one].start)
    found = [1 << one for one in range(len(distinct))]
    for place, one in enumerate(order):
        mine = distinct[one]
        for other in order[place + 1 :]:
            theirs = distinct[other]
            if theirs.start >= mine.end:
                break
            shared = min(mine.end, theirs.end) - theirs.start
            if shared >= _SAME * min(mine.end - mine.start, theirs.end - theirs.start):
                found[one] |= 1 << other
                found[other] |= 1 << one
    return found
