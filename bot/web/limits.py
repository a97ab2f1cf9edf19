"""How far a fetch may go, and the error that says where it ended."""

from dataclasses import dataclass

from retrieval.errors import WenzhengError


class FetchError(WenzhengError):
    """A page was not fetched: the address, the site, the network or a limit is in the way."""


class RedirectError(FetchError):
    """A site sends on and on."""


#: As much as is read of a file (``source.MAX_BYTES``, not imported: settings are loaded with every question).
MOST_MEGABYTES = 64


@dataclass(frozen=True)
class FetchLimits:
    """The limits of one fetch; ``seconds`` is for all of it, robots.txt and redirects included.

    ``allow_private`` also lets it into private networks: whoever may name addresses can then read what only this
    machine can reach.
    """

    max_bytes: int = MOST_MEGABYTES * 2**20
    seconds: float = 60
    redirects: int = 5
    allow_private: bool = False
    connect_seconds: float = 10
    read_seconds: float = 20
