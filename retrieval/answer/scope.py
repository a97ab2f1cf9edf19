"""Which documents a question is put to, and when it is refused before any clause is read."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from retrieval.answer.groups import Group, group_of, group_of_entries
from retrieval.answer.model import Reason
from retrieval.index.keys import YearIn
from retrieval.index.selection import Selection
from retrieval.index.store import Index
from retrieval.question.model import Kind, Question
from retrieval.question.wants import asks_of_today

#: A question whose words weigh less in all has no topic.
_LEAST_TOPIC = 0.12
#: So many of the places that have documents are named where another is asked about; they are looked for among so many.
_NAMED, _LOOKED_AT = 10, 200
#: No more documents than these are asked each on its own: of more, those with the best of so many clauses.
_MOST, _DEPTH = 36, 288

#: See ``find_scope``.
Rank = Callable[[Collection[range], int], list[tuple[int, float]]]


@dataclass(frozen=True)
class Scope:
    """The documents to ask: one group for each that answers on its own (各市, 南京和杭州). ``left`` are how many more
    would answer on their own, where there are too many to ask each."""

    groups: tuple[Group, ...]
    left: int = 0


def find_scope(question: Question, rank: Rank, index: Index) -> Scope:
    """Return the documents to ask; no group where only regions are named of which there is no document.

    ``rank`` gives so many clauses of those within some ranges that rank best for the question.
    """
    named = [entry for law in question.laws for name in law.documents if (entry := index.document(name))]
    if named:
        return Scope((group_of_entries(named),))
    if question.foreign and not question.regions:
        return Scope(())
    of_papers = question.want.kind in {Kind.CITING, Kind.RECORD}
    everything = Selection(superseded=question.draft is not None or of_papers)
    if not question.regions:
        if question.want.kind is Kind.CITING or (question.every and question.want.kind is not Kind.RECORD):
            return _one_by_one(question, everything, rank, index)
        return Scope(tuple(filter(None, [group_of(everything, index)])))
    groups: dict[tuple[range, ...], Group] = {}
    for regions in question.regions:
        if group := group_of(replace(everything, regions=regions), index):
            groups.setdefault(group.ranges, group)
    return Scope(tuple(groups.values()))


def _one_by_one(question: Question, selection: Selection, rank: Rank, index: Index) -> Scope:
    """Each document for itself, asked about all of them; where years are asked about, those that speak of them."""
    documents = index.catalogue
    years = question.years if question.every else ()
    entries = documents.of_years(years, YearIn.CLAUSE, selection, _MOST + 1)
    if not entries:
        years = ()
        entries = documents.select(selection, _MOST + 1)
    if len(entries) <= _MOST:
        return Scope(tuple(group_of_entries([entry]) for entry in entries))
    foremost = _foremost(selection, years, rank, index)
    groups = foremost or tuple(group_of_entries([entry]) for entry in entries[:_MOST])
    return Scope(groups, documents.count(selection) - len(groups))


def _foremost(selection: Selection, years: Sequence[int], rank: Rank, index: Index) -> tuple[Group, ...]:
    """The documents whose clauses rank best, each with these, by their ids."""
    documents = index.catalogue
    found = rank([range(documents.end)], _DEPTH)
    owners = documents.owners(number for number, _ in found)
    best = {owner.id: owner for owner in owners.values() if selection.holds(owner)}
    if years:
        among = replace(selection, ids=tuple(best))
        speaking = {entry.id for entry in documents.of_years(years, YearIn.CLAUSE, among, len(best))}
        best = {name: entry for name, entry in best.items() if name in speaking}
    entries = sorted(islice(best.values(), _MOST), key=lambda entry: entry.id)
    return tuple(
        replace(group_of_entries([entry]), ranked=tuple(one for one in found if one[0] in entry.ids))
        for entry in entries
    )


def no_topic(question: Question) -> tuple[Reason, str] | None:
    """Return why a question cannot be answered from any documents; else ``None``."""
    of_record = question.want.kind is Kind.RECORD
    placed = question.numbers or (question.regions and question.years)
    if asks_of_today(question.folded):
        return Reason.EVIDENCE, "文件里没有今天的事。可以这样问：南京2020年产业规模目标"
    if not of_record and not placed and sum(term.weight for term in question.terms) < _LEAST_TOPIC:
        return Reason.NOT_A_QUESTION, "没看懂这个问题。可以这样问：南京2020年产业规模目标"
    return None


def refuse(question: Question, scope: Scope, index: Index) -> tuple[Reason, str] | None:
    """Return why a question cannot be answered from these documents, whatever their clauses say; else ``None``."""
    of_record = question.want.kind is Kind.RECORD
    if not scope.groups:
        return Reason.REGION, _not_here(question, index)
    if not of_record and question.years and not _speaks(question.years, scope, index):
        return Reason.YEAR, f"文件没有提到{'、'.join(map(str, question.years))}年。"
    if not of_record and question.outcome:
        return Reason.EVIDENCE, "这里的文件是计划，没有写实际完成的情况。"
    return None


def _not_here(question: Question, index: Index) -> str:
    names = "、".join(regions[0].name for regions in question.foreign)
    here = list(dict.fromkeys(index.catalogue.names(_LOOKED_AT)))
    totals = index.catalogue.totals
    places = len(here) if totals.documents <= _LOOKED_AT else totals.places
    more = f"等{places}处" if places > _NAMED else ""
    return f"没有{names}的文件；这里有：{'、'.join(here[:_NAMED])}{more}。"


def _speaks(years: Sequence[int], scope: Scope, index: Index) -> bool:
    """Whether a clause of the documents asked is of one of the years."""
    asked = [group.selection for group in scope.groups] if not scope.left else [Selection(superseded=True)]
    return any(index.catalogue.of_years(years, YearIn.CLAUSE, selection, 1) for selection in asked)
