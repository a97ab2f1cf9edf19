"""Choose the words of a passage that answer: the best stretch of whole comma parts."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from retrieval.answer.features import VALUES, YEAR
from retrieval.answer.matching import match
from retrieval.answer.model import MAX_ANSWER
from retrieval.answer.stretches import ENDS, Run, choose_run, read_runs, read_weights
from retrieval.answer.table_rows import Cell, asked_cells, cells_of
from retrieval.answer.views import View
from retrieval.clause.model import Clause
from retrieval.clause.sentences import split_at
from retrieval.document.model import Span, Stretch, holds, meets
from retrieval.question.intent import Shape, shows
from retrieval.text.fold import fold
from retrieval.text.joined import Joined, join

#: A word tells something from this weight on, and a sentence says it from this match on.
_TELLS, _SAYS = 0.15, 0.75
#: So many of the last characters of a question are the label of what is asked for (发布日期), and so many behind it are
#: the value; of a longer sentence no more is shown.
_LABEL, _VALUE, _LONG = 4, 12, 150


@dataclass(frozen=True)
class Said:
    """The words that answer: ``text`` as shown, without the gaps of its layout; ``marks`` are its spans in the source, of
    which ``things`` say one thing each: of a row the value alone, the others say of what it is."""

    text: str
    marks: tuple[Span, ...]
    things: tuple[Span, ...]


def answer_words(view: View, source: str) -> Said:
    """Return the words that answer of a passage; ``source`` is its text, ``view.span`` where it stands."""
    if cells := asked_cells(cells_of(view.candidate.clause), view.question):
        return _said_in_row(cells, view.candidate.clause)
    joined = join(source)
    lines = _lines(view, joined)
    spans = lines or _with_bracket(_stretch(view, joined), _bracket(view, joined))
    texts = [_trimmed(joined.text, span) for span in spans]
    marks = (Span(*joined.source_span(span.start, span.end)) for span in texts)
    shifted = tuple(Span(view.span.start + mark.start, view.span.start + mark.end) for mark in marks)
    return Said(("；" if lines else "").join(span.of(joined.text) for span in texts), shifted, shifted)


def _said_in_row(cells: Sequence[Cell], row: Clause) -> Said:
    """The cells of a row that answer, the last with its head where it is no more than a number."""
    texts = [row.joined.text[cell.start : cell.end] for cell in cells]
    if cells[-1].spelled != cells[-1].text and texts[-1].replace(".", "").isdigit():
        texts[-1] = f"{cells[-1].named}：{texts[-1]}"
    marks = tuple(row.span_of(cell.start, cell.end) for cell in cells)
    value = marks[-1] if cells[-1].named else Span(marks[0].start, marks[-1].end)
    return Said(" | ".join(texts), marks, (value,))


def read_stretches(view: View, joined: Joined) -> list[Run]:
    """Return the runs of comma pieces of a joined passage that can be shown."""
    return read_runs(view, joined.folded, _within(joined, view, view.candidate.clause))


def _stretch(view: View, joined: Joined) -> Span:
    """The stretch of comma pieces that most likely holds what is asked for."""
    runs = read_stretches(view, joined)
    if not runs:
        return Span(0, min(len(joined.folded), MAX_ANSWER))
    inside = _within(joined, view, view.candidate.clause)
    # Where what it is about is said elsewhere, the clause brings what it says itself alone.
    chosen = choose_run(runs, read_weights(), inside if view.candidate.back else None).span
    return _without_idle(view, joined.folded, chosen, inside)


def _lines(view: View, joined: Joined) -> list[Span]:
    """The sentences that state the fields of the record that are asked for, no further than their own paragraphs, and
    those beside them that hold the label asked for (发布日期, where the field is 成文日期) or the number of another document."""
    clause, question = view.candidate.clause, view.question
    if not view.candidate.fields:
        return []
    starts = sorted({view.span.start, *(clause.start + at for at in (0, *clause.breaks)), clause.end, view.span.end})
    sentences = [
        sentence
        for paragraph in pairwise(starts)
        for sentence in split_at(ENDS, joined.folded, _within(joined, view, Span(*paragraph)))
    ]
    own = view.candidate.entry.record.number
    places = [_within(joined, view, field) for field in view.candidate.fields]
    label = question.folded.replace(" ", "").rstrip("?")[-_LABEL:]
    others = [(number, 0) for number in question.numbers if not own or number not in fold(own.value)]
    for name, more in (*others, (label, _VALUE)):
        if (at := joined.folded.find(name)) >= 0:
            places.append(Span(at, at + len(name) + more))
    return [
        sentence if sentence.end - sentence.start <= _LONG else place
        for sentence in sentences
        if (place := next((one for one in places if meets(one, sentence)), None))
    ]


def _without_idle(view: View, folded: str, span: Span, clause: Span) -> Span:
    """Where a value is asked for, the stretch without the sentences at its edges that say nothing of what is asked: behind
    those that show no such value or one of another year, in front those before the ``clause`` that was ranked."""
    asked, is_of_year = view.question.shapes & VALUES, view.question.is_of_year
    if not asked:
        return span
    sentences = split_at(ENDS, folded, span)
    telling = [word for word in view.question.words if not word.place and view.matches[word.text][3] < 1]

    def says(sentence: Span, besides: str = "") -> bool:
        text = sentence.of(folded)
        words = (word for word in telling if word.weight > _TELLS and match(word, besides) < _SAYS)
        return any(match(word, text) >= _SAYS for word in words)

    while len(sentences) > 1:
        last, rest = sentences[-1].of(folded), folded[sentences[0].start : sentences[-1].start]
        of_other = is_of_year(rest) and bool(YEAR.search(last)) and not is_of_year(last)
        if not of_other and (says(sentences[-1], rest) or any(shows(shape, last) for shape in asked)):
            break
        sentences.pop()
    while len(sentences) > 1 and not meets(sentences[0], clause) and not says(sentences[0]):
        rest = folded[sentences[1].start : sentences[-1].end]
        if any(shows(shape, sentences[0].of(folded)) and not shows(shape, rest) for shape in asked):
            break  # the words that announce a list of items say what each of them brings
        sentences.pop(0)
    return Span(sentences[0].start, sentences[-1].end) if sentences else span


def _within(joined: Joined, view: View, place: Stretch) -> Span:
    """The span of the joined passage that a place of the source holds."""
    start, end = place.start - view.span.start, place.end - view.span.start
    return Span(bisect_left(joined.offsets, start), bisect_left(joined.offsets, end))


def _bracket(view: View, joined: Joined) -> Span | None:
    """The duty bracket of the clause in the joined passage, where who is responsible is asked and it lies there."""
    duty = view.candidate.clause.duty
    if Shape.OFFICE not in view.question.shapes or duty is None:
        return None
    if duty.start < view.span.start or duty.end > view.span.end:
        return None
    return _within(joined, view, duty)


def _with_bracket(stretch: Span, bracket: Span | None) -> list[Span]:
    """The stretch up to the bracket where that is short enough, else both apart, the stretch cut to make room."""
    if bracket is None or holds(stretch, bracket):
        return [stretch]
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
