"""Render answers: as text for a terminal and as JSON. A front end renders, it never builds.

In text, all that comes from a source is made ``harmless`` first; JSON has it as it is.
"""

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bot.facts import value_json, values_text
from bot.output import Style, harmless
from retrieval.answer.model import MAX_PASSAGE, Answer, Item, Passage, Reason
from retrieval.document.model import DRAFT, ISSUED, STATED, Place, Record, Span, Unit
from retrieval.question.model import Question
from retrieval.text.joined import join

if TYPE_CHECKING:
    from retrieval.answer.ranking import Ranked
    from retrieval.answer.search import Hit
    from retrieval.clause.model import Clause
    from retrieval.clause.sections import Section

#: Says where a quote stands.
Source = Callable[[Passage], str]
#: So much of a section without title is shown in an outline.
_BEGINS = 24
#: So much of what was understood is told.
_MATCHED = 100
_STATUS = {DRAFT: "征求意见稿,尚未正式印发", ISSUED: "已印发"}


def answer_json(answer: Answer, name: str | None = None) -> dict[str, Any]:
    """The answer as the batch protocol has it (see ``tests/gold/README.md``)."""
    return {
        **({"id": name} if name is not None else {}),
        "question": answer.question.text,
        "status": "answered" if answer.found else "not_found",
        "answer": answer.text,
        "reason": answer.reason.value if answer.reason else None,
        "message": answer.message,
        "matched": answer.question.matched,
        "confidence": None if answer.confidence is None else round(answer.confidence, 3),
        "items": [item_json(item) for item in answer.items],
        "values": [value_json(value) for value in answer.values],
        "passages": [passage_json(passage) for passage in answer.passages],
    }


def item_json(item: Item) -> dict[str, Any]:
    """An item; ``passage`` is the place of its quote among the passages, from 0."""
    return {
        "text": item.text,
        "start": item.start,
        "end": item.end,
        "document": item.document.id,
        "path": list(item.path),
        "label": item.label,
        "passage": item.passage,
    }


def passage_json(passage: Passage) -> dict[str, Any]:
    record = passage.document.record
    return {
        "text": passage.text,
        "start": passage.start,
        "end": passage.end,
        "highlights": [[span.start, span.end] for span in passage.highlights],
        "score": round(passage.score, 4),
        "path": list(passage.path),
        "clause": passage.clause,
        "citation": passage.citation,
        **place_json(passage.place),
        "document": {"id": passage.document.id, **record_json(record)},
    }


def place_json(place: Place | None) -> dict[str, int | str | bool | None]:
    """The page, the paragraph or the cell of the original, null where the original has none; and whether its text was
    recognized in a picture."""
    here = {unit.value: place.name or place.number if place and place.unit is unit else None for unit in Unit}
    return {**here, "recognized": bool(place and place.recognized)}


def record_json(record: Record) -> dict[str, Any]:
    """The record as a program reads it: dates as YYYY-MM-DD, null where the document does not say."""
    stated = {name: getattr(record, name) for name in STATED}
    return {
        **{name: field.value if field else None for name, field in stated.items()},
        "issuers": [issuer.value for issuer in record.issuers],
        "date": record.iso_date,
        "effective": record.in_force,
        "expires": record.expires,
        "region": place_name(record),
        "province": record.region.province if record.region else None,
        "city": record.region.city or None if record.region else None,
        "county": record.region.county or None if record.region else None,
        "national": record.national,
        "status": record.status,
    }


def place_name(record: Record) -> str | None:
    """The place that a document is for: its region, 全国, or ``None`` where that is not known."""
    if record.region:
        return record.region.name
    return "全国" if record.national else None


def answer_text(answer: Answer, strong: Style, faint: Style, source: Source | None = None) -> str:
    """The answer as lines for a terminal: what was understood, the answer, then each quote with its ``source``."""
    message = harmless(answer.message or "")
    said = "\n".join(map(harmless, answer.text.split("\n")))
    lines = ([] if is_quote(answer) else [strong(said)]) if answer.found else [message or "没有找到答案。"]
    lines.extend(f"  {line}" for line in values_beside(answer, strong))
    if answer.found and message:
        lines.append(message)
    lines.extend(map(faint, understood(answer)))
    for number, passage in enumerate(answer.passages, 1):
        lines.extend(["", *passage_lines(number, passage, strong, faint, source or quote_source)])
    return "\n".join(lines)


def understood(answer: Answer) -> list[str]:
    """How a question was understood, in a line: of a follow-up that it was completed from what was said before."""
    question = answer.question
    how = "接着上文理解为" if question.earlier else "匹配"
    asked = question.matched and answer.reason is not Reason.NOT_A_QUESTION
    return [f"{how}: {matched_words(question)}"] if asked else []


def matched_words(question: Question) -> str:
    """What was understood of a question, within a line or two."""
    said = harmless(question.matched)
    return said if len(said) <= _MATCHED else f"{said[:_MATCHED]}…"


def values_beside(answer: Answer, strong: Style, said: Style = harmless) -> list[str]:
    """The values of several documents as lines, one below the other."""
    several = len({value.document.id for value in answer.values}) > 1
    return values_text(answer.values, strong, said) if several else []


def is_quote(answer: Answer) -> bool:
    """Whether the words that answer are the first quote, or all of it that there is room for: shown once is enough."""
    first = answer.passages[0] if answer.passages else None
    if first is None or len(answer.items) > 1:
        return False
    whole = not first.highlights and first.text.startswith(answer.text)
    return whole or answer.text == first.text or len(first.text) > MAX_PASSAGE


def passage_lines(
    number: int, passage: Passage, strong: Style, faint: Style, source: Source | None = None
) -> list[str]:
    """A quote as lines, with what answers marked in it, its ``source`` where one is given, and the headings over it."""
    lines = [f"[{number}] {_marked(passage, strong)}"]
    if source:
        lines.append(faint(f"    {source(passage)}"))
    where = " > ".join(passage.path)
    lines.append(faint(f"    {harmless(f'{where}  ' if where else '')}{clause_id(passage)}"))
    return lines


def clause_id(passage: Passage) -> str:
    """The id by which ``show`` finds a quote: nanjing#12."""
    return harmless(f"{passage.document.id}#{passage.clause}")


def place_text(place: Place | None) -> str:
    """第3页, 第12段, 表1!B7; 第3页（识别文字）; nothing where the original has none of these."""
    if place is None:
        return ""
    here = place.name or f"第{place.number}{'页' if place.unit is Unit.PAGE else '段'}"
    return f"{here}（识别文字）" if place.recognized else here


def quote_source(passage: Passage) -> str:
    """Where a quote stands (see ``source_line``)."""
    return source_line(passage.document.record, passage.document.id, passage.place, passage.citation)


def source_line(record: Record, name: str, place: Place | None = None, citation: str | None = None) -> str:
    """Title, with the article of a law, 发文字号, date, a word where the document is a draft, and the page."""
    parts = [
        citation or (f"《{record.title.value}》" if record.title else name),
        record.number.value if record.number else None,
        record.iso_date or (record.date.value if record.date else None),
        _STATUS[DRAFT] if record.status == DRAFT else None,
        place_text(place),
    ]
    return harmless(" · ".join(filter(None, parts)))


def _marked(passage: Passage, strong: Style) -> str:
    return "".join(strong(harmless(text)) if said else harmless(text) for text, said in stretches(passage))


def stretches(passage: Passage, part: Span | None = None) -> list[tuple[str, bool]]:
    """The text of a quote, or a part of it, as it is shown: in stretches, and whether each is said in answer."""
    text, found = passage.shown.text, []
    place, end = (part.start, part.end) if part else (0, len(text))
    for mark in passage.marks:
        inside = Span(max(mark.start, place), min(mark.end, end))
        if inside.start < inside.end:
            found += [(text[place : inside.start], False), (inside.of(text), True)]
            place = inside.end
    return [(words, said) for words, said in [*found, (text[place:end], False)] if words]


def hit_json(hit: "Hit", ranked: "Ranked | None" = None) -> dict[str, Any]:
    """A search hit with its clause's place and each term's share of the score, and as a candidate for an answer its
    score with the value and weight of each feature."""
    return {
        **_where(hit.clause),
        "score": round(hit.score, 6),
        "terms": {term: round(share, 6) for term, share in hit.shares},
        **({"answer": _ranked_json(ranked)} if ranked else {}),
    }


def _where(clause: "Clause") -> dict[str, Any]:
    """A clause and where it stands."""
    return {
        "document": clause.document,
        "clause": clause.number,
        "start": clause.start,
        "end": clause.end,
        "text": clause.text,
        "path": list(clause.path),
    }


def _ranked_json(ranked: "Ranked") -> dict[str, Any]:
    return {
        "score": round(ranked.score, 6),
        "features": {name: [round(value, 6), weight] for name, value, weight in _weighed(ranked)},
    }


def _weighed(ranked: "Ranked") -> list[tuple[str, float, float]]:
    """The features that are not 0 with their values and weights, those that add most first."""
    from retrieval.answer.ranking import read_weights

    weights = read_weights().rank
    rows = [(name, value, weights.get(name, 0.0)) for name, value in ranked.features.items() if value]
    return sorted(rows, key=lambda row: -abs(row[1] * row[2]))


def hit_text(number: int, hit: "Hit", explain: bool, faint: Style, ranked: "Ranked | None" = None) -> str:
    clause = hit.clause
    lines = [
        f"[{number}] {hit.score:.2f}  {harmless(clause.text)}",
        faint(harmless(f"    {clause.document}#{clause.number}  {' > '.join(clause.path)}")),
    ]
    if explain:
        lines.append(faint("    " + "  ".join(f"{term} {share:.2f}" for term, share in hit.shares)))
        lines.append(faint(f"    {_ranked_text(ranked)}" if ranked else "    不在问答的候选里"))
    return "\n".join(lines)


def _ranked_text(ranked: "Ranked") -> str:
    """The score of a candidate as the sum of its features, each value times its weight."""
    return f"{ranked.score:.2f} = " + " + ".join(
        f"{name} {value:.2f}×{weight:.2f}" for name, value, weight in _weighed(ranked)
    )


def section_text(section: "Section", begins: str, faint: Style) -> str:
    """A line of an outline: indented, number and title, or how its text ``begins`` where it has no title."""
    title = harmless(section.title) or faint(f"{harmless(join(begins).text)[:_BEGINS]}…")
    return f"{'  ' * (section.level - 1)}{harmless(section.label)}{title}"


def section_json(section: "Section") -> dict[str, Any]:
    return asdict(section)


def clause_text(clause: "Clause", asked: bool, strong: Style, faint: Style, place: Place | None = None) -> str:
    years = "、".join(map(str, clause.years))
    note = harmless(
        " ".join(filter(None, (f"{clause.start}-{clause.end}", place_text(place), " > ".join(clause.path), years)))
    )
    text = harmless(clause.joined.text)
    return f"{clause.number:4} {strong(text) if asked else text}\n     {faint(note)}"


def clause_json(clause: "Clause", place: Place | None = None) -> dict[str, Any]:
    """A clause with its offsets in the text of its document."""
    return {**_where(clause), "years": list(clause.years), "section": clause.section, **place_json(place)}
