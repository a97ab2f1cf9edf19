"""Find and read source files."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from retrieval.errors import SourceError, reason_of

SUFFIXES = frozenset({".txt"})
#: A text larger than this is no official document; it is refused rather than half read.
MAX_BYTES = 64 * 2**20


@dataclass(frozen=True)
class Source:
    """A file as read: its id (the file's stem), its decoded text and the sha256 of its bytes."""

    id: str
    path: Path
    text: str
    sha256: str


def seed_folder() -> Path:
    """The folder of the documents that ship: inside the wheel, or beside the package in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "seeds"
    return inside if inside.is_dir() else package.parent / "seeds"


def find_sources(places: Iterable[Path]) -> list[Path]:
    """Return the text files named by ``places`` (files, or folders searched for ``*.txt``), sorted by id.

    Raises ``SourceError`` for a place that does not exist or cannot be read, for a name that is no
    UTF-8, or when two files share an id.
    """
    found: dict[str, Path] = {}
    for path in (path for place in places for path in _texts(place)):
        other = found.setdefault(path.stem, path)
        if other.resolve() != path.resolve():
            raise SourceError(f"两个文件同名：{other} 和 {path}。请给其中一个改名。")
    return [found[name] for name in sorted(found)]


def _texts(place: Path) -> list[Path]:
    try:
        if place.is_dir():
            files = sorted(path for path in place.iterdir() if path.suffix.lower() in SUFFIXES and path.is_file())
        elif place.is_file():
            files = [place]
        else:
            raise SourceError(f"找不到文件或文件夹：{place}。请检查路径是否写对。")
    except (OSError, ValueError) as error:
        named = getattr(error, "filename", None) or place
        raise SourceError(f"读不了文件或文件夹 {named}：{reason_of(error)}。请检查路径和权限。") from error
    for path in files:
        try:
            str(path.resolve()).encode()  # as the index keeps it
        except UnicodeEncodeError as error:
            raise SourceError(f"文件名或它所在的文件夹名不是 UTF-8 编码：{path}。请改名后再用。") from error
    return files


def read_source(path: Path) -> Source:
    """Read one file as UTF-8, or GB18030 where it is not UTF-8; line ends and spaces stay as they are.

    Raises ``SourceError`` with a sentence for a person when it cannot be read or is not text.
    """
    data = read_bytes(path)
    return Source(path.stem, path, decode(data, str(path)), hashlib.sha256(data).hexdigest())


def read_bytes(path: Path) -> bytes:
    """Return what a source file holds; raises ``SourceError`` when it is too large or cannot be read."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SourceError(f"文件太大：{path} 超过 {MAX_BYTES // 2**20} MB。请拆分后再用。")
        return path.read_bytes()
    except OSError as error:
        raise SourceError(f"读不了文件 {path}：{reason_of(error)}。请检查文件和权限。") from error


def decode(data: bytes, name: str) -> str:
    """Decode the bytes of a text file. ``name`` is for the message of the ``SourceError``."""
    if not data.strip():
        raise SourceError(f"文件是空的：{name}。请换一份有正文的文件。")
    if b"\0" in data:
        raise SourceError(f"不是文本文件：{name} 含有二进制内容。请先转成 txt。")
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SourceError(f"认不出文件的编码：{name}。请另存为 UTF-8 或 GB18030 编码的 txt。")
