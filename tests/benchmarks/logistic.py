"""Logistic regression and conditional logit with an L2 penalty, by Newton's method: what the fitting scripts share."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

#: Steps of Newton's method; none moves a weight further, and one that moves all less is the last.
_STEPS, _FURTHEST, _LEAST = 25, 2.0, 1e-6
_CONDITIONAL_STEPS = 15


def fit_logistic(values: Floats, right: Floats, counts: Floats, penalty: Floats) -> Floats:
    """Return the weight of each column of ``values`` and, last, the bias.

    ``right`` is 0 or 1 for each row, ``counts`` how much the row counts, ``penalty`` the ridge of each weight and the bias.
    """
    rows = np.hstack([values, np.ones((len(values), 1))])
    weights = np.zeros(rows.shape[1])
    for _ in range(_STEPS):
        likely = likelihoods(values, weights)
        gradient = penalty * weights + rows.T @ (counts * (likely - right))
        hessian = np.diag(penalty + 1e-9) + (rows.T * (counts * likely * (1 - likely))) @ rows
        step = np.linalg.solve(hessian, gradient)
        weights = weights - step * min(1.0, _FURTHEST / np.abs(step).max())
        if np.abs(step).max() < _LEAST:
            break
    return weights


def fit_scaled(values: Floats, right: Floats, counts: Floats, l2: float) -> Floats:
    """As ``fit_logistic``, each column brought to one scale; the bias bears no penalty."""
    scale = values.std(0) + 1e-9
    weights = fit_logistic(values / scale, right, counts, np.array([l2] * values.shape[1] + [0.0]))
    return np.append(weights[:-1] / scale, weights[-1])


def likelihoods(values: Floats, weights: Floats) -> Floats:
    """The probability of each row under weights whose last is the bias."""
    scores: Floats = values @ weights[:-1] + weights[-1]
    return 1 / (1 + np.exp(-np.clip(scores, -30, 30)))


@dataclass(frozen=True)
class Options:
    """What can be chosen in one question: the features of each option, which are right, and how much the question counts."""

    features: Floats
    right: npt.NDArray[np.bool_]
    weight: float


def fit_conditional(choices: Sequence[Options], l2: float) -> Floats:
    """Return the weight of each feature in a conditional logit of which several options can be right (McFadden, 1974).

    Choices of which no option, or each, is right tell nothing and are left out.
    """
    usable = [one for one in choices if one.right.any() and not one.right.all()]
    scale = np.vstack([one.features for one in usable]).std(0) + 1e-9
    weights = np.zeros(len(scale))
    for _ in range(_CONDITIONAL_STEPS):
        gradient, hessian = l2 * weights, l2 * np.eye(len(weights))
        for one in usable:
            values = one.features / scale
            share = _softmax(values @ weights)
            right = share * one.right / (share * one.right).sum()
            mean = values.T @ share
            gradient = gradient + one.weight * values.T @ (share - right)
            hessian = hessian + one.weight * ((values.T * share) @ values - np.outer(mean, mean))
        step = np.linalg.solve(hessian, gradient)
        weights = weights - step * min(1.0, _FURTHEST / np.abs(step).max())
    return weights / scale


def _softmax(scores: Floats) -> Floats:
    raised: Floats = np.exp(scores - scores.max())
    return raised / raised.sum()
