"""Plain text: what encoding the bytes are in."""

import codecs
import re
from collections.abc import Callable
from functools import cache

from retrieval.document.model import Extract
from retrieval.errors import SourceError

_MARKED = (
    *((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32")),
    *((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")),
)
#: So much of a text is looked at to tell GB18030 from Big5.
_SAMPLE = 20_000
#: A text is Chinese in an encoding where so many of its characters are Chinese or ASCII.
_CHINESE = re.compile(r"[\t\n\r -~\u3000-\u303f\u3400-\u9fff\uff00-\uffef—-…〔-〕·]")
_NEARLY_ALL = 0.95
#: The first byte from which on the characters of an encoding are rare ones.
_RARE = {"gb2312": 0xD8, "big5": 0xC9}
#: Of the characters beyond ASCII so many may be broken: a file cut off, two files put together.
_SPOILT = 0.05


def read_text(data: bytes, name: str) -> Extract:
    """The text of a plain file; line ends and spaces stay as they are."""
    return Extract(decode(data, name))


def decode(data: bytes, name: str) -> str:
    """Decode the bytes of a text file. ``name`` is for the message of the ``SourceError``."""
    if not data.strip():
        raise SourceError(f"文件是空的：{name}。请换一份有正文的文件。")
    for mark, encoding in _MARKED:
        if data.startswith(mark):
            return _checked(_mended(data, encoding), name)
    if b"\0" in data and (text := _unmarked(data)):
        return _checked(text, name)
    data = data.rstrip(b"\0")  # some programs fill up the last block of a file
    if b"\0" in data:
        raise SourceError(f"不是文本文件：{name} 含有二进制内容。请先转成 txt。")
    return _checked(decoded(data) or _of_two(data) or _mended(data, "utf-8") or _chinese(data, _mended), name)


def decoded(data: bytes) -> str | None:
    """The text of bytes without a mark in UTF-8, GB18030 or Big5; ``None`` where they are in none of these."""
    return _decoded(data, "utf-8") or _chinese(data, _decoded)


def _of_two(data: bytes) -> str | None:
    """Decode two concatenated files line by line: some lines UTF-8, others in another encoding."""
    lines = data.splitlines(keepends=True)
    beyond = [line for line in lines if not line.isascii()]
    others = [line for line in beyond if _decoded(line, "utf-8") is None]
    read = {line: text for line in others if (text := _chinese(line, _decoded)) and _is_chinese(text)}
    if not read or len(others) >= len(beyond) or len(read) < len(others):
        return None
    return "".join(read.get(line) or line.decode("utf-8") for line in lines)


def _unmarked(data: bytes) -> str | None:
    """Decode UTF-16 without a byte order mark if the result is mostly Chinese."""
    even = data[: len(data) // 2 * 2]
    texts = (_decoded(even, encoding) for encoding in ("utf-16-le", "utf-16-be"))
    return next((text for text in texts if text and "\0" not in text and _is_chinese(text[:_SAMPLE])), None)


def _is_chinese(text: str) -> bool:
    return len(_CHINESE.findall(text)) >= _NEARLY_ALL * len(text) and any("\u4e00" <= char <= "\u9fff" for char in text)


def _mended(data: bytes, encoding: str) -> str | None:
    """Decode with broken bytes replaced; ``None`` where they are too many, as in another encoding."""
    text = data.decode(encoding, "replace")
    beyond = sum(char > "\x7f" for char in text)
    return text if text.count("\ufffd") <= _SPOILT * beyond else None


def _checked(text: str | None, name: str) -> str:
    if text is None:
        raise SourceError(f"认不出文件的编码：{name}。请另存为 UTF-8 或 GB18030 编码的 txt。")
    if "\0" in text:
        raise SourceError(f"不是文本文件：{name} 含有二进制内容。请先转成 txt。")
    if not text.strip("\ufeff \t\r\n"):
        raise SourceError(f"文件是空的：{name}。请换一份有正文的文件。")
    return text


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _chinese(data: bytes, decode: Callable[[bytes, str], str | None]) -> str | None:
    """GB18030 takes nearly any bytes of Big5 for characters, but for rare ones: the encoding with common ones is right."""
    simplified, traditional = decode(data, "gb18030"), decode(data, "big5hkscs")
    if simplified is None or traditional is None:
        return simplified if simplified is not None else traditional
    by_gb = _common(simplified, "gb2312")
    return traditional if by_gb < 0.7 and _common(traditional, "big5") > by_gb else simplified


def _common(text: str, encoding: str) -> float:
    """The share of characters beyond ASCII that are common ones of ``encoding``."""
    beyond = [char for char in text[:_SAMPLE] if char > "\x7f"]
    return sum(_is_common(char, encoding) for char in beyond) / len(beyond) if beyond else 1.0


@cache
def is_common(char: str) -> bool:
    """Whether a Chinese character is a common one, simplified or traditional."""
    return any(_is_common(char, encoding) for encoding in _RARE)


def _is_common(char: str, encoding: str) -> bool:
    code = char.encode(encoding, "ignore")
    return bool(code) and code[0] < _RARE[encoding]
