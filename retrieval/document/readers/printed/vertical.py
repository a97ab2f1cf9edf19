"""Text set from the top down: whole pages of it, and titles and labels beside level text."""

from collections.abc import Iterator, Sequence
from statistics import median

from retrieval.document.readers.printed.glyphs import Box, Glyph

#: So many characters one under another are vertical text; the next is no further below, in heights of the type, and no
#: further aside.
_CHAIN, _BELOW, _ASIDE = 4, 2.2, 0.3
#: A page with more of its characters one under another is set so.
_MOST = 0.6
#: Between characters under one another is so much white that means nothing, in heights of the type.
_APART = 0.4


def chains(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """Runs of vertical text: characters drawn one after another, each below the last."""
    chain: list[Glyph] = []
    for glyph in [one for one in glyphs if one.text.strip()]:
        if chain and not _follows(chain[-1], glyph):
            yield from [chain] if _is_vertical(chain) else []
            chain = []
        chain.append(glyph)
    yield from [chain] if _is_vertical(chain) else []


def _follows(before: Glyph, glyph: Glyph) -> bool:
    return (
        abs(_middle(before) - _middle(glyph)) < _ASIDE * before.size
        and 0 < glyph.base - before.base < _BELOW * before.size
    )


def _is_vertical(chain: Sequence[Glyph]) -> bool:
    """Whether characters make up a word: digits under one another are a column of a table."""
    return len(chain) >= _CHAIN and sum("\u4e00" <= glyph.text <= "\u9fff" for glyph in chain) > len(chain) / 2


def is_set_so(glyphs: Sequence[Glyph], found: Sequence[Sequence[Glyph]]) -> bool:
    """Whether most characters of the page are in vertical text."""
    return sum(map(len, found)) > _MOST * sum(bool(glyph.text.strip()) for glyph in glyphs)


def laid_level(glyphs: Sequence[Glyph], width: float, found: Sequence[Sequence[Glyph]]) -> list[Glyph]:
    """Rotate the characters of a vertical page: its columns become lines, the rightmost first. Punctuation stands aside, so
    a column's middle is taken from its runs of text."""
    middles = [median(map(_middle, chain)) for chain in found]

    def middle(glyph: Glyph) -> float:
        own = _middle(glyph)
        near = min(middles, key=lambda one: abs(one - own))
        return near if abs(near - own) < glyph.size / 2 else own

    return [
        Glyph(
            glyph.text,
            Box(glyph.box.top, width - glyph.box.x1, glyph.box.bottom + _APART * glyph.size, width - glyph.box.x0),
            width - middle(glyph) + glyph.size / 2,
            glyph.size,
        )
        for glyph in glyphs
    ]


def _middle(glyph: Glyph) -> float:
    return (glyph.box.x0 + glyph.box.x1) / 2
