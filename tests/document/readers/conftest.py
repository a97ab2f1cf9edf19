"""Comparing what a reader gives with what is known to stand in the file."""

from collections.abc import Callable
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from retrieval.document.source import Source, read_source

FILES = Path(__file__).parent.parent / "files"


@pytest.fixture(scope="session")
def read() -> Callable[[str], Source]:
    """Read one of the files that are kept."""
    kept: dict[str, Source] = {}
    return lambda name: kept.setdefault(name, read_source(FILES / name))


def squeezed(text: str) -> str:
    return "".join(char for char in text if not char.isspace() and char != "|")


def shares(known: str, found: str) -> tuple[float, float]:
    """The share of the known characters that were found in order, and the share of the found ones that are not known."""
    wanted, given = squeezed(known), squeezed(found)
    blocks = SequenceMatcher(None, wanted, given, autojunk=False).get_matching_blocks()
    common = sum(block.size for block in blocks)
    return common / len(wanted), 1 - common / len(given)
