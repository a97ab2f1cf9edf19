"""Which documents a question is put to, and when it is refused before any clause is read."""

from collections.abc import Sequence

from retrieval.answer.model import Reason
from retrieval.index.copies import without_copies
from retrieval.index.store import Entry, Index
from retrieval.index.versions import current
from retrieval.question.model import Kind, Question, same_place
from retrieval.question.wants import asks_of_today

#: A question whose words weigh less in all has no topic.
_LEAST_TOPIC = 0.12
#: So many of the places that have documents are named where another is asked about.
_NAMED = 10


def find_groups(question: Question, index: Index) -> list[list[Entry]]:
    """Return the documents to ask: one group for each that answers on its own (各市, 南京和杭州).

    None where only regions are named of which there is no document.
    """
    documents = without_copies(index.documents, index)
    if named := [entry for law in question.laws for name in law.documents if (entry := index.document(name))]:
        return [named]
    if question.draft is None and question.want.kind not in {Kind.CITING, Kind.RECORD}:
        documents = current(documents, index)
    if question.foreign and not question.regions:
        return []
    if not question.regions:
        if question.years and question.every:
            speaking = index.of_years(question.years)
            documents = [entry for entry in documents if entry.id in speaking] or documents
        if question.every or question.want.kind in {Kind.CITING, Kind.RECORD}:
            return [[entry] for entry in documents]
        return [documents]
    groups: list[list[Entry]] = []
    for regions in question.regions:
        group = [
            entry
            for entry in documents
            if entry.record.region and any(same_place(region, entry.record.region) for region in regions)
        ]
        if group and group not in groups:
            groups.append(group)
    return groups


def refuse(question: Question, groups: Sequence[Sequence[Entry]], index: Index) -> tuple[Reason, str] | None:
    """Return why a question cannot be answered from these documents, whatever their clauses say; else ``None``."""
    of_record = question.want.kind is Kind.RECORD
    placed = question.numbers or (question.regions and question.years)
    if asks_of_today(question.folded):
        return Reason.EVIDENCE, "文件里没有今天的事。可以这样问：南京2020年产业规模目标"
    if not of_record and not placed and sum(term.weight for term in question.terms) < _LEAST_TOPIC:
        return Reason.NOT_A_QUESTION, "没看懂这个问题。可以这样问：南京2020年产业规模目标"
    if not groups:
        names = "、".join(regions[0].name for regions in question.foreign)
        here = list(dict.fromkeys(entry.name for entry in index.documents))
        more = f"等{len(here)}处" if len(here) > _NAMED else ""
        return Reason.REGION, f"没有{names}的文件；这里有：{'、'.join(here[:_NAMED])}{more}。"
    asked = {entry.id for group in groups for entry in group}
    if not of_record and question.years and not asked & index.of_years(question.years):
        return Reason.YEAR, f"文件没有提到{'、'.join(map(str, question.years))}年。"
    if not of_record and question.outcome:
        return Reason.EVIDENCE, "这里的文件是计划，没有写实际完成的情况。"
    return None
