"""How sure an answer is: one fitted probability over signals of the question and of what ranks first."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from retrieval.answer.features import VALUES, YEAR, beside, record_fit
from retrieval.answer.matching import coverage, match
from retrieval.answer.ranking import Ranked, Weights
from retrieval.answer.views import View
from retrieval.clause.years import years_in
from retrieval.index.documents.entry import Entry
from retrieval.index.store import DOCUMENT, Index
from retrieval.question.intent import Shape, shown_spans, shows
from retrieval.question.model import Place, Word
from retrieval.text.fold import fold
from retrieval.text.pattern import lazy_pattern

#: A word is said from this share on; an official word in its place counts so much.
_SAID, _SYNONYM = 0.45, 0.8
#: A word that weighs less tells little of what is asked.
_TELLS = 0.3
#: No lead counts for more; so many passages are the crowd behind the best.
_MOST_LEAD, _CROWD = 2.0, 2
#: So many characters before and behind a value say what it is of.
_BEFORE, _AFTER = 30, 12
#: How much of a word the head of a document explains; what one counts in the headings, and elsewhere in the clause.
_EXPLAINED, _ABOVE, _FURTHER = 0.6, 0.8, 0.3
#: The values whose kind is known.
_KINDS = frozenset({Shape.MONEY, Shape.SHARE, Shape.COUNT, Shape.DATE, Shape.TERM})
#: Things of which a passage that answers shows one, where they are asked for.
_SHOWN = frozenset({Shape.SUM, Shape.COUNT, Shape.PENALTY, Shape.CONTACT, Shape.PERSON, Shape.PLACE})
#: Values that are of a place as a whole.
_COUNTED = frozenset({Shape.SHARE, Shape.COUNT, Shape.AMOUNT})
#: The tags of words that name things, in jieba's set; a word without a tag is a name.
_NOUNS = ("n", "j", "l", "b", "i", "vn", "an")
#: Nouns that say which kind of answer is wanted, which texts hardly say beside it.
_ASKED_FOR = frozenset(
    {"钱", "日期", "标准", "比例", "目标", "名称", "时间", "金额"}
    | {"数量", "文件", "规模", "期限", "地址", "万元", "个月"}
)
#: What became of a plan: it says what is to be, not what was.
_OUTCOME = lazy_pattern(
    r"实际|最[后终](?!的|[一几])|真正|(?:完成|落实|做到|建成|实现)了|现在(?:到底|一共|总共|已经)|有没有(?:完成|做到|实现|达到)|完成(?:得|情况)"
)


@dataclass(frozen=True)
class Evidence:
    """The input of the signals: the candidates, best first, and the index that they are of."""

    ranked: Sequence[Ranked]
    index: Index

    @property
    def best(self) -> Ranked:
        return self.ranked[0]

    @property
    def view(self) -> View:
        return self.ranked[0].view

    @cached_property
    def words(self) -> Sequence[Word]:
        """The words of the question itself that are no place's name."""
        return [word for word in self.view.question.own_words if not word.place]


Signal = Callable[[Evidence], float]
SIGNALS: dict[str, Signal] = {}


def _signal(function: Signal) -> Signal:
    """Register a signal under the name of its function."""
    SIGNALS[function.__name__.strip("_")] = function
    return function


def confidence(ranked: Sequence[Ranked], index: Index, weights: Weights) -> float:
    """Return the probability that the first of ``ranked`` answers the question (logistic regression)."""
    evidence = Evidence(ranked, index)
    total = weights.confidence["bias"]
    total += sum(weights.confidence.get(name, 0.0) * signal(evidence) for name, signal in SIGNALS.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def read_signals(ranked: Sequence[Ranked], index: Index) -> list[float]:
    """The values of all signals, in the order of ``SIGNALS``."""
    evidence = Evidence(ranked, index)
    return [signal(evidence) for signal in SIGNALS.values()]


def names_thing(word: Word, index: Index) -> bool:
    """Whether a word names a thing, other than the kind of answer that is wanted."""
    info = index.words([word.text]).get(word.text)
    if info is None:
        return "钱" not in word.text
    return word.text not in _ASKED_FOR and info.tag.startswith(_NOUNS)


def is_said(word: Word, view: View) -> bool:
    """Whether a word is said in or above a passage or in its document's head, synonyms included."""
    return _or_synonym(view.anywhere(word), word, view.around) >= _SAID


def _or_synonym(found: float, word: Word, text: str) -> float:
    return _SYNONYM if found < _SAID and any(other in text for other in word.synonyms) else found


@_signal
def _score(evidence: Evidence) -> float:
    """The score of the best."""
    return evidence.best.score


@_signal
def _lead(evidence: Evidence) -> float:
    """How far the best is ahead of the next passage that does not overlap with it, nor states the same value; whoever types
    a name alone is told of it by any passage that says it."""
    best = evidence.best
    if _asks_of_name(evidence):
        return _MOST_LEAD
    values = _values(best.view)
    rivals = (one for one in evidence.ranked[1:] if not one.view.meets(best.view) and not values & _values(one.view))
    rival = next(rivals, None)
    return min(_MOST_LEAD, best.score - rival.score) if rival else _MOST_LEAD


def _values(view: View) -> set[str]:
    """The values in a clause of the kinds that are asked for."""
    spans = {span for shape in view.question.shapes & _KINDS for span in shown_spans(shape, view.unit)}
    return {view.unit[start:end] for start, end in spans}


def _asks_of_name(evidence: Evidence) -> bool:
    """Whether the question is a name that the dictionary lacks and the clause says, at most asking who that is."""
    view = evidence.view
    told = [word for word in evidence.words if word.weight >= _TELLS]
    known = evidence.index.words([word.text for word in told])
    named = all(word.text not in known for word in told)
    said = all(view.matches[word.text][0] == 1.0 for word in evidence.words)
    return bool(told) and named and said and view.question.shapes <= {Shape.OFFICE, Shape.PERSON}


@_signal
def _crowd(evidence: Evidence) -> float:
    """How far the best is ahead of the mean of those that follow: passages around it that rank high as well speak for it."""
    behind = [one.score for one in evidence.ranked[1 : 1 + _CROWD]]
    ahead = evidence.best.score - sum(behind) / len(behind) if behind else _MOST_LEAD
    return max(ahead, _MOST_LEAD) if _asks_of_name(evidence) else ahead


@_signal
def _weight(evidence: Evidence) -> float:
    """How much the words of the question tell together: a high score takes less of a long question."""
    return sum(word.weight for word in evidence.view.question.own_words)


@_signal
def _last_unsaid(evidence: Evidence) -> float:
    """How much of the last word that names a thing the clause does not say: what is asked for stands last."""
    view = evidence.view
    if view.candidate.field_fit:
        return 0.0  # the line of a record does not repeat what is asked
    last = next((word for word in reversed(evidence.words) if names_thing(word, evidence.index)), None)
    return last.weight * (1 - _or_synonym(view.here(last), last, view.unit)) if last else 0.0


@_signal
def _value_apart(evidence: Evidence) -> float:
    """Where a value is asked for, the share of the question that is not said right beside one of its kind: that of a
    neighbour is the worst answer."""
    return 0.0 if _asks_of_support(evidence.view) else _apart(evidence)


@_signal
def _support_apart(evidence: Evidence) -> float:
    """The same where support is asked about, but not how much of it (有什么补贴政策)."""
    return _apart(evidence) if _asks_of_support(evidence.view) else 0.0


def _asks_of_support(view: View) -> bool:
    return view.question.shapes & VALUES == {Shape.MONEY}


def _apart(evidence: Evidence) -> float:
    view = evidence.view
    asked = view.question.shapes & _KINDS or view.question.shapes & (VALUES | {Shape.CONTACT})
    if not asked or view.candidate.field_fit:
        return 0.0
    if Shape.MONEY in asked:
        asked |= {Shape.SHARE}  # a sum can be said as a share: 按1:1配套
    words = [word for word in evidence.words if not word.text.isdigit()]
    spans = {span for shape in asked for span in shown_spans(shape, view.stated)}
    texts = (beside(view.stated, *span, _BEFORE, _AFTER) for span in spans)
    return 1 - max((_said_beside(view, words, text) for text in texts), default=0.0)


def _said_beside(view: View, words: Sequence[Word], text: str) -> float:
    def said(word: Word) -> float:
        own, _, above, _ = view.matches[word.text]
        return max(_or_synonym(match(word, text), word, text), _ABOVE * above, _FURTHER * own)

    return coverage(words, said, partial(view.unexplained, explained=_EXPLAINED)) if words else 1.0


@_signal
def _record(evidence: Evidence) -> float:
    """How well a field of the record of the document that fits best answers, where the best is one."""
    return record_fit(evidence.view)


@_signal
def _thing_missing(evidence: Evidence) -> float:
    """Whether a sum, a number, a person, a telephone, what a breach brings is asked for and the passage shows none."""
    view = evidence.view
    asked = view.question.shapes & _SHOWN
    return float(not view.candidate.field_fit and any(not shows(shape, view.around) for shape in asked))


@_signal
def _list_asked(evidence: Evidence) -> float:
    """Whether several things are asked for: a passage that names some of them says little of the others."""
    return float(Shape.LIST in evidence.view.question.shapes)


@_signal
def _outcome(evidence: Evidence) -> float:
    """Whether it is asked what became of a plan, and the passage does not tell."""
    asked = _OUTCOME.search(evidence.view.question.folded)
    return float(asked is not None and asked.group() not in evidence.view.around)


@_signal
def _place_missing(evidence: Evidence) -> float:
    """Whether a place is asked about that is not the document's: named nowhere in it (1), or only elsewhere (0.5)."""
    return max(
        (_missing(place, evidence) for place in evidence.view.question.places if not _is_within(place, evidence.view)),
        default=0.0,
    )


@_signal
def _place_within(evidence: Evidence) -> float:
    """The same of a place inside the document's own, for which its rules hold."""
    return max(
        (_missing(place, evidence) for place in evidence.view.question.places if _is_within(place, evidence.view)),
        default=0.0,
    )


def _is_within(place: Place, view: View) -> bool:
    """Whether what a document says holds for a place inside its own: a number of the whole is not that of a part, money is
    paid by the same rules."""
    counted = view.question.shapes & _COUNTED and Shape.MONEY not in view.question.shapes
    return view.holds(place) and not counted


def _missing(place: Place, evidence: Evidence) -> float:
    if evidence.view.names(place):
        return 0.0
    pairs = {place.name[at : at + 2] for at in range(len(place.name) - 1)}
    return 0.5 if pairs <= _terms_of(evidence.view, pairs, evidence.index) else 1.0


def _terms_of(view: View, terms: Iterable[str], index: Index) -> set[str]:
    """Which of some terms stand anywhere in the document of a passage."""
    first = view.candidate.entry.first_clause
    return set(index.postings(DOCUMENT, terms, (range(first, first + 1),)))


@_signal
def _year_missing(evidence: Evidence) -> float:
    """How much speaks against a year asked for: the clause is of other years, the title is, the document never states it."""
    view, entry = evidence.view, evidence.view.candidate.entry
    asked = set(view.question.years)
    if not asked:
        return 0.0
    stated, title = _years(view.unit), _years(fold(entry.record.title.value)) if entry.record.title else set()
    own = stated | set(view.candidate.clause.years)
    other_clause = bool(own) and not asked & own
    told = set(range(min(title) - int(_reports(entry)), max(title) + 1)) if title else set()
    other_title = bool(title) and not asked & (told | stated)
    nowhere = not says_year(view, asked, evidence.index)
    return float(other_clause + other_title + nowhere)


def _reports(entry: Entry) -> bool:
    """Whether a document is a report, which looks back on the year before that of its title."""
    return entry.record.title is not None and "报告" in entry.record.title.value


def _years(folded: str) -> set[int]:
    """The years that a text speaks of, those of its dates among them."""
    return {*years_in(folded), *map(int, YEAR.findall(folded))}


def says_year(view: View, years: set[int], index: Index) -> bool:
    """Whether the document of a passage states one of some years anywhere, or is of one."""
    entry = view.candidate.entry
    texts = (view.around, view.above, view.head, (entry.record.iso_date or "")[:4])
    if any(str(year) in text for year in years for text in texts):
        return True
    return bool(_terms_of(view, {f"{year}年" for year in years}, index) or index.first_stating(entry.id, years))


@_signal
def _follows(evidence: Evidence) -> float:
    """Whether words of the question are those of earlier ones, which count less."""
    return float(any(word.inherited for word in evidence.view.question.words))
