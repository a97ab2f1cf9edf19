"""Readers: the text of a file of any kind, and where in the file it stands. One module a kind, loaded when needed."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import cast

from retrieval.document.model import Extract
from retrieval.document.readers.kinds import BY_SUFFIX, OTHERS, Kind, kind_of
from retrieval.errors import SourceError

#: Called with the bytes of a file and its name for the message of a ``SourceError``.
Reader = Callable[[bytes, str], Extract]

#: The module and the function that reads each kind, and the extra that brings what it needs.
_READERS: dict[Kind, tuple[str, str, str | None]] = {
    Kind.TEXT: ("text", "read_text", None),
    Kind.MARKDOWN: ("markdown", "read_markdown", None),
    Kind.CSV: ("sheet.csv", "read_csv", None),
    Kind.HTML: ("web.html", "read_html", "html"),
    Kind.MAIL: ("web.mail", "read_mail", "html"),
    Kind.PDF: ("printed.pdf", "read_pdf", "pdf"),
    Kind.OFD: ("printed.ofd", "read_ofd", "ofd"),
    Kind.IMAGE: ("printed.picture", "read_picture", "ocr"),
    Kind.DOCX: ("word.docx", "read_docx", "docx"),
    Kind.WORD_XML: ("word.docx", "read_word_xml", "docx"),
    Kind.RTF: ("word.rtf", "read_rtf", "rtf"),
    Kind.OLD_WORD: ("word.converted", "read_old_word", "docx"),
    Kind.OPEN: ("word.converted", "read_open", "docx"),
    Kind.SHEET: ("sheet.workbook", "read_workbook", "sheets"),
    Kind.SHEET_XML: ("sheet.written", "read_workbook_xml", None),
}
_NEEDED = {
    **{"html": "HTML", "pdf": "PDF", "docx": "DOCX", "ofd": "OFD", "rtf": "RTF", "sheets": "表格"},
    "ocr": "图片里的文字",
}
#: The package that an extra brings.
_PACKAGES = {
    **dict.fromkeys(("html", "docx", "ofd"), "lxml"),
    **{"pdf": "pypdfium2", "rtf": "striprtf", "sheets": "python_calamine", "ocr": "rapidocr"},
}
#: Programs that read a kind; any one will do.
_PROGRAMS = {Kind.OLD_WORD: ("soffice", "libreoffice", "antiword", "catdoc"), Kind.OPEN: ("soffice", "libreoffice")}
#: What a person calls the kinds that are passed over in a folder, and what to do about them.
_CALLED = {
    Kind.IMAGE: "图片",
    Kind.SHEET: "表格",
    Kind.MAIL: "邮件和单文件网页",
    Kind.OLD_WORD: "旧版 Word 或 WPS 文件（请另存为 .docx，或装上 LibreOffice）",
    Kind.OPEN: "OpenDocument 文件（请另存为 .docx，或装上 LibreOffice）",
    Kind.SLIDES: "演示文件（请导出为 PDF）",
    Kind.PACKED: "zip 以外的压缩包（请解压）",
}


def extract(data: bytes, path: Path) -> Extract:
    """Read the bytes of the file at ``path`` by what they are; the suffix decides only where they leave it open.

    Raises ``SourceError`` with a sentence for a person where they cannot be read.
    """
    kind = kind_of(data, path.suffix.lower())
    if kind not in _READERS:
        raise SourceError(OTHERS[kind].format(name=path))
    read = reader_of(kind, str(path))(data, str(path))
    if spoilt := read.text.count("\ufffd"):
        return replace(read, notes=(*read.notes, f"有 {spoilt} 个字认不出，显示为 \ufffd。"))
    return read


def reader_of(kind: Kind, name: str) -> Reader:
    """The reader of a kind; raises ``SourceError`` with the install line where what it needs is not there."""
    module, function, extra = _READERS[kind]
    try:
        return cast(Reader, getattr(import_module(f"{__name__}.{module}"), function))
    except ImportError as error:
        if extra is None:
            raise
        raise SourceError(
            f"读{_NEEDED[extra]}要另装一个包：{name} 没有读。请运行 pip install 'wenzheng[{extra}]'。"
        ) from error


def readers_here() -> str:
    """The kinds that can be read here, as one word that changes with what is installed."""
    return " ".join(kind for kind in _READERS if _why_unread(kind) is None)


def why_unread(suffix: str) -> str | None:
    """Why files with a suffix (lower case, with its dot) are passed over in a folder; ``None`` where they are read."""
    kind = BY_SUFFIX.get(suffix)
    if kind is None:
        return f"{suffix} 文件" if suffix else "没有后缀的文件"
    return None if kind is Kind.ARCHIVE else _why_unread(kind)


@cache
def _why_unread(kind: Kind) -> str | None:
    if kind not in _READERS or (kind in _PROGRAMS and not any(map(which, _PROGRAMS[kind]))):
        return _CALLED[kind]
    extra = _READERS[kind][2]
    if extra is None or find_spec(_PACKAGES[extra]):
        return None
    return f"{_CALLED.get(kind) or _NEEDED[extra] + ' 文件'}（要读请运行 pip install 'wenzheng[{extra}]'）"
