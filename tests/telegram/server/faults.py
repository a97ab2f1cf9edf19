"""Faults that a test plays: what goes wrong, with which method, and how often."""

from dataclasses import dataclass, field
from typing import Any

from tests.telegram.server.errors import ApiError

PAGE = "<html>\r\n<head><title>{0}</title></head>\r\n<body><center><h1>{0}</h1></center></body>\r\n</html>\r\n"
NAMES = {
    400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 409: "Conflict",
    429: "Too Many Requests", 500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable",
    504: "Gateway Timeout",
}  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """An answer other than the usual one, or none at all."""

    status: int = 0
    description: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    html: bool = False  # as a proxy in between answers
    drop: bool = False  # the connection ends without an answer
    carried_out: bool = False  # the request is done first, and only its answer is lost
    hang: float = 0.0  # seconds before anything happens

    def error(self) -> ApiError:
        return ApiError(self.status, self.description or NAMES.get(self.status, "Error"), dict(self.parameters))

    def page(self) -> str:
        return PAGE.format(f"{self.status} {NAMES.get(self.status, 'Error')}")


def flood(retry_after: int = 1) -> Fault:
    return Fault(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})


def conflict() -> Fault:
    return Fault(
        409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )


def broken(status: int = 502) -> Fault:
    """A page of HTML from something in front of the server."""
    return Fault(status, html=True)


def blocked() -> Fault:
    return Fault(403, "Forbidden: bot was blocked by the user")


def kicked() -> Fault:
    return Fault(403, "Forbidden: bot was kicked from the supergroup chat")


def migrated(to: int) -> Fault:
    description = "Bad Request: group chat was upgraded to a supergroup chat"
    return Fault(400, description, {"migrate_to_chat_id": to})


def too_old() -> Fault:
    return Fault(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")


def dropped(carried_out: bool = False) -> Fault:
    """The connection ends; with ``carried_out`` only after the work, so that a repetition does it twice."""
    return Fault(drop=True, carried_out=carried_out)


def hanging(seconds: float, carried_out: bool = False) -> Fault:
    """No answer for so long, and then none."""
    return Fault(drop=True, hang=seconds, carried_out=carried_out)


def slow(seconds: float) -> Fault:
    """The usual answer, late."""
    return Fault(hang=seconds)


def of_status(status: int, retry_after: int | None = None) -> Fault:
    if status == 429:
        return flood(retry_after or 1)
    if status == 409:
        return conflict()
    if status == 403:
        return blocked()
    return broken(status) if status >= 500 else Fault(status)


@dataclass
class Planned:
    method: str  # "*" is any but getUpdates
    fault: Fault
    times: int
    chat_id: int | None = None
    played: int = 0

    def fits(self, method: str, params: dict[str, Any]) -> bool:
        named = self.method == method or (self.method == "*" and method != "getUpdates")
        here = self.chat_id is None or self.chat_id == params.get("chat_id")
        return named and here and self.played < self.times


@dataclass
class Plan:
    planned: list[Planned] = field(default_factory=list)

    def next(self, method: str, params: dict[str, Any]) -> Fault | None:
        for plan in self.planned:
            if plan.fits(method, params):
                plan.played += 1
                return plan.fault
        return None
