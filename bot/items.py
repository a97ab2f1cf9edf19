"""Answers that are several things, for people: numbered items, each with the mark of the quote that proves it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.output import Style, harmless
from bot.render import Source, answer_text, passage_lines, quote_source, source_line, understood, values_beside
from retrieval.answer.model import ITEMS_SHOWN, Answer, Item, Passage
from retrieval.clause.model import Clause, ClauseKind
from retrieval.index.documents.entry import Entry
from retrieval.text.joined import join


@dataclass(frozen=True)
class Line:
    """An item as it is shown: its number from 1, its label (a year, a place, a role; often none), its words, and the
    number of its quote from 1, 0 where none is given."""

    number: int
    label: str
    text: str
    mark: int


@dataclass(frozen=True)
class Listed:
    """The items to show, how many more there are, and the quotes of those shown with their numbers."""

    lines: tuple[Line, ...]
    more: int
    quotes: tuple[tuple[int, Passage], ...]


def is_list(answer: Answer) -> bool:
    """Whether an answer says several things, to be shown one below the other."""
    return answer.found and len(answer.items) > 1


def listed(answer: Answer, most: int | None = ITEMS_SHOWN) -> Listed:
    """Return the first items of an answer, all where ``most`` is ``None``, with the quotes that prove them."""
    shown = answer.items[:most]
    marks = {item.passage for item in shown if item.passage is not None} | {0}
    quotes = tuple((place + 1, passage) for place, passage in enumerate(answer.passages) if place in marks)
    lines = tuple(_line(number, item) for number, item in enumerate(shown, 1))
    return Listed(lines, len(answer.items) - len(shown), quotes)


def _line(number: int, item: Item) -> Line:
    return Line(number, item.label, join(item.text).text, 0 if item.passage is None else item.passage + 1)


def shown_text(answer: Answer, strong: Style, faint: Style, every: bool = False, source: Source | None = None) -> str:
    """The answer as lines for a terminal, several things one below the other, ``every`` one or the first."""
    if is_list(answer):
        return items_text(answer, strong, faint, every, source or quote_source)
    return answer_text(answer, strong, faint, source)


def items_text(answer: Answer, strong: Style, faint: Style, every: bool = False, source: Source = quote_source) -> str:
    """The answer as lines for a terminal: numbered items with marks, then the quotes document by document."""
    found = listed(answer, None if every else ITEMS_SHOWN)
    lines = [_numbered(line, strong, faint) for line in found.lines]
    if found.more:
        lines.append(faint(f"还有 {found.more} 项，加 --all 看全部。"))
    lines.extend(f"  {line}" for line in values_beside(answer, strong))
    if answer.message:
        lines.append(harmless(answer.message))
    lines.extend(map(faint, understood(answer)))
    for _, group in groupby(found.quotes, key=lambda quote: quote[1].document.id):
        quotes = list(group)
        lines.extend(["", faint(_heading(quotes, source))])
        for number, passage in quotes:
            lines.extend(passage_lines(number, passage, strong, faint))
    return "\n".join(lines)


def _heading(quotes: Sequence[tuple[int, Passage]], source: Source) -> str:
    """The document of some quotes; an article is cited with its quote alone."""
    first = quotes[0][1]
    apart = first.citation and len(quotes) > 1
    return f"—— {harmless(first.document.name) if apart else source(first)}"


def _numbered(line: Line, strong: Style, faint: Style) -> str:
    label = f"{harmless(line.label)}：" if line.label else ""
    mark = faint(f" [{line.mark}]") if line.mark else ""
    return f"{line.number}. {label}{strong(harmless(line.text))}{mark}"


def answer_markdown(answer: Answer, source: Source = quote_source) -> str:
    """The answer in Markdown, to be pasted elsewhere: the items, then every quote with its source."""
    if not answer.found:
        return _escaped(answer.message or "没有找到答案。")
    found = listed(answer, None)
    lines = [f"**{_escaped(answer.question.text)}**", ""]
    for line in found.lines:
        label = f"{_escaped(line.label)}：" if line.label else ""
        lines.append(f"{line.number}. {label}{_escaped(line.text)}" + (f" [{line.mark}]" if line.mark else ""))
    if answer.message:
        lines.extend(["", _escaped(answer.message)])
    for number, passage in found.quotes:
        lines.extend(["", f"> [{number}] {_escaped(passage.shown.text)}", ">", f"> —— {_escaped(source(passage))}"])
    return "\n".join(lines)


def document_markdown(entry: Entry, clauses: Iterable[Clause]) -> str:
    """Clauses of a document in Markdown below its title and source; headings are bold, a paragraph stays one."""
    title = entry.record.title.value if entry.record.title else entry.id
    parts = [f"# {_escaped(title)}", _escaped(source_line(entry.record, entry.id))]
    for _, group in groupby(clauses, key=lambda clause: clause.paragraph):
        some = list(group)
        text = _escaped("".join(clause.joined.text for clause in some))
        parts.append(f"**{text}**" if all(one.kind is ClauseKind.HEADING for one in some) else text)
    return "\n\n".join(parts)


def _escaped(text: str) -> str:
    """Text that says in Markdown what it says here."""
    shown = " ".join(harmless(text).split())
    return "".join(f"\\{char}" if char in "\\`*_[]<>#|~" else char for char in shown)
