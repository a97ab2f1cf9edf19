"""A small fitted filter: how likely it is that a candidate is a fact, from declared features (logistic regression).

The weights are fitted by ``tests.benchmarks.fit_facts`` on judged candidates of many documents.
"""

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "weights.json"


@dataclass(frozen=True)
class Filter:
    """The weights of features by name, added up; a candidate is a fact where it is as likely as ``threshold``."""

    weights: dict[str, float]
    bias: float
    threshold: float

    def score(self, features: Iterable[str]) -> float:
        """The weights of ``features`` added up: of several who can be meant the one with the highest is."""
        return self.bias + sum(self.weights.get(name, 0.0) for name in features)

    def likelihood(self, features: Iterable[str]) -> float:
        """How likely a candidate with ``features`` is a fact, 0 to 1."""
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, self.score(features)))))

    def accepts(self, features: Iterable[str]) -> bool:
        """Whether a candidate with ``features`` is taken for a fact."""
        return self.likelihood(features) >= self.threshold


@cache
def load_filter(table: str) -> Filter:
    """Return the fitted filter of a table (``targets``, ``money``), or the weights by which ``recipients`` are chosen."""
    stored = json.loads(_FILE.read_text(encoding="utf-8"))[table]
    return Filter(stored["weights"], stored["bias"], stored["threshold"])


def pairs(text: str, side: str) -> Iterable[str]:
    """The pairs of characters of ``text`` as features of one side of a value; digits are alike."""
    plain = "".join("0" if char.isdigit() else char for char in text)
    return (f"{side}:{plain[place : place + 2]}" for place in range(len(plain) - 1))
