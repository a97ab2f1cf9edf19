"""Headings of official documents: 第…章, 第…条, 一、, (一), 1., (1), and headings without a number."""

import re
from dataclasses import dataclass
from enum import IntEnum

from retrieval.text.pattern import lazy_pattern

_COUNT = r"[零〇一二三四五六七八九十百千\d]{1,7}"
#: Parts of a law that bear no number; they stand beside its divisions, not beneath the last of them.
_UNNUMBERED = lazy_pattern(r"^(?:序\s*言|前\s*言|附\s*则|总\s*则|分\s*则|罚\s*则|附\s*录)$")


class Level(IntEnum):
    """Levels of headings, highest first (GB/T 9704 and the levels of laws)."""

    ATTACHED = -1
    PART = 0
    SUBPART = 1
    CHAPTER = 2
    SECTION = 3
    ARTICLE = 4
    FIRST = 5
    SECOND = 6
    QUESTION = 7
    THIRD = 8
    FOURTH = 9
    FIFTH = 10
    LABEL = 11


#: A division of a law is a line of its own; its number may run into its name (第一章总则), never into a sentence.
_DIVISION = r"(?:之{count})?(?=\s|$|(?!的|、|和|与|至|到|及|或|规定|所|以)[^,。;:]{{1,30}}$)"
#: 问: 可以网上办理吗? with or without a number before; what stands below it is the answer.
_QUESTION = lazy_pattern(
    r"^(?:[\d一二三四五六七八九十]{1,3}[.、]\s*)?(?:问题?|提问|q)\d{0,3}\s*:(?=[^。]{2,120}$)|^\d{1,3}[.、][^。?]{2,80}\?$"
)
#: An attachment begins: 附件1, 附件2:登记表; not the list of them in a letter (附件:1.登记表).
_ATTACHED = lazy_pattern(
    r"^(?P<label>附件\s*[一二三四五六七八九十\d]{0,3})(?:(?<=[^件\s])\s*[:.、]?\s*[^。;:,]{0,40}|:?)$"
)
_MARKERS = [
    (Level.PART, lazy_pattern(rf"第{_COUNT}(?:[编篇]|部分)" + _DIVISION.format(count=_COUNT))),
    (Level.SUBPART, lazy_pattern(rf"第{_COUNT}分编" + _DIVISION.format(count=_COUNT))),
    (Level.CHAPTER, lazy_pattern(rf"第{_COUNT}章" + _DIVISION.format(count=_COUNT))),
    (Level.SECTION, lazy_pattern(rf"第{_COUNT}节" + _DIVISION.format(count=_COUNT))),
    (Level.ARTICLE, lazy_pattern(rf"第{_COUNT}条(?:之{_COUNT})?(?=\s|$|\((?![一二三四五六七八九十]+\)))")),
    (Level.FIRST, lazy_pattern(r"(?:[一二三四五六七八九十]{1,3}|-)、")),
    (Level.SECOND, lazy_pattern(r"\(?[一二三四五六七八九十]{1,3}\)")),
    (Level.THIRD, lazy_pattern(r"\d{1,2}[、.](?![\d.])")),
    (Level.FOURTH, lazy_pattern(r"\(?\d{1,2}\)")),
    (Level.LABEL, lazy_pattern(r'--(?=[^,;]{2,20}。)|(?="[^"]{2,20}":)')),
]
_CIRCLED = lazy_pattern(r"[\u2460-\u2473]")
_LONGEST_HEADING = 45
_LONGEST_BARE = 16
_WORDS = lazy_pattern(r"\W{0,2}[\u4e00-\u9fff]{2}")
_NO_BARE = lazy_pattern(r"[。,;:!?()《》\"\d]|^附件|(?:政府|办公厅|办公室|委员会|局|厅)$")


@dataclass(frozen=True)
class Heading:
    """A heading found at the start of a paragraph; ``end`` is its end in the folded paragraph.

    ``end`` is 0 for a numbered paragraph that is a sentence of its own: it opens an item but
    names none. A heading that is not ``numbered`` is told by its looks alone. ``marker`` is where its number ends.
    """

    level: Level
    end: int
    numbered: bool = True
    marker: int = 0


def find_heading(folded: str, first_sentence: int, alone: bool) -> Heading | None:
    """Return the heading that opens a folded paragraph, or ``None``.

    ``first_sentence`` is where the first sentence ends, ``alone`` whether it is the only one.
    A line such as 第三条的规定 or 11.5.14.2的试验 is no heading.
    """
    if alone and _QUESTION.match(folded):
        return Heading(Level.QUESTION, len(folded))
    if alone and (attached := _ATTACHED.match(folded)):
        return Heading(Level.ATTACHED, len(folded), numbered=False, marker=attached.end("label"))
    for level, marker in _MARKERS:
        match = marker.match(folded)
        if match:
            return Heading(level, _heading_end(folded, level, match.end(), first_sentence, alone), marker=match.end())
    if alone and len(folded) <= _LONGEST_BARE and _WORDS.match(folded) and not _NO_BARE.search(folded):
        level = Level.PART if _UNNUMBERED.match(folded) else Level.FIRST
        return Heading(level, len(folded), numbered=False)
    return None


def find_circled(text: str, folded: str, first_sentence: int, alone: bool) -> Heading | None:
    """The heading ①, which folded text does not tell from 1."""
    if not _CIRCLED.match(text):
        return None
    return Heading(Level.FIFTH, _heading_end(folded, Level.FIFTH, 1, first_sentence, alone), marker=1)


def _heading_end(folded: str, level: Level, marker_end: int, first_sentence: int, alone: bool) -> int:
    if level is Level.ARTICLE:
        return marker_end
    if level is Level.LABEL:
        colon = folded.find(":", marker_end) if folded.startswith('"') else first_sentence - 1
        return colon + 1
    sentence = folded[marker_end:first_sentence]
    named = first_sentence <= _LONGEST_HEADING and not re.search(r"[,;:]", sentence)
    if alone and not folded.endswith("。"):
        named = first_sentence <= 2 * _LONGEST_HEADING
    return first_sentence if named else 0
