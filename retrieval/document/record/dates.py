"""The date of a document (成文日期) and its days in force (施行, 失效)."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from retrieval.document.model import Field, iso_day
from retrieval.document.record.labels import Labels
from retrieval.document.record.line import DAY, FIGURES, Kind, Line, window
from retrieval.document.record.signature import Signature
from retrieval.document.record.title import Titles
from retrieval.text.numerals import parse_number
from retrieval.text.pattern import lazy_pattern

_ANY_DAY = lazy_pattern(rf"{DAY}|{FIGURES}")
#: How the line of a meeting or a decree begins.
_MEETING = lazy_pattern(r"[\[(—-]{0,4}(?:19|20|二|一)")
_ADOPTED = lazy_pattern(rf"^[\[(—-]*(?P<date>{DAY})[^。]{{0,200}}?(?:通过|公布|批准|发布|会议上)")
_DECREED = lazy_pattern(
    rf"^\((?P<date>{DAY})[\u4e00-\u9fff]{{2,24}}令第?\d{{1,4}}号(?:公布|发布)[^)]*(?:修订|修正|修改)"
)


def iso(field: Field | None) -> str | None:
    """The day that a field states as YYYY-MM-DD, if any."""
    return iso_day(field.value) if field else None


def read_date(
    lines: Sequence[Line],
    titles: Titles,
    signed: Sequence[Signature],
    printed: Signature | None,
    labels: Labels,
    revised: Field | None,
) -> Field | None:
    """The date that the document bears, by the surest source that states one; of a law that it was ``revised``."""
    after = [one for one in signed if one.line > titles.last and not (printed and one.line == printed.line)]
    written = labels.first("written")
    if written:  # as the signature states it, where that says the same
        written = next((one.date for one in signed if iso(one.date) == iso(written)), written)
    found = (
        written,
        next((one.date for one in after if one.bodies), None),
        _at_title(lines, titles),
        _adopted(lines, titles, _DECREED),
        revised,
        _adopted(lines, titles, _ADOPTED),
        next((one.date for one in after), None),
        printed.date if printed else None,
        labels.first("posted"),
        _posted(lines, titles),
    )
    return next((field for field in found if iso(field)), None)


def _at_title(lines: Sequence[Line], titles: Titles) -> Field | None:
    """The date in brackets at the end of the title or right below it."""
    if titles.dated or titles.last < 0:
        return titles.dated
    for count in (0, 1, 2):
        last = titles.last + count
        part = lines[titles.last : last + 1]
        if last >= len(lines):
            break
        words = window(part)
        text = words.folded
        match = re.search(rf"\((?P<date>{DAY})\)?$", text)
        if match is None and count and lines[last].kind == Kind.DATE and last == titles.last + 1:
            match = re.search(rf"(?P<date>{DAY})\)?$", text)
        if match:
            return words.field(*match.span("date"))
    return None


def _adopted(lines: Sequence[Line], titles: Titles, pattern: re.Pattern[str]) -> Field | None:
    """The date of the meeting or the decree in a line below the title."""
    for number in range(max(0, titles.last), min(len(lines), max(0, titles.last) + 16)):
        for count in (1, 6) if _MEETING.match(lines[number].text) else ():
            words = window(lines[number : number + count])
            if match := pattern.match(words.folded):
                return words.field(*match.span("date"))
    return None


def _posted(lines: Sequence[Line], titles: Titles) -> Field | None:
    """A day in figures on a line near the title: when a page was put up."""
    above, below = lines[max(0, titles.first - 6) : max(0, titles.first)], lines[max(0, titles.last) :][:8]
    for line in (*below, *above):
        if line.kind == Kind.DATE or (line.kind != Kind.BODY and re.match(FIGURES, line.text)):
            match = _ANY_DAY.search(line.text)
            if match:
                return line.words.field(*match.span())
    return None


def days_later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def number_of(words: str) -> int:
    """A small number in figures or characters."""
    return int(parse_number(words))
