"""The errors a person can cause; each message says what is wrong and what to do."""

import errno


class WenzhengError(Exception):
    """Root of every error whose message is written for a person (in Simplified Chinese)."""


class SourceError(WenzhengError):
    """A source document is missing, empty, unreadable or not text."""


class IndexFileError(WenzhengError):
    """The index file cannot be opened, read or written."""


class QuestionError(WenzhengError):
    """What was asked cannot be taken as a question (too long, binary, broken characters)."""


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
