"""What clauses of laws say through others: a list through its items, a penalty through the articles that it punishes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from retrieval.clause.model import Clause, ClauseKind
from retrieval.clause.provision import COUNT, Provision, parse_provision
from retrieval.index.entry import Entry
from retrieval.index.store import TEXT, Index
from retrieval.question.model import Kind, Question
from retrieval.text.fold import fold
from retrieval.text.pattern import lazy_pattern

#: Items are looked for at most so many clauses below the words that announce them.
_REACH = 24
_LISTS = frozenset({Kind.LIST, Kind.NAME, Kind.MONEY, Kind.AMOUNT})
_NAMED = lazy_pattern(rf"(?<![法例])第{COUNT}条(?:之{COUNT})?(?:第{COUNT}款)?")
#: 违反第十三条、第十五条第二款规定: an article named after another law's title is that law's.
_OTHER = lazy_pattern(r"《[^《》]+》(?:第[^,。;]*)?")
_OWN = lazy_pattern(r"(?<=本)(?:法|条例|办法|规定|细则|解释)(?=第)")


def find_links(
    question: Question, clauses: Mapping[int, Clause], owners: Mapping[str, Entry], index: Index
) -> dict[int, tuple[int, ...]]:
    """For clauses that say what is asked of other ones: the ids of those others, all among ``clauses``."""
    inside = {number: clause for number, clause in clauses.items() if clause.provision}
    if not inside:
        return {}
    links: dict[int, set[int]] = {}
    if question.want.kind in _LISTS or question.penalty:
        for number, leads in _leads(inside, owners, index):
            for lead in leads if question.penalty else leads[:1]:
                links.setdefault(lead, set()).add(number)
    if question.penalty:
        for number, penal in _punished(inside, owners, index):
            links.setdefault(penal, set()).add(number)
    return {number: tuple(sorted(others)) for number, others in links.items()}


def _leads(inside: Mapping[int, Clause], owners: Mapping[str, Entry], index: Index) -> Iterable[tuple[int, list[int]]]:
    """Each item with the clauses that announce it, the nearest first."""
    items = [number for number, clause in inside.items() if clause.provision and clause.provision.item]
    ids = {
        other
        for number in items
        for other in range(max(owners[inside[number].document].ids.start, number - _REACH), number)
    }
    around = index.clauses(sorted(ids))
    for number in items:
        yield number, _announcing(inside[number], number, around)


def _announcing(clause: Clause, number: int, around: Mapping[int, Clause]) -> list[int]:
    """The parts of the sentence before an item that announces the list that it is of."""
    own, leads = clause.provision, list[int]()
    for other in range(number - 1, number - _REACH - 1, -1):
        found = around.get(other)
        if not own or not found or not found.provision or found.document != clause.document:
            break
        same = (found.provision.whole, found.provision.paragraph) == (own.whole, own.paragraph)
        if not same or found.kind is ClauseKind.HEADING:
            break
        if not found.provision.item:
            leads.append(other)
    return leads


def _punished(inside: Mapping[int, Clause], owners: Mapping[str, Entry], index: Index) -> Iterable[tuple[int, int]]:
    """Pairs of a clause and one with a fine that names its article, follows it and speaks of 前款, or ends its sentence."""
    documents = {clause.document for clause in inside.values()}
    for name in documents:
        fines = index.postings(TEXT, ["罚款"], (owners[name].ids,)).get("罚款")
        penal = index.clauses(fines.clauses if fines else ())
        for number, clause in inside.items():
            if clause.document == name and clause.provision:
                for other, fine in penal.items():
                    same = (clause.paragraph, clause.sentence) == (fine.paragraph, fine.sentence)
                    if other != number and (same or any(place.holds(clause.provision) for place in _named(fine))):
                        yield number, other


def _named(fine: Clause) -> Sequence[Provision]:
    """The provisions that a clause with a fine is about."""
    text = fold(fine.text)
    found = [parse_provision(match.group()) for match in _NAMED.finditer(_OWN.sub("", _OTHER.sub("", text)))]
    own = fine.provision
    if own and re.search(r"违反(?:上述|本款|以上)?规定的", text):
        found.append(replace(own, paragraph=own.paragraph or 1, item=0, point=0))
    if own and own.paragraph > 1 and re.search(r"前[两三二]?款|本条", text):
        found.append(Provision(own.article, own.inserted, own.paragraph - 1))
    return found
