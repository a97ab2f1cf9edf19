"""How fast a bot may send: 30 a second in all, one a second in a chat with bursts, 20 a minute in a group."""

import math
from collections import defaultdict, deque
from dataclasses import dataclass, field

from tests.telegram.server.errors import ApiError


@dataclass
class Window:
    """At most so many in so many seconds."""

    most: int
    seconds: float
    times: deque[float] = field(default_factory=deque)

    def wait(self, now: float) -> float:
        """Seconds until one more is allowed."""
        while self.times and self.times[0] <= now - self.seconds:
            self.times.popleft()
        return self.times[0] + self.seconds - now if len(self.times) >= self.most else 0.0


@dataclass
class Rates:
    """Off until switched on; ``burst`` messages in as many seconds are tolerated in a chat."""

    on: bool = False
    burst: int = 5
    refused: int = 0
    overall: Window = field(default_factory=lambda: Window(30, 1.0))
    chats: dict[int, Window] = field(default_factory=dict)
    groups: dict[int, Window] = field(default_factory=lambda: defaultdict(lambda: Window(20, 60.0)))

    def check(self, chat_id: int, now: float) -> None:
        """Count one message, or refuse it."""
        if not self.on:
            return
        chat = self.chats.setdefault(chat_id, Window(self.burst, float(self.burst)))
        windows = [self.overall, chat] + ([self.groups[chat_id]] if chat_id < 0 else [])
        wait = max(window.wait(now) for window in windows)
        if wait > 0:
            self.refused += 1
            seconds = math.ceil(wait)
            raise ApiError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})
        for window in windows:
            window.times.append(now)
