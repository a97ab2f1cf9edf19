"""Regular expressions that are compiled when they are first used."""

import re
from typing import Any, cast


class _Later:
    """Stands for a compiled expression; becomes as good as one with the first use of each of its methods."""

    def __init__(self, source: str) -> None:
        self._source = source

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(self._source), name)  # re keeps what it compiled
        setattr(self, name, found)  # from now on found without coming here
        return found


def lazy_pattern(source: str) -> re.Pattern[str]:
    """Return what ``re.compile(source)`` does, to be compiled when it is first used.

    A question needs some of all the expressions only, and compiling one takes up to some milliseconds. An expression
    that is wrong raises ``re.error`` with its first use.
    """
    return cast(re.Pattern[str], _Later(source))
