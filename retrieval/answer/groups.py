"""Documents that a question is put to together, and the clauses of them that rank best."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.index.entry import Entry
from retrieval.index.keys import folded_title
from retrieval.index.rank import Asked, Ranker
from retrieval.index.selection import Selection
from retrieval.index.store import Index

#: So many stretches of clauses are ranked within; of more, all from the first to the last are, and the others dropped.
_STRETCHES = 256
#: Words are compared with the titles of so many documents.
_TITLES = 500
#: When too few of the clauses ranked are of the group, so many times more are.
_DEEPER = 4


@dataclass(frozen=True)
class Group:
    """Documents that a question is put to together.

    ``ranges`` hold the ids of all of their clauses, of other documents too where they are not ``alone``; ``share`` is
    then how much of them is the group's. ``titles`` are the folded titles of its documents, of some where these are
    very many. ``ranked`` are its clauses that rank best, where that was found out together with other groups.
    """

    selection: Selection
    ranges: tuple[range, ...]
    alone: bool
    share: float
    titles: tuple[str, ...]
    ranked: tuple[tuple[int, float], ...] = ()

    @property
    def is_single(self) -> bool:
        """Whether it is but one document."""
        return len(self.titles) == 1

    def meets(self, other: "Group") -> bool:
        """Whether some document is in both."""
        return any(one.start < two.stop and two.start < one.stop for one in self.ranges for two in other.ranges)


def group_of(selection: Selection, index: Index) -> Group | None:
    """The documents of a selection as a group; ``None`` where there are none."""
    documents = index.catalogue
    titles = documents.titles(selection, _TITLES)
    if not titles:
        return None
    if selection.everywhere:
        return Group(selection, (range(documents.end),), False, 1.0, titles)
    ranges = documents.ranges(selection)
    if len(ranges) <= _STRETCHES:
        return Group(selection, ranges, True, 1.0, titles)
    hull = range(ranges[0].start, ranges[-1].stop)
    return Group(selection, (hull,), False, sum(map(len, ranges)) / len(hull), titles)


def group_of_entries(entries: Sequence[Entry]) -> Group:
    """Some documents, at least one, as a group."""
    selection = Selection(ids=tuple(entry.id for entry in entries), superseded=True, copies=True)
    ranges = tuple(entry.ids for entry in entries if entry.clauses)
    return Group(selection, ranges, True, 1.0, tuple(map(folded_title, entries)))


def rank(asked: Asked, group: Group, count: int, ranker: Ranker, index: Index) -> list[tuple[int, float]]:
    """The ``count`` clauses of a group that rank best (see ``Ranker.best``)."""
    if group.ranked:
        return list(group.ranked[:count])
    depth = count if group.alone else int(count / group.share)
    while True:
        found = ranker.best(asked, group.ranges, depth)
        held = members(group, [number for number, _ in found], index)
        if len(held) >= count or len(found) < depth:
            return [(number, score) for number, score in found if number in held][:count]
        depth *= _DEEPER


def members(group: Group, clauses: Sequence[int], index: Index) -> set[int]:
    """Those of some clauses within the ranges of a group that are of its documents."""
    if group.alone:
        return set(clauses)
    if group.selection.everywhere:
        owners = index.catalogue.owners(clauses)
        return {number for number, owner in owners.items() if group.selection.holds(owner)}
    ranges = index.catalogue.ranges(group.selection)
    starts = [ids.start for ids in ranges]
    return {number for number in clauses if number in ranges[bisect_right(starts, number) - 1]}


def name_of(group: Group, index: Index) -> str:
    """What people call a group by: the place asked about, or its first document where that is of a wider place."""
    first = index.catalogue.select(group.selection, 1)[0]
    region, named = first.record.region, group.selection.regions
    return named[0].name if named and region and named[0].holds(region) else first.name
