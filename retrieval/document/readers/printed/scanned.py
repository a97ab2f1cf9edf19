"""Pages without a text that can be read: recognized where that can be done, else named."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from retrieval.document.model import Extract
from retrieval.document.readers.printed.page import Page, read_pages
from retrieval.document.readers.printed.paragraphs import join_pages
from retrieval.document.readers.printed.recognition import INSTALL, is_available
from retrieval.document.readers.steps import tell
from retrieval.errors import SourceError

HOW = f"装上文字识别（OCR）后再加入就能读：{INSTALL}"
#: Fewer characters than this on all other pages are no document: stamps, the name of a scanner.
WORDLESS = 20


def words_on(page: Page) -> int:
    """The characters on a page."""
    return sum(bool(glyph.text.strip()) for glyph in page.glyphs)


def read_scanned(
    pages: Sequence[Page], pictures: Sequence[int], picture: Callable[[int], Page], name: str, why: str
) -> Extract:
    """The text of a document whose pages ``pictures`` (counted from 0) have to be recognized by ``picture``.

    ``why`` says what is the matter with them. Raises ``SourceError`` where nothing is left to read.
    """
    read = list(pages)
    recognized = []
    for done, number in enumerate(pictures if is_available() else ()):
        tell(done, len(pictures))
        read[number] = picture(number)
        recognized += [number + 1] if words_on(read[number]) else []
    unread = [number + 1 for number in pictures if number + 1 not in recognized]
    for number in unread:
        read[number - 1] = replace(read[number - 1], glyphs=[], rules=[])
    if sum(map(words_on, read)) < (WORDLESS if unread else 1):
        raise SourceError(_nothing(name, why) if pictures else f"{name} 里没有文字。请换一份有正文的文件。")
    text = join_pages(read_pages(read))
    if text.places is None:
        return text
    notes = [_unread_note(unread, why)] if unread else []
    notes += [f"{numbered(recognized)}的文字是从图片识别的（识别文字），可能有错字。"] if recognized else []
    return replace(
        text, places=replace(text.places, recognized=tuple(recognized), unread=tuple(unread)), notes=tuple(notes)
    )


def with_pictured(read: Extract, pictured: Sequence[int], recognized: Sequence[int]) -> Extract:
    """What was read of pages with large pictures beside their text (counted from 0), said and marked where words in them
    were recognized."""
    if read.places is None or not pictured:
        return read
    pages, unread = (
        [number + 1 for number in recognized],
        [number + 1 for number in pictured if number not in recognized],
    )
    notes = [f"{numbered(pages)}上图片里的文字是识别的（识别文字），可能有错字。"] if pages else []
    if unread and not is_available():
        notes.append(f"{numbered(unread)}上有图片，图片里的文字没有读（{HOW}）。")
    places = replace(read.places, recognized=tuple(sorted({*read.places.recognized, *pages})))
    return replace(read, places=places, notes=(*read.notes, *notes))


def _nothing(name: str, why: str) -> str:
    if is_available():
        return f"{name} {why}，也认不出文字。请换一份更清楚的，或有文字层的。"
    return f"{name} {why}，读不了。要读请装上文字识别（OCR）：{INSTALL}。"


def _unread_note(unread: Sequence[int], why: str) -> str:
    how = "也认不出文字" if is_available() else HOW
    return f"{numbered(unread)}{why}，没有读（{how}）。"


def numbered(pages: Sequence[int]) -> str:
    """Pages by their numbers: 第1、3—5页."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and runs[-1][-1] == page - 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return f"第{'、'.join(f'{run[0]}—{run[-1]}' if len(run) > 1 else str(run[0]) for run in runs)}页"
