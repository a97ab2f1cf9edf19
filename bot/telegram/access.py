"""Who may ask, and how often."""

import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from retrieval.errors import WenzhengError

#: Opens the bot to all.
EVERYONE = "*"
_MINUTE = 60.0


class AccessError(WenzhengError):
    """A setting of who may ask is no number."""


@dataclass(frozen=True)
class Access:
    """The people and chats that may ask, and the admins, by Telegram's numbers."""

    everyone: bool
    allowed: frozenset[int]
    admins: frozenset[int]

    def may_ask(self, user: int, chat: int, moved: Mapping[int, int]) -> bool:
        """``moved`` gives the old number of a group that has got a new one."""
        return self.everyone or bool(self.allowed & {user, chat, moved.get(chat, chat)}) or user in self.admins

    def is_admin(self, user: int) -> bool:
        return user in self.admins


def read_access(allow: Iterable[str], admins: Iterable[str]) -> Access:
    """Return who may ask by the settings. Raises ``AccessError`` for what is no number."""
    allow = list(allow)
    return Access(EVERYONE in allow, _numbers("allow", allow), _numbers("admins", admins))


def _numbers(key: str, given: Iterable[str]) -> frozenset[int]:
    try:
        return frozenset(int(entry) for entry in given if entry != EVERYONE)
    except ValueError as error:
        raise AccessError(
            f'配置 [telegram] {key} 里应是 Telegram 的数字编号，例如 [123456789]（不是用户名）；对所有人开放写 ["*"]。'
        ) from error


@dataclass
class Pace:
    """Lets each person ask so many times a minute."""

    per_minute: int
    clock: Callable[[], float] = time.monotonic
    _asked: dict[int, deque[float]] = field(default_factory=dict)
    _told: dict[int, float] = field(default_factory=dict)

    def wait(self, user: int) -> float:
        """Count one more; return 0, or the seconds to wait where it is one too many."""
        now = self.clock()
        self._drop(now)
        asked = self._asked.setdefault(user, deque())
        while asked and asked[0] <= now - _MINUTE:
            asked.popleft()
        if len(asked) >= self.per_minute:
            return asked[0] + _MINUTE - now
        asked.append(now)
        return 0.0

    def tell(self, user: int) -> bool:
        """Whether to tell a person so now: once a minute, or a flood would be answered with a flood."""
        now = self.clock()
        if now - self._told.get(user, -_MINUTE) < _MINUTE:
            return False
        self._told[user] = now
        return True

    def _drop(self, now: float) -> None:
        """Forget those who have been silent, now and then."""
        if len(self._asked) > 1000:
            self._asked = {user: asked for user, asked in self._asked.items() if asked and asked[-1] > now - _MINUTE}
            self._told = {user: at for user, at in self._told.items() if at > now - _MINUTE}
