"""What the README shows works as it is written."""

import contextlib
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import retrieval

_ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_example_from_python_runs(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", (_ROOT / name).read_text(encoding="utf-8"), re.DOTALL)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "seeds").symlink_to(_ROOT / "seeds")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(example, name, "exec"), {})
    assert "100亿元" in printed.getvalue()
    assert printed.getvalue().endswith("not found\n")


def test_what_is_exported_is_there() -> None:
    assert all(getattr(retrieval, name) for name in retrieval.__all__)
    with pytest.raises(AttributeError):
        _ = retrieval.nothing


@pytest.mark.parametrize("before", ["", "import multiprocessing; multiprocessing.set_executable('/nowhere')"])
def test_a_script_without_a_guard_indexes_documents_of_all_kinds(before: str, tmp_path: Path) -> None:
    """Files that another process reads: it does not run the script anew, and where none lives they are read here."""
    script = tmp_path / "script.py"
    files = [str(_ROOT / "tests/document/files" / name) for name in ("report.docx", "rules.htm")]
    script.write_text(
        f"{before}\nprint('begun')\nimport retrieval\nretrieval.build_index('own.db', {files})\n"
        "with retrieval.open_index('own.db') as index:\n    print(index.catalogue.totals.documents)\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, script],
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(_ROOT)},
        capture_output=True,
    )
    assert (done.returncode, done.stdout.split()) == (0, [b"begun", b"2"]), done.stderr.decode()
