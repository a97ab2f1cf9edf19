"""Pictures of pages: photographs and scans, one file of them or several."""

import io
import math
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from retrieval.document.model import Extract
from retrieval.document.readers.printed.page import Page, read_pages
from retrieval.document.readers.printed.paragraphs import join_pages
from retrieval.document.readers.printed.recognition import LONGEST_SIDE, is_available, recognize
from retrieval.document.readers.printed.scanned import WORDLESS, read_scanned, words_on
from retrieval.errors import SourceError

#: The longer side of a page, in points, where nothing says how large the paper was.
_HEIGHT = 842.0
#: Pictures of one file that are read, and pixels of one.
_MOST, _PIXELS = 500, 200_000_000


def read_picture(data: bytes, name: str) -> Extract:
    """The text of a picture file; one of several pages (TIFF) page by page."""
    if not is_available():
        raise ImportError("rapidocr")
    return read_pictures([data], name, "是图片")


def read_pictures(files: Sequence[bytes], name: str, why: str) -> Extract:
    """The text of the pictures in some files, each a page. ``why`` says why they are read."""
    if not is_available():
        return read_scanned(
            [Page(0, 0, [], [], 1.0)] * len(files), range(len(files)), lambda _: Page(0, 0, [], []), name, why
        )
    images = [image for data in files for image in _images(data)][:_MOST]
    if not images:
        raise SourceError(f"图片 {name} 打不开，可能已损坏。请重新保存后再用。")
    pages = [Page(0, 0, [], [], 1.0) for _ in images]
    return read_scanned(pages, range(len(pages)), lambda number: _recognized(images[number]), name, why)


def recognized_picture(data: bytes) -> Page:
    """The page that a picture file shows."""
    image = next(_images(data), None)
    return Page(0, 0, [], [], 1.0) if image is None else _recognized(image)


def words_in(data: bytes) -> list[str]:
    """The lines that a picture in a document says; none where there is hardly a word."""
    page = recognized_picture(data)
    return join_pages(read_pages([page])).text.splitlines() if words_on(page) >= WORDLESS else []


def _recognized(image: Any) -> Page:
    import numpy as np

    scale = min(1.0, LONGEST_SIDE / max(image.size))
    small = _on_paper(image).resize([math.ceil(side * scale) for side in image.size])
    return recognize(np.asarray(small), *(side * _HEIGHT / max(image.size) for side in image.size))


def _on_paper(image: Any) -> Any:
    """Convert a picture to RGB, transparent parts to white."""
    from PIL import Image

    if not image.has_transparency_data:
        return image.convert("RGB")
    own = image.convert("RGBA")
    paper = Image.new("RGB", own.size, "white")
    paper.paste(own, mask=own.getchannel("A"))
    return paper


def _images(data: bytes) -> Iterator[Any]:
    from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

    with suppress(UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        opened = Image.open(io.BytesIO(data))
        if math.prod(opened.size) <= _PIXELS:
            yield from (ImageOps.exif_transpose(frame.copy()) for frame in ImageSequence.Iterator(opened))
