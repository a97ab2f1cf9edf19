"""Read the lines of a file that a person has written or fetched."""

from collections.abc import Iterator
from pathlib import Path

from retrieval.errors import WenzhengError, reason_of


def numbered_lines(path: Path, kind: type[WenzhengError], called: str = "") -> Iterator[tuple[int, str]]:
    """Yield the lines that are not empty with their numbers; a file may have a BOM and end lines by CRLF.

    Raises an error of ``kind`` where it cannot be read; ``called`` says what the file is.
    """
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, line.rstrip("\n")
    except (OSError, UnicodeDecodeError) as error:
        said = reason_of(error) if isinstance(error, OSError) else "不是 UTF-8 编码"
        raise kind(f"读不了{called} {path}：{said}。") from error
