"""Find the clauses that can answer: rank by BM25, then by how well each fits the question."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from retrieval.answer.fit import defines, features
from retrieval.answer.groups import Group, members, rank
from retrieval.answer.links import find_links
from retrieval.answer.match import LINKED, find_shares, tellable, with_links
from retrieval.answer.weights import RANK
from retrieval.clause.model import Clause
from retrieval.index.entry import Entry
from retrieval.index.intersect import holds, in_all
from retrieval.index.rank import Asked, Ranker
from retrieval.index.store import CONTEXT, TEXT, Index
from retrieval.question.model import Kind, Question, Term
from retrieval.text.fold import fold
from retrieval.text.numerals import Quantity, find_quantities

#: How many clauses BM25 hands on to be read closely.
DEPTH = 40
#: Weight of the headings' score, of a synonym beside the word itself, and of a bigram beside a word.
_CONTEXT, _SYNONYM, _BIGRAM = 0.5, 0.35, 0.7
#: What a word of the documents' own titles counts beside other words.
_TITLE_WORD = 0.25
#: What the clauses have that define something, of which so many are read.
_DEFINES, _MOST_DEFINING = ("所称", "是指", "包括"), 200
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


def find_candidates(
    question: Question, asked: Asked, group: Group, index: Index, ranker: Ranker, depth: int = DEPTH
) -> list[Candidate]:
    """Return the clauses of a group of documents that speak of the question's topic, best first; ``asked`` is what they
    are ranked by (see ``asked_terms``), ``depth`` how many BM25 hands on."""
    ranked = dict(rank(asked, group, depth, ranker, index))
    ranked.update(dict.fromkeys(set(_defining(question, group, index)) - set(ranked), 0.0))
    if not ranked:
        return []
    clauses = index.clauses(ranked)
    owners = {entry.id: entry for entry in index.catalogue.owners(ranked).values()}
    links = find_links(question, clauses, owners, index)
    clauses |= index.clauses(links)
    question = replace(question, terms=_without_title_words(question.terms, group.titles))
    shares = with_links(find_shares(question, clauses, owners), links)
    for number, others in links.items():
        ranked[number] = max(ranked.get(number, 0.0), *(LINKED * ranked[other] for other in others))
    weights = tellable(question.terms, shares.values())
    best = max(ranked.values())
    found = []
    for number, clause in clauses.items():
        coverage = sum(weight * share for weight, share in zip(weights, shares[number], strict=True))
        known = {"coverage": coverage / (sum(weights) or 1.0), "bm25": ranked[number] / best}
        found.append(_measure(question, number, clause, owners[clause.document], shares[number], known))
    return sorted(found, key=lambda candidate: (-candidate.score, candidate.id))


def _without_title_words(terms: Sequence[Term], titles: Sequence[str]) -> tuple[Term, ...]:
    """Words of the titles of all documents asked name the documents; they tell no clause from another."""
    names = [bool(titles) and all(_names(term, title) for title in titles) for term in terms]
    if all(names):
        return tuple(terms)
    return tuple(
        replace(term, weight=term.weight * _TITLE_WORD) if name else term
        for term, name in zip(terms, names, strict=True)
    )


def _names(term: Term, title: str) -> bool:
    return len(term.text) > 1 and any(text in title for text in (term.text, *term.alternatives))


def asked_terms(question: Question, index: Index) -> Asked:
    """What is ranked by: the weight of each term of the question's words, in the text of a clause and above it."""
    weights: dict[str, float] = {}
    for term in question.terms:
        for text, factor in ((term.text, 1.0), *((other, _SYNONYM) for other in term.alternatives)):
            for piece in index.terms(text):
                if not (question.parts.bigrams if len(piece) == 2 else question.parts.words):
                    continue
                share = factor * term.weight * (_BIGRAM if len(piece) < len(text) else 1.0)
                weights[piece] = max(weights.get(piece, 0.0), share)
    weights.update(dict.fromkeys(question.numbers, _NUMBER))
    if not question.parts.headings:
        return {TEXT: weights}
    return {TEXT: weights, CONTEXT: {term: _CONTEXT * weight for term, weight in weights.items()}}


def _defining(question: Question, group: Group, index: Index) -> list[int]:
    """The clauses that define what the question wants defined, however often others speak of it."""
    if not question.defined:
        return []
    pieces = set(index.terms(question.defined))
    found = index.postings(TEXT, [*pieces, *_DEFINES])
    if not pieces or not pieces <= set(found):
        return []
    signs = [found[sign].clauses for sign in _DEFINES if sign in found]
    numbers = (
        number
        for number in in_all([found[piece].clauses for piece in pieces])
        if any(number in ids for ids in group.ranges) and any(holds(sign, number) for sign in signs)
    )
    clauses = index.clauses(sorted(members(group, list(islice(numbers, _MOST_DEFINING)), index)))
    return [number for number, clause in clauses.items() if defines(question.defined, fold(clause.text))]


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
