"""The texts of the documents in the index file, in pieces: a quote from the end of a long one is read like one from
its start, since SQLite counts the characters of a whole value up to the place that is asked for."""

from collections.abc import Iterator

from retrieval.document.model import Span

#: Characters of a piece; a quote lies in one or two.
PIECE = 2048


def pieces(text: str) -> Iterator[str]:
    """Yield a text piece by piece; at least one, so that an empty text is there too."""
    for start in range(0, max(1, len(text)), PIECE):
        yield text[start : start + PIECE]


def pieces_of(span: Span) -> range:
    """The numbers of the pieces that hold a stretch of the text."""
    return range(span.start // PIECE, max(span.start, span.end - 1) // PIECE + 1)
