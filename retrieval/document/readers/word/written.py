"""The text of a document of paragraphs, and where each of them begins."""

from collections.abc import Iterable, Sequence

from retrieval.document.model import Extract, Places, Unit
from retrieval.document.readers.tables import row_line
from retrieval.errors import SourceError


def of_paragraphs(paragraphs: Sequence[str], name: str, notes: Sequence[str] = ()) -> Extract:
    """The text of some paragraphs. Raises ``SourceError`` where there is none."""
    if not paragraphs:
        raise SourceError(f"文件是空的：{name}。请换一份有正文的文件。")
    starts, length = [], 0
    for paragraph in paragraphs:
        starts.append(length)
        length += len(paragraph) + 1
    return Extract("\n".join(paragraphs) + "\n", Places(Unit.PARAGRAPH, tuple(starts)), tuple(notes))


def of_lines(lines: Iterable[str], name: str) -> Extract:
    """The text of a document given by its lines; a row of a table has bars between and behind its cells."""
    kept = [_row(line) if line.rstrip().endswith("|") else line.strip() for line in lines]
    return of_paragraphs([line for line in kept if line.strip(" |")], name)


def _row(line: str) -> str:
    cells = line.rstrip().removesuffix("|").removeprefix("|").split("|")
    return row_line(cells) if len(cells) > 1 else cells[0].strip()
