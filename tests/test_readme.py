"""What the README shows works as it is written."""

import contextlib
import io
import re
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
