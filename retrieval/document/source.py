"""Find and read source files."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from retrieval.document.model import Places
from retrieval.document.readers.kinds import BY_SUFFIX, OTHERS, Kind
from retrieval.errors import SourceError, reason_of
from retrieval.text.pattern import lazy_pattern

#: The suffixes of all files that can be read where all extras are installed.
SUFFIXES = frozenset(suffix for suffix, kind in BY_SUFFIX.items() if kind is Kind.ARCHIVE or kind not in OTHERS)
_ARCHIVE = ".zip"
#: Names of what browsers save beside a page, behind the name of the page.
_BESIDE_PAGE = ("_files", ".files")
_ARTICLE, _HEAD = lazy_pattern(r"(?m)^\W{0,4}第[一二三四五六七八九十百\d]{1,5}条"), 2**16
#: A file larger than this is no official document; it is refused rather than half read.
MAX_BYTES = 64 * 2**20


@dataclass(frozen=True)
class Source:
    """A file as read: its id (the file's stem), its text and the sha256 of its bytes.

    ``text`` is what quotes are cut from: the file's own text, or what was extracted of it. ``places`` tells where in
    the file that stands, ``notes`` what of it was not read.
    """

    id: str
    path: Path
    text: str
    sha256: str
    places: Places | None = None
    notes: tuple[str, ...] = ()


def seed_folder() -> Path:
    """The folder of the documents that ship: inside the wheel, or beside the package in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "seeds"
    return inside if inside.is_dir() else package.parent / "seeds"


def find_sources(places: Iterable[Path]) -> list[Path]:
    """Return the files named by ``places`` (files, or folders searched for what can be read here), sorted by id.

    An archive stands for the files in it: ``a.zip/notice.docx``. Raises ``SourceError`` for a place that does not
    exist or cannot be read, for a name that is no UTF-8, or when two files share an id.
    """
    found: dict[str, Path] = {}
    for path in (path for place in places for path in _files(place)):
        other = found.setdefault(source_id(path), path)
        if other.resolve() != path.resolve():
            raise SourceError(f"两个文件同名：{other} 和 {path}。请给其中一个改名。")
    return [found[name] for name in sorted(found)]


def walk(place: Path, refused: Callable[[OSError], None], passed: Callable[[Path, str], None]) -> Iterator[Path]:
    """Yield the files to be read of a place and of all folders below it; archives as they are.

    What may not be looked at is ``refused``; what is no document is ``passed`` over, with the reason.
    """
    try:
        if not place.is_dir():
            yield place
            return
    except OSError as error:
        refused(error)
        return
    for folder, folders, names in os.walk(place, onerror=refused):
        here = Path(folder)
        for name in sorted(folders):
            if (here / name).is_symlink():
                passed(here / name, "指向别处的文件夹链接")
        folders[:] = sorted(name for name in folders if not name.startswith(".") and not _is_beside_page(here / name))
        for name in sorted(names):
            if _is_litter(here / name):
                continue
            if reason := why_passed(here / name):
                passed(here / name, reason)
            else:
                yield here / name


def _is_beside_page(folder: Path) -> bool:
    """Whether a folder holds the pictures and scripts of a page that a browser has saved."""
    stem = next((folder.name.removesuffix(end) for end in _BESIDE_PAGE if folder.name.endswith(end)), None)
    return stem is not None and any((folder.parent / f"{stem}{end}").exists() for end in (".html", ".htm"))


def unpacked(path: Path) -> list[Path]:
    """The documents that a file stands for: itself, or those in the archive. Raises ``SourceError``."""
    return _files(path)


def passed_in(path: Path) -> Iterator[tuple[Path, str]]:
    """The files of an archive that are passed over, with the reasons."""
    if path.suffix.lower() == _ARCHIVE:
        from retrieval.document.readers.archive import members_of

        for member in members_of(path):
            if member != path and (reason := why_passed(member)):
                yield member, reason


def source_id(path: Path) -> str:
    """The file's stem; of a file in an archive after the name of that, since its own is often no more than 附件1."""
    archive = _archive_of(path)
    return path.stem if archive is None else f"{archive.stem}/{path.relative_to(archive).with_suffix('')}"


def _files(place: Path) -> list[Path]:
    try:
        if place.is_dir():
            files = sorted(
                path for path in place.iterdir() if path.is_file() and not _is_litter(path) and not why_passed(path)
            )
        elif place.is_file() or _archive_of(place):
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
    return [inner for path in files for inner in (_inside(path) if path.suffix.lower() == _ARCHIVE else [path])]


def why_passed(path: Path) -> str | None:
    """Why a file of a folder is passed over, in a few words for a person; ``None`` where it is one to read."""
    from retrieval.document.readers import why_unread

    return why_unread(path.suffix.lower())


def _is_litter(path: Path) -> bool:
    """Whether a file is no one's document: a note about the folder, a lock of Word's, hidden, or the system's."""
    name = path.name.lower()
    if name.startswith(("~$", ".")) or name in {"thumbs.db", "desktop.ini"}:
        return True
    return path.stem.lower() == "readme" and not _has_articles(path)


def _has_articles(path: Path) -> bool:
    """Whether a file called README is a law all the same: collections of laws on the web keep them so."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD).decode(errors="ignore")
    except OSError:
        return False
    return bool(_ARTICLE.search(head))


def _inside(path: Path) -> list[Path]:
    from retrieval.document.readers.archive import members_of

    members = members_of(path)
    found = [member for member in members if member == path or not why_passed(member)]
    if not found:
        held = "、".join(sorted({member.suffix.lower() or "没有后缀" for member in members}))
        raise SourceError(f"压缩包 {path} 里没有能读的文件（里面是：{held or '空的'}）。请解压检查。")
    return found


def _archive_of(path: Path) -> Path | None:
    """The archive that a path leads into; most paths are told by their looks alone."""
    if not any(parent.suffix.lower() == _ARCHIVE for parent in path.parents):
        return None
    from retrieval.document.readers.archive import archive_of

    return archive_of(path)


def stored_at(path: Path) -> Path:
    """The file on disk that holds a source: the archive, of a file in one."""
    return _archive_of(path) or path


def read_source(path: Path) -> Source:
    """Read one file of any of the kinds (see ``SUFFIXES``), told by its content rather than its name.

    Raises ``SourceError`` with a sentence for a person when it cannot be read.
    """
    from retrieval.document.readers import extract

    data = read_bytes(path)
    read = extract(data, path)
    return Source(source_id(path), path, read.text, hashlib.sha256(data).hexdigest(), read.places, read.notes)


def read_bytes(path: Path) -> bytes:
    """Return what a source file holds; raises ``SourceError`` when it is too large or cannot be read."""
    archive = _archive_of(path)
    try:
        stored = archive or path
        if stored.stat().st_size > MAX_BYTES:
            raise SourceError(f"文件太大：{stored} 超过 {MAX_BYTES // 2**20} MB。请拆分后再用。")
        data = stored.read_bytes()
    except OSError as error:
        raise SourceError(f"读不了文件 {path}：{reason_of(error)}。请检查文件和权限。") from error
    if archive is None:
        return data
    from retrieval.document.readers.archive import read_member

    data = read_member(archive, data, path.relative_to(archive).as_posix())
    if len(data) > MAX_BYTES:
        raise SourceError(f"文件太大：{path} 超过 {MAX_BYTES // 2**20} MB。请拆分后再用。")
    return data
