"""Answer follow-ups that point at the answer before: more passages, what stands around one, one of them whole."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import takewhile

from retrieval.answer.model import ITEMS_SHOWN, MAX_ANSWER, MAX_PASSAGE, Answer, Passage, Reason
from retrieval.answer.quoting import cut
from retrieval.document.model import Span, meets
from retrieval.index.store import Index
from retrieval.question.followup import Pointer, Reference, read_reference
from retrieval.question.provisions import find_provisions
from retrieval.question.understand import understand
from retrieval.text.fold import fold
from retrieval.text.joined import join

#: How many clauses to either side are offered as context, in so many characters, and how many passages at a time.
_AROUND, _WIDE, _PAGE = 6, 3 * MAX_PASSAGE, 3


def point(
    text: str,
    index: Index,
    history: Sequence[str],
    quotes: int,
    put: Callable[[str, Sequence[str]], Answer],
) -> Answer | None:
    """Return what ``text`` points at in the answer before; ``None`` where it asks something of its own.

    ``put`` answers a question that follows earlier ones.
    """
    from retrieval.answer.ranking import read_weights
    from retrieval.answer.reranking import further_passages

    asked, more = _split(history)
    reference = read_reference(text)
    if not asked or reference is None or _names_article(text, reference, asked, index):
        return None
    answer = put(asked[-1], asked[:-1])
    if listed := _of_items(reference, answer, more, index):
        return listed
    passages = list(answer.passages)
    for passage in further_passages(answer.question, index, read_weights()):
        if not any(_meet(passage, other) for other in passages):
            passages.append(passage)
    return _pointed(reference, answer, passages, len(answer.passages) + more * quotes, index)


def _of_items(reference: Reference, answer: Answer, more: int, index: Index) -> Answer | None:
    """What is pointed at among the several things of an answer: the next ones, or one in detail."""
    from retrieval.answer.several.answer import detail

    start = ITEMS_SHOWN * (more + 1)
    if reference.pointer is Pointer.MORE and len(answer.items) > start:
        items = answer.items[start : start + ITEMS_SHOWN]
        return replace(answer, text="；".join(join(item.text).text for item in items), items=items)
    if reference.pointer is not Pointer.ITEM or len(answer.items) < 2:
        return None
    if reference.number > len(answer.items):
        return Answer(answer.question, reason=Reason.EVIDENCE, message=f"前面的回答没有第 {reference.number} 项。")
    items, passages = detail(answer.items[reference.number - 1], index)
    return Answer(answer.question, "；".join(join(item.text).text for item in items), passages, items=items)


def _meet(one: Passage, other: Passage) -> bool:
    return one.document.id == other.document.id and meets(one, other)


def _split(history: Sequence[str]) -> tuple[Sequence[str], int]:
    """The questions up to the last one that asks something of its own, and how often 还有吗 followed it."""
    pointing = len(list(takewhile(read_reference, reversed(history))))
    asked = history[: len(history) - pointing]
    more = sum(1 for text in history[len(asked) :] if (found := read_reference(text)) and found.pointer is Pointer.MORE)
    return asked, more


def _names_article(text: str, reference: Reference, asked: Sequence[str], index: Index) -> bool:
    """Whether ``text`` (第七条呢) goes on with the law ``asked`` about before, rather than pointing at a quote."""
    named = reference.pointer is Pointer.QUOTE and find_provisions(fold(text))
    return bool(named) and bool(understand(asked[-1], index, asked[:-1]).provisions)


def _pointed(reference: Reference, answer: Answer, passages: Sequence[Passage], shown: int, index: Index) -> Answer:
    chosen: list[Passage] = []
    if reference.pointer is Pointer.MORE:
        chosen = list(passages[shown : shown + _PAGE])
    elif reference.number <= len(passages):
        passage = passages[reference.number - 1]
        chosen = [_around(passage, index) if reference.pointer is Pointer.CONTEXT else passage]
    if not chosen:
        what = "没有更多了。" if reference.pointer is Pointer.MORE else f"前面的回答没有第 {reference.number} 条原文。"
        return Answer(answer.question, reason=Reason.EVIDENCE, message=what)
    return Answer(answer.question, _said(chosen[0]), tuple(chosen))


def _said(passage: Passage) -> str:
    """The words that answer: the passage itself where it is short, else its highlight or its beginning."""
    if len(passage.text) <= MAX_ANSWER:
        return passage.text
    return passage.highlights[0].of(passage.text) if passage.highlights else passage.text[:MAX_ANSWER]


def _around(passage: Passage, index: Index) -> Passage:
    """A passage with the clauses before and after it, as far as they fit."""
    entry = passage.document
    clauses = index.clauses_around(entry.id, Span(passage.start, passage.end), _AROUND)
    inside = [
        place for place, clause in enumerate(clauses) if clause.end > passage.start and clause.start < passage.end
    ]
    first, last = (inside[0], inside[-1]) if inside else (0, 0)
    start, end = passage.start, passage.end
    for step in range(1, _AROUND + 1):
        for place in (first - step, last + step):
            if 0 <= place < len(clauses):
                wider = min(start, clauses[place].start), max(end, clauses[place].end)
                if wider[1] - wider[0] <= _WIDE:
                    start, end = wider
    wide = cut(entry, Span(start, end), passage.path, passage.score, index)
    mark = Span(passage.start - start, passage.end - start)
    return replace(wide, highlights=(mark,))
