"""The clause, the smallest piece that is quoted, with what it inherits from around it."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from retrieval.clause.provision import Provision
from retrieval.document.model import Span
from retrieval.text.joined import Joined, join, join_paragraphs


class ClauseKind(StrEnum):
    TEXT = "text"
    HEADING = "heading"  # a heading, a title line, a signature: names, says nothing of its own
    LEAD = "lead"  # a run-in heading: a short sentence that the ones after it spell out
    DUTY = "duty"


@dataclass(frozen=True)
class Clause:
    """A sentence, or a part of a long one. ``document.text[start:end] == text``, always.

    ``number`` counts the clauses of a document in order; ``paragraph`` and ``sentence`` number the
    paragraph and the sentence that it is a part of. ``path`` is the chain of headings above it and
    ``lead`` the run-in heading or the sentence that it continues. ``years`` are the years that
    govern it, and ``duty`` the span of the bracket that names who is responsible (责任单位).
    ``provision`` is where in a law it stands; the article is no part of the path. ``breaks`` are where in its text
    further paragraphs begin: a unit can hold several (see ``retrieval.clause.units``).
    ``section`` is the number of the section that it stands in, 0 where it is in none (see ``retrieval.clause.sections``).
    """

    document: str
    number: int
    start: int
    end: int
    text: str
    kind: ClauseKind
    paragraph: int
    sentence: int
    path: tuple[str, ...]
    lead: str
    years: tuple[int, ...]
    duty: Span | None
    provision: Provision | None = None
    breaks: tuple[int, ...] = ()
    section: int = 0

    @cached_property
    def joined(self) -> Joined:
        """The text as it is searched, compared and shown: without the gaps of its layout."""
        return join_paragraphs(self.text, self.breaks) if self.breaks else join(self.text)

    @cached_property
    def folded(self) -> str:
        """The joined text, folded: as many characters."""
        return self.joined.folded

    def span_of(self, start: int, end: int) -> Span:
        """The span of the document's text that holds the characters ``start`` to ``end`` of the joined text."""
        first, last = self.joined.source_span(start, end)
        return Span(self.start + first, self.start + last)


@dataclass(frozen=True)
class Piece:
    """A clause to be: its span in a paragraph, the number of its sentence there, and what the paragraph gives it."""

    span: Span
    kind: ClauseKind
    sentence: int
    lead: str = ""
    years: tuple[int, ...] = ()

    def clause(self, draft: Clause, number: int, span: Span, text: str) -> Clause:
        """The clause of a number at ``span`` of the document ``text``; ``draft`` has what its paragraph gives it."""
        return Clause(  # not replace(), which takes twice as long: it is done for every clause
            document=draft.document,
            number=number,
            start=span.start,
            end=span.end,
            text=span.of(text),
            kind=self.kind,
            paragraph=draft.paragraph,
            sentence=draft.sentence + self.sentence,
            path=draft.path,
            lead=self.lead,
            years=self.years,
            duty=None,
            provision=draft.provision,
            section=draft.section,
        )
