"""The several things that answer a question: proposals of the best document, weighed, and one chosen."""

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

from retrieval.answer.confidence import SIGNALS
from retrieval.answer.confidence import Evidence as Found
from retrieval.answer.matching import match
from retrieval.answer.model import MAX_PASSAGE, Item, Passage
from retrieval.answer.quoting import cut
from retrieval.answer.ranking import Ranked
from retrieval.answer.several.choice import Chosen, choose
from retrieval.answer.several.evidence import Evidence
from retrieval.answer.several.features import by_kind, for_kinds, read_features, weigh
from retrieval.answer.several.kinds import Asked, asks
from retrieval.answer.several.pieces import LABEL, MAX_ITEM, Piece
from retrieval.answer.several.proposals import Proposal, propose
from retrieval.answer.several.relevance import Relevance, read_pieces
from retrieval.answer.several.structure import Structure, read_structure
from retrieval.answer.views import EXPLAINED
from retrieval.document.model import Span, holds
from retrieval.index.store import Index
from retrieval.question.intent import Shape
from retrieval.question.model import Question
from retrieval.text.fold import fold

#: So many passages of the document are looked around.
_PASSAGES = 10
#: What a word is worth that the head of the document says.
_HEAD = 0.9
#: Where it is less likely by the question alone that several things are asked for, none are looked for.
_LIKELY = 0.3
#: Things that leave so much of the words of the question unsaid are not what it asks for.
_UNSAID = 0.75
#: From here on several things are rather meant than one; several values are, though a value is asked for; one thing can
#: hardly be meant.
_RATHER, _VALUES_FROM, _CLEARLY = 0.5, 0.7, 0.75
#: From so sure on of a list that is not sure enough, the best passage alone answers; below it nothing does.
_NEAR = 0.78
#: Kinds of questions for values that ask for several.
_OF_SEVERAL = frozenset({"each", "list"})
#: How much of the way to certainty it must be clearer that several things are asked for where one would be refused.
_CLEARER = 0.4
#: The features of the set chosen that tell how well it fits.
_OF_CHOICE = (
    *("near", "both", "last_near", "last_end", "all_words", "agree", "clash", "touched", "mass", "mean_word", "first"),
    *("tail_agree", "tail_clash", "tail_announced", "item_over", "item_peak", "peak", "years", "negation", "spread"),
    *("likely", "odds", "best_odds", "left", "unlikely"),
)
#: The features of the best passage that tell whether it says all: what is said at one place is one thing.
_OF_BEST = ("residual", "local", "phrase", "answers")
#: The signals of the best passage that something asked for is missing.
_MISSING = ("place_missing", "year_missing")
#: Shapes of which one answers, unless a list is asked for.
_VALUES = frozenset(
    {
        Shape.DATE,
        Shape.TERM,
        Shape.SHARE,
        Shape.COUNT,
        Shape.AMOUNT,
        Shape.CONTACT,
        Shape.YES_NO,
        Shape.OFFICE,
        Shape.PERSON,
        Shape.DOCUMENT_NUMBER,
    }
)
#: Forms that are whole lists of a section.
_LISTS = frozenset({"heads", "whole", "items", "inline", "inline-heads"})
_DATA = Path(__file__).with_name("weights.json")


@dataclass(frozen=True)
class Offered:
    """The proposals of the document of the best passage, with the values of their features;
    ``missing`` are the signals that a place or a year asked for is missing (see ``retrieval.answer.confidence``)."""

    asked: Asked
    structure: Structure
    evidence: Evidence
    best: Ranked
    missing: Mapping[str, float]
    proposals: Sequence[Proposal]
    features: Sequence[Mapping[str, float]]


@dataclass(frozen=True)
class Weights:
    """The weights of whether several things are asked for as far as the question tells, of the choice among proposals, of
    whether a piece is one of the things, of whether several things are asked for, and of whether what was chosen answers;
    each of the last two with a threshold."""

    asked: Mapping[str, float]
    choice: Mapping[str, float]
    pieces: Mapping[str, float]
    several: Mapping[str, float]
    sure: Mapping[str, float]
    several_from: float
    sure_from: float

    @cached_property
    def by_kind(self) -> Mapping[str, Mapping[str, float]]:
        """The weights of the choice for each kind of question."""
        return by_kind(self.choice)

    @cached_property
    def pieces_by_kind(self) -> Mapping[str, Mapping[str, float]]:
        """The weights of pieces for each kind of question."""
        return by_kind(self.pieces)


@lru_cache(maxsize=1)
def read_weights() -> Weights:
    """Read the fitted weights that ship."""
    return Weights(**json.loads(_DATA.read_text(encoding="utf-8")))


@dataclass(frozen=True)
class Several:
    """Several things that answer: how likely several are asked for, and how likely these are right."""

    offered: Offered
    chosen: Chosen
    likely: float
    sure: float


def find_several(question: Question, ranked: Sequence[Ranked], index: Index, single: float) -> Several | None:
    """Return what answers where several things are asked for; ``None`` where one thing is, or the document offers nothing.

    ``single`` is how sure it is that the best passage answers.
    """
    weights = read_weights()
    asked = read_asked(question, ranked)
    if _chance(read_question(asked, ranked[0], single), weights.asked) < _LIKELY:
        return None
    if SIGNALS["place_missing"](Found(ranked, index)) >= 1:
        return None  # a list of another place is no answer
    offered = offer(asked, ranked, index)
    of_pieces = for_kinds(weights.pieces_by_kind, asked.kinds)
    pieces = read_pieces(offered.proposals, offered.evidence)
    odds = {one: of_pieces["bias"] + weigh(values, of_pieces) for one, values in pieces.items()}
    offered = with_relevance(offered, Relevance(odds))
    choice = for_kinds(weights.by_kind, asked.kinds)
    scored = [
        (weigh(features, choice), proposal)
        for features, proposal in zip(offered.features, offered.proposals, strict=True)
    ]
    chosen = choose(scored)
    if chosen is None:
        return None
    signals = read_signals(offered, chosen, single)
    if signals["all_unsaid"] > _UNSAID * signals["words"]:
        return None
    return Several(
        offered, chosen, _chance(signals, weights.several), _chance({**signals, **offered.missing}, weights.sure)
    )


def asks_several(found: Several, refused: bool) -> bool:
    """Whether several things are asked for; it must be clearer where one thing was asked for would be ``refused``."""
    least = max(read_weights().several_from, _VALUES_FROM if _asks_value(found.offered.asked) else 0.0)
    return found.likely >= (least + _CLEARER * (1 - least) if refused else least)


def asks_clearly(found: Several) -> bool:
    """Whether one thing alone can hardly be meant."""
    return found.likely >= _CLEARLY


def asks_rather(found: Several) -> bool:
    """Whether several things are rather meant than one, which then answers less than was asked; a value is one thing."""
    return found.likely >= _RATHER and not _asks_value(found.offered.asked)


def _asks_value(asked: Asked) -> bool:
    """Whether a value is asked for, which is one thing, and no list."""
    listed = Shape.LIST in asked.question.shapes or asked.kinds & _OF_SEVERAL or asked.count is not None
    return bool(asked.question.shapes & _VALUES) and not listed


def is_likely(found: Several) -> bool:
    """Whether the things chosen are so likely right that the best passage, which is near them, is no wrong answer."""
    return found.sure >= _NEAR


def is_sure(found: Several) -> bool:
    """Whether the things chosen are likely enough right: never where they are of none of the years asked for."""
    if found.sure < read_weights().sure_from:
        return False
    years = found.offered.asked.question.years
    return not years or any(_is_of(year, found) for year in years)


def _is_of(year: int, found: Several) -> bool:
    """Whether one of the things chosen, what stands above them or their document is of a year."""
    record, chosen = found.offered.structure.entry.record, found.chosen
    above = [
        chosen.proposal.near,
        *chosen.proposal.path,
        record.iso_date or "",
        record.title.value if record.title else "",
    ]
    if any(str(year) in text for text in (*above, *(piece.folded for piece in chosen.items))):
        return True
    lines = ((piece, found.offered.structure.line_at(piece.start)) for piece in chosen.items)
    return any(line and year in line.years_of(piece) for piece, line in lines)


def _chance(signals: Mapping[str, float], weights: Mapping[str, float]) -> float:
    total = weights.get("bias", 0.0) + weigh(signals, weights)
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def read_question(asked: Asked, best: Ranked, single: float) -> dict[str, float]:
    """What tells by the question and the best passage whether several things are asked for."""
    signals = {f"asks {kind}": 1.0 for kind in asked.kinds}
    signals |= {f"shape {shape}": 1.0 for shape in asked.question.shapes}
    signals["single"] = math.log(max(1e-4, single) / max(1e-4, 1 - single))
    signals |= {f"best {name}": best.features[name] for name in _OF_BEST}
    headings = (LABEL.sub("", fold(heading), count=1).strip() for heading in best.view.candidate.clause.path)
    signals["names_section"] = float(any(len(heading) > 2 and heading in asked.folded for heading in headings))
    signals["asked_count"] = float(asked.count is not None)
    signals["words"] = sum(word.weight for word in asked.own)
    signals["values"] = float(_asks_value(asked))
    return signals


def read_signals(offered: Offered, chosen: Chosen, single: float) -> dict[str, float]:
    """What tells whether several things are asked for, and, beside what is missing, whether they were found."""
    asked, place = offered.asked, offered.proposals.index(chosen.proposal)
    features = offered.features[place]
    signals = read_question(asked, offered.best, single)
    signals |= {name: features.get(name, 0.0) for name in _OF_CHOICE}
    said = " ".join([chosen.proposal.near, *chosen.proposal.path, *(piece.folded for piece in chosen.items)])
    unsaid = [
        word.weight * (1 - max(match(word, said), _HEAD * match(word, offered.best.view.head))) for word in asked.own
    ]
    signals["unsaid"] = max(unsaid, default=0.0)
    signals["all_unsaid"] = sum(unsaid)
    signals["last_unsaid"] = next(reversed(unsaid), 0.0)
    signals["score"] = chosen.score
    signals["expected"] = chosen.expected
    signals["count"] = math.log(len(chosen.items))
    return signals


def read_asked(question: Question, ranked: Sequence[Ranked]) -> Asked:
    """The question beside the document of the best passage, whose head explains some of its words."""
    view = ranked[0].view
    words = (word for word in question.words if not word.place and not asks(word))
    return Asked(question, tuple((word, view.unexplained(word, EXPLAINED)) for word in words))


def offer(asked: Asked, ranked: Sequence[Ranked], index: Index) -> Offered:
    """Return what the document of the best passage offers."""
    entry = ranked[0].view.candidate.entry
    mine = [one for one in ranked if one.view.candidate.entry.id == entry.id]
    top = ranked[0].score
    shares = [math.exp(one.score - top) for one in ranked]
    total = sum(shares)
    spans = [
        (Span(one.view.candidate.clause.start, one.view.candidate.clause.end), math.exp(one.score - top) / total)
        for one in mine
    ]
    structure = read_structure(entry, index)
    evidence = Evidence(asked, spans, structure)
    places = [span.start for span, _ in spans[:_PASSAGES]]
    found = Found(ranked, index)
    missing = {name: SIGNALS[name](found) for name in _MISSING}
    proposals = propose(asked, structure, places)
    return Offered(
        asked, structure, evidence, ranked[0], missing, proposals, [read_features(one, evidence) for one in proposals]
    )


def with_relevance(offered: Offered, relevance: Relevance) -> Offered:
    """What is offered with the sets of likely pieces, all compared as well by how likely their items are."""
    kept = relevance.keep(offered.proposals, offered.structure.root)
    features = [*offered.features, *(read_features(one, offered.evidence) for one in kept)]
    proposals = [*offered.proposals, *kept]
    pairs = zip(features, proposals, strict=True)
    return replace(
        offered, proposals=proposals, features=[dict(one) | relevance.read(proposal) for one, proposal in pairs]
    )


def items_of(found: Several, index: Index, best: Passage) -> tuple[tuple[Item, ...], tuple[Passage, ...]]:
    """The items with the passages that prove them: the best passage first, then those of the items in order."""
    entry = found.offered.structure.entry
    passages = [best] if best.document.id == entry.id else []
    items: list[Item] = []
    for group in _together(found.chosen.items):
        span = Span(min(piece.start for piece in group), max(piece.end for piece in group))
        place = next((at for at, one in enumerate(passages) if holds(one, span)), None)
        if place is None:
            path = tuple(found.offered.structure.path_at(span.start))
            place = len(passages)
            passages.append(cut(entry, span, path, best.score, index))
        items.extend(_item(piece, place, found.offered) for piece in group)
    marked = [
        replace(
            passage,
            highlights=tuple(
                Span(item.start - passage.start, item.end - passage.start) for item in items if item.passage == place
            )
            or passage.highlights,
        )
        for place, passage in enumerate(passages)
    ]
    return tuple(items), tuple(marked)


def spoken(mark: Span, passage: Passage, label: str = "") -> Item:
    """The words that answer as an item: those at a mark of a passage, as many as an item can have."""
    end = min(mark.end, mark.start + MAX_ITEM)
    text = passage.text[mark.start - passage.start : end - passage.start]
    return Item(text, mark.start, end, passage.document, passage.path, label)


def placed(items: Iterable[Item], passages: Sequence[Passage]) -> tuple[Item, ...]:
    """The items, each with the place of the first passage that holds it."""
    return tuple(
        replace(item, passage=next((at for at, one in enumerate(passages) if _holds(one, item)), None))
        for item in items
    )


def _holds(passage: Passage, item: Item) -> bool:
    same = passage.document.id == item.document.id
    return same and holds(passage, item)


def _item(piece: Piece, passage: int, offered: Offered) -> Item:
    structure = offered.structure
    source = structure.source[piece.start : piece.end]
    return Item(
        source, piece.start, piece.end, structure.entry, structure.path_at(piece.start), _label(piece, offered), passage
    )


def _label(piece: Piece, offered: Offered) -> str:
    """The year that governs an item, where several years are asked for and its words state none."""
    years = offered.asked.question.years
    line = offered.structure.line_at(piece.start)
    governing = line.years_of(piece) & set(years) if line and len(years) > 1 else set()
    return "、".join(f"{year}年" for year in sorted(governing) if str(year) not in piece.folded)


def _together(items: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Items in a row that one passage can hold."""
    group: list[Piece] = []
    for piece in items:
        bounds = [*group, piece]
        if group and max(one.end for one in bounds) - min(one.start for one in bounds) > MAX_PASSAGE:
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def note_of(found: Several) -> str:
    """How complete the items are, and what is missing."""
    chosen, asked = found.chosen, found.offered.asked
    heading = chosen.proposal.node.title
    where = f"“{heading.text}”" if heading else "文件"
    said = ""
    if chosen.proposal.form in _LISTS:
        said = f"{where}共{len(chosen.items)}项。"
    texts = [chosen.proposal.near, *chosen.proposal.path]
    texts.extend(piece.folded + _label(piece, found.offered) for piece in chosen.items)
    missing = [f"{year}年" for year in asked.question.years if not any(str(year) in text for text in texts)]
    several_years = len(asked.question.years) > 1 and missing
    return said + (f"没有找到：{'、'.join(missing)}。" if several_years else "")


def detail(item: Item, index: Index) -> tuple[tuple[Item, ...], tuple[Passage, ...]]:
    """One item in detail: the section that it is the heading of, its parts or what it says; else its paragraph."""
    structure = read_structure(item.document, index)
    node = structure.at(item.start)
    own = [node.title] if node.title else []
    if node.children:
        parts = [*own, *(child.head for child in node.children if child.head)]
    else:
        lines = node.lines if node.number else [line for line in [structure.line_at(item.start)] if line]
        parts = [*own, *(piece for line in lines for piece in line.in_sentences)]
    passages: list[Passage] = []
    for group in _together(parts):
        span = Span(min(piece.start for piece in group), max(piece.end for piece in group))
        passages.append(cut(item.document, span, structure.path_at(span.start), 0.0, index))
    items = (
        Item(structure.source[one.start : one.end], one.start, one.end, item.document, structure.path_at(one.start))
        for one in parts
    )
    return placed(items, passages), tuple(passages)
