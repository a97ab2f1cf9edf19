"""Choose the stretch of a passage that holds what is asked for: a fitted chance for each, and as much of it as fits.

Each run of comma pieces gets the chance that it is what answers (a conditional logit, fitted by
``tests/benchmarks/fit_stretches.py``). What is shown is the run within the limit that most likely holds it somewhere,
as a few more words around a value cost a reader little and a value that is cut off costs all.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from retrieval.answer.matching import match
from retrieval.answer.model import MAX_ANSWER
from retrieval.answer.views import EXPLAINED, View
from retrieval.clause.sentences import split_commas
from retrieval.document.model import Span
from retrieval.question.intent import shows

#: Marks behind which a sentence begins.
ENDS = "。;!?"
#: So many pieces of a passage are looked at, and the last words of a question are what is asked for.
_PIECES, _TAIL = 60, 3
#: What a hundred characters more must add to the chance; of equals the run of whole sentences is shown.
_COST, _WHOLE = 0.2, 1e-3
_DATA = Path(__file__).with_name("stretches.json")

#: What is known of a run of pieces, in the order of ``Run.features``.
NAMES = ("cover", "tail", "shown", "closes", "held", "inside", "best", "length", "last_shows", "cut_off", "year")


@dataclass(frozen=True)
class Run:
    """A run of pieces: the numbers of its first and last, its span, and the values of its features."""

    first: int
    last: int
    span: Span
    features: tuple[float, ...]


@dataclass(frozen=True)
class _Piece:
    """A comma piece: its span, the number of its sentence and how well that says the question, how well it says each
    word and their weighted mean, and which of the shapes asked for it shows."""

    span: Span
    sentence: int
    says: tuple[float, ...]
    covers: float
    shapes: frozenset[int]


@lru_cache(maxsize=1)
def read_weights() -> Mapping[str, float]:
    """Read the fitted weights that ship."""
    weights: dict[str, float] = json.loads(_DATA.read_text(encoding="utf-8"))
    return weights


def choose_run(
    runs: Sequence[Run], weights: Mapping[str, float], within: Span | None = None, around: Span | None = None
) -> Run:
    """Return the run to show: one that lies in ``within`` and holds ``around`` where they are given, if there is any."""
    scores = [sum(weights[name] * value for name, value in zip(NAMES, run.features, strict=True)) for run in runs]
    top = max(scores)
    raised = [math.exp(score - top) for score in scores]
    total = sum(raised)
    holds = _holding({(run.first, run.last): value / total for run, value in zip(runs, raised, strict=True)})

    def worth(run: Run) -> tuple[bool, float]:
        allowed = (not within or _lies(run.span, within)) and (not around or _lies(around, run.span))
        length, closes = run.span.end - run.span.start, run.features[NAMES.index("closes")]
        return allowed, holds[run.first, run.last] - _COST * length / 100 + _WHOLE * closes

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


def _lies(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def read_runs(view: View, folded: str, inside: Span) -> list[Run]:
    """Return the runs of comma pieces of a folded passage that can be shown, with their features."""
    words = [word for word in view.question.words if not word.place]
    weights = [view.unexplained(word, EXPLAINED) for word in words]
    total = sum(weights) or 1.0
    own = [number for number, word in enumerate(words) if not word.inherited][-_TAIL:]
    tail = sum(weights[number] for number in own) or 1.0
    shapes = len(view.question.shapes)
    pieces = _read_pieces(view, folded)
    sentences = _coverage_of_sentences(pieces, weights, total)
    best = max(sentences, default=0.0) or 1.0
    runs = []
    for first in range(len(pieces)):
        says = [0.0] * len(words)
        shown: frozenset[int] = frozenset()
        most = 0.0
        for last, piece in _within_limit(pieces, first):
            says = [max(pair) for pair in zip(says, piece.says, strict=True)]
            shown |= piece.shapes
            most = max(most, sentences[piece.sentence])
            span = Span(pieces[first].span.start, min(piece.span.end, pieces[first].span.start + MAX_ANSWER))
            length = span.end - span.start
            shared = max(0, min(span.end, inside.end) - max(span.start, inside.start))
            follows = pieces[last + 1] if last + 1 < len(pieces) else None
            closes = follows is None or follows.sentence != piece.sentence
            features = (
                sum(weight * said for weight, said in zip(weights, says, strict=True)) / total,
                sum(weights[number] * says[number] for number in own) / tail,
                len(shown) / shapes if shapes else 0.0,
                float(closes),
                shared / max(1, inside.end - inside.start),
                shared / max(1, length),
                most / best,
                (length / 100) ** 2,
                float(bool(piece.shapes)),
                0.0 if closes or follows is None else follows.covers,
                float(any(str(year) in span.of(folded) for year in view.question.years)),
            )
            runs.append(Run(first, last, span, features))
    return runs


def _within_limit(pieces: Sequence[_Piece], first: int) -> Iterator[tuple[int, _Piece]]:
    """The pieces from the first on that fit together; the first alone in any case."""
    for last in range(first, len(pieces)):
        if last > first and pieces[last].span.end - pieces[first].span.start > MAX_ANSWER:
            return
        yield last, pieces[last]


def _read_pieces(view: View, folded: str) -> list[_Piece]:
    words = [word for word in view.question.words if not word.place]
    weights = [view.unexplained(word, EXPLAINED) for word in words]
    total = sum(weights) or 1.0
    found, sentence = [], 0
    for span in split_commas(folded, Span(0, len(folded)))[:_PIECES]:
        text = span.of(folded)
        says = tuple(match(word, text) for word in words)
        covers = sum(weight * said for weight, said in zip(weights, says, strict=True)) / total
        shapes = frozenset(number for number, shape in enumerate(sorted(view.question.shapes)) if shows(shape, text))
        found.append(_Piece(span, sentence, says, covers, shapes))
        sentence += text.rstrip()[-1:] in ENDS
    return found


def _coverage_of_sentences(pieces: Sequence[_Piece], weights: Sequence[float], total: float) -> list[float]:
    """How much of the question each sentence says."""
    says: list[list[float]] = []
    for piece in pieces:
        if piece.sentence == len(says):
            says.append(list(piece.says))
        else:
            says[-1] = [max(pair) for pair in zip(says[-1], piece.says, strict=True)]
    return [sum(weight * said for weight, said in zip(weights, one, strict=True)) / total for one in says]
