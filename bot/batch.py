"""The batch protocol: a JSON question a line in, a JSON answer a line out, in the same order."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from bot.render import answer_json
from retrieval.answer.ask import ask
from retrieval.errors import WenzhengError
from retrieval.index.store import Index
from retrieval.question.understand import Filters


class BatchError(WenzhengError):
    """A line of a batch is not a question."""


def answer_lines(lines: Iterable[str], index: Index, quotes: int, filters: Filters) -> Iterator[dict[str, Any]]:
    """Yield the answer to each line (``{"id", "question", "history"}``) as the protocol has it.

    Raises ``BatchError`` with the number of the first line that is not of that form.
    """
    for number, line in enumerate(lines, 1):
        if line.strip():
            asked = _read(line, number)
            answer = ask(asked["question"], index, asked.get("history") or (), quotes, filters)
            yield answer_json(answer, asked.get("id"))


def _read(line: str, number: int) -> dict[str, Any]:
    try:
        asked = json.loads(line)
    except ValueError as error:
        raise BatchError(f'第 {number} 行不是 JSON。每行应是 {{"id": …, "question": …}}。') from error
    if not isinstance(asked, dict) or not isinstance(asked.get("question"), str):
        raise BatchError(f'第 {number} 行缺少 question。每行应是 {{"id": …, "question": …}}。')
    history = asked.get("history") or []
    if not isinstance(history, list) or not all(isinstance(entry, str) for entry in history):
        raise BatchError(f"第 {number} 行的 history 应是字符串的列表。")
    return asked
