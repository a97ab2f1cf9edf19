"""Decode the rows of the index file: a column holds whatever was put into it, so each is held to what was written."""

import json
from collections.abc import Collection
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


def only_places(row: Row) -> Places | None:
    if row == (None, None):
        return None
    unit, starts = typed(row, str, str)
    places = Places(Unit(unit), tuple(json.loads(starts)))
    typed(places.starts, *[int] * len(places.starts))
    return places


def two_texts(row: Row) -> tuple[str, str]:
    key, word = typed(row, str, str)
    return key, word


def number_and_text(row: Row) -> tuple[int, str]:
    number, text = typed(row, int, str)
    return number, text


def marks(values: Collection[object]) -> str:
    """The marks of a query that stand for some values."""
    return ",".join("?" * len(values))
