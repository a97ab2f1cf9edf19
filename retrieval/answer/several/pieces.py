"""Pieces: stretches of a document's text that can be items of an answer, and the ways to cut a text into them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from retrieval.clause.duty import is_duty, split_duties
from retrieval.clause.sentences import split_at, split_commas, split_sentences
from retrieval.document.model import Span
from retrieval.question.intent import Shape, shows
from retrieval.text.joined import Joined, join
from retrieval.text.numerals import parse_number
from retrieval.text.pattern import lazy_pattern

#: No item is longer, in characters of the source.
MAX_ITEM = 160
#: What numbers an item, at its beginning: it is no part of it.
LABEL = lazy_pattern(
    r"(?:第[一二三四五六七八九十百\d]{1,4}[条章节]|[一二三四五六七八九十]{1,3}[、.]|[一二三四五六七八九十]是|[一二三四五六七八九十]要(?=[\u4e00-\u9fff]{3})"
    r"|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}(?:[、)]|\.(?!\d))|[·•●◆■▪-]{1,3})\s*"
)
_CIRCLED = frozenset(map(chr, range(0x2460, 0x2474)))
#: Numbers of a list inside a paragraph, behind a mark.
_INLINE = lazy_pattern(
    r"(?:(?<=^)|(?<=[。;:,!?\s]))(?:(?P<word>[一二三四五六七八九十]{1,2})(?:是(?!否|不)|要(?!素))|\((?P<bracket>[一二三四五六七八九十]{1,3}|\d{1,2})\)"
    r"|(?P<digit>\d{1,2})(?:[、)]|\.(?!\d))|(?P<first>第[一二三四五六七八九十])(?=,)|(?P<plain>[一二三四五六七八九十])、)"
)
_SAID = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]{2}")
#: What is no item: an announcement, an address, a date or a page mark alone.
_EMPTY = lazy_pattern(
    r".{0,40}(?:如下|以下|下列)[^。;,]{0,12}:?$|各[^。;,]{2,60}:$|\d{4}年\d{1,2}月\d{1,2}日$|附件\d{0,2}:?$|(?:特此通知|此件[^。]{0,12})$|-?\s*\d{1,4}\s*-?$|.{2,30}:$"
    r"|(?:力争)?[到至截在]{0,2}(?:\d{4}年)?(?:\d{1,2}月)?(?:\d{1,2}日)?[年月]?[底末初]?[以之]?[前内后起]?$"
)
YEAR = lazy_pattern(r"(?<!\d)(?:19|20)\d\d(?=年)")
#: A number that tells something: none of a date, an article, a document.
_NUMBER = lazy_pattern(r"\d(?![\d年月日号条款章])|百分之|翻[一两]?番|[一二三四五六七八九十百千]{1,3}(?:万|亿)")
_DATE = lazy_pattern(r"20\d\d年|\d{1,2}月")
#: What is not given, allowed or done.
NEGATED = lazy_pattern(r"不[能得可予准给让管许属再归受办]|禁止|严禁|除外|终止|停止|取消|无法|领不到")
#: Where an enumeration inside a sentence begins.
_OPENS = lazy_pattern(r"(?:包括|包含|分别(?:为|是)?|分为|即|如下|涵盖|含有?|主要(?:有|是|为)|:)")


@dataclass(frozen=True)
class Piece:
    """A stretch of a document: where it stands in its source, and its text joined."""

    start: int
    end: int
    text: str
    folded: str

    @cached_property
    def key(self) -> tuple[int, int]:
        return self.start, self.end

    # What a piece shows is kept with it: the next question about its document asks again.

    @cached_property
    def money(self) -> bool:
        return shows(Shape.MONEY, self.folded)

    @cached_property
    def numbers(self) -> int:
        """How many numbers that tell something it states."""
        return len(_NUMBER.findall(self.folded))

    @cached_property
    def dated(self) -> bool:
        return bool(_DATE.search(self.folded))

    @cached_property
    def negated(self) -> bool:
        return bool(NEGATED.search(self.folded))

    @cached_property
    def years(self) -> frozenset[int]:
        """The years that it states."""
        return frozenset(map(int, YEAR.findall(self.folded)))


@dataclass(frozen=True)
class Text:
    """Text that is cut into pieces: ``base`` is where it begins in the source."""

    base: int
    joined: Joined
    folded: str

    @classmethod
    def of(cls, source: str, span: Span) -> "Text":
        joined = join(source[span.start : span.end])
        return cls(span.start, joined, joined.folded)

    def piece(self, span: Span) -> Piece | None:
        """The piece at a span of the joined text without number, marks and blanks around it, cut where it is too long;
        ``None`` where nothing is left that says something."""
        start, end = span.start, span.end
        text = self.joined.text
        moved = True
        while moved:
            moved = False
            while start < end and text[start] in " \n\t,，;；:：。、|》）)”":
                start, moved = start + 1, True
            if start < end and text[start] in _CIRCLED:
                start, moved = start + 1, True
            elif match := LABEL.match(self.folded, start, end):
                start, moved = match.end(), True
        while end > start and text[end - 1] in " \n\t,，;；:：。、|":
            end -= 1
        if end > start:
            first, last = self.joined.source_span(start, end)
            if last - first > MAX_ITEM:
                end = self._shortened(start, end)
                first, last = self.joined.source_span(start, end)
            if _SAID.search(text, start, end):
                return Piece(self.base + first, self.base + last, text[start:end], self.folded[start:end])
        return None

    def _shortened(self, start: int, end: int) -> int:
        """Where a piece that is too long ends: behind its last comma part that fits."""
        stop = end
        while stop > start and self.joined.offsets[stop - 1] + 1 - self.joined.offsets[start] > MAX_ITEM:
            stop -= 1
        for marks in ("。;；", ",，", "、"):
            places = [place for place in range(start + 6, stop) if self.joined.text[place] in marks]
            if places:
                return places[-1]
        return stop

    @cached_property
    def opening(self) -> str:
        """How it begins, up to its first mark, folded."""
        return self.folded[: first_part(self.folded)]

    @cached_property
    def sentences(self) -> list[Span]:
        """The sentences and the duty brackets between them."""
        return split_duties(self.folded, split_sentences(self.folded)) or [Span(0, len(self.folded))]

    @cached_property
    def _years(self) -> list[tuple[int, int]]:
        """The years that it states: where in the source, and which."""
        return [
            (self.base + self.joined.offsets[match.start()], int(match.group())) for match in YEAR.finditer(self.folded)
        ]

    def years_of(self, piece: Piece) -> set[int]:
        """The years that govern a piece: those that it states, else the last one stated before it."""
        stated = {year for place, year in self._years if piece.start <= place < piece.end}
        before = [year for place, year in self._years if place < piece.start]
        return stated or set(before[-1:])

    @cached_property
    def said(self) -> list[Span]:
        """The sentences without duty brackets."""
        return [span for span in self.sentences if not is_duty(span.of(self.folded).strip())]

    @cached_property
    def duties(self) -> list[Span]:
        return [span for span in self.sentences if is_duty(span.of(self.folded).strip())]

    # How the text is cut is kept: a paragraph is looked at for each section that it is in, and for the next question.

    @cached_property
    def whole(self) -> list["Piece"]:
        return pieces(self, [Span(0, len(self.folded))])

    @cached_property
    def in_sentences(self) -> list["Piece"]:
        return pieces(self, self.said)

    @cached_property
    def at_semicolons(self) -> list["Piece"]:
        return pieces(self, (part for sentence in self.said for part in split_at(";。", self.folded, sentence)))

    @cached_property
    def at_commas(self) -> list["Piece"]:
        parts = (part for sentence in self.said for part in split_commas(self.folded, sentence))
        return pieces(self, (value for part in parts for value in _values(self.folded, part)))

    @cached_property
    def enumerated(self) -> list[tuple[Span, list["Piece"]]]:
        """The sentences and their comma parts that name several things, with these."""
        parts = (part for one in self.said for part in dict.fromkeys([one, *split_commas(self.folded, one)]))
        listing = (one for one in parts if self.folded.count("、", one.start, one.end) > 0)
        return [(part, by_enumeration(self, part)) for part in listing]

    @cached_property
    def numbered(self) -> list[tuple[Span, list[Span]]]:
        """The numbered lists inside it: what announces each, and its items."""
        return list(inline_lists(self))


def pieces(text: Text, spans: Iterable[Span]) -> list[Piece]:
    """The pieces at spans that say something and are no announcement."""
    found = (text.piece(span) for span in spans)
    return [piece for piece in found if piece and not is_announcement(piece)]


def first_part(folded: str) -> int:
    """Where the first part of a text ends."""
    places = [place for mark in ",:。" if (place := folded.find(mark, 2)) > 0]
    return min(places, default=len(folded)) + 1


def is_announcement(piece: Piece) -> bool:
    """Whether a piece says nothing itself, but that something follows (满足以下条件之一)."""
    return bool(_EMPTY.match(piece.folded))


def _values(folded: str, part: Span) -> list[Span]:
    """The parts of a stretch between 、 where each states a number (打通率超过80%、归集率达到90%); else the stretch."""
    values = split_at("、", folded, part)
    return values if all(_NUMBER.search(value.of(folded)) for value in values) else [part]


def by_enumeration(text: Text, sentence: Span) -> list[Piece]:
    """The things that a sentence names between 、, the last parted at its 和, 及, 或."""
    parts = split_at("、;", text.folded, sentence)
    # where a comma stands between two of them they are of two enumerations
    if len(parts) < 2 or any("," in part.of(text.folded) for part in parts[1:-1]):
        return []
    first = parts[0]
    opening = max((match.end() for match in _OPENS.finditer(text.folded, first.start, first.end)), default=first.start)
    comma = max(text.folded.rfind(mark, first.start, first.end - 1) for mark in ",:") + 1
    parts[0] = Span(max(opening, comma), first.end)
    last = parts[-1]
    stops = [stop for mark in (",", "等") if (stop := text.folded.find(mark, last.start + 2, last.end)) > 0]
    last = Span(last.start, min(stops, default=last.end))
    parts[-1:] = _at_and(text.folded, last)
    return pieces(text, parts)


def _at_and(folded: str, last: Span) -> list[Span]:
    for word in ("以及", "和", "及", "或", "与"):
        place = folded.find(word, last.start + 2, last.end - 2)
        if place > 0:
            return [Span(last.start, place), Span(place + len(word), last.end)]
    return [last]


def inline_lists(text: Text) -> Iterator[tuple[Span, list[Span]]]:
    """The numbered lists inside a paragraph: what announces each, and its items (一是…；二是…)."""
    kinds: dict[str, list[tuple[int, int, int]]] = {}
    for match in _INLINE.finditer(text.folded):
        kind = str(match.lastgroup)
        number = int(parse_number(match[kind].lstrip("第")))
        kinds.setdefault(kind, []).append((number, match.start(), match.end()))
    for marks in kinds.values():
        run: list[tuple[int, int, int]] = []
        for mark in [*marks, (0, len(text.folded), 0)]:
            if run and mark[0] == run[-1][0] + 1:
                run.append(mark)
                continue
            if len(run) > 1:
                yield _inline(text, run, mark[1])
            run = [mark] if mark[0] == 1 else []


def _inline(text: Text, run: Sequence[tuple[int, int, int]], end: int) -> tuple[Span, list[Span]]:
    stop = end
    full = text.folded.find("。", run[-1][2], end)
    if full > 0:
        stop = full + 1
    bounds = [*(start for _, start, _ in run[1:]), stop]
    items = [Span(mark[2], bound) for mark, bound in zip(run, bounds, strict=True)]
    return Span(max(0, text.folded.rfind("。", 0, run[0][1])), run[0][1]), items
