"""Measure ranking on a public retrieval set in BEIR's form, beside the usual ways to cut Chinese text.

A set is a folder with ``corpus.jsonl`` (``_id``, ``title``, ``text``), ``queries.jsonl`` (``_id``, ``text``) and
``qrels/test.tsv`` (query-id, corpus-id, score under a header). All ways are ranked by the same BM25+, whose scores
are rank-bm25's, over the same passages, so that they differ in what they cut the text into and in nothing else.
"""

import json
import math
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.lines import numbered_lines
from retrieval.errors import WenzhengError
from retrieval.index.analysis.lexicon import load_lexicon, plain_tokenizer
from retrieval.index.analysis.tokenizer import bigrams, characters, words
from retrieval.index.ranking.bm25 import rank_bm25_parameters
from retrieval.index.ranking.passages import Passages
from retrieval.text.fold import fold

#: The weight of each field in each way of ranking. Those of ours have the highest mean recall@1 over the development
#: sets of CMRC 2018 and DRCD and over STARD, of words from 0.2 to 0.8 (bigrams the rest) and characters 0, 0.1 or 0.25.
#: Characters find what a question says in other words of the same kind, as laymen's questions about laws do.
WAYS: Mapping[str, Mapping[str, float]] = {
    "wenzheng": {"words": 0.6, "bigrams": 0.4, "characters": 0.25},
    "jieba": {"plain words": 1.0},
    "bigrams": {"plain bigrams": 1.0},
}
_DEPTHS, _DEPTH = (1, 5, 10), 10

Cutter = Callable[[str], Sequence[str]]
#: How relevant each relevant passage is to each query: ``{query: {passage: grade}}``, grades above 0.
Grades = dict[str, dict[str, int]]


class RetrievalSetError(WenzhengError):
    """A retrieval set cannot be read, or its parts do not fit each other."""


def measure_folder(folder: Path) -> dict[str, dict[str, float]]:
    """Rank every judged query of a set and return the figures of each way. Raises ``RetrievalSetError``."""
    grades = read_grades(folder / "qrels" / "test.tsv")
    queries = dict(_texts(folder / "queries.jsonl"))
    _check(grades, queries, "queries.jsonl")
    cutters = _cutters()
    asked = {query: {name: Counter(cut(queries[query])) for name, cut in cutters.items()} for query in grades}
    wanted = {name: {term for fields in asked.values() for term in fields[name]} for name in cutters}
    names: list[str] = []

    def cut_all() -> Iterator[dict[str, Sequence[str]]]:
        for name, text in _texts(folder / "corpus.jsonl"):
            names.append(name)
            yield {field: cut(text) for field, cut in cutters.items()}

    passages = Passages(cut_all(), wanted, rank_bm25_parameters())
    _check((name for found in grades.values() for name in found), set(names), "corpus.jsonl")
    figures = {}
    for way, weights in WAYS.items():
        runs = {}
        for query, fields in asked.items():
            weighed = {
                field: {term: weight * often for term, often in fields[field].items()}
                for field, weight in weights.items()
            }
            runs[query] = [names[place] for place in passages.best(weighed, _DEPTH)]
        figures[way] = measure(runs, grades)
    return figures


def _cutters() -> dict[str, Cutter]:
    own, plain = load_lexicon(), plain_tokenizer()
    return {
        "words": lambda text: words(fold(text), own.cut),
        "bigrams": lambda text: bigrams(fold(text)),
        "characters": lambda text: characters(fold(text)),
        "plain words": plain.lcut,
        "plain bigrams": lambda text: [text[start : start + 2] for start in range(len(text) - 1)],
    }


def measure(runs: Mapping[str, Sequence[str]], grades: Grades) -> dict[str, float]:
    """Return Recall@1/5/10, MRR@10 and nDCG@10, means over the queries of ``grades``.

    ``runs`` has the passages found for each query, best first. The gain of a passage is its grade, as in trec_eval.
    """
    totals = dict.fromkeys((*(f"recall@{depth}" for depth in _DEPTHS), "mrr@10", "ndcg@10"), 0.0)
    for query, relevant in grades.items():
        found = runs[query][:_DEPTH]
        for depth in _DEPTHS:
            totals[f"recall@{depth}"] += sum(name in relevant for name in found[:depth]) / len(relevant)
        totals["mrr@10"] += next((1 / rank for rank, name in enumerate(found, 1) if name in relevant), 0.0)
        ideal = _gain(sorted(relevant.values(), reverse=True)[:_DEPTH])
        totals["ndcg@10"] += _gain([relevant.get(name, 0) for name in found]) / ideal
    return {"queries": len(grades), **{name: total / len(grades) for name, total in totals.items()}}


def _gain(grades: Sequence[int]) -> float:
    return sum(grade / math.log2(rank + 1) for rank, grade in enumerate(grades, 1))


def figures_table(figures: Mapping[str, Mapping[str, float]]) -> str:
    """The figures as a table, a way of ranking a line."""
    columns = next(iter(figures.values()))
    lines = [f"{'':10}" + "".join(f"{name:>11}" for name in columns)]
    for way, row in figures.items():
        cells = (f"{value:>11g}" if name == "queries" else f"{value:>11.4f}" for name, value in row.items())
        lines.append(f"{way:10}" + "".join(cells))
    return "\n".join(lines)


def read_grades(path: Path) -> Grades:
    """Read judgements; queries without a relevant passage are left out. Raises ``RetrievalSetError``."""
    grades: Grades = {}
    for number, line in numbered_lines(path, RetrievalSetError):
        cells = line.split("\t")
        if len(cells) != 3:
            raise RetrievalSetError(f"{path} 第 {number} 行不是用制表符分开的三列（query-id、corpus-id、score）。")
        query, passage, score = cells
        if number == 1 and not _is_number(score):
            continue
        if not _is_number(score):
            raise RetrievalSetError(f"{path} 第 {number} 行的 score 应是整数。")
        if int(score) > 0:
            grades.setdefault(query, {})[passage] = int(score)
    if not grades:
        raise RetrievalSetError(f"{path} 里没有相关的段落，无从评测。")
    return grades


def _is_number(text: str) -> bool:
    return text.removeprefix("-").isdecimal()


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    """Yield each ``_id`` with its text, the title (of a passage) before it."""
    seen: set[str] = set()
    for number, line in numbered_lines(path, RetrievalSetError):
        place = f"{path} 第 {number} 行"
        try:
            row: Any = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise RetrievalSetError(f"{place}不是 JSON。") from error
        if not isinstance(row, dict):
            raise RetrievalSetError(f"{place}应是 JSON 对象。")
        name, title, text = row.get("_id"), row.get("title") or "", row.get("text")
        if not (isinstance(name, str) and isinstance(title, str) and isinstance(text, str)):
            raise RetrievalSetError(f"{place}的 _id、title 和 text 应是字符串。")
        if name in seen:
            raise RetrievalSetError(f"{place}的 _id {name} 前面已有。")
        seen.add(name)
        yield name, f"{title}\n{text}" if title else text


def _check(judged: Iterable[str], known: Container[str], file: str) -> None:
    missing = next((name for name in judged if name not in known), None)
    if missing is not None:
        raise RetrievalSetError(f"qrels/test.tsv 里的 {missing} 不在 {file} 里，检索集不完整。")
