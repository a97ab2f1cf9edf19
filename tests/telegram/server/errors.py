"""What Telegram answers when a request is refused."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class ApiError(Exception):
    """An answer with ``ok: false``; a ``violation`` is a mistake of the bot, not of the circumstances."""

    status: int
    description: str
    parameters: dict[str, Any] = field(default_factory=dict)
    violation: bool = False

    def body(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"ok": False, "error_code": self.status, "description": self.description}
        return {**answer, "parameters": self.parameters} if self.parameters else answer


def wrong(what: str) -> ApiError:
    """A request that no bot should ever send."""
    return ApiError(400, f"Bad Request: {what}", violation=True)


def refused(what: str) -> ApiError:
    """A request that is well-formed but comes to nothing."""
    return ApiError(400, f"Bad Request: {what}")
