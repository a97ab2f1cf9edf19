"""Zip archives: each document inside is a source of its own, named ``archive.zip/notice.docx``. Nothing is unpacked to disk."""

import io
import lzma
import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from retrieval.document.readers.kinds import Kind, named_kind
from retrieval.errors import SourceError, reason_of

#: Limits that no archive of official documents comes near: how many files, how much they unpack to in all and how
#: many times their packed size (past a megabyte: a small file of blanks packs well).
MAX_MEMBERS, MAX_UNPACKED, MAX_RATIO, _SMALL = 10_000, 512 * 2**20, 200, 2**20
#: What systems put into archives beside the documents.
_LITTER = ("__MACOSX", ".DS_Store", "Thumbs.db")


#: What unpacking raises where an archive is broken.
UNPACKING = (
    *(zipfile.BadZipFile, zlib.error, struct.error, lzma.LZMAError),
    *(EOFError, NotImplementedError, RuntimeError, OSError, ValueError, OverflowError),
)


def archive_of(path: Path) -> Path | None:
    """The archive that ``path`` leads into, if it leads into one: ``a.zip`` of ``a.zip/notice.docx``."""
    return next((parent for parent in path.parents if parent.suffix.lower() == ".zip" and parent.is_file()), None)


def members_of(archive: Path) -> list[Path]:
    """The files in an archive, as paths into it; the file itself where it is no archive but a document.

    Only its list of contents is read. Raises ``SourceError`` where it is broken or means harm.
    """
    with _opened(archive, archive) as opened:
        if named_kind(opened.namelist()) is not Kind.ARCHIVE:
            return [archive]
        return [archive / name for name in sorted(_members(opened, archive))]


def read_member(archive: Path, data: bytes, name: str) -> bytes:
    """The bytes of the file ``name`` in an archive."""
    with _opened(archive, io.BytesIO(data)) as opened:
        found = _members(opened, archive).get(name)
        if found is None:
            raise SourceError(f"压缩包 {archive} 里没有 {name}。请检查名字。")
        if found.flag_bits & 1:
            raise SourceError(f"压缩包 {archive} 设了密码，读不了。请解压后再用。")
        try:
            return opened.read(found)
        except UNPACKING as error:
            raise SourceError(f"压缩包 {archive} 里的 {name} 已损坏或压缩方法不能识别。请解压后再用。") from error


def check_unpacked(infos: list[zipfile.ZipInfo], name: str) -> None:
    """Raise ``SourceError`` where an archive unpacks to too much; zipfile never reads more of a file than is declared."""
    unpacked, packed = sum(info.file_size for info in infos), sum(info.compress_size for info in infos)
    if len(infos) > MAX_MEMBERS or unpacked > MAX_UNPACKED or unpacked > max(_SMALL, packed) * MAX_RATIO:
        raise SourceError(f"{name} 解压后大得不合常理，可能是压缩炸弹，没有读。请解压检查后，只用需要的文件。")


def _opened(archive: Path, file: Path | io.BytesIO) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except OSError as error:
        raise SourceError(f"读不了文件 {archive}：{reason_of(error)}。请检查文件和权限。") from error
    except UNPACKING as error:
        raise SourceError(f"压缩包 {archive} 不完整或已损坏。请重新下载后再用。") from error


def _members(opened: zipfile.ZipFile, archive: Path) -> dict[str, zipfile.ZipInfo]:
    infos = [info for info in opened.infolist() if not info.is_dir()]
    check_unpacked(infos, f"压缩包 {archive}")
    members: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        name = _name(info)
        parts = PurePosixPath(name).parts
        if name.startswith("/") or ".." in parts or any(":" in part or "\0" in part for part in parts[:1]):
            raise SourceError(f"压缩包 {archive} 里的名字 {name} 指到压缩包外面，没有读。请换一个可信的压缩包。")
        if not any(part in _LITTER or part.startswith("._") for part in parts):
            members[str(PurePosixPath(name))] = info
    return members


def _name(info: zipfile.ZipInfo) -> str:
    """The name of a file inside. Unless flagged as UTF-8 it is in the encoding of the system that packed it; zipfile
    takes it for cp437."""
    name = info.filename
    if not info.flag_bits & 0x800:
        raw = info.orig_filename.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.split("\0")[0].replace("\\", "/")
