"""Follow a page's redirects, with every hop checked anew, and unpack what comes."""

import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import httpx

from bot.web.limits import FetchError, RedirectError

_GZIP = zlib.MAX_WBITS | 16
_GZIP_START = b"\x1f\x8b"
#: What is unpacked at once: a bomb is stopped within this much of its limit.
_STEP = 2**18


def parsed(address: str) -> httpx.URL:
    """The address of a page, without its fragment; raises ``FetchError`` when it cannot be one."""
    try:
        return checked(httpx.URL(address).copy_with(fragment=None))
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError(f"{shown(address)} 不是正确的网址。请检查是否写对。") from error


def checked(url: httpx.URL) -> httpx.URL:
    """The URL, when it is one that may be asked for; raises ``FetchError`` otherwise."""
    if url.userinfo:
        raise FetchError("网址里不能写用户名和密码。请去掉 @ 前面的部分再试。")  # nor shown on a screen or in a log
    if url.scheme not in {"http", "https"} or not url.host:
        raise FetchError(f"网址应以 http:// 或 https:// 开头，而不是 {shown(url)}。请改好再试。")
    return url


def shown(address: str | httpx.URL) -> str:
    """An address as a message shows it: short, and printable whatever was typed."""
    text = "".join(character if character.isprintable() else "?" for character in str(address))
    return text if len(text) <= 200 else f"{text[:200]}…"


@contextmanager
def opened(
    client: httpx.Client, url: httpx.URL, redirects: int, allowed: Callable[[httpx.URL], None]
) -> Iterator[httpx.Response]:
    """The response at the end of the redirects, its body still to come; ``allowed`` is called before each hop."""
    request = client.build_request("GET", url)
    for _ in range(redirects + 1):
        allowed(checked(request.url).copy_with(fragment=None))
        response = client.send(request, stream=True)
        if response.next_request is None:
            try:
                yield response
            finally:
                response.close()
            return
        response.close()
        request = response.next_request
    raise RedirectError(f"{shown(url)} 转来转去超过 {redirects} 次，没有取到。请用浏览器打开，换成最后的网址再试。")


def body_of(response: httpx.Response, most: int) -> bytes:
    """The whole body; raises ``FetchError`` as soon as it is more than ``most`` bytes, packed or unpacked."""
    if int(response.headers.get("content-length", 0)) > most:  # h11 lets only digits through
        raise _too_large(response, most)
    packed = _no_more_than(most, response.iter_raw(), response)
    return b"".join(_no_more_than(most, _unpacked(packed, response), response))


def beginning_of(response: httpx.Response, most: int) -> bytes:
    """The first ``most`` bytes of the body."""
    data = bytearray()
    for piece in _unpacked(response.iter_raw(), response):
        data += piece
        if len(data) >= most:
            break
    return bytes(data[:most])


def _no_more_than(most: int, pieces: Iterable[bytes], response: httpx.Response) -> Iterator[bytes]:
    count = 0
    for piece in pieces:
        count += len(piece)
        if count > most:
            raise _too_large(response, most)
        yield piece


def _too_large(response: httpx.Response, most: int) -> FetchError:
    return FetchError(
        f"{shown(response.url)} 超过 {most / 2**20:g} MB，没有取。请把配置 [fetch] max_mb 调大，或用浏览器下载、拆分后再用。"
    )


def _unpacked(pieces: Iterable[bytes], response: httpx.Response) -> Iterable[bytes]:
    """The pieces without their gzip; httpx would unpack each at once, a thousandfold when it means harm."""
    packing = response.headers.get("content-encoding", "").strip().lower()
    if packing in {"", "identity"}:
        return pieces
    if packing in {"gzip", "x-gzip"}:
        return _from_gzip(pieces, response)
    raise FetchError(f"{shown(response.url)} 用了读不了的压缩方式 {shown(packing)}。请用浏览器打开，另存为文件后再用。")


def _from_gzip(pieces: Iterable[bytes], response: httpx.Response) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(_GZIP)
    try:
        for piece in pieces:
            rest = piece
            while rest:
                if unpacker.eof:
                    if not rest.startswith(_GZIP_START):  # padding
                        return
                    unpacker = zlib.decompressobj(_GZIP)
                yield unpacker.decompress(rest, _STEP)
                rest = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
        yield unpacker.flush()
    except zlib.error as error:
        raise _cut_off(response) from error
    if not unpacker.eof:
        raise _cut_off(response)


def _cut_off(response: httpx.Response) -> FetchError:
    return FetchError(f"{shown(response.url)} 没有传完或已损坏。请稍后再试，或用浏览器下载后再用。")
