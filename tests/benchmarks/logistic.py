"""Logistic regression with an L2 penalty, solved by Newton's method: what the fitting scripts share."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

#: Steps of Newton's method; none moves a weight further, and one that moves all less is the last.
_STEPS, _FURTHEST, _LEAST = 25, 2.0, 1e-6


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
