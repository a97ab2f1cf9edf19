"""Decode the rows of the index file: a column holds whatever was put into it, so each is held to what was written."""

import json
from collections.abc import Collection, Sequence
from typing import Any

from retrieval.document.model import Places, Unit

Row = tuple[Any, ...]


def typed(row: Row, *types: type) -> Row:
    """A column holds whatever was put into it: a row must have the types that it was written with."""
    if tuple(map(type, row)) != types:
        raise TypeError(f"no such row: {row!r}")
    return row


def only_count(row: Row) -> int:
    count: int = typed(row, int)[0]
    return count


def two_counts(row: Row) -> tuple[int, int]:
    first, second = typed(row, int, int)
    return first, second


def only_text(row: Row) -> str:
    text: str = typed(row, str)[0]
    return text


#: The columns that hold how a document's file was read, in the order of ``origin_row``.
ORIGIN = "unit, starts, reading"


def origin_columns(places: Places | None, notes: Sequence[str]) -> Row:
    """The columns ``ORIGIN`` of a document; the last is NULL where there is nothing to say."""
    said = {"names": places.names, "recognized": places.recognized, "unread": places.unread} if places else {}
    reading = {name: value for name, value in {**said, "notes": notes}.items() if value}
    return (
        *((places.unit.value, json.dumps(places.starts)) if places else (None, None)),
        json.dumps(reading, ensure_ascii=False) if reading else None,
    )


def origin_row(row: Row) -> tuple[Places | None, tuple[str, ...]]:
    """Decode the columns ``ORIGIN``: where in its file the text of a document stands, and the notes on its reading."""
    unit, starts, reading = row
    said = {name: tuple(value) for name, value in json.loads(reading or "{}").items()}
    notes = said.pop("notes", ())
    typed(notes, *_all(str, notes))
    if unit is None:
        return None, notes
    places = Places(Unit(unit), tuple(json.loads(typed((starts,), str)[0])), **said)
    typed(
        (*places.starts, *places.recognized, *places.unread),
        *_all(int, places.starts, places.recognized, places.unread),
    )
    typed(places.names, *_all(str, places.names))
    return places, notes


def _all(kind: type, *columns: Collection[object]) -> list[type]:
    return [kind] * sum(map(len, columns))


def two_texts(row: Row) -> tuple[str, str]:
    key, word = typed(row, str, str)
    return key, word


def number_and_text(row: Row) -> tuple[int, str]:
    number, text = typed(row, int, str)
    return number, text


def marks(values: Collection[object]) -> str:
    """The marks of a query that stand for some values."""
    return ",".join("?" * len(values))
