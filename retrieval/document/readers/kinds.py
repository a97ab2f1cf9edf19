"""Tell what a file is from its bytes: names are often wrong (a PDF called .txt, a web page called .doc)."""

import io
import re
import struct
import zipfile
from collections.abc import Collection
from enum import StrEnum


class Kind(StrEnum):
    """What a file is: first the kinds that have a reader, then those about which a person is told what to do."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    ARCHIVE = "archive"
    OLE = "ole"
    LOCKED = "locked"
    OFD = "ofd"
    SHEET = "sheet"
    OPEN = "open"
    RTF = "rtf"
    MAIL = "mail"
    IMAGE = "image"
    PACKED = "packed"
    BROKEN_ZIP = "broken zip"


#: What a person is told about a file that no reader takes.
OTHERS = {
    Kind.ARCHIVE: "{name} 其实是 zip 压缩包。请把后缀改成 .zip，或解压后再用。",
    Kind.OLE: "{name} 是旧版 Word 或 WPS 文件（.doc、.wps），读不了。请用 Word 或 WPS 另存为 .docx 后再用。",
    Kind.LOCKED: "{name} 设了打开密码，读不了。请去掉密码，另存后再用。",
    Kind.OFD: "{name} 是 OFD 版式文件，读不了。请用 WPS 或 OFD 阅读器导出为 PDF 后再用。",
    Kind.SHEET: "{name} 是表格或演示文件，读不了。请导出为 PDF 后再用。",
    Kind.OPEN: "{name} 是 OpenDocument 文件，读不了。请另存为 .docx 后再用。",
    Kind.RTF: "{name} 是 RTF 文件，读不了。请用 Word 或 WPS 另存为 .docx 后再用。",
    Kind.MAIL: "{name} 是 MHTML 网页（单个文件），读不了。请用浏览器打开，另存为 .html 或打印成 PDF 后再用。",
    Kind.IMAGE: "{name} 是图片，没有文字可读。请先做文字识别（OCR），存成 txt 或带文字的 PDF 后再用。",
    Kind.PACKED: "{name} 是 zip 以外的压缩包，读不了。请解压后再用。",
    Kind.BROKEN_ZIP: "{name} 不完整或已损坏。请重新下载或另存后再用。",
}
_STARTS = (
    (b"PK\x05\x06", Kind.ARCHIVE),  # an empty archive
    (b"{\\rtf", Kind.RTF),
    (b"\x89PNG", Kind.IMAGE),
    (b"\xff\xd8\xff", Kind.IMAGE),
    (b"GIF8", Kind.IMAGE),
    (b"BM", Kind.IMAGE),
    (b"II*\0", Kind.IMAGE),
    (b"MM\0*", Kind.IMAGE),
    (b"Rar!", Kind.PACKED),
    (b"7z\xbc\xaf", Kind.PACKED),
    (b"\x1f\x8b", Kind.PACKED),
    (b"BZh", Kind.PACKED),
    (b"\xfd7zXZ", Kind.PACKED),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: A name inside a zip that tells what it is.
_INSIDE = (
    ("word/document.xml", Kind.DOCX),
    ("OFD.xml", Kind.OFD),
    ("xl/workbook.xml", Kind.SHEET),
    ("xl/workbook.bin", Kind.SHEET),
    ("ppt/presentation.xml", Kind.SHEET),
    ("META-INF/manifest.xml", Kind.OPEN),
)
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_MAIL = re.compile(rb"\s*(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,12}?MIME-Version:", re.I)
_MARKS = b"\xef\xbb\xbf"
_MARKDOWN, _WEB = {".md", ".markdown"}, {".html", ".htm", ".shtml", ".xhtml"}


def kind_of(data: bytes, suffix: str) -> Kind:
    """What the bytes of a file are; ``suffix`` (lower case, with its dot) decides between the kinds of plain text."""
    if b"%PDF-" in data[:1024]:
        return Kind.PDF
    if data.startswith(b"PK\x03\x04"):
        return _inside(data)
    if data.startswith(_OLE):
        return Kind.LOCKED if "EncryptedPackage".encode("utf-16-le") in data else Kind.OLE
    for start, kind in _STARTS:
        if data.startswith(start) and (start != b"BM" or b"\0" in data[:64]):
            return kind
    return _plain(data[:4096].removeprefix(_MARKS), suffix)


def _plain(head: bytes, suffix: str) -> Kind:
    if _PAGE.match(head) or (suffix in _WEB and b"<" in head):
        return Kind.HTML
    if _MAIL.match(head):
        return Kind.MAIL
    return Kind.MARKDOWN if suffix in _MARKDOWN else Kind.TEXT


def _inside(data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return named_kind(archive.namelist())
    except (zipfile.BadZipFile, struct.error, ValueError, OverflowError, NotImplementedError, OSError):
        return Kind.BROKEN_ZIP


def named_kind(names: Collection[str]) -> Kind:
    """What a zip is whose files have these names."""
    return next((kind for name, kind in _INSIDE if name in names), Kind.ARCHIVE)
