"""How people say it and how documents write it."""

from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[str, ...]]:
    table: dict[str, list[str]] = {}
    for line in files("retrieval").joinpath("data/synonyms.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            asked, written = line.split("\t")
            for word in asked.split(","):
                table.setdefault(word, []).extend(written.split(","))
    return {word: tuple(dict.fromkeys(other for other in others if other != word)) for word, others in table.items()}


def synonyms(word: str) -> tuple[str, ...]:
    """The words of documents that say what ``word`` asks for, without ``word`` itself."""
    return _table().get(word, ())


def is_key(word: str) -> bool:
    """Whether the table holds ``word`` on its asking side."""
    return word in _table()
