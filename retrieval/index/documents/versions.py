"""Versions of one document: a draft and the final text, a law and its amendments; the latest is in force."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.document.model import DRAFT
from retrieval.index.documents.entry import Entry
from retrieval.text.fold import fold
from retrieval.text.pattern import lazy_pattern

#: What a title says of its version; 计划(2019-2021年) and 计划(2022-2024年) are two plans, no versions of one.
_VERSION = lazy_pattern(r"\([^()]*(?:修订|修正|修改|征求意见|草案|送审|讨论|建议|[稿版]|公布|通过)[^()]*\)|\s+")
_DAY = lazy_pattern(r"(?<!\d)((?:19|20)\d{2})-?(\d{2})?-?(\d{2})?(?!\d)")
#: A shorter title (会议纪要) names a kind of document rather than one.
_SHORTEST = 6


def work_of(entry: Entry) -> str:
    """The key that the versions of a document have in common; empty where that cannot be told."""
    title = title_of(entry)
    if not entry.articles and len(title) < _SHORTEST:
        return ""
    region = entry.record.region
    return f"{title} {region.name if region else ''}" if title else ""


def title_of(entry: Entry) -> str:
    """The folded title without what it says of the version."""
    return _VERSION.sub("", fold(entry.record.title.value)) if entry.record.title else ""


def day_of(entry: Entry) -> str:
    """The day of a version, by its text or else by the name of its file; empty where neither tells.

    A law that was amended tells first when it was passed: collections name its file by the day of the version.
    """
    told = entry.record.iso_date or ""
    if told and not entry.articles:
        return told
    match = _DAY.search(fold(entry.id))
    return max(told, "-".join(filter(None, match.groups())) if match else "")


def years_of(entry: Entry) -> set[int]:
    """The years by which people name a version: that of its day, those of its title and of the name of its file."""
    title = entry.record.title.value if entry.record.title else ""
    said = f"{day_of(entry)} {fold(title)} {fold(entry.id)}"
    return {int(year) for year, *_ in _DAY.findall(said)}


def in_order(entries: Sequence[Entry]) -> list[Entry]:
    """The versions of one work, the latest first; none where their order cannot be told."""
    ranks = {entry.id: rank_of(entry.record.status, day_of(entry)) for entry in entries}
    if len(set(ranks.values())) < len(ranks):
        return []
    return sorted(entries, key=lambda entry: ranks[entry.id], reverse=True)


def rank_of(status: str | None, day: str) -> tuple[bool, str]:
    """The sort key of versions: a draft comes before what was issued, else the day tells."""
    return status != DRAFT, day
