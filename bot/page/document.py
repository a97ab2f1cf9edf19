"""A document as a part of a page: its clauses with their anchors, what is quoted of it marked, its outline as links."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from bot.output import harmless
from retrieval.clause.model import Clause, ClauseKind
from retrieval.clause.sections import Section
from retrieval.document.model import Span
from retrieval.index.documents.entry import Entry
from retrieval.index.store import Index

#: Deeper headings are as far from the edge as these.
_DEEPEST = 4
#: Where a heading has no title, so much of its text stands in the outline.
_BEGINS = 24
QUOTED, SAID = 1, 2
_HEADING = '<p class="h">'


@dataclass(frozen=True)
class Marks:
    """The quoted spans of a document, and those of the words that answer."""

    quoted: tuple[Span, ...] = ()
    said: tuple[Span, ...] = ()


@dataclass(frozen=True)
class DocumentPart:
    """A document of a page; ``prefix`` tells its anchors from those of the others. The mark in ``focus``, the number of a
    clause, is in view when the page opens."""

    entry: Entry
    index: Index
    marks: Marks = Marks()
    prefix: str = ""
    focus: int | None = None

    def anchor(self, clause: int) -> str:
        """The anchor of a clause: c102."""
        return f"{self.prefix}c{clause}"

    def outline(self) -> str:
        """The sections as a list of links."""
        starts = [clause.start for clause in self._clauses()]
        rows = [self._row(section, starts) for section in self.index.sections(self.entry.id)]
        return f"<ul>{''.join(rows)}</ul>" if rows else ""

    def _row(self, section: Section, starts: Sequence[int]) -> str:
        begins = self.index.slice(self.entry.id, Span(section.heading_end, min(section.end, section.heading_end + 60)))
        title = section.title or f"{''.join(begins.split())[:_BEGINS]}…"
        clause = max(0, bisect_right(starts, section.start) - 1)
        return (
            f'<li class="l{min(section.level, _DEEPEST)}">'
            f'<a href="#{self.anchor(clause)}">{shown(section.label + title)}</a></li>'
        )

    def body(self) -> str:
        """All clauses, those of one paragraph in one."""
        paragraphs = groupby(self._clauses(), key=lambda clause: clause.paragraph)
        return "\n".join(self._paragraph(list(clauses)) for _, clauses in paragraphs)

    def _paragraph(self, clauses: Sequence[Clause]) -> str:
        heads = all(clause.kind is ClauseKind.HEADING for clause in clauses)
        return f"{_HEADING if heads else '<p>'}{''.join(map(self._clause, clauses))}</p>"

    def _clause(self, clause: Clause) -> str:
        text = "".join(marked_html(text, mark) for text, mark in _marked(clause, self.marks))
        if self.focus == clause.number:
            text = f'<mark tabindex="-1" autofocus>{text}</mark>'
        return f'<span id="{self.anchor(clause.number)}">{text}</span>'

    def _clauses(self) -> list[Clause]:
        return list(self.index.clauses(self.entry.ids).values())


def shown(text: str) -> str:
    """Text of a document as HTML that says just that, on one line."""
    return escape(harmless(text))


def marked_html(text: str, mark: int) -> str:
    """A stretch of text, quoted or not; line breaks stay."""
    said = "<br>".join(map(shown, text.split("\n")))
    if not mark:
        return said
    return f'<mark class="said">{said}</mark>' if mark == SAID else f"<mark>{said}</mark>"


def _marked(clause: Clause, marks: Marks) -> Iterator[tuple[str, int]]:
    """The text of a clause as it is shown, in stretches that are marked alike."""
    joined = clause.joined
    touching = [
        [span for span in some if span.start < clause.end and span.end > clause.start]
        for some in (marks.quoted, marks.said)
    ]
    if not any(touching):
        yield joined.text, 0
        return
    quoted, said = touching

    def mark(place: int) -> int:
        at = clause.start + joined.offsets[place]
        if any(span.start <= at < span.end for span in said):
            return SAID
        return QUOTED if any(span.start <= at < span.end for span in quoted) else 0

    for kind, places in groupby(range(len(joined.text)), key=mark):
        yield "".join(joined.text[place] for place in places), kind
