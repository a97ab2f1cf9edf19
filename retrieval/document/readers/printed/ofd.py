"""OFD, the national format of fixed pages: the characters of each page where they stand, and the rules of its tables."""

import io
import math
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, pairwise
from pathlib import PurePosixPath
from typing import Any

from lxml import etree

from retrieval.document.model import Extract
from retrieval.document.readers.archive import UNPACKING, check_unpacked
from retrieval.document.readers.entities import check_entities
from retrieval.document.readers.printed.glyphs import Box, Glyph, real_character
from retrieval.document.readers.printed.page import Page
from retrieval.document.readers.printed.ruled import Rule
from retrieval.document.readers.printed.scanned import WORDLESS, read_scanned, words_on
from retrieval.errors import SourceError

#: Points of a millimetre.
_POINT = 72 / 25.4
_MAX_PAGES, _MAX_GLYPHS, _MAX_XML = 5000, 200_000, 64 * 2**20
#: A character takes up the step to the next one, unless that is so much longer than it is high.
_LOOSE = 1.2
#: A page with a picture of so much of it and hardly a word is a scan.
_PICTURED = 0.5
_PICTURES = (".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff")


def read_ofd(data: bytes, name: str) -> Extract:
    """The text of an OFD file and its pages. Raises ``SourceError`` for a broken or a locked one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_unpacked(archive.infolist(), f"OFD 文件 {name}")
            if any(info.flag_bits & 1 for info in archive.infolist()) or "Encryptions.xml" in archive.namelist():
                raise SourceError(f"{name} 设了打开密码，读不了。请去掉密码，另存后再用。")
            files = _Files(archive, name)
            pages = list(islice(files.pages(), _MAX_PAGES))
            if not pages:
                raise KeyError("no page")
            scans = [n for n, page in enumerate(pages) if page.pictured >= _PICTURED and words_on(page) < WORDLESS]
            why = "是扫描件，没有文字层"
            return read_scanned(pages, scans, lambda number: files.recognized(number, pages[number]), name, why)
    except (etree.LxmlError, KeyError, AttributeError, TypeError, IndexError, *UNPACKING) as error:
        raise SourceError(f"OFD 文件 {name} 不完整或已损坏。请重新下载，或导出为 PDF 后再用。") from error


@dataclass
class _Files:
    """The files inside, found by the names that they give each other."""

    archive: zipfile.ZipFile
    name: str

    @cached_property
    def _roots(self) -> list[tuple[PurePosixPath, Any]]:
        """The documents: the folder of each, and its description."""
        places = [element.text for element in self._xml(PurePosixPath("OFD.xml")).iter("{*}DocRoot") if element.text]
        return [(found.parent, self._xml(found)) for place in places for found in [_joined(PurePosixPath(), place)]]

    @cached_property
    def _pages(self) -> list[tuple[PurePosixPath, Any, Any]]:
        """For each page its folder, its content and the description of its document."""
        return [
            (_joined(folder, page.get("BaseLoc")).parent, self._xml(_joined(folder, page.get("BaseLoc"))), root)
            for folder, root in self._roots
            for page in root.findall("{*}Pages/{*}Page")
        ]

    def _xml(self, place: PurePosixPath) -> Any:
        info = self.archive.getinfo(str(place))
        if info.file_size > _MAX_XML:
            raise ValueError("too large")
        data = self.archive.read(info)
        check_entities(data, f"OFD 文件 {self.name}")
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))

    def pages(self) -> Iterator[Page]:
        for number, (_, content, root) in enumerate(self._pages):
            left, top, width, height = _size(content, root)
            below = [one.get("TemplateID") for one in content.findall("{*}Template")]
            parts = [*self._templates(number, below), content]
            glyphs = islice((glyph for part in parts for glyph in _glyphs(part, left, top)), _MAX_GLYPHS)
            rules = [rule for part in parts for rule in _rules(part, left, top)]
            areas = (_numbers(image.get("Boundary")) for image in content.iter("{*}ImageObject"))
            pictured = sum(area[2] * area[3] for area in areas if len(area) == 4) / max(1.0, width * height)
            yield Page(width * _POINT, height * _POINT, list(glyphs), rules, pictured)

    def _templates(self, number: int, wanted: list[str | None]) -> Iterator[Any]:
        """The templates under a page: a red head, a frame."""
        root = self._pages[number][2]
        folder = next(folder for folder, other in self._roots if other is root)
        for template in root.findall("{*}CommonData/{*}TemplatePage"):
            if template.get("ID") in wanted:
                yield self._xml(_joined(folder, template.get("BaseLoc")))

    def recognized(self, number: int, page: Page) -> Page:
        """The page as it is read from its largest picture."""
        from retrieval.document.readers.printed.picture import recognized_picture

        _, content, root = self._pages[number]
        folder = next(folder for folder, other in self._roots if other is root)
        wanted = {image.get("ResourceID") for image in content.iter("{*}ImageObject")}
        for resources in root.findall("{*}CommonData/{*}*"):
            if resources.text and resources.text.strip().endswith(".xml"):
                listed = self._xml(_joined(folder, resources.text))
                for media in listed.iter("{*}MultiMedia"):
                    file = _joined(folder / (listed.get("BaseLoc") or ""), media.findtext("{*}MediaFile"))
                    if media.get("ID") in wanted and file.suffix.lower() in _PICTURES:
                        return recognized_picture(self.archive.read(str(file)))
        return Page(page.width, page.height, [], [], page.pictured)


def _joined(folder: PurePosixPath, place: str | None) -> PurePosixPath:
    place = (place or "").strip()
    steps: list[str] = []
    for step in (PurePosixPath(place.lstrip("/")) if place.startswith("/") else folder / place).parts:
        steps = steps[:-1] if step == ".." else [*steps, step]
    return PurePosixPath(*steps)


def _size(content: Any, root: Any) -> list[float]:
    """The corner, the width and the height of a page in millimetres."""
    for place in (content.find("{*}Area/{*}PhysicalBox"), root.find("{*}CommonData/{*}PageArea/{*}PhysicalBox")):
        if place is not None and len(box := _numbers(place.text)) == 4:
            return box
    return [0.0, 0.0, 210.0, 297.0]


def _numbers(text: str | None) -> list[float]:
    try:
        return [float(part) for part in (text or "").split()]
    except ValueError:
        return []


@dataclass(frozen=True)
class _Frame:
    """The position and transformation of an object on the page."""

    left: float
    top: float
    matrix: tuple[float, ...]

    def point(self, x: float, y: float) -> tuple[float, float]:
        a, b, c, d, e, f = self.matrix
        return (self.left + a * x + c * y + e) * _POINT, (self.top + b * x + d * y + f) * _POINT


def _frame(drawn: Any, left: float, top: float) -> _Frame:
    box, matrix = _numbers(drawn.get("Boundary")), _numbers(drawn.get("CTM"))
    whole = tuple(matrix) if len(matrix) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return _Frame(box[0] - left if box else 0.0, box[1] - top if len(box) > 1 else 0.0, whole)


def _glyphs(page: Any, left: float, top: float) -> Iterator[Glyph]:
    for drawn in page.iter("{*}TextObject"):
        if drawn.get("Visible") == "false" or drawn.get("Alpha") == "0":
            continue
        frame, size = _frame(drawn, left, top), (_numbers(drawn.get("Size")) or [0.0])[0]
        _, b, c, d, *_ = frame.matrix
        if size <= 0 or abs(b) > abs(d):  # a watermark across the page
            continue
        high = size * math.hypot(c, d) * _POINT
        for code in drawn.iter("{*}TextCode"):
            yield from _spread(code, frame, size, high)


def _spread(code: Any, frame: _Frame, size: float, high: float) -> Iterator[Glyph]:
    """The characters of a piece of text, each where it stands."""
    text = code.text or ""
    x, y = (_numbers(code.get("X")) or [0.0])[0], (_numbers(code.get("Y")) or [0.0])[0]
    steps, rises = _deltas(code.get("DeltaX"), len(text)), _deltas(code.get("DeltaY"), len(text))
    for place, char in enumerate(text):
        own = size if not char.isascii() else size / 2
        step = steps[place] if place < len(steps) else 0.0
        wide = step if 0 < step <= _LOOSE * size else own
        (x0, base), (x1, _) = frame.point(x, y), frame.point(x + wide, y)
        yield Glyph(
            real_character(" " if char.isspace() else char),
            Box(x0, base - 0.85 * high, x1, base + 0.15 * high),
            base,
            high,
        )
        x += steps[place] if place < len(steps) else (0.0 if rises else own)
        y += rises[place] if place < len(rises) else 0.0


def _deltas(text: str | None, most: int) -> list[float]:
    """Steps from one character to the next: 3.5 3.5 5, or g 8 3.5 for eight alike."""
    steps: list[float] = []
    parts = iter((text or "").split())
    try:
        for part in parts:
            if part == "g":
                steps += [float(step) for count in [next(parts)] for step in [next(parts)] * min(int(count), most)]
            else:
                steps.append(float(part))
            if len(steps) >= most:
                break
    except (ValueError, StopIteration):
        return steps
    return steps


def _rules(page: Any, left: float, top: float) -> Iterator[Rule]:
    """The level and upright lines that are drawn."""
    for drawn in page.iter("{*}PathObject"):
        frame, corners = _frame(drawn, left, top), _corners(drawn.findtext("{*}AbbreviatedData") or "")
        for before, after in pairwise(corners):
            if before is None or after is None:
                continue
            (x0, y0), (x1, y1) = frame.point(*before), frame.point(*after)
            if min(abs(x1 - x0), abs(y1 - y0)) < 1 < max(abs(x1 - x0), abs(y1 - y0)):
                yield Rule(Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))


def _corners(path: str) -> Iterator[tuple[float, float] | None]:
    """The corners of a path in order, ``None`` where the pen is lifted or draws a curve."""
    parts, start = path.split(), (0.0, 0.0)
    place = 0
    while place < len(parts):
        command = parts[place]
        if command in {"M", "S", "L"} and len(point := _numbers(" ".join(parts[place + 1 : place + 3]))) == 2:
            here = (point[0], point[1])
            if command != "L":
                start = here
                yield None
            yield here
            place += 3
        else:
            yield start if command == "C" else None
            place += 1
