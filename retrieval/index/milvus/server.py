"""Two collections in Milvus: the clauses, and marks of which documents' clauses are there.

A clause's terms are opaque ids in a text that the server cuts at the spaces and ranks by its own BM25. Milvus Lite
knows no analyzer for just that; ``standard`` leaves runs of letters and digits whole, in both.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from retrieval.errors import WenzhengError
from retrieval.index.ranking.bm25 import rank_bm25_parameters
from retrieval.index.store import CONTEXT, TEXT

#: Seconds that an answer of the server is waited for.
_PATIENCE = 10.0
#: The same, where it has to bring a collection into memory or onto disk.
_SETTLED = 120.0
#: No more rows are found, or named in a filter, at a time: the server's own limit (quotaAndLimits) and a safe share of it.
MOST_FOUND, _MOST_NAMED = 16_384, 1_000
#: Bytes that a text of ids may have, and that an id has with the space behind it.
_LONGEST, _ID = 65_535, 9
#: Clauses with more terms than this are found by the first ones only.
MOST_TERMS = _LONGEST // _ID

#: What pymilvus says where it cannot connect (``pymilvus.client.types.Status.CONNECT_FAILED``).
_UNREACHABLE = 2

FIELDS = (TEXT, CONTEXT)
#: What a mark says of the clauses of a document.
PART, WHOLE = "part", "whole"
#: The mark of all documents together.
_ALL = "all"


class EngineError(WenzhengError):
    """Milvus cannot be reached, or does not do what it is asked for."""


@dataclass(frozen=True)
class Row:
    """A clause: its id, its document (see ``keys_of``), region, the years that govern it, its terms in each field."""

    id: int
    document: str
    region: str
    years: tuple[int, ...]
    terms: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Found:
    """A clause that was found: its document, and the ids of its terms in each field."""

    id: int
    document: str
    terms: Mapping[str, Sequence[str]]


class Server:
    """The collections of one index at ``uri``: a server's address, or a file for Milvus Lite, which is
    in the hands of one process. Raises ``EngineError`` from any method."""

    def __init__(self, uri: str, name: str) -> None:
        self.uri, self._clauses, self._marks = uri, name, f"{name}_marks"

    def search(self, field: str, query: str, within: str, count: int) -> list[Found]:
        """The ``count`` clauses that score most in a field, best first, of those that the filter ``within`` lets through."""
        with self._asking() as client:
            (hits,) = client.search(
                self._clauses,
                data=[query],
                anns_field=_vector(field),
                filter=within,
                limit=count,
                output_fields=["document", *FIELDS],
                search_params={"metric_type": "BM25"},
                timeout=_PATIENCE,
            )
        return [_found(hit["id"], hit["entity"]) for hit in hits]

    def holds(self, state: str) -> bool:
        """Whether it was left in ``state`` (see ``settle``)."""
        with self._asking() as client:
            rows = client.query(self._marks, ids=[_ALL], output_fields=["held"], timeout=_PATIENCE)
        return [row["held"] for row in rows] == [state]

    def unsettle(self) -> dict[str, str]:
        """Forget the state, as a change follows; return what is there of each document: ``PART`` or ``WHOLE``."""
        with self._asking() as client:
            client.delete(self._marks, ids=[_ALL], timeout=_PATIENCE)
            pages = client.query_iterator(
                self._marks, filter="", output_fields=["id", "held"], consistency_level="Strong"
            )
            held = {row["id"]: row["held"] for row in _every(pages)}
        held.pop(_ALL, None)
        return held

    def delete(self, documents: Iterable[str]) -> None:
        """Take the clauses of documents out, and their marks."""
        with self._asking() as client:
            for some in _parts(list(documents), _MOST_NAMED):
                client.delete(self._clauses, filter=f"document in {list_of(some)}", timeout=_PATIENCE)
                client.delete(self._marks, ids=some, timeout=_PATIENCE)

    def put(self, rows: Sequence[Row]) -> None:
        """Put clauses in, in place of those with the same ids."""
        with self._asking() as client:
            client.upsert(self._clauses, [_row(row) for row in rows], timeout=_PATIENCE)

    def mark(self, documents: Iterable[str], held: str) -> None:
        """Say of documents that their clauses are there in ``PART`` or ``WHOLE``."""
        rows = [{"id": document, "held": held, "none": [0.0, 0.0]} for document in documents]
        with self._asking() as client:
            client.upsert(self._marks, rows, timeout=_PATIENCE)

    def settle(self, state: str) -> None:
        """Make all that was written visible to everybody, and note the state that it is."""
        with self._asking() as client:
            client.flush(self._clauses, timeout=_SETTLED)
            nothing = {"filter": "id < 0", "output_fields": ["id"], "timeout": _SETTLED}
            client.query(self._clauses, **nothing, consistency_level="Strong")  # waits until it has seen all before it
        self.mark([_ALL], state)

    @contextmanager
    def _asking(self) -> Iterator[Any]:
        from grpc import RpcError
        from pymilvus import MilvusException

        try:
            yield self._client
        except (MilvusException, RpcError, ValueError) as error:
            self.__dict__.pop("_client", None)  # a server that comes back is met anew
            raise EngineError(_sentence(self.uri, error)) from error

    @cached_property
    def _client(self) -> Any:
        """A connection, with the collections there and in memory; what was left half made is made anew."""
        from pymilvus import MilvusClient

        client, lost = MilvusClient(self.uri, timeout=_PATIENCE), False
        for name, describe in ((self._clauses, _clauses), (self._marks, _marks)):
            schema, indexes = describe(client)
            there = client.has_collection(name, timeout=_PATIENCE)
            if there and (lost or len(client.list_indexes(name, timeout=_PATIENCE)) < len(indexes)):
                client.drop_collection(name, timeout=_PATIENCE)
                there = False
            if not there:
                client.create_collection(name, schema=schema, consistency_level="Bounded", timeout=_PATIENCE)
                client.create_index(name, indexes, sync=False, timeout=_PATIENCE)
                lost = True  # marks of clauses that are not there any more count for nothing
            client.load_collection(name, timeout=_SETTLED)
        return client


def import_client() -> None:
    """Raise ``EngineError`` with the install line where pymilvus is not there; it keeps its complaints to itself."""
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")
    try:
        import pymilvus  # noqa: F401
    except ImportError as error:
        raise EngineError("索引放在 Milvus 里要另装一个包。请运行 pip install 'wenzheng[milvus]'。") from error
    for name in ("pymilvus", "milvus_lite", "grpc"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)  # what they say is said in our sentence


def _clauses(client: Any) -> tuple[Any, Any]:
    """The schema and the indexes of the clauses."""
    from pymilvus import DataType, Function, FunctionType

    schema, indexes = client.create_schema(auto_id=False, enable_dynamic_field=False), client.prepare_index_params()
    schema.add_field("id", DataType.INT64, is_primary=True)
    for scalar in ("document", "region"):
        schema.add_field(scalar, DataType.VARCHAR, max_length=256)
        indexes.add_index(scalar, index_type="INVERTED")
    schema.add_field("years", DataType.ARRAY, element_type=DataType.INT16, max_capacity=1024)
    parameters = rank_bm25_parameters()
    for field in FIELDS:
        analyzer = {"tokenizer": "standard"}
        schema.add_field(field, DataType.VARCHAR, max_length=_LONGEST, enable_analyzer=True, analyzer_params=analyzer)
        schema.add_field(_vector(field), DataType.SPARSE_FLOAT_VECTOR)
        schema.add_function(Function(f"{field}_bm25", FunctionType.BM25, [field], [_vector(field)]))
        indexes.add_index(
            _vector(field),
            index_type="SPARSE_INVERTED_INDEX",
            metric_type="BM25",
            params={"bm25_k1": parameters.k1, "bm25_b": parameters.b},
        )
    return schema, indexes


def _marks(client: Any) -> tuple[Any, Any]:
    """The schema and the index of the marks."""
    from pymilvus import DataType

    schema, indexes = client.create_schema(auto_id=False, enable_dynamic_field=False), client.prepare_index_params()
    schema.add_field("id", DataType.VARCHAR, is_primary=True, max_length=64)
    schema.add_field("held", DataType.VARCHAR, max_length=64)
    schema.add_field("none", DataType.FLOAT_VECTOR, dim=2)  # no collection is without a vector
    indexes.add_index("none", index_type="FLAT", metric_type="L2")
    return schema, indexes


@lru_cache(maxsize=2**16)
def term_id(term: str) -> str:
    """The opaque id of a term: eight letters and digits."""
    from base64 import b32encode
    from hashlib import blake2b

    return b32encode(blake2b(term.encode(), digest_size=5).digest()).decode().lower()


def list_of(values: Collection[str]) -> str:
    """Values as a filter lists them."""
    return json.dumps(list(values), ensure_ascii=False)


def _vector(field: str) -> str:
    return f"{field}_vector"


def _row(row: Row) -> dict[str, Any]:
    texts = {field: " ".join(map(term_id, row.terms[field][:MOST_TERMS])) for field in FIELDS}
    return {"id": row.id, "document": row.document, "region": row.region, "years": list(row.years), **texts}


def _found(number: int, entity: Mapping[str, str]) -> Found:
    return Found(number, entity["document"], {field: entity[field].split() for field in FIELDS})


def _every(pages: Any) -> Iterator[Mapping[str, str]]:
    while page := pages.next():
        yield from page
    pages.close()


def _parts(values: Sequence[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(values), size):
        yield list(values[start : start + size])


def _sentence(uri: str, error: Exception) -> str:
    from pymilvus.exceptions import ConnectionConfigException

    shown = uri.rpartition("@")[2]  # without a password
    if isinstance(error, ConnectionConfigException):
        return f"打不开 Milvus Lite 的文件 {shown}：它正被另一个程序使用（同时只能由一个打开），或者文件夹不在，或者没有权限。"
    if getattr(error, "code", None) == _UNREACHABLE:
        return f"连不上 Milvus（{shown}）。请检查它是否在运行，地址是否写对。"
    said = error.details() if hasattr(error, "details") else getattr(error, "message", str(error))
    return f"Milvus（{shown}）没有照办：{' '.join(str(said).split())[:200]}。请检查它的版本和状态，稍后再试。"
