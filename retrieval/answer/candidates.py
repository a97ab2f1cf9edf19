"""Find the clauses that can answer: rank by BM25, then by how much of the question each covers."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from retrieval.clause.duty import ACTS
from retrieval.clause.model import Clause, ClauseKind
from retrieval.index.rank import Ranker
from retrieval.index.store import CONTEXT, TEXT, Entry, Index
from retrieval.question.model import Kind, Question, Term
from retrieval.text.fold import fold
from retrieval.text.numerals import COUNT, MONEY, Quantity, find_quantities

#: How many clauses BM25 hands on to be read closely.
DEPTH = 40
#: Weight of the headings' score, of a synonym beside the word itself, and of a bigram beside a word.
_CONTEXT, _SYNONYM, _BIGRAM = 0.5, 0.35, 0.7
#: What an indicator is made of beside its name: verbs of attainment, words for the whole.
_GENERIC = re.compile(
    r"[\d%\-.+()《》\"]|(?:到|至)\d+年|达到|突破|实现|超过|力争|全市|全省|及|和|等|相关|累计|新增|形成|建设|建成|培育|培养|打造|引进|实施|总|约|不少于|各类|一批"
)
_MONEY_WORDS = re.compile(
    "补助|补贴|资助|奖励|奖补|资金|经费|优惠|减免|配套|基金|补偿|贴息|贷款|扶持|政策支持|支持|免征|减半"
)
#: What a word of the documents' own titles counts beside other words.
_TITLE_WORD = 0.25
#: The weight of wording that clause and question share.
_PHRASE = 0.2
#: The weight of coverage in the score; BM25 has the rest.
_COVERAGE = 0.8
#: The weight of a 发文字号 named in the question.
_NUMBER = 3.0
#: What a term is worth where it stands: in the clause, as a synonym there, in its headings, beside it.
_OWN, _OWN_SYNONYM, _ABOVE, _ABOVE_SYNONYM, _TITLE = 1.0, 0.85, 0.9, 0.7, 0.5


@dataclass(frozen=True)
class Candidate:
    """A clause with what was measured of it: BM25 (0 to 1 in its ranking), coverage (0 to 1), and the score of both."""

    id: int
    clause: Clause
    entry: Entry
    bm25: float
    coverage: float
    missing: float
    quantities: tuple[Quantity, ...]
    score: float


def find_candidates(question: Question, entries: Sequence[Entry], index: Index, ranker: Ranker) -> list[Candidate]:
    """Return the clauses of ``entries`` that speak of the question's topic, best first."""
    ranked = _rank(question, [entry.ids for entry in entries], index, ranker)
    if not ranked:
        return []
    best = ranked[0][1]
    clauses = index.clauses(number for number, _ in ranked)
    owners = {entry.id: entry for entry in entries}
    question = replace(question, terms=_without_title_words(question.terms, entries))
    found = [
        _measure(question, number, clauses[number], owners[clauses[number].document], score / best)
        for number, score in ranked
    ]
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
                share = factor * term.weight * (_BIGRAM if len(piece) < len(text) else 1.0)
                weights[piece] = max(weights.get(piece, 0.0), share)
    weights.update(dict.fromkeys(question.numbers, _NUMBER))
    scores = ranker.scores(TEXT, weights, allowed)
    for number, score in ranker.scores(CONTEXT, weights, allowed).items():
        scores[number] = scores.get(number, 0.0) + _CONTEXT * score
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:DEPTH]


def _measure(question: Question, number: int, clause: Clause, entry: Entry, bm25: float) -> Candidate:
    own = fold(clause.text)
    above = fold(" ".join((*clause.path, clause.lead)))
    title = fold(entry.record.title.value) if entry.record.title else ""
    total = sum(term.weight for term in question.terms) or 1.0
    shares = [(term, match_term(term, own, above, title)) for term in question.terms]
    coverage = sum(term.weight * share for term, share in shares) / total
    missing = max((term.weight for term, share in shares if share < 0.45), default=0.0)
    quantities = tuple(find_quantities(own)) if question.want.kind in {Kind.AMOUNT, Kind.MONEY} else ()
    score = (
        _COVERAGE * coverage
        + (1 - _COVERAGE) * bm25
        + _fit(question, clause, own, title, quantities)
        + _PHRASE * _phrases(question, own)
    )
    return Candidate(number, clause, entry, bm25, coverage, missing, quantities, score)


def match_term(term: Term, own: str, above: str, title: str) -> float:
    """How well a clause speaks of a term, 0 to 1."""
    if term.text in own:
        return _OWN
    if any(other in own for other in term.alternatives):
        return _OWN_SYNONYM
    if term.text in above:
        return _ABOVE
    if any(other in above for other in term.alternatives):
        return _ABOVE_SYNONYM
    if term.text in title:
        return _TITLE
    if len(term.text) < 3 or not "\u4e00" <= term.text[0] <= "\u9fff":
        return 0.0
    if len(term.text) == 3:
        splits = ((term.text[:2], term.text[2]), (term.text[0], term.text[1:]))
        return max(0.75 * all(part in own or part in above for part in split) for split in splits) or 0.4 * any(
            part in own for part in (term.text[:2], term.text[1:])
        )
    halves = (term.text[:2], term.text[2:])
    if len(term.text) == 4 and all(half in own or half in above for half in halves):
        return 0.4 * sum(1.0 if half in own else 0.9 for half in halves)
    bigrams = [term.text[place : place + 2] for place in range(len(term.text) - 1)]
    return (
        0.8 * sum((bigram in own) + 0.6 * (bigram not in own and bigram in above) for bigram in bigrams) / len(bigrams)
    )


def _fit(question: Question, clause: Clause, own: str, title: str, quantities: Sequence[Quantity]) -> float:
    """How well the form of a clause fits what is wanted: a bonus or a penalty on its score."""
    fit = 0.0
    if clause.kind is not ClauseKind.TEXT and (question.want.kind is not Kind.DUTY or clause.duty is None):
        fit -= 0.3 if clause.kind is ClauseKind.HEADING else 0.2
    if title and title in own and len(own) < len(title) + 20:
        fit -= 0.5  # it only names the document
    if question.want.kind in {Kind.LIST, Kind.NAME} and own.count("、") >= 2:
        fit += 0.05
    if question.years:
        fit += 0.15 if set(question.years) & set(clause.years) else -0.15 * bool(clause.years)
    if question.want.kind in {Kind.AMOUNT, Kind.MONEY}:
        fit += 0.2 if any(answers(question, quantity) for quantity in quantities) else 0.0
    if question.want.kind is Kind.AMOUNT:
        fit += 0.4 * _focus(question, own, quantities)
    if question.want.kind is Kind.DUTY and ACTS.search(own):
        fit += 0.15
    if question.numbers and all(number in "".join(own.split()) for number in question.numbers):
        fit += 0.5
    if question.want.kind is Kind.MONEY and _MONEY_WORDS.search(own):
        fit += 0.1
    if question.want.kind is Kind.CITING and re.search(r"》\([^()]*\(\d{4}\)", own):
        fit += 0.4
    if any(name in " ".join(clause.path) for name in ("指导思想", "基本原则")):
        fit -= 0.1  # what every plan says
    return fit


def cites(clause: Clause, entry: Entry) -> bool:
    """Whether a clause names a document other than its own."""
    title = fold(entry.record.title.value) if entry.record.title else ""
    return any(name not in title and title not in name for name in re.findall(r"《([^《》]{4,})", fold(clause.text)))


def speaks_of_money(candidate: Candidate) -> bool:
    """Whether a clause gives or promises money."""
    return any(quantity.kind == MONEY for quantity in candidate.quantities) or bool(
        _MONEY_WORDS.search(candidate.clause.text)
    )


def _focus(question: Question, own: str, quantities: Sequence[Quantity]) -> float:
    """How much of what the best value is said to be of (its indicator) the question asks for, 0 to 1."""
    asked = " ".join((question.folded, *(other for term in question.terms for other in term.alternatives)))
    best = 0.0
    for quantity in quantities:
        if answers(question, quantity):
            start = max(own.rfind(mark, 0, quantity.start) for mark in ",;。:") + 1
            indicator = _GENERIC.sub("", own[start : quantity.start])
            bigrams = [indicator[place : place + 2] for place in range(len(indicator) - 1)]
            best = max(best, sum(bigram in asked for bigram in bigrams) / max(2, len(bigrams)))
    return best


def _phrases(question: Question, own: str) -> float:
    """The share of the question's four-character pieces that stand in the clause: its wording, not only its words."""
    pieces = [question.folded[place : place + 4] for place in range(len(question.folded) - 3)]
    return min(1.0, sum(piece in own for piece in pieces) / 8) if pieces else 0.0


def answers(question: Question, quantity: Quantity) -> bool:
    """Whether a quantity is of a kind, and counted by a unit, that the question asks for."""
    want = question.want
    if not want.kinds:
        return True
    if quantity.kind not in want.kinds:
        return quantity.unit == "级" and bool(want.kinds)
    return quantity.kind != COUNT or not want.units or quantity.unit in want.units or quantity.unit == "级"
