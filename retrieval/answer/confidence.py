"""How sure an answer is, from what was measured of the clauses that could give it."""

from collections.abc import Sequence

from retrieval.answer.candidates import Candidate

#: An answer is given from this confidence on; ``tests/benchmarks/confidence.py`` shows what it costs either way.
SURE = 0.44
#: What a lead over the next passage adds, and what the weightiest word without a match takes away.
_LEAD, _MISSING = 0.4, 0.1
_MOST_LEAD = 0.5
#: Clauses this near to the best are the same passage, no rivals of it.
_NEAR = 2


def confidence(candidates: Sequence[Candidate]) -> float:
    """Return the confidence (about 0 to 1) in the best of ``candidates``, which are ordered best first.

    It is the coverage of the topic, more where the best leads clearly, less where a word that tells
    much is matched by nothing.
    """
    best = candidates[0]
    rival = next((other.score for other in candidates if abs(other.id - best.id) > _NEAR), 0.0)
    lead = min(_MOST_LEAD, best.score - rival)
    return best.coverage + _LEAD * lead - _MISSING * best.missing
