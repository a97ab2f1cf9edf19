"""How fast a page of a long document opens in Chromium, and whether the MCP server answers many requests at once.

    python -m tests.benchmarks.front_ends [tests/gold/dev.jsonl]

The page has 3,100 clauses, the last but fifty marked. The server gets 1,000 questions over streamable HTTP, 8 at a time; each
answer is compared with that of the command line.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import anyio
from mcp import Client

from bot.evaluation import read_gold
from bot.page.page import document_page
from tests.bot.page.browser import CHROMIUM, Browser
from tests.conftest import index_of

_CLAUSES, _REQUESTS, _AT_ONCE, _QUESTIONS = 3_100, 1_000, 8, 50
_SAYS = "市级机关应当推进第{0}项智能制造工作，按季度报告第{0}项工作的进展情况，并对存在的问题提出整改措施。"
_IN_VIEW = "(() => { const box = document.querySelector('mark').getBoundingClientRect(); return box.top < innerHeight && box.bottom > 0; })()"


def main() -> None:
    gold = Path(sys.argv[1] if len(sys.argv) > 1 else "tests/gold/dev.jsonl")
    with tempfile.TemporaryDirectory() as folder:
        _page(Path(folder))
        _server(Path(folder), [one.question for one in read_gold(gold)][:_QUESTIONS])


def _page(folder: Path) -> None:
    if not CHROMIUM:
        print("no Chromium here")
        return
    lines = [f"第{number}条 {_SAYS.format(number)}" for number in range(1, _CLAUSES + 1)]
    with index_of(folder, long="某市智能制造条例\n" + "\n".join(lines)) as index:
        entry = index.document("long")
        assert entry
        start = time.perf_counter()
        page = document_page(entry, index, entry.clauses - 50)
        print(f"page of {entry.clauses} clauses: {len(page) // 1024} kB, made in {time.perf_counter() - start:.2f} s")
    file = folder / "page.html"
    file.write_text(page, encoding="utf-8")
    for width, height in ((390, 844), (1280, 900)):
        browser = Browser(width, height)
        start = time.perf_counter()
        browser.open(file.as_uri())
        opened = time.perf_counter() - start
        print(f"  {width} × {height}: opened in {opened:.2f} s, the mark in view: {browser.evaluate(_IN_VIEW)}")
        browser.close()


def _server(folder: Path, questions: list[str]) -> None:
    environment = {**os.environ, "WENZHENG_DB": str(folder / "seeds.db")}
    lines = "\n".join(json.dumps({"question": question}, ensure_ascii=False) for question in questions)
    command = [sys.executable, "-m", "bot"]
    asked = subprocess.run(
        [*command, "ask", "--batch", "-"], input=lines, capture_output=True, text=True, env=environment, check=False
    )
    expected = [json.loads(line) for line in asked.stdout.splitlines()]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([*command, "mcp", "--http", f"127.0.0.1:{port}"], env=environment)
    while server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            time.sleep(0.2)
    start = time.perf_counter()
    wrong = anyio.run(_ask_all, f"http://127.0.0.1:{port}/mcp", questions, expected)
    server.terminate()
    server.wait()
    print(f"{_REQUESTS} requests, {_AT_ONCE} at a time: {wrong} wrong or failed, {time.perf_counter() - start:.1f} s")


async def _ask_all(url: str, questions: list[str], expected: list[Any]) -> int:
    wrong = 0

    async def ask_some(client: Client, begin: int) -> None:
        nonlocal wrong
        for number in range(begin, _REQUESTS, _AT_ONCE):
            place = number % len(questions)
            reply = await client.call_tool("ask", {"question": questions[place]})
            wrong += reply.is_error or reply.structured_content != expected[place]

    async with Client(url) as client, anyio.create_task_group() as group:
        for begin in range(_AT_ONCE):
            group.start_soon(ask_some, client, begin)
    return wrong


if __name__ == "__main__":
    main()
