"""Understand a question: normalize it, read its slots, words and shapes, and complete a follow-up."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

from retrieval.clause.provision import Provision
from retrieval.errors import QuestionError
from retrieval.index.documents.selection import EVERYTHING
from retrieval.index.store import Index
from retrieval.question.followup import complete
from retrieval.question.intent import Shape, read_shapes
from retrieval.question.model import Law, LawReading, Question
from retrieval.question.normalization import normalize
from retrieval.question.query_terms import read_words_of, word_spans
from retrieval.question.slots import read_slots
from retrieval.question.small_talk import without_small_talk
from retrieval.text.fold import fold
from retrieval.text.pattern import lazy_pattern
from retrieval.text.ranges import find_own_values
from retrieval.text.regions import Region, abbreviated, find_regions
from retrieval.text.sounds import sound_keys

#: From when on a law applies: its last article says so.
_COMMENCEMENT = lazy_pattern(
    r"(?:什么时候|何时|哪天|哪一天|啥时候|几月几号|哪年)[^,。?]{0,4}(?:施行|生效|实施|执行)|(?:施行|生效|实施|执行)(?:的)?(?:日期|时间|日子)"
)

#: A blank between two Chinese characters.
_GAP = lazy_pattern(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")


@dataclass(frozen=True)
class Filters:
    """A region's name and a year given beside the question: unlike what the question names, they exclude."""

    region: str | None = None
    year: int | None = None


def understand(text: str, index: Index, history: Sequence[str] = (), filters: Filters | None = None) -> Question:
    """Return the question as understood, completed from ``history`` (earlier questions, oldest first).

    Raises ``QuestionError`` when ``text`` cannot be a question: too long, or broken characters.
    """
    question = _read(text, index)
    previous: Question | None = None
    for earlier in history:
        try:
            read = _read(earlier, index)
        except QuestionError:
            continue  # what could not be a question says nothing of this one
        if not read.says_nothing:
            previous = complete(read, previous) if previous else read
    if previous:
        question = complete(question, previous)
    return _filtered(question, filters) if filters else question


def read_region(name: str) -> tuple[Region, ...]:
    """Return the regions that a name given beside a question means. Raises ``QuestionError`` where it means none."""
    folded = fold(name)
    said = [folded, *(folded + kind for kind in "区县")]  # 黄埔: a district's name alone is no place within a question
    found = (find_regions(text) for text in said)
    regions = [region for mention in next(filter(None, found), ()) for region in mention.regions] or abbreviated(folded)
    if not regions:
        raise QuestionError(f"认不出地区：{name}。请写省、市或区县的名字，例如 南京。")
    return tuple(regions)


def documents_of(region: str | None, index: Index) -> list[str] | None:
    """The ids of the documents of a region given by name; ``None``, which means all, where none is given.

    Raises ``QuestionError`` where the name is of no region.
    """
    return None if region is None else index.catalogue.ids(replace(EVERYTHING, regions=read_region(region)))


def _filtered(question: Question, filters: Filters) -> Question:
    if filters.region is not None:
        question = replace(question, only_places=read_region(filters.region))
    if filters.year is not None:
        question = replace(question, only_year=filters.year)
    return question


def _read(text: str, index: Index) -> Question:
    typed = _closed(normalize(without_small_talk(text)), index)
    spans = word_spans(typed, index)
    folded = _spelled(typed, spans, index)
    laws = _laws_in(folded, index)
    slots = read_slots(folded, spans if folded == typed else word_spans(folded, index))
    plain = folded
    for span in slots.other_spans:
        plain = plain[: span.start] + " " * (span.end - span.start) + plain[span.end :]
    commencement = bool(_COMMENCEMENT.search(folded))
    shapes = read_shapes(folded)
    words = read_words_of(plain, slots.place_spans, index)
    return Question(
        text=text,
        folded=folded,
        words=words,
        places=slots.places,
        every=slots.every,
        years=tuple(year for year in slots.years if year not in laws.years),
        shapes=shapes,
        values=tuple(find_own_values(plain)),
        numbers=slots.numbers,
        laws=_with_first_article(laws, folded, shapes, index) if not commencement else laws.laws,
        commencement=commencement,
    )


def _closed(folded: str, index: Index) -> str:
    """The question without the blanks inside words: beside a character that is cut off, which makes a word across them."""
    for gap in reversed([match.start() for match in _GAP.finditer(folded)]):
        spans = word_spans(folded, index)
        if any(end - start == 1 and (end == gap or start == gap + 1) for start, end in spans):
            closed = folded[:gap] + folded[gap + 1 :]
            if any(start < gap < end for start, end in word_spans(closed, index)):
                folded = closed
    return folded


def _spelled(folded: str, spans: Sequence[tuple[int, int]], index: Index) -> str:
    """The question with the name of a place as the documents write it, where one of its two characters is typed as it sounds
    (杭洲): they make no word, and no document writes them. ``spans`` are those of the words that it was cut into."""
    single = {start for start, end in spans if end - start == 1}
    pairs = {folded[start : start + 2]: start for start in single if start + 1 in single}
    written = index.counts(pairs)
    for pair, start in pairs.items():
        if pair in written:
            continue
        for likely in chain.from_iterable(index.spelled(sound_keys(pair)).values()):
            same = len(likely) == 2 and (pair[0] == likely[0] or pair[1] == likely[1])
            if same and any(one.end - one.start == 2 for one in find_regions(likely)):
                folded = folded[:start] + likely + folded[start + 2 :]
                break
    return folded


def _laws_in(folded: str, index: Index) -> LawReading:
    """The laws that a question names; what reads them is imported where the index holds some."""
    if not index.catalogue.totals.laws:
        return LawReading()
    from retrieval.question.laws import read_laws

    return read_laws(folded, index)


def _with_first_article(reading: LawReading, folded: str, shapes: frozenset[Shape], index: Index) -> tuple[Law, ...]:
    """The laws; asked of one no more than what it is (《…条例》讲什么), its first article, which says what it is for."""
    rest = read_words_of(reading.blanked(folded), (), index)
    if not reading.laws or sum(word.weight for word in rest) > 0.15 or shapes - {Shape.MEANING, Shape.NAME, Shape.LIST}:
        return reading.laws
    return tuple(
        replace(law, provisions=(Provision(1),)) if law.documents and not law.provisions else law
        for law in reading.laws
    )
