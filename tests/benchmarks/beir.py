"""Make retrieval sets in BEIR's form from public ones, for ``wenzheng eval --beir``.

    python -m tests.benchmarks.beir squad DRCD_test.json FOLDER        # CMRC 2018 (squad-style-data), DRCD
    python -m tests.benchmarks.beir statutes STARD/data/queries.json FOLDER

``squad``: every paragraph is a passage, every question must find its own. ``statutes``: the articles cited for
any question are the passages (STARD's whole corpus of 55,348 articles is not in its repository's snapshot).
The data stay outside this repository: their licences are their own.
"""

import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

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


def write(pairs: Iterable[Pair], folder: Path) -> tuple[int, int]:
    """Write ``corpus.jsonl``, ``queries.jsonl`` and ``qrels/test.tsv``; return how many passages and questions."""
    passages: dict[str, str] = {}
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
    kind, source, target = sys.argv[1:]
    counted = write(READERS[kind](json.loads(Path(source).read_text(encoding="utf-8-sig"))), Path(target))
    print("{} passages, {} questions".format(*counted))
