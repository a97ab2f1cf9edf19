"""Choose the words of a passage that answer: comma pieces, contiguous, verbatim."""

import re
from collections.abc import Sequence

from retrieval.answer.fit import answers, is_sited
from retrieval.answer.match import match_term
from retrieval.answer.model import MAX_ANSWER
from retrieval.answer.spelled import counted_list
from retrieval.clause.sentences import split_commas
from retrieval.document.model import Span
from retrieval.question.model import Kind, Question
from retrieval.text.fold import fold
from retrieval.text.numerals import find_quantities

#: A piece is kept with the best one when it covers at least this share of what the best one covers.
_ALMOST = 0.75
#: A value with fewer characters before it has its subject in the piece before.
_SUBJECT = 3
#: Another piece joins when it covers this share of the topic that the chosen ones leave open.
_GAIN = 0.12
#: Asked where, a piece that names a place is worth so much more.
_SITED = 0.3


def answer_span(question: Question, text: str, clause: Span, above: str) -> Span:
    """Return the span in ``text`` (a passage) of the words that answer; ``clause`` is the best clause in it.

    What the headings ``above`` say already does not tell one piece from another.
    """
    folded = fold(text)
    if question.want.kind is Kind.AMOUNT and not question.several:
        return _window(folded, clause, _value_pieces(question, folded, clause))
    if clause.end - clause.start <= MAX_ANSWER:
        return _trim(folded, clause)
    return _window(folded, clause, _topic_pieces(question, folded, clause, fold(above)))


def _value_pieces(question: Question, folded: str, clause: Span) -> list[Span]:
    """The pieces with a value of the kind asked for that speak most of the topic."""
    valued = [
        piece
        for piece in split_commas(folded, clause)
        if any(answers(question, quantity) for quantity in find_quantities(piece.of(folded)))
    ]
    return _best(question, folded, valued, "")


def _topic_pieces(question: Question, folded: str, clause: Span, above: str) -> list[Span]:
    return _best(question, folded, split_commas(folded, clause), above)


def _best(question: Question, folded: str, among: Sequence[Span], above: str) -> list[Span]:
    """The pieces that cover most of the topic, and those that cover what these leave uncovered; best first."""
    if not among:
        return []
    weights = {term: term.weight * (0.3 if term.text in above else 1.0) for term in question.terms}
    shares = {piece: {term: match_term(term, piece.of(folded)) for term in weights} for piece in among}
    totals = {piece: sum(weights[term] * share for term, share in shares[piece].items()) for piece in among}
    if listed := counted_list(question):
        totals = {piece: total + bool(listed.search(piece.of(folded))) for piece, total in totals.items()}
    if question.want.kind is Kind.PLACE:
        totals = {piece: total + _SITED * is_sited(question, piece.of(folded)) for piece, total in totals.items()}
    best = max(totals.values())
    chosen = [piece for piece in among if totals[piece] >= _ALMOST * best]
    for piece in sorted(set(among) - set(chosen), key=lambda piece: -totals[piece]):
        held = {term: max(shares[other][term] for other in chosen) for term in weights}
        gain = sum(weight * max(0.0, shares[piece][term] - held[term]) for term, weight in weights.items())
        if gain >= _GAIN * sum(weights.values()):
            chosen.append(piece)
    return sorted(chosen, key=lambda piece: -totals[piece])


def _window(folded: str, clause: Span, chosen: Sequence[Span]) -> Span:
    """The shortest window that holds the chosen pieces, or the best of them as far as they fit."""
    if not chosen:
        return fitted(folded, clause)
    window = chosen[0]
    for piece in chosen[1:]:
        start, end = min(window.start, piece.start), max(window.end, piece.end)
        if end - start <= MAX_ANSWER:
            window = Span(start, end)
    if window.end - window.start < 60:
        window = _widened(folded, clause, window)
    return _trim(folded, window)


def _widened(folded: str, clause: Span, window: Span) -> Span:
    """Take in the piece before where the window opens with its value and so lacks a subject."""
    before = [piece for piece in split_commas(folded, clause) if piece.end <= window.start]
    subject = re.split(r"\d", window.of(folded))[0]
    if before and len(subject) < _SUBJECT and window.end - before[-1].start <= 90:
        return Span(before[-1].start, window.end)
    return window


def fitted(folded: str, clause: Span) -> Span:
    """As many of the first comma pieces of a stretch as an answer holds."""
    end = clause.start
    for piece in split_commas(folded, clause):
        if piece.end - clause.start > MAX_ANSWER:
            break
        end = piece.end
    return _trim(folded, Span(clause.start, end if end > clause.start else min(clause.end, clause.start + MAX_ANSWER)))


def _trim(folded: str, span: Span) -> Span:
    start, end = span.start, span.end
    while start < end and (folded[start].isspace() or folded[start] in ",;"):
        start += 1
    while end > start and (folded[end - 1].isspace() or folded[end - 1] in ",;。:"):
        end -= 1
    return Span(start, end)
