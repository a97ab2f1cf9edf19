"""From a question to an answer: read, retrieve, view, rerank, refuse or quote."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from time import perf_counter

from retrieval.answer.answer_span import Said, answer_words
from retrieval.answer.candidates import Candidate, retrieve
from retrieval.answer.comparison import Part, sentences, split
from retrieval.answer.confidence import confidence, names_thing
from retrieval.answer.metadata import is_of_number
from retrieval.answer.model import MAX_ANSWER, Answer, Item, Passage, Reason
from retrieval.answer.quoting import apart, distinct, quote
from retrieval.answer.ranking import Ranked, Weights, read_weights
from retrieval.answer.refusal import why_not
from retrieval.answer.reranking import rank_candidates
from retrieval.answer.several.answer import (
    Several,
    asks_clearly,
    asks_rather,
    asks_several,
    find_several,
    is_likely,
    is_sure,
    items_of,
    note_of,
    placed,
    spoken,
)
from retrieval.answer.values import compare_note, find_values
from retrieval.answer.versions import version_note
from retrieval.document.model import holds, meets
from retrieval.index.store import Index
from retrieval.log import debug
from retrieval.question.followup import Pointer, goes_on, is_whole, read_reference
from retrieval.question.model import Question
from retrieval.question.small_talk import NOTHING_SAID, is_question, small_talk, without_small_talk
from retrieval.question.understand import Filters, understand
from retrieval.text.fold import fold
from retrieval.text.joined import join

#: Beside a sure part of a comparison a less sure one is shown, from this share of the threshold on.
_BESIDE = 0.25
#: From so much of what is asked for the meaning of, a clause defines it.
_DEFINED = 0.5
#: What is said where several things are rather asked for and one passage answers.
_HALF = "问的可能不止一项，这里是最相关的一处。"
#: Each of several questions in one message has so many content words.
_WHOLE = 2


def ask(
    text: str,
    index: Index,
    history: Sequence[str] = (),
    quotes: int = 3,
    filters: Filters | None = None,
    weights: Weights | None = None,
) -> Answer:
    """Answer a question from the index. ``history`` holds earlier questions, oldest first; ``filters`` exclude documents
    and years, ``weights`` stand in place of those that ship.

    Returns at most ``quotes`` passages, more only where the answer has more parts. Raises ``QuestionError`` for what
    cannot be a question at all.
    """
    reference = read_reference(text)
    history = _earlier(history, pointing=reference is not None)
    reply = NOTHING_SAID if reference and not history and reference.pointer is not Pointer.QUOTE else small_talk(text)
    if reply is not None:
        return Answer(understand(text, index), reason=Reason.NOT_A_QUESTION, message=reply)
    weights = weights or read_weights()

    def put(said: str, earlier: Sequence[str]) -> Answer:
        started = perf_counter()
        question = understand(said, index, earlier, filters)
        read = perf_counter()
        answer = _answer(question, index, quotes, weights)
        times = 1000 * (read - started), 1000 * (perf_counter() - read)
        debug(__name__, "%s: read in %.1f ms, answered in %.1f ms, sure %s", said, *times, answer.confidence)
        return answer

    if history and reference:
        from retrieval.answer.pointing import point

        pointed = point(text, index, history, quotes, put)
        if pointed is not None:
            return pointed
    return _one_by_one(text, index, history, put) or _in_context(text, index, history, put)


def _earlier(history: Sequence[str], pointing: bool) -> list[str]:
    """The earlier questions that a text may refer to: small talk is none, and what points at an answer (还有吗, 第二条) only
    for what goes on ``pointing``."""
    asked = [text for text in history if is_question(text)]
    own = [text for text in asked if read_reference(text) is None]
    trailing = len(list(takewhile(read_reference, reversed(asked)))) if pointing else 0
    return [*own, *asked[len(asked) - trailing :]]


def _in_context(text: str, index: Index, history: Sequence[str], put: Callable[[str, Sequence[str]], Answer]) -> Answer:
    """Answer a question with what it takes over from those before; by itself where the answer is to those alone, or where
    there is none and the question is whole."""
    answer = put(text, history)
    question = answer.question
    if not question.earlier or goes_on(question):
        return answer
    if _strays(answer, index):
        return put(text, ())
    if answer.found or not is_whole(question):
        return answer
    alone = put(text, ())
    return alone if alone.found else answer


def _strays(answer: Answer, index: Index) -> bool:
    """Whether no quote says any of the things that the question itself asks about, in words that there are."""
    own = [word for word in answer.question.own_words if not word.place]
    known = index.words([word.text for word in own])
    things = [word for word in own if word.text in known and names_thing(word, index)]
    said = fold(" ".join(" ".join((one.shown.text, *one.path, one.document.name)) for one in answer.passages))
    return bool(things) and not any(name in said for word in things for name in (word.text, *word.synonyms))


def _one_by_one(
    text: str, index: Index, history: Sequence[str], put: Callable[[str, Sequence[str]], Answer]
) -> Answer | None:
    """Answer several questions in one message, each with what the ones before it named; ``None`` where it is one."""
    asked = sentences(without_small_talk(text))
    if len(asked) < 2 or any(len(understand(one, index).own_words) < _WHOLE for one in asked):
        return None
    answers = [put(one, [*history, *asked[:place]]) for place, one in enumerate(asked)]
    found = [answer for answer in answers if answer.found]
    if not found:
        return None
    missing = "".join(f"没有找到答案：{one}" for one, answer in zip(asked, answers, strict=True) if not answer.found)
    first = [answer.passages[0] for answer in found]
    more = [passage for answer in found for passage in answer.passages[1:] if passage not in first]
    proving = [answer.passages[item.passage] for answer in found for item in answer.items if item.passage is not None]
    passages = tuple(distinct([*(first + more)[: max(len(first), len(found[0].passages))], *proving]))
    notes = [*(answer.message for answer in found), missing]
    return Answer(
        replace(found[0].question, text=text),
        "\n".join(dict.fromkeys(answer.text for answer in found)),
        passages,
        message="".join(dict.fromkeys(filter(None, notes))) or None,
        confidence=min(answer.confidence or 0.0 for answer in found),
        values=tuple(value for answer in found for value in answer.values),
        items=placed((item for answer in found for item in answer.items), passages),
    )


@dataclass(frozen=True)
class _Found:
    """What a part of a question found: its candidates, best first, and how sure the best is."""

    part: Part
    ranked: Sequence[Ranked]
    sure: float


def _answer(question: Question, index: Index, quotes: int, weights: Weights) -> Answer:
    if question.laws:
        from retrieval.answer.articles import article_answer

        if (answer := article_answer(question, index, quotes)) is not None:
            return answer
    candidates = retrieve(question, index)
    found = [_find(part, question, candidates, index, weights) for part in split(question, candidates, index)]
    if any(one.part.guessed and one.sure < weights.threshold for one in found):
        found = [_find(Part(question), question, candidates, index, weights)]
    if question.numbers and not any(is_of_number(question, one.ranked[0].view) for one in found if one.ranked):
        return _nothing(question, [one for some in found for one in some.ranked], 0.0, index, quotes)
    best = max((one.sure for one in found), default=0.0)
    half = False
    if len(found) == 1 and found[0].ranked and not _defines(found[0].ranked[0]):
        several = find_several(question, found[0].ranked, index, best)
        if several and asks_several(several, best < weights.threshold):
            beside = best >= weights.threshold and not asks_clearly(several)
            if is_sure(several):
                return _compose_several(question, several, found[0].ranked, index, beside)
            half = asks_rather(several)
            if best < weights.threshold or (half and not is_likely(several)):
                return _nothing(question, found[0].ranked, several.sure, index, quotes)
    least = weights.threshold if len(found) == 1 or best < weights.threshold else _BESIDE * weights.threshold
    answering = [one for one in found if one.ranked and one.sure >= least]
    if not answering:
        return _nothing(question, [one for some in found for one in some.ranked], best, index, quotes)
    answer = _compose(question, found, answering, best, index, quotes)
    return replace(answer, message=_HALF + (answer.message or "")) if half else answer


def _defines(one: Ranked) -> bool:
    """Whether a candidate defines what is asked for the meaning of: that is one thing."""
    return one.features["defines"] > _DEFINED


def _find(part: Part, whole: Question, candidates: Sequence[Candidate], index: Index, weights: Weights) -> _Found:
    """Rank the candidates of a part; those of the ``whole`` question have been retrieved already."""
    if part.question is not whole or part.within is not None:
        candidates = retrieve(part.question, index, part.within)
    ranked = rank_candidates(part.question, candidates, index, weights)
    return _Found(part, ranked, confidence(ranked, index, weights) if ranked else 0.0)


def _nothing(question: Question, ranked: Sequence[Ranked], best: float, index: Index, quotes: int) -> Answer:
    nearest = apart(sorted(ranked, key=lambda one: -one.score))[:quotes]
    reason, message = why_not(question, nearest, index)
    passages = () if reason is Reason.NOT_A_QUESTION else tuple(quote(one, index) for one in nearest)
    return Answer(question, reason=reason, passages=passages, message=message, confidence=best)


def _compose(
    question: Question, found: Sequence[_Found], answering: Sequence[_Found], best: float, index: Index, quotes: int
) -> Answer:
    said = [answer_words(one.ranked[0].view, _source(one.ranked[0], index)) for one in answering]
    first = [quote(one.ranked[0], index, words.marks) for one, words in zip(answering, said, strict=True)]
    further = [one for some in answering for one in apart(some.ranked)[1:quotes]]
    further.sort(key=lambda one: -one.score)
    items, proving = _items(answering, said, first, index)
    passages = distinct([*first, *(quote(one, index) for one in further[:quotes])])[: max(quotes, len(first))]
    passages = distinct([*passages, *proving])
    values = find_values(question, first, index)
    missing = [one.part.label for one in found if one not in answering and one.part.label]
    notes = [
        f"没有找到：{'、'.join(missing)}。" if missing and not question.every else "",
        compare_note(values),
        version_note((passage.document for passage in first), index),
    ]
    return Answer(
        question,
        _text(answering, said),
        tuple(passages),
        message="".join(filter(None, notes)) or None,
        confidence=best,
        values=values,
        items=placed(items, passages),
    )


def _compose_several(
    question: Question, several: Several, ranked: Sequence[Ranked], index: Index, beside: bool
) -> Answer:
    """The answer that is several things; where one could be meant as well (``beside``), the best words go first."""
    words = answer_words(ranked[0].view, _source(ranked[0], index))
    best = quote(ranked[0], index, words.marks)
    items, passages = items_of(several, index, best)
    inside = all(any(holds(mark, item) for mark in words.marks) for item in items)
    if inside and len(passages) == 1:  # the best words say them all: they are shown as they stand
        passages = (best,)
    if beside and not any(meets(item, mark) for item in items for mark in words.marks):
        items = (*placed((spoken(thing, best) for thing in words.things), passages), *items)
    notes = [note_of(several), version_note((passage.document for passage in passages), index)]
    listed = "；".join(join(item.text).text for item in items)
    return Answer(
        question,
        words.text if inside or beside or len(listed) > MAX_ANSWER else listed,
        passages,
        message="".join(filter(None, notes)) or None,
        confidence=several.sure,
        values=find_values(question, passages[:1], index),
        items=items,
    )


def _items(
    answering: Sequence[_Found], said: Sequence[Said], first: Sequence[Passage], index: Index
) -> tuple[list[Item], list[Passage]]:
    """What each part answers: the several things that it asks for, else its words; and the passages of the former."""
    items: list[Item] = []
    proving: list[Passage] = []
    for one, words, passage in zip(answering, said, first, strict=True):
        label = one.part.label if len(answering) > 1 else ""
        several = find_several(one.part.question, one.ranked, index, one.sure) if len(answering) > 1 else None
        if several and asks_several(several, False) and is_sure(several):
            found, passages = items_of(several, index, passage)
            items.extend(replace(item, label=label) for item in found)
            proving.extend(passages)
        else:
            items.extend(spoken(thing, passage, label) for thing in words.things)
    return items, proving


def _source(one: Ranked, index: Index) -> str:
    return index.slice(one.view.candidate.entry.id, one.view.span)


def _text(answering: Sequence[_Found], said: Sequence[Said]) -> str:
    """The words of the parts, a line for each where there are several."""
    if len(answering) == 1:
        return said[0].text
    return "\n".join(
        f"{one.part.label or one.ranked[0].view.candidate.entry.name}：{words.text}"
        for one, words in zip(answering, said, strict=True)
    )
