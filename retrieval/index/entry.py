"""A document as the index knows it, and its row in the index file."""

import json
from dataclasses import dataclass

from retrieval.document.model import Field, Record, Span
from retrieval.index.rows import Row, typed
from retrieval.text.regions import Region

#: The columns that an entry is read from, in the order of ``entry_row``.
ENTRY = "id, path, sha256, province, city, county, record, first_clause, clauses, articles, copy_of, superseded"


@dataclass(frozen=True)
class Entry:
    """A document as the index knows it: all but its text."""

    id: str
    path: str
    sha256: str
    record: Record
    first_clause: int
    clauses: int
    #: The number of its last article, where it is written in articles (第…条).
    articles: int = 0
    #: The id of the document that it is a copy of (see ``retrieval.index.copies``).
    copy_of: str | None = None
    #: Whether the index has a later version of it (see ``retrieval.index.versions``).
    superseded: bool = False

    @property
    def name(self) -> str:
        """What people call it by: its region, else its title, else its id."""
        if self.record.region:
            return self.record.region.name
        return self.record.title.value if self.record.title else self.id

    @property
    def ids(self) -> range:
        """The ids of its clauses."""
        return range(self.first_clause, self.first_clause + self.clauses)


def entry_row(row: Row) -> Entry:
    """Decode a row of the columns ``ENTRY``."""
    name, path, sha256, province, city, county, record, first, count, articles, original, superseded = row
    typed((name, path, sha256, record, first, count, articles), str, str, str, str, int, int, int)
    typed((superseded,), int)
    fields = {key: _field(value["value"], **value["span"]) for key, value in json.loads(record).items()}
    region = Region(*typed((province, city, county), str, str, str)) if province else None
    if original is not None:
        typed((original,), str)
    return Entry(
        name, path, sha256, Record(**fields, region=region), first, count, articles, original, bool(superseded)
    )


def _field(value: str, start: int, end: int) -> Field:
    # As ``typed`` does, which takes twice as long: an answer reads some hundred fields.
    if type(value) is not str or type(start) is not int or type(end) is not int:
        raise TypeError(f"no field of a record: {value!r}")
    return Field(value, Span(start, end))
