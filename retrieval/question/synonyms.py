"""How people say it and how documents write it."""

from functools import lru_cache

from retrieval.text.words import read_lines


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


def is_key(word: str) -> bool:
    """Whether the table holds ``word`` on its asking side."""
    return word in _table()
