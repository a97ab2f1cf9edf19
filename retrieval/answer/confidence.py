"""How sure an answer is: one fitted probability over signals of the question and of what ranks first."""

import math
from collections.abc import Callable, Sequence

from retrieval.answer.features import VALUES
from retrieval.answer.ranking import Ranked, Weights
from retrieval.question.intent import shows
from retrieval.text.pattern import lazy_pattern

#: A word from this weight on tells one thing from another; below this share it is not said.
_TELLING, _SAID = 0.4, 0.45
#: A figure or letters with the character behind them: 4级, d类, 5g.
_FIGURES = lazy_pattern(r"[a-z0-9]+(?:\.\d+)?[\u4e00-\u9fff]?")
#: No lead counts for more.
_MOST_LEAD = 2.0

Signal = Callable[[Sequence[Ranked]], float]
SIGNALS: dict[str, Signal] = {}


def _signal(function: Signal) -> Signal:
    """Register a signal under the name of its function."""
    SIGNALS[function.__name__.strip("_")] = function
    return function


def confidence(ranked: Sequence[Ranked], weights: Weights) -> float:
    """Return the probability that the first of ``ranked`` answers the question (logistic regression)."""
    total = weights.confidence["bias"]
    total += sum(weights.confidence.get(name, 0.0) * signal(ranked) for name, signal in SIGNALS.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@_signal
def _score(ranked: Sequence[Ranked]) -> float:
    """The score of the best."""
    return ranked[0].score


@_signal
def _lead(ranked: Sequence[Ranked]) -> float:
    """How far the best is ahead of the next passage."""
    best = ranked[0]
    rival = next((one.score for one in ranked[1:] if not _meets(one, best)), best.score - _MOST_LEAD)
    return min(_MOST_LEAD, best.score - rival)


def _meets(one: Ranked, other: Ranked) -> bool:
    mine, theirs = one.view, other.view
    same = mine.candidate.entry.id == theirs.candidate.entry.id
    return same and mine.span.start < theirs.span.end and theirs.span.start < mine.span.end


@_signal
def _covered(ranked: Sequence[Ranked]) -> float:
    """How much of the question the passage says, its headings and its document's head with it."""
    return ranked[0].features["coverage"]


@_signal
def _unsaid(ranked: Sequence[Ranked]) -> float:
    """The weight of the most telling word that nothing around the best says."""
    view = ranked[0].view
    return max(
        (word.weight for word in view.question.own_words if view.anywhere(word) < _SAID),
        default=0.0,
    )


@_signal
def _unheard(ranked: Sequence[Ranked]) -> float:
    """How many telling words no candidate says."""
    words = [word for word in ranked[0].view.question.own_words if word.weight >= _TELLING]
    top = ranked[:8]
    return float(min(2, sum(all(one.view.anywhere(word) < _SAID for one in top) for word in words)))


@_signal
def _value_unsaid(ranked: Sequence[Ranked]) -> float:
    """The weight of the most telling word that nothing around the best says, where a value is asked for."""
    return _unsaid(ranked) * _value_asked(ranked)


@_signal
def _value_unheard(ranked: Sequence[Ranked]) -> float:
    """How many telling words no candidate says, where a value is asked for."""
    return _unheard(ranked) * _value_asked(ranked)


@_signal
def _figures_missing(ranked: Sequence[Ranked]) -> float:
    """How many figures and letters of the question (4级, D类, 5G) the passage and its headings lack."""
    view = ranked[0].view
    text = f"{view.around} {view.above} {view.head}"
    asked = set(_FIGURES.findall(view.question.folded)) - {str(year) for year in view.question.years}
    return float(min(2, sum(figure not in text for figure in asked)))


@_signal
def _other_place(ranked: Sequence[Ranked]) -> float:
    """Whether a place is asked about that is not the best document's, nor named around it."""
    view = ranked[0].view
    return float(bool(view.question.places) and ranked[0].features["place"] < 0.5)


@_signal
def _unnamed_place(ranked: Sequence[Ranked]) -> float:
    """How many of the places asked about neither the passage nor the head of the document names."""
    view = ranked[0].view
    texts = (view.around, view.above, view.head)
    return float(min(2, sum(not any(place.name in text for text in texts) for place in view.question.places)))


@_signal
def _year_missing(ranked: Sequence[Ranked]) -> float:
    """Whether a year is asked for that the best neither states nor is governed by."""
    view = ranked[0].view
    return float(bool(view.question.years) and ranked[0].features["year"] < 0.5)


@_signal
def _year_only_above(ranked: Sequence[Ranked]) -> float:
    """Whether the year asked for stands only in the headings or the head of the document."""
    view = ranked[0].view
    return float(bool(view.question.years) and 0.5 <= ranked[0].features["year"] < 0.9)


@_signal
def _value_missing(ranked: Sequence[Ranked]) -> float:
    """Whether a value is asked for and the passage shows none of its kind."""
    view = ranked[0].view
    asked = view.question.shapes & VALUES
    return float(bool(asked) and not any(shows(shape, view.around) for shape in asked))


@_signal
def _value_asked(ranked: Sequence[Ranked]) -> float:
    """Whether a value is asked for."""
    return float(bool(ranked[0].view.question.shapes & VALUES))


@_signal
def _shape_missing(ranked: Sequence[Ranked]) -> float:
    """The share of the shapes asked for that the passage does not show."""
    view = ranked[0].view
    shapes = view.question.shapes
    return sum(not shows(shape, view.around) for shape in shapes) / len(shapes) if shapes else 0.0


@_signal
def _residual(ranked: Sequence[Ranked]) -> float:
    """How much the clause itself says of the words that the head of its document does not explain."""
    return ranked[0].features["residual"]


@_signal
def _tail(ranked: Sequence[Ranked]) -> float:
    """How much of the last words of the question the passage says."""
    return ranked[0].features["tail"]


@_signal
def _local(ranked: Sequence[Ranked]) -> float:
    """How much of these words is said right beside a value of the kind asked for."""
    return ranked[0].features["local"]


@_signal
def _value_local(ranked: Sequence[Ranked]) -> float:
    """The same where a value is asked for: a neighbour's value is the worst answer."""
    return ranked[0].features["local"] * _value_asked(ranked)


@_signal
def _value_nowhere(ranked: Sequence[Ranked]) -> float:
    """Whether a value is asked for and the clause itself shows none of its kind."""
    view = ranked[0].view
    asked = view.question.shapes & VALUES
    return float(bool(asked) and not any(shows(shape, view.unit) for shape in asked))


@_signal
def _words(ranked: Sequence[Ranked]) -> float:
    """How many content words the question has, in tens."""
    return min(1.0, len(ranked[0].view.question.own_words) / 10)


@_signal
def _follows(ranked: Sequence[Ranked]) -> float:
    """Whether the question follows up on earlier ones."""
    return float(bool(ranked[0].view.question.earlier))


def read_signals(ranked: Sequence[Ranked]) -> list[float]:
    """The values of all signals, in the order of ``SIGNALS``."""
    return [signal(ranked) for signal in SIGNALS.values()]
