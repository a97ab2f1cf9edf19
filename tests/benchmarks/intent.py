"""Measure the shapes of questions and answers on gold questions: what is read, and what the evidence shows.

    python tests/benchmarks/intent.py DOCUMENTS=GOLD,GOLD [DOCUMENTS=GOLD,GOLD]

For each shape: how many of the answerable questions with one piece of evidence ask for it, in what share of these the
sentence of the evidence (where several conditions, materials, steps or reasons answer, of the first) shows it, in what share of the other sentences of the same document, and the difference of the
two as log-odds (0: the shape tells nothing). Then, for the kinds of question that have a shape of their own, how many
of a kind ask for that shape, and how many of all the other kinds. ``--missed`` lists the questions behind the figures;
``--patterns`` lists for each pattern in how many questions it stands and in how many that need no other pattern.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log
from pathlib import Path

from retrieval.question.intent import Shape, read_intents, read_shapes, shows
from retrieval.text.fold import fold
from retrieval.text.joined import join

#: Kinds of gold question whose answer has a shape of its own: any of these shapes is right.
_KINDS = {
    "money": {Shape.MONEY, Shape.SHARE, Shape.PENALTY},
    "target": {Shape.AMOUNT, Shape.COUNT, Shape.SHARE, Shape.MONEY, Shape.DATE, Shape.TERM},
    "duty": {Shape.OFFICE, Shape.PERSON},
    "place": {Shape.PLACE},
    "entity": {Shape.NAME, Shape.LIST, Shape.CONTACT, Shape.OFFICE},
    "list": {Shape.LIST},
    "conditions": {Shape.CONDITION},
    "materials": {Shape.MATERIAL},
    "steps": {Shape.STEP},
    "reason": {Shape.REASON},
    "meta": {Shape.DOCUMENT_NUMBER, Shape.ISSUER, Shape.DATE, Shape.VALIDITY, Shape.STATUS, Shape.CONTACT},
}
#: Kinds of question with several answers, each of which shows the shape alone.
_ALONE = ("conditions", "materials", "steps", "reason")
_SENTENCE = re.compile(r"[^。;；\n]+[。;；]?")
_SHORTEST = 10  # characters of a sentence that is compared


@dataclass(frozen=True)
class Asked:
    """A gold question, the sentences of its evidence as one text, and the other sentences of the document."""

    kind: str
    question: str
    evidence: str
    others: tuple[str, ...]

    @property
    def shapes(self) -> frozenset[Shape]:
        return read_shapes(fold(self.question))


def read_asked(folder: Path, files: Sequence[Path]) -> Iterator[Asked]:
    """The questions of gold files; those without one piece of evidence have an empty one."""
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            gold = json.loads(line)
            evidence = gold.get("evidence", [])
            if gold["kind"] in _ALONE:
                evidence = [quotes[0] for quotes in gold["items"][:1]]
            found: tuple[str, tuple[str, ...]] = ("", ())
            if len(evidence) == 1 and len(gold["docs"]) == 1:
                found = _parted(folder / f"{gold['docs'][0]}.txt", evidence[0]) or found
            yield Asked(gold["kind"], gold["question"], *found)


@lru_cache(maxsize=64)
def _sentences(path: Path) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    """The folded text of a file without its white space, and where its sentences stand in it."""
    text = path.read_text(encoding="utf-8", errors="replace")
    sentences = []
    place = 0
    for match in _SENTENCE.finditer(text):
        length = len("".join(match[0].split()))
        sentences.append((place, place + length, join(match[0]).folded))
        place += length
    return fold("".join(text.split())), tuple(sentences)


def _parted(path: Path, evidence: str) -> tuple[str, tuple[str, ...]] | None:
    text, sentences = _sentences(path)
    quote = fold("".join(evidence.split()))
    start = text.find(quote)
    if start < 0:
        return None
    holding = [text for first, last, text in sentences if first < start + len(quote) and start < last]
    others = (text for first, last, text in sentences if last <= start or start + len(quote) <= first)
    return "".join(holding), tuple(text for text in others if len(text) >= _SHORTEST)


def report_shapes(asked: Sequence[Asked], missed: bool) -> None:
    """Print a line for each shape."""
    answered = [one for one in asked if one.evidence]
    print(f"{len(answered)} questions with one piece of evidence\n\n| shape | asked | shown | elsewhere | log-odds |")
    print("|---|--:|--:|--:|--:|")
    for shape in Shape:
        asking = [one for one in answered if shape in one.shapes]
        if not asking:
            print(f"| {shape} | 0 | | | |")
            continue
        shown = [shows(shape, one.evidence) for one in asking]
        elsewhere = [sum(shows(shape, text) for text in one.others) / max(len(one.others), 1) for one in asking]
        near, far = sum(shown), sum(elsewhere)
        lift = _log_odds(near, len(asking)) - _log_odds(far, len(asking))
        print(f"| {shape} | {len(asking)} | {near / len(asking):.2f} | {far / len(asking):.2f} | {lift:.1f} |")
        if missed:
            for one in (one for one, seen in zip(asking, shown, strict=True) if not seen):
                print(f"    {one.kind}: {one.question} ↛ {one.evidence[:120]}")


def _log_odds(count: float, total: int) -> float:
    return log((count + 0.5) / (total - count + 0.5))


def report_kinds(asked: Sequence[Asked], missed: bool) -> None:
    """Print for each kind of question with a shape of its own how many of the kind, and of all others, ask for it."""
    print("\n| kind | questions | read | others | read |\n|---|--:|--:|--:|--:|")
    for kind, shapes in _KINDS.items():
        own = [one for one in asked if one.kind == kind]
        others = [one for one in asked if one.kind not in (kind, "none", "followup", "compare")]
        if not own:
            continue
        right = [one for one in own if shapes & one.shapes]
        false = [one for one in others if shapes & one.shapes]
        print(
            f"| {kind} | {len(own)} | {len(right) / len(own):.2f} | {len(others)} | {len(false) / max(len(others), 1):.2f} |"
        )
        if missed:
            for one in (one for one in own if one not in right):
                print(f"    {one.question}: {', '.join(sorted(one.shapes))}")
    unread = [one for one in asked if not one.shapes and one.kind != "none"]
    print(f"\nno shape read: {len(unread)} of {len(asked)}")
    if missed:
        print("\n".join(f"    {one.kind}: {one.question}" for one in unread))


def report_patterns(asked: Sequence[Asked]) -> None:
    """Print for each pattern in how many questions it stands, and in how many no other of its shape does."""
    questions = ["".join(fold(one.question).split()) for one in asked]
    for shape, intent in read_intents().items():
        found = {
            pattern: {place for place, text in enumerate(questions) if re.search(pattern, text)}
            for pattern in intent.asks
        }
        for pattern, places in found.items():
            alone = places - set().union(*(other for name, other in found.items() if name != pattern))
            print(f"{shape}\t{len(places)}\t{len(alone)}\t{pattern}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", metavar="DOCUMENTS=GOLD,GOLD")
    parser.add_argument("--missed", action="store_true")
    parser.add_argument("--patterns", action="store_true")
    args = parser.parse_args()
    asked: list[Asked] = []
    for folder, _, files in (pair.partition("=") for pair in args.gold):
        asked += read_asked(Path(folder), [Path(file) for file in files.split(",")])
    report_shapes(asked, args.missed)
    report_kinds(asked, args.missed)
    if args.patterns:
        report_patterns(asked)


if __name__ == "__main__":
    main()
