"""The MCP server, asked by the official client over both transports: the same answers as at the command line."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, MCPError, StdioServerParameters

from retrieval.index.store import Index
from tests.bot.conftest import Command, Result, objects, sentence

NANJING = "南京2020年产业规模目标"
QUESTIONS = (NANJING, "上海2020年产业规模目标", "宁波的保障措施包括什么", "你好", "中山文件的文号")
TOOLS = {"ask", "search", "read", "list_documents", "list_facts", "compare"}


def environment(command: Command) -> dict[str, str]:
    return {**command.environment, "PYTHONPATH": os.pathsep.join(sys.path)}


@asynccontextmanager
async def over_stdio(command: Command) -> AsyncIterator[Client]:
    server = StdioServerParameters(command=sys.executable, args=["-m", "bot", "mcp"], env=environment(command))
    async with Client(server) as client:
        yield client


@asynccontextmanager
async def over_http(command: Command) -> AsyncIterator[Client]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    serving = subprocess.Popen(
        [sys.executable, "-m", "bot", "mcp", "--http", f"127.0.0.1:{port}"], env=environment(command)
    )
    try:
        while serving.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        async with Client(f"http://127.0.0.1:{port}/mcp") as client:
            yield client
    finally:
        serving.terminate()
        serving.wait(120)


Opened = Callable[[Command], Any]


async def called(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    assert result.structured_content is not None
    return result.structured_content


@pytest.mark.parametrize("opened", [over_stdio, over_http])
def test_an_answer_is_that_of_the_command_line(wenzheng: Command, seeds: Index, opened: Opened) -> None:
    lines = "\n".join(json.dumps({"question": question}, ensure_ascii=False) for question in QUESTIONS)
    expected = objects(wenzheng("ask", "--batch", "-", typed=lines))

    async def check() -> None:
        async with opened(wenzheng) as client:
            tools = (await client.list_tools()).tools
            assert {tool.name for tool in tools} == TOOLS
            assert all(tool.description and tool.annotations and tool.annotations.read_only_hint for tool in tools)
            for question, reply in zip(QUESTIONS, expected, strict=True):
                got = await called(client, "ask", question=question, region="")
                assert got == reply
                for passage in got["passages"]:
                    source = seeds.source(passage["document"]["id"])
                    assert source[passage["start"] : passage["end"]] == passage["text"]

    anyio.run(check)


def test_everything_of_a_document_can_be_read(wenzheng: Command, seeds: Index) -> None:
    async def check() -> None:
        async with over_stdio(wenzheng) as client:
            first = await called(client, "read", document="南京")
            assert first["document"]["id"] == "nanjing"
            assert first["outline"][0]["title"] == "总体要求和目标"
            clauses = list(first["clauses"])
            for page in range(2, first["pages"] + 1):
                clauses += (await called(client, "read", document="nanjing", page=page))["clauses"]
            assert [clause["clause"] for clause in clauses] == list(range(first["total"]))
            source = seeds.source("nanjing")
            assert all(source[clause["start"] : clause["end"]] == clause["text"] for clause in clauses)
            near = await called(client, "read", document="nanjing", clause=6)
            assert near == await called(client, "read", document="南京#6")
            assert [clause["clause"] for clause in near["clauses"]] == [5, 6, 7]
            section = await called(client, "read", document="nanjing", section=1)
            assert "100亿元" in "".join(clause["text"] for clause in section["clauses"])

            resource = await client.read_resource("wenzheng://documents/nanjing")
            assert resource.contents[0].text == source
            listed = json.loads((await client.read_resource("wenzheng://documents")).contents[0].text)
            assert [row["id"] for row in listed] == [entry.id for entry in seeds.documents]

    anyio.run(check)


def test_documents_facts_and_comparisons(wenzheng: Command) -> None:
    targets = objects(wenzheng("targets", "--region", "南京", "--year", "2020", "--json"))

    async def check() -> None:
        async with over_stdio(wenzheng) as client:
            assert (await called(client, "list_facts", kind="targets", region="南京", year=2020))["rows"] == targets
            found = await called(client, "list_documents", like="行动计划")
            assert {"nanjing", "zhongshan"} <= {row["id"] for row in found["documents"]}
            hits = (await called(client, "search", query="数据开放", region="宁波", limit=3))["hits"]
            assert {hit["document"] for hit in hits} == {"ningbo"}
            compared = await called(
                client, "compare", indicator="核心产业规模目标", regions=["南京", "宁波"], year=2020
            )
            assert compared["status"] in {"answered", "not_found"}
            assert {passage["document"]["id"] for passage in compared["passages"]} <= {"nanjing", "ningbo"}

    anyio.run(check)


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("ask", {"question": NANJING, "region": "火星"}, "认不出地区"),
        ("ask", {"question": "产" * 10_000}, "问题太长"),
        ("read", {"document": "没有的"}, "没有这份文件"),
        ("read", {"document": "nanjing", "clause": 9999}, "只有"),
        ("read", {"document": "nanjing", "section": 9999}, "没有第 9999 节"),
        ("list_facts", {"kind": "money", "year": 2020}, "只有 targets 有年份"),
    ],
)
def test_what_cannot_be_asked_is_an_error_in_a_sentence(
    wenzheng: Command, tool: str, arguments: dict[str, Any], said: str
) -> None:
    async def check() -> None:
        async with over_stdio(wenzheng) as client:
            result = await client.call_tool(tool, arguments)
            assert result.is_error
            assert said in result.content[0].text
            with pytest.raises(MCPError):
                await client.read_resource("wenzheng://documents/nothing")

    anyio.run(check)


def test_many_requests_at_once_and_a_document_that_comes_in_meanwhile(
    wenzheng: Command, tmp_path: Path, seed_db: Path
) -> None:
    own = tmp_path / "own.db"
    own.write_bytes(seed_db.read_bytes())
    command = wenzheng.having(WENZHENG_DB=own)
    (tmp_path / "新.txt").write_text("苏州市养老规划\n到2030年，新增养老床位7000张。\n", encoding="utf-8")

    async def check() -> None:
        async with over_http(command) as client:
            wrong: list[Any] = []

            async def ask_some() -> None:
                for _ in range(5):
                    answer = await called(client, "ask", question=NANJING)
                    wrong.extend([answer] if "100亿元" not in answer["answer"] else [])

            async with anyio.create_task_group() as group:
                for _ in range(8):
                    group.start_soon(ask_some)
            assert wrong == []
            assert command("add", tmp_path / "新.txt").returncode == 0
            assert "7000张" in (await called(client, "ask", question="苏州2030年新增养老床位多少张"))["answer"]

    anyio.run(check)


@pytest.mark.parametrize("address", ["0.0.0.0:8765", "192.168.1.4:80", "example.com:80", "127.0.0.1", ":99999"])
def test_other_machines_are_not_served(typed: Callable[..., Result], address: str) -> None:
    assert "--http 应是本机的地址" in sentence(typed("mcp", "--http", address))


def test_a_port_that_is_taken_is_said(typed: Callable[..., Result]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert f"不能在 127.0.0.1:{port} 上服务" in sentence(typed("mcp", "--http", f"127.0.0.1:{port}"))
