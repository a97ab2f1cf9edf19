"""Find the document that a person means: by its id, its title or a part of it, or its place."""

from retrieval.errors import QuestionError, WenzhengError
from retrieval.index.documents.entry import Entry
from retrieval.index.documents.selection import EVERYTHING
from retrieval.index.store import Index
from retrieval.question.understand import read_region

#: So many documents are named where it is not clear which is meant.
_NAMED = 10


class DocumentError(WenzhengError):
    """No document is called so, or several are."""


def find_clause(name: str, index: Index) -> tuple[Entry, int | None]:
    """The document and the clause that a name means: nanjing#12; none where it names a document alone.

    Raises ``DocumentError`` as ``find_document`` does, and where no number of a clause stands behind the #.
    """
    if entry := index.document(name):
        return entry, None
    document, mark, number = name.replace("＃", "#").rpartition("#")
    if mark and not number.strip().isdecimal():
        raise DocumentError(f"# 后面应是条款的号码，例如 南京#6，而不是 {name}。")
    return find_document(document if mark else name, index), int(number) if mark else None


def find_document(name: str, index: Index) -> Entry:
    """Return the document that is called so: by its id, else its whole title, a part of it, or the place that it is of.

    Raises ``DocumentError`` where there is none, or where there are several.
    """
    if entry := index.document(name):
        return entry
    name = name.strip()
    if not name:
        raise DocumentError("没有写是哪份文件。请写编号、标题里的字或地区，例如 南京。")
    found = [entry for entry in index.documents if name in _title(entry)]
    exact = [entry for entry in found if name == _title(entry)]
    place = [entry for entry in index.documents if entry.record.region and _is_of(name, entry)]
    readings = (exact, place, found, _inside(name, index))
    for some in readings:
        if len(some) == 1:
            return some[0]
    several = next(filter(None, readings), [])
    if several:
        raise DocumentError(f"{name} 有 {len(several)} 份文件，请写编号：{_listed(several)}。")
    known, total = index.catalogue.select(EVERYTHING, _NAMED), index.catalogue.totals.documents
    more = f"等 {total} 份，用 wenzheng docs 看全部" if total > _NAMED else ""
    raise DocumentError(f"没有这份文件：{name}。可看的有：{'、'.join(one.id for one in known)}{more}。")


def numbers_near(entry: Entry, clause: int | None) -> range:
    """The numbers of a document's clauses; with a ``clause``, its own and those of the ones beside it.

    Raises ``DocumentError`` where the document has no such clause.
    """
    if clause is None:
        return range(entry.clauses)
    if clause >= entry.clauses:
        raise DocumentError(f"{entry.id} 只有 {entry.clauses} 条（0 到 {entry.clauses - 1}）。")
    return range(max(0, clause - 1), min(entry.clauses, clause + 2))


def _title(entry: Entry) -> str:
    return entry.record.title.value if entry.record.title else ""


def _is_of(name: str, entry: Entry) -> bool:
    region = entry.record.region
    own = region.name if region else ""
    return name == own or (len(name) > 1 and own.startswith(name) and len(own) <= len(name) + 3)


def _inside(name: str, index: Index) -> list[Entry]:
    """The documents of the places in a region that is called so: of Nanjing for 江苏."""
    try:
        wider = read_region(name)
    except QuestionError:
        return []
    return [entry for entry in index.documents if (own := entry.record.region) and any(one.holds(own) for one in wider)]


def _listed(entries: list[Entry]) -> str:
    shown = "、".join(f"{one.id}（{_title(one)}）" if _title(one) else one.id for one in entries[:_NAMED])
    return shown + ("等" if len(entries) > _NAMED else "")
