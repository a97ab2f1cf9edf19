"""Choose the stretch of a passage that holds what is asked for: a fitted chance for each, and as much of it as fits.

Each run of comma pieces gets the chance that it is what answers (a conditional logit, fitted by
``tests/benchmarks/fit_stretches.py``). What is shown is the run within the limit that most likely holds it somewhere,
as a few more words around a value cost a reader little and a value that is cut off costs all.
"""

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby
from operator import mul
from pathlib import Path

from retrieval.answer.matching import match
from retrieval.answer.model import MAX_ANSWER
from retrieval.answer.views import EXPLAINED, View
from retrieval.clause.sentences import split_commas
from retrieval.document.model import Span, holds
from retrieval.question.intent import Shape, shows
from retrieval.question.model import Word

#: Marks behind which a sentence begins.
ENDS = "。;"
#: So many pieces of a passage are looked at, and the last words of a question are what is asked for.
_PIECES, _TAIL = 60, 3
#: What a hundred characters more must add to the chance; of equals the run of whole sentences is shown.
_COST, _WHOLE = 0.05, 1e-3
_DATA = Path(__file__).with_name("stretches.json")

#: What is known of a run of pieces, in the order of ``Run.features``.
NAMES = ("cover", "tail", "shown", "closes", "held", "inside", "best", "length", "last_shows", "cut_off", "year")
_CLOSES = NAMES.index("closes")


@dataclass(frozen=True)
class Run:
    """A run of pieces: the numbers of its first and last, its span, and the values of its features."""

    first: int
    last: int
    span: Span
    features: tuple[float, ...]

    @property
    def closes(self) -> float:
        """Whether it ends where a sentence does."""
        return self.features[_CLOSES]


@dataclass(frozen=True)
class _Asked:
    """What is asked for: the words that are no place's name, what each tells beyond the head of the document, which of
    them stand last, and the shapes."""

    words: Sequence[Word]
    weights: Sequence[float]
    tail: Sequence[int]
    shapes: Sequence[Shape]

    @cached_property
    def total(self) -> float:
        return sum(self.weights) or 1.0

    def coverage(self, says: Sequence[float]) -> float:
        """How much of the question is said, by how well each word is."""
        covered: float = sum(map(mul, self.weights, says))
        return covered / self.total

    def tail_coverage(self, says: Sequence[float]) -> float:
        """How much of the last words is said."""
        told = sum(self.weights[number] for number in self.tail) or 1.0
        return sum(self.weights[number] * says[number] for number in self.tail) / told


@dataclass(frozen=True)
class _Piece:
    """A comma piece: its span, the number of its sentence, how well it says each word, and which shapes it shows."""

    span: Span
    sentence: int
    says: Sequence[float]
    shapes: frozenset[Shape]


@lru_cache(maxsize=1)
def read_weights() -> Mapping[str, float]:
    """Read the fitted weights that ship."""
    weights: dict[str, float] = json.loads(_DATA.read_text(encoding="utf-8"))
    return weights


def choose_run(runs: Sequence[Run], weights: Mapping[str, float], within: Span | None = None) -> Run:
    """Return the run to show: one that lies in ``within`` where that is given, if there is any."""
    scores = [sum(weights[name] * value for name, value in zip(NAMES, run.features, strict=True)) for run in runs]
    top = max(scores)
    raised = [math.exp(score - top) for score in scores]
    total = sum(raised)
    held = _holding({(run.first, run.last): value / total for run, value in zip(runs, raised, strict=True)})

    def worth(run: Run) -> tuple[bool, float]:
        allowed = not within or holds(within, run.span)
        length = run.span.end - run.span.start
        return allowed, held[run.first, run.last] - _COST * length / 100 + _WHOLE * run.closes

    return max(runs, key=worth)


def _holding(chances: Mapping[tuple[int, int], float]) -> dict[tuple[int, int], float]:
    """For each run the chance of all runs that lie in it."""
    held: dict[tuple[int, int], float] = {}
    for first, last in sorted(chances, key=lambda run: run[1] - run[0]):
        parts = (
            held.get((first + 1, last), 0.0) + held.get((first, last - 1), 0.0) - held.get((first + 1, last - 1), 0.0)
        )
        held[first, last] = chances[first, last] + parts
    return held


def read_runs(view: View, folded: str, inside: Span) -> list[Run]:
    """Return the runs of comma pieces of a folded passage that can be shown; ``inside`` is the clause that was ranked."""
    words = [word for word in view.question.words if not word.place]
    own = [number for number, word in enumerate(words) if not word.inherited]
    weights = [view.unexplained(word, EXPLAINED) for word in words]
    asked = _Asked(words, weights, own[-_TAIL:], sorted(view.question.shapes))
    pieces = _read_pieces(asked, folded)
    sentences = [asked.coverage(_best(some)) for _, some in groupby(pieces, lambda piece: piece.sentence)]
    best = max(sentences, default=0.0) or 1.0
    runs = []
    for first, opening in enumerate(pieces):
        says: Sequence[float] = [0.0] * len(words)
        shown: frozenset[Shape] = frozenset()
        most = 0.0
        for last, piece in _within_limit(pieces, first):
            says = list(map(max, says, piece.says))
            shown |= piece.shapes
            most = max(most, sentences[piece.sentence])
            span = Span(opening.span.start, min(piece.span.end, opening.span.start + MAX_ANSWER))
            length = span.end - span.start
            shared = max(0, min(span.end, inside.end) - max(span.start, inside.start))
            cut_off = pieces[last + 1] if last + 1 < len(pieces) else None
            if cut_off and cut_off.sentence != piece.sentence:
                cut_off = None
            features = (
                asked.coverage(says),
                asked.tail_coverage(says),
                len(shown) / max(1, len(asked.shapes)),
                float(cut_off is None),
                shared / max(1, inside.end - inside.start),
                shared / max(1, length),
                most / best,
                (length / 100) ** 2,
                float(bool(piece.shapes)),
                asked.coverage(cut_off.says) if cut_off else 0.0,
                float(view.question.is_of_year(span.of(folded))),
            )
            runs.append(Run(first, last, span, features))
    return runs


def _within_limit(pieces: Sequence[_Piece], first: int) -> Iterator[tuple[int, _Piece]]:
    """The pieces from the first on that fit together; the first alone in any case."""
    for last in range(first, len(pieces)):
        if last > first and pieces[last].span.end - pieces[first].span.start > MAX_ANSWER:
            return
        yield last, pieces[last]


def _read_pieces(asked: _Asked, folded: str) -> list[_Piece]:
    found, sentence = [], 0
    for span in split_commas(folded, Span(0, len(folded)))[:_PIECES]:
        text = span.of(folded)
        says = [match(word, text) for word in asked.words]
        found.append(_Piece(span, sentence, says, frozenset(shape for shape in asked.shapes if shows(shape, text))))
        sentence += text[-1] in ENDS
    return found


def _best(pieces: Iterable[_Piece]) -> list[float]:
    """How well pieces say each word together."""
    return [max(column) for column in zip(*(piece.says for piece in pieces), strict=True)]
