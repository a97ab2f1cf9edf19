"""The paragraphs of a document: spans of its untouched text, without the page around it and without copies."""

from retrieval.document.law import without_contents
from retrieval.document.layout.chrome import is_chrome, is_menu, without_chrome
from retrieval.document.layout.copies import without_copies
from retrieval.document.layout.lines import read_lines
from retrieval.document.layout.reflow import reflow
from retrieval.document.layout.run_on import take_apart
from retrieval.document.model import Span
from retrieval.document.table import find_tables


def find_body(text: str, printed: bool = False) -> tuple[Span, ...]:
    """Return the quotable paragraphs of ``text`` in order. Around a ``printed`` document there is no web page to cut."""
    lines = read_lines(text)
    tabled = {lines[row].span for table in find_tables([line.text for line in lines]) for row in table.rows}
    if not printed:
        lines = without_chrome(lines, tabled)
    paragraphs: list[Span] = []
    for number, whole in enumerate(reflow(lines)):
        parts = [whole] if whole in tabled else take_apart(text, whole, first=number < 2)
        if len(parts) > 1 and not printed:
            parts = [part for part in parts if not is_chrome(part.of(text)) and not is_menu(part.of(text))]
        paragraphs.extend(parts)
    return tuple(without_contents(text, without_copies(text, paragraphs)))
