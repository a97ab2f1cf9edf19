"""Other systems: what Windows lacks is not needed, and a console of another encoding is written to."""

from pathlib import Path

from tests.bot.conftest import BEDS, Command
from tests.conftest import PLAN

#: Takes away what Windows does not have, in every process: the interpreter runs it at its start.
_WINDOWS = """
import os, sys
for name in ("resource", "fcntl", "pwd", "grp", "termios", "readline"):
    sys.modules[name] = None
for name in ("nice", "killpg", "sched_getaffinity", "O_NOFOLLOW"):
    if hasattr(os, name):
        delattr(os, name)
"""


def test_without_what_windows_lacks_documents_are_added_asked_and_removed(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(_WINDOWS, encoding="utf-8")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "plan.txt").write_text(PLAN, encoding="utf-8")
    folder = Path(__file__).parents[3]
    here = Command({"WENZHENG_DB": str(tmp_path / "own.db"), "PYTHONPATH": f"{tmp_path}:{folder}"})
    added = here("add", tmp_path / "docs", "--corpus", "a")
    assert (added.returncode, added.stderr) == (0, "")
    assert "5000张" in here(BEDS, "--corpus", "a").stdout
    assert "5000张" in here("chat", "--corpus", "a", typed=f"{BEDS}\n").stdout
    assert here("remove", tmp_path / "docs", "--corpus", "a").returncode == 0


def test_a_console_of_another_encoding_gets_what_it_can_show(wenzheng: Command) -> None:
    for encoding in ("gbk", "cp437", "ascii"):
        settled = wenzheng.having(PYTHONIOENCODING=encoding, PYTHONUTF8="0")
        for words in (
            ("docs",),
            ("show", "nanjing#3"),
            ("--help",),
            ("targets", "--csv"),
            ("show", "nanjing", "--html", "-"),
        ):
            result = settled(*words)
            assert (result.returncode, result.stderr) == (0, ""), (encoding, words)
