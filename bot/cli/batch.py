"""The batch protocol: a JSON question a line in, a JSON answer a line out, in the same order."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO, Any

import click

from bot.render import answer_json
from retrieval.answer.ask import ask
from retrieval.errors import QuestionError, WenzhengError, reason_of
from retrieval.index.store import Index
from retrieval.question.understand import Filters, understand

#: The status of a line that is no question.
ERROR = "error"


class BatchError(WenzhengError):
    """A batch cannot be read, or a line of it is not a question."""


@contextmanager
def open_batch(name: str) -> Iterator[Iterator[str]]:
    """Yield the lines of a file, ``-`` being standard input. Raises ``BatchError`` where it cannot be read."""
    try:
        file = click.open_file(name, encoding="utf-8-sig", errors="surrogateescape")
    except OSError as error:
        raise BatchError(f"读不了 {name}：{reason_of(error)}。请检查文件和权限。") from error
    with file:
        yield _lines(file, name)


def _lines(file: IO[str], name: str) -> Iterator[str]:
    try:
        yield from file
    except OSError as error:
        raise BatchError(f"读不了 {name}：{reason_of(error)}。请检查文件和权限。") from error


def answer_lines(lines: Iterable[str], index: Index, quotes: int, filters: Filters) -> Iterator[dict[str, Any]]:
    """Yield the answer to each line (``{"id", "question", "history"}``) as the protocol has it.

    For a line that is not of that form or cannot be asked: ``{"line", "status": "error", "message"}``, with its id
    where it has one.
    """
    understand("", index, filters=filters)  # an unknown region is no fault of a line
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        asked: dict[str, Any] = {}
        try:
            asked = _read(line)
            answer = ask(asked["question"], index, asked.get("history") or (), quotes, filters)
            yield answer_json(answer, asked.get("id"))
        except (BatchError, QuestionError) as error:
            named = {"id": asked["id"]} if asked.get("id") is not None else {}
            yield {
                **named,
                "line": number,
                "status": ERROR,
                "message": f"第 {number} 行{'' if isinstance(error, BatchError) else '：'}{error}",
            }


def _read(line: str) -> dict[str, Any]:
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BatchError('不是 JSON。每行应是 {"id": …, "question": …}。') from error
    if not isinstance(asked, dict) or not isinstance(asked.get("question"), str):
        raise BatchError('缺少 question。每行应是 {"id": …, "question": …}。')
    if isinstance(asked.get("id"), dict | list):
        raise BatchError("的 id 应是字符串或数字。")
    history = asked.get("history") or []
    if not isinstance(history, list) or not all(isinstance(entry, str) for entry in history):
        raise BatchError("的 history 应是字符串的列表。")
    return asked
