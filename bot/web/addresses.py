"""Tell which network addresses are public, and look up those of a host."""

import socket
from concurrent.futures import Future
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from threading import Thread

from bot.web.limits import FetchError

Address = IPv4Address | IPv6Address

#: The prefix of NAT64 (RFC 6052): the last 32 bits are an IPv4 address, and that is what is reached.
_NAT64 = IPv6Network("64:ff9b::/96")


def is_public(address: Address) -> bool:
    """Whether an address belongs to the open internet: not private, loopback, link-local, multicast or reserved."""
    if isinstance(address, IPv6Address):
        reached = _ipv4_within(address)
        if reached is not None:
            return is_public(reached)
        if address.is_site_local:  # given up, and not among those that Python calls private
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _ipv4_within(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that is reached in truth by an IPv6 one that only wraps it."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def addresses_of(host: str, port: int, seconds: float) -> list[Address]:
    """The addresses of a host, in the order to try them; raises ``FetchError`` when there are none in time."""
    looked: Future[list[Address]] = Future()

    def look_up() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            looked.set_result([ip_address(entry[4][0]) for entry in found])
        except (OSError, ValueError) as error:  # ValueError: a name that cannot be one
            looked.set_exception(error)

    # The system's resolver takes no time limit, so it is left behind in a thread when it is too slow.
    Thread(target=look_up, daemon=True).start()
    try:
        return looked.result(seconds)
    except (OSError, ValueError) as error:  # TimeoutError is an OSError
        raise FetchError(f"找不到网站 {host}。请检查网址和网络。") from error
