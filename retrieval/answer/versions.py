"""Say which version of a document an answer is from, where there are several."""

from collections.abc import Iterable
from itertools import islice

from retrieval.answer.citation import named
from retrieval.document.model import DRAFT
from retrieval.index.documents.entry import Entry
from retrieval.index.documents.versions import day_of
from retrieval.index.store import Index

#: No more documents, nor more versions of one, are spoken of.
_MOST = 5


def version_note(entries: Iterable[Entry], index: Index) -> str:
    """A sentence for each of the documents that has other versions, for the first ones; empty where none has."""
    return "".join(islice(filter(None, (_note(entry, index) for entry in dict.fromkeys(entries))), _MOST))


def _note(entry: Entry, index: Index) -> str:
    others = [other for other in index.catalogue.versions_of(entry) if other.id != entry.id]
    if not others:
        return ""
    more = f"等{len(others)}个" if len(others) > _MOST else ""
    return f"{named(entry)}引自{_version(entry)}；另有{'、'.join(map(_version, others[:_MOST]))}{more}。"


def _version(entry: Entry) -> str:
    day = day_of(entry) or "未注明日期"
    return f"{day}的{'征求意见稿' if entry.record.status == DRAFT else '版本'}"
