"""The structure that items are read from: the sections of a document with their headings and paragraphs."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from operator import attrgetter

from retrieval.answer.several.pieces import Piece, Text
from retrieval.clause.model import Clause
from retrieval.clause.sections import Section
from retrieval.document.model import Span
from retrieval.index.documents.entry import Entry
from retrieval.index.store import Index
from retrieval.text.fold import fold

#: No bracket is longer that a paragraph ends in, and no more stands between the parts of one.
_BRACKET, _APART = 60, 40


@dataclass
class Node:
    """A section with its heading, its own paragraphs, and the sections in it; number 0 is the document itself."""

    section: Section
    title: Piece | None
    parent: "Node | None"
    lines: list[Text] = field(default_factory=list)
    children: list["Node"] = field(default_factory=list)

    @property
    def number(self) -> int:
        return self.section.number

    @cached_property
    def depth(self) -> int:
        return self.parent.depth + 1 if self.parent else 0

    @cached_property
    def path(self) -> tuple[str, ...]:
        """The folded headings above, highest first, its own last."""
        above = self.parent.path if self.parent else ()
        return (*above, self.title.folded) if self.title else above

    @cached_property
    def within(self) -> list["Node"]:
        """The node and all beneath it, in order."""
        return [self, *(other for child in self.children for other in child.within)]

    @cached_property
    def texts(self) -> list[Text]:
        """Its paragraphs and those of all sections in it."""
        return [line for node in self.within for line in node.lines]

    @cached_property
    def head(self) -> Piece | None:
        """Its heading, or how its text begins where it has none."""
        return self.title or next((piece for line in self.lines for piece in line.in_sentences), None)

    @cached_property
    def lead(self) -> str:
        """What announces its children: its last own line before them, folded."""
        first = self.children[0].section.start if self.children else None
        before = [line for line in self.lines if first is None or line.base < first]
        if not before:
            return ""
        last = before[-1]
        return last.sentences[-1].of(last.folded).strip()

    @cached_property
    def runs(self) -> list[list["Node"]]:
        """Its children list by list."""
        found: dict[int, list[Node]] = {}
        for child in self.children:
            found.setdefault(child.section.run, []).append(child)
        return list(found.values())


@dataclass(frozen=True)
class Structure:
    """A document's sections as a tree, and its source."""

    entry: Entry
    source: str
    nodes: tuple[Node, ...]

    @property
    def root(self) -> Node:
        return self.nodes[0]

    @cached_property
    def _starts(self) -> list[int]:
        return [node.section.start for node in self.nodes]

    def path_at(self, place: int) -> tuple[str, ...]:
        """The headings over an offset, highest first, as they are written."""
        node: Node | None = self.at(place)
        titles: list[str] = []
        while node:
            if node.title and not node.title.start <= place < node.title.end:
                titles.append(node.title.text)
            node = node.parent
        return tuple(reversed(titles))

    def line_at(self, place: int) -> Text | None:
        """The paragraph that an offset stands in; ``None`` in a heading."""
        lines = self.at(place).lines
        number = bisect_right(lines, place, key=attrgetter("base"))
        return lines[number - 1] if number else None

    def at(self, place: int) -> Node:
        """The innermost section that an offset stands in."""
        return _at(self.nodes, self._starts, place)


def read_structure(entry: Entry, index: Index) -> Structure:
    """Return the structure of a document; those of the last few are kept."""
    kept = index.kept
    if kept.missing([("structure", entry.id)]):
        kept["structure", entry.id] = _read(entry, index)
    found = kept["structure", entry.id]
    assert isinstance(found, Structure)
    return found


def _read(entry: Entry, index: Index) -> Structure:
    name = entry.id
    source = index.source(name)
    sections = index.sections(name)
    clauses = sorted(index.clauses(entry.ids).values(), key=lambda clause: clause.start)
    nodes = _nodes(source, sections, clauses)
    starts = [node.section.start for node in nodes]
    held: dict[int, list[Span]] = {}
    for span in _lines(clauses):
        node = _at(nodes, starts, span.start)
        start = max(span.start, node.section.heading_end) if node.number else span.start
        if start < span.end:
            held.setdefault(node.number, []).append(Span(start, span.end))
    for number, spans in held.items():
        nodes[number].lines.extend(Text.of(source, span) for span in closed(source, spans))
    return Structure(entry, source, tuple(nodes))


def closed(source: str, spans: Sequence[Span]) -> list[Span]:
    """The paragraphs, those joined that a bracket goes across."""
    found: list[Span] = []
    for span in spans:
        if found and _is_open(source[found[-1].start : found[-1].end]) and span.start - found[-1].end < _APART:
            found[-1] = Span(found[-1].start, span.end)
        else:
            found.append(span)
    return found


def _is_open(text: str) -> bool:
    """Whether a bracket is open at the end of a text."""
    tail = text[-_BRACKET:]
    return max(tail.rfind("("), tail.rfind("（")) > max(tail.rfind(")"), tail.rfind("）"))


def _nodes(source: str, sections: Sequence[Section], clauses: Sequence[Clause]) -> list[Node]:
    end = max((clause.end for clause in clauses), default=0)
    nodes = [Node(Section(0, 0, 0, 0, "", "", 0, end, 0), None, None)]
    for section in sections:
        parent = nodes[section.parent] if section.parent < len(nodes) else nodes[0]
        node = Node(section, _title(source, section), parent)
        parent.children.append(node)
        nodes.append(node)
    return nodes


def _title(source: str, section: Section) -> Piece | None:
    """The heading of a section without its number."""
    if not section.title:
        return None
    text = Text.of(source, Span(section.start, section.heading_end))
    label = fold("".join(section.label.split()))
    joined = text.folded
    start = len(label) if label and joined.replace(" ", "").startswith(label) else 0
    return text.piece(Span(start, len(joined)))


def _lines(clauses: Sequence[Clause]) -> Iterator[Span]:
    """The paragraphs of clauses; those of one paragraph are joined."""
    held: Span | None = None
    paragraph = -1
    for clause in clauses:
        bounds = [clause.start, *(clause.start + place for place in clause.breaks), clause.end]
        for order, (start, end) in enumerate(pairwise(bounds)):
            if held and order == 0 and clause.paragraph == paragraph and not clause.breaks:
                held = Span(held.start, end)
                continue
            if held:
                yield held
            held = Span(start, end)
        paragraph = clause.paragraph if not clause.breaks else -1
    if held:
        yield held


def _at(nodes: Sequence[Node], starts: Sequence[int], place: int) -> Node:
    node: Node | None = nodes[max(0, bisect_right(starts, place) - 1)]
    while node and node.number and node.section.end <= place:
        node = node.parent
    return node or nodes[0]
