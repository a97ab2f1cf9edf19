"""Nothing silent: what a folder holds and is not read, pages that are not read, files that fail."""

import json
import os
import zipfile
from pathlib import Path

import pytest

from tests.bot.conftest import Command, objects
from tests.conftest import PLAN, needs_ocr

OFFICE = Path(__file__).parents[2] / "document" / "files" / "office"


@pytest.fixture
def corpus(tmp_path: Path) -> Command:
    return Command({"WENZHENG_DB": str(tmp_path / "index.db"), "XDG_CACHE_HOME": str(tmp_path / "cache")})


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "plan.txt").write_text(PLAN, encoding="utf-8")
    for name in ("a.ppt", "b.ppt", "c.rar", "run.exe", "Thumbs.db", ".hidden.txt"):
        (folder / name).write_bytes(b"\0")
    return folder


def test_what_is_passed_over_is_counted_with_its_reasons_in_one_line(corpus: Command, shelf: Path) -> None:
    with zipfile.ZipFile(shelf / "more.zip", "w") as archive:
        archive.writestr("规定.txt", PLAN.replace("苏州", "无锡"))
        archive.writestr("d.ppt", b"\0")
    said = corpus("add", shelf).stderr.splitlines()
    assert said[-1].startswith("没有读的有 5 个：演示文件（请导出为 PDF） 3 个：")
    assert "zip 以外的压缩包（请解压） 1 个：c.rar" in said[-1]
    assert ".exe 文件 1 个：run.exe" in said[-1]
    assert "Thumbs" not in said[-1]


def test_json_has_what_is_passed_over_with_counts(corpus: Command, shelf: Path) -> None:
    said = json.loads(corpus("add", "--json", shelf).stdout)
    assert said["passed_counts"] == {"演示文件（请导出为 PDF）": 2, ".exe 文件": 1, "zip 以外的压缩包（请解压）": 1}
    assert {Path(one["path"]).name for one in said["passed"]} == {"a.ppt", "b.ppt", "c.rar", "run.exe"}


def test_what_a_browser_saves_beside_a_page_is_no_document_and_links_are_told(corpus: Command, shelf: Path) -> None:
    (shelf / "页面.html").write_text(f"<html><body><p>{PLAN}</p></body></html>", encoding="utf-8")
    (shelf / "页面_files").mkdir()
    (shelf / "页面_files" / "style.css").write_bytes(b"a")
    (shelf / "elsewhere").symlink_to(shelf.parent)
    said = corpus("add", shelf).stderr
    assert "style.css" not in said
    assert "指向别处的文件夹链接 1 个：elsewhere" in said


def test_update_tells_a_file_that_fails_once(corpus: Command, shelf: Path) -> None:
    (shelf / "broken.docx").write_bytes(b"PK\x03\x04 cut off")
    first = corpus("add", shelf)
    assert "broken.docx" in first.stderr
    assert first.returncode == 1
    again = corpus("update")
    assert "broken.docx" not in again.stderr
    assert "1 个以前读不了的没有改动" in again.stdout
    assert again.returncode == 0
    (shelf / "broken.docx").write_bytes(b"PK\x03\x04 cut off elsewhere")
    assert "broken.docx" in corpus("update").stderr
    assert "broken.docx" in corpus("add", shelf).stderr


@pytest.fixture
def plain(corpus: Command, tmp_path: Path) -> Command:
    """The command where what recognizes text is not installed, in its workers too."""
    (tmp_path / "hidden").mkdir()
    (tmp_path / "hidden" / "sitecustomize.py").write_text("import sys; sys.modules['rapidocr'] = None")
    return corpus.having(PYTHONPATH=f"{tmp_path / 'hidden'}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")


@needs_ocr
def test_pages_without_text_are_named_and_read_when_they_can_be(corpus: Command, plain: Command) -> None:
    file = OFFICE / "last-page-scanned.pdf"
    first = plain("add", file)
    assert "第2页是扫描件，没有文字层，没有读" in first.stderr
    assert "pip install 'wenzheng[ocr]'" in first.stderr
    assert first.returncode == 0
    again = corpus("add", file)
    assert "加入或更新 1 份" in again.stdout
    assert "第2页的文字是从图片识别的" in again.stderr


def test_docs_name_the_pages(plain: Command) -> None:
    file = OFFICE / "last-page-scanned.pdf"
    plain("add", file, "--corpus", "一")
    (listed,) = objects(plain("docs", "--json", "--corpus", "一"))
    assert listed["unread_pages"] == [2]
    assert "第2页" in plain("docs", "--corpus", "一").stdout


def test_a_scan_alone_is_told_with_the_line_that_installs_what_reads_it(plain: Command) -> None:
    said = plain("add", OFFICE / "scan-150.pdf")
    assert said.returncode == 1
    assert "是扫描件，没有文字层，读不了。要读请装上文字识别（OCR）：pip install 'wenzheng[ocr]'。" in said.stderr


@needs_ocr
def test_a_quote_of_recognized_text_says_so(corpus: Command) -> None:
    asked = {row["file"]: row for row in map(json.loads, (OFFICE / "asked.jsonl").read_text("utf-8").splitlines())}
    row = asked["scan-150.pdf"]
    corpus("add", OFFICE / "scan-150.pdf", "--corpus", "一")
    assert "第1页（识别文字）" in corpus(row["question"], "--corpus", "一").stdout
    passage = objects(corpus("--json", row["question"], "--corpus", "一"))[0]["passages"][0]
    assert (passage["page"], passage["recognized"]) == (1, True)


def test_a_quote_of_a_sheet_says_its_cell(corpus: Command) -> None:
    asked = {row["file"]: row for row in map(json.loads, (OFFICE / "asked.jsonl").read_text("utf-8").splitlines())}
    corpus("add", OFFICE / "plain.xlsx", "--corpus", "一")
    passage = objects(corpus("--json", asked["plain.xlsx"]["question"], "--corpus", "一"))[0]["passages"][0]
    assert passage["cell"] == "补贴标准!B3"
