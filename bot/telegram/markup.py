"""Render answers as Telegram's HTML, in messages that it takes: a third rendering beside text and JSON.

A message is put together of blocks whose tags are all closed, so none is ever cut inside a tag or a word.
https://core.telegram.org/bots/api#html-style
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from bot.output import harmless
from bot.render import quote_source, source_line
from retrieval.answer.model import Answer, Passage
from retrieval.document.model import DRAFT, Span
from retrieval.index.entry import Entry

#: UTF-16 code units that a message may have, entities parsed.
MOST = 4096
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
    return [block(f"{wrap[0]}{plain(piece)}{wrap[1]}") for piece in _pieces(text) if piece.strip()]


def _pieces(text: str) -> Iterable[str]:
    while len(text) > _PIECE:
        ends = [text.rfind(border, _PIECE // 2, _PIECE) + len(border) for border in _BORDERS]
        end = next((end for end, border in zip(ends, _BORDERS, strict=True) if end >= len(border)), _PIECE)
        yield text[:end]
        text = text[end:]
    yield text


def messages(blocks: Iterable[Block]) -> list[str]:
    """Join blocks into as few messages as hold them, a line between two blocks."""
    joined: list[str] = []
    length = MOST
    for part in blocks:
        if joined and length + 2 + part.length <= MOST:
            joined[-1] += f"\n\n{part.html}"
            length += 2 + part.length
        else:
            joined.append(part.html)
            length = part.length
    return joined


def answer_blocks(answer: Answer, style: Style) -> list[Block]:
    """The answer: what a person reads first, a word beside it, then the quotes with their sources."""
    message = answer.message or ""
    blocks = text_blocks(answer.text, ("<b>", "</b>")) if answer.found else text_blocks(message or "没有找到答案。")
    if answer.found and message:
        blocks.extend(text_blocks(message, ("<i>", "</i>")))
    if answer.question.matched and not style.brief:
        blocks.extend(text_blocks(f"理解为：{answer.question.matched}", ("<i>", "</i>")))
    blocks.extend(quote_block(passage, style) for passage in answer.passages[:_QUOTES])
    left = len(answer.passages) - _QUOTES
    if left > 0:
        blocks.append(block(f"<i>还有 {left} 条原文没有列出，请把问题问得具体一些。</i>"))
    return blocks


def quote_block(passage: Passage, style: Style) -> Block:
    """A quote with the answering words marked, and where it stands."""
    lines = [
        f"<blockquote expandable>{_marked(passage)}</blockquote>",
        _warned(quote_source(passage), passage.document),
    ]
    if passage.path and not style.brief:
        lines.append(plain(" › ".join(passage.path)))
    return block("\n".join(lines))


def source_html(entry: Entry) -> str:
    """Title, 发文字号 and date; a draft stands out."""
    return _warned(source_line(entry.record, entry.id), entry)


def _warned(source: str, entry: Entry) -> str:
    return f"⚠️ {plain(source)}" if entry.record.status == DRAFT else plain(source)


def _marked(passage: Passage) -> str:
    """A passage as HTML, its highlights in bold."""
    html, place = "", 0
    for span in sorted(passage.highlights, key=lambda span: span.start):
        if span.start >= place:
            html += _slice(passage, Span(place, span.start)) + f"<b>{_slice(passage, span)}</b>"
            place = span.end
    return (html + _slice(passage, Span(place, len(passage.text)))).strip()


def _slice(passage: Passage, span: Span) -> str:
    """Part of a passage; only the ends of its lines are cared for, or words at its border would be torn from spaces."""
    return escape("\n".join(map(harmless, re.split(r"[ \t\u3000]*\r?\n\s*", span.of(passage.text)))), quote=False)
