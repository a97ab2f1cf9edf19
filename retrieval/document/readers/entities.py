"""Refuse XML that declares entities: no document of an office does, and bombs are made of them."""

from retrieval.errors import SourceError

#: The type of a document is declared so far into a file at most; comments may push entities further.
_HEAD = 4096


def check_entities(data: bytes, name: str) -> None:
    """Raise ``SourceError`` where some XML of the file ``name`` declares entities, in whatever encoding."""
    head = data[: 2 * _HEAD].replace(b"\0", b"")
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head or b"<!ENTITY" in data:
        raise SourceError(f"{name} 里有不该有的 XML 声明，没有读。请打开后另存，再加入。")
