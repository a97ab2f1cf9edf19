"""Fit the weights of the choice among several things, leaving one set of documents out.

    python -m tests.benchmarks.fit_several            # how well weights fitted on the other sets do on each
    python -m tests.benchmarks.fit_several --write    # and write those fitted on all to retrieval/answer/several/weights.json
"""

import argparse
import json
import pickle
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from retrieval.answer.ask import search_ranked
from retrieval.answer.ranking import read_weights
from retrieval.answer.several.answer import Offered, offer
from retrieval.answer.several.choice import choose
from retrieval.index.build import build_index
from retrieval.index.store import Index
from retrieval.question.understand import understand

Floats = npt.NDArray[np.float64]
_REAL = Path(__file__).resolve().parents[3] / "shared" / "real"
if not _REAL.exists():
    _REAL = Path("/work/shared/real")
_GOLD = _REAL.parent / "gold"
_SEEDS = Path(__file__).resolve().parents[2] / "seeds"
OPEN = ("d1", "d2", "d3", "d5", "d6", "d7", "five")
sys.path.insert(0, str(_GOLD))


@dataclass
class Case:
    set: str
    gold: dict[str, Any]
    offered: Offered
    worth: Floats
    judged: list[tuple[float, float, float]]


def judge_set(gold, items, document, sources):
    from score_whole import judge, said_apart

    reply = {"status": "answered", "items": [{"text": sources[document][i.start:i.end], "start": i.start, "end": i.end, "document": document} for i in items]}
    recall, precision, exact, _, _ = judge(gold, reply, sources)
    return recall, precision, said_apart(gold, reply)


def worth_of(recall: float, precision: float, apart: float) -> float:
    f = 2 * recall * precision / (recall + precision) if recall + precision else 0.0
    passed = recall >= 0.85 and precision >= 0.7
    return (0.65 + 0.35 * (apart >= 0.85)) * (0.7 + 0.3 * f) if passed else 0.1 * f**3


SINGLES: list[Case] = []


def read_set(name: str, scratch: Path, opened: ExitStack):
    if name == "five":
        files, gold = sorted(_SEEDS.glob("*.txt")), _GOLD / "whole.jsonl"
    elif name == "own":
        gold = Path("/work/shared/none")
    else:
        files = [_REAL / "docs" / f"{one}.txt" for one in (_REAL / "sets" / f"{name}.txt").read_text().split()]
        gold = _REAL / "whole" / f"{name}.jsonl"
    path = scratch / f"{name}.db"
    if not path.exists():
        build_index(path, files)
    index = opened.enter_context(Index(path))
    sources = {p.stem: p.read_bytes().decode("utf-8") for p in files}
    from retrieval.answer.confidence import confidence
    from retrieval.answer.comparison import split
    from retrieval.answer.candidates import retrieve
    single = (Path(__file__).resolve().parents[1] / "gold" / "dev.jsonl") if name == "five" else _REAL / "questions" / f"{name}.jsonl"
    for line in single.read_text(encoding="utf-8").splitlines():
        asked = json.loads(line)
        question = understand(asked["question"], index, asked.get("history", ()))
        if question.laws or len(split(question, retrieve(question, index), index)) > 1:
            continue
        ranked = search_ranked(question, index, read_weights())
        if ranked:
            case = Case(name, asked, offer(question, ranked, index), None, None)
            case.single = confidence(ranked, index, read_weights())
            SINGLES.append(case)
    for line in gold.read_text(encoding="utf-8").splitlines():
        asked = json.loads(line)
        question = understand(asked["question"], index, asked.get("history", ()))
        ranked = search_ranked(question, index, read_weights())
        if not ranked:
            print("nothing ranked", asked["id"])
            continue
        start = time.perf_counter()
        offered = offer(question, ranked, index)
        TIMES.append(time.perf_counter() - start)
        judged = [] if asked["kind"] == "none" else [judge_set(asked, one.items, offered.structure.entry.id, sources) for one in offered.proposals]
        case = Case(name, asked, offered, np.array([worth_of(*one) for one in judged]), judged)
        case.single = confidence(ranked, index, read_weights())
        yield case, sources


TIMES: list[float] = []


def fit(cases, names, l2):
    """Conditional logit: maximize the log of the expected worth, by L-BFGS."""
    values = np.vstack([case.matrix for case in cases])
    worth = np.concatenate([case.worth for case in cases])
    bounds = np.cumsum([0] + [len(case.worth) for case in cases])[:-1]
    sizes = np.array([len(case.worth) for case in cases])

    def loss(weights):
        scores = values @ weights
        scores = np.exp(scores - np.repeat(np.maximum.reduceat(scores, bounds), sizes))
        share = scores / np.repeat(np.add.reduceat(scores, bounds), sizes)
        right = share * worth
        sums = np.add.reduceat(right, bounds)
        right = right / np.repeat(sums, sizes)
        return -np.log(sums).sum() + l2 / 2 * weights @ weights, values.T @ (share - right) + l2 * weights

    return lbfgs(loss, np.zeros(len(names)))


def lbfgs(loss, weights, steps=80, memory=12):
    value, gradient = loss(weights)
    moves, turns = [], []
    for _ in range(steps):
        direction, alphas = gradient.copy(), []
        for move, turn in zip(reversed(moves), reversed(turns)):
            alpha = move @ direction / (turn @ move)
            alphas.append(alpha)
            direction -= alpha * turn
        if moves:
            direction *= moves[-1] @ turns[-1] / (turns[-1] @ turns[-1])
        else:
            direction /= np.abs(gradient).sum()
        for move, turn, alpha in zip(moves, turns, reversed(alphas)):
            direction += (alpha - turn @ direction / (turn @ move)) * move
        size = 1.0
        while size > 1e-6:
            after, new = loss(weights - size * direction)
            if after < value - 1e-4 * size * (gradient @ direction):
                break
            size /= 2
        else:
            break
        move, turn = -size * direction, new - gradient
        if move @ turn > 1e-10:
            moves, turns = [*moves, move][-memory:], [*turns, turn][-memory:]
        done = value - after < 1e-4
        weights, value, gradient = weights + move, after, new
        if done:
            break
    return weights


SCALE = None


def prepare(cases, least=3):
    counts: dict[str, set] = {}
    for case in cases:
        for features in case.offered.features:
            for name in features:
                counts.setdefault(name, set()).add(case.gold["id"])
    names = sorted(name for name, ids in counts.items() if len(ids) >= least)
    column = {name: place for place, name in enumerate(names)}
    for case in [*cases, *SINGLES]:
        matrix = np.zeros((len(case.offered.features), len(names)))
        for row, features in enumerate(case.offered.features):
            for name, value in features.items():
                if name in column:
                    matrix[row, column[name]] = value
        case.matrix = matrix
    return names


def standardize(cases):
    stacked = np.vstack([case.matrix for case in cases])
    scale = stacked.std(0) + 1e-9
    scale = np.maximum(scale, 0.1)
    for case in [*cases, *SINGLES]:
        case.matrix = case.matrix / scale
    return scale


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--l2", type=float, default=4.0)
    parser.add_argument("--failures", action="store_true")
    parser.add_argument("--cache", type=Path, default=Path("/tmp/several"))
    args = parser.parse_args()
    args.cache.mkdir(exist_ok=True)
    cases, sources = [], {}
    with ExitStack() as opened:
        for name in OPEN:
            for case, texts in read_set(name, args.cache, opened):
                cases.append(case)
                sources[name] = texts
    print("offer p50", np.median(TIMES) * 1e3, "max", max(TIMES) * 1e3, "proposals", np.median([len(c.offered.proposals) for c in cases]))
    answerable = [case for case in cases if case.gold["kind"] != "none"]
    best = [max((one.max() if len(one) else 0) for one in [case.worth]) for case in answerable]
    print("oracle pass", np.mean([b > 0.4 for b in best]), "apart", np.mean([b > 0.68 for b in best]))
    for name in OPEN:
        print("  ", name, np.mean([b > 0.4 for b, c in zip(best, answerable) if c.set == name]))
    names = prepare(cases)
    scale = standardize(cases)
    usable = [case for case in answerable if case.worth.max() > 0.4]
    total = []
    shown = []
    for left in OPEN:
        weights = fit([c for c in usable if c.set != left], names, args.l2)
        for case in (c for c in answerable if c.set == left):
            scores = case.matrix @ weights
            top = int(np.argmax(scores))
            chosen = choose(list(zip(scores.tolist(), case.offered.proposals)))
            first = case.judged[top]
            mine = judge_set(case.gold, chosen.items, case.offered.structure.entry.id, sources[left])
            place = int(np.argmax(np.argsort(np.argsort(-scores)) == 0))
            order = np.argsort(-scores)
            right = next((k for k, n in enumerate(order) if case.worth[n] > 0.4), None)
            total.append((left, case.gold["kind"], first, mine, right))
            shown.append((case, scores, chosen, mine, right, order))
    ok = lambda j: j[0] >= 0.85 and j[1] >= 0.7
    def line(rows):
        return "first {:.3f} apart {:.3f} | chosen pass {:.3f} apart {:.3f} recall {:.3f} precision {:.3f} | in5 {:.3f} n {}".format(
            np.mean([ok(r[2]) for r in rows]), np.mean([ok(r[2]) and r[2][2] >= .85 for r in rows]), np.mean([ok(r[3]) for r in rows]),
            np.mean([ok(r[3]) and r[3][2] >= .85 for r in rows]), np.mean([r[3][0] for r in rows]), np.mean([r[3][1] for r in rows]),
            np.mean([r[4] is not None and r[4] < 5 for r in rows]), len(rows))
    for name in OPEN:
        print(name, line([r for r in total if r[0] == name]))
    for kind in sorted({r[1] for r in total}):
        print(f"  {kind:11}", line([r for r in total if r[1] == kind]))
    print("real", line([r for r in total if r[0] != "five"]))
    if args.failures:
        for case, scores, chosen, mine, right, order in shown:
            if ok(mine) and mine[2] >= 0.85:
                continue
            g = case.gold
            print(f"{g['id']} [{g['kind']}] {' / '.join(g['history'] + [g['question']])}  r={mine[0]:.2f} p={mine[1]:.2f} a={mine[2]:.2f} right at {right} doc {case.offered.structure.entry.id} {g['docs']}")
            print("    wanted", " | ".join(i[0][:24] for i in g["items"]))
            print("    got   ", chosen.proposal.form, chosen.proposal.near[-30:], "::", " | ".join(i.text[:24] for i in chosen.items[:12]))
            if right is not None:
                p = case.offered.proposals[order[right]]
                print("    right ", p.form, p.near[-30:], "::", " | ".join(i.text[:24] for i in p.items[:12]))
    stage2(cases, usable, names, args, scale, sources)


def stage2(cases, usable, names, args, scale, sources):
    import math
    from retrieval.answer.confidence import confidence
    from retrieval.answer.several.answer import read_signals
    rows, several, right, sets, none, passed = [], [], [], [], [], []
    for left in OPEN:
        weights = fit([c for c in usable if c.set != left], names, args.l2)
        for case in (c for c in [*cases, *SINGLES] if c.set == left):
            scores = case.matrix @ weights
            chosen = choose(list(zip(scores.tolist(), case.offered.proposals)))
            if chosen is None:
                continue
            rows.append(read_signals(case.offered, chosen, case.single))
            whole = case.judged is not None
            several.append(float(whole and case.gold["kind"] != "none") if case.gold["kind"] != "none" else -1)
            sets.append(left)
            none.append(case.gold["kind"] == "none")
            j = judge_set(case.gold, chosen.items, case.offered.structure.entry.id, sources[left]) if whole and not none[-1] else (0, 0, 0)
            passed.append((whole, j[0] >= .85 and j[1] >= .7, j[0], j[1]))
    columns = sorted({name for row in rows for name in row})
    matrix = np.array([[row.get(name, 0.0) for name in columns] for row in rows])
    several, sets, none = np.array(several), np.array(sets), np.array(none)
    whole = np.array([p[0] for p in passed]); good = np.array([p[1] for p in passed])
    f = np.array([2*p[2]*p[3]/(p[2]+p[3]+1e-9) for p in passed])
    def cross(mask, label, l2):
        chance = np.zeros(len(rows))
        for left in OPEN:
            inside = sets == left
            w = logistic(matrix[mask & ~inside], label[mask & ~inside], l2)
            chance[inside] = 1/(1+np.exp(-(matrix[inside] @ w[:-1] + w[-1])))
        return chance
    m1 = several >= 0
    likely = cross(m1, several, 3.0)
    m2 = whole
    target = np.where(none, 0.0, (f > 0.5).astype(float))
    sure = cross(m2, target, 3.0)
    real = sets != "five"
    for t in (.3,.4,.5,.6,.7):
        print(f"several>={t}: whole answerable kept {np.mean(likely[whole & ~none] >= t):.3f}, whole none {np.mean(likely[whole & none] >= t):.3f}, single answerable {np.mean(likely[~whole & ~none] >= t):.3f}, single none {np.mean(likely[~whole & none] >= t):.3f}")
    for t in np.arange(.2,.7,.05):
        print(f"sure>={t:.2f}: pass {np.mean((good & (sure >= t))[whole & ~none & real]):.3f} none {np.mean((sure < t)[whole & none & real]):.3f} | five pass {np.mean((good & (sure >= t))[whole & ~none & ~real]):.3f} none {np.mean((sure < t)[whole & none & ~real]):.3f}")
    if args.write:
        weights = fit(usable, names, args.l2) / scale
        w1 = logistic(matrix[m1], several[m1], 3.0); w2 = logistic(matrix[m2], target[m2], 3.0)
        r = lambda w: {**{n: round(float(x), 4) for n, x in zip(columns, w[:-1])}, "bias": round(float(w[-1]), 4)}
        data = {"choice": {name: round(float(w), 4) for name, w in zip(names, weights) if abs(w) > 0.002}, "several": r(w1), "sure": r(w2), "several_from": 0.5, "sure_from": 0.4}
        path = Path(__file__).resolve().parents[2] / "retrieval" / "answer" / "several" / "weights.json"
        path.write_text(json.dumps(data, indent=0) + "\n")
        print("written", len(data["choice"]))


def logistic(x, y, l2):
    scale = x.std(0) + 1e-9
    values = np.hstack([x / scale, np.ones((len(x), 1))])
    penalty = np.diag([l2] * x.shape[1] + [0.0])
    w = np.zeros(values.shape[1])
    for _ in range(30):
        p = 1/(1+np.exp(-values @ w))
        step = np.linalg.solve(penalty + (values.T * (p*(1-p))) @ values + 1e-9*np.eye(len(w)), penalty @ w + values.T @ (p-y))
        w = w - step * min(1.0, 2.0/np.abs(step).max())
    return np.append(w[:-1]/scale, w[-1])


if __name__ == "__main__":
    main()
