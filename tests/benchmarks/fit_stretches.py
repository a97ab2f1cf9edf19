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
from retrieval.text.joined import join
from tests.benchmarks.fit import SETS, Asked, read_set, squeeze
from tests.benchmarks.logistic import Floats, Options, fit_conditional

#: The first right one of so many passages is looked at.
_FIRST = 5
#: A run is right that is no longer than so many characters, or than the shortest right one and so many more.
_SHORT, _MORE = 110, 30
_L2 = 3.0
_WEIGHTS = Path(__file__).resolve().parents[2] / "retrieval" / "answer" / "stretches.json"


@dataclass(frozen=True)
class Choice(Options):
    """The runs of a right passage: right are those that hold the answer (``holds``) and are short enough."""

    set: str
    runs: Sequence[Run]
    holds: npt.NDArray[np.bool_]


def read_choices(asked: Asked) -> Iterator[Choice]:
    """The runs of the first right passage of a question; nothing where none of them holds the answer."""
    if asked.none or not asked.single or not asked.answers:
        return
    right = {id(one.view) for one, good in zip(asked.ranked, asked.right, strict=True) if good}
    ranked = rank([one.view for one in asked.ranked], read_weights())[:_FIRST]
    view = next((one.view for one in ranked if id(one.view) in right), None)
    if view is None or view.candidate.fields or view.candidate.back:
        return
    joined = join(asked.index.slice(view.candidate.entry.id, view.span))
    runs = read_stretches(view, joined)
    texts = (squeeze(run.span.of(joined.folded)) for run in runs)
    holds = np.array([all(squeeze(answer) in text for answer in asked.answers) for text in texts], bool)
    lengths = np.array([run.span.end - run.span.start for run in runs])
    if holds.any():
        short = holds & (lengths <= max(_SHORT, lengths[holds].min() + _MORE))
        yield Choice(np.array([run.features for run in runs]), short, asked.weight, asked.set, runs, holds)


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
        weights = _named(fit_conditional([one for one in choices if one.set != name], _L2))
        mine = [one for one in choices if one.set == name]
        shown = [one.runs.index(choose_run(one.runs, weights)) for one in mine]
        held = np.mean([one.holds[place] for one, place in zip(mine, shown, strict=True)])
        length = np.mean(
            [one.runs[place].span.end - one.runs[place].span.start for one, place in zip(mine, shown, strict=True)]
        )
        print(f"{name}: {len(mine)} passages, the answer is shown in {held:.3f}, {length:.0f} characters")
    if args.write:
        _WEIGHTS.write_text(json.dumps(_named(fit_conditional(choices, _L2)), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
