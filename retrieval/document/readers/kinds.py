"""Tell what a file is from its bytes: names are often wrong (a PDF called .txt, a web page called .doc)."""

import io
import re
import struct
from collections.abc import Collection
from enum import StrEnum


class Kind(StrEnum):
    """What a file is: first the kinds that have a reader, then those about which a person is told what to do."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    WORD_XML = "word xml"
    OLD_WORD = "old word"
    OPEN = "open"
    RTF = "rtf"
    OFD = "ofd"
    SHEET = "sheet"
    SHEET_XML = "sheet xml"
    CSV = "csv"
    MAIL = "mail"
    IMAGE = "image"
    ARCHIVE = "archive"
    SLIDES = "slides"
    OLE = "ole"
    LOCKED = "locked"
    PACKED = "packed"
    BROKEN_ZIP = "broken zip"
    XML = "xml"


#: What a person is told about a file that no reader takes.
OTHERS = {
    Kind.ARCHIVE: "{name} 是 zip 压缩包，没有后缀 .zip，或里面的也打不开。请改后缀，或解压后再用。",
    Kind.SLIDES: "{name} 是演示文件，读不了。请导出为 PDF 后再用。",
    Kind.OLE: "{name} 是旧版办公软件的文件，认不出是文字还是表格，或已损坏，读不了。请另存为 .docx 或导出为 PDF 后再用。",
    Kind.LOCKED: "{name} 设了打开密码，读不了。请去掉密码，另存后再用。",
    Kind.PACKED: "{name} 是 zip 以外的压缩包，读不了。请解压后再用。",
    Kind.XML: "{name} 是 XML 数据，不是文档，没有读。",
    Kind.BROKEN_ZIP: "{name} 不完整或已损坏。请重新下载或另存后再用。",
}
#: What a file of a folder is by its suffix, as long as it has not been opened.
BY_SUFFIX = {
    ".txt": Kind.TEXT,
    **dict.fromkeys((".md", ".markdown"), Kind.MARKDOWN),
    **dict.fromkeys((".html", ".htm", ".shtml", ".xhtml"), Kind.HTML),
    ".pdf": Kind.PDF,
    **dict.fromkeys((".docx", ".docm", ".dotx", ".dotm"), Kind.DOCX),
    **dict.fromkeys((".doc", ".dot", ".wps", ".wpt"), Kind.OLD_WORD),
    **dict.fromkeys((".odt", ".ott", ".fodt"), Kind.OPEN),
    ".rtf": Kind.RTF,
    ".ofd": Kind.OFD,
    **dict.fromkeys((".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ods", ".fods"), Kind.SHEET),
    **dict.fromkeys((".csv", ".tsv"), Kind.CSV),
    **dict.fromkeys((".eml", ".mht", ".mhtml"), Kind.MAIL),
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif", ".webp"), Kind.IMAGE),
    ".zip": Kind.ARCHIVE,
    **dict.fromkeys((".ppt", ".pptx", ".dps", ".odp"), Kind.SLIDES),
    **dict.fromkeys((".rar", ".7z", ".gz", ".tgz", ".bz2", ".xz", ".tar"), Kind.PACKED),
}
_ZIPPED = frozenset({Kind.DOCX, Kind.OPEN, Kind.OFD, Kind.SHEET, Kind.SLIDES})
_STARTS = (
    (b"PK\x05\x06", Kind.ARCHIVE),  # an empty archive
    (b"{\\rtf", Kind.RTF),
    (b"\x89PNG", Kind.IMAGE),
    (b"\xff\xd8\xff", Kind.IMAGE),
    (b"GIF8", Kind.IMAGE),
    (b"RIFF", Kind.IMAGE),  # WebP
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
    ("OFD.xml", Kind.OFD),
    ("xl/workbook.xml", Kind.SHEET),
    ("xl/workbook.bin", Kind.SHEET),
    ("ppt/presentation.xml", Kind.SLIDES),
)
#: What the list of the kinds of parts says of a Word document whose main part has another name.
_TYPES, _WORD_TYPE, _MOST_TYPES = "[Content_Types].xml", re.compile(rb"(?:wordprocessingml|ms-word)\.\w{1,40}"), 2**16
_WORD = re.compile(r"word/document\d*\.xml")
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_MAIL = re.compile(rb"\s*(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,12}?MIME-Version:", re.I)
#: So much of a file's beginning tells what it is.
_HEAD = 8192
_MARKS = b"\xef\xbb\xbf"
#: The root of a document that is one XML file.
_ROOTS = (
    (re.compile(rb"<(?:\w{1,9}:)?(?:wordDocument|package)\b"), Kind.WORD_XML),
    (re.compile(rb"<(?:\w{1,9}:)?Workbook\b[^>]{0,2000}urn:schemas-microsoft-com:office:spreadsheet"), Kind.SHEET_XML),
    (re.compile(rb"<office:document\b[^>]{0,4000}opendocument\.text\""), Kind.OPEN),
    (re.compile(rb"<office:document\b[^>]{0,4000}opendocument\.spreadsheet\""), Kind.SHEET),
    (re.compile(rb"\s*<\?xml\s"), Kind.XML),
)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
#: Streams of an OLE file that tell what it is.
_STREAMS = (
    ("EncryptedPackage", Kind.LOCKED),
    ("WordDocument", Kind.OLD_WORD),
    ("Workbook", Kind.SHEET),
    ("Book", Kind.SHEET),
    ("PowerPoint Document", Kind.SLIDES),
)
#: What the file ``mimetype`` of an OpenDocument says.
_OPEN = ((b"spreadsheet", Kind.SHEET), (b"presentation", Kind.SLIDES), (b"text", Kind.OPEN))


def kind_of(data: bytes, suffix: str) -> Kind:
    """What the bytes of a file are; ``suffix`` (lower case, with its dot) decides between the kinds of plain text."""
    if b"%PDF-" in data[:1024]:
        return Kind.PDF
    if data.startswith(b"PK\x03\x04"):
        return _inside(data)
    if data.startswith(b"PK") and BY_SUFFIX.get(suffix) in _ZIPPED:
        return Kind.BROKEN_ZIP
    if data.startswith(_OLE):
        return next((kind for name, kind in _STREAMS if _has_stream(data, name)), Kind.OLE)
    for start, kind in _STARTS:
        if data.startswith(start) and (start != b"BM" or b"\0" in data[:64]):
            return kind
    head = data[:_HEAD]
    if head.startswith(_UTF16):
        head = head.decode("utf-16", "ignore").encode()
    return _plain(head.removeprefix(_MARKS), suffix)


def _has_stream(data: bytes, name: str) -> bool:
    """Whether an OLE file lists a stream: its directory has an entry in each 128 bytes."""
    entry = name.encode("utf-16-le").ljust(64, b"\0") + (2 * len(name) + 2).to_bytes(2, "little")
    place = data.find(entry)
    while place >= 0 and place % 128:
        place = data.find(entry, place + 1)
    return place >= 0


def _plain(head: bytes, suffix: str) -> Kind:
    said = BY_SUFFIX.get(suffix)
    if _PAGE.match(head) or (said is Kind.HTML and b"<" in head):
        return Kind.HTML
    if head.lstrip().startswith(b"<"):
        for root, kind in _ROOTS:
            if root.search(head):
                return kind
    if _MAIL.match(head) or (said is Kind.MAIL and b":" in head):
        return Kind.MAIL
    return said if said in {Kind.MARKDOWN, Kind.CSV} else Kind.TEXT


def _inside(data: bytes) -> Kind:
    import zipfile  # a question on a ready index opens no file

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            kind = named_kind(names)
            if kind is Kind.ARCHIVE and _TYPES in names and _WORD_TYPE.search(archive.open(_TYPES).read(_MOST_TYPES)):
                return Kind.DOCX
            if kind is Kind.ARCHIVE and "mimetype" in names:
                said = archive.open("mimetype").read(200)
                kind = next((found for word, found in _OPEN if b"opendocument" in said and word in said), kind)
            return kind
    except (zipfile.BadZipFile, struct.error, ValueError, OverflowError, NotImplementedError, OSError, RuntimeError):
        return Kind.BROKEN_ZIP


def named_kind(names: Collection[str]) -> Kind:
    """What a zip is whose files have these names."""
    if any(_WORD.fullmatch(name) for name in names):
        return Kind.DOCX
    return next((kind for name, kind in _INSIDE if name in names), Kind.ARCHIVE)
