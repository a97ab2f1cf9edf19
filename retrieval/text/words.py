"""Word lists kept as data: words apart by white space, ``#`` opens a comment line."""

from importlib.resources import files


def read_words(name: str) -> frozenset[str]:
    """Return the words of a list in ``retrieval/data``."""
    lines = files("retrieval").joinpath("data", name).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
