"""How sure an answer is, from what was measured of the clauses that could give it."""

import math
from collections.abc import Sequence

from retrieval.answer.candidates import Candidate
from retrieval.answer.match import SPOKEN
from retrieval.answer.weights import CONFIDENCE
from retrieval.question.model import Kind, Question

#: An answer is given from this confidence on; beside a sure answer for another city asked about, from the lower one.
SURE, LENIENT = 0.45, 0.2
_MOST_LEAD, _MOST_COVERED = 0.5, 2.0
#: A noun from this weight on can be what is counted.
_HEAVY = 0.3
#: A word from this weight on tells one item from another.
_TELLING = 0.15
#: Clauses this near to the best are the same passage, no rivals of it.
_NEAR = 2


def confidence(question: Question, candidates: Sequence[Candidate]) -> float:
    """Return the probability that the best of ``candidates`` (ordered best first) answers the question.

    It is a logistic regression on ``features``, fitted by ``tests/benchmarks/fit.py confidence``.
    """
    if candidates[0].features.get("number"):
        return 1.0  # it holds the 发文字号 asked for
    total = sum(CONFIDENCE[name] * value for name, value in features(question, candidates).items())
    return 1 / (1 + math.exp(-total - CONFIDENCE["bias"]))


def features(question: Question, candidates: Sequence[Candidate]) -> dict[str, float]:
    """What speaks for and against the best candidate.

    ``coverage`` is the share of the topic that it speaks of and ``covered`` the weight of that,
    ``missing`` the weightiest word and ``noun`` the weightiest noun that it does not speak of, ``lead``
    how far it is ahead of the next passage, ``headless`` how little it speaks of what is counted, ``unlisted`` whether
    it lists nothing though a list is asked for. A wrong number costs most, so the ``strict`` ones count apart where a
    number is asked for, and so does the coverage of a duty: nearly every item has a bracket of duties. Of a duty
    ``duty_another`` is set where a word that other clauses do hold is missing: it is then some other item that is asked for.
    """
    best, kind = candidates[0], question.want.kind
    pairs = list(zip(question.terms, best.shares, strict=True))
    covered = sum(term.weight * share for term, share in pairs)
    coverage = covered / (sum(term.weight for term in question.terms) or 1.0)
    missing = max((term.weight for term, share in pairs if share < SPOKEN), default=0.0)
    noun = max((term.weight for term, share in pairs if share < SPOKEN and term.noun), default=0.0)
    rival = next((other.score for other in candidates if abs(other.id - best.id) > _NEAR), 0.0)
    another = any(share < SPOKEN and term.held and term.weight >= _TELLING for term, share in pairs)
    strict = question.want.how_much
    return {
        "coverage": coverage,
        "covered": min(covered, _MOST_COVERED),
        "most": max((term.weight for term, share in pairs if share >= SPOKEN), default=0.0),
        "missing": missing,
        "noun": noun,
        "lead": min(_MOST_LEAD, best.score - rival),
        "score": best.score,
        "bm25": best.features["bm25"],
        "strict": float(strict),
        "strict_missing": missing if strict else 0.0,
        "strict_noun": noun if strict else 0.0,
        "strict_local": best.features.get("local", 0.0) if strict else 0.0,
        "headless": 1.0 - _head(question, best) if strict else 0.0,
        "unvalued": float(strict and not (best.features.get("valued") or best.features.get("sum"))),
        "ungranted": float(
            strict and kind is Kind.MONEY and not (best.features.get("valued") or best.features.get("grant"))
        ),
        "unsited": float(kind is Kind.PLACE and not best.features.get("sited")),
        "duty": float(kind is Kind.DUTY),
        "duty_another": float(another and kind is Kind.DUTY),
        "duty_coverage": coverage if kind is Kind.DUTY else 0.0,
        "unlisted": float(
            kind in {Kind.LIST, Kind.NAME} and not (best.features.get("enumerates") or best.features.get("instances"))
        ),
        "acts": best.features.get("acts", 0.0),
        "defines": best.features.get("defines", 0.0),
    }


def _head(question: Question, best: Candidate) -> float:
    """How well the best clause speaks of what is counted: the last noun of the question (多少家独角兽企业)."""
    nouns = [
        share
        for term, share in zip(question.terms, best.shares, strict=True)
        if term.noun and term.weight >= _HEAVY and not term.names_kind
    ]
    return nouns[-1] if nouns else 1.0
