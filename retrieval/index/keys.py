"""What documents are found by without reading their records: columns worked out when a document is indexed."""

from hashlib import blake2b
from typing import Any

from retrieval.index.copies import likeness_of
from retrieval.index.entry import Entry
from retrieval.index.versions import day_of, work_of
from retrieval.text.fold import fold
from retrieval.text.pattern import lazy_pattern

#: ``serial`` is the year and count of a 发文字号, ``day`` that of the version; documents with one ``likeness`` may be
#: copies of each other, those of one ``work`` are its versions.
KEYS: dict[str, Any] = {"serial": str, "day": str, "likeness": int, "work": int}
#: What is worked out among documents: the title in the table ``titles``, and how it stands to others.
RELATIONS: dict[str, Any] = {"titled": int, "copy_of": str, "superseded": int}

_SERIAL = lazy_pattern(r"\((?:19|20)\d{2}\)\d+号$")


def keys_of(entry: Entry) -> tuple[str | None, str, int | None, int | None]:
    """The columns ``KEYS`` of a document."""
    return serial_of(entry), day_of(entry), digest(likeness_of(entry)), digest(work_of(entry))


def serial_of(entry: Entry) -> str | None:
    """How the 发文字号 of a document ends, folded: (2019)37号."""
    number = "".join(fold(entry.record.number.value).split()) if entry.record.number else ""
    found = _SERIAL.search(number)
    return found.group() if found else None


def digest(key: str) -> int | None:
    """A key as a number that fits a column: titles are long. ``None`` where there is no key."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big", signed=True) if key else None


def pairs(title: str) -> set[str]:
    """The characters of a folded title, each with the next one: by the beginning of one a character is found too."""
    return {title[place : place + 2] for place in range(len(title))}


def folded_title(entry: Entry) -> str:
    """The title, folded; empty where there is none."""
    return fold(entry.record.title.value) if entry.record.title else ""
