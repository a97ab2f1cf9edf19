"""The tree of parts, sections, items and articles of a document.

No order of levels is taken for granted but that of a law's divisions: a kind of number that is open goes on, a kind
that is new begins beneath what is open.
"""

import re
from dataclasses import dataclass, field, replace
from unicodedata import numeric

from retrieval.clause.outline import Heading, Level
from retrieval.document.model import Span
from retrieval.text.joined import Joined
from retrieval.text.numerals import parse_number
from retrieval.text.pattern import lazy_pattern

#: The title of an item that its text follows at once: up to the first colon (1.金融机构：提供营业执照), or its first
#: sentence where that states no number (一、强化设计，统筹推进。各单位要…).
_LONGEST_TITLE = 42
_RUN_IN = lazy_pattern(rf"[^,;。:!?]{{2,{_LONGEST_TITLE}}}:(?=[^\d\s])|[^\d;。:!?]{{2,{_LONGEST_TITLE}}}。")
#: The title of an article in brackets: 第三条 (适用范围).
_ARTICLE_TITLE = lazy_pattern(r"\s*(\([^(),。;]{2,20}\))")
_COUNT = lazy_pattern(r"\d{1,7}|[零〇一二三四五六七八九十百千]{1,7}")
_DIVISIONS = frozenset({Level.PART, Level.SUBPART, Level.CHAPTER, Level.SECTION, Level.ARTICLE})
#: Kinds that can begin anew beneath another kind while they are open above it: 1. → (一) → 1.
_AGAIN = frozenset({Level.THIRD, Level.FOURTH, Level.FIFTH})


@dataclass(frozen=True)
class Section:
    """A part of a document from its heading to the next one that is not beneath it.

    ``number`` counts the sections of a document in order from 1; ``parent`` is the number of the one that it is in, 0
    for the document itself; ``level`` how deep it is, from 1. ``run`` is the number of the first section of its list:
    siblings of one kind whose numbers rise. ``label`` is its number as written (一、, （一）, 1., 第三条, 附件1), ``title``
    what its heading says, empty where it has none. ``start`` and ``end`` are offsets in the document's text, and
    ``heading_end`` is where label and title end.
    """

    number: int
    parent: int
    level: int
    run: int
    label: str
    title: str
    start: int
    end: int
    heading_end: int


@dataclass(frozen=True)
class _Open:
    """A section that is open: its kind, its number in its list, and what its list was announced by.

    ``name`` is how it stands in the path of its clauses, empty where it has no name.
    """

    section: int
    kind: Level
    numbered: bool
    value: int
    run: int
    lead: str
    name: str


@dataclass
class SectionTree:
    """Sections as they are found, paragraph by paragraph."""

    #: Whether 一、 is counted once in the document: then it stands beneath no heading that is told by its looks.
    whole: bool = True
    _open: list[_Open] = field(default_factory=list)
    _found: list[Section] = field(default_factory=list)
    _ends: list[int] = field(default_factory=lambda: [0])

    @property
    def number(self) -> int:
        """The number of the section that the last paragraph is in; 0 where it is in none."""
        return self._open[-1].section if self._open else 0

    @property
    def lead(self) -> str:
        """The words that announce the list of which the section is an item."""
        return self._open[-1].lead if self._open else ""

    @property
    def path(self) -> tuple[str, ...]:
        """The names of the sections that are open, highest first."""
        return tuple(one.name for one in self._open if one.name)

    @property
    def above(self) -> tuple[str, ...]:
        """The path without the name of the innermost section."""
        return tuple(one.name for one in self._open[:-1] if one.name)

    @property
    def heading_end(self) -> int:
        """Where in the source the heading of the last section ends that was entered."""
        return self._found[-1].heading_end if self._found else 0

    def enter(
        self, paragraph: Span, joined: Joined, heading: Heading | None, announced: str = "", item: bool = False
    ) -> None:
        """Go on to a paragraph, which ``heading`` opens. ``announced`` is the sentence right before it that ends in a
        colon, if one does; an ``item`` of a law has no name of its own."""
        if heading:
            self._enter(paragraph, joined, heading, announced, not item)
        self._ends[self.number] = paragraph.end

    def _enter(self, paragraph: Span, joined: Joined, heading: Heading, announced: str, named: bool) -> None:
        label = joined.text[: heading.marker]
        value = _value(label, joined.folded[: heading.marker])
        before = self._place(heading, value)
        goes_on = before is not None and value > before.value > 0
        end = heading.end if heading.level is not Level.ARTICLE else 0
        end = end or _titled(joined.folded, heading) or heading.marker
        parent, number = self.number, len(self._found) + 1
        run = before.run if before and goes_on else number
        named = (
            named and heading.level is not Level.ARTICLE and (end > heading.marker or heading.level is Level.ATTACHED)
        )
        name = _bare(joined.text[:end]) if named else ""
        lead = before.lead if before and goes_on else announced
        self._open.append(_Open(number, heading.level, heading.numbered, value, run, lead, name))
        start, heading_end = joined.source_span(0, end)
        self._found.append(
            Section(
                number,
                parent,
                self._found[parent - 1].level + 1 if parent else 1,
                run,
                label.strip(),
                _bare(joined.text[heading.marker : end]),
                paragraph.start + start,
                paragraph.end,
                paragraph.start + heading_end,
            )
        )
        self._ends.append(paragraph.end)

    def _place(self, heading: Heading, value: int) -> _Open | None:
        """Close what a heading ends; return the sibling that it follows, if that is one of its kind."""
        kind, numbered = heading.level, heading.numbered
        if kind in _DIVISIONS:
            # 附则 bears no number: it stands beside all divisions, and holds articles alone
            keeps = [
                one
                for one in self._open
                if one.kind in _DIVISIONS and (one.kind < kind if one.numbered else kind is Level.ARTICLE)
            ]
            attached = self._open[:1] if self._open and self._open[0].kind is Level.ATTACHED else []
            closed = [one for one in self._open if one.kind is kind and one.numbered]
            self._open = [*attached, *keeps] if numbered else attached
            return closed[-1] if closed and numbered else None
        if kind is Level.ATTACHED:
            before = self._open[0] if self._open and self._open[0].kind is kind else None
            self._open = []
            return before
        places = [at for at, one in enumerate(self._open) if (one.kind, one.numbered) == (kind, numbered)]
        if not places:
            if kind is Level.FIRST and numbered:  # nothing stands above 一、 but divisions, and headings without number
                while self._open and self._open[-1].kind >= Level.FIRST and (self._open[-1].numbered or self.whole):
                    self._open.pop()
            return None
        place = places[-1]
        begins_again = value == 1 and kind in _AGAIN and len(places) == 1 and place < len(self._open) - 1
        if begins_again:
            return None
        before = self._open[place]
        del self._open[place:]
        return before

    def sections(self) -> list[Section]:
        """All sections in order, each with its end."""
        ends = list(self._ends)
        for section in reversed(self._found):
            ends[section.parent] = max(ends[section.parent], ends[section.number])
        return [replace(section, end=ends[section.number]) for section in self._found]


def _value(label: str, folded: str) -> int:
    """The number that a label states; 0 where it states none."""
    if len(label) == 1 and not label.isdecimal():
        return int(numeric(label, 0))  # ①
    count = _COUNT.search(folded)
    return int(parse_number(count.group())) if count else 0


def _titled(folded: str, heading: Heading) -> int:
    """Where the title of a numbered paragraph ends whose text follows it at once; 0 where it has none."""
    if heading.level is Level.ARTICLE:
        match = _ARTICLE_TITLE.match(folded, heading.marker)
        return match.end() if match else 0
    match = _RUN_IN.match(folded, heading.marker) if heading.numbered else None
    return match.end() if match else 0


def _bare(heading: str) -> str:
    """A heading without the marks around it."""
    return re.sub(r"^[\s：:]+|[。:：;；\s]+$", "", heading)
