"""No expression or parser is worse than linear on what people's files hold.

Each text is read, cut and indexed in a process of its own that may take so much processor time as only something
quadratic takes; what is linear takes a tenth of it.
"""

import multiprocessing
import resource
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from retrieval.document.readers.markdown import read_markdown
from retrieval.document.readers.web.html import read_html
from retrieval.document.source import Source
from retrieval.errors import SourceError
from retrieval.index.analysis.lexicon import load_lexicon
from retrieval.index.build.prepare import Job, assemble, prepare

#: Seconds of processor time.
_ENOUGH = 30
_LENGTH = 120_000
#: Characters that stand in rows in what people have: leaders, rules, forms to fill in, spoilt scans.
_CHARACTERS = " \n一1(（《“-.·|、，：。#a第年的万%〔_"
_PAIRS = ["（）", "《》", "一、", "1.", "1、", ". ", "- ", "| ", "1年", "第一", "，一", "：\n", "）（", "“”", "（一", "附件", "附件1", "关于", "第1条"]  # fmt: skip
_TEXTS = {
    "rules and items": ("-" * 19_970 + "推进第1项工作。\n") * 15,
    "a row of cells": " | ".join(["12"] * 100_000),
    "short lines": "\n".join(f"第{number}行" for number in range(100_000)),
    "a line again and again": "工作\n" * 50_000,
    "brackets in brackets": "（" * 10_000 + "工作" + "）" * 10_000,
    "numbered lines": "\n".join(f"{number}. 工作" for number in range(20_000)),
    "articles": "\n".join(f"第{number}条 推进工作。" for number in range(10_000)),
    "contents": "第一章 总则........1\n" * 10_000,
    "one sentence": "推进工作，" * 40_000 + "。",
    "one list of offices": "（责任单位：市工信局、" + "市发改委、" * 30_000 + "）",
    "headings": "\n".join(f"（一）工作{number}" for number in range(15_000)),
    "rows": "\n".join(f"甲 | 1 | {number}" for number in range(15_000)),
    "wrapped": "推进工作加快建设\n" * 15_000,
    "questions": "问：是吗？\n答：是。\n" * 10_000,
    "amounts": "奖励100万元，" * 15_000,
    "targets": "到2025年达到100亿元，" * 10_000,
    "attachments": "附件：\n" + "1.表\n" * 30_000,
    "history": "（2001年1月1日" + "第1次" * 40_000 + "）",
    "offices": "某市人民政府办公室" * 15_000,
}
_TEXTS |= {repr(run): (run * _LENGTH)[:_LENGTH] for run in (*_CHARACTERS, *_PAIRS)}
#: What opens a page, and what comes again and again.
_PAGES = {
    "blocks": ("", "<div>"),
    "tables": ("", "<table><tr><td>文，"),
    "hidden": ("", "<div style=display:none>文，字。"),
    "names": ("", "<div>文号</div><div>"),
    "strings": ("<script>", '"\\'),
    "attachments": ("", "<p>附件1</p><p>文，</p>"),
}


def _index(text: str) -> None:
    """Do with a text all that is done when a file is added."""
    if text.strip():
        read_markdown(text.encode(), "a.md")
    file = Path(__file__)
    assemble([prepare(Job(file, "a", source=Source("a", file, text, "")))], load_lexicon().cut)


def _read_page(markup: str) -> None:
    with suppress(SourceError):
        read_html(f"<html><meta charset=utf-8><body>{markup}".encode(), "a.html")


def _limited(work: Callable[[str], None], text: str) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (_ENOUGH, _ENOUGH))
    work(text)


def _is_in_time(work: Callable[[str], None], text: str) -> bool:
    process = multiprocessing.get_context("fork").Process(target=_limited, args=(work, text))
    process.start()
    process.join()
    return process.exitcode == 0


@pytest.mark.parametrize("text", _TEXTS.values(), ids=_TEXTS)
def test_a_text(text: str) -> None:
    load_lexicon()  # once, for all the processes
    assert _is_in_time(_index, text)


@pytest.mark.parametrize(("opening", "repeated"), _PAGES.values(), ids=_PAGES)
def test_a_page(opening: str, repeated: str) -> None:
    assert _is_in_time(_read_page, opening + repeated * (300_000 // len(repeated)))
