"""HTML of messages, read as Telegram reads it (``parse_html`` of TDLib): a plain text with entities, or a refusal."""

import re
from dataclasses import dataclass, field
from typing import Any

from tests.telegram.server.errors import ApiError, wrong

Entity = dict[str, Any]

TYPES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler", "span": "spoiler",
    "code": "code", "pre": "pre", "a": "text_link", "blockquote": "blockquote",
}  # fmt: skip
CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]+)|#(\d+)|([a-zA-Z]+));?")
RUN = re.compile(r"[^<&]+")
TAG_NAME = re.compile(r"[^\s>]*")
ATTRIBUTE = re.compile(r"\s*([^\s=>]*)\s*(=\s*(?:\"([^\"]*)\"|'([^']*)'|([A-Za-z0-9.-]*)(?=[\s>]))?)?", re.DOTALL)
ADDRESS = re.compile(r"(?:https?|tg)://|mailto:|tel:")
#: These hold no other formatting, and are in none; ``pre`` around ``code`` is one entity.
PLAIN = {"code", "pre"}
QUOTES = {"blockquote", "expandable_blockquote"}
#: What an entity cannot be in.
NOT_WITHIN = {"blockquote": QUOTES, "expandable_blockquote": QUOTES, "text_link": {"text_link"}}


def width(text: str) -> int:
    """Length in UTF-16 code units, in which Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass
class Open:
    tag: str
    type: str
    offset: int
    attributes: dict[str, str]


@dataclass
class Reader:
    source: str
    position: int = 0
    text: str = ""
    length: int = 0
    stack: list[Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def read(self) -> None:
        while self.position < len(self.source):
            character = self.source[self.position]
            if character == "<" and self.source.startswith("</", self.position):
                self.close()
            elif character == "<":
                self.open()
            else:
                self.write(*reference(self.source, self.position))
        if self.stack:
            raise unparsed(f'Can\'t find end tag corresponding to start tag "{self.stack[-1].tag}"')

    def write(self, character: str, position: int) -> None:
        self.text += character
        self.length += width(character)
        self.position = position

    def at(self, position: int) -> str:
        return f"at byte offset {len(self.source[:position].encode())}"

    def open(self) -> None:
        begin = self.position
        found = TAG_NAME.match(self.source, begin + 1)
        assert found is not None
        tag = found[0].lower()
        if found.end() == len(self.source):
            raise unparsed(f"Unclosed start tag {self.at(begin)}")
        if tag not in TYPES:
            raise unparsed(f'Unsupported start tag "{tag}" {self.at(begin)}')
        self.position = found.end()
        attributes = self.attributes(tag, begin)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise unparsed(f'Tag "span" must have class "tg-spoiler" {self.at(begin)}')
        kind = "expandable_blockquote" if tag == "blockquote" and "expandable" in attributes else TYPES[tag]
        self.refuse_nesting(kind, begin)
        self.stack.append(Open(tag, kind, self.length, attributes))

    def attributes(self, tag: str, begin: int) -> dict[str, str]:
        found: dict[str, str] = {}
        while True:
            attribute = ATTRIBUTE.match(self.source, self.position)
            assert attribute is not None
            self.position = attribute.end()
            name, assigned, *values = attribute.groups()
            if name:
                found[name.lower()] = unescape(next((value for value in values if value is not None), ""))
            if self.position >= len(self.source):
                raise unparsed(f"Unclosed start tag {self.at(begin)}")
            if self.source[self.position] == ">" and not (assigned and all(value is None for value in values)):
                self.position += 1
                return found
            if not name:
                raise unparsed(f'Empty attribute name in the tag "{tag}" {self.at(begin)}')
            if assigned and all(value is None for value in values):
                raise unparsed(f"Unexpected end of name token {self.at(self.position)}")

    def refuse_nesting(self, kind: str, begin: int) -> None:
        """Telegram drops such entities without a word; a bot that sends them shows something else than it means."""
        around = {entity.type for entity in self.stack}
        if around & NOT_WITHIN.get(kind, set()):
            raise unparsed(f"{kind} cannot be nested {self.at(begin)}")
        inner_code = kind == "code" and self.stack and self.stack[-1].type == "pre"
        if (around & PLAIN or (kind in PLAIN and around - QUOTES)) and not inner_code:
            raise unparsed(f"{kind} cannot be inside {', '.join(sorted(around))} {self.at(begin)}")

    def close(self) -> None:
        begin = self.position
        if not self.stack:
            raise unparsed(f"Unexpected end tag {self.at(begin)}")
        found = TAG_NAME.match(self.source, begin + 2)
        assert found is not None
        rest = re.compile(r"\s*>").match(self.source, found.end())
        if rest is None:
            raise unparsed(f"Unclosed end tag {self.at(begin)}")
        entity = self.stack.pop()
        if found[0] and found[0].lower() != entity.tag:
            raise unparsed(
                f'Unmatched end tag {self.at(begin)}, expected "</{entity.tag}>", found "</{found[0].lower()}>"'
            )
        self.position = rest.end()
        self.keep(entity)

    def address(self, entity: Open) -> str:
        """Telegram shows what it cannot open as plain text; a bot that sends such a link means something else."""
        url = entity.attributes.get("href") or self.text[-(self.length - entity.offset) :]
        if not ADDRESS.match(url):
            raise unparsed(f"{url!r} cannot be opened")
        return url

    def keep(self, entity: Open) -> None:
        """An entity over no text is dropped; ``pre`` around ``code`` makes one with a language."""
        length = self.length - entity.offset
        if not length:
            return
        kept: Entity = {"type": entity.type, "offset": entity.offset, "length": length}
        if entity.type == "text_link":
            kept["url"] = self.address(entity)
        language = entity.attributes.get("class", "").removeprefix("language-") if entity.tag == "code" else ""
        if language:
            kept["language"] = language
        last = self.entities[-1] if self.entities else None
        if entity.type == "pre" and last and last["type"] == "code" and same_place(last, kept):
            self.entities[-1] = {**kept, **({"language": last["language"]} if "language" in last else {})}
        else:
            self.entities.append(kept)


def same_place(one: Entity, other: Entity) -> bool:
    return (one["offset"], one["length"]) == (other["offset"], other["length"])


def reference(source: str, position: int) -> tuple[str, int]:
    """The characters at a place up to the next mark, a reference resolved, and the place after them."""
    if run := RUN.match(source, position):
        return run[0], run.end()
    found = REFERENCE.match(source, position)
    if found is None:
        return source[position], position + 1
    hexadecimal, decimal, name = found.groups()
    if name is not None:
        return (CHARACTERS[name], found.end()) if name in CHARACTERS else ("&", position + 1)
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return (chr(code), found.end()) if 0 < code < 0x110000 else ("&", position + 1)


def unescape(value: str) -> str:
    return REFERENCE.sub(lambda found: reference(value, found.start())[0], value)


def unparsed(reason: str) -> ApiError:
    return wrong(f"can't parse entities: {reason}")


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Plain text and entities in the order in which Telegram lists them."""
    reader = Reader(source)
    reader.read()
    entities = sorted(reader.entities, key=lambda entity: (entity["offset"], -entity["length"]))
    return reader.text, entities
