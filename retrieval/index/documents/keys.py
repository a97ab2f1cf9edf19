"""Columns by which documents are found without reading their records, worked out when a document is indexed."""

from collections.abc import Iterable
from enum import StrEnum
from hashlib import blake2b
from typing import Any

from retrieval.clause.years import years_in
from retrieval.index.documents.entry import Entry
from retrieval.index.documents.near_duplicates import likeness_of
from retrieval.index.documents.versions import day_of, work_of
from retrieval.text.fold import fold
from retrieval.text.pattern import lazy_pattern

#: ``serial`` is the year and count of a 发文字号, ``day`` that of the version; documents with one ``likeness`` may be
#: copies of each other, those of one ``work`` are its versions.
KEYS: dict[str, Any] = {"serial": str, "day": str, "likeness": int, "work": int}
#: What is worked out among documents: title and issuer in the table ``names``, and how it stands to others.
RELATIONS: dict[str, Any] = {"titled": int, "issued": int, "copy_of": str, "superseded": int}

_YEAR = lazy_pattern(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_SERIAL = lazy_pattern(r"\((?:19|20)\d{2}\)\d+号$")


class YearIn(StrEnum):
    """Where a year of a document stands."""

    RECORD = "record"  # its date, period, title or number
    CLAUSE = "clause"  # it governs a clause
    WORDS = "words"  # the words of a clause state it themselves


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


def pairs(name: str) -> set[str]:
    """The characters of a folded name, each with the next one: by the beginning of one a character is found too."""
    return {name[place : place + 2] for place in range(len(name))}


def stated_years(values: Iterable[str]) -> set[int]:
    """The years that fields of a record state (date, period, title, number): 2019年, or 2019 alone where no year is."""
    return {year for value in values for year in years_in(fold(value)) or loose_years(value)}


def loose_years(value: str) -> tuple[int, ...]:
    """The numbers in a field of a record that can be years: 〔2019〕, 2019-06-29."""
    return tuple(int(year) for year in _YEAR.findall(fold(value)))


def folded_title(entry: Entry) -> str:
    """The title, folded; empty where there is none."""
    return fold(entry.record.title.value) if entry.record.title else ""
