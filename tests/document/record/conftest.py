"""Records of texts written in a test."""

from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval.document.model import Record
from retrieval.document.parse import parse_document
from retrieval.document.source import Source


@pytest.fixture
def record_of() -> Callable[[str], Record]:
    """Read the record of a text."""
    return lambda text: parse_document(Source("a", Path("a.txt"), text, "")).record
