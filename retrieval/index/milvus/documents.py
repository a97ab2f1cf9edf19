"""Name the documents of an index in Milvus, by all that their clauses there depend on."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping
from hashlib import blake2b
from itertools import takewhile
from weakref import WeakKeyDictionary

from retrieval.index.documents.entry import Entry
from retrieval.index.milvus.server import list_of
from retrieval.index.postings.intersection import joined
from retrieval.index.store import Index
from retrieval.text.regions import Region

_KNOWN: WeakKeyDictionary[Index, dict[str, Entry]] = WeakKeyDictionary()


def keys_of(index: Index) -> dict[str, Entry]:
    """The documents with clauses of an index by their keys.

    A key changes with the document's text, the ids of its clauses and the code that cuts it. So what Milvus holds
    of another version is never taken for this one, and bringing it up to date compares two sets of keys.
    """
    if index not in _KNOWN:
        _KNOWN[index] = {_key(entry, index.fingerprint): entry for entry in index.documents if entry.clauses}
    return _KNOWN[index]


def _key(entry: Entry, fingerprint: str) -> str:
    return digest_of((entry.id, entry.sha256, str(entry.first_clause), str(entry.clauses), fingerprint))


def digest_of(parts: Iterable[str]) -> str:
    """A short digest of some texts."""
    return blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()


def region_key(region: Region | None) -> str:
    """A region as one value to filter by."""
    return f"{region.province}/{region.city}/{region.county}" if region else ""


def filter_for(documents: Mapping[str, Entry], allowed: Collection[range], year: int | None) -> str:
    """The filter that lets through the clauses with ids in ``allowed`` that the ``year`` governs; '' lets through all.

    Documents are named by their region where it is allowed as a whole.
    """
    within, chosen, ways = joined(allowed), dict[str, Entry](), list[str]()
    stops = [ids.stop for ids in within]
    for key, entry in documents.items():
        parts = _common(within[bisect_right(stops, entry.ids.start) :], entry.ids)
        if parts == [entry.ids]:
            chosen[key] = entry
        else:
            ways.extend(f"(id >= {ids.start} and id < {ids.stop})" for ids in parts)
    if len(chosen) < len(documents):
        parted = {region_key(entry.record.region) for key, entry in documents.items() if key not in chosen} | {""}
        regions = {region_key(entry.record.region) for entry in chosen.values()} - parted
        single = [key for key, entry in chosen.items() if region_key(entry.record.region) not in regions]
        named = (("region", sorted(regions)), ("document", single))
        ways.extend(f"{scalar} in {list_of(values)}" for scalar, values in named if values)
        places = " or ".join(ways) or "id < 0"
    else:
        places = ""
    governed = f"array_contains(years, {year})" if year is not None else ""
    return " and ".join(f"({part})" for part in (places, governed) if part)


def _common(within: Iterable[range], ids: range) -> list[range]:
    """What lies of ``ids`` in some ranges, the first of which ends behind its start."""
    near = takewhile(lambda one: one.start < ids.stop, within)
    return [range(max(one.start, ids.start), min(one.stop, ids.stop)) for one in near]
