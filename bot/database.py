"""Export an index as a plain database: documents, sections, clauses and facts that any program can read with SQL."""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from bot.render import record_json
from retrieval.errors import WenzhengError, reason_of
from retrieval.index.analysis.tokenizer import words
from retrieval.index.documents.entry import Entry
from retrieval.index.facts.reader import FACT_VIEWS, list_facts
from retrieval.index.store import Index

#: The table of each view of facts.
_TABLES = {"targets": "targets", "money": "grants", "duties": "duties", "conditions": "conditions"}
#: What each table holds; the table ``about`` says it too. The columns are explained in ``bot/database.md``.
TABLES: Mapping[str, str] = {
    "documents": "每份文件一行：标题、文号、发文机关、日期、地区、效力",
    "texts": "每份文件的全文；start 和 end 都是在 text 里的位置",
    "sections": "各章、各节、各条：层级、编号、标题",
    "clauses": "每一条原文：substr(texts.text, start + 1, end - start) = clauses.text；words 是切好的词，clauses_fts 按词检索",
    "targets": "目标：年份、指标、数值",
    "grants": "资金支持：对象、用途、金额、上限、条件",
    "duties": "责任分工：事项、角色、单位、时限",
    "conditions": "申请条件和办事流程",
}
#: Views that put the source beside each row.
VIEWS: Mapping[str, str] = {
    f"{table}_cited": f"SELECT f.*, d.title, d.number AS document_number, d.issuers, d.date FROM {table} f JOIN documents d ON d.id = f.document"
    for table in ("clauses", "targets", "grants", "duties", "conditions")
}
_ABOUT = "about"


class ExportError(WenzhengError):
    """The database cannot be written where it is wanted."""


def export_database(index: Index, file: Path) -> None:
    """Write all that the index knows of its documents into a new database, in the place of an earlier export.

    Raises ``ExportError`` where the file is something else, or cannot be written.
    """
    from sqlite_utils import Database

    if file.exists() and not _is_export(file):
        raise ExportError(f"{file} 不是用 export 导出的数据库，没有动它。请换一个文件名。")
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        draft.unlink(missing_ok=True)
        database = Database(draft)
        try:
            _fill(database, index)
        finally:
            database.close()
        os.replace(draft, file)
    except (OSError, sqlite3.Error) as error:
        said = reason_of(error) if isinstance(error, OSError) else str(error)
        raise ExportError(f"不能写到 {file}：{said}。请检查文件夹、权限和磁盘空间。") from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _is_export(file: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return bool(connection.execute("SELECT 1 FROM about WHERE name = 'clauses'").fetchone())
    except sqlite3.Error:
        return False


def _fill(database: Any, index: Index) -> None:
    entries = index.documents
    cut = index.stored_cut()
    database[_ABOUT].insert_all(({"name": name, "holds": holds} for name, holds in TABLES.items()), pk="name")
    copies = [("copy_of", "documents", "id")]
    database["documents"].insert_all(map(_document, entries), pk="id", foreign_keys=copies)
    of_document = ("document", "documents", "id")
    database["texts"].insert_all(
        ({"document": entry.id, "text": index.source(entry.id)} for entry in entries),
        pk="document",
        foreign_keys=[of_document],
    )
    database["sections"].create(
        {
            **{"id": str, "document": str, "number": int, "parent": str, "level": int},
            **{"label": str, "title": str, "start": int, "end": int},
        },
        pk="id",
        foreign_keys=[of_document, ("parent", "sections", "id")],
    )
    database["sections"].insert_all(row for entry in entries for row in _sections(entry, index))
    database["clauses"].create(
        {
            **{"id": str, "document": str, "number": int, "section": str, "kind": str, "start": int, "end": int},
            **{"text": str, "path": str, "years": str, "page": int, "words": str},
        },
        pk="id",
        foreign_keys=[of_document, ("section", "sections", "id")],
    )
    database["clauses"].insert_all(row for entry in entries for row in _clauses(entry, index, cut))
    for view, table in _TABLES.items():
        _facts(database, view, table, index)
    database["clauses"].enable_fts(["words"], tokenize="unicode61")
    for column in ("document", "section"):
        database["clauses"].create_index([column])
    for name, sql in VIEWS.items():
        database.create_view(name, sql)


def _document(entry: Entry) -> dict[str, Any]:
    record = record_json(entry.record)
    issuers = "、".join(record.pop("issuers"))
    return {
        "id": entry.id,
        **record,
        "issuers": issuers,
        "national": int(entry.record.national),
        "clauses": entry.clauses,
        "copy_of": entry.copy_of,
        "superseded": int(entry.superseded),
        "path": entry.path,
        "sha256": entry.sha256,
    }


def _sections(entry: Entry, index: Index) -> Iterator[dict[str, Any]]:
    for one in index.sections(entry.id):
        yield {
            "id": f"{entry.id}§{one.number}",
            "document": entry.id,
            "parent": f"{entry.id}§{one.parent}" if one.parent else None,
            **{name: getattr(one, name) for name in ("number", "level", "label", "title", "start", "end")},
        }


def _clauses(entry: Entry, index: Index, cut: Any) -> Iterator[dict[str, Any]]:
    for one in index.clauses(entry.ids).values():
        place = index.place_at(entry.id, one.start)
        yield {
            "id": f"{entry.id}#{one.number}",
            "document": entry.id,
            "section": f"{entry.id}§{one.section}" if one.section else None,
            **{name: getattr(one, name) for name in ("number", "kind", "start", "end", "text")},
            "path": " > ".join(one.path),
            "years": "、".join(map(str, one.years)),
            "page": place.number if place else None,
            "words": " ".join(words(one.folded, cut)),
        }


def _facts(database: Any, view: str, table: str, index: Index) -> None:
    """The rows of a view of facts, each tied to its document and to the clause that its quote begins in."""
    numbers = {"year": int, "leads": int, "low": float, "high": float}
    columns = {name: numbers.get(name, str) for name in FACT_VIEWS[view]}
    database[table].create(
        {"id": int, "document": str, "clause": str, "region": str, **columns, "quote": str, "start": int, "end": int},
        pk="id",
        foreign_keys=[("document", "documents", "id"), ("clause", "clauses", "id")],
    )
    database[table].insert_all(
        {
            **{name: row[name] for name in ("document", "region", *columns, "quote", "start", "end")},
            "clause": f"{row['document']}#{index.clause_number(row['document'], row['start'])}",
        }
        for row in list_facts(index, view)
    )
    database[table].create_index(["document"])
