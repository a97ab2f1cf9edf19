"""Retrieve the clauses that can answer: BM25 over all clauses, and over those of the documents that fit best."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from retrieval.clause.model import Clause
from retrieval.document.model import Span
from retrieval.index.documents.entry import Entry
from retrieval.index.documents.selection import Selection
from retrieval.index.ranking.backend import ranker_of
from retrieval.index.ranking.maxscore import Asked, PostingsRanker, Ranker
from retrieval.index.store import CONTEXT, DOCUMENT, HEAD, TEXT, Index
from retrieval.question.intent import Shape
from retrieval.question.model import Question

#: How many clauses are taken from everywhere, from the best documents, and how many of these there are.
_EVERYWHERE, _WITHIN, _DOCUMENTS = 40, 24, 4
#: How many clauses of the best documents are ranked together.
_DEEP = 160
#: How many documents are ranked.
_RANKED = 64
#: What the headings above a clause count beside its own words, the head of a document beside all its words, and the
#: terms of earlier questions beside those of this one.
_ABOVE, _HEAD, _EARLIER = 0.5, 0.5, 0.5
#: What the terms of synonyms count where clauses are retrieved: they bring the right one among the candidates. Documents
#: are ranked without them.
_SYNONYM = 0.25
#: Terms that stand in what is asked for, whatever it is about.
_CUES = {Shape.MEANING: ("所称", "是指")}

#: Shares of a score are told apart to so many digits, and scores from this share on are the same: sums of the same
#: figures in another order.
_DIGITS, _SAME = 9, 1 - 1e-9

Terms = Mapping[str, float]


@dataclass(frozen=True)
class Candidate:
    """A clause that can answer: ``bm25`` is its score as a share of the best one's, ``document`` and ``head`` the scores
    of its document's words and head likewise, ``leads`` whether that is the best document. ``fields`` are where it states
    fields of the record that are asked for, ``field_fit`` how well these fit the question (0 where there are none);
    ``back`` the folded words of what it refers to (see ``retrieval.answer.penalties``)."""

    id: int
    clause: Clause
    entry: Entry
    bm25: float
    document: float
    head: float
    leads: bool
    field_fit: float = 0.0
    fields: tuple[Span, ...] = ()
    back: str = ""


def retrieve(question: Question, index: Index, within: Selection | None = None) -> list[Candidate]:
    """Return the clauses that can answer, those of the highest BM25 first; ``within`` some documents alone.

    No document is left out but copies, superseded versions, and what an explicit filter excludes.
    """
    selection = within or Selection(regions=question.only_places)
    terms = query_terms(question, index)
    allowed = index.catalogue.ranges(selection)
    if not terms or not allowed:
        return []
    whole, heads = _document_scores(terms, allowed, index)
    documents = index.catalogue.owners(whole | heads)
    best = sorted(documents, key=lambda first: (-_joint(first, whole, heads), documents[first].id))[:_DOCUMENTS]
    wider = _with_synonyms(terms, question, index)
    asked = {TEXT: wider, CONTEXT: {term: _ABOVE * weight for term, weight in wider.items()}}
    ranker = ranker_of(index, question.only_year)
    found = dict(_with_equals(ranker, asked, allowed, _EVERYWHERE))
    leading = index.catalogue.owners(best)
    found.update(_of_documents(ranker, asked, [entry.ids for entry in leading.values()]))
    owners = index.catalogue.owners(found)
    clauses = index.clauses(found)
    most = max(found.values(), default=1.0) or 1.0
    first = best[0] if best else -1
    candidates = [
        Candidate(
            number,
            clauses[number],
            owner,
            round(score / most, _DIGITS),
            whole.get(owner.first_clause, 0.0),
            heads.get(owner.first_clause, 0.0),
            owner.first_clause == first,
        )
        for number, score in found.items()
        if (owner := owners.get(number)) and number in clauses and selection.holds(owner)
    ]
    return sorted(candidates, key=lambda one: (-one.bm25, one.entry.id, one.clause.number))


def best_of_documents(candidates: Iterable[Candidate], most: int) -> list[Candidate]:
    """The first candidate of each of the first ``most`` documents."""
    best: dict[str, Candidate] = {}
    for one in candidates:
        best.setdefault(one.entry.id, one)
    return list(best.values())[:most]


def query_terms(question: Question, index: Index) -> dict[str, float]:
    """The terms of a question, and those of the questions before it, with their weights."""
    terms = dict.fromkeys(index.terms(question.folded), 1.0)
    for earlier in question.earlier:
        for term in index.terms(earlier):
            terms.setdefault(term, _EARLIER)
    return terms


def _with_synonyms(terms: Terms, question: Question, index: Index) -> Terms:
    """The terms, and those of the synonyms of the words of this question and of what it asks for."""
    others = dict.fromkeys(other for word in question.own_words for other in word.synonyms)
    cues = [term for shape, cue in _CUES.items() if shape in question.shapes for term in cue]
    return {term: _SYNONYM for other in others for term in index.terms(other)} | dict.fromkeys(cues, 1.0) | dict(terms)


def _with_equals(ranker: Ranker, asked: Asked, allowed: Sequence[range], count: int) -> list[tuple[int, float]]:
    """The best clauses, with those that score the same as the last of them: which of equals comes first depends on the
    order in which documents were added, and no answer may."""
    ranked = ranker.best(asked, allowed, 2 * count)
    least = ranked[:count][-1][1] if ranked else 0.0
    return [one for one in ranked if one[1] >= least * _SAME]


def _of_documents(ranker: Ranker, asked: Asked, documents: Sequence[range]) -> Iterator[tuple[int, float]]:
    """The best clauses of each of some documents, with those that score the same as the last of them."""
    count = _WITHIN // max(1, len(documents)) + _WITHIN // 4
    ranked = ranker.best(asked, documents, _DEEP)
    if len(ranked) == _DEEP:  # which of equals come last depends on the order in which documents were added
        ranked = [one for one in ranked if one[1] > ranked[-1][1]]
    for ids in documents:
        mine = [one for one in ranked if one[0] in ids]
        least = mine[:count][-1][1] if mine else 0.0
        yield from (one for one in mine[: 2 * count] if one[1] >= least * _SAME)


def _document_scores(terms: Terms, allowed: Sequence[range], index: Index) -> tuple[dict[int, float], dict[int, float]]:
    """The scores of the best documents by all their words, and by their heads, by the id of their first clause: shares
    of the best one's."""
    ranker = PostingsRanker(index)
    return (
        _shares(_with_equals(ranker, {DOCUMENT: terms}, allowed, _RANKED)),
        _shares(_with_equals(ranker, {HEAD: terms}, allowed, _RANKED)),
    )


def _shares(ranked: Sequence[tuple[int, float]]) -> dict[int, float]:
    most = ranked[0][1] if ranked else 1.0
    return {first: round(score / most, _DIGITS) for first, score in ranked}


def _joint(first: int, whole: Mapping[int, float], heads: Mapping[int, float]) -> float:
    return whole.get(first, 0.0) + _HEAD * heads.get(first, 0.0)
