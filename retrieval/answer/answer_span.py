"""Choose the words of a passage that answer: the best stretch of whole comma parts."""

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.answer.features import VALUES
from retrieval.answer.matching import match
from retrieval.answer.model import MAX_ANSWER
from retrieval.answer.table_rows import Cell, asked_cells, cells_of
from retrieval.answer.views import View
from retrieval.clause.sentences import split_commas
from retrieval.document.model import Span
from retrieval.question.intent import Shape, shows
from retrieval.text.joined import Joined, join

#: A word that the head of the document explains counts so much beside others.
_EXPLAINED = 0.35
#: What it is worth that the stretch shows the shapes asked for, begins a sentence, lies in the clause that was ranked
#: first, and how much each hundred characters are worth: a longer stretch wins where it says as much.
_SHAPE, _OPENS, _INSIDE, _LENGTH = 0.8, 0.15, 0.6, 0.1
#: A word tells something from this weight on, and a sentence says it from this match on.
_TELLS, _SAYS = 0.15, 0.75
#: Marks behind which a sentence begins.
_ENDS = "。;!?"


@dataclass(frozen=True)
class Said:
    """The words that answer: ``text`` as shown, without the gaps of its layout; ``marks`` are its spans in the source."""

    text: str
    marks: tuple[Span, ...]


def answer_words(view: View, source: str) -> Said:
    """Return the words that answer of a passage; ``source`` is its text, ``view.span`` where it stands."""
    joined = join(source)
    if cells := asked_cells(cells_of(view.candidate.clause), view.question):
        return _said_in_row(cells, joined, view.span.start)
    stretch = _stretch(view, joined)
    spans = [stretch]
    bracket = _bracket(view, joined)
    if bracket and not (stretch.start <= bracket.start and bracket.end <= stretch.end):
        spans = _with_bracket(stretch, bracket)
    texts = [_trimmed(joined.text, span) for span in spans]
    marks = (Span(*joined.source_span(span.start, span.end)) for span in texts)
    shifted = tuple(Span(view.span.start + mark.start, view.span.start + mark.end) for mark in marks)
    return Said("".join(span.of(joined.text) for span in texts), shifted)


def _said_in_row(cells: Sequence[Cell], joined: Joined, start: int) -> Said:
    """The cells of a row that answer, the last with its head where it is no more than a number."""
    texts = [joined.text[cell.start : cell.end] for cell in cells]
    if cells[-1].spelled != cells[-1].text and texts[-1].replace(".", "").isdigit():
        texts[-1] = f"{cells[-1].head}：{texts[-1]}"
    spans = (joined.source_span(cell.start, cell.end) for cell in cells)
    return Said(" | ".join(texts), tuple(Span(start + first, start + last) for first, last in spans))


def _stretch(view: View, joined: Joined) -> Span:
    """The best stretch of comma parts within the limit."""
    folded = joined.folded
    parts = split_commas(folded, Span(0, len(folded)))
    clause = view.candidate.clause
    inside = _within(joined, clause.start - view.span.start, clause.end - view.span.start)
    field = view.candidate.field_span
    wanted = _within(joined, field.start - view.span.start, field.end - view.span.start) if field else None
    weights = [word.weight * (_EXPLAINED if view.matches[word.text][3] >= 1 else 1.0) for word in view.question.words]
    best, chosen = float("-inf"), Span(0, min(len(folded), MAX_ANSWER))
    for first, opening in enumerate(parts):
        start = opening.start
        for part in parts[first:]:
            span = Span(start, part.end)
            if span.end - span.start > MAX_ANSWER:
                break
            if wanted and not (span.start <= wanted.start and wanted.end <= span.end):
                continue
            if view.candidate.back and not (inside.start <= span.start and span.end <= inside.end):
                continue  # what it is about is said elsewhere, what it brings here alone
            score = _score(view, folded, span, inside, weights)
            if score > best:
                best, chosen = score, span
    return chosen if wanted else _with_list(_without_idle(view, folded, chosen, parts), parts, folded)


def _without_idle(view: View, folded: str, span: Span, parts: Sequence[Span]) -> Span:
    """Where a value is asked for, the stretch without the sentences at its edges that say nothing of what is asked and,
    behind, show no such value."""
    asked = view.question.shapes & VALUES
    if not asked:
        return span
    sentences: list[Span] = []
    for part in parts:
        if part.start < span.start or part.end > span.end:
            continue
        if sentences and folded[sentences[-1].end - 1] not in _ENDS:
            sentences[-1] = Span(sentences[-1].start, part.end)
        else:
            sentences.append(part)
    telling = [word for word in view.question.words if not word.place and view.matches[word.text][3] < 1]

    def says(sentence: Span) -> bool:
        return any(word.weight > _TELLS and match(word, sentence.of(folded)) >= _SAYS for word in telling)

    while len(sentences) > 1 and not says(last := sentences[-1]):
        if any(shows(shape, last.of(folded)) for shape in asked):
            break
        sentences.pop()
    while len(sentences) > 1 and not says(sentences[0]):
        rest = folded[sentences[1].start : sentences[-1].end]
        if any(shows(shape, sentences[0].of(folded)) and not shows(shape, rest) for shape in asked):
            break  # the words that announce a list of items say what each of them brings
        sentences.pop(0)
    return Span(sentences[0].start, sentences[-1].end) if sentences else span


def _with_list(stretch: Span, parts: Sequence[Span], folded: str) -> Span:
    """The stretch with what it announces (下列条件:), as far as that fits."""
    if folded[stretch.end - 1 : stretch.end] != ":":
        return stretch
    ends = [part.end for part in parts if stretch.end < part.end <= stretch.start + MAX_ANSWER]
    return Span(stretch.start, max(ends, default=stretch.end))


def _score(view: View, folded: str, span: Span, inside: Span, weights: Sequence[float]) -> float:
    text = span.of(folded)
    total = sum(weights) or 1.0
    words = sum(weight * match(word, text) for weight, word in zip(weights, view.question.words, strict=True)) / total
    shapes = view.question.shapes
    shown = sum(shows(shape, text) for shape in shapes) / len(shapes) if shapes else 0.0
    opens = span.start == 0 or folded[span.start - 1] in _ENDS
    shared = max(0, min(span.end, inside.end) - max(span.start, inside.start)) / max(1, span.end - span.start)
    return words * 3 + _SHAPE * shown + _OPENS * opens + _INSIDE * shared + _LENGTH * len(text) / 100


def _within(joined: Joined, start: int, end: int) -> Span:
    """The span of the joined text that a span of the source holds."""
    from bisect import bisect_left

    return Span(bisect_left(joined.offsets, start), bisect_left(joined.offsets, end))


def _bracket(view: View, joined: Joined) -> Span | None:
    """The duty bracket of the clause in the joined passage, where who is responsible is asked and it lies there."""
    duty = view.candidate.clause.duty
    if Shape.OFFICE not in view.question.shapes or duty is None:
        return None
    if duty.start < view.span.start or duty.end > view.span.end:
        return None
    return _within(joined, duty.start - view.span.start, duty.end - view.span.start)


def _with_bracket(stretch: Span, bracket: Span) -> list[Span]:
    """The stretch up to the bracket where that is short enough, else both apart, the stretch cut to make room."""
    whole = Span(min(stretch.start, bracket.start), max(stretch.end, bracket.end))
    if whole.end - whole.start <= MAX_ANSWER:
        return [whole]
    room = max(0, MAX_ANSWER - (bracket.end - bracket.start))
    bracket = Span(bracket.start, min(bracket.end, bracket.start + MAX_ANSWER))
    return [Span(stretch.start, min(stretch.end, stretch.start + room)), bracket]


def _trimmed(text: str, span: Span) -> Span:
    """The span without blanks around it, and without the mark that ends it."""
    start, end = span.start, span.end
    while start < end and text[start] in " ,，;；、。:：":
        start += 1
    while end > start and text[end - 1] in " ,，;；、。:：":
        end -= 1
    return Span(start, end)
