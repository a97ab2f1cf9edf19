"""Rank candidates with one linear score over their features; the weights are data, fitted by ``tests/benchmarks/fit.py``."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import mul
from pathlib import Path

from retrieval.answer.features import FEATURES, read_features
from retrieval.answer.views import View

_DATA = Path(__file__).with_name("weights.json")


@dataclass(frozen=True)
class Weights:
    """The weights of the features (``rank``), those of the signals of the confidence, and its threshold."""

    rank: Mapping[str, float]
    confidence: Mapping[str, float]
    threshold: float

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all features and signals that weigh something."""
        return tuple(dict.fromkeys((*self.rank, *(name for name in self.confidence if name != "bias"))))

    def without(self, name: str) -> "Weights":
        """The weights with one feature or signal left out: for measuring what it is worth."""
        return replace(
            self,
            rank={key: value for key, value in self.rank.items() if key != name},
            confidence={key: value for key, value in self.confidence.items() if key != name},
        )


@dataclass(frozen=True)
class Ranked:
    """A candidate with the values of its features, and the score that weighs them."""

    view: View
    features: Mapping[str, float]
    score: float


@lru_cache(maxsize=1)
def read_weights() -> Weights:
    """Read the fitted weights that ship."""
    data = json.loads(_DATA.read_text(encoding="utf-8"))
    return Weights(data["rank"], data["confidence"], data["threshold"])


def rank(views: Sequence[View], weights: Weights) -> list[Ranked]:
    """Return candidates with the highest score first; of equals the one of the earlier document and place."""
    ranked = []
    of_features = [weights.rank.get(name, 0.0) for name in FEATURES]
    for view in views:
        values = read_features(view)
        ranked.append(Ranked(view, dict(zip(FEATURES, values, strict=True)), sum(map(mul, of_features, values))))
    key = lambda one: (-one.score, one.view.candidate.entry.id, one.view.candidate.clause.start)  # noqa: E731
    return sorted(ranked, key=key)
