"""Make retrieval sets in BEIR's form from public ones, for ``wenzheng eval --beir``.

    python -m tests.benchmarks.beir squad DRCD_test.json FOLDER        # CMRC 2018 (squad-style-data), DRCD
    python -m tests.benchmarks.beir statutes STARD/data/queries.json FOLDER
    python -m tests.benchmarks.beir gold tests/gold/laws.jsonl FOLDER tests/gold/laws

``squad``: every paragraph is a passage, every question must find its own. ``statutes``: the articles cited for
any question are the passages (STARD's whole corpus of 55,348 articles is not in its repository's snapshot).
``gold``: our gold questions over every clause of the documents in the last folder, those that hold the evidence relevant.
The data stay outside this repository: their licences are their own.
"""

import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.evaluation import Gold, read_gold
from retrieval.document.source import find_sources
from retrieval.index.build.indexer import build_index
from retrieval.index.store import Index

#: Identity and text of each passage asked for, and the question.
Pair = tuple[str, list[tuple[str, str]]]


def squad(data: Any) -> Iterator[Pair]:
    """Yield the questions of SQuAD's form, each with the paragraph that it was written about."""
    for number, entry in enumerate(data["data"]):
        for place, paragraph in enumerate(entry["paragraphs"]):
            for question in paragraph["qas"]:
                yield question["question"], [(f"{number}-{place}", paragraph["context"])]


def statutes(data: Any) -> Iterator[Pair]:
    """Yield STARD's questions, each with the articles of law that lawyers cited for it."""
    for row in data:
        yield row["问题"], [(name, text.strip()) for name, text in row["相关法规"].items()]


def clauses_of(folder: Path) -> dict[str, str]:
    """Return every clause of the documents in a folder, by document and offset."""
    with TemporaryDirectory() as place:
        path = Path(place) / "index.db"
        build_index(path, find_sources([folder]))
        with Index(path) as index:
            entries = index.documents
            found = [clause for entry in entries for clause in index.every_clause(entry.id)]
    return {f"{clause.document}:{clause.start}": clause.text for clause in found}


def gold(questions: Iterable[Gold], clauses: Mapping[str, str]) -> Iterator[Pair]:
    """Yield the gold questions whose evidence stands in clauses of the documents they ask about."""
    for question in questions:
        owned = [(key, text) for key, text in clauses.items() if key.rsplit(":", 1)[0] in question.docs]
        if relevant := [(key, text) for key, text in owned if any(part in text for part in question.evidence)]:
            yield question.question, relevant


def write(pairs: Iterable[Pair], folder: Path, others: Mapping[str, str] | None = None) -> tuple[int, int]:
    """Write ``corpus.jsonl``, ``queries.jsonl`` and ``qrels/test.tsv``; return how many passages and questions.

    ``others`` are passages that need not be relevant to any question.
    """
    passages = dict(others or {})
    queries: list[str] = []
    (folder / "qrels").mkdir(parents=True, exist_ok=True)
    with (folder / "qrels" / "test.tsv").open("w", encoding="utf-8", newline="") as file:
        judged = csv.writer(file, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None)
        judged.writerow(("query-id", "corpus-id", "score"))
        for question, relevant in pairs:
            for identity, text in relevant:
                passages.setdefault(identity, text)
                judged.writerow((str(len(queries)), identity, 1))
            queries.append(question)
    _lines(folder / "corpus.jsonl", ({"_id": key, "title": "", "text": text} for key, text in passages.items()))
    _lines(folder / "queries.jsonl", ({"_id": str(key), "text": text} for key, text in enumerate(queries)))
    return len(passages), len(queries)


def _lines(path: Path, rows: Iterable[dict[str, str]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


READERS: dict[str, Callable[[Any], Iterator[Pair]]] = {"squad": squad, "statutes": statutes}

if __name__ == "__main__":
    kind, source, target, *documents = sys.argv[1:]
    if kind == "gold":
        clauses = clauses_of(Path(documents[0]))
        counted = write(gold(read_gold(Path(source)), clauses), Path(target), clauses)
    else:
        counted = write(READERS[kind](json.loads(Path(source).read_text(encoding="utf-8-sig"))), Path(target))
    print("{} passages, {} questions".format(*counted))
