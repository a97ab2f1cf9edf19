"""Precision and recall of the facts read off documents, against rows annotated by hand.

    python tests/benchmarks/facts.py seeds tests/gold/facts/seeds.jsonl [--min 0.97] [--misses]
    python tests/benchmarks/facts.py tests/gold/unseen tests/gold/facts/unseen.jsonl

A target counts when value, relation and year are those annotated and the indicators overlap; a duty
when bracket, role and unit are equal; a grant when amount, cap and times are and the recipients
overlap. ``--min`` makes the exit code 1 when precision or recall of all rows together is lower.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from retrieval.clause.segment import segment
from retrieval.document.model import Span
from retrieval.document.parse import parse_document
from retrieval.document.source import read_source
from retrieval.fact.extract import find_facts
from retrieval.fact.model import Duty, Grant, Target

Row = dict[str, Any]
_TABLES = ("target", "duty", "money")
#: Two stretches overlap when one holds the other and is not more than this many times as long.
_LONGER = 2.5


def squeeze(text: str | None) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text or ""))


def overlap(one: str, other: str) -> bool:
    short, long = sorted((squeeze(one), squeeze(other)), key=len)
    return bool(short) and short in long and len(long) <= _LONGER * len(short)


def same_sentence(quote: str, sentence: str) -> bool:
    return squeeze(quote) in squeeze(sentence) or squeeze(sentence) in squeeze(quote)


def is_target(fact: Target, row: Row, text: str) -> bool:
    return (
        squeeze(fact.value.of(text)) == squeeze(row["value"])
        and (fact.relation, fact.year) == (row["relation"], row["year"])
        and same_sentence(fact.quote.of(text), row["sentence"])
        and overlap(fact.indicator.of(text), row["indicator"])
    )


def is_duty(fact: Duty, row: Row, text: str) -> bool:
    found = (squeeze(fact.quote.of(text)), fact.role, squeeze(fact.unit.of(text)))
    return found == (squeeze(row["bracket"]), row["role"], squeeze(row["unit"]))


def is_grant(fact: Grant, row: Row, text: str) -> bool:
    def of(span: Span | None) -> str:
        return squeeze(span.of(text)) if span else ""

    amount, wanted = of(fact.amount), squeeze(row["amount"])
    in_words = bool(wanted) and not re.search(r"\d", wanted + amount)  # 一定补助, 奖励: annotators cut them freely
    times = {squeeze(span.of(text)) for span in fact.times}
    return (
        same_sentence(fact.quote.of(text), row["sentence"])
        and (amount == wanted or in_words)
        and of(fact.cap) == squeeze(row["cap"])
        and (not row["recipient"] or overlap(of(fact.recipient), row["recipient"]))
        and set(filter(None, squeeze(row["times"]).split("+"))) <= times
    )


def compare(
    found: Sequence[Any], rows: Sequence[Row], text: str, same: Callable[[Any, Row, str], bool]
) -> tuple[int, list[Any], list[Row]]:
    """Pair facts with rows; return how many pairs, the facts left over and the rows left over."""
    left, wrong = list(rows), []
    for fact in found:
        match = next((row for row in left if same(fact, row, text)), None)
        if match is None:
            wrong.append(fact)
        else:
            left.remove(match)
    return len(rows) - len(left), wrong, left


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--min", type=float, default=0.0)
    parser.add_argument("--misses", action="store_true")
    args = parser.parse_args()
    rows = [json.loads(line) for line in args.gold.read_text(encoding="utf-8").splitlines()]
    tally = {name: [0, 0, 0] for name in _TABLES}
    for path in sorted(args.folder.glob("*.txt")):
        document = parse_document(read_source(path))
        facts = find_facts(document, segment(document))
        kinds = zip(_TABLES, (facts.targets, facts.duties, facts.grants), (is_target, is_duty, is_grant), strict=True)
        for name, found, same in kinds:
            wanted = [row for row in rows if row["doc"] == path.stem and row["table"] == name]
            right, wrong, missed = compare(found, wanted, document.text, same)
            for place, count in enumerate((right, len(wrong), len(missed))):
                tally[name][place] += count
            if args.misses:
                for fact in wrong:
                    print(f"wrong  {path.stem} {name}: {fact.quote.of(document.text)}")
                for row in missed:
                    print(f"missed {path.stem} {name}: {json.dumps(row, ensure_ascii=False)}")
    tally["all"] = [sum(counts) for counts in zip(*tally.values(), strict=True)]
    for name, (right, wrong, missed) in tally.items():
        precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
        print(
            f"{name:7} precision {precision:.3f}  recall {recall:.3f}  ({right} right, {wrong} wrong, {missed} missed)"
        )
    if min(precision, recall) < args.min:
        sys.exit(f"below the minimum of {args.min}")


if __name__ == "__main__":
    main()
