"""From a source as read to a document."""

from retrieval.document.body import find_body
from retrieval.document.model import Document
from retrieval.document.record import read_record
from retrieval.document.source import Source


def parse_document(source: Source) -> Document:
    """Turn a source as read into a document: its quotable paragraphs and its record."""
    body = find_body(source.text, printed=source.places is not None)
    return Document(
        source.id, source.text, source.sha256, read_record(source.text, body), body, source.places, source.notes
    )
