"""Readers: the text of a file of any kind, and where in the file it stands. One module a kind, loaded when needed."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import cast

from retrieval.document.model import Extract
from retrieval.document.readers.kinds import OTHERS, Kind, kind_of
from retrieval.errors import SourceError

#: Called with the bytes of a file and its name for the message of a ``SourceError``.
Reader = Callable[[bytes, str], Extract]

#: The module and the function that reads each kind, and the extra that brings what it needs.
_READERS: dict[Kind, tuple[str, str, str | None]] = {
    Kind.TEXT: ("text", "read_text", None),
    Kind.MARKDOWN: ("markdown", "read_markdown", None),
    Kind.HTML: ("web.html", "read_html", "html"),
    Kind.PDF: ("printed.pdf", "read_pdf", "pdf"),
    Kind.DOCX: ("word.docx", "read_docx", "docx"),
}
_NEEDED = {"html": "HTML", "pdf": "PDF", "docx": "DOCX"}


def extract(data: bytes, path: Path) -> Extract:
    """Read the bytes of the file at ``path`` by what they are; the suffix decides only where they leave it open.

    Raises ``SourceError`` with a sentence for a person where they cannot be read.
    """
    kind = kind_of(data, path.suffix.lower())
    if kind not in _READERS:
        raise SourceError(OTHERS[kind].format(name=path))
    read = reader_of(kind, str(path))
    return read(data, str(path))


def reader_of(kind: Kind, name: str) -> Reader:
    """The reader of a kind; raises ``SourceError`` with the install line where what it needs is not there."""
    module, function, extra = _READERS[kind]
    try:
        return cast(Reader, getattr(import_module(f"{__name__}.{module}"), function))
    except ImportError as error:
        if extra is None:
            raise
        raise SourceError(
            f"读 {_NEEDED[extra]} 要另装一个包：{name} 没有读。请运行 pip install 'wenzheng[{extra}]'。"
        ) from error
