"""Make the index file from documents, in one transaction."""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retrieval.clause import Clause, segment
from retrieval.document import parse_document
from retrieval.document.model import STATED, Document
from retrieval.document.source import Source, read_source
from retrieval.errors import IndexFileError, SourceError, reason_of
from retrieval.fact import find_facts
from retrieval.index.bm25 import postings
from retrieval.index.facts import create_facts, insert_facts
from retrieval.index.file import APPLICATION, FORMAT, check_place, explained, properties
from retrieval.index.freshness import Stat, fingerprint, stat_of
from retrieval.index.lexicon import Lexicon
from retrieval.index.store import CONTEXT, TEXT
from retrieval.index.tokens import han_runs, terms
from retrieval.text.fold import fold
from retrieval.text.sounds import short_keys, sound_keys, wrong_keys

if TYPE_CHECKING:
    from sqlite_utils import Database

#: Seconds to wait for another program that writes the same file.
_PATIENCE = 10.0
#: Called with the step just done, of how many, and its name.
Progress = Callable[[int, int, str], None]

_COLUMNS: dict[str, dict[str, Any]] = {
    "properties": {"name": str, "value": str},
    "documents": {
        **{"id": str, "path": str, "size": int, "modified": int, "sha256": str},
        **dict.fromkeys((*STATED, "status"), str),
        **dict.fromkeys(("province", "city", "county"), str),
        **{"record": str, "first_clause": int, "articles": int, "unit": str, "starts": str, "text": str},
    },
    "clauses": {
        **{"id": int, "document": str, "number": int, "start": int, "end": int, "text": str, "kind": str},
        **{
            "paragraph": int,
            "sentence": int,
            "path": str,
            "lead": str,
            "years": str,
            "duty_start": int,
            "duty_end": int,
            "provision": str,
        },
    },
    "postings": {"field": str, "term": str, "floor": float, "clauses": bytes, "weights": bytes},
    "lexicon": {"word": str, "frequency": int, "tag": str},
    "spellings": {"key": str, "word": str, "clauses": int},
}
_KEYS: dict[str, Any] = {
    "properties": "name",
    "documents": "id",
    "clauses": "id",
    "postings": ("field", "term"),
    "lexicon": "word",
    "spellings": ("key", "word"),
}


def build_index(path: Path, sources: Sequence[Path], progress: Progress | None = None) -> None:
    """Make the index at ``path`` anew from the files ``sources``; a file that is no index of ours is not touched."""
    if not sources:
        raise SourceError(
            "没有可用的文件：指定的文件夹里没有能读的（txt、md、html、pdf、docx、zip）。请放入文件，或用 --docs 指定别处。"
        )
    check_place(path)
    step = progress or _silent
    total = len(sources) + 3
    step(0, total, "载入词典")
    lexicon = Lexicon()
    read: list[tuple[Source, Stat, Document, list[Clause]]] = []
    for number, file in enumerate(sources):
        step(number + 1, total, file.name)
        stat = stat_of(file)
        source = read_source(file)
        document = parse_document(source)
        read.append((source, stat, document, segment(document)))
    step(len(sources) + 1, total, "建立索引")
    with _writing(path) as db:
        _create(db)
        _insert_documents(db, read)
        clauses = [clause for *_, part in read for clause in part]
        _insert_postings(db, clauses, lexicon)
        _insert_spellings(db, clauses, lexicon)
        step(len(sources) + 2, total, "写入词典")
        db.table("lexicon").insert_all(
            {"word": word.text, "frequency": word.frequency, "tag": word.tag} for word in lexicon.words()
        )
        made = {"format": FORMAT, "fingerprint": fingerprint(), "lexicon_total": lexicon.total}
        db.table("properties").insert_all({"name": name, "value": str(value)} for name, value in made.items())
    step(total, total, "完成")


def _silent(done: int, total: int, name: str) -> None:
    """Show no progress."""


@contextmanager
def _writing(path: Path) -> Iterator["Database"]:
    """A database whose writes are all kept or all undone; SQLite's complaints become a sentence."""
    from sqlite_utils import Database  # heavy: a question never needs it

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=_PATIENCE)
    except (OSError, sqlite3.Error) as error:
        said = reason_of(error) if isinstance(error, OSError) else str(error)
        raise IndexFileError(f"不能在 {path} 建立索引：{said}。请用 --db 换一个可写的位置。") from error
    with explained(path), closing(connection):
        db = Database(connection)
        db.enable_wal()
        connection.execute("BEGIN IMMEDIATE")
        properties(connection, path)  # once more: another program may have come first
        with db.atomic():
            yield db
        connection.execute("COMMIT")


def _create(db: "Database") -> None:
    old = set(db.table_names())
    for name, columns in _COLUMNS.items():
        if name in old:
            db.table(name).drop()
        db.table(name).create(columns, pk=_KEYS[name])
    db.table("clauses").create_index(["document", "number"], unique=True)
    create_facts(db)
    db.execute(f"PRAGMA application_id = {APPLICATION}")


def _insert_documents(db: "Database", read: Sequence[tuple[Source, Stat, Document, list[Clause]]]) -> None:
    first = 0
    for source, stat, document, clauses in read:
        db.table("documents").insert(_document_row(source, stat, document, clauses, first))
        db.table("clauses").insert_all(_clause_row(first + clause.number, clause) for clause in clauses)
        insert_facts(db, document.id, document.text, first, find_facts(document, clauses))
        first += len(clauses)


def _document_row(
    source: Source, stat: Stat, document: Document, clauses: Sequence[Clause], first: int
) -> dict[str, Any]:
    record = document.record
    fields = {name: getattr(record, name) for name in (*STATED, "draft")}
    region = record.region
    return {
        "id": document.id,
        "path": str(source.path.resolve()),
        "size": stat.size,
        "modified": stat.modified,
        "sha256": document.sha256,
        **{name: field.value if field else None for name, field in fields.items() if name != "draft"},
        "status": record.status,
        "province": region.province if region else None,
        "city": region.city if region else None,
        "county": region.county if region else None,
        "record": json.dumps({name: asdict(field) for name, field in fields.items() if field}, ensure_ascii=False),
        "first_clause": first,
        "articles": max((clause.provision.article for clause in clauses if clause.provision), default=0),
        "unit": document.places.unit.value if document.places else None,
        "starts": json.dumps(document.places.starts) if document.places else None,
        "text": document.text,
    }


def _clause_row(number: int, clause: Clause) -> dict[str, Any]:
    return {
        "id": number,
        **{
            name: getattr(clause, name)
            for name in ("document", "number", "start", "end", "text", "paragraph", "sentence", "lead")
        },
        "kind": clause.kind.value,
        "path": json.dumps(clause.path, ensure_ascii=False),
        "years": json.dumps(clause.years),
        "duty_start": clause.duty.start if clause.duty else None,
        "duty_end": clause.duty.end if clause.duty else None,
        "provision": clause.provision.text if clause.provision else None,
    }


def _insert_postings(db: "Database", clauses: Sequence[Clause], lexicon: Lexicon) -> None:
    ids = range(len(clauses))
    cut = lru_cache(maxsize=None)(lambda text: terms(fold(text), lexicon.cut))
    fields = {
        TEXT: [cut(clause.text) for clause in clauses],
        CONTEXT: [[term for part in (*clause.path, clause.lead) for term in cut(part)] for clause in clauses],
    }
    for field, tokens in fields.items():
        db.table("postings").insert_all(
            {
                "field": field,
                "term": posting.term,
                "floor": posting.floor,
                "clauses": posting.clauses.tobytes(),
                "weights": posting.weights.tobytes(),
            }
            for posting in postings(ids, tokens)
        )


def _insert_spellings(db: "Database", clauses: Sequence[Clause], lexicon: Lexicon) -> None:
    """The words that occur, under the keys by which a mistyped one finds them."""
    held: Counter[str] = Counter()
    for clause in clauses:
        held.update({word for _, run in han_runs(fold(clause.text)) for word in lexicon.cut(run) if len(word) > 1})
    db.table("spellings").insert_all(
        {"key": key, "word": word, "clauses": count}
        for word, count in held.items()
        for key in {*sound_keys(word), *wrong_keys(word), *short_keys(word)}
    )
