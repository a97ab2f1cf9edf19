"""How far what a system gives agrees with the reference: the same scores, and clauses as good as its ten best."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.benchmarks.corpora import Question
from tests.benchmarks.peers import COUNT, SAME, Best


@dataclass(frozen=True)
class Agreement:
    """Over the questions that both have answered: how many gave the same scores, and the mean part of clauses."""

    questions: int
    same_scores: int
    overlap: float


def agreement(given: Mapping[Question, Best], reference: Mapping[Question, Best]) -> Agreement:
    """Hold answers against the reference's, which hold all clauses as good as the tenth, so that any tie will do."""
    both = [question for question in given if question in reference]
    same = sum(same_scores(given[question], reference[question]) for question in both)
    parts = [_overlap(given[question], reference[question]) for question in both]
    return Agreement(len(both), same, sum(parts) / len(both) if both else 0.0)


def same_scores(given: Best, reference: Best) -> bool:
    """Whether the ten best scores are the same, and each clause has the score that the reference gives it."""
    right = dict(reference)
    scores = [score for _, score in reference[: len(given)]]
    return len(given) == min(COUNT, len(reference)) and all(
        _near(score, scores[place]) and clause in right and _near(score, right[clause])
        for place, (clause, score) in enumerate(given)
    )


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= SAME * max(abs(one), abs(other))


def _overlap(given: Best, reference: Best) -> float:
    right = dict(reference)
    return sum(clause in right for clause, _ in given) / min(COUNT, len(reference))
