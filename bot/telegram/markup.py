"""Render answers as Telegram's HTML, in messages that it takes: a third rendering beside text and JSON.

A message is put together of blocks whose tags are all closed, so none is ever cut inside a tag or a word.
https://core.telegram.org/bots/api#html-style
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from bot.output import harmless
from bot.render import is_quote, matched_words, quote_source, source_line, stretches, values_beside
from retrieval.answer.model import Answer, Passage
from retrieval.document.model import DRAFT, Span
from retrieval.index.documents.entry import Entry
from retrieval.text.joined import join

#: UTF-16 code units that a message may have, entities parsed.
MOST = 4096
#: Entities that Telegram keeps of a message; it drops the others without a word.
_ENTITIES = 100
#: What a button copies has so many characters at most; a quote cut shorter than the second is none.
_COPIED, _SHORTEST_COPY = 256, 40
#: So many of several items are listed at once, each cut to so many characters: its quote has the whole.
ITEMS, _ITEM = 6, 90
#: So many highlights of a quote are marked.
_HIGHLIGHTS = 40
#: No answer lists more quotes: what it takes to prove a comparison of many cities is asked for city by city.
_QUOTES = 10
#: Longer pieces of a text are broken off after one of these, the earlier of them the better.
_BORDERS = ("\n", "。", "；", ";", "，", ",", "、")
_PIECE = 3500


@dataclass(frozen=True)
class Block:
    """A piece of a message that stays whole: HTML, and its length in UTF-16 code units as shown."""

    html: str
    length: int

    @property
    def entities(self) -> int:
        return self.html.count("</")


@dataclass(frozen=True)
class Style:
    """How a person wants answers: ``brief`` leaves out heading paths and what was understood."""

    brief: bool = False


def plain(text: str) -> str:
    """A text of a document or a person as HTML that shows just it, line by line."""
    return escape("\n".join(filter(None, (harmless(line).strip() for line in text.splitlines()))), quote=False)


def bold(text: str) -> str:
    return f"<b>{plain(text)}</b>"


def block(html: str) -> Block:
    return Block(html, _units(re.sub(r"<[^>]*>|&\w+;", lambda found: "&" if found[0][0] == "&" else "", html)))


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def text_blocks(text: str, wrap: Sequence[str] = ("", "")) -> list[Block]:
    """Blocks of a text of any length, each within ``wrap`` (an opening and a closing tag)."""
    return [
        block(f"{wrap[0]}{plain(text[start:end])}{wrap[1]}") for start, end in _pieces(text) if text[start:end].strip()
    ]


def _pieces(text: str) -> Iterable[tuple[int, int]]:
    """Where to break a text so that every piece fits a message."""
    start = 0
    while len(text) - start > _PIECE:
        least, most = start + _PIECE // 2, start + _PIECE
        ends = [text.rfind(border, least, most) + len(border) for border in _BORDERS]
        end = next((end for end, border in zip(ends, _BORDERS, strict=True) if end >= least + len(border)), most)
        yield start, end
        start = end
    yield start, len(text)


def messages(blocks: Iterable[Block]) -> list[str]:
    """Join blocks into as few messages as hold them, a line between two blocks."""
    joined: list[str] = []
    length = entities = 0
    for part in blocks:
        length, entities = length + 2 + part.length, entities + part.entities
        if joined and length <= MOST and entities <= _ENTITIES:
            joined[-1] += f"\n\n{part.html}"
        else:
            joined.append(part.html)
            length, entities = part.length, part.entities
    return joined


def answer_blocks(answer: Answer, style: Style) -> list[Block]:
    """The answer: what a person reads first, a word beside it, then the quotes with their sources."""
    message = answer.message or ""
    blocks = ([] if is_quote(answer) else _said(answer)) if answer.found else text_blocks(message or "没有找到答案。")
    if beside := values_beside(answer, bold, plain):
        blocks.append(block("\n".join(beside)))
    if answer.found and message:
        blocks.extend(text_blocks(message, ("<i>", "</i>")))
    if answer.question.matched and not style.brief:
        how = "接着上文理解为" if answer.question.earlier else "理解为"
        blocks.extend(text_blocks(f"{how}：{matched_words(answer.question)}", ("<i>", "</i>")))
    shown = answer.passages[:_QUOTES]
    for passage, following in zip(shown, [*shown[1:], None], strict=False):
        again = following is not None and _stands(passage) == _stands(following)
        blocks.extend(quote_blocks(passage, style, sourced=not again))
    left = len(answer.passages) - _QUOTES
    if left > 0:
        blocks.append(block(f"<i>还有 {left} 条原文没有列出，请把问题问得具体一些。</i>"))
    return blocks


def _said(answer: Answer) -> list[Block]:
    """The words that answer; several things as a list, of which the first are shown."""
    if len(answer.items) < 2:
        return text_blocks(answer.text, ("<b>", "</b>"))
    blocks = items_blocks([(item.label, item.text) for item in answer.items[:ITEMS]])
    left = len(answer.items) - ITEMS
    return [*blocks, block(f"<i>还有 {left} 项。</i>")] if left > 0 else blocks


def items_blocks(items: Sequence[tuple[str, str]], first: int = 1) -> list[Block]:
    """Several things, each with its label where it has one, numbered from ``first``."""
    lines = []
    for number, (label, text) in enumerate(items, first):
        shown = _one_line(join(text).text)
        shown = shown if len(shown) <= _ITEM else f"{shown[:_ITEM]}…"
        lines.append(f"{number}. {bold(f'{label}：{shown}' if label else shown)}")
    return [block("\n".join(lines[start : start + ITEMS])) for start in range(0, len(lines), ITEMS)]


def _stands(passage: Passage) -> tuple[object, ...]:
    return passage.document.id, quote_source(passage), passage.path


def quote_blocks(passage: Passage, style: Style, sourced: bool = True) -> list[Block]:
    """A quote with the answering words marked, and where it stands; a long one in several pieces.

    It is not ``sourced`` where the next quote stands in the same place.
    """
    quoted = [
        f"<blockquote expandable>{_marked(passage, Span(start, end))}</blockquote>"
        for start, end in _pieces(passage.shown.text)
        if passage.shown.text[start:end].strip()
    ]
    if not sourced:
        return [*map(block, quoted)]
    lines = [*quoted[-1:], _warned(quote_source(passage), passage.document)]
    if passage.path and not style.brief:
        lines.append(plain(" › ".join(passage.path)))
    return [*map(block, quoted[:-1]), block("\n".join(lines))]


def source_html(entry: Entry) -> str:
    """Title, 发文字号 and date; a draft stands out."""
    return _warned(source_line(entry.record, entry.id), entry)


def _warned(source: str, entry: Entry) -> str:
    return f"⚠️ {plain(source)}" if entry.record.status == DRAFT else plain(source)


def _marked(passage: Passage, part: Span) -> str:
    """A part of a passage as HTML, its first highlights in bold."""
    html, marked = "", 0
    for text, said in stretches(passage, part):
        marked += said
        words = escape("\n".join(map(harmless, text.split("\n"))), quote=False)
        html += f"<b>{words}</b>" if said and marked <= _HIGHLIGHTS else words
    return html.strip()


def quote_to_copy(passage: Passage) -> str:
    """A quote with title, 发文字号 and date as a person pastes it: within what a button can copy, or nothing.

    Of a long quote it is the part from the answering words on.
    """
    source = f"——{quote_source(passage)}"
    room = _COPIED - _units(source) - 1
    if room < _SHORTEST_COPY:
        return ""
    said = passage.shown.text
    whole = _one_line(said)
    if _units(whole) <= room:
        return f"{whole}\n{source}"
    begin = min((mark.start for mark in passage.marks), default=0)
    begin = max((said.rfind(border, 0, begin) + len(border) for border in _BORDERS), default=0)
    part = _one_line(said[begin:])
    shown = part if _units(part) < room else f"{_first_units(part, room - 2)}…"
    return f"{'…' if begin else ''}{shown}\n{source}"


def _one_line(text: str) -> str:
    return " ".join(map(harmless, text.split()))


def _first_units(text: str, count: int) -> str:
    """The beginning of a text that takes so many UTF-16 code units, no character torn."""
    return text.encode("utf-16-le")[: 2 * count].decode("utf-16-le", "ignore")
