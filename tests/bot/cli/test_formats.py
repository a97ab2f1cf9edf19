"""Where a quote stands in the original, as the command shows it."""

from pathlib import Path

import pytest

from tests.bot.conftest import Command, objects, sentence

FILES = Path(__file__).parents[2] / "document" / "files"
GRANT = "普惠托育机构建设补助每个托位多少钱"


@pytest.fixture
def asking(tmp_path: Path) -> Command:
    return Command({"WENZHENG_DB": str(tmp_path / "index.db")})


def test_a_quote_says_its_page(asking: Command) -> None:
    assert "· 2022-05-16 · 第2页" in asking(GRANT, "--docs", FILES / "notice.pdf").stdout
    assert "· 2022-05-16 · 第17段" in asking(GRANT, "--docs", FILES / "notice.docx").stdout


@pytest.mark.parametrize(
    ("name", "page", "paragraph"), [("notice.pdf", 2, None), ("notice.docx", None, 17), ("notice.html", None, None)]
)
def test_json_says_the_page_or_the_paragraph(
    asking: Command, name: str, page: int | None, paragraph: int | None
) -> None:
    (answer,) = objects(asking("--json", GRANT, "--docs", FILES / name))
    passage = answer["passages"][0]
    assert (passage["page"], passage["paragraph"]) == (page, paragraph)


def test_show_says_the_page_of_each_clause(asking: Command) -> None:
    shown = asking("show", "notice", "--docs", FILES / "notice.pdf").stdout
    assert shown.index("第1页") < shown.index("第2页") < shown.index("第3页")


def test_a_scan_is_told_in_a_sentence(asking: Command) -> None:
    assert "扫描件" in sentence(asking("index", "--docs", FILES / "scan.pdf"))


def test_a_folder_with_files_of_all_kinds_is_read(asking: Command, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    for name in ("notice.pdf", "rules.docx", "answers.html", "report.md"):
        (tmp_path / "docs" / name).write_bytes((FILES / name).read_bytes())
    listed = objects(asking("docs", "--json", "--docs", tmp_path / "docs"))
    assert [row["id"] for row in listed] == ["answers", "notice", "report", "rules"]
    assert asking("verify", "--docs", tmp_path / "docs").returncode == 0
