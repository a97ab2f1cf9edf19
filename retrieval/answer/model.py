"""The answer: its words, and the passages that prove them."""

from bisect import bisect_left
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from retrieval.document.model import Place, Span
from retrieval.index.documents.entry import Entry
from retrieval.index.facts.reader import TargetRow
from retrieval.question.model import Question
from retrieval.text.joined import Joined, join_paragraphs

#: No passage is longer, in characters: longer ones prove nothing at a glance.
MAX_PASSAGE = 300
#: No answer is longer for each document that it draws on.
MAX_ANSWER = 200
#: So many items of an answer are shown at first, and with each 还有吗.
ITEMS_SHOWN = 12


class Reason(StrEnum):
    """Why there is no answer."""

    REGION = "region_not_in_corpus"
    YEAR = "year_not_in_corpus"
    EVIDENCE = "no_evidence"
    NOT_A_QUESTION = "not_a_question"


@dataclass(frozen=True)
class Passage:
    """A quote: ``source[start:end] == text``. ``highlights`` are spans in ``text``, ``place`` is where in the original
    file the first of them stands, or it begins, where that has pages, paragraphs or cells, ``citation`` how lawyers cite it,
    where it stands in a law. ``clause`` is the number of the clause that it begins in, ``breaks`` are where in ``text``
    further paragraphs begin."""

    document: Entry
    start: int
    end: int
    text: str
    path: tuple[str, ...]
    score: float
    highlights: tuple[Span, ...] = ()
    place: Place | None = None
    citation: str | None = None
    clause: int = 0
    breaks: tuple[int, ...] = ()

    @cached_property
    def shown(self) -> Joined:
        """The text as people are shown it: without the gaps of its layout, paragraphs on lines of their own."""
        return join_paragraphs(self.text, self.breaks)

    @property
    def marks(self) -> list[Span]:
        """The highlights in the text as it is shown, in order, none within another."""
        found: list[Span] = []
        for span in sorted(self.highlights, key=lambda span: span.start):
            start, end = (bisect_left(self.shown.offsets, place) for place in (span.start, span.end))
            if start < end and (not found or start >= found[-1].end):
                found.append(Span(start, end))
        return found


@dataclass(frozen=True)
class Part:
    """The answer of one document: its words and the passages, best first, that hold them."""

    text: str
    passages: tuple[Passage, ...]
    score: float


@dataclass(frozen=True)
class Value:
    """One value of an answer: a target of a document (see ``retrieval.fact.Target``)."""

    document: Entry
    target: TargetRow


@dataclass(frozen=True)
class Item:
    """One thing that an answer says: ``source[start:end] == text`` of its document. ``path`` are the headings over it,
    ``label`` says whose or of when it is where its words do not (a year, a city, a role), ``passage`` is the place of the
    quote that holds it among those of the answer, from 0."""

    text: str
    start: int
    end: int
    document: Entry
    path: tuple[str, ...] = ()
    label: str = ""
    passage: int | None = None


@dataclass(frozen=True)
class Answer:
    """An answer, or the reason why there is none.

    ``text`` is what a person reads first, empty when not found: the things it says where they are short together, else
    the words that answer best. ``message`` is for a person: the reason, or a note beside the answer. ``confidence`` is the probability (0 to 1) that the first
    passage answers, where clauses were read. ``values`` are the targets among the words that answer. ``items`` are the
    things that the answer says, one or several, in the order of the text.
    """

    question: Question
    text: str = ""
    passages: tuple[Passage, ...] = ()
    reason: Reason | None = None
    message: str | None = None
    confidence: float | None = None
    values: tuple[Value, ...] = ()
    items: tuple[Item, ...] = ()

    @property
    def found(self) -> bool:
        return self.reason is None
