"""Cut a paragraph into sentences and long sentences into parts, by offsets alone."""

import re

from retrieval.document.model import Span

_ENDS = "。!?"
_OPENERS, _CLOSERS = "(《<", ")》>"
_MARKS = re.compile(r'["()《》<>。!?;,]')
#: A sentence longer than this is cut at its semicolons, and a part longer than ``_LONGEST`` at commas.
_LONG, _LONGEST = 80, 240
#: A bracket that stays open for longer than this was never closed.
_BRACKET = 400


def split_sentences(folded: str) -> list[Span]:
    """Return the spans of the sentences of a folded paragraph, closing marks included."""
    return _split(folded, Span(0, len(folded)), _ENDS)


def split_parts(folded: str, sentence: Span, whole: bool = False) -> list[Span]:
    """Return the quotable parts of a sentence: the whole, or what stands between semicolons; ``whole`` where it is to be
    kept together as long as it can be quoted."""
    if sentence.end - sentence.start <= (_LONGEST if whole else _LONG):
        return [sentence]
    parts = []
    for part in _split(folded, sentence, ";"):
        parts.extend([part] if part.end - part.start <= _LONGEST else _balance(_split(folded, part, ",")))
    return parts


def split_commas(folded: str, within: Span) -> list[Span]:
    """The comma pieces of a stretch, marks included, brackets kept whole."""
    return split_at(",;。:", folded, within)


def split_at(marks: str, folded: str, within: Span) -> list[Span]:
    """The pieces of a stretch, each up to one of ``marks`` with it, brackets kept whole."""
    found, start, depth = [], within.start, 0
    for place in range(within.start, within.end):
        char = folded[place]
        depth += (char in "(《") - (char in ")》" and depth > 0)
        if char in marks and depth == 0 and not (char == ":" and folded[place + 1 : place + 2].isdigit()):  # 1:1
            found.append(Span(start, place + 1))
            start = place + 1
    if start < within.end:
        found.append(Span(start, within.end))
    return found


def _balance(pieces: list[Span]) -> list[Span]:
    """Join comma pieces into parts of at most ``_LONGEST`` characters."""
    parts: list[Span] = []
    for piece in pieces:
        if parts and piece.end - parts[-1].start <= _LONGEST:
            parts[-1] = Span(parts[-1].start, piece.end)
        else:
            parts.extend(_chop(piece))
    return parts


def _chop(piece: Span) -> list[Span]:
    """Cut what has no mark at all (a scrape without punctuation) by length."""
    return [Span(start, min(start + _LONGEST, piece.end)) for start in range(piece.start, piece.end, _LONGEST)]


def _split(folded: str, within: Span, ends: str) -> list[Span]:
    """Split after each of ``ends`` that stands outside brackets and quotation marks."""
    spans: list[Span] = []
    start, depth, opened, quoted = within.start, 0, within.start, False
    for mark in _MARKS.finditer(folded, within.start, within.end):
        place, char = mark.start(), mark.group()
        if place < start:
            continue  # it closes what has been cut
        if place - opened > _BRACKET:
            depth, quoted = 0, False
        if char == '"':
            quoted, opened = not quoted, place
        elif char in _OPENERS:
            depth, opened = depth + 1, place
        elif char in _CLOSERS:
            depth = max(0, depth - 1)
        elif char in ends:
            # “……。” ends a sentence together with its quotation
            quotation = quoted and ends == _ENDS and folded[place + 1 : place + 2] == '"'
            if quotation or (depth == 0 and not quoted):
                quoted = quoted and not quotation
                start = _closing(folded, place + 1, within.end)
                spans.append(Span(spans[-1].end if spans else within.start, start))
    if start < within.end:
        spans.append(Span(start, within.end))
    return spans


def _closing(folded: str, place: int, end: int) -> int:
    while place < end and folded[place] in "。!?;\"')":
        if folded[place] == '"' and folded.count('"', 0, place) % 2 == 0:
            break  # it opens the next sentence
        place += 1
    return place
