"""The name under which a page is kept: told by the site or the address, safe on any disk, its own for each address."""

import hashlib
import re
import unicodedata
from pathlib import PurePosixPath
from urllib.parse import unquote_to_bytes

import httpx

from bot.web.limits import FetchError
from bot.web.redirects import shown
from retrieval.document.readers.kinds import OTHERS, Kind, kind_of
from retrieval.document.source import SUFFIXES

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: The suffixes that go with a content type; the first where the name has none of them.
_SUFFIXES = {
    **dict.fromkeys(("text/html", "application/xhtml+xml"), (".html", ".htm", ".shtml")),
    "text/plain": (".txt", ".md", ".markdown"),
    **dict.fromkeys(("text/markdown", "text/x-markdown"), (".md", ".markdown")),
    **dict.fromkeys(("application/pdf", "application/x-pdf"), (".pdf",)),
    **dict.fromkeys((_DOCX, "application/wps-office.docx"), (".docx",)),
    **dict.fromkeys(("application/zip", "application/x-zip-compressed", "application/x-zip"), (".zip", ".docx")),
    **dict.fromkeys(("application/vnd.ms-excel", "application/x-xls", "application/et"), (".xls", ".xlsx", ".et")),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
    **dict.fromkeys(("application/msword", "application/vnd.ms-word", "application/wps"), (".doc", ".docx", ".wps")),
    **dict.fromkeys(("application/rtf", "text/rtf"), (".rtf", ".doc")),
    **dict.fromkeys(("application/ofd", "application/x-ofd"), (".ofd",)),
    **dict.fromkeys(("text/csv", "application/csv"), (".csv",)),
    **dict.fromkeys(("image/png", "image/jpeg", "image/tiff"), (".png", ".jpg", ".jpeg", ".tif", ".tiff")),
}
#: Types that say no more than "a file".
_VAGUE = {
    "",
    "application/octet-stream",
    "binary/octet-stream",
    "application/force-download",
    "application/download",
    "application/x-download",
    "application/x-msdownload",
}
#: Where neither type nor name tells: what the bytes show. Mere text is not among them, anything may look like that.
_SEEN = {
    **{Kind.HTML: ".html", Kind.PDF: ".pdf", Kind.DOCX: ".docx", Kind.ARCHIVE: ".zip", Kind.OFD: ".ofd"},
    **{Kind.OLD_WORD: ".doc", Kind.RTF: ".rtf"},
}
_ENCODED_NAME = re.compile(r"filename\*\s*=\s*([\w-]+)'[\w-]*'([^;\s]+)", re.I)
_PLAIN_NAME = re.compile(r'filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]+))', re.I)
_UNSAFE = re.compile(r"[^\w.()（）〔〕《》、·-]+|\.{2,}")
_LONGEST = 120  # bytes, of the 255 that a name may have


def check_type(response: httpx.Response) -> None:
    """Raise ``FetchError`` when a page is of a type that no reader takes, before its body is read."""
    kind = _type(response)
    if kind not in _SUFFIXES and kind not in _VAGUE:
        raise _unreadable(response, shown(kind))


def name_of(response: httpx.Response, data: bytes, address: httpx.URL) -> str:
    """The file name for what came from ``address``; raises ``FetchError`` when it is nothing that can be read."""
    told = _told_name(response)
    stem, suffix = told.stem, told.suffix.lower()
    fitting = _SUFFIXES.get(_type(response), tuple(SUFFIXES))
    if suffix not in fitting:
        suffix = _seen(response, data) if _type(response) in _VAGUE else fitting[0]
    # Sites call their files index.html or 附件1.pdf, all of them.
    own = hashlib.sha256(str(address).encode()).hexdigest()[:12]
    return f"{_safe(stem) or _safe(address.host)}-{own}{suffix}"


def _type(response: httpx.Response) -> str:
    return str(response.headers.get("content-type", "")).partition(";")[0].strip().lower()


def _seen(response: httpx.Response, data: bytes) -> str:
    kind = kind_of(data, "")
    if kind in _SEEN:
        return _SEEN[kind]
    if kind in OTHERS:
        raise FetchError(OTHERS[kind].format(name=shown(response.url)))
    raise _unreadable(response, "认不出的文件")


def _unreadable(response: httpx.Response, kind: str) -> FetchError:
    return FetchError(f"{shown(response.url)} 是 {kind}，读不了。请换成网页、PDF、DOCX、TXT、Markdown 或 zip 的网址。")


def _told_name(response: httpx.Response) -> PurePosixPath:
    """The name that the site gives the file, else the last part of its address."""
    header = dict(response.headers.raw)
    given = next((value for name, value in header.items() if name.lower() == b"content-disposition"), b"")
    named = _from_disposition(_decoded(given)) or _decoded(unquote_to_bytes(response.url.raw_path.partition(b"?")[0]))
    return PurePosixPath(named.replace("\\", "/").rpartition("/")[2].strip())


def _from_disposition(header: str) -> str:
    encoded = _ENCODED_NAME.search(header)
    if encoded:
        data = unquote_to_bytes(encoded[2])
        try:
            return data.decode(encoded[1])
        except (LookupError, UnicodeError):
            return _decoded(data)
    plain = _PLAIN_NAME.search(header)
    # Not meant to be percent-encoded, but many sites do.
    return _decoded(unquote_to_bytes(plain[1] or plain[2] or "")) if plain else ""


def _decoded(data: bytes) -> str:
    """Names are UTF-8 or, on older sites, GB18030."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("gb18030", errors="replace")


def _safe(stem: str) -> str:
    """A stem without separators, controls, invisible marks and leading dots, cut where it gets too long for a disk."""
    stem = _UNSAFE.sub("_", unicodedata.normalize("NFC", stem)).strip("._-")
    return stem.encode()[:_LONGEST].decode(errors="ignore").strip("._-")
