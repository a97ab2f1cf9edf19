"""Numbers of lists and headings in DOCX: Word keeps them in the style (一、 （一） 1.), not in the text."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from retrieval.document.readers.word.package import qn

_DIGITS, _UNITS = "〇一二三四五六七八九", ("", "十", "百", "千")
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ["m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"],
        strict=True,
    )
)
_LEVELS = 9
#: A style may be based on another, and so on; so deep no real one goes.
_DEPTH = 20


def counting(number: int) -> str:
    """12 as 十二, 105 as 一百零五."""
    if not 0 < number < 10_000:
        return str(number)
    text, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + _UNITS[place]
        gap = not digit
    return text[1:] if text.startswith("一十") else text


def _digits(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def letter(number: int) -> str:
    """2 as b, 28 as bb."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number <= 260 else str(number)


def roman(number: int) -> str:
    """4 as iv."""
    text = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        text += letters * min(times, 20)
    return text


def _circled(number: int) -> str:
    return chr(0x245F + number) if 0 < number <= 20 else str(number)


def _of(characters: str) -> Callable[[int], str]:
    return lambda number: characters[(number - 1) % len(characters)]


_FORMATS: Mapping[str, Callable[[int], str]] = {
    **dict.fromkeys(
        (
            "chineseCounting",
            "chineseCountingThousand",
            "japaneseCounting",
            "taiwaneseCounting",
            "taiwaneseCountingThousand",
            "ideographLegalTraditional",
            "chineseLegalSimplified",
        ),
        counting,
    ),
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
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            return None
        style = _value(properties.find(qn("w:pStyle")))
        inherited = self._styles.get(style) if style else None
        number = properties.find(qn("w:numPr"))
        if number is None:
            return inherited
        name, depth = _value(number.find(qn("w:numId"))), _value(number.find(qn("w:ilvl")))
        if name is None:
            return inherited
        return None if name == "0" else (name, _int(depth, inherited[1] if inherited else 0))


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
        name, family = _name(one, "numId"), _value(one.find(qn("w:abstractNumId"))) or ""
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
    legal = one.find(qn("w:isLgl"))
    return _int(_name(one, "ilvl"), 0), _Level(
        _value(one.find(qn("w:numFmt"))) or "decimal",
        _value(one.find(qn("w:lvlText"))) or "",
        _int(_value(one.find(qn("w:start"))), 1),
        legal is not None and _value(legal) not in {"0", "false"},
        _value(one.find(qn("w:pStyle"))),
        _int(_value(one.find(qn("w:lvlRestart"))), _LEVELS),
    )


def _overridden(one: Any, levels: Mapping[int, _Level]) -> Iterator[tuple[int, _Level]]:
    for override in one.findall(qn("w:lvlOverride")):
        depth = _int(_name(override, "ilvl"), 0)
        own = override.find(qn("w:lvl"))
        start = _value(override.find(qn("w:startOverride")))
        level = _level(own)[1] if own is not None else levels.get(depth)
        if level is not None and 0 <= depth < _LEVELS:
            yield depth, replace(level, start=_int(start, level.start))


def _numbered_styles(
    styles: Any | None, lists: Mapping[str, tuple[str, dict[int, _Level]]]
) -> Iterator[tuple[str, tuple[str, int]]]:
    """The styles that number their paragraphs, with the list and the level."""
    known = {_name(one, "styleId"): one for one in styles.findall(qn("w:style"))} if styles is not None else {}
    for name in known:
        base: str | None = name
        for _ in range(_DEPTH):
            style = known.get(base) if base else None
            if style is None:
                break
            number = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            used = _value(number.find(qn("w:numId"))) if number is not None else None
            if used == "0":
                break
            depth = _value(number.find(qn("w:ilvl"))) if number is not None else None
            if used is not None and used in lists:
                named = (below for below, level in lists[used][1].items() if level.style in {base, name})
                yield name, (used, _int(depth, next(named, 0)))
                break
            base = _value(style.find(qn("w:basedOn")))


def _value(element: Any | None) -> str | None:
    return None if element is None else element.get(qn("w:val"))


def _name(element: Any, attribute: str) -> str:
    return element.get(qn(f"w:{attribute}")) or ""


def _int(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else otherwise
