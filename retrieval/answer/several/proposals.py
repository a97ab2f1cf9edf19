"""Proposals: sets of items that the structure of a document offers."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from operator import attrgetter

from retrieval.answer.several.kinds import Asked, find_body, names_body
from retrieval.answer.several.pieces import MAX_ITEM, Piece, Text, first_part, is_announcement, pieces
from retrieval.answer.several.structure import Node, Structure
from retrieval.clause.duty import LEAD, read_duties
from retrieval.clause.sentences import split_commas
from retrieval.document.model import Span
from retrieval.text.pattern import lazy_pattern

#: No answer has more items, none fewer than two but where one is all that a filter leaves.
MAX_ITEMS = 40
#: How it is asked for, and how it begins, what a document is made for, and on what ground.
_WHY = lazy_pattern(r"为[什啥何]么?|原因|目的|背景|意义")
_PURPOSE = lazy_pattern(r"为(?!期|准|止|主|例|由)")
_GROUNDS = lazy_pattern(r"根据|按照|依据|依照|经|现(?:就|将|提)|制[定订]|结合|特|我|本")
#: So many sections are considered for what their headings say.
_NAMED = 8
#: Of a list no larger part is taken for those items that say a word: most of a list is meant to be all.
_PART = 0.7
#: The first of a list of bodies begins so early.
_FIRST = 2
#: Who acts in a sentence stands at its beginning.
_SUBJECT = 12
#: Why a document was made stands in its first paragraphs.
_OPENING = 8


#: Forms by what they have in common.
_FAMILIES = {
    "heads": "heading",
    "inner": "heading",
    "whole": "list",
    "items": "list",
    "inline": "list",
    "inline-heads": "list",
    "named": "named",
    "lines": "lines",
}


@dataclass(frozen=True)
class Proposal:
    """A set of items: ``form`` is how they were read, ``near`` what announces them right above, ``path`` the headings over
    that, ``node`` the section that they are read from."""

    form: str
    items: tuple[Piece, ...]
    near: str
    path: tuple[str, ...]
    node: Node
    announced: bool = False

    @cached_property
    def key(self) -> tuple[tuple[int, int], ...]:
        """Where its items stand."""
        return tuple(item.key for item in self.items)

    @cached_property
    def span(self) -> Span:
        return Span(min(item.start for item in self.items), max(item.end for item in self.items))


def family(form: str) -> str:
    """What forms have in common."""
    if form in _FAMILIES:
        return _FAMILIES[form]
    if form.startswith("duty"):
        return "duty"
    return form.rsplit("-", 1)[-1] if "-" in form and not form.startswith("line-") else form.removeprefix("line-")


def propose(asked: Asked, structure: Structure, places: Sequence[int]) -> list[Proposal]:
    """Return the sets of items of a document; ``places`` are the offsets of its passages that fit best."""
    found: dict[tuple[tuple[int, int], ...], Proposal] = {}
    for proposal in _all(asked, structure, places):
        items = tuple({item.key: item for item in proposal.items}.values())
        if 1 <= len(items) <= MAX_ITEMS:
            one = proposal if len(items) == len(proposal.items) else replace(proposal, items=items)
            if one.key not in found or (proposal.announced and not found[one.key].announced):
                found[one.key] = one
    return list(found.values())


def _all(asked: Asked, structure: Structure, places: Sequence[int]) -> Iterator[Proposal]:
    nodes = _considered(asked, structure, places)
    for node in nodes:
        yield from _of_children(asked, node)
        if node.number == 0 or node.texts:
            yield from _of_texts(asked, node)
    for place in places:
        node = structure.at(place)
        for line in node.lines:
            if line.base <= place < line.base + len(line.folded) + 400:
                yield from _of_line(asked, node, line)
    if _WHY.search(asked.folded):
        for line in structure.root.texts[:_OPENING]:
            yield from _purpose(structure.root, line)
    for body in dict.fromkeys(asked.bodies):
        yield from _of_body(body, structure)


def _considered(asked: Asked, structure: Structure, places: Sequence[int]) -> list[Node]:
    """The sections that hold the passages that fit best, and those whose headings say most of the question."""
    found: dict[int, Node] = {0: structure.root}
    for place in places:
        node: Node | None = structure.at(place)
        while node:
            found[node.number] = node
            node = node.parent
    named = sorted(structure.nodes[1:], key=lambda one: -_named(asked, one))[:_NAMED]
    for node in named:
        if _named(asked, node) > 0:
            found[node.number] = node
            if node.parent:
                found[node.parent.number] = node.parent
    return list(found.values())


def _named(asked: Asked, node: Node) -> float:
    text = (node.title.folded if node.title else "") + " " + node.lead[-60:]
    return sum(weight for word, weight in asked.weights if word.text in text) + asked.agreement(text)


def _of_children(asked: Asked, node: Node) -> Iterator[Proposal]:
    """The lists of the sections right beneath a node: their headings, their texts, the headings in them."""
    groups = [run for run in node.runs if len(run) > 1]
    if len(node.children) > 1 and len(node.runs) > 1:
        groups.append(node.children)
    for run in groups:
        lead = node.lead if run[0] is node.children[0] else _before(node, run[0])
        near = f"{node.path[-1] if node.title else ''} {lead}".strip()
        path = node.path[:-1] if node.title else node.path
        announced = lead.endswith(":")
        heads = [one.head for one in run if one.head]
        titled = sum(1 for one in run if one.title) > len(run) / 2
        yield from _proposal("heads" if titled else "items", heads, near, path, node, announced)
        below = [head for one in run for head in _heads(one)]
        if below != heads:
            yield from _proposal("inner", below, near, path, node, announced)
        for word, _ in asked.telling:
            holding = [one.head for one in run if one.head and _says(one, word.text)]
            if 1 < len(holding) <= _PART * len(run):
                yield from _proposal("heads-word", holding, near, path, node, announced)
        if titled:
            yield from _proposal("whole", [p for one in run if (p := _whole(one))], near, path, node, announced)
        inner = [one.head for child in run for one in child.children if one.head]
        yield from _proposal("inner", inner, near, path, node, announced)


def _heads(node: Node) -> list[Piece]:
    """The heading of a section; those beneath it where it only announces them."""
    head = node.head
    if head and node.children and is_announcement(head):
        return [below for child in node.children for below in _heads(child)]
    return [head] if head else []


def _says(node: Node, text: str) -> bool:
    """Whether a section says something in its heading or its text."""
    return bool(node.title and text in node.title.folded) or any(text in line.folded for line in node.texts)


def _before(node: Node, child: Node) -> str:
    """The line of a section that stands right above one of its later lists."""
    lines = [line for line in node.texts if line.base < child.section.start]
    return lines[-1].sentences[-1].of(lines[-1].folded).strip()[-80:] if lines else ""


def _whole(node: Node) -> Piece | None:
    """Heading and text of a section, as much as an item can have."""
    if not node.lines or not node.title:
        return node.head
    first = node.lines[0]
    body = first.piece(Span(0, len(first.folded)))
    if not body or body.end - node.title.start > MAX_ITEM or body.start < node.title.end:
        return node.title
    return Piece(node.title.start, body.end, f"{node.title.text}：{body.text}", f"{node.title.folded}:{body.folded}")


#: The ways to cut a text into pieces.
_CUTS: dict[str, Callable[[Text], list[Piece]]] = {
    "sentences": attrgetter("in_sentences"),
    "semicolons": attrgetter("at_semicolons"),
    "commas": attrgetter("at_commas"),
}


def _of_texts(asked: Asked, node: Node) -> Iterator[Proposal]:
    """The sentences and comma parts of a section, all and those that a filter keeps."""
    title, path = (node.path[-1], node.path[:-1]) if node.title else ("", node.path)
    near = title if node.children else f"{title} {_announces(node.texts)}".strip()
    own = node.lines if node.children else []
    for name, texts in (("own", own), ("all", node.texts)):
        if not texts or (name == "own" and len(texts) == len(node.texts)):
            continue
        if name == "all" or len(texts) > 1:
            lines = [piece for line in texts for piece in line.whole]
            yield from _proposal("lines", lines, near, path, node)
        for cut, function in _CUTS.items():
            parts = [piece for line in texts for piece in function(line)]
            yield from _proposal(cut, parts, near, path, node)
            if cut == "semicolons":
                continue
            for kept, word, chosen in _filtered(asked, [(line, function(line)) for line in texts]):
                yield from _proposal(f"{cut}-{kept}", chosen, f"{near} {word}".strip(), path, node)
    words = [word.text for word, _ in asked.telling]
    for line in node.lines:
        if any(word in line.folded for word in words):
            yield from _of_line(asked, node, line)


def _of_line(asked: Asked, node: Node, line: Text) -> Iterator[Proposal]:
    """What a paragraph lists: its sentences, their parts, what it numbers, what it names between 、."""
    opening = line.opening
    near = f"{node.path[-1] if node.title else ''} {opening}".strip()
    path = node.path[:-1] if node.title else node.path
    for cut, function in _CUTS.items():
        parts = function(line)
        yield from _proposal(f"line-{cut}", parts, near, path, node)
        if len(parts) > 2:
            yield from _proposal(f"line-{cut}", parts[1:], near, path, node)
        if cut == "semicolons":
            continue
        for kept, word, chosen in _filtered(asked, [(line, parts)]):
            yield from _proposal(f"{cut}-{kept}", chosen, f"{near} {word}".strip(), path, node)
    for lead, items in line.numbered:
        found = pieces(line, items)
        announces = lead.of(line.folded)
        above = f"{node.path[-1] if node.title else ''} {announces[-80:]}".strip()
        yield from _proposal("inline", found, above, path, node, announces.endswith((":", ",")))
        heads = pieces(line, (_head(line, item) for item in items))
        yield from _proposal("inline-heads", heads, above, path, node, announces.endswith((":", ",")))
    for sentence, parts in line.enumerated:
        words = f"{node.path[-1] if node.title else ''} {sentence.of(line.folded)[:60]}"
        yield from _proposal("named", parts, words, path, node)


def _purpose(node: Node, line: Text) -> Iterator[Proposal]:
    """What a document is made for: the parts of the sentence that begins so (为A,B,根据…,制定本办法)."""
    for sentence in line.said:
        if _PURPOSE.match(sentence.of(line.folded).lstrip()):
            parts = list(split_commas(line.folded, sentence))
            stop = next((at for at, one in enumerate(parts) if at and _GROUNDS.match(one.of(line.folded))), len(parts))
            yield from _proposal("purpose-parts", pieces(line, parts[:stop]), "为了 目的 意义", (), node)


def _head(line: Text, item: Span) -> Span:
    """The first part of a numbered item."""
    return Span(item.start, min(item.end, item.start + first_part(item.of(line.folded))))


def _filtered(asked: Asked, lines: Sequence[tuple[Text, list[Piece]]]) -> Iterator[tuple[str, str, list[Piece]]]:
    """What can be kept of the pieces of some lines: sums, numbers, shares, those that a year asked for governs, words that
    tell most; each with the word that it is kept by."""
    parts = [piece for _, some in lines for piece in some]
    found = [
        ("money", "", [piece for piece in parts if piece.money]),
        ("number", "", [piece for piece in parts if piece.numbers]),
    ]
    years = set(asked.question.years)
    if years:
        governed = [piece for line, some in lines for piece in some if line.years_of(piece) & years]
        found.append(("year", "", governed))
        found.append(("year-number", "", [piece for piece in governed if piece.numbers]))
    for word, _ in asked.telling:
        found.append(("word", word.text, [piece for piece in parts if word.text in piece.folded]))
    yield from (one for one in found if len(one[2]) < len(parts))


def _announces(lines: Sequence[Text]) -> str:
    """The first line of a section where it announces the others."""
    first = lines[0].folded.rstrip() if lines else ""
    return first[-80:] if first.endswith(":") else ""


def _of_body(body: str, structure: Structure) -> Iterator[Proposal]:
    """What a body is named for: the headings or sentences before the brackets that name it, and the sentences that do."""
    duties = [duty for node in structure.nodes for duty in _duties(body, node)]
    named = [
        piece
        for node in structure.nodes
        for line in node.lines
        for piece in line.in_sentences
        if names_body(body, piece.folded)
    ]
    owned = [piece for duty in duties for piece in duty.owned]
    firsts = [duty.first for duty in duties]
    said = sorted({piece.key: piece for piece in [*owned, *named]}.values(), key=lambda piece: piece.start)
    near, node = f"牵头单位 责任单位 {body}", structure.root
    yield from _proposal("duty-heads", [duty.head or duty.first for duty in duties], near, (), node)
    yield from _proposal("duty-firsts", firsts, near, (), node)
    yield from _proposal("duty-leads", [duty.first for duty in duties if duty.leads], near, (), node)
    yield from _proposal("duty-supports", [duty.first for duty in duties if not duty.leads], near, (), node)
    acts = [
        piece
        for one in structure.nodes
        for line in one.lines
        for sentence in line.said
        if 0 <= find_body(body, sentence.of(line.folded)) <= _SUBJECT
        for piece in pieces(line, split_commas(line.folded, sentence))
    ]
    yield from _proposal("duty-parts", acts, near, (), node)
    yield from _proposal("duty-said", said, near, (), node)
    both = sorted([*filter(None, firsts), *named], key=lambda piece: piece.start)
    yield from _proposal("duty-both", both, near, (), node)


@dataclass(frozen=True)
class _Duty:
    """What a bracket that names the body is for: the heading over it, the sentences before it, and whether the body leads."""

    head: Piece | None
    first: Piece | None
    owned: tuple[Piece, ...]
    leads: bool


def _duties(body: str, node: Node) -> Iterator[_Duty]:
    groups = list(_bracketed(node))
    for owned, words in groups:
        if any(names_body(body, bracket) for bracket in words):
            first = next(iter(owned), None)
            head = node.title or first or _title_above(node)
            yield _Duty(head, head if len(groups) == 1 or not first else first, tuple(owned), _leads(body, words))


def _bracketed(node: Node) -> Iterator[tuple[list[Piece], list[str]]]:
    """The duty brackets of a section that stand in a row, folded, with the pieces before them."""
    owned: list[Piece] = []
    words: list[str] = []
    for line in node.lines:
        if not node.number:
            owned = []
        brackets = set(line.duties)
        for span in line.sentences:
            if span in brackets:
                words.append(span.of(line.folded))
                continue
            if words:
                yield owned, words
                owned, words = [], []
            owned.extend(pieces(line, [span]))
    if words:
        yield owned, words


def _title_above(node: Node) -> Piece | None:
    one: Node | None = node
    while one and not one.title:
        one = one.parent
    return one.title if one else None


def _leads(body: str, brackets: Sequence[str]) -> bool:
    """Whether the body leads: it is named so, or stands first where none is."""
    said = [(duty.role, duty.units.of(bracket)) for bracket in brackets for duty in read_duties(bracket)]
    lead = [units for role, units in said if role == LEAD]
    if lead:
        return any(names_body(body, units) for units in lead)
    return any(0 <= find_body(body, units) <= _FIRST for _, units in said[:1])


def _proposal(
    form: str,
    items: Iterable[Piece | None],
    near: str,
    path: tuple[str, ...],
    node: Node,
    announced: bool = False,
) -> Iterator[Proposal]:
    kept = tuple(item for item in items if item)
    if len(kept) > 1 or (kept and form.startswith("duty")):
        yield Proposal(form, kept, near, path, node, announced)
