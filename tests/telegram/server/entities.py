"""Entities that Telegram finds in what people type (``find_entities`` of TDLib): commands, mentions, addresses.

A Chinese character is a letter to Telegram: ``问@bot`` and ``/ask南京`` have no mention and no command in them.
"""

import re

from tests.telegram.server.markup import Entity, width

PATTERNS = {
    "bot_command": re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}+(?:@[A-Za-z0-9_]{3,32}+)?+(?![\w/<>])"),
    "mention": re.compile(r"(?<![\w/])@[A-Za-z0-9_]{3,32}+(?!\w)"),
    "url": re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]"),
}


def found_in(text: str) -> list[Entity]:
    """Entities in order, none inside another."""
    found: list[Entity] = []
    for kind, pattern in PATTERNS.items():
        for match in pattern.finditer(text):
            entity = {"type": kind, "offset": width(text[: match.start()]), "length": width(match[0])}
            if not any(overlap(entity, other) for other in found):
                found.append(entity)
    return sorted(found, key=lambda entity: entity["offset"])


def overlap(one: Entity, other: Entity) -> bool:
    begin, end = max(one["offset"], other["offset"]), min(ending(one), ending(other))
    return bool(begin < end)


def ending(entity: Entity) -> int:
    return int(entity["offset"] + entity["length"])


def covered(text: str, entity: Entity) -> str:
    units = text.encode("utf-16-le")
    return units[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")


def addresses(text: str, entities: list[Entity], username: str) -> bool:
    """Does a text call this bot: by a command that is not another bot's, or by its name?"""
    name = f"@{username}".lower()
    for entity in entities:
        piece = covered(text, entity).lower()
        if entity["type"] == "mention" and piece == name:
            return True
        if entity["type"] == "bot_command" and (piece.endswith(name) or "@" not in piece):
            return True
    return False
