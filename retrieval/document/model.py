"""The document: its stored text, the spans of it that may be quoted, and its record."""

import datetime
import re
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from retrieval.text.fold import fold
from retrieval.text.numerals import to_iso
from retrieval.text.pattern import lazy_pattern
from retrieval.text.regions import Region

#: The status of a document (效力状态) as its own text states it.
DRAFT, ISSUED, INTERPRETATION, GUIDE = "draft", "issued", "interpretation", "guide"
#: Titles of what explains documents, and of what tells people how to use them.
_INTERPRETS = lazy_pattern(r"解读|答记者问")
_GUIDES = lazy_pattern(r"(?:指南|指引|问答|详解|解答|须知|攻略|流程|常见问题|汇编|手册)(?:\([^()]*\))?$")


#: The facts of a record that a text states in so many words.
STATED = (
    *("title", "notice", "issuer", "number", "date", "period", "addressees", "attachments", "disclosure"),
    *("effective", "validity", "source"),
)
#: The fields of a record but its region: what the text states, where.
FIELDS = (*(name for name in STATED if name != "issuer"), "draft", "signer", "credit", "ended", "standing")


@dataclass(frozen=True)
class Span:
    """A half-open range of character offsets in a document's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


class Stretch(Protocol):
    """Whatever has a start and an end in one text: spans, clauses, passages, items."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


def meets(one: Stretch, other: Stretch) -> bool:
    """Whether two stretches of one text overlap."""
    return one.start < other.end and other.start < one.end


def holds(outer: Stretch, inner: Stretch) -> bool:
    """Whether a stretch lies wholly in another one of the same text."""
    return outer.start <= inner.start and inner.end <= outer.end


@dataclass(frozen=True)
class Field:
    """A fact of the record: its value, and where the text states it."""

    value: str
    span: Span


@dataclass(frozen=True)
class Record:
    """The facts of the document itself (著录项). What the text does not state is ``None``.

    ``title`` 标题, ``notice`` the covering notice that the title came with (关于印发《X》的通知), ``issuers`` 发文机关,
    ``number`` 发文字号, ``date`` 成文或发布日期 (as written),
    ``period`` 规划期 (as written), ``draft`` the words that make it a draft, if any, ``addressees`` 主送机关,
    ``attachments`` 附件, ``disclosure`` 公开属性, ``effective`` 施行日期 and ``validity`` 有效期 (as written: 自印发之日起施行,
    有效期五年), ``source`` where the page says that it has the text from (来源), ``signer`` the issuer as it stands
    right before the date (落款), where it does, ``credit`` the source named below the text, where one is, ``ended`` 失效日期
    and ``standing`` 文件状态 as the page states them. ``in_force`` and ``expires`` are the days from and until which it is in force (YYYY-MM-DD), where they can be told; ``national``
    whether it is for the whole state.
    """

    title: Field | None = None
    notice: Field | None = None
    issuers: tuple[Field, ...] = ()
    number: Field | None = None
    date: Field | None = None
    period: Field | None = None
    draft: Field | None = None
    addressees: Field | None = None
    attachments: Field | None = None
    disclosure: Field | None = None
    effective: Field | None = None
    validity: Field | None = None
    source: Field | None = None
    signer: Field | None = None
    credit: Field | None = None
    ended: Field | None = None
    standing: Field | None = None
    in_force: str | None = None
    expires: str | None = None
    region: Region | None = None
    national: bool = False

    @property
    def issuer(self) -> Field | None:
        """All issuers as one field, 、 between them; it stands where they stand together, or where the first does."""
        if not self.issuers:
            return None
        span = Span(self.issuers[0].span.start, self.issuers[-1].span.end)
        together = 0 < span.end - span.start <= sum(len(one.value) + 60 for one in self.issuers)
        return Field("、".join(one.value for one in self.issuers), span if together else self.issuers[0].span)

    @property
    def iso_date(self) -> str | None:
        """The date as YYYY-MM-DD, where it states a day."""
        return iso_day(self.date.value) if self.date else None

    @property
    def status(self) -> str | None:
        """``draft``; ``issued``: an organ has put its name or its number to it; ``interpretation`` or ``guide``; or unknown."""
        if self.draft:
            return DRAFT
        title = fold(self.title.value) if self.title else ""
        if not self.number and _INTERPRETS.search(title):
            return INTERPRETATION
        if not self.number and not self.signer and _GUIDES.search(title):
            return GUIDE
        return ISSUED if self.issuers or self.number else None


def iso_day(value: str) -> str | None:
    """A day as YYYY-MM-DD, however it is written (2021年3月8日, 二〇二一年三月八日, 2021/3/8); ``None`` for anything else."""
    folded = re.sub(r"[/.]", "-", re.sub(r"\s", "", fold(value)))
    try:
        told = to_iso(folded)
        return datetime.date.fromisoformat(told).isoformat() if told else None
    except ValueError:
        return None  # 2月30日


class Unit(StrEnum):
    """The unit in which places of an original are counted."""

    PAGE = "page"
    PARAGRAPH = "paragraph"
    CELL = "cell"


@dataclass(frozen=True)
class Place:
    """Where something stands in the original file: on page 3, in paragraph 12 (counted from 1), in a cell of a ``name``
    (表1!B7). ``recognized``: the text there was read from a picture (识别文字)."""

    unit: Unit
    number: int
    name: str = ""
    recognized: bool = False


@dataclass(frozen=True)
class Places:
    """Where each page, paragraph or cell of the original begins in the extracted text, in order.

    A page without text begins where the next one does. ``names`` has one for each cell. Pages by their numbers:
    ``recognized`` are those whose text was read from a picture, ``unread`` those that hold something but gave no text.
    """

    unit: Unit
    starts: tuple[int, ...]
    names: tuple[str, ...] = ()
    recognized: tuple[int, ...] = ()
    unread: tuple[int, ...] = ()

    def at(self, offset: int) -> Place:
        """The place that holds the character at ``offset``."""
        number = max(1, bisect_right(self.starts, offset))
        return Place(self.unit, number, self.names[number - 1] if self.names else "", number in self.recognized)


@dataclass(frozen=True)
class Extract:
    """The result of a reader: the text of a file, and where in the file the text stands, if that can be told.

    ``notes`` are sentences for a person on what was not read, or not as it stands in the file.
    """

    text: str
    places: Places | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Document:
    """A source as stored: ``text`` is never changed, every offset anywhere is an offset in it.

    ``body`` holds the paragraphs that may be quoted, in order: no site chrome, no second copy.
    """

    id: str
    text: str
    sha256: str
    record: Record
    body: tuple[Span, ...]
    places: Places | None = None
    notes: tuple[str, ...] = ()
