"""Fetch a document from the web into a folder, within limits and as its site allows.

Environment proxies are not used, since behind one it could not be told which address is reached.
"""

import os
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import httpcore
import httpx

from bot.web.addresses import Address, is_public
from bot.web.limits import FetchError, FetchLimits
from bot.web.naming import check_type, name_of
from bot.web.redirects import body_of, opened, parsed, shown
from bot.web.robots import AGENT, Robots
from bot.web.transport import Deadline, GuardedTransport
from retrieval.errors import reason_of

__all__ = ["FetchError", "FetchLimits", "Fetcher"]

_HEADERS = {
    "User-Agent": f"{AGENT} (reads a document that its user named; robots.txt: {AGENT})",
    "Accept-Language": "zh-CN,zh;q=0.9",
    "Accept-Encoding": "gzip",
    "Connection": "close",
}


class Fetcher:
    """Fetches pages in one run; ``may_reach`` is asked about each network address before it is connected to."""

    def __init__(self, limits: FetchLimits, may_reach: Callable[[Address], bool] | None = None) -> None:
        self._limits = limits
        self._may_reach = may_reach or (lambda address: limits.allow_private or is_public(address))
        self._robots = Robots()

    def fetch(self, address: str, folder: Path) -> Path:
        """Fetch a page into a file in ``folder``, over what came from the same address before under the same name.

        Raises ``FetchError`` with a sentence for a person; nothing is written then.
        """
        url = parsed(address)
        with _told(url), self._client() as client:
            with opened(client, url, self._limits.redirects, lambda hop: self._robots.check(hop, client)) as response:
                _check_status(response)
                check_type(response)
                data = body_of(response, self._limits.max_bytes)
            if not data:
                raise FetchError(f"{shown(url)} 是空的。请检查网址。")
            name = name_of(response, data, url)
        return _written(data, folder, name)

    @cached_property
    def _context(self) -> ssl.SSLContext:
        try:
            return httpx.create_ssl_context()
        except OSError as error:  # the person's own, from SSL_CERT_FILE or SSL_CERT_DIR
            raise FetchError("读不了环境变量 SSL_CERT_FILE 或 SSL_CERT_DIR 指的证书。请改正或去掉它。") from error

    def _client(self) -> httpx.Client:
        """A client for one page; its cookies live as long, for sites that send everybody round once to get one."""
        limits = self._limits
        return httpx.Client(
            transport=GuardedTransport(self._context, self._may_reach, Deadline(limits.seconds)),
            headers=_HEADERS,
            timeout=httpx.Timeout(limits.read_seconds, connect=limits.connect_seconds),
            trust_env=False,
        )


@contextmanager
def _told(url: httpx.URL) -> Iterator[None]:
    """Tell a person what the network does."""
    try:
        yield
    except httpcore.TimeoutException as error:
        raise FetchError(f"{shown(url)} 太慢，没有取完。请稍后再试，或把配置 [fetch] seconds 调大。") from error
    except httpcore.ConnectError as error:
        raise FetchError(f"连不上 {shown(url)}。请检查网址和网络，或稍后再试。") from error
    except (httpx.InvalidURL, UnicodeError) as error:  # UnicodeError: a host beginning with xn-- that decodes to none
        raise FetchError(f"{shown(url)} 转到的地址不是正确的网址。请用浏览器打开，换成最后的网址再试。") from error
    except (httpcore.NetworkError, httpcore.ProtocolError, httpx.HTTPError) as error:
        raise FetchError(f"{shown(url)} 没有传完，或回的不是网页。请检查网址，或稍后再试。") from error


def _check_status(response: httpx.Response) -> None:
    code, address = response.status_code, shown(response.url)
    if code == httpx.codes.OK:
        return
    if code in {httpx.codes.NOT_FOUND, httpx.codes.GONE}:
        raise FetchError(f"没有这个网页：{address}（{code}）。请检查网址。")
    if code >= httpx.codes.INTERNAL_SERVER_ERROR or code == httpx.codes.TOO_MANY_REQUESTS:
        raise FetchError(f"网站暂时出错：{address}（{code}）。请稍后再试。")
    raise FetchError(f"网站没有给出网页：{address}（{code}）。请用浏览器打开，另存为文件后再用。")


def _written(data: bytes, folder: Path, name: str) -> Path:
    """Write a file as a whole: nobody sees half of one, and a hidden name keeps it out of the folder's documents."""
    path, part = folder / name, folder / f".{name}.{os.getpid()}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            part.write_bytes(data)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise FetchError(f"写不了 {path}：{reason_of(error)}。请检查文件夹、权限和磁盘空间。") from error
    return path
