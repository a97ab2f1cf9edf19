"""Versions of one document: a draft and the final text, a law and its amendments; the latest is in force."""

from collections.abc import Sequence
from weakref import WeakKeyDictionary

from retrieval.document.model import DRAFT
from retrieval.index.store import Entry, Index
from retrieval.text.fold import fold
from retrieval.text.pattern import lazy_pattern

#: What a title says of its version; 计划(2019-2021年) and 计划(2022-2024年) are two plans, no versions of one.
_VERSION = lazy_pattern(r"\([^()]*(?:修订|修正|修改|征求意见|草案|送审|讨论|建议|[稿版]|公布|通过)[^()]*\)|\s+")
_DAY = lazy_pattern(r"(?<!\d)((?:19|20)\d{2})-?(\d{2})?-?(\d{2})?(?!\d)")
_Versions = dict[str, tuple[Entry, ...]]
_VERSIONS: WeakKeyDictionary[Index, _Versions] = WeakKeyDictionary()  # told once, not at every question
#: A shorter title (会议纪要) names a kind of document rather than one.
_SHORTEST = 6


def work_of(entry: Entry) -> str:
    """What the versions of a document have in common; empty where that cannot be told."""
    title = title_of(entry)
    if not entry.articles and len(title) < _SHORTEST:
        return ""
    region = entry.record.region
    return f"{title} {region.name if region else ''}" if title else ""


def title_of(entry: Entry) -> str:
    """The folded title without what it says of the version."""
    return _VERSION.sub("", fold(entry.record.title.value)) if entry.record.title else ""


def day_of(entry: Entry) -> str:
    """The day of a version, by its text or else by the name of its file; empty where neither tells."""
    if entry.record.iso_date:
        return entry.record.iso_date
    named = _DAY.search(fold(entry.id))
    return "-".join(filter(None, named.groups())) if named else ""


def years_of(entry: Entry) -> set[int]:
    """The years by which people name a version: that of its day, those of its title and of the name of its file."""
    title = entry.record.title.value if entry.record.title else ""
    said = f"{day_of(entry)} {fold(title)} {fold(entry.id)}"
    return {int(year) for year, *_ in _DAY.findall(said)}


def versions_of(entry: Entry, index: Index) -> list[Entry]:
    """All versions of a document, the latest first: only those whose order is known."""
    return list(_versions(index).get(entry.id, (entry,)))


def current(entries: Sequence[Entry], index: Index) -> list[Entry]:
    """The entries without those of which a later version is among them."""
    among, versions = {entry.id for entry in entries}, _versions(index)
    return [
        entry
        for entry in entries
        if entry.id not in versions or next(one for one in versions[entry.id] if one.id in among).id == entry.id
    ]


def _versions(index: Index) -> _Versions:
    """For each document that has several versions, all of them, the latest first."""
    if index not in _VERSIONS:
        works: dict[str, list[Entry]] = {}
        for entry in index.documents:
            works.setdefault(work_of(entry), []).append(entry)
        ordered = [
            tuple(sorted(some, key=_order, reverse=True))
            for work, some in works.items()
            if work and len(some) > 1 and len({_order(entry) for entry in some}) == len(some)
        ]
        _VERSIONS[index] = {entry.id: some for some in ordered for entry in some}
    return _VERSIONS[index]


def _order(entry: Entry) -> tuple[bool, str]:
    return entry.record.status != DRAFT, day_of(entry)
