"""The words of a Word paragraph: what a reader of the printed page sees, boxes ticked or not and formulas among it."""

import re
from collections.abc import Callable, Collection, Iterator
from typing import Any

from retrieval.document.readers.attributes import number_in
from retrieval.document.readers.word.package import child_of, qn, value_of

#: Elements whose text no one sees: deleted, moved away, properties, pinyin above a word, the older of two forms.
_UNSEEN = {
    qn(f"w:{name}")
    for name in ("del", "moveFrom", "rPr", "pPr", "delText", "instrText", "txbxContent", "rt", "footnote", "endnote")
}
_UNSEEN.add(qn("mc:Fallback"))
_SPACES = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-", qn("w:ptab"): " "}
_OFF = {"0", "false", "off", "none"}
#: Half points of type that no one reads; the colour of paper, and what may be of another colour than that.
_TOO_SMALL, _WHITE, _COLOURED = 4, "FFFFFF", {qn("w:tbl"), qn("w:txbxContent")}
#: Fonts of pictures: what their characters look like.
_WINGDINGS = {
    **dict.fromkeys((0x6F, 0x71, 0x72, 0xA8), "□"),
    **{0x6E: "■", 0x6C: "●", 0xA7: "▪", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑", 0xFE + 1: "☑"},
}
_PICTURES = {
    "wingdings": _WINGDINGS,
    "wingdings 2": {0x2A: "□", 0xA3: "□", 0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒"},
    "symbol": {0xA3: "≤", 0xB3: "≥", 0xB4: "×", 0xB1: "±", 0xB0: "°", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xE5: "∑"},
}
_EQUATION = re.compile(
    r"\s*EQ\s[^(]{0,120}\\([of])(?:\s|\\[a-z]{2})*\(\s*((?:[^(),，]|\([^()]{0,20}\)){0,40})[,，]\s*([^(),，]{1,20}?)\s*\)\s*$",
    re.I,
)
#: Called with the reference to a note; returns the mark that stands for it in the text.
Noted = Callable[[Any], str]


def is_on(properties: Any | None, path: str) -> bool:
    """Whether a property is there and not switched off."""
    found = child_of(properties, path)
    return found is not None and (found.get(qn("w:val")) or "1") not in _OFF


def words_of(element: Any, hidden: Collection[str], noted: Noted) -> Iterator[str]:
    """The words under an element in order. Runs in one of the styles ``hidden`` are left out."""
    for child in element:
        tag = child.tag
        if tag == qn("w:r"):
            properties = child.find(qn("w:rPr"))
            if not _is_hidden(properties, hidden) and not _is_unseen(child, properties):
                yield _pictured(properties, "".join(words_of(child, hidden, noted)))
        elif tag == qn("w:t"):
            yield child.text or ""
        elif tag in _SPACES:
            yield "" if tag == qn("w:br") and child.get(qn("w:type")) in {"page", "column"} else _SPACES[tag]
        elif tag == qn("w:sym"):
            yield _symbol(child.get(qn("w:font")) or "", child.get(qn("w:char")) or "")
        elif tag == qn("w:ddList"):
            yield _chosen(child)
        elif tag == qn("w:checkBox"):
            checked = child.find(qn("w:checked")) is not None
            yield "☑" if is_on(child, "w:checked" if checked else "w:default") else "□"
        elif tag in {qn("w:footnoteReference"), qn("w:endnoteReference")}:
            yield noted(child)
        elif tag == qn("m:oMath"):
            yield formula(child)
        elif tag not in _UNSEEN and isinstance(tag, str):
            yield from words_of(child, hidden, noted)


def _chosen(choices: Any) -> str:
    """The selected entry of a drop-down list, by default the first."""
    entries = [one.get(qn("w:val")) or "" for one in choices.findall(qn("w:listEntry"))]
    said = [one.get(qn("w:val")) or "" for name in ("w:result", "w:default") for one in choices.findall(qn(name))]
    place = number_in(said[0], 0) if said else 0
    return entries[place] if place < len(entries) else ""


def join_deleted(body: Any) -> None:
    """Join each paragraph whose end was deleted, or moved away, to the one behind it."""
    for paragraph in reversed(list(body.iter(qn("w:p")))):  # so that each is moved once
        properties, below = paragraph.find(qn("w:pPr")), paragraph.getnext()
        if below is None or below.tag != paragraph.tag:
            continue
        if is_on(properties, "w:rPr/w:del") or is_on(properties, "w:rPr/w:moveFrom"):
            own = below.find(qn("w:pPr"))
            place = 0 if own is None else below.index(own) + 1
            for child in reversed([one for one in paragraph if one is not properties]):
                below.insert(place, child)
            paragraph.getparent().remove(paragraph)


def spell_fields(paragraph: Any) -> None:
    """Give the text of the fields in a paragraph that draw a character of several (EQ): what is circled, what has pinyin
    above it, fractions."""
    said: list[Any] = []
    for element in list(paragraph.iter(qn("w:instrText"), qn("w:fldChar"))):
        if element.tag == qn("w:instrText"):
            said.append(element)
        elif said:
            if drawn := _drawn("".join(one.text or "" for one in said)):
                said[-1].tag, said[-1].text = qn("w:t"), drawn
            said = []


def _drawn(field: str) -> str:
    """What an EQ field draws: \\o\\ac(○,1) is ①, \\o\\ad(\\s\\up 9(yǎng),养) is 养, \\f(1,2) is 1/2."""
    match = _EQUATION.match(field)
    if not match:
        return ""
    first, last = match[2], match[3]
    if match[1].lower() == "f":
        return f"{first}/{last}"
    circled = first in {"○", "〇", "◯"} and last.isdecimal() and 0 < int(last) <= 20
    return chr(0x245F + int(last)) if circled else last


def _is_hidden(properties: Any | None, hidden: Collection[str]) -> bool:
    if child_of(properties, "w:vanish") is not None:
        return is_on(properties, "w:vanish")
    return value_of(properties, "w:rStyle") in hidden


def _is_unseen(run: Any, properties: Any | None) -> bool:
    """Whether a run is too small to be seen, or white where nothing is behind it."""
    if number_in(value_of(properties, "w:sz"), _TOO_SMALL + 1) <= _TOO_SMALL:
        return True
    white = (value_of(properties, "w:color") or "").upper() == _WHITE
    if not white or value_of(properties, "w:highlight") or value_of(properties, "w:shd"):
        return False
    around = [run, *run.iterancestors()]
    behind = any(one.tag in _COLOURED or child_of(one, "w:pPr/w:shd") is not None for one in around)
    return not behind and around[-1].find(qn("w:background")) is None


def _pictured(properties: Any | None, text: str) -> str:
    """The text of a run as its font shows it."""
    fonts = child_of(properties, "w:rFonts") if text else None
    name = (fonts.get(qn("w:ascii")) or "").lower() if fonts is not None else ""
    if name not in _PICTURES:
        return text
    return "".join(
        _PICTURES[name].get(ord(char) & 0xFF, char) if ord(char) < 0x100 or 0xF000 <= ord(char) <= 0xF0FF else char
        for char in text
    )


def _symbol(font: str, code: str) -> str:
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    shown = _PICTURES.get(font.lower(), {}).get(number & 0xFF)
    return shown or (chr(number) if number < 0xE000 else "")


def formula(element: Any) -> str:
    """A formula on one line: (a+b)/c, x^2, √(x)."""
    tag = element.tag
    parts = {child.tag: child for child in element}

    def part(name: str) -> str:
        child = parts.get(qn(f"m:{name}"))
        return "" if child is None else formula(child)

    if tag == qn("m:t"):
        return element.text or ""
    if tag == qn("m:f"):
        return f"{_enclosed(part('num'))}/{_enclosed(part('den'))}"
    if tag in {qn("m:sSup"), qn("m:sSub"), qn("m:sSubSup")}:
        below, above = part("sub"), part("sup")
        return part("e") + (f"_{_enclosed(below)}" if below else "") + (f"^{_enclosed(above)}" if above else "")
    if tag == qn("m:rad"):
        return f"{part('deg')}√{_enclosed(part('e'))}"
    if tag == qn("m:nary"):
        return f"∑{_enclosed(part('e'))}"
    if tag == qn("m:d"):
        return f"({'，'.join(formula(child) for child in element if child.tag == qn('m:e'))})"
    return "".join(formula(child) for child in element if isinstance(child.tag, str))


def _enclosed(text: str) -> str:
    plain = text.replace(".", "").replace("%", "")
    return text if len(text) < 2 or plain.isalnum() or text.startswith("(") else f"({text})"
