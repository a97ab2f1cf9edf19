"""add, remove, update, export, corpora: as a person runs them."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from retrieval.index.build.verify import find_faults
from retrieval.index.store import Index
from tests.bot.conftest import BEDS, Command, Library, ordinary_user, sentence
from tests.conftest import PLAN


@pytest.fixture
def corpus() -> Command:
    """A corpus of its own, empty."""
    return Command({"WENZHENG_INDEX_CORPUS": "养老"})


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Folders with three plans, two of them with the same file name."""
    folder = tmp_path / "shelf"
    for number, place in enumerate(("plan.txt", "2021/plan.txt", "2022/other.md"), 1):
        file = folder / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(PLAN.replace("15号", f"{number}号").replace("5000张", f"{number}000张"), encoding="utf-8")
    return folder


def report(command: Command, *arguments: str | Path) -> dict[str, list[str]]:
    done = command(*arguments, "--json")
    return dict(json.loads(done.stdout))


def ids(command: Command) -> set[str]:
    return {json.loads(line)["id"] for line in command("docs", "--json").stdout.splitlines()}


def test_folders_are_added_with_all_below_them_and_asked(corpus: Command, shelf: Path) -> None:
    assert "加入或更新 3 份" in corpus("add", shelf).stdout
    assert ids(corpus) == {"plan", "2021/plan", "other"}
    assert "新增养老床位3000张" in corpus(BEDS, "-k", "9").stdout
    assert "全部相符" in corpus("verify").stdout


def test_only_what_has_changed_is_read_again(corpus: Command, shelf: Path) -> None:
    corpus("add", shelf)
    assert report(corpus, "add", shelf)["unchanged"] == 3
    os.utime(shelf / "plan.txt", (1, 1))  # touched, and still the same
    assert report(corpus, "update")["added"] == []
    (shelf / "plan.txt").write_text(PLAN.replace("5000张", "7000张"), encoding="utf-8")
    (shelf / "new.txt").write_text(PLAN, encoding="utf-8")
    (shelf / "2022" / "other.md").unlink()
    done = report(corpus, "update")
    assert len(done["added"]) == 2
    assert [gone["id"] for gone in done["gone"]] == ["other"]  # type: ignore[index]
    assert "新增养老床位7000张" in corpus(BEDS, "-k", "9").stdout
    assert report(corpus, "update", "--prune")["removed"] == ["other"]


def test_documents_leave_by_name_or_folder_and_the_files_stay(corpus: Command, shelf: Path) -> None:
    corpus("add", shelf)
    assert corpus("remove", "other").returncode == 0
    assert corpus("remove", shelf / "2021").returncode == 0
    assert len(ids(corpus)) == 1
    assert corpus("remove", shelf).returncode == 0
    assert (shelf / "2022" / "other.md").exists()
    assert "wenzheng add" in sentence(corpus(BEDS))


def test_what_was_never_added_cannot_leave(library: Library) -> None:
    assert "没有加入过" in sentence(library("remove", "nothing"))
    library(BEDS)
    assert "配置" in sentence(library("remove", "plan"))


def test_added_documents_join_those_of_the_configuration_and_survive_a_new_index(library: Library, shelf: Path) -> None:
    (shelf / "2022" / "other.md").write_text(PLAN.replace("苏州", "无锡"), encoding="utf-8")
    library("add", shelf / "2022")
    assert "新增养老床位5000张" in library("无锡2022年新增养老床位多少张").stdout
    (shelf / "2022" / "other.md").unlink()
    library("index")
    assert "新增养老床位5000张" in library("无锡2022年新增养老床位多少张").stdout
    assert "新增养老床位5000张" in library(BEDS).stdout


def test_corpora_do_not_know_each_other(corpus: Command, shelf: Path) -> None:
    corpus("add", shelf)
    other = Command({})
    other("add", shelf / "plan.txt", "--corpus", "b")
    assert len(ids(corpus)) == 3
    assert "b.db" not in corpus("docs").stdout
    assert "不能用" in sentence(other("docs", "--corpus", "../x"))


def test_what_cannot_be_read_is_listed_and_the_rest_is_added(corpus: Command, shelf: Path) -> None:
    (shelf / "empty.txt").write_bytes(b"")
    (shelf / "scan.pdf").write_bytes(b"%PDF-1.4 broken")
    done = corpus("add", shelf)
    assert done.returncode == 1
    assert "加入或更新 3 份" in done.stdout
    assert len([line for line in done.stderr.splitlines() if line.startswith("没有加入：")]) == 2
    assert len(report(corpus, "add", shelf)["failed"]) == 2
    assert "找不到" in sentence(corpus("add", shelf / "nothing"))


def test_a_loop_of_links_ends(corpus: Command, shelf: Path) -> None:
    (shelf / "again").symlink_to(shelf, target_is_directory=True)
    assert "3 份" in corpus("add", shelf).stdout


def test_the_texts_are_exported(corpus: Command, shelf: Path, tmp_path: Path) -> None:
    corpus("add", shelf)
    assert corpus("export", tmp_path / "out").returncode == 0
    rows = [
        json.loads(line) for line in (tmp_path / "out" / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert len(rows) == 3
    assert all("新增养老床位" in (tmp_path / "out" / row["text"]).read_text(encoding="utf-8") for row in rows)


def test_two_at_once_both_come_in(corpus: Command, shelf: Path) -> None:
    corpus("add", shelf / "plan.txt")
    environment = corpus.environment
    running = [
        subprocess.Popen([sys.executable, "-m", "bot", "add", str(shelf / place)], env=environment)
        for place in ("2021", "2022")
    ]
    assert [process.wait() for process in running] == [0, 0]
    assert len(ids(corpus)) == 3


def test_ctrl_c_leaves_a_whole_index(corpus: Command, shelf: Path) -> None:
    corpus("add", shelf / "plan.txt")
    for number in range(40):
        (shelf / f"more{number}.txt").write_text(PLAN * 40, encoding="utf-8")
    process = subprocess.Popen([sys.executable, "-m", "bot", "add", str(shelf)], env=corpus.environment)
    time.sleep(1.0)
    process.send_signal(signal.SIGINT)
    assert process.wait() in {0, 130, -signal.SIGINT}  # the last: it came before the command had begun
    assert "新增养老床位1000张" in corpus(BEDS, "-k", "9").stdout
    assert report(corpus, "add", shelf)["failed"] == []
    assert len(ids(corpus)) == 43


@pytest.mark.parametrize("moment", range(12))
def test_killed_at_any_moment_it_is_as_before_or_as_after(library: Library, shelf: Path, moment: int) -> None:
    """``tests/benchmarks/killed.py`` does this at hundreds of moments."""
    before = library(BEDS).stdout
    process = subprocess.Popen([sys.executable, "-m", "bot", "add", str(shelf)], env=library.environment)
    time.sleep(random.Random(moment).uniform(0.1, 1.6))
    process.kill()
    process.wait()
    with sqlite3.connect(library.db) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with Index(library.db) as index:
        assert len(index.documents) in {1, 4}
        assert find_faults(index) == []
    if len(ids(library)) == 1:
        assert library(BEDS).stdout == before
    assert report(library, "add", shelf)["failed"] == []
    assert len(ids(library)) == 4


@pytest.fixture
def site(shelf: Path) -> Iterator[str]:
    handler = partial(SimpleHTTPRequestHandler, directory=str(shelf))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_an_address_is_fetched_and_added(corpus: Command, site: str) -> None:
    near = corpus.having(WENZHENG_FETCH_ALLOW_PRIVATE="true")
    assert "加入或更新 1 份" in near("add", f"{site}/plan.txt").stdout
    assert "新增养老床位1000张" in near(BEDS).stdout
    refused = corpus("add", f"{site}/plan.txt")
    assert refused.returncode == 1
    assert "没有加入" in refused.stderr


def test_a_folder_that_may_not_be_read_is_told_and_its_documents_are_kept(corpus: Command, shelf: Path) -> None:
    corpus("add", shelf)
    closed = shelf / "2021"
    closed.chmod(0)
    try:
        for command in (("update",), ("update", "--prune"), ("add", str(shelf))):
            result = corpus(*command, before=ordinary_user)
            assert str(closed) in result.stderr
            assert "权限" in result.stderr
            assert result.returncode == 1
    finally:
        closed.chmod(0o755)
    assert ids(corpus) == {"plan", "2021/plan", "other"}


def test_what_is_passed_over_in_a_folder_is_named_and_a_law_called_readme_is_read(
    corpus: Command, tmp_path: Path
) -> None:
    (tmp_path / "law").mkdir()
    (tmp_path / "旧.ppt").write_bytes(b"\xd0\xcf\x11\xe0")
    (tmp_path / "README.md").write_text("这里放的是政策文件。", encoding="utf-8")
    only = corpus("add", tmp_path)
    assert "演示文件（请导出为 PDF） 1 个：旧.ppt" in only.stderr
    assert "README" not in only.stderr
    assert only.returncode == 1
    (tmp_path / "law" / "README.md").write_text("# 某市养老条例\n\n第一条 每张床位补贴8000元。", encoding="utf-8")
    added = corpus("add", tmp_path)
    assert "演示文件（请导出为 PDF） 1 个：旧.ppt" in added.stderr
    assert added.returncode == 0
    assert ids(corpus) == {"README"}


def test_a_text_that_takes_too_long_is_told_and_left_out(corpus: Command, tmp_path: Path) -> None:
    with (tmp_path / "long.txt").open("w", encoding="utf-8") as file:
        file.writelines(f"第{number}条 本市建设养老床位{number}张，由市民政局负责。\n" for number in range(60_000))
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    result = corpus.having(WENZHENG_LIMITS_SECONDS=1)("add", tmp_path)
    assert "long.txt" in result.stderr
    assert "还没有读完" in result.stderr
    assert ids(corpus) == {"plan"}
