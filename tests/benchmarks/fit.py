"""Fit the weights of the ranking and of the confidence on gold questions, and cross-validate them by document.

    python tests/benchmarks/fit.py rank       FOLDER=GOLD,GOLD [FOLDER=GOLD]
    python tests/benchmarks/fit.py confidence FOLDER=GOLD,GOLD [FOLDER=GOLD]

GOLD are files of gold questions on the documents in FOLDER. Prints the weights for
``retrieval/answer/weights.py`` and, for every document, what the weights fitted on the others get
on it. The weights in use come from

    rank       seeds=tests/gold/dev.jsonl,tests/gold/own.jsonl tests/gold/unseen=tests/gold/unseen.jsonl
    confidence seeds=tests/gold/dev.jsonl,tests/gold/own.jsonl,tests/gold/near-misses.jsonl tests/gold/unseen=…

but for some set by hand: ``indicator`` (0.33 fitted, 0.6 in use: a wrong number is the worst answer), ``defines`` and
``penal`` (few questions of the gold need them), and where a full fit changed little and lost a question, the old weight.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.evaluation import Gold, covers, read_gold
from retrieval.answer.ask import Asking
from retrieval.answer.candidates import Candidate
from retrieval.answer.confidence import features
from retrieval.answer.scope import no_topic, refuse
from retrieval.answer.select import accepts
from retrieval.answer.weights import CONFIDENCE, RANK
from retrieval.document.source import find_sources
from retrieval.index.build import build_index
from retrieval.index.store import Index
from retrieval.question.model import Kind
from retrieval.question.understand import understand

#: How sharply the listwise loss tells scores apart, and how strongly weights are held to where they were.
_TEMPERATURE, _HOLD = 0.12, 0.02
_STEPS, _RATE = 1500, 0.01


@dataclass(frozen=True)
class Asked:
    """A gold question with the clauses accepted for it, and which of them a right answer may quote."""

    gold: Gold
    asking: Asking
    candidates: list[Candidate]
    right: list[bool]


def ask_all(folder: Path, files: Sequence[Path]) -> Iterator[Asked]:
    """Ask the questions that are answered from clauses of one group of documents."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "index.db"
        build_index(path, find_sources([folder]))
        index = Index(path)
        for gold in (gold for file in files for gold in read_gold(file)):
            asking = Asking(understand(gold.question, index, gold.history), index, 3)
            refused = no_topic(asking.question) or refuse(asking.question, asking.scope, index)
            if not refused and asking.question.want.kind is not Kind.RECORD and len(asking.scope.groups) == 1:
                found = [
                    candidate
                    for candidate in asking.candidates(asking.scope.groups[0])
                    if accepts(asking.question, candidate)
                ]
                if found and len(gold.docs) <= 1:
                    right = [gold.kind != "none" and _covers(asking, candidate, gold) for candidate in found]
                    yield Asked(gold, asking, found, right)


def _covers(asking: Asking, candidate: Candidate, gold: Gold) -> bool:
    passages = asking.part(candidate, [candidate]).passages
    return all(any(covers(passage, evidence, gold) for passage in passages) for evidence in gold.evidence)


def fit_rank(asked: Sequence[Asked]) -> dict[str, float]:
    """Minimise the listwise loss ``-log Σ_right softmax(score / T)``, held to the weights of now."""
    names = list(RANK)
    start = np.array([RANK[name] for name in names])
    tables = [(_table(one.candidates, names), np.array(one.right)) for one in asked if any(one.right)]
    weights, first, second = start.copy(), np.zeros(len(names)), np.zeros(len(names))
    for step in range(1, _STEPS + 1):
        slope = 2 * _HOLD * (weights - start)
        for table, right in tables:
            shares = _softmax(table @ weights / _TEMPERATURE)
            among = shares * right / max(1e-9, (shares * right).sum())
            slope += table.T @ (shares - among) / _TEMPERATURE / len(tables)
        first, second = 0.9 * first + 0.1 * slope, 0.999 * second + 0.001 * slope**2  # Adam (Kingma and Ba, 2015)
        weights -= _RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return {name: round(float(weight), 2) for name, weight in zip(names, weights, strict=True)}


def _table(candidates: Sequence[Candidate], names: Sequence[str]) -> np.ndarray:
    return np.array([[candidate.features.get(name, 0.0) for name in names] for candidate in candidates])


def _softmax(values: np.ndarray) -> np.ndarray:
    powers = np.exp(values - values.max())
    return powers / powers.sum()


def first_right(asked: Sequence[Asked], weights: dict[str, float]) -> list[bool]:
    """Whether the clause ranked first is right, for each question that can be answered."""
    names = list(weights)
    vector = np.array(list(weights.values()))
    return [one.right[int(np.argmax(_table(one.candidates, names) @ vector))] for one in asked if any(one.right)]


def fit_confidence(asked: Sequence[Asked]) -> dict[str, float]:
    """Logistic regression: does the best clause answer the question?"""
    names, table, right = _confidence_table(asked)
    scaled = np.c_[table, np.ones(len(table))]
    weights = np.zeros(len(names) + 1)
    for _ in range(6000):
        slope = scaled.T @ (_logistic(scaled @ weights) - right) / len(right)
        slope[:-1] += weights[:-1] / len(right)  # ridge
        weights -= 0.3 * slope
    return dict(zip([*names, "bias"], (round(float(weight), 2) for weight in weights), strict=True))


def _confidence_table(asked: Sequence[Asked]) -> tuple[list[str], np.ndarray, np.ndarray]:
    names = [name for name in CONFIDENCE if name != "bias"]
    rows = [features(one.asking.question, one.candidates) for one in asked]
    right = np.array([one.right[0] for one in asked], dtype=float)
    return names, np.array([[row.get(name, 0.0) for name in names] for row in rows]), right


def _logistic(values: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-values))


def confidences(asked: Sequence[Asked], weights: dict[str, float]) -> np.ndarray:
    names, table, _ = _confidence_table(asked)
    return _logistic(table @ np.array([weights[name] for name in names]) + weights["bias"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["rank", "confidence"])
    parser.add_argument("sets", nargs="+", metavar="FOLDER=GOLD,GOLD")
    args = parser.parse_args()
    asked = []
    for given in args.sets:
        folder, _, files = given.partition("=")
        asked.extend(ask_all(Path(folder), [Path(file) for file in files.split(",")]))
    documents = sorted({_document(one) for one in asked})
    if args.what == "rank":
        print(f"{len(asked)} questions; first right now: {np.mean(first_right(asked, RANK)):.3f}")
        for document in documents:
            others = fit_rank([one for one in asked if _document(one) != document])
            held = [one for one in asked if _document(one) == document]
            print(
                f"  {document:10} now {np.mean(first_right(held, RANK)):.3f}  fitted on the others {np.mean(first_right(held, others)):.3f}"
            )
        fitted = fit_rank(asked)
        print(f"fitted on all: {np.mean(first_right(asked, fitted)):.3f}")
    else:
        fitted = fit_confidence(asked)
        held_out = np.zeros(len(asked))
        for document in documents:
            mask = [_document(one) == document for one in asked]
            others = fit_confidence([one for one, held in zip(asked, mask, strict=True) if not held])
            held_out[mask] = confidences([one for one, held in zip(asked, mask, strict=True) if held], others)
        right = np.array([one.right[0] for one in asked])
        none = np.array([one.gold.kind == "none" for one in asked])
        print("threshold  right but refused  none refused   (leave one document out)")
        for threshold in np.arange(0.3, 0.85, 0.05):
            print(
                f"{threshold:9.2f}  {(held_out[right] < threshold).mean():17.3f}  {(held_out[none] < threshold).mean():12.3f}"
            )
    print(json.dumps(fitted, indent=4))


def _document(one: Asked) -> str:
    return next(iter(one.gold.docs), "") or one.candidates[0].entry.id


if __name__ == "__main__":
    main()
