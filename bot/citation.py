"""Cite a document: the official form 《…》（文号）, and that of GB/T 7714 for references in papers."""

from enum import StrEnum

from bot.output import harmless
from retrieval.answer.citation import named
from retrieval.index.documents.entry import Entry

#: So many authors are named before 等.
_AUTHORS = 3


class Style(StrEnum):
    """How a document is cited."""

    OFFICIAL = "official"
    GBT7714 = "gbt7714"


def citation(entry: Entry, style: Style, provision: str | None = None) -> str:
    """The citation of a document in a style; ``provision`` is how a place in a law is cited (《…法》第十条)."""
    return harmless(_gbt7714(entry) if style is Style.GBT7714 else _official(entry, provision))


def _official(entry: Entry, provision: str | None) -> str:
    """《南京市打造人工智能产业地标行动计划》（宁政办发〔2019〕37号）."""
    number = entry.record.number
    return (provision or named(entry)) + (f"（{number.value}）" if number else "")


def _gbt7714(entry: Entry) -> str:
    """南京市人民政府办公厅. 南京市打造人工智能产业地标行动计划: 宁政办发〔2019〕37号[Z]. 2019-06-29."""
    record = entry.record
    issuers = [issuer.value for issuer in record.issuers]
    authors = ", ".join(issuers[:_AUTHORS]) + (", 等" if len(issuers) > _AUTHORS else "")
    title = named(entry)
    title = title[1:-1] if title.count("《") == 1 else title
    number = f": {record.number.value}" if record.number else ""
    date = record.iso_date or (record.date.value if record.date else "")
    return ". ".join(filter(None, (authors, f"{title}{number}[Z]", date))) + "."
