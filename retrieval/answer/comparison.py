"""Questions that are answered part by part: several places, several years, two documents,
two questions in one message."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from retrieval.answer.candidates import Candidate
from retrieval.answer.matching import match
from retrieval.answer.metadata import bears
from retrieval.index.documents.selection import Selection
from retrieval.index.store import Index
from retrieval.question.intent import read_shapes
from retrieval.question.model import Place, Question, Word
from retrieval.text.pattern import lazy_pattern
from retrieval.text.regions import Region, same_place

#: One thing each is asked of several.
_EACH = lazy_pattern(
    r"分别|各(?:自|是|要|有|给|能|在|多少|几|怎|拿|补|奖|推|提|到)|都(?:是|要|有|给|能|限|收)|对比|比较|相比|[,;].{2,40}又"
)
#: Years named one beside another: 2020年和2025年; 2020-2025年 is one period.
_YEARS = lazy_pattern(r"(?:19|20)\d\d年?(?:底|末)?(?:以?及|[和与跟、,]|\s)\s*到?(?:19|20)\d\d")
#: A document explains words that another does not, of so much weight together at least.
_GAIN = 0.6
#: What the words of the other part count.
_OTHER = 0.1
#: All places are asked one by one up to so many.
MOST_PLACES = 36


@dataclass(frozen=True)
class Part:
    """A part of a question: what is asked, the documents that it is asked of (all where ``within`` is ``None``), and how
    people call the part; ``guessed`` where nothing but its words says that two documents are asked."""

    question: Question
    within: Selection | None = None
    label: str = ""
    guessed: bool = False


def split(question: Question, candidates: Sequence[Candidate], index: Index) -> list[Part]:
    """Return the parts of a question; the question alone where it has but one."""
    if question.every and not question.places:
        return _of_all_places(question, index)
    places = _with_documents(question, index)
    if len(places) > 1:
        return _of_places(question, places)
    if len(question.years) > 1 and _YEARS.search(question.folded):
        return _of_years(question)
    if parts := _of_numbers(question, candidates):
        return parts
    if _EACH.search(question.folded):
        return _of_documents(question, candidates, index)
    return [Part(question)]


def _of_all_places(question: Question, index: Index) -> list[Part]:
    regions = index.catalogue.regions
    if len(regions) < 2:
        return [Part(question)]
    return [
        Part(replace(question, every=False), Selection(regions=(region,)), region.name)
        for region in regions[:MOST_PLACES]
    ]


def _of_years(question: Question) -> list[Part]:
    """A part for each year that is named beside others."""
    parts = []
    for year in question.years:
        others = [str(other) for other in question.years if other != year]
        part = replace(question, years=(year,), folded=_without(question.folded, others))
        parts.append(Part(part, label=f"{year}年"))
    return parts


def _with_documents(question: Question, index: Index) -> list[Place]:
    """The places that there are documents of, one of those that have the same (a county and its city)."""
    found: dict[frozenset[Region], Place] = {}
    for place in question.places:
        of_it = (two for two in index.catalogue.regions if any(same_place(one, two) for one in place.regions))
        found.setdefault(frozenset(of_it), place)
    return [place for regions, place in found.items() if regions]


def _of_places(question: Question, places: Sequence[Place]) -> list[Part]:
    """A part for each place, asked of its documents: with what is said of it alone, where that asks something itself."""
    stretches = _stretches(question, places)
    asked = {
        place: _cut(question, place, stretches[place]) if stretches else _alone(question, place) for place in places
    }
    return [Part(part, Selection(regions=place.regions), place.regions[0].name) for place, part in asked.items()]


def _alone(question: Question, place: Place) -> Question:
    """The whole question, asked of one place: the names of the others count little."""
    others = [other.name for other in question.places if other is not place]
    words, folded = _lighter(question, others), _without(question.folded, others)
    return replace(question, places=(place,), words=words, folded=folded)


def _stretches(question: Question, places: Sequence[Place]) -> dict[Place, str]:
    """What the question says from the name of each place up to the next; nothing where one of them asks nothing itself
    (甲市哪些部门牵头,乙市哪个单位负责建设)."""
    order = sorted(places, key=lambda place: question.folded.find(place.name))
    starts = [question.folded.find(place.name) for place in order]
    ends = [*starts[1:], len(question.folded)]
    texts = [question.folded[start:end] for start, end in zip(starts, ends, strict=True)]
    if starts[0] < 0 or not all(read_shapes(text) for text in texts):
        return {}
    return dict(zip(order, texts, strict=True))


def _cut(question: Question, place: Place, text: str) -> Question:
    """The question of one place: its stretch, and what stands before the first place."""
    before = question.folded[: min(question.folded.find(one.name) for one in question.places)]
    folded = before + text
    words = tuple(
        word if word.text in folded else replace(word, weight=word.weight * _OTHER) for word in question.words
    )
    years = tuple(year for year in question.years if str(year) in folded) or question.years
    return replace(question, places=(place,), words=words, folded=folded, shapes=read_shapes(text), years=years)


def _of_numbers(question: Question, candidates: Sequence[Candidate]) -> list[Part]:
    """A part for each document whose own 发文字号 is named: asked of it alone."""
    parts = []
    for number in question.numbers:
        entries = {one.entry.id: one.entry for one in candidates if bears(one.entry, number)}
        if entries:
            name = next(iter(entries.values())).name
            parts.append(Part(question, Selection(ids=tuple(entries)), name, guessed=True))
    return parts


def _of_documents(question: Question, candidates: Sequence[Candidate], index: Index) -> list[Part]:
    """Two documents, where the head of a second one explains words that the first one's does not."""
    entries = {one.entry.id: one for one in sorted(candidates, key=lambda one: one.document + one.head)}
    heads = index.heads(entries)
    said = {name: [word.weight * match(word, head) for word in question.words] for name, head in heads.items()}
    if len(said) < 2:
        return [Part(question)]
    first = max(said, key=lambda name: sum(said[name]) + entries[name].document)
    gains = {name: _gain(said[first], own) for name, own in said.items() if name != first}
    second = max(gains, key=lambda name: gains[name])
    if gains[second] < _GAIN or _gain(said[second], said[first]) < _GAIN:
        return [Part(question)]
    parts = []
    for own, other in ((first, second), (second, first)):
        foreign = [
            word.text
            for word, mine, theirs in zip(question.words, said[own], said[other], strict=True)
            if theirs - mine > 0.5 * word.weight
        ]
        part = replace(
            question,
            words=_lighter(question, foreign),
            folded=_without(question.folded, foreign),
            places=tuple(place for place in question.places if _is_of(place, entries[own].entry.record.region)),
            years=tuple(year for year in question.years if str(year) not in heads[other] or str(year) in heads[own]),
        )
        parts.append(Part(part, Selection(ids=(own,)), entries[own].entry.name, guessed=True))
    return sorted(parts, key=lambda part: _order(question, part))


def _is_of(place: Place, region: Region | None) -> bool:
    return region is not None and any(same_place(one, region) for one in place.regions)


def _order(question: Question, part: Part) -> int:
    """Where in the question the words stand that the part keeps."""
    kept = [word.text for word in part.question.words if word.weight > _OTHER]
    lost = {word.text for word in question.words} - set(kept)
    places = [question.folded.find(word) for word in lost]
    return -max(places, default=0)


def _gain(mine: Sequence[float], theirs: Sequence[float]) -> float:
    return sum(max(0.0, other - own) for own, other in zip(mine, theirs, strict=True))


def _lighter(question: Question, foreign: Sequence[str]) -> tuple[Word, ...]:
    return tuple(
        replace(word, weight=word.weight * _OTHER)
        if any(word.text in name or name in word.text for name in foreign)
        else word
        for word in question.words
    )


def _without(folded: str, foreign: Sequence[str]) -> str:
    """The text without some words: they are no part of what is retrieved by."""
    for name in foreign:
        folded = folded.replace(name, " ")
    return folded


def sentences(text: str) -> list[str]:
    """The questions of a message, each up to its question mark; that of a link ends none."""
    return [part.strip() for part in re.findall(r"(?:https?://[!-~]+|[^?？])+[?？]*", text) if part.strip()]
