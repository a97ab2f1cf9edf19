"""What is drawn on a page of a PDF beside its text: the rules of tables, and pictures; all as the page is seen."""

import ctypes
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from retrieval.document.readers.printed.glyphs import Box
from retrieval.document.readers.printed.ruled import NEAR, Rule, rules_of

#: No page of a document has more drawings, none of them more pieces, and forms hold forms no deeper.
_MAX_OBJECTS, _MAX_SEGMENTS, _DEPTH = 20_000, 2_000, 5
#: A rectangle that covers so much of the page, or is painted over so much of its width, is its ground.
_GROUND = 0.8
_WHITE = 250
#: Covers of a page that are looked at, and paths of a clip.
_COVERS = 500
#: What text may stand on that is seen though it is white: a field of colour, or what is shaded.
_COLOURED = {raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_SHADING}
#: A path of no more pieces is a line or a rectangle.
_RECTANGLE = 5


class Turned:
    """A page as it is read: turned upright, measured from its upper left corner down. ``lying`` is by how much more than the
    page says it has to be turned: a table that lies on its side."""

    def __init__(self, page: pdfium.PdfPage, lying: int = 0) -> None:
        self._turn = (page.get_rotation() + lying) % 360
        sides = page.get_size()
        self.width, self.height = sides if lying % 180 == 0 else sides[::-1]
        self._left, self._bottom, self._right, self._top = page.get_cropbox()

    def point(self, x: float, y: float) -> tuple[float, float]:
        if self._turn == 90:
            return y - self._bottom, x - self._left
        if self._turn == 180:
            return self._right - x, y - self._bottom
        if self._turn == 270:
            return self._top - y, self._right - x
        return x - self._left, self._top - y

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        (x0, y0), (x1, y1) = self.point(left, bottom), self.point(right, top)
        return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    def seen(self, angle: float) -> float:
        """The angle at which text is seen that is set at ``angle``, in degrees to the right."""
        return float(math.degrees(angle) + self._turn) % 360


@dataclass(frozen=True)
class _Matrix:
    """An affine transformation from the coordinates of a drawing to those of its page."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def point(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def within(self, outer: "_Matrix") -> "_Matrix":
        """Compose: this matrix, then ``outer``."""
        (e, f), zero = outer.point(self.e, self.f), outer.point(0, 0)
        (a, b), (c, d) = outer.point(self.a, self.b), outer.point(self.c, self.d)
        return _Matrix(a - zero[0], b - zero[1], c - zero[0], d - zero[1], e, f)


@dataclass(frozen=True)
class Drawn:
    """What is drawn on a page: rules, pictures, the share of it that they are, how many shapes are neither line nor rectangle.

    ``texts`` numbers the text objects, by address, in the order in which they are drawn. ``unseen`` are those in white on
    white or not painted (unless a picture shows them); ``covers`` are fields that hide all text drawn before them.
    """

    rules: list[Rule]
    pictures: list[Box]
    pictured: float
    outlines: int
    texts: dict[int, int]
    unseen: set[int]
    covers: list[tuple[int, Box]]

    def hides(self, text: Any, box: Box) -> bool:
        """Whether a glyph of a text object in ``box`` cannot be seen."""
        address = _address(text)
        drawn = self.texts.get(address, len(self.texts))
        return address in self.unseen or any(drawn < before and box.within(cover) for before, cover in self.covers)


def drawn_on(page: pdfium.PdfPage, turned: Turned) -> Drawn:
    """What is drawn on a page."""
    rules: list[Rule] = []
    coloured: list[Box] = []
    pictures: list[Box] = []
    texts: dict[int, int] = {}
    unseen: set[int] = set()
    unpainted: dict[int, Box] = {}
    covers: list[tuple[int, Box]] = []
    pictured, outlines, area = 0.0, 0, max(1.0, turned.width * turned.height)
    count = raw.FPDFPage_CountObjects(page)
    objects = _objects(partial(raw.FPDFPage_GetObject, page), count, _Matrix(), 0)
    for drawn, matrix in islice(objects, _MAX_OBJECTS):
        box = _bounds(drawn, matrix, turned)
        covered = (box.x1 - box.x0) * (box.bottom - box.top) / area if box else 0.0
        kind = raw.FPDFPageObj_GetType(drawn)
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            pictured += covered
            pictures += [box] if box else []
        elif kind == raw.FPDF_PAGEOBJ_TEXT and box:
            texts[_address(drawn)] = len(texts)
            if raw.FPDFTextObj_GetTextRenderMode(drawn) == raw.FPDF_TEXTRENDERMODE_INVISIBLE:
                unpainted[_address(drawn)] = box
            elif _is_white(drawn) and not any(box.meets(one) for one in chain(coloured, pictures)):
                unseen.add(_address(drawn))
        elif kind in _COLOURED and box and not _is_white(drawn):
            coloured.append(box)
        if kind == raw.FPDF_PAGEOBJ_PATH and box and covered < _GROUND:
            painted = _is_field(box) and _paints(drawn) == (True, False)
            if texts and matrix == _Matrix() and len(covers) < _COVERS and _is_cover(drawn, box):
                covers.append((len(texts), _clipped(drawn, box, turned)))
            if painted and _is_ground(drawn, box, turned):
                continue
            rules.extend(replace(rule, painted=painted) for rule in _rules(drawn, box, matrix, turned))
            outlines += raw.FPDFPath_CountSegments(drawn) > _RECTANGLE
    unseen |= {text for text, box in unpainted.items() if not any(box.meets(one) for one in pictures)}
    return Drawn(rules, pictures, pictured, outlines, texts, unseen, covers)


def _address(drawn: Any) -> int:
    return ctypes.cast(drawn, ctypes.c_void_p).value or 0


def _is_cover(drawn: Any, box: Box) -> bool:
    """Whether a drawing hides what is under it: a rectangle in white or black, as text is painted over."""
    colour = _colour(drawn)
    return (
        colour is not None
        and _is_field(box)
        and _paints(drawn)[0]
        and (min(colour) >= _WHITE or (colour[3] >= _WHITE and max(colour[:3]) <= 255 - _WHITE))
        and raw.FPDFPath_CountSegments(drawn) <= _RECTANGLE + 1  # LibreOffice says where it closes
        and not raw.FPDFPageObj_HasTransparency(drawn)
    )


def _clipped(drawn: Any, box: Box, turned: Turned) -> Box:
    """The bounds of a drawing within its clip path."""
    clip = raw.FPDFPageObj_GetClipPath(drawn)
    for path in range(min(raw.FPDFClipPath_CountPaths(clip), _COVERS)):
        x, y, points = ctypes.c_float(), ctypes.c_float(), []
        for number in range(min(raw.FPDFClipPath_CountPathSegments(clip, path), _MAX_SEGMENTS)):
            raw.FPDFPathSegment_GetPoint(raw.FPDFClipPath_GetPathSegment(clip, path, number), x, y)
            points.append(turned.point(x.value, y.value))
        if points:
            xs, ys = zip(*points, strict=True)
            box = Box(max(box.x0, min(xs)), max(box.top, min(ys)), min(box.x1, max(xs)), min(box.bottom, max(ys)))
    return box


def _is_field(box: Box) -> bool:
    return min(box.x1 - box.x0, box.bottom - box.top) > NEAR


def _paints(drawn: Any) -> tuple[bool, bool]:
    """Whether a drawing is filled, and whether its edge is drawn."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    known = raw.FPDFPath_GetDrawMode(drawn, fill, stroke)
    return bool(known and fill.value), bool(known and stroke.value)


def _is_ground(drawn: Any, box: Box, turned: Turned) -> bool:
    """Whether a painted rectangle is page background, not a table cell: some programs paint the page in strips first."""
    return _is_white(drawn) or box.x1 - box.x0 > _GROUND * turned.width


def _is_white(drawn: Any) -> bool:
    colour = _colour(drawn)
    return colour is not None and min(colour[:3]) >= _WHITE


def _colour(drawn: Any) -> list[int] | None:
    """The red, green, blue and opacity with which a drawing is filled."""
    colour = [ctypes.c_uint() for _ in range(4)]
    return [part.value for part in colour] if raw.FPDFPageObj_GetFillColor(drawn, *colour) else None


def _objects(get: Callable[[int], Any], count: int, outer: _Matrix, depth: int) -> Iterator[tuple[Any, _Matrix]]:
    """The drawings on a page, each with how it is placed; those in forms (programs nest them) as well."""
    for number in range(min(count, _MAX_OBJECTS)):
        drawn = get(number)
        if raw.FPDFPageObj_GetType(drawn) != raw.FPDF_PAGEOBJ_FORM:
            yield drawn, outer
        elif depth < _DEPTH:
            inner = raw.FPDFFormObj_CountObjects(drawn)
            placed = _placed(drawn).within(outer)
            yield from _objects(partial(raw.FPDFFormObj_GetObject, drawn), inner, placed, depth + 1)


def _placed(drawn: Any) -> _Matrix:
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(drawn, matrix):
        return _Matrix()
    return _Matrix(matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _bounds(drawn: Any, matrix: _Matrix, turned: Turned) -> Box | None:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(drawn, left, bottom, right, top):
        return None
    low, high = matrix.point(left.value, bottom.value), matrix.point(right.value, top.value)
    return turned.box(min(low[0], high[0]), min(low[1], high[1]), max(low[0], high[0]), max(low[1], high[1]))


def _rules(drawn: Any, box: Box, matrix: _Matrix, turned: Turned) -> Iterator[Rule]:
    """The rules in a drawing: a line, a rectangle, or each level or upright piece of a longer path."""
    count = raw.FPDFPath_CountSegments(drawn)
    if count <= _RECTANGLE or count > _MAX_SEGMENTS:
        yield from (rule for rule in rules_of(box) if count > 1)
        return
    placed = _placed(drawn).within(matrix)
    before: tuple[float, float] | None = None
    for number in range(count):
        segment = raw.FPDFPath_GetPathSegment(drawn, number)
        x, y = ctypes.c_float(), ctypes.c_float()
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        seen = turned.point(*placed.point(x.value, y.value))
        if before and raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_LINETO:
            dx, dy = abs(seen[0] - before[0]), abs(seen[1] - before[1])
            if min(dx, dy) < 1 < max(dx, dy):
                yield Rule(Box(*map(min, seen, before), *map(max, seen, before)))
        before = seen
