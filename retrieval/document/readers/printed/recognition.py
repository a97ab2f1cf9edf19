"""Read the text of a picture of a page (OCR, by rapidocr): its lines as glyphs where they stand, and the rules of its tables.

What was recognized is kept in the user's cache for some weeks, so that adding that was stopped goes on where it was.
"""

import hashlib
import json
import math
import os
import time
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

from platformdirs import user_cache_path

from retrieval.document.readers.printed.glyphs import Box, Glyph
from retrieval.document.readers.printed.page import Page
from retrieval.document.readers.printed.ruled import Rule

INSTALL = "pip install 'wenzheng[ocr]'"
_PACKAGE = "rapidocr"
#: Another number where pages are read in another way: none is kept from before.
_READING = 3
#: Pixels of the longer side of a page: small type is read, and no more time is spent than that takes.
LONGEST_SIDE = 2000
#: Days that a recognized page is kept.
_DAYS = 30
#: A box is higher than its type by about this much, and wider by this share of its height.
_HEIGHT, _PADDING = 0.8, 0.35
#: Types of one page that differ by less than this share are the same.
_ALIKE = 0.18
#: A page whose lines are less sure than this in the mean is not read: about as many of its characters are right.
_SURE = 0.9
#: A box so much higher than wide stands on its side; a rule is so long, as a share of the page.
_UPRIGHT, _RULE = 1.5, 1 / 40


@dataclass(frozen=True)
class Line:
    """A recognized line: its words, its box in pixels as (x, y) of four corners from the upper left on, and how sure they are."""

    text: str
    corners: tuple[tuple[float, float], ...]
    score: float

    @property
    def tall(self) -> bool:
        xs, ys = zip(*self.corners, strict=True)
        return len(self.text) > 2 and max(ys) - min(ys) > _UPRIGHT * (max(xs) - min(xs))


@cache
def is_available() -> bool:
    """Whether pictures can be read here."""
    return find_spec(_PACKAGE) is not None


def recognize(image: Any, width: float, height: float) -> Page:
    """Read a picture (rows of pixels of three colours) of a page that is so wide and high, in points."""
    kept = _cache_folder() / f"{hashlib.sha256(repr(image.shape).encode() + image.tobytes()).hexdigest()}.json"
    page = _kept(kept)
    if page is None:
        turned, lines = _upright(image)
        high, wide = turned.shape[:2]
        flat = _straightened(lines if _mean_score(lines) >= _SURE else ())
        scale = max(width, height) / max(high, wide)
        page = Page(wide * scale, high * scale, list(_glyphs(flat, scale)), list(_rules(turned, scale)), 1.0)
        _keep(kept, page)
    return page


def _upright(image: Any) -> tuple[Any, list[Line]]:
    """The picture turned so that its lines are level, and its lines."""
    import numpy as np

    lines = _lines(image)
    lying = 2 * sum(line.tall for line in lines) > len(lines)
    if not lying and _mean_score(lines) >= _SURE:
        return image, lines
    turned = [np.ascontiguousarray(np.rot90(image, times)) for times in ((1, 3) if lying else (2,))]
    read = [*([] if lying else [(image, lines)]), *((one, _lines(one)) for one in turned)]
    return max(read, key=lambda one: sum(line.score * len(line.text) for line in one[1]))


def _mean_score(lines: Sequence[Line]) -> float:
    length = sum(len(line.text) for line in lines)
    return sum(line.score * len(line.text) for line in lines) / length if length else 0.0


def _lines(image: Any) -> list[Line]:
    # What the package has to tell lines that stand on their head takes some for such that do not, which are lost then.
    found = _engine()(image, use_cls=False)
    if found.boxes is None:
        return []
    return [
        Line(text, tuple((float(x), float(y)) for x, y in corners), float(score))
        for corners, text, score in zip(found.boxes, found.txts, found.scores, strict=True)
        if text.strip()
    ]


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.max_side_len": LONGEST_SIDE, "Global.log_level": "error"})


def _straightened(lines: Sequence[Line]) -> list[Line]:
    """Rotate the lines of a skewed scan so that they are horizontal."""
    slopes = [
        math.atan2(right[1] - left[1], right[0] - left[0])
        for line in lines
        for left, right in [line.corners[:2]]
        if right[0] - left[0] > 100
    ]
    angle = median(slopes) if slopes else 0.0
    if abs(angle) < 0.002:
        return list(lines)
    sine, cosine = math.sin(-angle), math.cos(-angle)
    return [
        replace(line, corners=tuple((x * cosine - y * sine, x * sine + y * cosine) for x, y in line.corners))
        for line in lines
    ]


def _glyphs(lines: Sequence[Line], scale: float) -> Iterator[Glyph]:
    """The characters of the lines, spread over their boxes."""
    boxes = [_box(line, scale) for line in lines]
    sizes = [_size(line, box) for line, box in zip(lines, boxes, strict=True)]
    weights = sorted((size, len(line.text)) for size, line in zip(sizes, lines, strict=True))
    usual = median([size for size, length in weights for _ in range(length)]) if weights else 0.0
    for line, box, own in zip(lines, boxes, sizes, strict=True):
        size = usual if abs(own - usual) < _ALIKE * usual else own
        padding = _PADDING * (box.bottom - box.top) / 2
        left, right = box.x0 + padding, max(box.x1 - padding, box.x0 + padding + 1)
        step = (right - left) / max(0.5, sum(map(_width, line.text)))
        middle = (box.top + box.bottom) / 2
        for char in line.text:
            end = left + step * _width(char)
            yield Glyph(char, Box(left, middle - size / 2, end, middle + size / 2), middle + size / 2, size)
            left = end


def _box(line: Line, scale: float) -> Box:
    xs, ys = zip(*line.corners, strict=True)
    # The height of a line that is still a little askew is that of its left edge.
    high = math.dist(line.corners[0], line.corners[3])
    middle = sum(ys) / len(ys)
    return Box(min(xs) * scale, (middle - high / 2) * scale, max(xs) * scale, (middle + high / 2) * scale)


def _size(line: Line, box: Box) -> float:
    """The height of the type: no box is higher than that by much, and a Chinese character is as wide as high."""
    high = box.bottom - box.top
    pitch = (box.x1 - box.x0 - _PADDING * high) / max(0.5, sum(map(_width, line.text)))
    return max(1.0, min(_HEIGHT * high, pitch))


def _width(char: str) -> float:
    return 1.0 if unicodedata.east_asian_width(char) in "WF" else 0.55


def _rules(image: Any, scale: float) -> Iterator[Rule]:
    """The level and upright lines on a picture."""
    import cv2

    dark = cv2.threshold(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)[1]
    longest = max(image.shape[:2])
    for size in ((int(longest * _RULE), 1), (1, int(longest * _RULE))):
        opened = cv2.morphologyEx(dark, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, size))
        contours, _ = cv2.findContours(opened, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        for contour in contours:
            x, y, wide, high = cv2.boundingRect(contour)
            if min(wide, high) <= longest * _RULE / 5:  # else a dark field
                yield Rule(Box(x * scale, y * scale, (x + wide) * scale, (y + high) * scale))


def _cache_folder() -> Path:
    return user_cache_path("wenzheng") / f"ocr-{version(_PACKAGE)}-{_READING}"


def _kept(file: Path) -> Page | None:
    with suppress(OSError, ValueError, TypeError, KeyError):
        said = json.loads(file.read_text(encoding="utf-8"))
        glyphs = [Glyph(one["text"], Box(**one["box"]), one["base"], one["size"]) for one in said["glyphs"]]
        rules = [Rule(Box(**one["box"])) for one in said["rules"]]
        return Page(said["width"], said["height"], glyphs, rules, said["pictured"])
    return None


def _keep(file: Path, page: Page) -> None:
    """Store a page in the cache and delete old ones; without room on the disk it is recognized anew next time."""
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = file.with_suffix(f".{os.getpid()}")
        part.write_text(json.dumps(asdict(page), ensure_ascii=False), encoding="utf-8")
        part.replace(file)
        for old in file.parent.iterdir():
            if old.stat().st_mtime < time.time() - _DAYS * 86_400:
                old.unlink(missing_ok=True)
