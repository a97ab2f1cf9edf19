"""Fold text for searching, one character to one character, so that offsets survive.

Folded text is compared and indexed, never shown: what is quoted is always the source.
"""

import unicodedata
from functools import lru_cache

# Marks that typists and scrapers exchange freely. NFKC leaves these apart.
_MARKS = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−~～〜﹣－─", "-"),
        **dict.fromkeys("〔［【﹝｛{[", "("),
        **dict.fromkeys("〕］】﹞｝}]", ")"),
        **dict.fromkeys("“”„‟＂「」『』〝〞", '"'),
        **dict.fromkeys("‘’‚‛＇", "'"),
        "○": "〇",
    }
)


class _WidthTable(dict[int, str]):
    """A translation table that fills itself: NFKC and lower case where one character stays one."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = unicodedata.normalize("NFKC", char).lower()
        if len(folded) != 1:
            folded = char
        self[code] = folded.translate(_MARKS)
        return self[code]


_WIDTH = _WidthTable()


@lru_cache(maxsize=8192)  # a question reads the same clauses and headings over and over
def fold(text: str) -> str:
    """Return ``text`` with width, case, marks and traditional characters folded.

    ``len(fold(text)) == len(text)`` always, so an offset in one is an offset in the other.
    """
    folded = text.translate(_WIDTH)
    return _simplify(folded) if _may_be_traditional(folded) else folded


def _may_be_traditional(text: str) -> bool:
    """GB 2312 holds simplified forms only, so what it can encode needs no converter."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return any("\u4e00" <= char <= "\u9fff" and not _in_gb2312(char) for char in set(text))
    return False


@lru_cache(maxsize=8192)
def _in_gb2312(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _simplify(text: str) -> str:
    """Convert traditional and Japanese forms to simplified characters (OpenCC), keeping the length."""
    for scheme in ("t2s", "jp2t"):  # Japanese forms (収) are typed too: they become traditional, then simplified
        if _may_be_traditional(text):
            text = _converted(text, scheme)
    return _converted(text, "t2s") if _may_be_traditional(text) else text


def _converted(text: str, scheme: str) -> str:
    converted: str = _converter(scheme).convert(text)
    if len(converted) == len(text):
        return converted
    pieces = (_converter(scheme).convert(char) for char in text)
    return "".join(piece if len(piece) == 1 else char for piece, char in zip(pieces, text, strict=True))


@lru_cache(maxsize=2)
def _converter(scheme: str):  # type: ignore[no-untyped-def]  # OpenCC ships no types
    import opencc  # only a text with traditional characters pays for it

    return opencc.OpenCC(scheme)
