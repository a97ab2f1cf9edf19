"""Requests to Telegram: within its limits, tried again where that can help, watched over."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from typing import Any

from telegram.error import BadRequest, ChatMigrated, NetworkError, RetryAfter
from telegram.ext import AIORateLimiter
from telegram.request import HTTPXRequest

from bot.telegram.figures import REQUESTS

logger = logging.getLogger(__name__)

#: Seconds to wait before each further try of a request that the network or Telegram's servers failed.
_DELAYS = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
#: These try again by themselves, or are not worth it.
_IMPATIENT = ("get", "set", "delete", "sendChatAction")

_SLACK = 0.1
_UNREACHED = "连不上 Telegram（%s：%s）。会继续试；一直不行请检查网络和 [telegram] proxy。"

_Result = bool | dict[str, Any] | list[dict[str, Any]]


class PatientLimiter(AIORateLimiter):
    """Keeps to Telegram's rates; waits where it says so (429), tries an answer again when the network fails.

    Only the chat concerned waits, not the whole bot as in the base class. A request that timed out may
    have arrived: an answer given twice is better than none.
    """

    def __init__(self, moved: Callable[[int, int], Awaitable[None]]) -> None:
        """``moved`` is told the old and the new number of a group that has become a supergroup."""
        super().__init__(max_retries=0)
        self._moved = moved
        logging.getLogger("telegram.ext.AIORateLimiter").setLevel(logging.CRITICAL)  # told here, and no error

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, _Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> _Result:
        for delay in _DELAYS:
            try:
                return await super().process_request(callback, args, kwargs, endpoint, data, rate_limit_args)
            except ChatMigrated as error:
                await self._moved(int(data["chat_id"]), error.new_chat_id)
                data["chat_id"] = error.new_chat_id
            except RetryAfter as error:
                seconds = _seconds(error.retry_after) + _SLACK
                logger.warning("%s 太快了，Telegram 要求等 %.1f 秒", endpoint, seconds)
                await asyncio.sleep(seconds)
            except BadRequest:
                raise
            except NetworkError as error:
                if endpoint.startswith(_IMPATIENT):
                    logger.warning(_UNREACHED, endpoint, error)
                    raise
                logger.warning("%s 没有成功（%s），%.1f 秒后再试", endpoint, error, delay)
                await asyncio.sleep(delay)
        return await super().process_request(callback, args, kwargs, endpoint, data, rate_limit_args)


def _seconds(wait: int | timedelta) -> float:
    return wait.total_seconds() if isinstance(wait, timedelta) else wait


class WatchedRequest(HTTPXRequest):
    """Counts requests and remembers when Telegram was last heard of."""

    heard: float = 0.0

    async def do_request(self, url: str, method: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        name = url.rpartition("/")[2]
        try:
            status, body = await super().do_request(url, method, *args, **kwargs)
        except NetworkError:
            REQUESTS.labels(name, "network").inc()
            raise
        REQUESTS.labels(name, str(status)).inc()
        if status < 500:
            self.heard = time.monotonic()
        return status, body
