"""Intent: the shapes of answer that a question asks for, and whether a text holds a thing of a shape.

A shape is evidence, no filter: a question may ask for several, and what it asks for may stand in a text that shows
none. The phrases are data (``intent.toml``), each with a question of real people beside it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from re import Pattern

from retrieval.text.pattern import lazy_pattern

_DATA = Path(__file__).with_name("intent.toml")
#: Marks of no width, which pages and chats leave in words.
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))
#: What stands round a question and says nothing: without it the last word of a question is its end.
_MARKS = "?!.。,、;:…-'\"()《》"


class Shape(StrEnum):
    """A kind of answer; the values are the tables of ``intent.toml``, which say what each means."""

    MONEY = "money"
    SUM = "sum"
    SHARE = "share"
    COUNT = "count"
    AMOUNT = "amount"
    DATE = "date"
    TERM = "term"
    OFFICE = "office"
    PERSON = "person"
    PLACE = "place"
    DOCUMENT_NUMBER = "document_number"
    ISSUER = "issuer"
    VALIDITY = "validity"
    STATUS = "status"
    CONTACT = "contact"
    YES_NO = "yes_no"
    LIST = "list"
    CONDITION = "condition"
    MATERIAL = "material"
    STEP = "step"
    NAME = "name"
    REASON = "reason"
    LIMIT = "limit"
    PENALTY = "penalty"
    MEANING = "meaning"


@dataclass(frozen=True)
class Intent:
    """How a shape is asked for, each phrase or pattern with an example, and the pattern of a text that shows it."""

    asks: Mapping[str, str]
    shows: str


def read_shapes(folded: str) -> frozenset[Shape]:
    """Return the shapes that a folded question asks for; blanks inside and marks round it change nothing."""
    return _read_shapes("".join(folded.translate(_UNSEEN).split()).strip(_MARKS))


@lru_cache(maxsize=4096)  # the clauses of a question are asked about each of its shapes, by more than one feature
def shows(shape: Shape, folded: str) -> bool:
    """Whether folded text holds a thing of a shape: a sum, a date, a body that is named as responsible."""
    return bool(_shows()[shape].search(folded))


@lru_cache(maxsize=1024)
def shown_spans(shape: Shape, folded: str) -> tuple[tuple[int, int], ...]:
    """Where in folded text things of a shape stand."""
    return tuple(match.span() for match in _shows()[shape].finditer(folded))


@lru_cache(maxsize=1)
def read_intents() -> Mapping[Shape, Intent]:
    """Read ``intent.toml``: for each shape how it is asked for and what shows it."""
    tables = _read_tables(_DATA.read_text(encoding="utf-8"))
    return {shape: Intent(tables[f"{shape}.asks"], tables[shape]["shows"]) for shape in Shape}


def _read_tables(text: str) -> dict[str, dict[str, str]]:
    """Read the part of TOML that the file keeps to: tables, and one key and literal string a line.

    Importing ``tomllib`` takes longer than a question.
    """
    tables: dict[str, dict[str, str]] = {}
    name = ""
    for line in text.splitlines():
        if line.startswith("["):
            name = line.strip("[]")
            tables[name] = {}
        elif line and not line.startswith("#"):
            key, _, value = line.partition(" = ")
            tables[name][key.strip("'")] = value.strip("'")
    return tables


@lru_cache(maxsize=1024)
def _read_shapes(question: str) -> frozenset[Shape]:
    return frozenset(
        shape
        for shape, (phrases, pattern) in _asks().items()
        if any(phrase in question for phrase in phrases) or (pattern and pattern.search(question))
    )


@lru_cache(maxsize=1)
def _asks() -> Mapping[Shape, tuple[tuple[str, ...], Pattern[str] | None]]:
    """The plain phrases of each shape, which need no compiling, and one pattern of all the others."""
    asks = {}
    for shape, intent in read_intents().items():
        plain = [ask for ask in intent.asks if re.escape(ask.replace("|", "")) == ask.replace("|", "")]
        others = "|".join(ask for ask in intent.asks if ask not in plain)
        asks[shape] = tuple("|".join(plain).split("|")) if plain else (), lazy_pattern(others) if others else None
    return asks


@lru_cache(maxsize=1)
def _shows() -> Mapping[Shape, Pattern[str]]:
    intents = read_intents()
    return {shape: lazy_pattern(_with_others(intent.shows, intents)) for shape, intent in intents.items()}


def _with_others(shows: str, intents: Mapping[Shape, Intent]) -> str:
    """A pattern with those of the shapes that it names: {money}."""
    for shape, intent in intents.items():
        shows = shows.replace(f"{{{shape}}}", intent.shows)
    return shows
