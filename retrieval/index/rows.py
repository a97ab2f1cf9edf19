"""Decode the rows of the index file: a column holds whatever was put into it, so each is held to what was written."""

from __future__ import annotations  # array[int] is subscriptable from 3.12 on only

import json
from array import array
from typing import Any
from zlib import crc32

from retrieval.clause.model import Clause, ClauseKind
from retrieval.clause.provision import Provision, parse_provision
from retrieval.document.model import Places, Span, Unit

Row = tuple[Any, ...]

_CLAUSE_TYPES = (str, int, int, int, str, str, int, int, str, str, str)


def typed(row: Row, *types: type) -> Row:
    """A column holds whatever was put into it: a row must have the types that it was written with."""
    if tuple(map(type, row)) != types:
        raise TypeError(f"no such row: {row!r}")
    return row


def digest(clauses: bytes, frequencies: bytes) -> int:
    """A checksum of a list of postings."""
    return crc32(frequencies, crc32(clauses))


def only_count(row: Row) -> int:
    count: int = typed(row, int)[0]
    return count


def two_counts(row: Row) -> tuple[int, int]:
    first, second = typed(row, int, int)
    return first, second


def only_bytes(row: Row) -> bytes:
    held: bytes = typed(row, bytes)[0]
    return held


def perhaps_count(row: Row) -> int | None:
    return None if row == (None,) else only_count(row)


def term_count(row: Row) -> tuple[str, int]:
    term, length = typed(row, str, int)
    return term, length // array("I").itemsize


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


def clause_row(row: Row) -> tuple[int, Clause]:
    identity, *values, duty_start, duty_end, provision = row
    document, number, start, end, text, kind, paragraph, sentence, path, lead, years = typed(
        tuple(values), *_CLAUSE_TYPES
    )
    duty = Span(*typed((duty_start, duty_end), int, int)) if duty_start is not None else None
    above, governing = json.loads(path), json.loads(years)
    typed(tuple(above), *[str] * len(above))
    typed(tuple(governing), *[int] * len(governing))
    return identity, Clause(
        document,
        number,
        start,
        end,
        text,
        ClauseKind(kind),
        paragraph,
        sentence,
        tuple(above),
        lead,
        tuple(governing),
        duty,
        parse_provision(provision) if provision is not None else None,
    )


def provision_row(row: Row) -> tuple[int, Provision]:
    identity, provision = typed(row, int, str)
    return identity, parse_provision(provision)


def posting_row(row: Row) -> tuple[str, int, array[int], array[int]]:
    term, segment, clauses, frequencies, checksum = typed(row, str, int, bytes, bytes, int)
    places, often = array("I", clauses), array("B", frequencies)
    if checksum != digest(clauses, frequencies) or not places or len(places) != len(often):
        raise ValueError(f"no postings of {term}")
    return term, segment, places, often


def two_texts(row: Row) -> tuple[str, str]:
    key, word = typed(row, str, str)
    return key, word


def number_and_text(row: Row) -> tuple[int, str]:
    number, text = typed(row, int, str)
    return number, text
