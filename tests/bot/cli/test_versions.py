"""Versions of a document at the command line: which there are, what changed, and what an update brought."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bot.conftest import Result, objects, sentence
from tests.clause.test_difference import NEW, OLD

Run = Callable[..., Result]


@pytest.fixture
def versions(tmp_path: Path, typed: Run) -> tuple[Path, list[str]]:
    """A file of each of two versions, and the options that mean the index of both."""
    for name, text in (("办法2020", OLD), ("办法2024", NEW)):
        (tmp_path / f"{name}.txt").write_text(text.replace("办法\n", f"办法({name[-4:]}年修订)\n", 1), encoding="utf-8")
    same = ["--db", str(tmp_path / "own.db"), "--corpus", "人才"]
    assert typed("add", tmp_path / "办法2020.txt", tmp_path / "办法2024.txt", *same).returncode == 0
    return tmp_path / "办法2024.txt", same


def test_versions_stand_together_the_latest_first(typed: Run, versions: tuple[Path, list[str]]) -> None:
    _, same = versions
    lines = typed("docs", "--versions", *same).stdout.splitlines()
    assert lines[0].startswith("办法2024")
    assert lines[1].startswith("  办法2020")
    assert "wenzheng diff 办法2020 办法2024" in lines[2]
    (group,) = objects(typed("docs", "--versions", "--json", *same))
    assert [row["id"] for row in group["versions"]] == ["办法2024", "办法2020"]


def test_without_versions_it_is_said(typed: Run) -> None:
    result = typed("docs", "--versions")
    assert (result.returncode, result.stdout) == (1, "")
    assert "没有哪份文件有几个版本" in result.stderr


def test_two_versions_are_compared_numbers_first(typed: Run, versions: tuple[Path, list[str]]) -> None:
    _, same = versions
    said = typed("diff", "办法2020", "办法2024", *same).stdout
    assert said.startswith("数字有变（")
    assert "30万元 → 50万元" in said
    assert said.index("数字有变") < said.index("增加（") < said.index("删去（")
    rows = objects(typed("diff", "办法2020", "办法2024", "--json", *same))
    assert {row["kind"] for row in rows} == {"changed", "added", "removed"}
    assert typed("diff", "办法2024", "办法2024", *same).stdout == "没有改动。\n"
    assert "没有这份文件" in sentence(typed("diff", "办法2020", "没有的", *same))


def test_an_update_says_in_a_line_what_changed(typed: Run, versions: tuple[Path, list[str]]) -> None:
    file, same = versions
    file.write_text(file.read_text(encoding="utf-8").replace("50万元", "60万元"), encoding="utf-8")
    assert "办法2024：改 1 处（数字 1 处：50万元 → 60万元）" in typed("update", *same).stdout.splitlines()
    file.write_text(file.read_text(encoding="utf-8") + "第六条 本办法由市人社局负责解释。\n", encoding="utf-8")
    (told,) = objects(typed("update", "--json", *same))
    assert told["changes"] == {"办法2024": "增 1 处"}
