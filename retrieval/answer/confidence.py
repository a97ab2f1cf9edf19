"""How sure an answer is, from what was measured of the clauses that could give it."""

from collections.abc import Sequence

from retrieval.answer.candidates import Candidate
from retrieval.answer.match import SPOKEN
from retrieval.question.model import Kind, Question

#: An answer is given from this confidence on; ``tests/benchmarks/confidence.py`` shows what it costs either way.
SURE = 0.44
#: What a lead over the next passage adds, and what the weightiest word without a match takes away.
_LEAD, _MISSING = 0.4, 0.1
_MOST_LEAD = 0.5
#: Clauses this near to the best are the same passage, no rivals of it.
_NEAR = 2


def features(question: Question, candidates: Sequence[Candidate]) -> dict[str, float]:
    best = candidates[0]
    terms = question.terms
    total = sum(term.weight for term in terms) or 1.0
    pairs = list(zip(terms, best.shares, strict=True))
    rival = next((other.score for other in candidates if abs(other.id - best.id) > _NEAR), 0.0)
    covered = sum(term.weight * share for term, share in pairs)
    strict = question.want.kind in {Kind.AMOUNT, Kind.MONEY}
    missing = max((term.weight for term, share in pairs if share < SPOKEN), default=0.0)
    noun = max((term.weight for term, share in pairs if share < SPOKEN and term.noun), default=0.0)
    return {
        "coverage": covered / total,
        "covered": min(covered, 2.0),
        "most": max((term.weight for term, share in pairs if share >= SPOKEN), default=0.0),
        "missing": missing,
        "noun": noun,
        "strict": float(strict),
        "strict_missing": strict * missing,
        "strict_noun": strict * noun,
        "lead": min(_MOST_LEAD, best.score - rival),
        "score": best.score,
        "bm25": best.features.get("bm25", 0.0),
        "local": best.features.get("local", 0.0) if strict else 0.5,
        "indicator": best.features.get("indicator", 0.0) if strict else 0.5,
        "phrase": best.features.get("phrase", 0.0),
        "place": question.want.kind is Kind.PLACE and not best.features.get("sited", 0.0),
        "unvalued": strict and not best.features.get("valued", 0.0),
        "duty": question.want.kind is Kind.DUTY,
    }


def confidence(question: Question, candidates: Sequence[Candidate]) -> float:
    """Return the confidence (about 0 to 1) in the best of ``candidates``, which are ordered best first.

    It is the coverage of the topic, more where the best leads clearly, less where a word that tells
    much is matched by nothing.
    """
    f = features(question, candidates)
    return f["coverage"] + _LEAD * f["lead"] - _MISSING * f["missing"]
