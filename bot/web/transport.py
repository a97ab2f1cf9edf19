"""Connections that lead only to addresses that may be reached, and end when the time is up."""

import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

import httpcore
import httpx

from bot.web.addresses import Address, addresses_of
from bot.web.limits import FetchError


class Deadline:
    """The moment at which a fetch must be done."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self, at_most: float | None = None) -> float:
        """The seconds left, no more than ``at_most``; raises ``httpcore.ReadTimeout`` when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time for the whole fetch is up")
        return left if at_most is None else min(left, at_most)


class GuardedTransport(httpx.BaseTransport):
    """httpx over ``_Network``, which httpx's own transport has no place for."""

    def __init__(self, context: ssl.SSLContext, may_reach: Callable[[Address], bool], deadline: Deadline) -> None:
        # Each request has a connection of its own: one kept may be closed by the site the moment it is used again.
        self._pool = httpcore.ConnectionPool(
            ssl_context=context, max_keepalive_connections=0, network_backend=_Network(may_reach, deadline)
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        response = self._pool.handle_request(
            httpcore.Request(
                request.method,
                httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                extensions=request.extensions,
            )
        )
        # A cookie beyond ASCII is nothing that httpx can send back; without this it would fail at the next request.
        headers = [
            (name, value) for name, value in response.headers if name.lower() != b"set-cookie" or value.isascii()
        ]
        return httpx.Response(response.status, headers=headers, stream=_Body(response))

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        yield from cast(Iterable[bytes], self._response.stream)

    def close(self) -> None:
        self._response.close()


class _Network(httpcore.NetworkBackend):
    """Looks a host up once and connects to the very addresses that were checked.

    A name that points elsewhere at the next look (DNS rebinding) gains nothing by that. Since only the connection is
    changed, not the request, the ``Host`` header and the name that the certificate must bear stay those of the URL.
    """

    def __init__(self, may_reach: Callable[[Address], bool], deadline: Deadline) -> None:
        self._may_reach, self._deadline, self._plain = may_reach, deadline, httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = addresses_of(host, port, self._deadline.left(timeout))
        # One private address among public ones is no mishap but an attempt.
        if not all(self._may_reach(address) for address in addresses):
            raise FetchError(f"{host} 是内部网络的地址，没有取。确要取时请把配置 [fetch] allow_private 设为 true。")
        failed: Exception = httpcore.ConnectError("no address")
        for address in addresses:
            seconds = self._deadline.left(timeout)
            try:
                stream = self._plain.connect_tcp(str(address), port, seconds, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
            else:
                return _TimedStream(stream, self._deadline)
        raise failed


class _TimedStream(httpcore.NetworkStream):
    """A stream of which no step goes beyond the deadline: a site that drips is never late with the next byte."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        try:
            stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        except httpcore.ConnectError as error:  # told here: higher up httpcore drops its cause
            unproven = isinstance(error.__cause__, ssl.SSLCertVerificationError)
            what = "的安全证书验证不过" if unproven else "的安全连接（https）建立不了"
            raise FetchError(f"{server_hostname} {what}，没有取。请用浏览器核对，另存为文件后再用。") from error
        return _TimedStream(stream, self._deadline)

    def close(self) -> None:
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
