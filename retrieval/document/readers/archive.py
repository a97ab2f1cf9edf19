"""Zip archives: each document inside is a source of its own, named ``archive.zip/notice.docx``. Nothing is unpacked to disk."""

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

from retrieval.document.readers.kinds import Kind, named_kind
from retrieval.document.readers.text import decoded
from retrieval.errors import SourceError, reason_of

#: Limits that no archive of official documents comes near: how many files, how much they unpack to in all and how
#: many times their packed size (past a megabyte: a small file of blanks packs well).
MAX_MEMBERS, MAX_UNPACKED, MAX_RATIO, _SMALL = 10_000, 512 * 2**20, 200, 2**20
#: What systems put into archives beside the documents.
_LITTER = ("__MACOSX", ".DS_Store", "Thumbs.db")
#: Archives in archives are looked into so deep, where they are no larger.
_DEPTH, _LARGEST_INNER = 3, 64 * 2**20


#: What unpacking raises where an archive is broken.
UNPACKING = (
    *(zipfile.BadZipFile, zlib.error, struct.error, lzma.LZMAError),
    *(EOFError, NotImplementedError, RuntimeError, OSError, ValueError, OverflowError),
)


def archive_of(path: Path) -> Path | None:
    """The archive that ``path`` leads into, if it leads into one: ``a.zip`` of ``a.zip/notice.docx``."""
    return next((parent for parent in path.parents if parent.suffix.lower() == ".zip" and parent.is_file()), None)


def members_of(archive: Path) -> list[Path]:
    """The files in an archive and in archives in it, as paths into it; the file itself where it is no archive but a document.

    Only the lists of contents are read. Raises ``SourceError`` where it is broken or means harm.
    """
    with _opened(archive, archive) as opened:
        if named_kind(opened.namelist()) is not Kind.ARCHIVE:
            return [archive]
        return sorted(archive / name for name in _names(opened, archive, _DEPTH))


def names_inside(archive: Path, data: bytes) -> list[str]:
    """The names of the files in an archive that is not on disk."""
    with _opened(archive, io.BytesIO(data)) as opened:
        return sorted(_names(opened, archive, _DEPTH))


def _names(opened: zipfile.ZipFile, archive: Path, depth: int) -> Iterator[str]:
    for name, info in _members(opened, archive).items():
        inner: list[str] = []
        if name.lower().endswith(".zip") and depth and info.file_size <= _LARGEST_INNER and not info.flag_bits & 1:
            with suppress(SourceError, *UNPACKING), _opened(archive / name, io.BytesIO(opened.read(info))) as within:
                inner = list(_names(within, archive / name, depth - 1))
        yield from (f"{name}/{one}" for one in inner) if inner else (name,)


def read_member(archive: Path, data: bytes, name: str) -> bytes:
    """The bytes of the file ``name`` in an archive, or in an archive in it."""
    with _opened(archive, io.BytesIO(data)) as opened:
        members = _members(opened, archive)
        found, rest = members.get(name), ""
        if found is None:
            outer = (str(parent) for parent in PurePosixPath(name).parents)
            within = next((one for one in outer if one in members and one.lower().endswith(".zip")), "")
            found, rest = members.get(within), name.removeprefix(f"{within}/")
        if found is None:
            raise SourceError(f"压缩包 {archive} 里没有 {name}。请检查名字。")
        if found.flag_bits & 1:
            raise SourceError(f"压缩包 {archive} 设了密码，读不了。请解压后再用。")
        try:
            held = opened.read(found)
        except UNPACKING as error:
            raise SourceError(f"压缩包 {archive} 里的 {name} 已损坏或压缩方法不能识别。请解压后再用。") from error
    return read_member(archive / name.removesuffix(f"/{rest}"), held, rest) if rest else held


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
        name = decoded(info.orig_filename.encode("cp437", "replace")) or name
    return name.split("\0")[0].replace("\\", "/")
