"""Fixtures: the command as a person runs it, in a process of its own."""

import ctypes
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, Any

import pytest

from retrieval.document.source import find_sources
from retrieval.index.build.indexer import build_index
from retrieval.index.build.verify import find_faults
from retrieval.index.store import Index
from tests.conftest import PLAN
from tests.warm import warm

Result = subprocess.CompletedProcess[str]
#: A question that the plan answers.
BEDS = "苏州2022年新增养老床位多少张"


@dataclass(frozen=True)
class Command:
    """``wenzheng`` with variables of its own; a call runs it and returns what it printed."""

    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("WENZHENG_")}
        return {**inherited, "LC_ALL": "C.UTF-8", **self.variables}

    def having(self, **variables: object) -> "Command":
        return Command({**self.variables, **{name: str(value) for name, value in variables.items()}})

    def __call__(
        self,
        *arguments: str | bytes | Path,
        typed: str | bytes = "",
        program: tuple[str, ...] = ("-m", "bot"),
        before: Callable[[], None] | None = None,
    ) -> Result:
        """``typed`` is standard input; ``before`` runs in the new process ahead of the command.

        What is told to Python itself, by another program or by its variables, or done ahead takes a start from cold.
        """
        given = typed.encode() if isinstance(typed, str) else typed
        cold = before or program != ("-m", "bot") or any(name.startswith("PYTHON") for name in self.variables)
        if not cold:
            code, out, err = warm().run(arguments, self.environment, given)
        else:
            command = [sys.executable, *program, *arguments]
            done = subprocess.run(
                command, input=given, capture_output=True, env=self.environment, preexec_fn=before, check=False
            )
            code, out, err = done.returncode, done.stdout, done.stderr
        return Result(arguments, code, out.decode(errors="replace"), err.decode(errors="replace"))


def going_on(
    command: Command, *arguments: str, python: tuple[str, ...] = (), heard: int | None = subprocess.PIPE
) -> tuple[subprocess.Popen[str], IO[str], IO[str]]:
    """A command that goes on, with what is typed into it and what it says; ``python`` are options of Python itself,
    ``heard`` is where its complaints go."""
    process = subprocess.Popen(
        [sys.executable, *python, "-m", "bot", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=heard,
        env=command.environment,
        encoding="utf-8",
    )
    assert process.stdin is not None
    assert process.stdout is not None
    return process, process.stdin, process.stdout


@dataclass(frozen=True)
class Library(Command):
    """The command over the one plan of the tests: ``file`` is its source, ``db`` its index."""

    file: Path = Path()
    db: Path = Path()

    @property
    def folder(self) -> Path:
        return self.file.parent

    def still_answers(self) -> None:
        """Check that the index is whole and in use: the plan, as it was, is answered from it."""
        self.file.write_text(PLAN, encoding="utf-8")
        before = self.db.stat().st_mtime_ns
        assert "新增养老床位5000张" in self(BEDS).stdout
        with Index(self.db) as index:
            assert find_faults(index) == []
        assert self.db.stat().st_mtime_ns == before


@pytest.fixture
def wenzheng(seed_db: Path) -> Command:
    """The command over the seeds."""
    return Command({"WENZHENG_DB": str(seed_db)})


@pytest.fixture
def typed(seed_db: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """The command over the seeds in this process, which is fast: ``typed("docs", "--json", stdin="…")``."""
    from bot.cli import main

    monkeypatch.setenv("WENZHENG_DB", str(seed_db))

    def run(*arguments: str | Path, stdin: str | None = None) -> Result:
        words = [str(word) for word in arguments]
        monkeypatch.setattr(sys, "argv", ["wenzheng", *words])
        capfd.readouterr()
        with open(os.devnull, encoding="utf-8") as nothing, tempfile.TemporaryFile("w+", encoding="utf-8") as file:
            file.write(stdin or "")
            file.seek(0)
            monkeypatch.setattr(sys, "stdin", nothing if stdin is None else file)
            code = 0
            try:
                main()
            except SystemExit as end:
                code = int(end.code or 0)
        said = capfd.readouterr()
        return Result(words, code, said.out, said.err)

    return run


@pytest.fixture(scope="session")
def built_plan(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    file, db = tmp_path_factory.mktemp("policies") / "plan.txt", tmp_path_factory.mktemp("built") / "index.db"
    file.write_text(PLAN, encoding="utf-8")
    build_index(db, find_sources([file.parent]))
    return file, db


@pytest.fixture
def library(built_plan: tuple[Path, Path], tmp_path: Path) -> Library:
    """The plan as first written, and an index of it that a test may spoil."""
    file, built = built_plan
    file.write_text(PLAN, encoding="utf-8")
    db = tmp_path / "index.db"
    shutil.copy(built, db)
    return Library({"WENZHENG_DB": str(db), "WENZHENG_DOCUMENTS_PLACES": str(file.parent)}, file, db)


def sentence(result: Result) -> str:
    """Check that a person was told in one Chinese sentence what is wrong, with exit code 2; return it."""
    assert "Traceback" not in result.stderr
    said = [line for line in result.stderr.splitlines() if re.search(r"[\u4e00-\u9fff]", line)]
    assert len(said) == 1, result.stderr
    assert result.returncode == 2
    return said[0]


def objects(result: Result) -> list[dict[str, Any]]:
    """Check that nothing went wrong and return the JSON that was printed."""
    assert result.stderr == ""
    return [json.loads(line) for line in result.stdout.splitlines()]


def lines_of(*questions: object) -> str:
    """A batch of the questions."""
    return "\n".join(json.dumps(question, ensure_ascii=False) for question in questions)


def ordinary_user() -> None:
    """Give up root's right to pass over the permissions of files (``before`` a command)."""
    prctl, drop_from_bounds, passing_over = ctypes.CDLL(None).prctl, 24, (1, 2)
    if os.geteuid() == 0 and any(prctl(drop_from_bounds, right, 0, 0, 0) for right in passing_over):
        raise OSError("this root cannot give up its rights")


def disk_of(size: int) -> Callable[[], None]:
    """A disk where no file can grow beyond ``size`` bytes (``before`` a command; Python ignores SIGXFSZ)."""
    return partial(resource.setrlimit, resource.RLIMIT_FSIZE, (size, size))
