"""Texts and captions of the bot: parsed, trimmed and measured as Telegram does."""

from dataclasses import dataclass
from typing import Any

from tests.telegram.server.errors import wrong
from tests.telegram.server.markup import Entity, parse_html, width

#: Telegram keeps the first hundred entities and drops the rest without a word.
MOST_ENTITIES = 100
MOST_TEXT = 4096
MOST_CAPTION = 1024


@dataclass(frozen=True)
class Parsed:
    text: str
    entities: list[Entity]

    @property
    def surplus(self) -> bool:
        return len(self.entities) > MOST_ENTITIES


def text_of(params: dict[str, Any], name: str = "text") -> Parsed:
    """The text of a message, which is never empty."""
    parsed = parse(params, name, "entities")
    if not parsed.text:
        raise wrong("message text is empty")
    if width(parsed.text) > MOST_TEXT:
        raise wrong("message is too long")
    return parsed


def caption_of(params: dict[str, Any]) -> Parsed:
    parsed = parse(params, "caption", "caption_entities")
    if width(parsed.text) > MOST_CAPTION:
        raise wrong("message caption is too long")
    return parsed


def parse(params: dict[str, Any], name: str, entities_name: str) -> Parsed:
    source = params.get(name, "")
    mode = params.get("parse_mode") or ""
    if mode and mode.lower() != "html":
        # Markdown is refused although Telegram takes it: nothing here writes it.
        raise wrong(f"parse_mode {mode!r} is not read by this server")
    text, entities = parse_html(source) if mode else (source, params.get(entities_name, []))
    return trim(text.replace("\r", ""), entities)


def trim(text: str, entities: list[Entity]) -> Parsed:
    """White space around the text goes, and the entities move with it."""
    stripped = text.strip()
    lead = width(text[: len(text) - len(text.lstrip())])
    end = width(stripped)
    kept = []
    for entity in entities:
        start = max(entity["offset"] - lead, 0)
        stop = min(entity["offset"] + entity["length"] - lead, end)
        if stop > start:
            kept.append({**entity, "offset": start, "length": stop - start})
    return Parsed(stripped, kept)
