"""Compose an answer: from each clause chosen its words and its quotes, then one text of all."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from retrieval.answer.candidates import Candidate
from retrieval.answer.extract import answer_span, fitted
from retrieval.answer.model import MAX_ANSWER, Answer, Part, Passage
from retrieval.answer.passages import passage_of
from retrieval.answer.spelled import labels
from retrieval.clause.duty import ACTS
from retrieval.document.model import Span
from retrieval.index.rank import Ranker
from retrieval.index.store import Index
from retrieval.question.model import Kind, Question
from retrieval.text.fold import fold

#: What asks for one thing, so that nothing beside it belongs to the answer.
_PRECISE = frozenset({Kind.AMOUNT, Kind.DUTY, Kind.TIME, Kind.CONTACT, Kind.RECORD, Kind.CITING})
#: A clause of the same passage answers too when it scores this share of the best.
_AS_GOOD = 0.85


def part_of(
    question: Question, candidate: Candidate, others: Sequence[Candidate], index: Index, ranker: Ranker
) -> Part:
    """Return what a clause answers; ``others`` are the clauses that may join its passage."""
    if question.want.kind is Kind.DUTY and not ACTS.search(fold(candidate.clause.text)):
        from retrieval.answer.duties import duty_part

        part = duty_part(question, candidate, index, ranker)
        if part:
            return part
    if question.want.kind is Kind.CITING:
        from retrieval.answer.records import citing_part

        return citing_part(question, candidate.clause, candidate.entry, candidate.score, index)
    passage = passage_of(candidate, others, index, question.years)
    if labels(question, candidate.clause):  # all that stands under the label says what it is
        opening = candidate.clause.start - passage.start
        span = fitted(fold(passage.text), Span(opening, len(passage.text)))
        return Part(span.of(passage.text), (replace(passage, highlights=(span,)),), candidate.score)
    above = " ".join((*candidate.clause.path, candidate.clause.lead))
    span = answer_span(question, passage.text, _answering(question, candidate, others, passage), above)
    return Part(span.of(passage.text), (replace(passage, highlights=(span,)),), candidate.score)


def _answering(question: Question, candidate: Candidate, others: Sequence[Candidate], passage: Passage) -> Span:
    """The stretch of a passage that answers: the clause, with the list that it announces, or what names the kind of
    thing asked for (哪个工程: the run-in heading), or clauses beside it that answer nearly as well."""
    clause = candidate.clause
    start, end = clause.start - passage.start, clause.end - passage.start
    if fold(clause.text).endswith(":") or question.several:
        end = len(passage.text)
        if clause.provision and end - start > MAX_ANSWER:  # as many of the items as fit
            end = max(passage.text.rfind(mark, start, start + MAX_ANSWER) for mark in "；。;") + 1 or end
    if question.several or any(term.names_kind and term.text in clause.lead for term in question.terms):
        start = 0
    if question.want.kind not in _PRECISE:
        for other in others:
            wider = min(start, other.clause.start - passage.start), max(end, other.clause.end - passage.start)
            beside = other.entry.id == candidate.entry.id and wider[0] >= 0 and wider[1] <= len(passage.text)
            if beside and other.score >= _AS_GOOD * candidate.score and wider[1] - wider[0] <= MAX_ANSWER:
                start, end = wider
    return Span(start, end)


def join_texts(parts: Sequence[Part]) -> str:
    """One text of the parts: a line for each document where there are several."""
    if len({part.passages[0].document.id for part in parts}) == 1:
        return "；".join(part.text for part in parts)
    return "\n".join(f"{part.passages[0].document.name}：{part.text}" for part in parts)


def join_passages(parts: Sequence[Part]) -> list[Passage]:
    """The passages of the parts: the first of each before the second of any."""
    first = [part.passages[0] for part in parts]
    return distinct([*first, *(passage for part in parts for passage in part.passages[1:])])


def side_by_side(question: Question, answers: Sequence[Answer], quotes: int) -> Answer:
    """One answer of those to several questions: a line for each, with the quotes that all of them rest on.

    Which of the questions have no answer is said.
    """
    missing = [answer.question.text.strip(" ,;?。，；？") for answer in answers if not answer.found]
    answers = [answer for answer in answers if answer.found]
    notes = [*(answer.message for answer in answers), *(f"没有找到答案：{text}。" for text in missing)]
    proofs = [[passage for passage in answer.passages if _proves(passage, answer.text)] for answer in answers]
    first = [passage for some in proofs for passage in some[:1]]
    passages = distinct([*first, *(passage for some in proofs for passage in some[1:])])
    more = distinct([*passages, *(passage for answer in answers for passage in answer.passages)])
    return Answer(
        question,
        "\n".join(answer.text for answer in answers),
        tuple(more[: max(quotes, len(passages))]),
        message="".join(dict.fromkeys(filter(None, notes))) or None,
        confidence=min((answer.confidence for answer in answers if answer.confidence is not None), default=None),
        values=tuple(value for answer in answers for value in answer.values),
    )


def _proves(passage: Passage, text: str) -> bool:
    return any(mark.of(passage.text) in text for mark in passage.highlights)


def distinct(passages: Iterable[Passage]) -> list[Passage]:
    """The passages without those that start where an earlier one does."""
    found: dict[tuple[str, int], Passage] = {}
    for passage in passages:
        found.setdefault((passage.document.id, passage.start), passage)
    return list(found.values())
