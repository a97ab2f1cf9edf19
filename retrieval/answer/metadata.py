"""Candidates from the records of documents: where a document itself states its number, issuers, date or validity."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from retrieval.answer.candidates import Candidate
from retrieval.clause.model import Clause, ClauseKind
from retrieval.document.model import Field, Record, Span
from retrieval.index.entry import Entry
from retrieval.index.store import Index
from retrieval.question.intent import Shape
from retrieval.question.model import Question
from retrieval.text.pattern import lazy_pattern

#: The records of so many documents are looked at: those that fit the question best.
_DOCUMENTS = 3
#: What is done to a document when it is issued, and when it comes into force.
_ISSUED = lazy_pattern(r"印发|发布|发文|出台|成文|公布|颁布|下发|签发|落款|发的|出的|印的|通过")
_IN_FORCE = lazy_pattern(r"施行|实施|生效|执行|有效|失效|废止|管到|管几年|作废|到期|过期|作数|管用")
#: A line is quoted up to so many characters around a field.
_AROUND = 120


def metadata_candidates(question: Question, candidates: Sequence[Candidate], index: Index) -> list[Candidate]:
    """Return a candidate for each field of a record that the question may ask for, of the documents that fit it best.

    A field inside a clause takes that clause's place; another is a clause of its own line.
    """
    names = _fields_asked(question)
    if not names:
        return []
    best: dict[str, Candidate] = {}
    for one in sorted(candidates, key=lambda one: -(one.document + one.head)):
        best.setdefault(one.entry.id, one)
    found = []
    for one in list(best.values())[:_DOCUMENTS]:
        for name, field in _stated(one.entry.record, names):
            if (clause := _clause_of(one.entry, field, index)) is not None:
                number = one.entry.first_clause + clause.number if clause.number >= 0 else -1
                found.append(replace(one, id=number, clause=clause, bm25=0.0, field=name, field_span=field.span))
    return found


def _fields_asked(question: Question) -> tuple[str, ...]:
    """The fields of the record that the shapes of a question can mean."""
    shapes, folded = question.shapes, question.folded
    names: list[str] = []
    if Shape.DOCUMENT_NUMBER in shapes:
        names.append("number")
    if Shape.ISSUER in shapes or (Shape.OFFICE in shapes and _ISSUED.search(folded)):
        names.append("issuer")
    if Shape.DATE in shapes and _ISSUED.search(folded):
        names.append("date")
    if shapes & {Shape.VALIDITY, Shape.STATUS} or (shapes & {Shape.DATE, Shape.TERM} and _IN_FORCE.search(folded)):
        names += ["effective", "validity"]
    return tuple(names)


def _stated(record: Record, names: Sequence[str]) -> Iterator[tuple[str, Field]]:
    for name in names:
        field = getattr(record, name)
        if field is not None:
            yield name, field


def _clause_of(entry: Entry, field: Field, index: Index) -> Clause | None:
    """The clause that holds a field, else its line of the source as a clause that has no number."""
    span = field.span
    for clause in index.clauses_around(entry.id, span, 1):
        if clause.start <= span.start and span.end <= clause.end:
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
