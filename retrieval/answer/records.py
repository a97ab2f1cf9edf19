"""Answer facts of the document itself from its record, quoting where the source states them."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from retrieval.answer.match import SPOKEN, match_term
from retrieval.answer.model import MAX_ANSWER, MAX_PASSAGE, Part, Passage
from retrieval.answer.papers import DISCLOSURE, LEVELS, Papers
from retrieval.answer.passages import cut
from retrieval.clause.model import Clause
from retrieval.clause.sentences import split_commas
from retrieval.clause.years import years_in
from retrieval.document.model import DRAFT, Field, Record, Span
from retrieval.index.entry import Entry
from retrieval.index.keys import YearIn, loose_years, stated_years
from retrieval.index.selection import EVERYTHING
from retrieval.index.store import Index
from retrieval.question.model import Question, Term
from retrieval.text.fold import fold
from retrieval.text.pattern import lazy_pattern

#: A document cited: its name, names within it, and its 发文字号.
_CITED = lazy_pattern(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》(?:\s*\([^()]*\(\d{4}\)[^()]*\))?")
#: No more documents answer than these: of more, it is said how many there are.
MOST = 36
#: A signature, the issuer with the date below, is no longer.
_SIGNATURE = 120
#: How far the line around a field is read to either side.
_LINE = 60


def record_parts(question: Question, papers: Papers, index: Index) -> tuple[list[Part], int]:
    """Return what the records of documents answer: the facts asked for, or the documents that fit; and how many
    documents there are that do, of which no more than ``MOST`` answer."""
    entries: Sequence[Entry] = papers.entries
    facts = question.want.facts
    if question.want.documents:
        entries = [entry for entry in entries if _fits(question, entry)]
        entries, named = _best_described(
            question, _credited(question, entries) or _entitled(question, entries) or entries
        )
        facts = (*facts, "issuer") if named and "issuer" not in facts else facts
        facts = tuple(dict.fromkeys(("title", *(fact for fact in facts if fact != "status"))))
    if question.numbers:
        entries = [entry for entry in entries if _bears(entry, question.numbers)]
    found = (part for entry in entries if (part := _part(entry, facts, question, index)))
    if parts := list(islice(found, MOST)):
        # Where some that were read do not fit, nobody knows how many of those that were not do.
        whole = papers.total if len(entries) == len(papers.entries) else 0
        return parts, len(parts) if len(parts) < MOST else max(len(entries), whole)
    if question.want.documents and question.years:
        stating = index.catalogue.of_years(question.years, YearIn.WORDS, EVERYTHING, MOST)
        found = (part for entry in stating if (part := _speaking_part(entry, question, index)))
        parts = list(found)
    return parts, len(parts) if len(parts) < MOST else index.catalogue.count_of_years(question.years, YearIn.WORDS)


def _speaking_part(entry: Entry, question: Question, index: Index) -> Part | None:
    """A document whose clauses speak of the years asked for: its title, and the first clause that does."""
    title = _part(entry, ("title",), question, index)
    clause = index.first_stating(entry.id, question.years)
    if title is None or clause is None:
        return None
    quote = cut(entry, Span(clause.start, min(clause.end, clause.start + MAX_PASSAGE)), clause.path, 1.0, index)
    said = next(
        piece
        for piece in split_commas(fold(quote.text), Span(0, len(quote.text)))
        if years_in(piece.of(fold(quote.text)))
    )
    return Part(f"{title.text}:{said.of(quote.text).rstrip(',，')}", (quote, *title.passages), 1.0)


def _best_described(question: Question, entries: Sequence[Entry]) -> tuple[list[Entry], bool]:
    """The documents whose issuer the question names (省政府办公厅印发的), and whether it names one at all."""
    asked = re.sub(r"不是[^,;。?]*", "", question.folded)
    issuers = [fold(entry.record.issuer.value) if entry.record.issuer else "" for entry in entries]
    level = next((mark for name, mark in LEVELS.items() if name in asked), None)
    held = [
        sum(term.weight for term in question.terms if term.text in asked and match_term(term, issuer) >= SPOKEN)
        + (level is not None and level in issuer)
        for issuer in issuers
    ]
    most = max(held, default=0.0)
    return [entry for entry, weight in zip(entries, held, strict=True) if weight >= most], most > 0


def _credited(question: Question, entries: Sequence[Entry]) -> list[Entry]:
    """The documents whose source (来源) the question names."""
    asked = "".join(question.folded.split())
    sources = [(entry, field) for entry in entries for field in (entry.record.source, entry.record.credit) if field]
    return [entry for entry, field in sources if fold(field.value) in asked]


def _entitled(question: Question, entries: Sequence[Entry]) -> list[Entry]:
    """The documents whose titles hold a name that the question asks for (哪份的名称里有“规划”)."""
    if "title" not in question.want.facts:
        return []
    names = re.findall(r'"([^"]+)"', question.folded)
    return [e for e in entries if e.record.title and any(name in fold(e.record.title.value) for name in names)]


def _bears(entry: Entry, numbers: Sequence[str]) -> bool:
    own = "".join(fold(entry.record.number.value).split()) if entry.record.number else ""
    return any(own.endswith(number) for number in numbers)


def citing_part(question: Question, clause: Clause, entry: Entry, score: float, index: Index) -> Part:
    """Return what a document cites: its title, and the names and numbers of the documents named in ``clause``."""
    folded = fold(clause.text)
    title = fold(entry.record.title.value) if entry.record.title else ""
    cited = _best_named(
        [term for term in question.terms if term.text not in title],
        [
            match
            for match in _CITED.finditer(folded)
            if all(n in "".join(match.group().split()) for n in question.numbers)
        ],
    )
    own = _part(entry, ("title",), question, index)
    quote = replace(cut(entry, _window(clause, cited), clause.path, score, index))
    marks = tuple(
        Span(span.start + clause.start - quote.start, span.end + clause.start - quote.start) for span in cited
    )
    named = "、".join(span.of(clause.text) for span in cited)
    text = f"{own.text}:{named}" if own and question.numbers else named or clause.text[:MAX_ANSWER]
    return Part(text, (replace(quote, highlights=marks), *(own.passages if own and question.numbers else ())), score)


def _best_named(terms: Sequence[Term], cited: Sequence[re.Match[str]]) -> list[Span]:
    """The documents cited whose names hold most of the words asked for (依据的辽宁省文件); all where none does."""
    held = [sum(term.weight for term in terms if term.text in match.group()) for match in cited]
    most = max(held, default=0.0)
    return [Span(*match.span()) for match, weight in zip(cited, held, strict=True) if weight >= most]


def _window(clause: Clause, cited: Sequence[Span]) -> Span:
    if clause.end - clause.start <= MAX_PASSAGE or not cited:
        return Span(clause.start, min(clause.end, clause.start + MAX_PASSAGE))
    start = clause.start + max(0, cited[0].start - 20)
    return Span(start, min(clause.end, start + MAX_PASSAGE))


def _fits(question: Question, entry: Entry) -> bool:
    record = entry.record
    way = DISCLOSURE.search(question.folded)
    if way and not (record.disclosure and way.group() in fold(record.disclosure.value)):
        return False
    if question.draft is not None and (record.status == DRAFT) != question.draft:
        return False
    if question.years:
        stated = [field.value for field in (record.date, record.period, record.title, record.number) if field]
        return bool(stated_years(stated) & set(question.years))
    return True


def _part(entry: Entry, facts: Sequence[str], question: Question, index: Index) -> Part | None:
    record = entry.record
    stated = [_stated(record, fact, facts) for fact in facts]
    if not all(stated):
        return None
    fields = list(dict.fromkeys(field for some in stated for field in some))
    if (
        question.want.documents
        and question.years
        and record.date
        and set(loose_years(record.date.value)) & set(question.years)
    ):
        fields.append(record.date)
    facts_first = sorted(fields, key=lambda field: field is record.title)  # the quote that proves what was asked for
    passages = _passages(entry, facts_first, index)
    text = ",".join(field.value for field in fields)
    if facts == ("status",) or (facts == ("force",) and fields == [record.draft]):
        text = _status_text(entry)
    return Part(text, passages, 1.0)


def _stated(record: Record, fact: str, facts: Sequence[str]) -> list[Field]:
    """The fields that state a fact asked for; none where it is not stated."""
    match fact:
        case "status":
            found = [record.draft or record.issuer]
        case "force":
            found = [record.effective, record.validity] if record.effective or record.validity else [record.draft]
        case "validity":  # how long says nothing without from when
            found = [record.effective, record.validity] if record.validity else []
        case "source" if "credit" in facts:  # only the one below the text
            found = [record.credit]
        case "source":
            return [field for field in (record.source, record.credit) if field]
        case "issuer" if "date" in facts and record.signer and record.issuer:
            found = [record.signer if _same_organ(record.signer, record.issuer) else record.issuer]
        case _:
            found = [getattr(record, fact)]
    return [field for field in found if field]


def _same_organ(one: Field, other: Field) -> bool:
    return fold(one.value) in fold(other.value) or fold(other.value) in fold(one.value)


def _status_text(entry: Entry) -> str:
    record = entry.record
    if record.draft:
        return "还不是正式文件," + (
            f"是{record.draft.value}" if record.draft.value.endswith(("稿", "案")) else "正在征求意见"
        )
    return f"已由{record.issuer.value}印发" if record.issuer else ""


def _passages(entry: Entry, fields: Sequence[Field], index: Index) -> tuple[Passage, ...]:
    """One passage for each stretch that states some of the fields, in the order of the fields."""
    passages: list[Passage] = []
    signer, date = entry.record.signer, entry.record.date
    if signer in fields and date in fields and signer and date and date.span.end - signer.span.start <= _SIGNATURE:
        passages.append(cut(entry, Span(signer.span.start, date.span.end), (), 1.0, index))
    for field in fields:
        held = next(
            (
                place
                for place, passage in enumerate(passages)
                if passage.start <= field.span.start and field.span.end <= passage.end
            ),
            None,
        )
        if held is None:
            span = _around(entry, field.span, index)
            passages.append(cut(entry, span, (), 1.0, index))
            held = len(passages) - 1
        passage = passages[held]
        mark = Span(field.span.start - passage.start, field.span.end - passage.start)
        passages[held] = replace(passage, highlights=(*passage.highlights, mark))
    return tuple(passages)


def _around(entry: Entry, span: Span, index: Index) -> Span:
    """The clause that states a field, or its line where no clause does: a bare date says nothing."""
    for clause in index.clauses_around(entry.id, span, 0):
        if clause.start <= span.start and span.end <= clause.end and clause.end - clause.start <= MAX_PASSAGE:
            return Span(clause.start, clause.end)
    before = index.slice(entry.id, Span(max(0, span.start - _LINE), span.start))
    after = index.slice(entry.id, Span(span.end, span.end + _LINE))
    return Span(span.start - len(_line_before(before)), span.end + len(after.splitlines()[0] if after else ""))


def _line_before(text: str) -> str:
    """What of ``text``, cut off at its beginning, belongs to the line that its end is in: no broken word."""
    line = re.split(r"[\r\n\u2028\u2029]", text)[-1]
    if len(line) < _LINE:
        return line
    return line[match.end() :] if (match := re.search(r"[\s|,，;；。:：()（）]", line)) else ""
