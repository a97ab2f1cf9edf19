"""A line of a document, the words of it that lead back to the source, and the labels that a line holds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from retrieval.document.model import Field, Span
from retrieval.lexicon import any_of
from retrieval.text.joined import join
from retrieval.text.pattern import lazy_pattern

DAY = (
    r"(?:(?:19|20)\d{2}|[二一][〇零〇九o0]?[〇零一二三四五六七八九]{2,3})年"
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})月(?:\d{1,2}|[一二三四五六七八九十]{1,3})日"
)
#: A day in figures (2021-3-8), as pages write it.
FIGURES = r"(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}"
SERIAL = r"[\u4e00-\u9fffA-Za-z]{1,14}[\(?„](?:19|20)\d{2}[\)?‟]第?\d{1,5}号"
#: The names of what a page or a table says of its document, as a pattern.
LABELS = any_of("record_labels")
_LATIN = lazy_pattern(r"[A-Za-z]")
#: What a page or a table says of its document: 发文字号: X.
LABEL = lazy_pattern(rf"(?P<label>{LABELS})(?:\)?(?::|(?=\s\|\s)|(?:\s?\|))|(?<=\([\u4e00-\u9fff]{{4}})\))")


class Kind(StrEnum):
    """How a line looks."""

    JUNK = "junk"  # page marks, bare numbers
    MENU = "menu"
    FIELD = "field"
    DATE = "date"
    NUMBER = "number"
    ADDRESSEES = "addressees"
    ITEM = "item"
    BODY = "body"
    TEXT = "text"


@dataclass(frozen=True)
class Window:
    """Text as it reads and as it is compared, and where each of its characters stands in the source."""

    text: str
    folded: str
    offsets: Sequence[int]
    #: The offsets count from here.
    base: int = 0

    @cached_property
    def gaps(self) -> frozenset[int]:
        """The places in the text where the source has white space or a line break."""
        offsets = self.offsets
        if not offsets or offsets[-1] - offsets[0] == len(offsets) - 1:
            return frozenset()
        return frozenset(place for place in range(1, len(offsets)) if offsets[place] != offsets[place - 1] + 1)

    @property
    def span(self) -> Span:
        """From the first to the last character in the source."""
        return Span(self.base + self.offsets[0], self.base + self.offsets[-1] + 1)

    def part(self, start: int, end: int | None = None) -> "Window":
        """The characters ``start`` to ``end``, without the white space around them."""
        stop = len(self.text) if end is None else end
        while start < stop and self.text[start].isspace():
            start += 1
        while stop > start and self.text[stop - 1].isspace():
            stop -= 1
        return Window(self.text[start:stop], self.folded[start:stop], self.offsets[start:stop], self.base)

    def field(self, start: int = 0, end: int | None = None) -> Field:
        """The characters ``start`` to ``end`` as a field of the record: shown as they read, the span exact."""
        part = self.part(start, end)
        return Field(part.text, part.span)


@dataclass(frozen=True)
class Line:
    """A line: its words, and how it looks."""

    words: Window
    kind: Kind = Kind.TEXT

    @property
    def text(self) -> str:
        """The line as it is compared."""
        return self.words.folded

    @property
    def span(self) -> Span:
        return self.words.span


def window(lines: Sequence[Line]) -> Window:
    """Neighbouring lines read as one, without page marks between them."""
    if len(lines) == 1:
        return lines[0].words
    text, folded = "", ""
    offsets: list[int] = []
    for words in (line.words for line in lines if line.kind != Kind.JUNK):
        if _LATIN.match(text[-1:]) and _LATIN.match(words.text):
            text, folded = f"{text} ", f"{folded} "
            offsets.append(offsets[-1] + 1)
        text += words.text
        folded += words.folded
        offsets.extend(words.base + offset for offset in words.offsets)
    return Window(text, folded, offsets)


def read_span(source: str, span: Span) -> Window:
    """A part of the source as it reads."""
    joined = join(span.of(source))
    return Window(joined.text, joined.folded, joined.offsets, span.start)


def labels_in(folded: str) -> Iterator[tuple[str, int, int, bool]]:
    """The labels in a folded line with the span of what stands behind each, which can be empty, and whether it is surely one:
    it begins the line, or no word."""
    found = list(LABEL.finditer(folded))
    for number, match in enumerate(found):
        end = found[number + 1].start() if number + 1 < len(found) else len(folded)
        start = match.end()
        while start < end and folded[start] in " |:":
            start += 1
        while end > start and folded[end - 1] in " |:([【":
            end -= 1
        before = folded[match.start() - 1 : match.start()]
        yield match["label"], start, end, len(match["label"]) > 3 or not "\u4e00" <= before <= "\u9fff"
