"""A cache of what was read that cannot grow without end."""

from collections.abc import Iterable
from typing import TypeVar

_K = TypeVar("_K")
_V = TypeVar("_V")


class Cache(dict[_K, _V]):
    """A dictionary that forgets everything once it has more than ``most`` entries, before more is looked up in it."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def missing(self, keys: Iterable[_K]) -> list[_K]:
        """Which of some keys are not there; they may be added now. What is found with one call stays until the next."""
        if len(self) > self._most:
            self.clear()
        return [key for key in keys if key not in self]
