"""Old formats of word processors (.doc, .wps, .odt), by a program that is installed: LibreOffice, antiword or catdoc.

The program works in a process of its own, in a folder of its own, and is ended when it takes too long.
"""

import os
import re
import signal
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from shutil import which

from retrieval.document.model import Extract
from retrieval.document.readers.word.docx import read_docx
from retrieval.document.readers.word.written import of_lines
from retrieval.errors import SourceError

#: Seconds that a program may take over one file.
_PATIENCE = 120
_OFFICE = ("soffice", "libreoffice")
_ROW = re.compile(r"^\s*\|.*\|\s*$")


def read_old_word(data: bytes, name: str) -> Extract:
    """The text of a document of Word 97–2003 or WPS."""
    ways: list[tuple[str, Callable[[str, Path], Extract | None]]] = [
        *((program, lambda found, file: _by_office(found, file, name)) for program in _OFFICE),
        ("antiword", lambda found, file: _by_text([found, "-m", "UTF-8.txt", "-w", "0", str(file)], name)),
        ("catdoc", lambda found, file: _by_text([found, "-d", "utf-8", "-w", str(file)], name)),
    ]
    said = "旧版 Word 或 WPS 文件（.doc、.wps）"
    return _read(data, ".doc", ways, name, said)


def read_open(data: bytes, name: str) -> Extract:
    """The text of an OpenDocument text."""
    ways: list[tuple[str, Callable[[str, Path], Extract | None]]] = [
        (program, lambda found, file: _by_office(found, file, name)) for program in _OFFICE
    ]
    return _read(data, ".odt", ways, name, "OpenDocument 文件（.odt）")


def _read(
    data: bytes, suffix: str, ways: Sequence[tuple[str, Callable[[str, Path], Extract | None]]], name: str, said: str
) -> Extract:
    """What the first of the programs makes of a file that can read it."""
    found = [(path, way) for program, way in ways if (path := which(program))]
    for program, way in found:
        with tempfile.TemporaryDirectory(prefix="wenzheng-") as folder:
            file = Path(folder) / f"document{suffix}"
            file.write_bytes(data)
            if read := way(program, file):
                return read
    if found:
        raise SourceError(
            f"{name} 是{said}，但读不出内容，可能已损坏或设了密码。请用 Word 或 WPS 另存为 .docx 后再用。"
        )
    raise SourceError(f"{name} 是{said}。请用 Word 或 WPS 另存为 .docx，或在这台机器上装好 LibreOffice 后再用。")


def _by_office(program: str, file: Path, name: str) -> Extract | None:
    profile = f"-env:UserInstallation=file://{file.parent}/profile"
    _run(
        [program, "--headless", "--norestore", profile, "--convert-to", "docx", "--outdir", str(file.parent), str(file)]
    )
    made = file.with_suffix(".docx")
    return read_docx(made.read_bytes(), name) if made.exists() else None


def _by_text(command: Sequence[str], name: str) -> Extract | None:
    text = _run(command)
    if not text.strip():
        return None
    return of_lines([line.strip() if _ROW.match(line) else line for line in text.splitlines()], name)


def _run(command: Sequence[str]) -> str:
    """What a program prints; nothing where it fails or takes too long."""
    with tempfile.TemporaryFile() as printed:
        try:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=printed, stderr=subprocess.DEVNULL, start_new_session=True
            )
        except OSError:
            return ""
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            return ""
        finally:
            with suppress(ProcessLookupError):
                if hasattr(os, "killpg"):
                    os.killpg(process.pid, signal.SIGKILL)  # with all that it started
                else:  # Windows
                    process.kill()
            process.wait()
        printed.seek(0)
        return printed.read().decode("utf-8", "replace") if process.returncode == 0 else ""
