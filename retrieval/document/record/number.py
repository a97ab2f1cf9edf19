"""The number of a document (发文字号): of the page, on a line near the title, of the decree."""

import re
from collections.abc import Sequence

from retrieval.document.model import Field, Span
from retrieval.document.record.bodies import find_bodies, trailing_bodies
from retrieval.document.record.issuers import states_decree
from retrieval.document.record.labels import Labels
from retrieval.document.record.lines import SERIAL, Kind, Line, field_of, window
from retrieval.document.record.title import Titles
from retrieval.text.pattern import lazy_pattern

#: The number stands no further from the title than so many lines.
_NEAR = 12
_SERIAL = lazy_pattern(rf"^\(?(?P<number>{SERIAL}|[\u4e00-\u9fff]{{2,12}}(?:19|20)\d{{3,7}}号)\)?$")
_BEFORE_TITLE = lazy_pattern(rf"^(?P<number>{SERIAL})(?=[\u4e00-\u9fff]{{0,40}}关于)")
_DECREE = lazy_pattern(r"(?P<number>[\u4e00-\u9fff]{2,24}?令\(?第?[\d一二三四五六七八九十百零]{1,5}号\)?)")
_ALONE = lazy_pattern(r"^[\u4e00-\u9fff]{4,24}(?:令|公告|通告)$")
_COUNT = lazy_pattern(r"^\(?第?[\d一二三四五六七八九十百零]{1,5}号\)?$|^\(?(?:19|20)\d{2}年?第\d{1,4}号\)?$")


def read_number(source: str, lines: Sequence[Line], titles: Titles, labels: Labels) -> Field | None:
    """The number of the document itself: one that it only mentions stands inside a sentence."""
    if stated := labels.first("number"):
        return stated
    near = range(max(0, titles.first - 4), min(len(lines), max(titles.last, 0) + _NEAR))
    for number in sorted(near, key=lambda place: (place < titles.first, place)):
        match = _SERIAL.match(lines[number].text)
        if match:
            return field_of(source, lines[number].span, *match.span("number"))
    if decree := _decree(source, lines, near):
        return decree
    for line in lines:
        if line.kind in (Kind.NUMBER, Kind.TEXT, Kind.BODY):
            match = _SERIAL.match(line.text) or _BEFORE_TITLE.match(line.text)
            if match:
                return field_of(source, line.span, *match.span("number"))
    return None


def _decree(source: str, lines: Sequence[Line], near: range) -> Field | None:
    for number in near:
        line = lines[number]
        if not states_decree(lines, number):
            continue
        match = _DECREE.search(line.text)
        if match and not re.search("[《。,]", line.text[: match.start()]):
            body = match["number"][: match["number"].index("令")]
            start = 0 if find_bodies(body) else trailing_bodies(body)
            if start is not None:
                return field_of(source, line.span, match.start("number") + start, match.end("number"))
        if _ALONE.match(line.text) and number + 1 < len(lines) and _COUNT.match(lines[number + 1].text):
            part = lines[number : number + 2]
            return Field(window(source, part).text, Span(part[0].span.start, part[1].span.end))
    return None
