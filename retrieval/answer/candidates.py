"""Find the clauses that can answer: rank by BM25, then by how well each fits the question."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from retrieval.answer.fit import features
from retrieval.answer.match import find_shares, tellable
from retrieval.answer.weights import RANK
from retrieval.clause.model import Clause
from retrieval.index.rank import Ranker
from retrieval.index.store import CONTEXT, TEXT, Entry, Index
from retrieval.question.model import Kind, Question, Term
from retrieval.text.fold import fold
from retrieval.text.numerals import Quantity, find_quantities

#: How many clauses BM25 hands on to be read closely.
DEPTH = 40
#: Weight of the headings' score, of a synonym beside the word itself, and of a bigram beside a word.
_CONTEXT, _SYNONYM, _BIGRAM = 0.5, 0.35, 0.7
#: What a word of the documents' own titles counts beside other words.
_TITLE_WORD = 0.25
#: The weight of a 发文字号 named in the question.
_NUMBER = 3.0


@dataclass(frozen=True)
class Candidate:
    """A clause with what was measured of it.

    ``shares`` says how well it speaks of each term of the question (0 to 1), ``features`` how it fits
    (see ``retrieval.answer.fit``; ``coverage`` and ``bm25`` are among them), ``score`` weighs them.
    """

    id: int
    clause: Clause
    entry: Entry
    shares: tuple[float, ...]
    quantities: tuple[Quantity, ...]
    features: dict[str, float]
    score: float


def find_candidates(question: Question, entries: Sequence[Entry], index: Index, ranker: Ranker) -> list[Candidate]:
    """Return the clauses of ``entries`` that speak of the question's topic, best first."""
    ranked = dict(_rank(question, [entry.ids for entry in entries], index, ranker))
    if not ranked:
        return []
    clauses = index.clauses(ranked)
    owners = {entry.id: entry for entry in entries}
    question = replace(question, terms=_without_title_words(question.terms, entries))
    shares = find_shares(question, clauses, owners)
    weights = tellable(question.terms, shares.values())
    best = max(ranked.values())
    found = []
    for number, clause in clauses.items():
        coverage = sum(weight * share for weight, share in zip(weights, shares[number], strict=True))
        known = {"coverage": coverage / (sum(weights) or 1.0), "bm25": ranked[number] / best}
        found.append(_measure(question, number, clause, owners[clause.document], shares[number], known))
    return sorted(found, key=lambda candidate: (-candidate.score, candidate.id))


def _without_title_words(terms: Sequence[Term], entries: Sequence[Entry]) -> tuple[Term, ...]:
    """Words of the titles of all documents asked name the documents; they tell no clause from another."""
    titles = [fold(entry.record.title.value) if entry.record.title else "" for entry in entries]
    names = [bool(titles) and all(_names(term, title) for title in titles) for term in terms]
    if all(names):
        return tuple(terms)
    return tuple(
        replace(term, weight=term.weight * _TITLE_WORD) if name else term
        for term, name in zip(terms, names, strict=True)
    )


def _names(term: Term, title: str) -> bool:
    return len(term.text) > 1 and any(text in title for text in (term.text, *term.alternatives))


def _rank(question: Question, allowed: Collection[range], index: Index, ranker: Ranker) -> list[tuple[int, float]]:
    weights: dict[str, float] = {}
    for term in question.terms:
        for text, factor in ((term.text, 1.0), *((other, _SYNONYM) for other in term.alternatives)):
            for piece in index.terms(text):
                if not (question.parts.bigrams if len(piece) == 2 else question.parts.words):
                    continue
                share = factor * term.weight * (_BIGRAM if len(piece) < len(text) else 1.0)
                weights[piece] = max(weights.get(piece, 0.0), share)
    weights.update(dict.fromkeys(question.numbers, _NUMBER))
    asked = {TEXT: weights}
    if question.parts.headings:
        asked[CONTEXT] = {term: _CONTEXT * weight for term, weight in weights.items()}
    return ranker.best(asked, allowed, DEPTH)


def _measure(
    question: Question, number: int, clause: Clause, entry: Entry, shares: tuple[float, ...], known: dict[str, float]
) -> Candidate:
    own = fold(clause.text)
    title = fold(entry.record.title.value) if entry.record.title else ""
    valued = question.want.kind in {Kind.AMOUNT, Kind.MONEY} or question.quantities
    quantities = tuple(find_quantities(own)) if valued else ()
    found = known | (features(question, clause, own, title, quantities) if question.parts.form else {})
    weighed = found if question.parts.coverage else found | {"coverage": 0.0}
    score = sum(RANK[name] * value for name, value in weighed.items())
    return Candidate(number, clause, entry, shares, quantities, found, score)


def cites(clause: Clause, entry: Entry) -> bool:
    """Whether a clause names a document other than its own."""
    title = fold(entry.record.title.value) if entry.record.title else ""
    return any(name not in title and title not in name for name in re.findall(r"《([^《》]{4,})", fold(clause.text)))
