"""Tell whoever waits how far the reading of a long document is."""

from collections.abc import Callable
from contextvars import ContextVar

#: Called with how many pages of a document are done, and of how many.
Heard = Callable[[int, int], None]
_heard: ContextVar[Heard | None] = ContextVar("heard", default=None)


def listen(heard: Heard) -> None:
    """Register ``heard`` as the listener of reading progress."""
    _heard.set(heard)


def tell(done: int, total: int) -> None:
    """Report progress to the listener."""
    if heard := _heard.get():
        heard(done, total)
