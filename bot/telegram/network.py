"""Requests to Telegram: within its limits, tried again for as long as that can help, watched over."""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
from telegram import Update
from telegram.error import BadRequest, ChatMigrated, NetworkError, RetryAfter
from telegram.ext import AIORateLimiter
from telegram.request import HTTPXRequest

from bot.telegram.metrics import REQUESTS
from retrieval.errors import WenzhengError

logger = logging.getLogger(__name__)

#: Seconds to wait before each further try of a request that the network or Telegram's servers failed; the last goes on.
_DELAYS = (0.5, 1.0, 2.0, 4.0, 5.0)
#: Requests whose answer was lost may have been carried out: after so many tries one more would only repeat them.
_UNCERTAIN = 20
#: Seconds after which an answer is of no use any more.
_LONGEST = 86400.0
#: These try again by themselves, or are not worth it.
_IMPATIENT = ("get", "set", "delete", "sendChatAction", "answerInlineQuery")
#: Nothing has arrived at the other end when one of these was raised.
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)

_SLACK = 0.1
_UNREACHED = "连不上 Telegram（%s：%s）。会继续试；一直不行请检查网络和 [telegram] proxy。"

_Result = bool | dict[str, Any] | list[dict[str, Any]]


class ProxyError(WenzhengError):
    """The proxy of the settings is none."""


@dataclass
class Network:
    """When Telegram was last heard of (``time.monotonic``; 0: never yet), and whether the bot is being stopped."""

    heard: float = 0.0
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self) -> None:
        self.heard = time.monotonic()

    def silence(self) -> float | None:
        """Seconds since Telegram was heard of."""
        return time.monotonic() - self.heard if self.heard else None

    async def pause(self, seconds: float) -> None:
        """Wait, unless the bot is being stopped."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.closing.wait(), seconds)


class PatientLimiter(AIORateLimiter):
    """Keeps to Telegram's rates; waits where it says so (429), tries an answer again until the network is back.

    Only the chat concerned waits, not the whole bot as in the base class. A request that timed out may
    have arrived: an answer given twice is better than none.
    """

    def __init__(self, moved: Callable[[int, int], Awaitable[None]], network: Network) -> None:
        """``moved`` is told the old and the new number of a group that has become a supergroup."""
        super().__init__(max_retries=0)
        self._moved, self._network = moved, network
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
        began, tries, uncertain = time.monotonic(), 0, 0
        while True:
            try:
                return await super().process_request(callback, args, kwargs, endpoint, data, rate_limit_args)
            except ChatMigrated as error:
                await self._moved(int(data["chat_id"]), error.new_chat_id)
                data["chat_id"] = error.new_chat_id
                continue
            except RetryAfter as error:
                delay = _seconds(error.retry_after) + _SLACK
                logger.warning("%s 太快了，Telegram 要求等 %.1f 秒", endpoint, delay)
                failed: Exception = error
            except BadRequest:
                raise
            except NetworkError as error:
                uncertain += _may_have_arrived(error)
                if endpoint.startswith(_IMPATIENT) or uncertain > _UNCERTAIN:
                    logger.warning(_UNREACHED, endpoint, error)
                    raise
                delay = _DELAYS[min(tries, len(_DELAYS) - 1)]
                logger.warning("%s 没有成功（%s），%.1f 秒后再试", endpoint, error, delay)
                failed = error
            tries += 1
            await self._network.pause(delay)
            if self._network.closing.is_set() or time.monotonic() - began > _LONGEST:
                raise failed


def _may_have_arrived(error: NetworkError) -> bool:
    """Whether a request may have been carried out although it failed; an error of the server says that it was not."""
    return isinstance(error.__cause__, httpx.HTTPError) and not isinstance(error.__cause__, _NOT_SENT)


def _seconds(wait: int | timedelta) -> float:
    return wait.total_seconds() if isinstance(wait, timedelta) else wait


class WatchedRequest(HTTPXRequest):
    """Counts requests and remembers when Telegram was last heard of."""

    def __init__(self, network: Network, proxy: str, **options: Any) -> None:
        """Raises ``ProxyError`` for a proxy of a kind that cannot be used."""
        self._network = network
        try:
            super().__init__(proxy=proxy or None, **options)
        except (ValueError, RuntimeError, httpx.InvalidURL) as error:
            raise ProxyError(
                f"配置 [telegram] proxy（{proxy}）不能用。请写成 http://地址:端口 或 socks5://地址:端口。"
            ) from error

    async def do_request(self, url: str, method: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        name = url.rpartition("/")[2]
        try:
            status, body = await super().do_request(url, method, *args, **kwargs)
        except NetworkError:
            REQUESTS.labels(name, "network").inc()
            raise
        REQUESTS.labels(name, str(status)).inc()
        if status < 500:
            self._network.hear()
        return status, _readable(body) if name == "getUpdates" and status == 200 else body


def _readable(body: bytes) -> bytes:
    """The answer to a poll, with no more than the number of an update that cannot be read: one message of a form that came
    after this program would else be asked for again and again, and nobody be answered."""
    answer = json.loads(body)
    found = [update if _is_readable(update) else {"update_id": update["update_id"]} for update in answer["result"]]
    return body if found == answer["result"] else json.dumps({**answer, "result": found}).encode()


def _is_readable(update: dict[str, Any]) -> bool:
    try:
        Update.de_json(update)
    except Exception as error:  # whatever the client makes of it
        logger.error(
            "消息 %s 的格式读不懂（%s），略过了。请升级 python-telegram-bot。",
            update["update_id"],
            type(error).__name__,
        )
        return False
    return True
