"""Numbers of lists and headings in DOCX: Word keeps them in the style (一、 （一） 1.), not in the text."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from retrieval.document.readers.attributes import number_in
from retrieval.document.readers.word.package import child_of, children_of, qn, value_of
from retrieval.document.readers.word.runs import is_on
from retrieval.text.numerals import write_number

_DIGITS = "〇一二三四五六七八九"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = {1000: "m", 900: "cm", 500: "d", 400: "cd", 100: "c", 90: "xc", 50: "l", 40: "xl", 10: "x"}
_ROMAN |= {9: "ix", 5: "v", 4: "iv", 1: "i"}
_LEVELS = 9
#: A style may be based on another, and so on; so deep no real one goes.
_DEPTH = 20


def counting(number: int) -> str:
    """12 as 十二, 105 as 一百零五."""
    return write_number(number) if 0 < number < 10_000 else str(number)


def _digits(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def letter(number: int) -> str:
    """2 as b, 28 as bb."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number <= 260 else str(number)


def roman(number: int) -> str:
    """4 as iv."""
    text = ""
    for value, letters in _ROMAN.items():
        times, number = divmod(number, value)
        text += letters * min(times, 20)
    return text


def _circled(number: int) -> str:
    return chr(0x245F + number) if 0 < number <= 20 else str(number)


def _of(characters: str) -> Callable[[int], str]:
    return lambda number: characters[(number - 1) % len(characters)]


_FORMATS: Mapping[str, Callable[[int], str]] = {
    **dict.fromkeys(("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting"), counting),
    **dict.fromkeys(("taiwaneseCountingThousand", "ideographLegalTraditional", "chineseLegalSimplified"), counting),
    **dict.fromkeys(("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"), _digits),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _circled),
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": lambda number: str(number).translate({ord(str(digit)): 0xFF10 + digit for digit in range(10)}),
    "decimalEnclosedParen": lambda number: f"({number})",
    "lowerLetter": letter,
    "upperLetter": lambda number: letter(number).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda number: roman(number).upper(),
    "ideographTraditional": _of(_STEMS),
    "ideographZodiac": _of(_BRANCHES),
}


@dataclass(frozen=True)
class _Level:
    """How one level of a list is numbered."""

    form: str
    pattern: str
    start: int
    legal: bool
    style: str | None
    restart: int  # how many of the levels above begin it anew: all of them, or none for articles counted through


@dataclass
class Numbering:
    """Counts the numbered paragraphs of a document in order."""

    _lists: dict[str, tuple[str, dict[int, _Level]]] = field(default_factory=dict)
    _styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    _counts: dict[str, list[int | None]] = field(default_factory=dict)

    def label(self, paragraph: Any) -> str:
        """The number in front of a ``w:p``, as Word shows it; empty where it has none. To be called once for each."""
        found = self._list_of(paragraph)
        if found is None or found[0] not in self._lists:
            return ""
        name, depth = found
        family, levels = self._lists[name]
        if depth not in levels:
            return ""
        counts = self._counts.setdefault(family, [None] * _LEVELS)
        before = counts[depth]
        counts[depth] = levels[depth].start if before is None else before + 1
        for below in range(depth + 1, _LEVELS):
            if below in levels and depth < levels[below].restart:
                counts[below] = None
        return _shown(levels, depth, counts)

    def _list_of(self, paragraph: Any) -> tuple[str, int] | None:
        inherited = self._styles.get(value_of(paragraph, "w:pPr/w:pStyle") or "")
        number = child_of(paragraph, "w:pPr/w:numPr")
        name, depth = value_of(number, "w:numId"), value_of(number, "w:ilvl")
        if name is None:
            return inherited
        return None if name == "0" else (name, number_in(depth, inherited[1] if inherited else 0))


def _shown(levels: Mapping[int, _Level], depth: int, counts: list[int | None]) -> str:
    level = levels[depth]
    if level.form in {"bullet", "none"} and "%" not in level.pattern:
        return ""

    def number(match: re.Match[str]) -> str:
        above = int(match[1]) - 1
        if above not in levels:
            return ""
        count = counts[above]
        value = levels[above].start if count is None else count
        form = "decimal" if level.legal else levels[above].form
        return "" if form == "none" else _FORMATS.get(form, str)(value)

    return re.sub(r"%([1-9])", number, level.pattern)


def read_numbering(numbering: Any | None, styles: Any | None) -> Numbering:
    """Read how lists are numbered from the roots of numbering.xml and styles.xml; either may be missing."""
    if numbering is None:
        return Numbering()
    families = {_name(one, "abstractNumId"): one for one in numbering.findall(qn("w:abstractNum"))}
    lists: dict[str, tuple[str, dict[int, _Level]]] = {}
    for one in numbering.findall(qn("w:num")):
        name, family = _name(one, "numId"), value_of(one, "w:abstractNumId") or ""
        if family not in families:
            continue
        levels = _levels(families[family])
        changed = dict(_overridden(one, levels))
        # A list that begins anew counts for itself; all others of a family count on together.
        lists[name] = (f"{family}/{name}" if changed else family, {**levels, **changed})
    return Numbering(lists, dict(_numbered_styles(styles, lists)))


def _levels(family: Any) -> dict[int, _Level]:
    levels = (_level(one) for one in family.findall(qn("w:lvl")))
    return {depth: level for depth, level in levels if 0 <= depth < _LEVELS}


def _level(one: Any) -> tuple[int, _Level]:
    return number_in(_name(one, "ilvl"), 0), _Level(
        value_of(one, "w:numFmt") or "decimal",
        value_of(one, "w:lvlText") or "",
        number_in(value_of(one, "w:start"), 1),
        is_on(one, "w:isLgl"),
        value_of(one, "w:pStyle"),
        number_in(value_of(one, "w:lvlRestart"), _LEVELS),
    )


def _overridden(one: Any, levels: Mapping[int, _Level]) -> Iterator[tuple[int, _Level]]:
    for override in one.findall(qn("w:lvlOverride")):
        depth = number_in(_name(override, "ilvl"), 0)
        own = override.find(qn("w:lvl"))
        start = value_of(override, "w:startOverride")
        level = _level(own)[1] if own is not None else levels.get(depth)
        if level is not None and 0 <= depth < _LEVELS:
            yield depth, replace(level, start=number_in(start, level.start))


def _numbered_styles(
    styles: Any | None, lists: Mapping[str, tuple[str, dict[int, _Level]]]
) -> Iterator[tuple[str, tuple[str, int]]]:
    """The styles that number their paragraphs, with the list and the level."""
    known = {_name(one, "styleId"): one for one in children_of(styles, "w:style")}
    for name in known:
        base: str | None = name
        for _ in range(_DEPTH):
            style = known.get(base) if base else None
            used, depth = (value_of(style, f"w:pPr/w:numPr/{one}") for one in ("w:numId", "w:ilvl"))
            if style is None or used == "0":
                break
            if used is not None and used in lists:
                named = (below for below, level in lists[used][1].items() if level.style in {base, name})
                yield name, (used, number_in(depth, next(named, 0)))
                break
            base = value_of(style, "w:basedOn")


def _name(element: Any, attribute: str) -> str:
    return element.get(qn(f"w:{attribute}")) or ""
