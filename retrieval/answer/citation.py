"""Cite a law: 《中华人民共和国著作权法》第十条第一款第三项."""

from retrieval.clause.provision import common
from retrieval.document.model import Span
from retrieval.index.documents.entry import Entry
from retrieval.index.store import Index


def cite(entry: Entry, span: Span, index: Index) -> str | None:
    """How a stretch of a law is cited, by the narrowest provision that holds it; ``None`` where it stands in none."""
    if not entry.articles:
        return None
    found = index.provisions(entry.id, span)
    if not found:
        return None
    whole = common(found)
    place = whole.text if whole else f"{found[0].whole.text}至{found[-1].whole.text}"
    return f"{named(entry)}{place}"


def named(entry: Entry) -> str:
    """A document by its title in the marks of one, or by its id."""
    title = entry.record.title.value if entry.record.title else entry.id
    return title if title.startswith("《") and title.endswith("》") and title.count("《") == 1 else f"《{title}》"
