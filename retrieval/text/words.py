"""Word lists and tables kept as data: ``#`` opens a comment line."""

from pathlib import Path

_DATA = Path(__file__).parent.parent / "data"


def read_lines(name: str) -> list[str]:
    """Return the lines of a file in ``retrieval/data``, without comments and empty ones."""
    lines = (_DATA / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def read_words(name: str) -> frozenset[str]:
    """Return the words of a list in ``retrieval/data``; white space parts them."""
    return frozenset(word for line in read_lines(name) for word in line.split())
