"""A Bot API server for the tests: strict about requests, and able to play what Telegram does on bad days."""

from tests.telegram.server.api import BOT, TOKEN, BotApi
from tests.telegram.server.delivery import Update
from tests.telegram.server.faults import (
    Fault,
    blocked,
    broken,
    conflict,
    dropped,
    flood,
    hanging,
    kicked,
    migrated,
    slow,
    too_old,
)
from tests.telegram.server.record import Call, Card
from tests.telegram.server.spec import Upload

__all__ = [
    "BOT",
    "TOKEN",
    "BotApi",
    "Call",
    "Card",
    "Fault",
    "Update",
    "Upload",
    "blocked",
    "broken",
    "conflict",
    "dropped",
    "flood",
    "hanging",
    "kicked",
    "migrated",
    "slow",
    "too_old",
]
