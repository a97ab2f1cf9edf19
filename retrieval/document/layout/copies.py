"""Text that a document holds twice is kept once."""

from collections.abc import Sequence

from retrieval.document.model import Span
from retrieval.text.fold import fold

#: A second copy is at least so many paragraphs and characters, in the same order.
_PARAGRAPHS, _CHARACTERS = 5, 200


def without_copies(text: str, paragraphs: Sequence[Span]) -> list[Span]:
    """Drop every run of paragraphs that repeats an earlier run in the same order."""
    keys = ["".join(fold(paragraph.of(text)).split()) for paragraph in paragraphs]
    first: dict[str, int] = {}
    for number, key in enumerate(keys):
        first.setdefault(key, number)
    kept: list[Span] = []
    number = 0
    while number < len(paragraphs):
        length = _copy_length(keys, first[keys[number]], number)
        if length:
            number += length
        else:
            kept.append(paragraphs[number])
            number += 1
    return kept


def _copy_length(keys: Sequence[str], original: int, copy: int) -> int:
    """How many paragraphs from ``copy`` on repeat those from ``original`` on, if that is a copy."""
    length = 0
    while copy + length < len(keys) and original + length < copy and keys[original + length] == keys[copy + length]:
        length += 1
    characters = sum(len(key) for key in keys[copy : copy + length])
    return length if length >= _PARAGRAPHS and characters >= _CHARACTERS else 0
