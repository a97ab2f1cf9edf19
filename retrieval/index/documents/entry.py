"""A document as the index knows it, and its row in the index file."""

import json
from dataclasses import dataclass

from retrieval.document.model import FIELDS, STATED, Field, Record, Span
from retrieval.index.sqlite.rows import Row, typed
from retrieval.text.regions import Region

#: The columns that an entry is read from, in the order of ``entry_row``.
ENTRY = ", ".join(
    (
        *("id", "path", "sha256", "province", "city", "county"),
        *("first_clause", "clauses", "articles", "copy_of", "superseded", "national", "in_force", "expires", "record"),
        *STATED,
    )
)
#: The columns that hold the name of a document's region: the first that holds any.
PLACE = "nullif(county, ''), nullif(city, ''), province"


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
    #: The id of the document that it is a copy of (see ``retrieval.index.documents.near_duplicates``).
    copy_of: str | None = None
    #: Whether the index has a later version of it (see ``retrieval.index.documents.versions``).
    superseded: bool = False

    @property
    def name(self) -> str:
        """The name that people call it by: its region, else its title, else its id."""
        if self.record.region:
            return self.record.region.name
        return self.record.title.value if self.record.title else self.id

    @property
    def ids(self) -> range:
        """The ids of its clauses."""
        return range(self.first_clause, self.first_clause + self.clauses)


def record_column(record: Record) -> str:
    """The content of the column ``record``: where each field stands, and its value where no column of its own has it."""
    fields = {name: field for name in FIELDS if (field := getattr(record, name))}
    places = {
        name: (field.span.start, field.span.end, *(() if name in STATED else (field.value,)))
        for name, field in fields.items()
    }
    issuers = [(one.span.start, one.span.end, one.value) for one in record.issuers]
    return json.dumps({**places, "issuers": issuers}, ensure_ascii=False, separators=(",", ":"))


def entry_row(row: Row) -> Entry:
    """Decode a row of the columns ``ENTRY``."""
    name, path, sha256, province, city, county, first, count, articles, original, superseded, *rest = row
    national, in_force, expires, record, *values = rest
    typed((name, path, sha256, record, first, count, articles), str, str, str, str, int, int, int)
    typed((superseded, national), int, int)
    stated = dict(zip(STATED, values, strict=True))
    places = json.loads(record)
    issuers = tuple(_field(value, start, end) for start, end, value in places.pop("issuers", ()))
    fields = {key: _field(stated.get(key), *place) for key, place in places.items()}
    region = Region(*typed((province, city, county), str, str, str)) if province else None
    if original is not None:
        typed((original,), str)
    facts = Record(
        **fields, issuers=issuers, in_force=in_force, expires=expires, region=region, national=bool(national)
    )
    return Entry(name, path, sha256, facts, first, count, articles, original, bool(superseded))


def _field(stated: str | None, start: int, end: int, value: str | None = None) -> Field:
    said = stated if value is None else value
    # As ``typed`` does, which takes twice as long: an answer reads some hundred fields.
    if type(said) is not str or type(start) is not int or type(end) is not int:
        raise TypeError(f"no field of a record: {said!r}")
    return Field(said, Span(start, end))
