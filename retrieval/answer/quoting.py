"""Cut passages out of the sources, with what they are cited by."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain, pairwise

from retrieval.answer.citation import cite
from retrieval.answer.model import Part, Passage
from retrieval.answer.ranking import Ranked
from retrieval.document.model import Span, Unit
from retrieval.index.documents.entry import Entry
from retrieval.index.store import Index


def cut(entry: Entry, span: Span, path: tuple[str, ...], score: float, index: Index) -> Passage:
    """Cut a passage out of a document's source."""
    place = index.place_at(entry.id, span.start)
    text, citation = index.slice(entry.id, span), cite(entry, span, index)
    clause = index.clause_number(entry.id, span.start)
    path = tuple(part.rstrip(" |") for part in path)  # the heads of a row of which it is not known which is whose
    breaks = _breaks(entry, span, index)
    return Passage(entry, span.start, span.end, text, path, score, (), place, citation, clause, breaks)


def _breaks(entry: Entry, span: Span, index: Index) -> tuple[int, ...]:
    """Where in a span of a document further paragraphs begin."""
    clauses = index.clauses_around(entry.id, span, 0)
    inside = (one.start + place for one in clauses for place in one.breaks)
    parted = (after.start for before, after in pairwise(clauses) if before.paragraph != after.paragraph)
    return tuple(sorted(place - span.start for place in chain(inside, parted) if span.start < place < span.end))


def quote(ranked: Ranked, index: Index, marks: Sequence[Span] = ()) -> Passage:
    """Cut the passage of a candidate; ``marks`` are the spans of its source that answer."""
    candidate = ranked.view.candidate
    passage = cut(candidate.entry, ranked.view.span, candidate.clause.path, ranked.score, index)
    shown = tuple(Span(mark.start - passage.start, mark.end - passage.start) for mark in marks if mark.start < mark.end)
    places = index.places(candidate.entry.id)
    if marks and places:  # where the words that answer stand; of a row the value, which is the last of them
        mark = marks[-1 if places.unit is Unit.CELL else 0]
        ranked_at = candidate.clause.start  # words before the clause that was ranked may stand on the page before
        passage = replace(passage, place=places.at(ranked_at if mark.start < ranked_at < mark.end else mark.start))
    return replace(passage, highlights=shown)


def apart(ranked: Sequence[Ranked]) -> list[Ranked]:
    """The candidates without those whose passage meets that of a better one."""
    kept: list[Ranked] = []
    for one in ranked:
        if not any(one.view.meets(other.view) for other in kept):
            kept.append(one)
    return kept


def distinct(passages: Iterable[Passage]) -> list[Passage]:
    """The passages without those that start where an earlier one does."""
    found: dict[tuple[str, int], Passage] = {}
    for passage in passages:
        found.setdefault((passage.document.id, passage.start), passage)
    return list(found.values())


def join_texts(parts: Sequence[Part]) -> str:
    """One text of the parts: a line for each document where there are several."""
    if len({part.passages[0].document.id for part in parts}) == 1:
        return "；".join(part.text for part in parts)
    return "\n".join(f"{part.passages[0].document.name}：{part.text}" for part in parts)


def join_passages(parts: Sequence[Part]) -> list[Passage]:
    """The passages of the parts: the first of each before the second of any."""
    first = [part.passages[0] for part in parts]
    return distinct([*first, *(passage for part in parts for passage in part.passages[1:])])
