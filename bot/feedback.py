"""Verdicts of people on answers, as gold questions: what was called a miss becomes one that is measured."""

from collections.abc import Iterable, Iterator
from typing import Any

from bot.telegram.store import Verdict

#: Stands where a person has to put the right words; until then the question counts as missed.
TO_FILL = "（待填：文件里的原文；没有答案的请把 kind 改为 none）"


def gold_rows(verdicts: Iterable[Verdict], good_too: bool = False) -> Iterator[dict[str, Any]]:
    """Yield a gold question (see ``tests/gold/README.md``) for each answer that was called wrong.

    With ``good_too`` also for those called right: their evidence is what was quoted. ``given`` is the answer
    that was judged.
    """
    for verdict in verdicts:
        if verdict.good and not good_too:
            continue
        turn, passages = verdict.turn, verdict.passages
        proven = verdict.good and bool(passages)
        kind = "followup" if turn.history else "feedback"
        yield {
            "id": f"fb-{turn.id}",
            "question": turn.question,
            "kind": "none" if verdict.good and not verdict.answer else kind,
            "docs": sorted({passage["document"]["id"] for passage in passages}),
            "evidence": [passages[0]["text"]] if proven else [TO_FILL],
            "answer": [verdict.answer] if proven else [TO_FILL],
            "style": "natural",
            "history": list(turn.history),
            "given": {"answer": verdict.answer, "quotes": [passage["text"] for passage in passages]},
        }
