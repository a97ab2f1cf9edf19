"""What stands on a printed page: glyphs, and the runs of them that make up lines."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from statistics import median

#: A wider gap between glyphs, in heights of the type, ends a run: another column, cell or label begins.
_APART = 1.5
#: A gap from which on a space stands between Latin words, and between anything else.
_LATIN_SPACE, _SPACE = 0.18, 0.8
#: Type so much larger stands on no line with other type, and what is so much larger and lies over other lines is a stamp; so
#: many are looked for.
_LARGER, _OVERLAID, _STAMPS = 2.1, 1.4, 200
#: Radicals that stand for the characters that share their glyph in the fonts of Noto CJK: a PDF's maker sees the glyph
#: and may give either (NFKC knows the Kangxi radicals, not these).
_RADICALS = str.maketrans(
    "⺂⺃⺅⺉⺎⺏⺐⺒⺓⺔⺕⺖⺘⺙⺛⺞⺟⺠⺡⺣⺦⺨⺫⺲⺭⺯⺰⺱⺹⺺⺾⻁⻂⻃⻄⻅⻆⻈⻉⻋⻌⻐⻑⻒⻓⻔⻖⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻮⻯⻰⻱⻲⻳",
    "乛乚亻刂兀尣尢巳幺彑彐忄扌攵旡歺母民氵灬丬犭罒罒礻糹纟罓耂肀艹虎衤覀西见角讠贝车辶钅長镸长门阝青韦页风飞食飠饣马骨鬼鱼鸟卤麦黄黾斉齐齿竜龙龜亀龟",
)


@dataclass(frozen=True)
class Box:
    """A rectangle; ``top`` is less than ``bottom``, as one reads."""

    x0: float
    top: float
    x1: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        return self.x0 < other.x1 and other.x0 < self.x1 and self.top < other.bottom and other.top < self.bottom

    def within(self, other: "Box") -> bool:
        """Whether the middle of this box is in the other."""
        x, y = (self.x0 + self.x1) / 2, (self.top + self.bottom) / 2
        return other.x0 <= x <= other.x1 and other.top <= y <= other.bottom

    def around(self, other: "Box") -> "Box":
        return Box(
            min(self.x0, other.x0), min(self.top, other.top), max(self.x1, other.x1), max(self.bottom, other.bottom)
        )

    def moved(self, x: float, y: float) -> "Box":
        return Box(self.x0 + x, self.top + y, self.x1 + x, self.bottom + y)


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box that holds all of some."""
    return reduce(Box.around, boxes)


@dataclass(frozen=True)
class Glyph:
    """A character with its box, the line it stands on and the height of its type."""

    text: str
    box: Box
    base: float
    size: float


@dataclass(frozen=True)
class Run:
    """Words side by side on one line. ``first`` is the width of what cannot be broken at their start."""

    text: str
    box: Box
    base: float
    size: float
    first: float


def real_character(char: str) -> str:
    """The character that is meant where a font gives the radical that looks like it."""
    if "\u2e80" <= char <= "\u2fdf":
        return unicodedata.normalize("NFKC", char.translate(_RADICALS))
    return char


def runs_of(glyphs: Sequence[Glyph]) -> list[Run]:
    """Put glyphs together into runs, from the top down and from left to right."""
    groups: list[list[Glyph]] = []
    for line in _lines(_once(glyphs)):
        before: Glyph | None = None
        for glyph in sorted(line, key=lambda glyph: glyph.box.x0):
            if before and glyph.box.x0 - before.box.x1 < _APART * max(before.size, glyph.size):
                groups[-1].append(glyph)
            else:
                groups.append([glyph])
            before = glyph
    return [_run(group) for group in groups if any(glyph.text.strip() for glyph in group)]


def _lines(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """The glyphs of each line: of one height, or smaller and set high, as the marks of notes are."""
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph.base):
        # Fonts mixed in a line differ a little in where they stand; not in the order of drawing but of place.
        near = (line for line in reversed(lines[-3:]) if _is_of(glyph, line[0]))
        if line := next(near, None):
            line.append(glyph)
        else:
            lines.append([glyph])
    return lines


def _is_of(glyph: Glyph, first: Glyph) -> bool:
    small, large = sorted((glyph.size, first.size))
    raised = 0.5 if small < 0.75 * large else 0.35
    return large < _LARGER * small and abs(glyph.base - first.base) < raised * large


def without_overlaid(runs: Sequence[Run]) -> list[Run]:
    """Drop runs of large type printed over several lines of others: watermarks and stamps."""
    usual = median(run.size for run in runs) if runs else 0.0
    large = [run for run in runs if run.size > _OVERLAID * usual][:_STAMPS]
    over = [run for run in large if sum(_covers(run, other) for other in runs) > 1]
    return [run for run in runs if run not in over]


def _covers(run: Run, other: Run) -> bool:
    """Whether a run of larger type lies over a part of another."""
    box, under = run.box, other.box
    return (
        run.size > _OVERLAID * other.size
        and box.x0 < under.x1
        and under.x0 < box.x1
        and box.top < under.bottom - 0.2 * other.size
        and under.top + 0.2 * other.size < box.bottom
    )


def _once(glyphs: Iterable[Glyph]) -> list[Glyph]:
    """Drop glyphs printed twice in one place to look bold."""
    seen: set[tuple[str, int, int]] = set()
    kept = []
    for glyph in glyphs:
        x, y = round(glyph.box.x0), round(glyph.base)
        near = {(glyph.text, x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)}
        if glyph.text.isspace() or seen.isdisjoint(near):
            kept.append(glyph)
            seen.add((glyph.text, x, y))
    return kept


def _run(group: Sequence[Glyph]) -> Run:
    sizes = sorted(glyph.size for glyph in group if glyph.text.strip())
    size = sizes[len(sizes) // 2]
    text, box = "", group[0].box
    for before, glyph in zip([None, *group], group, strict=False):
        if before is not None and _is_spaced(before, glyph, size):
            text += " "
        text += glyph.text
        box = box.around(glyph.box) if glyph.text.strip() else box
    return Run(text.strip(), box, group[0].base, size, _first(group, size))


def _is_spaced(before: Glyph, glyph: Glyph, size: float) -> bool:
    if before.text.isspace() or glyph.text.isspace():
        return False
    gap = glyph.box.x0 - before.box.x1
    latin = before.text.isascii() and glyph.text.isascii()
    return gap > size * (_LATIN_SPACE if latin else _SPACE)


def _first(group: Sequence[Glyph], size: float) -> float:
    """The width of the first unbreakable unit: a Latin word, or a character with the punctuation bound to it."""
    start = next(glyph for glyph in group if glyph.text.strip())
    end, before = start.box.x1, start
    for glyph in group[group.index(start) + 1 :]:
        together = (
            glyph.text.isascii() and glyph.text.strip() and before.text.isascii()
        ) or glyph.text in "，。；：、！？）》”」%％"
        if not together and before.text not in "（《“「":
            break
        end, before = glyph.box.x1, glyph
    return max(size, end - start.box.x0)


def line_of(runs: Sequence[Run]) -> Run:
    """Several runs of one line as one, a space between them."""
    first = runs[0]
    box = first.box
    for run in runs[1:]:
        box = box.around(run.box)
    return replace(first, text=" ".join(run.text for run in runs), box=box)


def joined(before: str, after: str) -> str:
    """Two lines of a paragraph as one: a space only between Latin words, none behind the hyphen of a word cut in two."""
    if before[-1:].isascii() and after[:1].isascii() and before[-1:].isalnum() and after[:1].isalnum():
        return f"{before} {after}" if not (before[-1].isdigit() and after[0].isdigit()) else before + after
    if (
        len(before) > 1
        and before.endswith("-")
        and before[-2].isascii()
        and before[-2].isalpha()
        and after[:1].islower()
    ):
        return before[:-1] + after
    return before + after
