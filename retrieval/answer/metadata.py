"""Candidates from the records of documents: where a document itself states its number, issuers, date or validity."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from retrieval.answer.candidates import Candidate, best_of_documents
from retrieval.answer.views import View
from retrieval.clause.model import Clause, ClauseKind
from retrieval.document.model import Field, Record, Span, holds
from retrieval.index.documents.entry import Entry
from retrieval.index.store import Index
from retrieval.question.intent import Shape
from retrieval.question.model import Question
from retrieval.text.fold import fold
from retrieval.text.pattern import lazy_pattern

#: The records of so many documents are looked at: those that fit the question best.
_DOCUMENTS = 3
#: What is done to a document when it is issued, and when it comes into force.
_ISSUED = lazy_pattern(r"印发|发布|发文|出台|成文|公布|颁布|下发|签发|落款|发的|出的|印的|通过")
_IN_FORCE = lazy_pattern(r"施行|实施|生效|执行|有效|失效|废止|管到|管几年|作废|到期|过期|作数|管用")
#: What asks whether or when it ended, and what asks how long it holds: how well each field of the record then fits.
_ENDED = lazy_pattern(r"失效|废止|作废|到期|过期|[还仍]|有效吗|有效没")
_HOLDS = lazy_pattern(r"有效|多久|几年|管到|管几|期限")
_ENDS_FIT = {"ended": 1.0, "standing": 1.0, "validity": 0.7, "effective": 0.4}
_HOLDS_FIT = {"validity": 1.0, "ended": 0.7, "effective": 0.4, "standing": 0.3}
_BEGINS_FIT = {"effective": 1.0, "validity": 0.4}
#: What asks which years a plan is for; the title says so.
_PERIOD = lazy_pattern(r"[哪那]几年|起止|规划期|管[到哪]?[几多哪]")
#: What asks what a document is called, and what it is, where its number is named.
_CALLED = lazy_pattern(r"全称|全名|正式名|(?:文件|计划|规划|方案|办法|通知|措施|意见)(?:叫|的?名称|的?标题)")
_WHICH = lazy_pattern(r"(?:什么|[哪那]一?[份个])(?:文件|通知|规定|办法|意见|方案)")
#: A line is quoted up to so many characters around a field.
_AROUND = 120


def metadata_candidates(question: Question, candidates: Sequence[Candidate], index: Index) -> list[Candidate]:
    """Return candidates for the fields of a record that the question may ask for, of the documents that fit it best.

    Fields inside a clause take that clause's place, those that fit as well together; another is a clause of its own line.
    """
    asked = _fields_asked(question)
    if not asked:
        return []
    found = []
    for one in best_of_documents(sorted(candidates, key=lambda one: -(one.document + one.head)), _DOCUMENTS):
        stated: dict[tuple[int, float], tuple[Clause, list[Span]]] = {}
        for name, field in _stated(one.entry.record, asked):
            if (
                name == "title"
                and question.numbers
                and not any(bears(one.entry, number) for number in question.numbers)
            ):
                continue
            if (clause := _clause_of(one.entry, field, index)) is not None:
                stated.setdefault((clause.start, asked[name]), (clause, []))[1].append(field.span)
        for (_, fit), (clause, spans) in stated.items():
            number = one.entry.first_clause + clause.number if clause.number >= 0 else -1
            found.append(
                replace(
                    one,
                    id=number,
                    clause=clause,
                    bm25=0.0,
                    field_fit=fit,
                    fields=tuple(sorted(spans, key=lambda span: span.start)),
                )
            )
    return found


def bears(entry: Entry, number: str) -> bool:
    """Whether a number is the 发文字号 of a document."""
    own = entry.record.number
    return own is not None and number in fold(own.value).replace(" ", "")


def is_of_number(question: Question, view: View) -> bool:
    """Whether a passage is of a document whose 发文字号 is asked about, or it, its headings or its document's head name one."""
    said = (view.around, view.above, view.head)
    numbers = question.numbers
    return any(bears(view.candidate.entry, number) or any(number in text for text in said) for number in numbers)


def _fields_asked(question: Question) -> dict[str, float]:
    """The fields of the record that the shapes of a question can mean, each with how well it fits (0 to 1)."""
    shapes, folded = question.shapes, question.folded
    names: dict[str, float] = {}
    if Shape.DOCUMENT_NUMBER in shapes:
        names["number"] = 1.0
    if Shape.ISSUER in shapes or (Shape.OFFICE in shapes and _ISSUED.search(folded)):
        names |= {"issuer": 1.0, "signer": 1.0}
    if Shape.DATE in shapes and _ISSUED.search(folded):
        names["date"] = 1.0
    if _CALLED.search(folded) or (question.numbers and _WHICH.search(folded)):
        names["title"] = 1.0
    if _PERIOD.search(folded):
        names["period"] = 1.0
    if shapes & {Shape.VALIDITY, Shape.STATUS} or (shapes & {Shape.DATE, Shape.TERM} and _IN_FORCE.search(folded)):
        names |= _ENDS_FIT if _ENDED.search(folded) else _HOLDS_FIT if _HOLDS.search(folded) else _BEGINS_FIT
    return names


def _stated(record: Record, names: Iterable[str]) -> Iterator[tuple[str, Field]]:
    for name in names:
        field = getattr(record, name)
        if field is not None:
            yield name, field


def _clause_of(entry: Entry, field: Field, index: Index) -> Clause | None:
    """The clause that holds a field, else its line of the source as a clause that has no number."""
    span = field.span
    for clause in index.clauses_around(entry.id, span, 1):
        if holds(clause, span):
            return clause
    start, end = max(0, span.start - _AROUND), span.end + _AROUND
    text = index.slice(entry.id, Span(start, end))
    first, last = span.start - start, span.end - start
    begin = text.rfind("\n", 0, first) + 1
    stop = text.find("\n", last)
    stop = len(text) if stop < 0 else stop
    line = text[begin:stop]
    begin += len(line) - len(line.lstrip())
    line = line.strip()
    if not line:
        return None
    where = start + begin
    return Clause(entry.id, -1, where, where + len(line), line, ClauseKind.TEXT, -1, -1, (), "", (), None)
