"""The number of a document (发文字号): of the page, on a line near the title, of the decree."""

import re
from collections.abc import Sequence

from retrieval.document.model import Field
from retrieval.document.record.bodies import find_bodies, trailing_bodies
from retrieval.document.record.issuers import states_decree
from retrieval.document.record.labels import Labels
from retrieval.document.record.line import SERIAL, Kind, Line, window
from retrieval.document.record.title import Titles, squeeze
from retrieval.text.pattern import lazy_pattern

#: The number stands no further from the title than so many lines.
_NEAR = 12
_FURTHER = 30
_SERIAL = lazy_pattern(rf"^\(?(?P<number>{SERIAL}|[\u4e00-\u9fff]{{2,12}}(?:19|20)\d{{3,7}}号)\)?$")
_BEFORE_TITLE = lazy_pattern(rf"^(?P<number>{SERIAL})(?=[\u4e00-\u9fff])")
_DECREE = lazy_pattern(r"(?P<number>[\u4e00-\u9fff]{2,24}?令\(?第?[\d一二三四五六七八九十百零]{1,5}号\)?)")
_ALONE = lazy_pattern(r"^[\u4e00-\u9fff]{4,24}(?:令|公告|通告)$")
_COUNT = lazy_pattern(r"^\(?第?[\d一二三四五六七八九十百零]{1,5}号\)?$|^\(?(?:19|20)\d{2}年?第\d{1,4}号\)?$")


def read_number(lines: Sequence[Line], titles: Titles, labels: Labels) -> Field | None:
    """The number of the document itself: one that it only mentions stands inside a sentence."""
    if stated := labels.first("number"):
        return stated
    near = range(max(0, titles.first - 10), min(len(lines), max(titles.last, 0) + _NEAR))
    for number in sorted(near, key=lambda place: (place < titles.first, place)):
        match = _SERIAL.match(lines[number].text)
        if match:
            return lines[number].words.field(*match.span("number"))
    if decree := _decree(lines, near):
        return decree
    title = squeeze(titles.title.value)[:20] if titles.title else ""
    for place, line in enumerate(lines):
        if line.kind in (Kind.NUMBER, Kind.TEXT, Kind.BODY):
            match = _SERIAL.match(line.text) if place < near.stop + _FURTHER else None
            match = match or _named(line.text, title)
            if match:
                return line.words.field(*match.span("number"))
    return None


def _named(text: str, title: str) -> re.Match[str] | None:
    """The number in front of the document's own title, as files are named."""
    match = _BEFORE_TITLE.match(text)
    return match if match and title and title in squeeze(text) else None


def _decree(lines: Sequence[Line], near: range) -> Field | None:
    for number in near:
        line = lines[number]
        if not states_decree(lines, number):
            continue
        match = _DECREE.search(line.text)
        if match and not re.search("[《。,]", line.text[: match.start()]):
            body = match["number"][: match["number"].index("令")]
            start = 0 if find_bodies(body) else trailing_bodies(body)
            if start is not None:
                return line.words.field(match.start("number") + start, match.end("number"))
        if _ALONE.match(line.text) and number + 1 < len(lines) and _COUNT.match(lines[number + 1].text):
            part = lines[number : number + 2]
            return window(part).field()
    return None
