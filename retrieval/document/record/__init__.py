"""The record of a document (著录项), read from its own text and from what the page says of it."""

from retrieval.document.record.reader import read_record

__all__ = ["read_record"]
