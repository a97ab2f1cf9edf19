"""Tell whoever waits how far the reading of a long document is."""

from collections.abc import Callable
from contextvars import ContextVar

#: Called with how many pages of a document are done, and of how many.
Heard = Callable[[int, int], None]
_heard: ContextVar[Heard | None] = ContextVar("heard", default=None)


def listen(heard: Heard) -> None:
    """Have each step of what is read from now on told to ``heard``."""
    _heard.set(heard)


def tell(done: int, total: int) -> None:
    """Tell that so many pages are done."""
    if heard := _heard.get():
        heard(done, total)
