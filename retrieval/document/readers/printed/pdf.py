"""PDF with a text layer: glyphs and rules of each page by pypdfium2, the layout read from them."""

import ctypes
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from retrieval.document.model import Extract
from retrieval.document.readers.printed.drawn import Drawn, Turned, drawn_on
from retrieval.document.readers.printed.glyphs import Box, Glyph, around, real_character
from retrieval.document.readers.printed.legible import is_garbled
from retrieval.document.readers.printed.page import Page
from retrieval.document.readers.printed.recognition import is_available, recognize
from retrieval.document.readers.printed.scanned import WORDLESS, read_scanned, with_pictured
from retrieval.document.readers.printed.vertical import chains, is_set_so
from retrieval.errors import SourceError

#: No official document has more pages, and no page more glyphs or notes.
_MAX_PAGES, _MAX_GLYPHS, _MAX_NOTES = 5000, 200_000, 2_000
#: A page is a scan when a picture covers so much of it and hardly a word stands beside it; at its edges are the names of
#: scanners, and numbers.
_PICTURED, _EDGE = 0.5, 0.07
#: A picture that may say something covers so much of a page; one that covers still more is its ground.
_LARGE, _GROUND = 0.15, 0.8
#: Text is level within so many degrees.
_LEVEL = 5
#: So many shapes that are no rules are letters, drawn.
_OUTLINES = 60


def read_pdf(data: bytes, name: str) -> Extract:
    """The text of a PDF and its pages. Raises ``SourceError`` for a locked or a broken file, and for one of pictures where
    those cannot be recognized."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            raise SourceError(f"{name} 设了打开密码，读不了。请去掉密码，另存后再用。") from error
        raise SourceError(f"PDF 文件 {name} 不完整或已损坏。请重新下载或另存后再用。") from error
    try:
        if len(document) > _MAX_PAGES:
            raise SourceError(f"PDF 文件 {name} 超过 {_MAX_PAGES} 页。请拆分后再用。")
        pages = [_page(document, number, name) for number in range(len(document))]
        garbled = [
            number for number, page in enumerate(pages) if is_garbled("".join(glyph.text for glyph in page.glyphs))
        ]
        scans = [number for number, page in enumerate(pages) if _is_scan(page)]
        why = "文字层是乱码" if garbled else "是扫描件，没有文字层"
        large = [number for number, page in enumerate(pages) if _LARGE <= page.pictured < _GROUND]
        shown = [number for number in large if number not in {*garbled, *scans}]
        with_pictures = {
            number: page
            for number in shown
            if is_available() and (page := _with_pictures(document, number, pages[number]))
        }
        read = read_scanned(
            [with_pictures.get(number, page) for number, page in enumerate(pages)],
            sorted({*garbled, *scans}),
            lambda number: _recognized(document, number, pages[number]),
            name,
            why,
        )
        return with_pictured(read, shown, sorted(with_pictures))
    finally:
        document.close()


def _is_scan(page: Page) -> bool:
    """Whether a page is a picture, or text drawn as outlines."""
    inner = Box(0, _EDGE * page.height, page.width, (1 - _EDGE) * page.height)
    said = sum(bool(glyph.text.strip()) and glyph.box.within(inner) for glyph in page.glyphs)
    return said < WORDLESS and (page.pictured >= _PICTURED or page.outlines >= _OUTLINES)


def _rendered(document: pdfium.PdfDocument, number: int, page: Page) -> Any:
    from retrieval.document.readers.printed.recognition import LONGEST_SIDE

    opened = document[number]
    image = opened.render(scale=LONGEST_SIDE / max(page.width, page.height), rev_byteorder=True).to_numpy()
    opened.close()
    return image


def _recognized(document: pdfium.PdfDocument, number: int, page: Page) -> Page:
    return recognize(_rendered(document, number, page), page.width, page.height)


def _with_pictures(document: pdfium.PdfDocument, number: int, page: Page) -> Page | None:
    """Recognize the words in the pictures of a page and add those that its text layer lacks; ``None`` where there are few."""
    image, box = _rendered(document, number, page), page.pictures
    scale = image.shape[0] / page.height
    if box is None or abs(image.shape[1] - scale * page.width) > 1 + scale:  # a page that lies on its side
        return None
    top, bottom, left, right = (max(0, round(side * scale)) for side in (box.top, box.bottom, box.x0, box.x1))
    found = recognize(image[top:bottom, left:right].copy(), box.x1 - box.x0, box.bottom - box.top)
    moved = [replace(glyph, box=glyph.box.moved(box.x0, box.top), base=glyph.base + box.top) for glyph in found.glyphs]
    new = [glyph for glyph in moved if not any(glyph.box.meets(other.box) for other in page.glyphs)]
    if len(new) < WORDLESS:
        return None
    rules = [replace(rule, box=rule.box.moved(box.x0, box.top)) for rule in found.rules]
    return replace(page, glyphs=[*page.glyphs, *new], rules=[*page.rules, *rules])


def _page(document: pdfium.PdfDocument, number: int, name: str) -> Page:
    try:
        page = _filled(document, number)
        text = page.get_textpage()
        try:
            angles = _angles(text)
            turned = Turned(page, _lying([Turned(page).seen(angle) for angle in angles.values()]))
            drawn = drawn_on(page, turned)
            glyphs = _glyphs(text, turned, _seen(text, angles, turned, drawn))
        finally:
            text.close()
        page.close()
    except pdfium.PdfiumError as error:
        raise SourceError(f"PDF 文件 {name} 的第{number + 1}页已损坏。请重新下载或另存后再用。") from error
    picture = around(drawn.pictures) if drawn.pictures else None
    return Page(turned.width, turned.height, glyphs, drawn.rules, drawn.pictured, drawn.outlines, picture)


def _filled(document: pdfium.PdfDocument, number: int) -> pdfium.PdfPage:
    """Load a page, with the values of its form fields and its annotations flattened into its text."""
    page = document[number]
    notes = (raw.FPDFPage_GetAnnot(page, place) for place in range(min(raw.FPDFPage_GetAnnotCount(page), _MAX_NOTES)))
    if any(_says(note) for note in notes) and raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY):
        page.close()
        page = document[number]
    return page


def _says(note: Any) -> bool:
    subtype = raw.FPDFAnnot_GetSubtype(note)
    raw.FPDFPage_CloseAnnot(note)
    return subtype in {raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_STAMP}


def _angles(text: pdfium.PdfTextPage) -> dict[int, float]:
    """The angle of each character by its number; generated spaces and line ends are found anew from the places."""
    count = min(text.count_chars(), _MAX_GLYPHS)
    return {
        number: raw.FPDFText_GetCharAngle(text, number)
        for number in range(count)
        if raw.FPDFText_IsGenerated(text, number) != 1
    }


def _seen(text: pdfium.PdfTextPage, angles: dict[int, float], turned: Turned, drawn: Drawn) -> dict[int, float]:
    """The angle of each visible character as the page is displayed."""
    seen = {at: turned.seen(angle) for at, angle in angles.items()}
    if not drawn.unseen and not drawn.covers:
        return seen
    return {
        at: angle
        for at, angle in seen.items()
        if not drawn.hides(raw.FPDFText_GetTextObject(text, at), _box(text, at, turned))
    }


def _box(text: pdfium.PdfTextPage, number: int, turned: Turned) -> Box:
    """The box of a character, as high as its line."""
    rectangle = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(text, number, rectangle)
    return turned.box(rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)


def _lying(angles: Sequence[float]) -> int:
    """The rotation (0, 90, 180, 270) that makes most text of a page horizontal."""
    counted = Counter(round(angle / 90) * 90 % 360 for angle in angles)
    return next(((360 - usual) % 360 for usual, count in counted.items() if count > len(angles) / 2), 0)


def _level(angles: dict[int, float]) -> list[int]:
    """The characters set horizontally: no diagonal watermark, and no seal, of whose ring one character may be level."""
    level = [min(angle, 360 - angle) < _LEVEL for angle in angles.values()]
    around = zip(angles, [True, *level], level, [*level[1:], True], strict=False)
    return [number for number, before, here, after in around if here and (before or after)]


def _glyphs(text: pdfium.PdfTextPage, turned: Turned, angles: dict[int, float]) -> list[Glyph]:
    """The characters that stand level; on a page set from the top down also those on their side: digits, Latin words."""
    level = _level(angles)
    glyphs = list(_placed(text, turned, level))
    if len(level) < len(angles) and is_set_so(glyphs, list(chains(glyphs))):
        upright = (at for at, angle in angles.items() if min(angle, abs(angle - 90), 360 - angle) < _LEVEL)
        return list(_placed(text, turned, upright))
    return glyphs


def _placed(text: pdfium.PdfTextPage, turned: Turned, numbers: Iterable[int]) -> Iterator[Glyph]:
    x, y = ctypes.c_double(), ctypes.c_double()
    for number in numbers:
        code = raw.FPDFText_GetUnicode(text, number)
        # A hyphen at a line's end is given as 2; other such codes are of characters that the font does not explain.
        known = 32 <= code < 0xD800 or 0xE000 <= code < 0x110000
        char = (
            "-" if code == 2 else " " if code < 0x110000 and chr(code).isspace() else chr(code) if known else "\ufffd"
        )
        raw.FPDFText_GetCharOrigin(text, number, x, y)
        box = _box(text, number, turned)
        size = _size(text, number) or box.bottom - box.top
        if size > 0 and -1 <= box.x0 <= turned.width + 1 and -1 <= box.top <= turned.height + 1:
            yield Glyph(real_character(char), box, turned.point(x.value, y.value)[1], size)


def _size(text: pdfium.PdfTextPage, number: int) -> float:
    """The height of the type as it is seen; boxes of glyphs are of all heights."""
    matrix = raw.FS_MATRIX()
    if not raw.FPDFText_GetMatrix(text, number, matrix):
        return 0.0
    return float(raw.FPDFText_GetFontSize(text, number) * math.hypot(matrix.c, matrix.d))
