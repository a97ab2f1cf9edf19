"""Vocabularies of official documents, each kept once, as data: a file a list, white space parts its words."""

from functools import cache
from pathlib import Path


@cache
def words(name: str) -> tuple[str, ...]:
    """Return the words of the list ``name``, the longest first; ``#`` opens a comment line."""
    lines = (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    found = {word for line in lines if not line.startswith("#") for word in line.split()}
    return tuple(sorted(found, key=lambda word: (-len(word), word)))


def any_of(name: str) -> str:
    """Return an expression that matches a word of the list ``name``, the longest that fits."""
    return f"(?:{'|'.join(words(name))})"
