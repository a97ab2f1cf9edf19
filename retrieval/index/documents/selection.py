"""Which documents are meant, told by what they are and not one by one."""

import json
from dataclasses import dataclass

from retrieval.index.documents.entry import Entry
from retrieval.text.regions import Region, same_place


@dataclass(frozen=True)
class Selection:
    """The documents of one of some ``regions`` (see ``same_place``), or of some ``ids``; with those ``superseded`` by
    a later version or without, with ``copies`` of others or without. What is ``None`` selects nothing out."""

    regions: tuple[Region, ...] | None = None
    ids: tuple[str, ...] | None = None
    superseded: bool = False
    copies: bool = False

    def holds(self, entry: Entry) -> bool:
        """Whether a document is among them."""
        if (entry.copy_of is not None and not self.copies) or (entry.superseded and not self.superseded):
            return False
        region = entry.record.region
        there = self.regions is None or (region is not None and any(same_place(one, region) for one in self.regions))
        return there and (self.ids is None or entry.id in self.ids)

    def condition(self) -> tuple[str, list[object]]:
        """The same for a query of the table ``documents``: SQL and its values."""
        parts = ["1"]
        values: list[object] = []
        if not self.copies:
            parts.append("copy_of IS NULL")
        if not self.superseded:
            parts.append("superseded = 0")
        if self.regions is not None:
            places = [lies_in(region) for region in self.regions]
            parts.append("(" + (" OR ".join(f"({sql})" for sql, _ in places) or "0") + ")")
            values.extend(value for _, some in places for value in some)
        if self.ids is not None:
            parts.append("id IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(self.ids))
        return " AND ".join(parts), values


#: Every document there is.
EVERYTHING = Selection(superseded=True, copies=True)


def lies_in(named: Region) -> tuple[str, list[object]]:
    """The condition of SQL that the province, city and county of a row are the place of a name, and its values."""
    if named.county:
        return "province = ? AND city IN ('', ?) AND county IN ('', ?)", [named.province, named.city, named.county]
    if named.city:
        return "province = ? AND city = ?", [named.province, named.city]
    return "province = ?", [named.province]
