"""Lines of text out of the elements of a page, as a browser would set them; tables as rows."""

import re
from dataclasses import dataclass

from lxml.html import HtmlElement

from retrieval.document.readers.attributes import number_in
from retrieval.document.readers.tables import table_lines

BLOCKS = frozenset(
    (
        "address article aside blockquote body br caption center dd details dir div dl dt fieldset figcaption "
        "figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre section summary "
        "table tbody td tfoot th thead tr ul"
    ).split()
)
#: A page nested deeper is none that a person wrote; the rest of it is taken as it is.
_DEPTH = 500
_SPAN, _MOST_ROWS = 60, 5000
#: A cell with more than this share of a large table's text is a page's frame, not a table's cell.
_FRAME, _LARGE = 0.6, 400
_HAN_BREAK = re.compile(
    r"(?<=[\u3000-\u303f\u3400-\u9fff\uff00-\uffef])[ \t]*[\r\n][\s]*(?=[\u3000-\u303f\u3400-\u9fff\uff00-\uffef])"
)
_SPACE = re.compile(r"[\s\xa0\u3000\u200b\ufeff]+")


@dataclass(frozen=True)
class Line:
    """A line, how many of its characters are links, and the block that it stands in."""

    text: str
    linked: int
    block: HtmlElement


def clean(text: str) -> str:
    """White space as a browser shows it. The end of a line of the file between Chinese characters is none."""
    return _SPACE.sub(" ", _HAN_BREAK.sub("", text)).strip()


def lines_of(element: HtmlElement) -> list[Line]:
    """The lines that an element says, blank ones left out."""
    writer = _Writer(element)
    _write(element, writer, False, 0)
    writer.end()
    return writer.lines


class _Writer:
    """Collects words into lines."""

    def __init__(self, block: HtmlElement) -> None:
        self.block = block
        self.lines: list[Line] = []
        self._words: list[str] = []
        self._linked: list[str] = []

    def say(self, words: str | None, linked: bool) -> None:
        if words:
            self._words.append(words)
            if linked:
                self._linked.append(words)

    def end(self) -> None:
        text = clean("".join(self._words))
        if text:
            self.lines.append(Line(text, len(clean("".join(self._linked))), self.block))
        self._words.clear()
        self._linked.clear()


def _write(element: HtmlElement, writer: _Writer, linked: bool, depth: int) -> None:
    if depth > _DEPTH:
        writer.say(element.text_content(), linked)
        return
    if element.tag == "table" and (rows := rows_of(element)):
        writer.end()
        writer.lines.extend(Line(row, 0, element) for row in table_lines(rows))
        return
    around = writer.block
    block = element.tag in BLOCKS
    if block:
        writer.end()
        writer.block = around if element.tag == "br" else element
    linked = linked or element.tag == "a"
    writer.say(element.text, linked)
    for child in element:
        if isinstance(child.tag, str):
            _write(child, writer, linked, depth + 1)
        writer.say(child.tail, linked)
    if block:
        writer.end()
        writer.block = around


def rows_of(table: HtmlElement) -> list[list[str]]:
    """The cells of a table of facts, row by row; none where it frames a page or a paragraph."""
    if next(table.iterdescendants("table"), None) is not None:
        return []
    rows: list[list[str]] = []
    over: dict[int, tuple[str, int]] = {}  # cells that reach down from the rows above
    for row in table.xpath(".//tr")[:_MOST_ROWS]:
        cells: list[str] = []
        for cell in row.xpath("./td|./th"):
            cells += _reaching(over, len(cells))
            text = " ".join(line.text for line in lines_of(cell))
            wide, high = _count(cell, "colspan"), _count(cell, "rowspan")
            for column in range(len(cells), len(cells) + wide):
                words = text if column == len(cells) else ""
                if high > 1:
                    over[column] = (words, high - 1)
            cells += [text, *[""] * (wide - 1)]
        rows.append(cells + _reaching(over, len(cells)))
    length = sum(len(cell) for row in rows for cell in row)
    longest = max((len(cell) for row in rows for cell in row), default=0)
    several = sum(sum(map(bool, row)) > 1 for row in rows)
    if several < 2 or (length > _LARGE and longest > _FRAME * length):
        return []
    return rows


def _reaching(over: dict[int, tuple[str, int]], column: int) -> list[str]:
    cells: list[str] = []
    while column + len(cells) in over:
        text, left = over.pop(column + len(cells))
        if left > 1:
            over[column + len(cells)] = (text, left - 1)
            cells.append(text)
        else:
            cells.append(text)
    return cells


def _count(cell: HtmlElement, name: str) -> int:
    return max(1, number_in(cell.get(name), 1, _SPAN))
