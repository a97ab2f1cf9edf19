"""Fit which words of a passage are shown as the answer, on questions with known answers, leaving one set out.

    python -m tests.benchmarks.fit_stretches           # how often what is shown holds the answer, and how long it is
    python -m tests.benchmarks.fit_stretches --write   # and write the weights to retrieval/answer/stretches.json

A conditional logit over the runs of comma pieces of a right passage: right are the shortest that hold the answer.
"""

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from retrieval.answer.answer_span import read_stretches
from retrieval.answer.ranking import rank, read_weights
from retrieval.answer.stretches import NAMES, Run, choose_run
from tests.benchmarks.fit import SETS, Asked, Floats, read_set, softmax, squeeze

#: The first right one of so many passages is looked at.
_FIRST = 5
#: A run is right that is no longer than so many characters, or than the shortest right one and so many more.
_SHORT, _MORE = 110, 30
_L2, _STEPS = 3.0, 15
_WEIGHTS = Path(__file__).resolve().parents[2] / "retrieval" / "answer" / "stretches.json"


@dataclass(frozen=True)
class Choice:
    """The runs of a right passage: their features, which hold the answer, and which of these are short enough."""

    set: str
    weight: float
    runs: Sequence[Run]
    features: Floats
    holds: npt.NDArray[np.bool_]
    right: npt.NDArray[np.bool_]


def read_choices(asked: Asked) -> Iterator[Choice]:
    """The runs of the first right passage of a question; nothing where none of them holds the answer."""
    if asked.none or not asked.single or not asked.answers:
        return
    right = {id(one.view) for one, good in zip(asked.ranked, asked.right, strict=True) if good}
    ranked = rank([one.view for one in asked.ranked], read_weights())[:_FIRST]
    view = next((one.view for one in ranked if id(one.view) in right), None)
    if view is None or view.candidate.field_span or view.candidate.back:
        return
    folded, runs = read_stretches(view, asked.index.slice(view.candidate.entry.id, view.span))
    texts = (squeeze(run.span.of(folded)) for run in runs)
    holds = np.array([all(squeeze(answer) in text for answer in asked.answers) for text in texts], bool)
    lengths = np.array([run.span.end - run.span.start for run in runs])
    if holds.any():
        short = holds & (lengths <= max(_SHORT, lengths[holds].min() + _MORE))
        yield Choice(asked.set, asked.weight, runs, np.array([run.features for run in runs]), holds, short)


def fit(choices: Sequence[Choice]) -> Floats:
    """Return the weight of each feature, by Newton's method."""
    usable = [one for one in choices if one.right.any() and not one.right.all()]
    scale = np.vstack([one.features for one in usable]).std(0) + 1e-9
    weights = np.zeros(len(NAMES))
    for _ in range(_STEPS):
        gradient, hessian = _L2 * weights, _L2 * np.eye(len(NAMES))
        for one in usable:
            values = one.features / scale
            share = softmax(values @ weights)
            right = share * one.right / (share * one.right).sum()
            mean = values.T @ share
            gradient = gradient + one.weight * values.T @ (share - right)
            hessian = hessian + one.weight * ((values.T * share) @ values - np.outer(mean, mean))
        step = np.linalg.solve(hessian, gradient)
        weights = weights - step * min(1.0, 2.0 / np.abs(step).max())
    return weights / scale


def _named(weights: Floats) -> dict[str, float]:
    return {name: round(float(weight), 4) for name, weight in zip(NAMES, weights, strict=True)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, ExitStack() as opened:
        asked = (one for name in SETS for one in read_set(name, Path(scratch), opened))
        choices = [choice for one in asked for choice in read_choices(one)]
    for name in dict.fromkeys(one.set for one in choices):
        weights = _named(fit([one for one in choices if one.set != name]))
        mine = [one for one in choices if one.set == name]
        shown = [one.runs.index(choose_run(one.runs, weights)) for one in mine]
        held = np.mean([one.holds[place] for one, place in zip(mine, shown, strict=True)])
        length = np.mean(
            [one.runs[place].span.end - one.runs[place].span.start for one, place in zip(mine, shown, strict=True)]
        )
        print(f"{name}: {len(mine)} passages, the answer is shown in {held:.3f}, {length:.0f} characters")
    if args.write:
        _WEIGHTS.write_text(json.dumps(_named(fit(choices)), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
