"""The features by which candidates are ranked: each is declared once, with what it measures."""

from collections.abc import Callable, Sequence
from functools import partial

from retrieval.answer.matching import coverage, match
from retrieval.answer.views import EXPLAINED, View
from retrieval.question.intent import Shape, shown_spans, shows
from retrieval.question.model import Word
from retrieval.text.pattern import lazy_pattern
from retrieval.text.ranges import find_ranges
from retrieval.text.regions import Region

#: A year, with 年 behind it or without; 2000元 is none.
YEAR = lazy_pattern(r"(?<![\d.])(?:19|20)\d{2}(?![\d万亿元块吨亩%]|\.\d)")
#: So many of the last words are what is asked for: it stands last.
_TAIL = 3
#: The wording of a question is compared in pieces of four characters, of which so many are enough.
_PIECE, _ENOUGH = 4, 6
#: A shorter clause says little by itself.
_SHORT = 25

#: Shapes that are values: a wrong one costs most.
VALUES = frozenset(
    {Shape.MONEY, Shape.SUM, Shape.SHARE, Shape.COUNT, Shape.AMOUNT, Shape.DATE, Shape.TERM, Shape.LIMIT}
)
#: So many characters before and behind a value say what it is of; a word elsewhere in the clause, or in the headings,
#: counts so much beside one there.
_BEFORE, _AFTER, _FURTHER, _ABOVE = 45, 20, 0.5, 0.8

#: Shapes that are often answered by a list.
_SEVERAL = frozenset({Shape.LIST, Shape.CONDITION, Shape.MATERIAL, Shape.STEP})
#: Words that ask what another one means.
_MEANINGS = frozenset({"意思", "定义", "含义", "概念", "指"})
#: A word and the mark that it is defined behind it.
_DEFINED = lazy_pattern(r"([^。;,:()]{2,24}),?(?:是指|(?<!是)指(?!导|标|挥|南|引|定)|是(?!否|由|在|对|为))")

Feature = Callable[[View], float]
FEATURES: dict[str, Feature] = {}


def _feature(function: Feature) -> Feature:
    """Register a feature under the name of its function."""
    FEATURES[function.__name__.strip("_")] = function
    return function


@_feature
def _coverage(view: View) -> float:
    """How much of the question the passage says, its headings and its document's head with it."""
    return view.coverage


@_feature
def _tail(view: View) -> float:
    """How much of the last words of the question the passage says."""
    words = view.question.own_words[-_TAIL:]
    return sum(map(view.anywhere, words)) / _TAIL


@_feature
def _residual(view: View) -> float:
    """How much the clause itself says of the words that the head of its document does not explain."""
    return view.residual


@_feature
def _local(view: View) -> float:
    """How much of these words is said right beside a value of the kind asked for, as a neighbour's value is the worst
    answer; as above where no value is asked."""
    asked = view.question.shapes & VALUES
    if not asked:
        return view.residual
    words = [word for word in view.question.words if not word.place and not word.text.isdigit()]
    weight = partial(view.unexplained, explained=EXPLAINED)
    spans = {span for shape in asked for span in shown_spans(shape, view.stated)}
    return max(
        (
            coverage(words, partial(_beside, view, beside(view.stated, *span, _BEFORE, _AFTER)), weight)
            for span in spans
        ),
        default=0.0,
    )


def _beside(view: View, text: str, word: Word) -> float:
    """How well a word stands in the text beside a value, in the headings, or elsewhere in the clause."""
    own, _, above, _ = view.matches[word.text]
    return max(match(word, text), _ABOVE * above, _FURTHER * own)


def beside(text: str, start: int, end: int, before: int, after: int) -> str:
    """A value of a text with so many characters before and behind it, as far as its sentence goes."""
    left, right = text[max(0, start - before) : start], text[end : end + after]
    ends = [place for mark in "。;" if (place := right.find(mark)) >= 0]
    return left[max(left.rfind("。"), left.rfind(";")) + 1 :] + text[start:end] + right[: min(ends, default=after)]


@_feature
def _bm25(view: View) -> float:
    """The BM25 score of the clause beside the best one's."""
    return view.candidate.bm25


@_feature
def _document(view: View) -> float:
    """The BM25 score of the document's words beside the best one's."""
    return view.candidate.document


@_feature
def _head(view: View) -> float:
    """The BM25 score of the document's head beside the best one's."""
    return view.candidate.head


@_feature
def _leads(view: View) -> float:
    """Whether the document is the best one."""
    return float(view.candidate.leads)


@_feature
def _phrase(view: View) -> float:
    """How much of the question's wording stands in the clause."""
    text = view.question.folded.replace(" ", "")
    pieces = [text[place : place + _PIECE] for place in range(len(text) - _PIECE + 1)]
    return min(1.0, sum(piece in view.unit for piece in pieces) / _ENOUGH)


@_feature
def _place(view: View) -> float:
    """Whether the document is of a place asked about, or the passage names it."""
    if not view.question.places:
        return 0.0
    return max(_place_fit(view, place.name, place.regions) for place in view.question.places)


def _place_fit(view: View, name: str, regions: Sequence[Region]) -> float:
    region = view.candidate.entry.record.region
    if region and any(one.holds(region) for one in regions):
        return 1.0
    if name in view.unit or name in view.above:
        return 1.0
    if name in view.head:
        return 1.0
    return 0.5 if region and any(region.holds(one) for one in regions) else 0.0


@_feature
def _other_place(view: View) -> float:
    """Whether the document is of another place than those asked about, and the passage names none of them."""
    region = view.candidate.entry.record.region
    if not view.question.places or region is None or _place(view):
        return 0.0
    return 1.0


@_feature
def _year(view: View) -> float:
    """Whether the clause is of a year asked for: it states it, is governed by it, or its headings or document are."""
    question = view.question
    if not question.years:
        return 0.0
    if question.is_of_year(view.unit):
        return 1.0
    if set(question.years) & set(view.candidate.clause.years):
        return 0.9
    day = view.candidate.entry.record.iso_date or ""
    said = (view.above, view.head, day[:4])
    return 0.6 if any(map(question.is_of_year, said)) else 0.0


@_feature
def _other_year(view: View) -> float:
    """Whether the clause states or is governed by other years than those asked for."""
    if not view.question.years or _year(view) >= 0.9:
        return 0.0
    return float(bool(view.candidate.clause.years) or bool(YEAR.search(view.unit)))


@_feature
def _quantity(view: View) -> float:
    """Whether the clause speaks of a value that the question names, or of a range that holds it (150万 in 100至200万元),
    or of ranges for other values of its kind alone (-1)."""
    asked = view.question.values
    if not asked:
        return 0.0
    ranges = find_ranges(view.unit)
    if any(one.holds(value) for value in asked for one in ranges):
        return 1.0
    kinds = {value.dimension for value in asked}
    return -float(any(one.is_limited and one.dimension in kinds for one in ranges))


@_feature
def _short(view: View) -> float:
    """Whether the clause is too short to say much."""
    return float(len(view.unit) < _SHORT)


@_feature
def _length(view: View) -> float:
    """The length of the clause, in hundreds of characters."""
    return min(2.0, len(view.unit) / 100)


@_feature
def _record(view: View) -> float:
    """Whether the document states the field of its record there that is asked for, by how well it fits the question."""
    return record_fit(view)


def record_fit(view: View) -> float:
    """How well a field of a record answers, 0 to 1: how well it fits what is asked and its document's head fits, less
    what neither that head nor the line of the field says (从哪天起实施 of a thing that the document only speaks of)."""
    candidate = view.candidate
    if not candidate.field_fit:
        return 0.0
    words = [word for word in view.question.words if not word.place]
    total = sum(word.weight for word in words)
    said = sum(word.weight * max(view.matches[word.text][0], view.matches[word.text][3]) for word in words)
    return candidate.head * candidate.field_fit * min(1.0, 2 * said / total if total else 1.0)


@_feature
def _shapes(view: View) -> float:
    """The share of the shapes asked for that the clause shows."""
    shapes = view.question.shapes
    return sum(_states(shape, view) for shape in shapes) / len(shapes) if shapes else 0.0


def _states(shape: Shape, view: View) -> bool:
    """Whether the clause holds a thing of a shape; who is responsible can stand in the duty bracket that it belongs to."""
    return shows(shape, view.stated) or (shape is Shape.OFFICE and view.candidate.clause.duty is not None)


@_feature
def _defines(view: View) -> float:
    """How well what the clause defines is what is asked for the meaning of (X,是指…; 所称X,是指…)."""
    if Shape.MEANING not in view.question.shapes:
        return 0.0
    words = [word for word in view.question.own_words if word.text not in _MEANINGS]
    subjects = [match[1].rstrip('"') for match in _DEFINED.finditer(view.unit)]
    return max((_is_subject(subject, words) for subject in subjects), default=0.0)


def _is_subject(subject: str, words: Sequence[Word]) -> float:
    """How much of some words a subject says, where it ends in the last of them."""
    if not words or match(Word(words[-1].text[-2:], 1.0), subject[-2:]) < 1.0:
        return 0.0
    return coverage(words, partial(match, text=subject))


@_feature
def _announces(view: View) -> float:
    """Whether the clause announces a list (…下列条件:), where several things are asked for."""
    return float(bool(_SEVERAL & view.question.shapes) and view.unit.endswith(":"))


@_feature
def _answers(view: View) -> float:
    """Whether the clause says what the head does not explain, and shows the shapes asked for."""
    return view.residual * _shapes(view)


def _shape_feature(shape: Shape) -> Feature:
    def shown(view: View) -> float:
        return 1.0 if _states(shape, view) else 0.3 if shows(shape, view.around) else -1.0

    return shown


#: Whether the clause shows a shape that is asked for (1), the passage does (0.3), or neither (-1); 0 for other shapes.
_SHAPES = {f"shows_{shape}": shape for shape in Shape}
FEATURES |= {name: _shape_feature(shape) for name, shape in _SHAPES.items()}


def read_features(view: View) -> list[float]:
    """The values of all features of a candidate, in the order of ``FEATURES``."""
    others = {name for name, shape in _SHAPES.items() if shape not in view.question.shapes}
    return [0.0 if name in others else feature(view) for name, feature in FEATURES.items()]
