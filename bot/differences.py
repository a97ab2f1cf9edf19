"""Render what changed between two versions of a document: as lines, as JSON, in one sentence."""

from collections.abc import Sequence
from typing import Any

from bot.output import Style, harmless
from retrieval.clause.difference import Change, Sentence, compare, sentences_of
from retrieval.index.store import Index
from retrieval.text.joined import join

_TITLES = {"numbers": "数字有变", "changed": "改动", "added": "增加", "removed": "删去"}


def read_sentences(document: str, index: Index) -> list[Sentence]:
    """The sentences of a document."""
    entry = index.document(document)
    return sentences_of(index.clauses(entry.ids).values()) if entry else []


def changes_text(changes: Sequence[Change], strong: Style, faint: Style) -> str:
    """The changes as lines, those of numbers first, both sides word for word."""
    lines = []
    for group, title in _TITLES.items():
        some = [change for change in changes if group == ("numbers" if change.numbers else change.kind)]
        if some:
            lines.append(strong(f"{title}（{len(some)} 处）"))
            lines.extend(line for change in some for line in _lines(change, strong, faint))
    return "\n".join(lines) or "没有改动。"


def _lines(change: Change, strong: Style, faint: Style) -> list[str]:
    lines = []
    if change.numbers:
        lines.append(
            "  "
            + "；".join(
                strong(f"{harmless(old or '（无）')} → {harmless(new or '（无）')}") for old, new in change.numbers
            )
        )
    for mark, one in (("-", change.old), ("+", change.new)):
        if one:
            place = faint(f"{harmless(one.document)}#{one.clause}")
            lines.append(f"  {mark} {harmless(join(one.text).text)}  {place}")
    return lines


def change_json(change: Change) -> dict[str, Any]:
    """A change as a program reads it."""
    sides = {"old": change.old, "new": change.new}
    return {
        "kind": change.kind,
        "numbers": [list(pair) for pair in change.numbers],
        **{name: _sentence_json(one) if one else None for name, one in sides.items()},
    }


def _sentence_json(one: Sentence) -> dict[str, Any]:
    return {"document": one.document, "clause": one.clause, "start": one.start, "end": one.end, "text": one.text}


def changes_line(old: Sequence[Sentence], new: Sequence[Sentence]) -> str:
    """The changes in one line: 改 3 处（数字 1 处：30家 → 50家），增 2 处，删 1 处; empty where nothing did."""
    changes = compare(old, new)
    counts = {kind: sum(change.kind == kind for change in changes) for kind in ("changed", "added", "removed")}
    numbers = [change for change in changes if change.numbers]
    pairs = [f"{before or '（无）'} → {after or '（无）'}" for change in numbers for before, after in change.numbers]
    said = f"（数字 {len(numbers)} 处：{'，'.join(pairs[:3])}{' 等' if len(pairs) > 3 else ''}）" if numbers else ""
    parts = [
        f"改 {counts['changed']} 处{said}" if counts["changed"] else "",
        f"增 {counts['added']} 处" if counts["added"] else "",
        f"删 {counts['removed']} 处" if counts["removed"] else "",
    ]
    return harmless("，".join(filter(None, parts)))
