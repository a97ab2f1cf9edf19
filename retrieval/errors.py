"""The errors a person can cause; each message says what is wrong and what to do."""

import errno
from enum import StrEnum
from pathlib import Path


class Fault(StrEnum):
    """Faults of an index or its sources, for front ends that say what to do in their own terms."""

    BUSY = "busy"  # another program writes
    UNWRITABLE = "unwritable"
    DISK_FULL = "disk_full"
    UNREADABLE = "unreadable"
    DAMAGED = "damaged"
    UNREACHABLE = "unreachable"
    NOT_A_FILE = "not_a_file"
    FOREIGN = "foreign"  # a database, but no index
    NEWER = "newer"  # made by a later version
    OLDER = "older"
    OTHER_ANALYSIS = "other_analysis"  # made by another analysis or dictionary
    EMPTY = "empty"  # nothing was indexed yet
    NO_SOURCES = "no_sources"


class WenzhengError(Exception):
    """Root of every error whose message is written for a person (in Simplified Chinese): what is wrong, and what to do
    whatever the front end is. ``code`` tells where a front end knows more to do."""

    def __init__(self, message: str = "", code: Fault | None = None) -> None:
        super().__init__(message)
        self.code = code


class SourceError(WenzhengError):
    """A source document is missing, empty, unreadable or not text."""


class IndexFileError(WenzhengError):
    """The index file at ``path`` cannot be opened, read or written."""

    def __init__(self, message: str, code: Fault, path: Path) -> None:
        super().__init__(message, code)
        self.path = path

    def __reduce__(self) -> tuple[type["IndexFileError"], tuple[str, Fault | None, Path]]:
        return type(self), (str(self), self.code, self.path)  # it crosses to other processes


class QuestionError(WenzhengError):
    """A text cannot be taken as a question (too long, binary, broken characters)."""


_REASONS = {
    **dict.fromkeys((errno.EACCES, errno.EPERM), "没有权限"),
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), "磁盘写满"),
    errno.ENOENT: "不存在",
    errno.EISDIR: "是文件夹，不是文件",
    errno.ENOTDIR: "上一级不是文件夹",
    errno.EEXIST: "同名的文件已存在",
    errno.ENAMETOOLONG: "名字太长",
    errno.ELOOP: "链接绕成了圈",
    errno.EROFS: "所在的磁盘只读",
    errno.EIO: "读写出错",
}


def reason_of(error: OSError | ValueError) -> str:
    """Why the system refused a file, in a few Chinese words (a ``ValueError``: no file can have such a name)."""
    if not isinstance(error, OSError):
        return "名字里有不能用的字符"
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)
