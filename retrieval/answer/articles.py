"""Answer with the very article that a question names: 个保法第二十八条, or what its breach brings (违反第二十七条罚多少)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from retrieval.answer.citation import named
from retrieval.answer.model import MAX_ANSWER, MAX_PASSAGE, Answer, Part, Passage, Reason
from retrieval.answer.quoting import cut, join_passages, join_texts
from retrieval.answer.versions import version_note
from retrieval.clause.model import Clause, ClauseKind
from retrieval.clause.provision import Provision
from retrieval.document.model import Span, holds
from retrieval.index.documents.entry import Entry
from retrieval.index.documents.selection import Selection
from retrieval.index.documents.versions import day_of, years_of
from retrieval.index.postings.intersection import joined
from retrieval.index.store import TEXT, Index
from retrieval.question.model import Law, Question
from retrieval.text.fold import fold
from retrieval.text.pattern import lazy_pattern

#: A name that fits more laws than this names none of them.
_MOST = 3
_BREACH = lazy_pattern(r"(?:违反|触犯|违背|不遵守|不履行)")
_PENALTY = lazy_pattern(r"罚|责任|后果|怎么办|怎么处理|追究|判")
_PENAL = lazy_pattern(r"罚款|处罚|责令|处分|责任|拘留|吊销|没收|警告|改正|处[^,。;]{1,30}[元刑]")
_FROM_ON = lazy_pattern(r"自[^,。;]{1,20}起(?:施行|实施|执行)|(?:公布|发布)之日起")
_GENRE = lazy_pattern(r"(?:条例|办法|规定|细则|规则|解释|决定|措施|法)$")


def article_answer(question: Question, index: Index, quotes: int) -> Answer | None:
    """Answer with the articles that the question names, or say which of them there are not; ``None`` where it names
    neither an article nor a law that is not here."""
    question = _with_commencement(question, index)
    if not any(law.provisions or (law.typed and not law.documents) for law in question.laws):
        return None
    parts, missing = _found(question, index)
    if not parts:
        return Answer(question, reason=Reason.EVIDENCE, message="".join(missing))
    passages = join_passages(parts)
    shown = passages[: max(quotes, min(len(parts), len(passages)))]
    if len(shown) < len(passages) and not all(provision.item for provision in question.provisions):
        missing.append("条文较长，没有显示完。可以再问“还有吗”。")
    note = version_note((part.passages[0].document for part in parts), index)
    return Answer(question, _text(parts), tuple(shown), message="".join([note, *missing]) or None, confidence=1.0)


def _with_commencement(question: Question, index: Index) -> Question:
    """Asked from when on a law applies: the article that says so."""
    if not question.commencement or question.provisions:
        return question
    return replace(question, laws=tuple(_commencing(law, index) for law in question.laws))


def _commencing(law: Law, index: Index) -> Law:
    entries = [entry for name in law.documents if (entry := index.document(name))]
    found = index.postings(TEXT, ["施行", "实施"], joined([entry.ids for entry in entries]))
    numbers = {number for posting in found.values() for number in posting.clauses}
    clauses = index.clauses(sorted(numbers)).values()
    places = [clause.provision for clause in clauses if clause.provision and _FROM_ON.search(fold(clause.text))]
    return replace(law, provisions=tuple(places[-1:]))


def article_passages(question: Question, index: Index) -> list[Passage]:
    """All that is to be quoted of the articles named, in order."""
    return join_passages(_found(question, index)[0])


def _text(parts: Sequence[Part]) -> str:
    """The words of the parts, those of one law run together as far as they fit."""
    first: dict[str, Part] = {}
    for part in parts:
        known = first.setdefault(part.passages[0].document.id, part)
        if known is not part and len(known.text) + len(part.text) < MAX_ANSWER:
            first[part.passages[0].document.id] = replace(known, text=f"{known.text}；{part.text}")
    return join_texts(list(first.values()))


def _found(question: Question, index: Index) -> tuple[list[Part], list[str]]:
    parts: list[Part] = []
    missing: list[str] = []
    for law in question.laws:
        entries = _entries(law, question, index)
        if not 0 < len(entries) <= _MOST:
            missing.append(_unclear(law, entries))
            continue
        for entry in entries:
            if question.years and not years_of(entry) & set(question.years):
                missing.append(_other_year(question, entry))
                continue
            for provision in law.provisions:
                found = _parts(entry, provision, question, index)
                parts.extend(found)
                if not found:
                    missing.append(_lacking(entry, provision, index))
    return parts, missing


def _entries(law: Law, question: Question, index: Index) -> list[Entry]:
    """The documents that can be meant; where no law is named, all of the region asked about."""
    if law.documents or law.typed:
        return [entry for name in law.documents if (entry := index.document(name))]
    return index.catalogue.laws(Selection(question.regions or None, superseded=True), _MOST + 1)


def _other_year(question: Question, entry: Entry) -> str:
    years = "、".join(map(str, question.years))
    return f"这里没有{named(entry)}{years}年的版本{f'，只有{day}的' if (day := day_of(entry)) else ''}。"


def _unclear(law: Law, entries: Sequence[Entry]) -> str:
    if law.typed and not entries:
        return f"这里没有{law.typed if '《' in law.typed else f'《{law.typed}》'}。"
    if not entries:
        return "这里没有按条写的文件。"
    some = "、".join(named(entry) for entry in entries[:_MOST])
    asked = law.typed or law.provisions[0].text
    return f"“{asked}”是哪一部的？这里有{some}{'等' if len(entries) > _MOST else ''}，请写明名称。"


def _parts(entry: Entry, provision: Provision, question: Question, index: Index) -> list[Part]:
    """The provision; where its breach is asked about, the provisions that punish it before."""
    places = index.provision_clauses(entry.id)
    own = _part(entry, provision, places, index)
    if own and _BREACH.search(question.folded) and _PENALTY.search(question.folded):
        penal = _penal(provision, places, index)
        return [*filter(None, (_part(entry, one, places, index) for one in penal)), own]
    return [own] if own else []


def _penal(provision: Provision, places: dict[int, Provision], index: Index) -> list[Provision]:
    """The paragraphs of other articles that name the article and say what its breach brings."""
    name = re.compile(rf"{provision.whole.text}(?!之)")
    clauses = index.clauses(number for number, place in places.items() if place.whole != provision.whole)
    speaking = {
        replace(places[number], item=0, point=0): None for number, clause in clauses.items() if name.search(clause.text)
    }
    return [
        place
        for place in speaking
        if any(place.holds(places[n]) and _PENAL.search(fold(clause.text)) for n, clause in clauses.items())
    ][:_MOST]


def _part(entry: Entry, provision: Provision, places: dict[int, Provision], index: Index) -> Part | None:
    clauses = index.clauses(number for number, place in places.items() if provision.holds(place))
    if not clauses:
        return None
    spans = list(_joined(clauses.values()))
    passages = [cut(entry, span, _path(clauses.values(), span), 1.0, index) for span in spans]
    if provision.item and (lead := _lead(provision, places, index)):
        passages.append(cut(entry, Span(lead.start, lead.end), lead.path, 1.0, index))
    said = _said(list(clauses.values()), spans[0])
    mark = Span(said.start - spans[0].start, said.end - spans[0].start)
    passages[0] = replace(passages[0], highlights=(mark,))
    return Part(mark.of(passages[0].text), tuple(passages), 1.0)


def _joined(clauses: Iterable[Clause]) -> list[Span]:
    """Clauses in a row made into as few spans as the limit allows."""
    spans: list[Span] = []
    last = -1
    for clause in clauses:
        if spans and clause.number == last + 1 and clause.end - spans[-1].start <= MAX_PASSAGE:
            spans[-1] = Span(spans[-1].start, clause.end)
        else:
            spans.append(Span(clause.start, clause.end))
        last = clause.number
    return spans


def _path(clauses: Iterable[Clause], span: Span) -> tuple[str, ...]:
    return next(clause.path for clause in clauses if clause.start >= span.start)


def _lead(provision: Provision, places: dict[int, Provision], index: Index) -> Clause | None:
    """The words of the paragraph that announce the item (有下列情形之一的:)."""
    above = replace(provision, item=0, point=0)
    numbers = [number for number, place in places.items() if above.holds(place) and not place.item]
    texts = [clause for clause in index.clauses(numbers).values() if clause.kind is not ClauseKind.HEADING]
    return texts[-1] if texts else None


def _said(clauses: Sequence[Clause], first: Span) -> Span:
    """The words that a person reads first: the text behind the number of the article, as far as it fits."""
    inside = [clause for clause in clauses if holds(first, clause)]
    texts = [clause for clause in inside if clause.kind is not ClauseKind.HEADING] or inside
    start, last = texts[0].start, texts[0]
    for clause in texts[1:]:
        if clause.end - start > MAX_ANSWER:
            break
        last = clause
    length = len(last.text)
    if last.end - start > MAX_ANSWER:
        text = fold(last.text)[:MAX_ANSWER]
        length = max(text.rfind(mark) for mark in ",;、") + 1 or MAX_ANSWER
    return Span(start, last.start + len(last.text[:length].rstrip("，,；;、")))


def _lacking(entry: Entry, provision: Provision, index: Index) -> str:
    """Why a law does not have a provision."""
    places = [place for place in index.provision_clauses(entry.id).values() if place.whole == provision.whole]
    if not places:
        genre = _GENRE.search(fold(entry.record.title.value)) if entry.record.title else None
        return f"{named(entry)}没有{provision.whole.text}：该{genre.group() if genre else '文件'}共{entry.articles}条。"
    if provision.paragraph and not any(place.paragraph == provision.paragraph for place in places):
        most = max(1, *(place.paragraph for place in places))
        return f"{named(entry)}{provision.whole.text}没有第{provision.paragraph}款：该条共{most}款。"
    return f"{named(entry)}{provision.whole.text}没有第{provision.item}项。"
