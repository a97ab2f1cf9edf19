"""RTF, by striprtf: its paragraphs, and the rows of its tables."""

from striprtf.striprtf import rtf_to_text

from retrieval.document.model import Extract
from retrieval.document.readers.word.written import of_lines
from retrieval.errors import SourceError


def read_rtf(data: bytes, name: str) -> Extract:
    """The text of an RTF file, and where its paragraphs begin."""
    try:
        text: str = rtf_to_text(data.decode("latin-1"), encoding="gb18030", errors="replace")  # type: ignore[no-untyped-call]
    except (ValueError, LookupError, IndexError, KeyError, TypeError) as error:
        raise SourceError(f"RTF 文件 {name} 不完整或已损坏。请用 Word 或 WPS 打开后另存为 .docx。") from error
    return of_lines(text.replace("\0", "").splitlines(), name)
