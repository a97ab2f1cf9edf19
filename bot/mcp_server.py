"""A server of the Model Context Protocol: a language model asks, searches and reads the documents, and gets quotes that it
can prove instead of words that it makes up."""

import asyncio
import ipaddress
import socket
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Annotated, Any, Literal, TypeVar

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError
from mcp_types import ToolAnnotations
from pydantic import BeforeValidator, Field

from bot.config import QUOTES, Settings
from bot.documents import find_clause, numbers_near
from bot.facts import with_places
from bot.library import engine_of, refresh
from bot.render import answer_json, clause_json, hit_json, record_json, section_json
from retrieval.answer.ask import ask as answer_question
from retrieval.answer.search import search as find_clauses
from retrieval.errors import SourceError, WenzhengError, reason_of
from retrieval.index.documents.entry import Entry
from retrieval.index.facts.reader import list_facts as read_facts
from retrieval.index.store import Index
from retrieval.question.understand import Filters, documents_of

_T = TypeVar("_T")
#: So many clauses, documents or facts are on a page.
_CLAUSES, _ROWS = 40, 50
_INSTRUCTIONS = (
    "问政：中国政府文件的原文问答。每条引文（passages）都是文件原文的逐字截取：source[start:end] == text，附出处（document、citation）。"
    "回答用户时请照抄引文并注明出处；status 为 not_found 时，文件里没有答案，请如实说没有找到，不要补充数字。"
    "Verbatim answers from Chinese government documents: quote the passages as they are and cite them; on not_found say so."
)
_READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)

#: Models send an empty text for what they leave out.
Region = Annotated[str | None, BeforeValidator(lambda said: said or None), Field(description="只问这个地区，例如 南京")]
Year = Annotated[int | None, Field(description="只问这一年", ge=1949, le=2100)]
Page = Annotated[int, Field(description="第几页，从 1 开始", ge=1)]
Document = Annotated[
    str, Field(description="文件的编号（见 list_documents）、标题或地区；也可以带条款，例如 nanjing#6")
]


class McpError(WenzhengError):
    """The server cannot be run as it is asked for."""


class Library:
    """The index, open in a thread of its own: all that reads it runs there, one after the other, on the latest state."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._index: Index | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="index")

    async def read(self, function: Callable[[Index], _T]) -> _T:
        """Return what ``function`` reads from the index. Raises ``ToolError`` with the sentence of the library's error."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, self._read, function)
        except WenzhengError as error:
            raise ToolError(str(error)) from error

    def _read(self, function: Callable[[Index], _T]) -> _T:
        with self._opened() as index:
            return function(index)

    @contextmanager
    def _opened(self) -> Iterator[Index]:
        if self._index is not None and not self._index.resume():
            self._index.close()
            self._index = None
        index = self._index = self._index or Index(self._settings.index_path, engine_of(self._settings))
        try:
            if not index.catalogue.totals.documents:
                raise SourceError("还没有文件可以问。")
            yield index
        finally:
            index.release()


def make_server(settings: Settings) -> MCPServer:
    """The server over the index that the settings name."""
    library = Library(settings)
    server = MCPServer("wenzheng", title="问政", instructions=_INSTRUCTIONS, log_level="WARNING")
    _add_questions(server, library, settings.answer.quotes)
    _add_listings(server, library)
    _add_resources(server, library)
    return server


def _add_questions(server: MCPServer, library: Library, most: int) -> None:
    """The tools that answer; an answer has at ``most`` so many quotes where the model does not say."""
    tool = partial(server.tool, annotations=_READS)

    @tool(title="提问")
    async def ask(
        question: Annotated[str, Field(description="中文问题，例如 南京2020年产业规模目标")],
        region: Region = None,
        year: Year = None,
        history: Annotated[list[str] | None, Field(description="前面问过的问题，从早到晚，供追问")] = None,
        quotes: Annotated[int, Field(description="最多几条引文", ge=QUOTES[0], le=QUOTES[-1])] = most,
    ) -> dict[str, Any]:
        """回答一个关于政府文件的问题：答案、逐字的引文、位置和出处。文件里没有的，status 是 not_found，message 说明缺什么。"""
        filters = Filters(region, year)
        return await library.read(
            lambda index: answer_json(answer_question(question, index, history or (), quotes, filters))
        )

    @tool(title="检索")
    async def search(
        query: Annotated[str, Field(description="要找的词语")],
        region: Region = None,
        year: Year = None,
        limit: Annotated[int, Field(description="最多几条", ge=1, le=100)] = 10,
    ) -> dict[str, Any]:
        """按 BM25 列出最相关的条款，不提取答案。"""
        filters = Filters(region, year)
        return await library.read(
            lambda index: {"hits": [hit_json(hit) for hit in find_clauses(query, index, limit, filters)]}
        )

    @tool(title="比较")
    async def compare(
        indicator: Annotated[str, Field(description="要比较的指标，例如 产业规模目标")],
        regions: Annotated[list[str], Field(description="要比较的地区", min_length=2, max_length=12)],
        year: Year = None,
    ) -> dict[str, Any]:
        """比较几个地区的同一项指标：每个地区的数值（values）和逐字的引文。"""
        question = f"{'和'.join(regions)}{f'{year}年' if year else ''}{indicator}"
        return await library.read(lambda index: answer_json(answer_question(question, index)))


def _add_listings(server: MCPServer, library: Library) -> None:
    """The tools that read documents and list what is in them."""
    tool = partial(server.tool, annotations=_READS)

    @tool(title="读文件")
    async def read(
        document: Document,
        section: Annotated[int | None, Field(description="只读这一节：outline 里的 number", ge=1)] = None,
        clause: Annotated[int | None, Field(description="只读这一条和前后各一条", ge=0)] = None,
        page: Page = 1,
    ) -> dict[str, Any]:
        """读一份文件的原文（一页 40 条），或其中一节、一条；第一页附目录（outline）。"""
        return await library.read(lambda index: _read(document, section, clause, page, index))

    @tool(title="文件目录")
    async def list_documents(
        region: Region = None, like: Annotated[str | None, Field(description="标题或文号里的字")] = None, page: Page = 1
    ) -> dict[str, Any]:
        """列出可以问的文件和它们的标题、文号、发文机关、日期、地区。"""
        return await library.read(lambda index: _page_of(_documents(region, like, index), page, "documents"))

    @tool(title="事实表")
    async def list_facts(
        kind: Annotated[
            Literal["targets", "money", "duties", "conditions"],
            Field(description="目标、资金支持、责任分工、申请条件和流程"),
        ],
        region: Region = None,
        year: Annotated[int | None, Field(description="只看这一年的目标", ge=1949, le=2100)] = None,
        like: Annotated[str | None, Field(description="含有这几个字")] = None,
        page: Page = 1,
    ) -> dict[str, Any]:
        """列出文件里的目标、资金支持、责任分工或申请条件，每一行都有逐字的原文（quote）和位置。"""
        return await library.read(lambda index: _facts(kind, region, year, like, page, index))


def _add_resources(server: MCPServer, library: Library) -> None:
    """The documents as resources."""

    @server.resource("wenzheng://documents", title="文件目录", mime_type="application/json")
    async def catalogue() -> list[dict[str, Any]]:
        """All documents with their records."""
        return await library.read(lambda index: [_document(entry) for entry in index.documents])

    @server.resource("wenzheng://documents/{document}", title="文件原文", mime_type="text/plain")
    async def source(document: str) -> str:
        """The text of a document, exactly as quotes are cut from it."""
        text = await library.read(lambda index: index.source(document) if index.document(document) else None)
        if text is None:
            raise ResourceNotFoundError(f"没有这份文件：{document}")
        return text


def run(settings: Settings, address: str | None) -> None:
    """Serve until stopped: on standard input and output, or over streamable HTTP at a loopback ``address``."""
    refresh(settings)
    server = make_server(settings)
    if address is None:
        server.run("stdio")
        return
    host, port = _loopback(address)
    _check_free(host, port)
    server.run("streamable-http", host=host, port=port, stateless_http=True, json_response=True)


def _loopback(address: str) -> tuple[str, int]:
    """Host and port of an address on this machine: whoever reaches it reads all documents."""
    host, _, port = address.rpartition(":")
    host = host.strip("[]") or "127.0.0.1"
    try:
        local = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = False
    if not local or not port.isdecimal() or int(port) > 65535:
        raise McpError(
            f"--http 应是本机的地址，例如 127.0.0.1:8765，而不是 {address}。要让别的机器用，请在前面放一个管权限的代理。"
        )
    return host, int(port)


def _check_free(host: str, port: int) -> None:
    """Raise ``McpError`` where nothing can be served at an address."""
    try:
        family, kind, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(place)
    except OSError as error:
        raise McpError(f"不能在 {host}:{port} 上服务：{reason_of(error)}。请换一个端口。") from error


def _document(entry: Entry) -> dict[str, Any]:
    return {"id": entry.id, **record_json(entry.record), "clauses": entry.clauses}


def _documents(region: str | None, like: str | None, index: Index) -> list[dict[str, Any]]:
    ids = documents_of(region, index)
    rows = [_document(entry) for entry in index.documents if ids is None or entry.id in ids]
    return [row for row in rows if not like or any(like in (row[name] or "") for name in ("id", "title", "number"))]


def _page_of(rows: Sequence[Any], page: int, name: str, size: int = _ROWS) -> dict[str, Any]:
    pages = max(1, -(-len(rows) // size))
    return {name: rows[(page - 1) * size : page * size], "page": page, "pages": pages, "total": len(rows)}


def _facts(
    kind: str, region: str | None, year: int | None, like: str | None, page: int, index: Index
) -> dict[str, Any]:
    if year and kind != "targets":
        raise McpError("只有 targets 有年份。")
    rows = list(read_facts(index, kind, documents_of(region, index), year, like))
    found = _page_of(rows, page, "rows")
    return {**found, "rows": with_places(found["rows"], index)}


def _read(document: str, section: int | None, clause: int | None, page: int, index: Index) -> dict[str, Any]:
    entry, named = find_clause(document, index)
    clause = named if clause is None else clause
    sections, numbers = index.sections(entry.id), numbers_near(entry, clause)
    if clause is None and section is not None:
        one = next((one for one in sections if one.number == section), None)
        if one is None:
            raise McpError(f"{entry.id} 没有第 {section} 节；有 1 到 {len(sections)}。")
        first, last = (index.clause_number(entry.id, place) for place in (one.start, max(one.start, one.end - 1)))
        numbers = range(first, last + 1)
    found = _page_of(numbers, page, "clauses", _CLAUSES)
    clauses = index.clauses(entry.first_clause + number for number in found["clauses"]).values()
    rows = [clause_json(one, index.place_at(entry.id, one.start)) for one in clauses]
    outline = [section_json(one) for one in sections] if page == 1 and clause is None and section is None else []
    return {"document": _document(entry), **found, "clauses": rows, "outline": outline}
