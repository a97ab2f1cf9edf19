"""Retrieve the candidates for a question and rank them by their features."""

from collections.abc import Sequence

from retrieval.answer.candidates import Candidate, retrieve
from retrieval.answer.metadata import metadata_candidates
from retrieval.answer.model import Passage
from retrieval.answer.penalties import penalty_candidates
from retrieval.answer.quoting import apart, quote
from retrieval.answer.ranking import Ranked, Weights, rank
from retrieval.answer.views import view_all
from retrieval.index.documents.selection import Selection
from retrieval.index.store import Index
from retrieval.question.model import Question

#: So many candidates are weighed, and what the scores of their documents count beside their own where these are chosen.
_WEIGHED, _OF_DOCUMENT = 32, 0.5
#: So many passages are offered after the first answer (还有吗).
_FURTHER = 12


def search_ranked(question: Question, index: Index, weights: Weights, within: Selection | None = None) -> list[Ranked]:
    """Return the candidates for a question, best first, with the features that rank them."""
    return rank_candidates(question, retrieve(question, index, within), index, weights)


def rank_candidates(
    question: Question, candidates: Sequence[Candidate], index: Index, weights: Weights
) -> list[Ranked]:
    """Rank candidates that have been retrieved, together with those that the records of documents state, and those that
    punish what they forbid."""
    stating = metadata_candidates(question, candidates, index)
    punishing = penalty_candidates(question, candidates, index)
    return rank(view_all(question, [*_promising(candidates), *stating, *punishing], index), weights)


def _promising(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that are weighed with all features: those that stand high by BM25 in a document that does."""

    def standing(one: Candidate) -> float:
        return one.bm25 + _OF_DOCUMENT * (one.document + one.head)

    return sorted(candidates, key=lambda one: (-standing(one), one.entry.id, one.clause.number))[:_WEIGHED]


def further_passages(question: Question, index: Index, weights: Weights) -> list[Passage]:
    """The passages that fit a question, best first: what 还有吗 goes on with."""
    if question.provisions:
        from retrieval.answer.articles import article_passages

        return article_passages(question, index)
    return [quote(one, index) for one in apart(search_ranked(question, index, weights))[:_FURTHER]]
