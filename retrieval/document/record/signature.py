"""Signatures (落款): the bodies above a date, who else signs, and the line of the printing (印发)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.document.model import Field
from retrieval.document.record.bodies import find_bodies, trailing_bodies
from retrieval.document.record.line import DAY, Kind, Line, Window, window
from retrieval.text.pattern import lazy_pattern

#: A joint signature has no more lines.
_LINES = 25
_PERSON = lazy_pattern(r"^(?:省长|市长|州长|县长|区长|主席|主任|部长|局长|院长|会长|总理|检察长)[\u4e00-\u9fff·]{2,5}$")
_PRINTED = lazy_pattern(rf"(?P<date>{DAY})\s?印发")
_DAY = lazy_pattern(DAY)


@dataclass(frozen=True)
class Signature:
    """Who signs, with the date below; ``line`` is the index of the date's line."""

    bodies: tuple[Field, ...]
    date: Field
    line: int


def bodies_in(words: Window, start: int = 0, end: int | None = None) -> tuple[Field, ...]:
    """The bodies that some words consist of."""
    part = words.part(start, end)
    return tuple(part.field(first, last) for first, last in find_bodies(part.folded, part.gaps))


def signatures(lines: Sequence[Line]) -> Iterator[Signature]:
    """The signatures with a date, in order."""
    for number, line in enumerate(lines):
        if line.kind != Kind.DATE or not (day := _DAY.search(line.text)):
            continue
        date = line.words.field(*day.span())
        above = number
        while above and (lines[above - 1].kind == Kind.JUNK or _PERSON.match(lines[above - 1].text)):
            above -= 1
        bodies: tuple[Field, ...] = ()
        for count in range(1, _LINES + 1):
            part = lines[max(0, above - count) : above]
            if len(part) < count or part[0].kind not in (Kind.TEXT, Kind.MENU, Kind.JUNK) or len(part[0].text) > 120:
                break
            if part[0].kind != Kind.JUNK:
                bodies = bodies_in(window(part)) or bodies
        yield Signature(bodies, date, number)


def printing(lines: Sequence[Line]) -> Signature | None:
    """The line that says who printed the document when: X办公室 2013年12月17日印发."""
    for last in range(len(lines) - 1, -1, -1):
        number, line = last, lines[last]
        if "印发" not in line.text:
            continue
        match = _PRINTED.search(line.text)
        if match is None and line.text.startswith("印发") and last and lines[last - 1].kind == Kind.DATE:
            number, line = last - 1, lines[last - 1]
            match = _DAY.search(line.text)
        if match is None:
            continue
        day = _DAY.search(line.text, match.start())
        if day is None:
            continue
        before = line.text[: day.start()]
        start = trailing_bodies(before)
        bodies = bodies_in(line.words, start, day.start()) if start is not None else ()
        if not bodies and not before and number and lines[number - 1].kind in (Kind.TEXT, Kind.BODY):
            above = lines[number - 1]
            start = trailing_bodies(above.text)
            bodies = bodies_in(above.words, start) if start is not None else ()
        return Signature(bodies, line.words.field(*day.span()), number)
    return None
