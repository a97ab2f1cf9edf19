"""Measure answers against gold questions (the rules of ``tests/gold/README.md``)."""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.lines import numbered_lines
from bot.output import harmless
from retrieval.answer.ask import ask
from retrieval.answer.model import MAX_PASSAGE, Answer, Passage
from retrieval.answer.ranking import Weights, read_weights
from retrieval.errors import QuestionError, WenzhengError
from retrieval.index.store import Index

_MAX_ANSWER = 200
_DEPTHS = (1, 3, 10)


class GoldError(WenzhengError):
    """A file of gold questions cannot be read."""


@dataclass(frozen=True)
class Gold:
    """A question with what a right answer must quote (``evidence``) and say (``answer``)."""

    id: str
    question: str
    kind: str
    style: str
    docs: tuple[str, ...]
    evidence: tuple[str, ...]
    answer: tuple[str, ...]
    history: tuple[str, ...] = ()


def read_gold(path: Path) -> list[Gold]:
    """Read gold questions, one JSON object a line. Raises ``GoldError`` naming the line that is wrong."""
    lines = numbered_lines(path, GoldError, "问题集")
    return [_gold(line, f"{path} 第 {number} 行") for number, line in lines]


def _gold(line: str, place: str) -> Gold:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise GoldError(f"{place}不是 JSON。每行应是一个标准问题。") from error
    if not isinstance(row, dict):
        raise GoldError(f"{place}不是标准问题：应是 JSON 对象。")
    identity, question, kind, style = (_text(row, name, place) for name in ("id", "question", "kind", "style"))
    docs, evidence, answer, history = (_texts(row, name, place) for name in ("docs", "evidence", "answer", "history"))
    return Gold(identity, question, kind, style, docs, evidence, answer, history)


def _text(row: dict[str, Any], name: str, place: str) -> str:
    value = row.get(name)
    if not isinstance(value, str):
        raise GoldError(f"{place}不是标准问题：{name} 应是字符串。")
    return value


def _texts(row: dict[str, Any], name: str, place: str) -> tuple[str, ...]:
    value = row.get(name, [])
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        raise GoldError(f"{place}不是标准问题：{name} 应是字符串的列表。")
    return tuple(value)


def evaluate(questions: Sequence[Gold], index: Index, weights: Weights | None = None) -> dict[str, Any]:
    """Ask every question and return the figures: recall@k, MRR, quote, answer and pass rates, pass by kind and style.

    ``weights`` stand in place of those that ship.

    Recall@k is the share of evidence strings that the first k passages cover, MRR the mean of one
    over the rank of the first passage that covers evidence; both over answerable questions.
    """
    replies = [(gold, _reply(gold, index, weights)) for gold in questions]
    answerable = [(gold, reply) for gold, reply in replies if gold.kind != "none"]
    groups: dict[str, list[bool]] = {}
    for gold, reply in replies:
        for group in (f"kind {gold.kind}", f"style {gold.style}"):
            groups.setdefault(group, []).append(passes(gold, reply))
    return {
        "questions": len(questions),
        **{
            f"recall@{depth}": _mean(_recall(gold, reply.passages[:depth]) for gold, reply in answerable)
            for depth in _DEPTHS
        },
        "mrr": _mean(_reciprocal_rank(gold, reply.passages) for gold, reply in answerable),
        "quote": _mean(quoted(gold, reply) for gold, reply in answerable),
        "answer": _mean(answered(gold, reply) for gold, reply in answerable),
        "none": _mean(passes(gold, reply) for gold, reply in replies if gold.kind == "none"),
        "false refusal": _mean(not reply.found for _, reply in answerable),
        "pass": _mean(passes(gold, reply) for gold, reply in replies),
        "verbatim": _mean(
            index.source(p.document.id)[p.start : p.end] == p.text for _, reply in replies for p in reply.passages
        ),
        **{name: _mean(values) for name, values in sorted(groups.items())},
    }


def _reply(gold: Gold, index: Index, weights: Weights | None) -> Answer:
    try:
        return ask(gold.question, index, gold.history, quotes=max(_DEPTHS), weights=weights)
    except QuestionError as error:
        raise GoldError(f"标准问题 {gold.id}：{error}") from error


def passes(gold: Gold, reply: Answer) -> bool:
    """Whether a reply is right: quoted and answered, or not found where there is nothing to find."""
    return not reply.found if gold.kind == "none" else quoted(gold, reply) and answered(gold, reply)


def quoted(gold: Gold, reply: Answer) -> bool:
    """Whether the first passage (for several pieces of evidence the first three or more) covers all evidence."""
    first = reply.passages[: 1 if len(gold.evidence) == 1 else max(3, len(gold.evidence))]
    return reply.found and all(any(covers(p, e, gold) for p in first) for e in gold.evidence)


def answered(gold: Gold, reply: Answer) -> bool:
    """Whether the answer says what it must, briefly."""
    said = _squeeze(reply.text)
    return (
        reply.found
        and len(reply.text) <= _MAX_ANSWER * len(gold.docs)
        and all(_squeeze(a) in said for a in gold.answer)
    )


def _recall(gold: Gold, passages: Sequence[Passage]) -> float:
    return _mean(any(covers(p, e, gold) for p in passages) for e in gold.evidence)


def _reciprocal_rank(gold: Gold, passages: Sequence[Passage]) -> float:
    ranks = (rank for rank, p in enumerate(passages, 1) if any(covers(p, e, gold) for e in gold.evidence))
    return next((1 / rank for rank in ranks), 0.0)


def covers(passage: Passage, evidence: str, gold: Gold) -> bool:
    """Whether a passage of a document asked for holds a piece of evidence, and is short enough to prove it."""
    return (
        passage.document.id in gold.docs
        and len(passage.text) <= MAX_PASSAGE
        and _squeeze(evidence) in _squeeze(passage.text)
    )


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _mean(values: Iterable[float]) -> float:
    numbers = [float(value) for value in values]
    return sum(numbers) / len(numbers) if numbers else 0.0


def figures_text(figures: Mapping[str, float]) -> str:
    """The figures as a table, one a line."""
    return "\n".join(
        f"{name:18} {value:g}" if name == "questions" else f"{harmless(name):18} {value:.3f}"
        for name, value in figures.items()
    )


def ablate(questions: Sequence[Gold], index: Index) -> dict[str, dict[str, float]]:
    """Return the figures with everything at work (``all``), then with each feature and signal left out."""
    whole = read_weights()
    runs = {"all": whole} | {name: whole.without(name) for name in whole.names}
    kept = ("pass", "quote", "answer", "none", "false refusal", "mrr")
    measured = {name: evaluate(questions, index, weights) for name, weights in runs.items()}
    return {name: {figure: figures[figure] for figure in kept} for name, figures in measured.items()}


def ablation_text(table: Mapping[str, Mapping[str, float]]) -> str:
    """The figures of each run, and in brackets what is lost against everything at work."""
    whole = table["all"]
    width = max(map(len, (*table, "without")))
    lines = [f"{'without':{width}}" + "".join(f"{name:>18}" for name in whole)]
    for run, figures in table.items():
        cells = (f"{value:.3f} ({value - whole[name]:+.3f})" for name, value in figures.items())
        lines.append(f"{run:{width}}" + "".join(f"{cell:>18}" for cell in cells))
    return "\n".join(lines)
