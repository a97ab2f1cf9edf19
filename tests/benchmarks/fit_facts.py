"""Fit the filters of the fact tables: which candidates are targets, which are money for those who apply, and who gets it.

    PYTHONPATH=. python -m tests.benchmarks.fit_facts ../shared/real [--write] [--without FILE]

Labels: the candidates of documents that are annotated completely (``facts.jsonl`` of the folder, ``tests/gold/facts`` and
``tests/gold/real/facts-*.jsonl``), and judged candidates of many other documents (``judged_rows.jsonl`` of the folder, ``tests/gold/real/judged-facts.jsonl``).
Of the judged documents a third is kept out and scored at the end, the rest is cross-validated by document; the weights stored are
then fitted on all.
"""

import argparse
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.clause.segment import segment
from retrieval.document.parse import parse_document
from retrieval.document.source import read_source
from retrieval.fact.grants import grant_candidates
from retrieval.fact.statements import read_statements
from retrieval.fact.targets import target_candidates
from retrieval.text.fold import fold
from retrieval.text.joined import join
from tests.benchmarks.logistic import Options, fit_conditional, fit_logistic, likelihoods

_GOLD = Path("tests/gold")
_WEIGHTS = Path("retrieval/fact/weights.json")
#: A feature counts that stands in so many documents; pairs of characters in more.
_DOCUMENTS, _DOCUMENTS_OF_PAIRS = 3, 4
#: The strength of the ridge on features, on pairs of characters, and on the bias.
_RIDGE, _RIDGE_OF_PAIRS, _RIDGE_OF_BIAS = 2.0, 6.0, 0.01
_FOLDS = 5
#: Characters around a candidate in which the sentence of its row is looked for.
_WINDOW = 400
#: A document that is annotated completely weighs so much more than one of which some candidates are judged.
_COMPLETE = 2.0
#: A candidate is taken that is as likely as this: a wrong sum of money costs more than a wrong target.
_THRESHOLDS = {"target": 0.45, "money": 0.5}
#: The penalty of the conditional logit that chooses who gets the money.
_L2 = 16.0
#: Two names are of the same where they share so many of their pairs of characters; else the nearest that holds most is.
_NEAR = 0.6
TABLES = {"target": "targets", "money": "money"}


@dataclass(frozen=True)
class Sample:
    """A judged candidate, and whether it is of a document that is annotated completely."""

    document: str
    features: frozenset[str]
    fact: int
    complete: bool = False


@dataclass(frozen=True)
class Choice:
    """A row of money: the features of everybody who may get it, and whether each is the one."""

    document: str
    offers: tuple[tuple[frozenset[str], bool], ...]


@dataclass(frozen=True)
class Samples:
    """What is fitted on: judged candidates by table, and who gets the money of the rows whose recipient is known."""

    tables: dict[str, list[Sample]]
    choices: list[Choice]
    complete: set[str]

    def is_fitted(self, one: Sample | Choice) -> bool:
        """Whether a sample is fitted on: judged documents are kept out by thirds, those annotated completely never."""
        return one.document in self.complete or not is_kept_out(one.document)


@dataclass(frozen=True)
class _Place:
    """A candidate: where its value stands in the document, what it states, and its features."""

    start: int
    said: frozenset[str]
    features: frozenset[str]
    offers: tuple[tuple[str, frozenset[str]], ...] = ()


def squeeze(text: str | None) -> str:
    """``text`` folded, without blanks."""
    return "".join(fold(text or "").split())


def is_kept_out(document: str) -> bool:
    """Whether a judged document is kept out of all fitting."""
    return int(hashlib.md5(document.encode()).hexdigest(), 16) % 3 == 0


def candidates(path: Path) -> tuple[str, dict[str, list[_Place]]]:
    """Return the text of a document and its candidates by table."""
    document = parse_document(read_source(path))
    text = document.text
    statements = list(read_statements(document, segment(document)))
    targets = [
        _Place(one.target.value.start, frozenset({squeeze(one.target.value.of(text))}), one.features)
        for one in target_candidates(statements)
    ]
    money = []
    for one in grant_candidates(statements):
        sums = (one.grant.amount, one.grant.cap)
        said = frozenset(squeeze(span.of(text)) for span in sums if span)
        offers = tuple((squeeze(join(offer.span.of(text)).text), offer.features) for offer in one.offers())
        money.append(_Place(one.value.start, said, one.features, offers))
    return text, {"target": targets, "money": money}


def annotated(path: Path, rows: Sequence[dict[str, Any]], samples: Samples) -> None:
    """Add the candidates of a document that is annotated completely."""
    text, found = candidates(path)
    for table, places in found.items():
        left = [row for row in rows if row["table"] == table]
        for place in places:
            before = squeeze(text[max(0, place.start - _WINDOW) : place.start])
            near = before + squeeze(text[place.start : place.start + _WINDOW])
            match = next((row for row in left if _same(row, place, near, len(before))), None)
            if match:
                left.remove(match)
            samples.tables[table].append(Sample(path.stem, place.features, int(match is not None), True))
            if match:
                samples.choices.extend(_choice(path.stem, match, place))


def _choice(document: str, row: dict[str, Any], place: _Place) -> Iterator[Choice]:
    """Who gets the money of a row, where it says so and anybody is offered."""
    if row.get("recipient") and place.offers:
        name = squeeze(row["recipient"])
        shares = [_shared(name, who) for who, _ in place.offers]
        least = max(shares) if max(shares) < _NEAR else _NEAR
        right = (share >= max(least, 0.01) for share in shares)
        yield Choice(document, tuple((features, one) for (_, features), one in zip(place.offers, right, strict=True)))


def _shared(one: str, other: str) -> float:
    """The share of pairs of characters that two names have in common; where neither holds most of the other, none."""
    first, second = ({name[place : place + 2] for place in range(len(name) - 1)} for name in (one, other))
    both = len(first & second)
    return 2 * both / (len(first) + len(second)) if both >= _NEAR * max(1, min(len(first), len(second))) else 0.0


def _same(row: dict[str, Any], place: _Place, near: str, at: int) -> bool:
    """Whether a row is of a candidate: its sentence is the one in which the candidate stands, at ``at`` in ``near``."""
    wanted = {squeeze(row.get(name)) for name in ("value", "amount", "cap")} - {""}
    sentence = squeeze(row["sentence"])
    words = not any(char.isdigit() for value in wanted | place.said for char in value)
    values = {part for value in wanted for part in [value, *value.split("、")]}
    same = values & place.said or (words and any(value in sentence for value in place.said))
    return bool(same) and sentence in near[max(0, at - len(sentence)) : at + len(sentence) + 1]


def judged(folder: Path, rows: Iterable[dict[str, Any]], samples: Samples) -> None:
    """Add the candidates that judged rows speak of, found by where they stand or by what stands around them."""
    by_document = defaultdict[str, list[dict[str, Any]]](list)
    for row in rows:
        by_document[row["doc"]].append(row)
    for name, some in sorted(by_document.items()):
        text, found = candidates(next(folder.glob(f"{name}.*")))
        at: dict[int, tuple[dict[str, Any], _Place]] = {}
        for row in some:
            if place := next((one for one in found[row["table"]] if _is_at(row, one, text)), None):
                at[id(place)] = row, place  # what is judged again counts
        for row, place in at.values():
            samples.tables[row["table"]].append(Sample(name, place.features, row["fact"]))
            samples.choices.extend(_choice(name, row, place))


def _is_at(row: dict[str, Any], place: _Place, text: str) -> bool:
    if "start" in row:
        return bool(row["start"] == place.start)
    value = squeeze(row["value"])
    before = squeeze(row["sentence"][: row["sentence"].find(row["value"], row["offset"])])[-8:]
    behind = squeeze(text[place.start : place.start + 40])
    return behind.startswith(value) and squeeze(text[max(0, place.start - 60) : place.start]).endswith(before)


class Model:
    """Logistic regression over declared features, with a ridge."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        seen = defaultdict[str, set[str]](set)
        for sample in samples:
            for name in sample.features:
                seen[name].add(sample.document)
        self.names = sorted(
            name
            for name, documents in seen.items()
            if len(documents) >= (_DOCUMENTS_OF_PAIRS if _is_pair(name) else _DOCUMENTS)
        )
        ridge = np.array([_RIDGE_OF_PAIRS if _is_pair(name) else _RIDGE for name in self.names])
        counts = Counter(sample.document for sample in samples)
        weight = np.array(
            [(_COMPLETE if sample.complete else 1) / counts[sample.document] ** 0.5 for sample in samples]
        )
        self.weights = fit_logistic(
            self.matrix(samples),
            np.array([sample.fact for sample in samples], float),
            weight * len(samples) / weight.sum(),  # every document weighs as the root of its number of samples
            np.append(ridge, _RIDGE_OF_BIAS),
        )

    def matrix(self, samples: Sequence[Sample]) -> NDArray[np.float64]:
        """The features of samples as rows of 0 and 1."""
        return np.array([[name in sample.features for name in self.names] for sample in samples], float)

    def likelihoods(self, samples: Sequence[Sample]) -> NDArray[np.float64]:
        """How likely each sample is a fact."""
        return likelihoods(self.matrix(samples), self.weights)


def _is_pair(name: str) -> bool:
    return name[:2] in {"<:", ">:", "=:"}


def figures(
    likely: NDArray[np.float64], samples: Sequence[Sample], threshold: float, beta: float = 1.0
) -> tuple[float, float, float]:
    """Precision, recall and F of what is accepted at a threshold."""
    taken = [sample.fact for one, sample in zip(likely, samples, strict=True) if one >= threshold]
    precision = sum(taken) / max(1, len(taken))
    recall = sum(taken) / max(1, sum(sample.fact for sample in samples))
    beta *= beta
    return precision, recall, (1 + beta) * precision * recall / max(1e-9, beta * precision + recall)


def cross_validated(samples: Sequence[Sample]) -> NDArray[np.float64]:
    """How likely each sample is a fact to a filter that was fitted on other documents."""
    likely = np.zeros(len(samples))
    for number in range(_FOLDS):
        inside = [place for place, sample in enumerate(samples) if _fold_of(sample.document) == number]
        model = Model([sample for sample in samples if _fold_of(sample.document) != number])
        likely[inside] = model.likelihoods([samples[place] for place in inside])
    return likely


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def complete_documents(folder: Path) -> Iterator[tuple[Path, list[dict[str, Any]]]]:
    """Yield the documents that are annotated completely, each with its rows; some have none."""
    sets = [
        (Path("seeds"), _GOLD / "facts/seeds.jsonl"),
        (_GOLD / "unseen", _GOLD / "facts/unseen.jsonl"),
        (folder / "docs", folder / "facts.jsonl"),
        *((folder / "docs", gold) for gold in sorted((_GOLD / "real").glob("facts-*.jsonl"))),
    ]
    for texts, gold in sets:
        rows = _lines(gold)
        names = {row["doc"] for row in rows}
        listed = gold.with_suffix(".DOCS.txt")
        if listed.exists():
            names |= {line.split()[0] for line in listed.read_text(encoding="utf-8").splitlines() if line.strip()}
        for name in sorted(names):
            yield next(texts.glob(f"{name}.*")), [row for row in rows if row["doc"] == name]


def read_samples(folder: Path, without: Collection[str] = ()) -> Samples:
    """All samples but those of the documents ``without``; judged rows of documents annotated completely say nothing more."""
    samples = Samples({table: [] for table in TABLES}, [], set())
    for path, rows in complete_documents(folder):
        samples.complete.add(path.stem)
        annotated(path, rows, samples)
    rows = [*_lines(folder / "judged_rows.jsonl"), *_lines(_GOLD / "real/judged-facts.jsonl")]
    judged(folder / "docs", [row for row in rows if row["doc"] not in {*samples.complete, *without}], samples)
    return samples


def _show(name: str, found: tuple[float, float, float]) -> None:
    precision, recall, both = found
    print(f"  {name:24} P {precision:.3f} R {recall:.3f} F {both:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true", help="store the weights")
    parser.add_argument(
        "--without", type=Path, help="a file of documents that stay unread: a set that is to judge what is fitted"
    )
    args = parser.parse_args()
    lines = args.without.read_text(encoding="utf-8").split() if args.without else []
    samples = read_samples(args.folder, [Path(line).stem for line in lines])
    stored = {TABLES[table]: _fit_table(table, samples) for table in TABLES}
    stored["recipients"] = _fit_recipients(samples)
    if args.write:
        _WEIGHTS.write_text(json.dumps(stored, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def _fit_table(table: str, samples: Samples) -> dict[str, Any]:
    """Fit, show and return the filter of a table."""
    fitted = [one for one in samples.tables[table] if samples.is_fitted(one)]
    kept = [one for one in samples.tables[table] if not samples.is_fitted(one)]
    likely = cross_validated(fitted)
    model = Model(fitted)
    facts = sum(sample.fact for sample in fitted)
    print(f"{table}: {len(fitted)} fitted, {facts} facts, {len(model.names)} features")
    _show("cross-validated", figures(likely, fitted, _THRESHOLDS[table]))
    for name, complete in (("of judged rows", False), ("of whole documents", True)):
        part = [place for place, sample in enumerate(fitted) if (sample.document in samples.complete) == complete]
        _show(name, figures(likely[part], [fitted[place] for place in part], _THRESHOLDS[table]))
    _show(f"kept out ({len(kept)})", figures(model.likelihoods(kept), kept, _THRESHOLDS[table]))
    rules = np.array([float("rules yes" in sample.features) for sample in kept])
    _show("kept out, rules alone", figures(rules, kept, 0.5))
    whole = Model(samples.tables[table])  # what is stored is fitted on all, once those kept out have judged
    return _stored(whole.names, whole.weights[:-1], float(whole.weights[-1]), _THRESHOLDS[table])


def _fit_recipients(samples: Samples) -> dict[str, Any]:
    """Fit, show and return the weights by which the one who gets the money is chosen."""
    fitted = [one for one in samples.choices if samples.is_fitted(one)]
    kept = [one for one in samples.choices if not samples.is_fitted(one)]
    right = 0
    for number in range(_FOLDS):
        inside = [one for one in fitted if _fold_of(one.document) == number]
        weights = choose([one for one in fitted if _fold_of(one.document) != number])
        right += sum(is_right(one, weights) for one in inside)
    weights = choose(fitted)
    print(f"recipients: {len(fitted)} fitted, {len(weights)} features; somebody is right where anybody offered can be:")
    print(
        f"  cross-validated {right / len(fitted):.3f}, kept out {sum(is_right(one, weights) for one in kept)} of {len(kept)}"
    )
    weights = choose(samples.choices)
    return _stored(list(weights), np.array(list(weights.values())), 0.0, 0.0)


def _fold_of(document: str) -> int:
    return int(hashlib.md5(document.encode()).hexdigest(), 16) // 3 % _FOLDS


def choose(choices: Sequence[Choice]) -> dict[str, float]:
    """The weights of features in a conditional logit over those who may get the money."""
    seen = defaultdict[str, set[str]](set)
    for choice in choices:
        for features, _ in choice.offers:
            for name in features:
                seen[name].add(choice.document)
    names = sorted(name for name, documents in seen.items() if len(documents) >= _DOCUMENTS)
    counts = Counter(choice.document for choice in choices)
    options = [
        Options(
            np.array([[name in features for name in names] for features, _ in choice.offers], float),
            np.array([right for _, right in choice.offers]),
            1 / counts[choice.document] ** 0.5,
        )
        for choice in choices
    ]
    return dict(zip(names, fit_conditional(options, _L2).tolist(), strict=True))


def is_right(choice: Choice, weights: dict[str, float]) -> bool:
    """Whether the likeliest of those offered is the one."""
    return max(choice.offers, key=lambda offer: sum(weights.get(name, 0.0) for name in offer[0]))[1]


def _stored(names: Sequence[str], weights: NDArray[np.float64], bias: float, threshold: float) -> dict[str, Any]:
    some = {name: round(float(one), 3) for name, one in zip(names, weights, strict=True) if abs(one) >= 0.02}
    return {"bias": round(bias, 3), "threshold": round(threshold, 3), "weights": some}


if __name__ == "__main__":
    main()
