"""The values that an answer gives, side by side: from the targets that its quotes state."""

from collections.abc import Sequence
from functools import partial

from retrieval.answer.matching import coverage, match
from retrieval.answer.model import Passage, Value
from retrieval.document.model import Span
from retrieval.index.facts.reader import targets_between
from retrieval.index.store import Index
from retrieval.question.model import Question
from retrieval.text.fold import fold
from retrieval.text.pattern import lazy_pattern

#: Words of an indicator that do not make it another one.
_WHOLE = lazy_pattern(r"^(?:全市|全省|全县|全区|我市|本市)|等")


def find_values(question: Question, passages: Sequence[Passage], index: Index) -> tuple[Value, ...]:
    """Return for each passage the values that stand in the words that answer and fit the question best."""
    return tuple(value for passage in passages for value in _of_passage(question, passage, index))


def _of_passage(question: Question, passage: Passage, index: Index) -> list[Value]:
    spans = [Span(passage.start + mark.start, passage.start + mark.end) for mark in passage.highlights]
    rows = [row for span in spans for row in targets_between(index, passage.document.id, span)]
    if question.years:
        rows = [row for row in rows if row.year is None or row.year in question.years]
    indicators = [fold(row.indicator) for row in rows]
    held = [coverage(question.words, partial(match, text=own)) for own in indicators]
    most = max(held, default=0.0)
    return [Value(passage.document, row) for row, weight in zip(rows, held, strict=True) if weight >= most]


def compare_note(values: Sequence[Value]) -> str | None:
    """A sentence where values of several documents are of different indicators and so no ranking."""
    if len({value.document.id for value in values}) < 2:
        return None
    indicators = {_plain(value.target.indicator): value.target.indicator for value in values}
    if len(indicators) > 1:
        return f"指标口径不同（{'；'.join(indicators.values())}），数值不宜直接比大小。"
    if len({value.target.year for value in values}) > 1:
        return "目标年份不同，数值不宜直接比大小。"
    return None


def _plain(indicator: str) -> str:
    return _WHOLE.sub("", indicator)
