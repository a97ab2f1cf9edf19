"""Fit the weights of the choice among several things, leaving one set of documents out.

    python -m tests.benchmarks.fit_several              # how well weights fitted on the other sets do on each
    python -m tests.benchmarks.fit_several --write      # and write those fitted on all sets
    python -m tests.benchmarks.fit_several --failures   # and print what is missed
    python -m tests.benchmarks.fit_several --choice     # only the choice, not whether several things are asked for

The questions are the open sets of ``../shared/real`` (d4 and d8 are blind and never used), the five documents that ship,
and our own; sets that share a document are left out together. The choice is a conditional logit over the proposals of a question, each worth what it is judged; whether
several things are asked for and whether what was chosen answers are logistic regressions. All have an L2 penalty.
"""

import argparse
import json
import pickle
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from retrieval.answer.candidates import retrieve
from retrieval.answer.comparison import split
from retrieval.answer.confidence import confidence
from retrieval.answer.ranking import Ranked
from retrieval.answer.ranking import read_weights as read_ranking
from retrieval.answer.reranking import search_ranked
from retrieval.answer.several.answer import (
    Offered,
    offer,
    read_asked,
    read_question,
    read_signals,
    with_relevance,
)
from retrieval.answer.several.choice import Chosen, choose
from retrieval.answer.several.features import by_kind, for_kinds, weigh, with_kinds
from retrieval.answer.several.pieces import Piece
from retrieval.answer.several.relevance import OF_KIND, Relevance, read_pieces
from retrieval.index.build.indexer import build_index
from retrieval.index.store import Index
from retrieval.question.model import Question
from retrieval.question.understand import understand
from tests.benchmarks.logistic import Floats, fit_scaled, likelihoods

Row = tuple[float, float, float]

_REAL = Path(__file__).resolve().parents[3] / "shared" / "real"
_TESTS = Path(__file__).resolve().parents[1]
_OURS = _TESTS / "gold" / "real"
_SEEDS = _TESTS.parent / "seeds"
_WEIGHTS = _TESTS.parent / "retrieval" / "answer" / "several" / "weights.json"
_OPEN = (
    *("d1", "d2", "d3", "d5", "d6", "d7", "five", "own", "y1", "y2", "y3", "z1"),
    *(f"v{number}" for number in range(1, 13)),
)
#: The penalties, chosen by leaving one set out; a feature must stand in so many questions.
_L2_CHOICE, _L2_ASKED, _L2_SURE, _RARE = 6.0, 3.0, 10.0, 5
#: So many pieces that say nothing are looked at for a question, and its pieces count so much together.
_WRONG, _OF_PIECES, _L2_PIECES = 60, 20.0, 5.0
#: The sets are left out in so many parts.
_PARTS = 5
#: One of so many questions for one thing that have no answer helps to tell whether several things have one.
_OTHERS = 3
#: Questions for several things were written to fit the choice: people ask fewer of them, and each counts so much.
_OF_WHOLE = 0.5
#: How much a feature of a kind of question weighs in the penalty beside one of all questions.
_OF_KIND = 0.3
#: A weight that is less is none.
_NOTHING = 0.002
#: A set of items is right from this worth on; what passes but says several things in one is worth less.
_RIGHT, _JOINED = 0.4, 0.5


@dataclass
class Case:
    """A question with what its document offers: ``judged`` has recall, precision and the recall with each item for one
    thing, of every proposal; nothing where one thing is asked for."""

    set: str
    gold: dict[str, Any]
    several: bool
    single: float
    offered: Offered
    sources: dict[str, str]
    judged: list[Row] = field(default_factory=list)
    values: Floats = field(default_factory=lambda: np.zeros((0, 0)))

    @property
    def none(self) -> bool:
        return bool(self.gold["kind"] == "none")

    @property
    def worth(self) -> Floats:
        return np.array([worth_of(*row) for row in self.judged])

    def judge(self, items: Sequence[Piece]) -> Row:
        """Recall, precision, and recall with each item for one thing, as ``score_whole.py`` has them."""
        sys.path.insert(0, str(_REAL.parent / "gold"))
        from score_whole import judge, said_apart  # type: ignore[import-not-found]

        name = self.offered.structure.entry.id
        source = self.sources[name]
        said = [
            {"text": source[one.start : one.end], "start": one.start, "end": one.end, "document": name} for one in items
        ]
        reply = {"status": "answered", "items": said}
        recall, precision, *_ = judge(self.gold, reply, {name: source})
        return recall, precision, said_apart(self.gold, reply)


def worth_of(recall: float, precision: float, apart: float) -> float:
    """What a set of items is worth: most where it passes with an item for each thing, little where it does not pass."""
    both = 2 * recall * precision / (recall + precision) if recall + precision else 0.0
    if not passes((recall, precision, apart)):
        return float(0.1 * both**3)
    return (_JOINED + (1 - _JOINED) * (apart >= 0.85)) * (0.7 + 0.3 * both)


def passes(row: Row) -> bool:
    return row[0] >= 0.85 and row[1] >= 0.7


def read_set(name: str, folder: Path, opened: ExitStack, singles: bool) -> Iterator[Case]:
    """Ask the questions of a set: those for several things, and with ``singles`` those for one."""
    files, gold, others = _files(name)
    if not gold.exists():
        return
    path, kept = folder / f"{name}.db", folder / f"{name}.pickle"
    if not path.exists():
        build_index(path, files)
    index = opened.enter_context(Index(path))
    sources = {file.stem: file.read_bytes().decode("utf-8") for file in files}
    ranked: dict[str, tuple[Question, list[Ranked], float]] = pickle.loads(kept.read_bytes()) if kept.exists() else {}
    for source in (gold, *others) if singles else (gold,):
        for line in source.read_text(encoding="utf-8").splitlines():
            asked = json.loads(line)
            key = json.dumps([asked["question"], asked.get("history", [])])
            if key not in ranked:
                ranked[key] = _rank(asked, index)
            question, found, sure = ranked[key]
            if not found or (source is not gold and _is_of_parts(question, index)):
                continue
            offered = offer(read_asked(question, found), found, index)
            case = Case(name, asked, source is gold, sure, offered, sources)
            if case.several and not case.none:
                case.judged = [case.judge(one.items) for one in case.offered.proposals]
            yield case
    kept.write_bytes(pickle.dumps(ranked))


def _files(name: str) -> tuple[list[Path], Path, list[Path]]:
    """The documents of a set, its questions for several things, and those for one."""
    if name == "five":
        ours = [_TESTS / "gold" / "dev.jsonl", _TESTS / "gold" / "own.jsonl"]
        return sorted(_SEEDS.glob("*.txt")), _REAL.parent / "gold" / "whole.jsonl", ours
    if (gold := _OURS / f"whole-{name}.jsonl").exists():
        ids, singles = _OURS / ("whole-own.txt" if name == "own" else f"{name}.txt"), [_OURS / f"{name}.jsonl"]
        singles = [file for file in singles if file.exists()]
    else:
        ids, gold = _REAL / "sets" / f"{name}.txt", _REAL / "whole" / f"{name}.jsonl"
        singles = [_REAL / "questions" / f"{name}.jsonl"]
    names = ids.read_text(encoding="utf-8").split() if ids.exists() else []
    return [_REAL / "docs" / f"{one}.txt" for one in names], gold, singles


def _rank(asked: dict[str, Any], index: Index) -> tuple[Question, list[Ranked], float]:
    question = understand(asked["question"], index, asked.get("history", ()))
    ranked = search_ranked(question, index, read_ranking())
    return question, ranked, confidence(ranked, index, read_ranking()) if ranked else 0.0


def _is_of_parts(question: Question, index: Index) -> bool:
    return bool(question.laws) or len(split(question, retrieve(question, index), index)) > 1


@dataclass(frozen=True)
class Labelled:
    """A piece of a case: its values, whether it says one of the things asked for, and how much it counts."""

    set: str
    values: Mapping[str, float]
    right: bool
    counts: float


def relate(cases: Sequence[Case]) -> dict[str, float]:
    """Give the cases of each set what the pieces tell with weights fitted on sets of other documents; return those fitted
    on all."""
    labelled = [one for case in cases if case.judged for one in _labelled(case)]
    for left in _together(dict.fromkeys(case.set for case in cases)):
        weights = by_kind(fit_pieces([one for one in labelled if one.set not in left]))
        for case in (one for one in cases if one.set in left):
            mine = for_kinds(weights, case.offered.asked.kinds)
            pieces = read_pieces(case.offered.proposals, case.offered.evidence)
            odds = {one: mine["bias"] + weigh(values, mine) for one, values in pieces.items()}
            case.offered = with_relevance(case.offered, Relevance(odds))
            if case.judged:
                case.judged.extend(case.judge(one.items) for one in case.offered.proposals[len(case.judged) :])
    return fit_pieces(labelled)


def _labelled(case: Case) -> Iterator[Labelled]:
    """The pieces of a case that say one of the things asked for, and some of those that say none."""
    pieces = read_pieces(case.offered.proposals, case.offered.evidence)
    judged = [(one, *case.judge([one])[:2]) for one in pieces]
    right = [one for one, recall, _ in judged if recall]
    wrong = [one for one, recall, precision in judged if not recall and not precision]
    some = wrong[:: max(1, len(wrong) // _WRONG)]
    kinds, each = case.offered.asked.kinds, _OF_PIECES / len(pieces)
    for piece in right + some:
        shared = [(name, value) for name, value in pieces[piece].items() if name in OF_KIND]
        values = pieces[piece] | {f"{kind}*{name}": value for kind in kinds for name, value in shared}
        yield Labelled(case.set, values, piece in right, each * (1.0 if piece in right else len(wrong) / len(some)))


def fit_pieces(labelled: Sequence[Labelled]) -> dict[str, float]:
    """Fit whether a piece is one of the things asked for."""
    names, values = _matrix([one.values for one in labelled])
    right, counts = (np.array([float(getattr(one, name)) for one in labelled]) for name in ("right", "counts"))
    return dict(zip([*names, "bias"], fit_scaled(values, right, counts, _L2_PIECES), strict=True))


def prepare(cases: Sequence[Case]) -> tuple[list[str], Floats]:
    """Give every case the matrix of its features; return their names and scales."""
    held = defaultdict(set)
    full = [[with_kinds(one, case.offered.asked.kinds) for one in case.offered.features] for case in cases]
    for case, rows in zip(cases, full, strict=True):
        if case.several:
            for name in {name for features in rows for name, value in features.items() if value}:
                held[name].add(case.gold["id"])
    names = sorted(name for name, ids in held.items() if len(ids) >= _RARE)
    column = {name: place for place, name in enumerate(names)}
    for case, rows in zip(cases, full, strict=True):
        case.values = np.zeros((len(rows), len(names)), np.float32)
        for row, features in enumerate(rows):
            for name, value in features.items():
                if name in column:
                    case.values[row, column[name]] = value
    scale = np.maximum(np.vstack([case.values for case in cases if case.several]).std(0), 0.1).astype(np.float32)
    scale /= np.array([_OF_KIND if "*" in name else 1.0 for name in names], np.float32)
    for case in cases:
        case.values /= scale
    return names, scale


def fit_choice(cases: Sequence[Case], l2: float = _L2_CHOICE) -> Floats:
    """Maximize the log of the worth that is expected of the proposal chosen."""
    values, worth = np.vstack([case.values for case in cases]), np.concatenate([case.worth for case in cases])
    sizes = np.array([len(case.values) for case in cases])
    bounds = np.concatenate([[0], np.cumsum(sizes)[:-1]])

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = (values @ weights.astype(np.float32)).astype(float)
        raised = np.exp(scores - np.repeat(np.maximum.reduceat(scores, bounds), sizes))
        share = raised / np.repeat(np.add.reduceat(raised, bounds), sizes)
        right = share * worth
        sums = np.add.reduceat(right, bounds)
        right = right / np.repeat(sums, sizes)
        return float(-np.log(sums).sum() + l2 / 2 * weights @ weights), (share - right).astype(
            np.float32
        ) @ values + l2 * weights

    return minimize(loss, np.zeros(values.shape[1]))


def minimize(
    loss: Callable[[Floats], tuple[float, Floats]], weights: Floats, steps: int = 80, memory: int = 12
) -> Floats:
    """L-BFGS with halved steps."""
    value, gradient = loss(weights)
    moves: list[tuple[Floats, Floats]] = []
    for _ in range(steps):
        direction = _direction(gradient, moves)
        size, after, new = 1.0, value, gradient
        while size > 1e-6:
            after, new = loss(weights - size * direction)
            if after < value - 1e-4 * size * (gradient @ direction):
                break
            size /= 2
        else:
            return weights
        move, turn = -size * direction, new - gradient
        if move @ turn > 1e-10:
            moves = [*moves, (move, turn)][-memory:]
        weights = weights + move
        if value - after < 1e-3:
            return weights
        value, gradient = after, new
    return weights


def _direction(gradient: Floats, moves: Sequence[tuple[Floats, Floats]]) -> Floats:
    if not moves:
        return gradient / np.abs(gradient).sum()
    direction, shares = gradient.copy(), []
    for move, turn in reversed(moves):
        shares.append(move @ direction / (turn @ move))
        direction -= shares[-1] * turn
    move, turn = moves[-1]
    direction *= move @ turn / (turn @ turn)
    for (move, turn), share in zip(moves, reversed(shares), strict=True):
        direction += (share - turn @ direction / (turn @ move)) * move
    return direction


def _fit_gate(values: Floats, right: Floats, l2: float, whole: float = 1.0) -> Floats:
    """Fit a gate; what is ``right`` counts ``whole``."""
    return fit_scaled(values, right, np.where(right > 0, whole, 1.0), l2)


def _together(names: Iterable[str]) -> list[set[str]]:
    """The sets in a few parts that share no document."""
    groups: list[tuple[set[str], set[Path]]] = []
    for name in names:
        own, files = {name}, set(_files(name)[0])
        for group in [group for group in groups if group[1] & files]:
            groups.remove(group)
            own, files = own | group[0], files | group[1]
        groups.append((own, files))
    # the largest first, each to the part that has least so far: so few fits tell as much
    parts: list[set[str]] = [set() for _ in range(_PARTS)]
    for own, _ in sorted(groups, key=lambda group: -len(group[0])):
        min(parts, key=len).update(own)
    return [part for part in parts if part]


@dataclass
class Outcome:
    """What was chosen for a case with the weights of the other sets."""

    case: Case
    chosen: Chosen
    first: Row
    row: Row
    place: int | None


def cross_choose(cases: Sequence[Case]) -> list[Outcome]:
    """Choose for every case with weights fitted on sets of other documents."""
    found = []
    usable = [case for case in cases if case.judged and case.worth.max() > _RIGHT]
    for left in _together(dict.fromkeys(case.set for case in cases)):
        weights = fit_choice([case for case in usable if case.set not in left])
        for case in (one for one in cases if one.set in left):
            scores = case.values @ weights
            chosen = choose(list(zip(scores.tolist(), case.offered.proposals, strict=True)))
            if chosen is None:
                continue
            if not case.judged:
                found.append(Outcome(case, chosen, (0, 0, 0), (0, 0, 0), None))
                continue
            order = np.argsort(-scores)
            worth = case.worth
            place = next((at for at, number in enumerate(order) if worth[number] > _RIGHT), None)
            found.append(Outcome(case, chosen, case.judged[order[0]], case.judge(chosen.items), place))
    return found


def report(outcomes: Sequence[Outcome]) -> None:
    """Print for each set and kind how many are right: the first proposal, the set chosen, one of the first five."""
    judged = [one for one in outcomes if one.case.judged]
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for one in judged:
        groups[one.case.set].append(one)
        groups[f"  {one.case.gold['kind']}"].append(one)
        if one.case.set.startswith("d"):
            groups["real"].append(one)
    for name in sorted(groups, key=lambda name: (name == "real", name.startswith(" "), name)):
        some = groups[name]
        rows = np.array([one.row for one in some])
        passed = np.array([passes(one.row) for one in some])
        print(
            f"{name:12} offered {np.mean([one.place is not None for one in some]):.2f}"
            f" in five {np.mean([one.place is not None and one.place < 5 for one in some]):.2f}"
            f" first {np.mean([passes(one.first) for one in some]):.3f} | chosen {passed.mean():.3f}"
            f" apart {(passed & (rows[:, 2] >= 0.85)).mean():.3f} recall {rows[:, 0].mean():.3f}"
            f" precision {rows[:, 1].mean():.3f} ({len(some)})"
        )


def fit_gates(outcomes: Sequence[Outcome]) -> dict[str, dict[str, float]]:
    """Fit whether several things are asked for, by the question alone and by what was chosen, and whether that answers;
    print what thresholds bring."""
    signals = [read_signals(one.case.offered, one.chosen, one.case.single) for one in outcomes]
    names, values = _matrix(signals)
    wider, found = _matrix([row | one.case.offered.missing for row, one in zip(signals, outcomes, strict=True)])
    plain, questions = _matrix(
        [read_question(one.case.offered.asked, one.case.offered.best, one.case.single) for one in outcomes]
    )
    sets = np.array([one.case.set for one in outcomes])
    none, whole = (np.array([getattr(one.case, name) for one in outcomes]) for name in ("none", "several"))
    good = np.array([passes(one.row) for one in outcomes])
    asked, answered = (whole & ~none).astype(float), (~none).astype(float)
    # what else has no answer tells a little of what several things have none
    others = none & ~whole & (np.cumsum(none & ~whole) % _OTHERS == 0)
    likely = _cross(values, asked, ~none, sets, _L2_ASKED, _OF_WHOLE)
    sure = _cross(found, answered, whole | others, sets, _L2_SURE)
    early = _cross(questions, asked, ~none, sets, _L2_ASKED, _OF_WHOLE)
    for least in (0.05, 0.1, 0.15, 0.2, 0.3):
        some = early >= least
        print(f"looked for from {least}: whole {some[whole & ~none].mean():.3f}, single {some[~whole].mean():.3f}")
    for least in (0.3, 0.4, 0.5, 0.6, 0.7):
        some = likely >= least
        print(
            f"several from {least}: whole {some[whole & ~none].mean():.3f}, their nones {some[whole & none].mean():.3f},"
            f" single {some[~whole & ~none].mean():.3f}, their nones {some[~whole & none].mean():.3f}"
        )
    for least in np.arange(0.5, 0.95, 0.05):
        some = sure >= least
        real = np.array([name.startswith("d") for name in sets])
        print(
            f"sure from {least:.2f}: pass {(good & some)[whole & ~none & real].mean():.3f}"
            f" none {(~some)[whole & none & real].mean():.3f}, others {(good & some)[whole & ~none & ~real].mean():.3f},"
            f" single nones {(~some)[~whole & none & (likely >= 0.5)].mean():.3f}"
        )
    some = whole | others
    fitted = {
        "asked": (plain, _fit_gate(questions[~none], asked[~none], _L2_ASKED, _OF_WHOLE)),
        "several": (names, _fit_gate(values[~none], asked[~none], _L2_ASKED, _OF_WHOLE)),
        "sure": (wider, _fit_gate(found[some], answered[some], _L2_SURE)),
    }
    return {key: dict(zip([*of, "bias"], map(float, weights), strict=True)) for key, (of, weights) in fitted.items()}


def _matrix(signals: Sequence[Mapping[str, float]]) -> tuple[list[str], Floats]:
    names = sorted({name for row in signals for name in row})
    return names, np.array([[row.get(name, 0.0) for name in names] for row in signals])


def _cross(
    values: Floats,
    label: Floats,
    mask: npt.NDArray[np.bool_],
    sets: npt.NDArray[np.str_],
    l2: float,
    whole: float = 1.0,
) -> Floats:
    likely = np.zeros(len(values))
    for left in _together(dict.fromkeys(sets.tolist())):
        inside = np.isin(sets, list(left))
        weights = _fit_gate(values[mask & ~inside], label[mask & ~inside], l2, whole)
        likely[inside] = likelihoods(values[inside], weights)
    return likely


def show_failures(outcomes: Sequence[Outcome]) -> None:
    """Print what is missed, with the best proposal that would pass."""
    for one in outcomes:
        case, gold = one.case, one.case.gold
        if not case.judged or (passes(one.row) and one.row[2] >= 0.85):
            continue
        asked = " / ".join([*gold.get("history", []), gold["question"]])
        print(
            f"{gold['id']} [{gold['kind']}] {asked}  r={one.row[0]:.2f} p={one.row[1]:.2f} a={one.row[2]:.2f} place {one.place}"
        )
        print(f"    document {case.offered.structure.entry.id} of {gold['docs']}")
        print("    wanted", " | ".join(item[0][:24] for item in gold["items"]))
        print(f"    got {one.chosen.proposal.form} {one.chosen.proposal.near[-30:]}:", _shown(one.chosen.items))
        best = case.offered.proposals[int(np.argmax(case.worth))]
        if case.worth.max() > _RIGHT:
            print(f"    right {best.form} {best.near[-30:]}:", _shown(best.items))


def _shown(items: Sequence[Piece]) -> str:
    return " | ".join(item.text[:24] for item in items[:14])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--failures", action="store_true")
    parser.add_argument("--choice", action="store_true")
    parser.add_argument("--keep", type=Path, help="a folder for indexes and rankings, used again by the next run")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, ExitStack() as opened:
        folder = args.keep or Path(scratch)
        folder.mkdir(exist_ok=True)
        cases = [case for name in _OPEN for case in read_set(name, folder, opened, not args.choice)]
        pieces = relate(cases)
        names, scale = prepare(cases)
        outcomes = cross_choose(cases)
        report(outcomes)
        if args.failures:
            show_failures(outcomes)
        if args.choice:
            return
        gates = fit_gates(outcomes)
        if args.write:
            usable = [case for case in cases if case.judged and case.worth.max() > _RIGHT]
            choice = fit_choice(usable) / scale
            _write({"choice": dict(zip(names, choice, strict=True)), "pieces": pieces, **gates})


def _write(weights: Mapping[str, Mapping[str, float]]) -> None:
    before = json.loads(_WEIGHTS.read_text(encoding="utf-8"))
    rounded = {
        key: {name: round(float(weight), 4) for name, weight in some.items() if abs(weight) > _NOTHING}
        for key, some in weights.items()
    }
    data = {**rounded, "several_from": before["several_from"], "sure_from": before["sure_from"]}
    _WEIGHTS.write_text(json.dumps(data, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
