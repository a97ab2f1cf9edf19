"""Answers that travel: Markdown, pages, citations."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bot.conftest import Result, sentence

Run = Callable[..., Result]
NANJING = "南京2020年产业规模目标"
OFFICIAL = "《南京市打造人工智能产业地标行动计划》（宁政办发〔2019〕37号）"
REFERENCE = "南京市人民政府办公厅. 南京市打造人工智能产业地标行动计划: 宁政办发〔2019〕37号[Z]. 2019-06-29."


def test_an_answer_is_saved_as_a_page(typed: Run, tmp_path: Path) -> None:
    file = tmp_path / "答案.html"
    result = typed("ask", NANJING, "--html", file)
    assert result.returncode == 0
    assert "100亿元" in result.stdout
    assert str(file) in result.stderr
    assert typed("ask", NANJING, "--html", "-").stdout == file.read_text(encoding="utf-8")


def test_a_document_is_saved_as_a_page(typed: Run) -> None:
    page = typed("show", "南京#40", "--html", "-").stdout
    assert page.startswith("<!DOCTYPE html>")
    assert '<span id="c40"><mark tabindex="-1" autofocus>' in page


def test_a_page_that_cannot_be_written_is_said(typed: Run, tmp_path: Path) -> None:
    assert "不能写到" in sentence(typed("show", "nanjing", "--html", tmp_path / "no" / "page.html"))


@pytest.mark.parametrize(("style", "cited"), [("official", OFFICIAL), ("gbt7714", REFERENCE)])
def test_quotes_and_documents_are_cited_in_a_style(typed: Run, style: str, cited: str) -> None:
    assert cited in typed("ask", NANJING, "--cite", style).stdout
    assert cited in typed("ask", NANJING, "--cite", style, "--md").stdout.replace("\\", "")
    assert typed("show", "nanjing", "--cite", style).stdout == f"{cited}\n"


def test_a_citation_says_what_is_known(typed: Run) -> None:
    assert typed("show", "hangzhou", "--cite", "gbt7714").stdout.count("..") == 0
    assert "选项 --cite 应是 official 或 gbt7714" in sentence(typed("show", "hangzhou", "--cite", "apa"))


def test_a_document_in_markdown(typed: Run) -> None:
    lines = typed("show", "nanjing", "--md").stdout.splitlines()
    assert lines[0] == "# 南京市打造人工智能产业地标行动计划"
    assert "宁政办发〔2019〕37号" in lines[2]


@pytest.mark.parametrize("other", ["--json", "--md", "--cite=official"])
def test_forms_that_exclude_each_other_are_said(typed: Run, other: str) -> None:
    assert "不能一起用" in sentence(typed("show", "nanjing", "--html", "-", other))
