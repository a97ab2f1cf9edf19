"""Near copies: the same notice as three sites have it is one document with several places."""

import re
from array import array
from collections.abc import Sequence
from weakref import WeakKeyDictionary
from zlib import crc32

from retrieval.clause.model import Clause
from retrieval.index.store import Entry, Index
from retrieval.index.versions import title_of
from retrieval.text.fold import fold

#: Two texts are the same when they share so much of their clauses: sites differ in spaces, marks and what they add.
_SAME = 0.95
_Copies = dict[str, str]
_COPIES: WeakKeyDictionary[Index, _Copies] = WeakKeyDictionary()  # told once, not at every question


def sketch(clauses: Sequence[Clause]) -> bytes:
    """What texts are compared by: a checksum of the letters and digits of each clause, in order of size."""
    letters = {re.sub(r"[\W_]+", "", fold(clause.text)) for clause in clauses}
    return array("I", sorted(crc32(text.encode()) for text in letters if text)).tobytes()


def without_copies(entries: Sequence[Entry], index: Index) -> list[Entry]:
    """The entries, one of each that are the same document."""
    copies = _copies(index)
    return [entry for entry in entries if entry.id not in copies]


def original_of(entry: Entry, index: Index) -> str | None:
    """The id of the document that an entry is a copy of."""
    return _copies(index).get(entry.id)


def _copies(index: Index) -> _Copies:
    """For each copy, the document that stands for it: the first by id."""
    if index not in _COPIES:
        alike: dict[tuple[str, ...], list[Entry]] = {}
        for entry in index.documents:
            if key := _key(entry):
                alike.setdefault(key, []).append(entry)
        found: _Copies = {}
        for some in alike.values():
            for place, entry in enumerate(some):
                same = (one.id for one in some[:place] if one.id not in found and _same(one, entry, index))
                if original := next(same, None):
                    found[entry.id] = original
        _COPIES[index] = found
    return _COPIES[index]


def _key(entry: Entry) -> tuple[str, ...]:
    """What copies have in common; with another number, date or status it is another version. Empty without a title."""
    record = entry.record
    if not record.title:
        return ()
    number = fold(record.number.value) if record.number else ""
    return title_of(entry), number, record.iso_date or "", record.status or ""


def _same(one: Entry, other: Entry, index: Index) -> bool:
    mine, theirs = index.sketch(one.id), index.sketch(other.id)
    return bool(mine) and len(mine & theirs) >= _SAME * len(mine | theirs)
