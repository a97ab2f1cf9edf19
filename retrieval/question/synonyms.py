"""How people say it and how documents write it."""

from functools import lru_cache

from retrieval.document.model import Span
from retrieval.text.words import read_lines

#: No entry of the asking side is looked for that is longer.
_LONGEST = 10


@lru_cache(maxsize=1)
def _table() -> dict[str, list[str]]:
    """The asking side, each word with the other sides of its lines as they stand: few are ever looked up."""
    table: dict[str, list[str]] = {}
    for line in read_lines("synonyms.tsv"):
        asked, written = line.split("\t")
        for word in asked.split(","):
            table.setdefault(word, []).append(written)
    return table


def synonyms(word: str) -> tuple[str, ...]:
    """The words of documents that say what ``word`` asks for, without ``word`` itself."""
    written = ",".join(_table().get(word, ()))
    return tuple(dict.fromkeys(other for other in written.split(",") if other not in {"", word}))


def find_keys(folded: str) -> list[Span]:
    """Find the entries of the asking side that a question says, the longest at each place: one can span several words
    (看不见 in 眼睛看不见)."""
    table = _table()
    found, start = [], 0
    while start < len(folded):
        ends = range(min(len(folded), start + _LONGEST), start + 1, -1)
        end = next((end for end in ends if folded[start:end] in table), start + 1)
        if folded[start:end] in table:
            found.append(Span(start, end))
        start = end
    return found
