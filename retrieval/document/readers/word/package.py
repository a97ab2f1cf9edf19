"""The parts of a Word document, by name: of a zip (.docx, .docm, .dotx, strict Open XML), or of one XML file (flat OPC,
Word 2003 XML)."""

import base64
import codecs
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from lxml import etree

from retrieval.document.readers.archive import UNPACKING, check_unpacked
from retrieval.document.readers.entities import check_entities
from retrieval.errors import SourceError

#: More XML than this takes up all of the memory when it is parsed, and is no document that a person wrote.
MAX_XML = 64 * 2**20
_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_FLAT = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_NAMESPACES = {
    "w": _MAIN,
    "r": _LINKS,
    "m": _MATH,
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wx": "http://schemas.microsoft.com/office/word/2003/auxHint",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
}
#: Other editions of the format use other names for the same elements.
_SAME = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", _MAIN.encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", _LINKS.encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", _MATH.encode()),
    (b"http://schemas.microsoft.com/office/word/2003/wordml", _MAIN.encode()),
)
_DOCUMENT = re.compile(r"word/document\d*\.xml")


class BrokenError(Exception):
    """The file is not what it says that it is."""


@cache
def qn(path: str) -> str:
    """A name with its prefix (w:p), or a path of such names, as lxml has it, with namespaces."""
    names = (name.split(":") for name in path.split("/"))
    return "/".join(f"{{{_NAMESPACES[prefix]}}}{local}" for prefix, local in names)


def child_of(element: Any | None, path: str) -> Any | None:
    """The first element at a path of names (w:pPr/w:rPr) below another, which need not be there either."""
    return None if element is None else element.find(qn(path))


def children_of(element: Any | None, name: str) -> list[Any]:
    """The elements of a name right below another."""
    return [] if element is None else list(element.findall(qn(name)))


def value_of(element: Any | None, path: str) -> str | None:
    """The value (w:val) of the first element at a path below another, where it states one."""
    found = child_of(element, path)
    return None if found is None else found.get(qn("w:val"))


@dataclass(frozen=True)
class Relation:
    """A part that another one refers to: by which id, of which kind, and its name."""

    id: str
    kind: str
    target: str


class Package:
    """The parts of a document; XML is parsed when it is asked for."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        self._parts = parts
        self.main = self._main()

    def _main(self) -> str:
        named = (one.target for one in self._relations("_rels/.rels", "") if one.kind == "officeDocument")
        found = [*(name for name in named if name in self._parts), *filter(_DOCUMENT.fullmatch, self._parts)]
        if not found:
            raise BrokenError("no document")
        return found[0]

    def related(self, kind: str) -> Iterator[Relation]:
        """The parts of a kind that the document refers to: styles, numbering, footnotes, aFChunk, image."""
        place = PurePosixPath(self.main)
        relations = self._relations(f"{place.parent}/_rels/{place.name}.rels", str(place.parent))
        return (one for one in relations if one.kind == kind and one.target in self._parts)

    def _relations(self, name: str, folder: str) -> Iterator[Relation]:
        root = _parsed(self._parts[name]) if name in self._parts else ()
        for one in root:
            target = one.get("Target") or ""
            inside = target.lstrip("/") if target.startswith("/") or not folder else f"{folder}/{target}"
            if one.get("TargetMode") != "External":
                yield Relation(one.get("Id") or "", (one.get("Type") or "").rsplit("/", 1)[-1], _plain(inside))

    def root(self, kind: str) -> Any | None:
        """The XML of the part of a kind, if the document has one."""
        found = next(self.related(kind), None)
        return None if found is None else _parsed(self._parts[found.target])

    def document(self) -> Any:
        """The body of the document."""
        body = _parsed(self._parts[self.main]).find(qn("w:body"))
        if body is None:
            raise BrokenError("no body")
        return body

    def bytes_of(self, relation: Relation) -> bytes:
        return self._parts[relation.target]


def _plain(name: str) -> str:
    """A name without the steps up and down in it."""
    steps: list[str] = []
    for step in name.split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step not in {"", "."}:
            steps.append(step)
    return "/".join(steps)


def _parsed(data: bytes) -> Any:
    for other, usual in _SAME:
        data = data.replace(other, usual)
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


def unpack(data: bytes, name: str) -> Package:
    """The parts of a zip. Raises ``SourceError`` for what unpacks to too much, is locked or declares entities: no document
    has them, bombs are made of them."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        check_unpacked(infos, f"DOCX 文件 {name}")
        if sum(info.file_size for info in infos if _is_xml(info.filename)) > MAX_XML:
            raise SourceError(f"文件太大：DOCX 文件 {name} 的内容超过 {MAX_XML // 2**20} MB。请拆分后再用。")
        if any(info.flag_bits & 1 for info in infos):
            raise SourceError(f"{name} 设了打开密码，读不了。请去掉密码，另存后再用。")
        parts = {info.filename.replace("\\", "/"): archive.read(info) for info in infos}
    for part, held in parts.items():
        if _is_xml(part):
            check_entities(held, f"DOCX 文件 {name}")
    return Package(parts)


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))


def unfold(data: bytes, name: str) -> Package:
    """The parts of a document that is one XML file."""
    if len(data) > MAX_XML:
        raise SourceError(f"文件太大：{name} 超过 {MAX_XML // 2**20} MB。请拆分后再用。")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = re.sub(r"<\?xml[^>]{0,200}\?>", "", data.decode("utf-16", "replace"), count=1).encode()
    check_entities(data, name)
    root = _parsed(data)
    if root.tag == qn("w:wordDocument"):
        return Package({"word/document.xml": data})
    parts = {}
    for part in root.iter(f"{_FLAT}part"):
        held = part.find(f"{_FLAT}xmlData")
        binary = part.findtext(f"{_FLAT}binaryData")
        key = _plain(part.get(f"{_FLAT}name") or "")
        if held is not None and len(held):
            parts[key] = etree.tostring(held[0])
        elif binary:
            parts[key] = base64.b64decode(binary)
    return Package(parts)


#: What reading a broken package raises.
BREAKING = (BrokenError, etree.LxmlError, KeyError, AttributeError, TypeError, *UNPACKING)
