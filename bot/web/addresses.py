"""Tell which network addresses are public, and look up those of a host."""

import socket
from concurrent.futures import Future
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from threading import Thread

from bot.web.limits import FetchError

Address = IPv4Address | IPv6Address

#: The prefix of NAT64 (RFC 6052): the last 32 bits are an IPv4 address, and that is what is reached.
_NAT64 = IPv6Network("64:ff9b::/96")


#: What Python's releases do not agree on, or call global, and is not the open internet: addresses that clouds answer with
#: their metadata (192.0.0.192, 168.63.129.16, 100.100.100.200), protocol assignments, networks for tests and documents.
_NOT_PUBLIC = tuple(
    map(
        ip_network,
        (
            *("0.0.0.0/8", "100.64.0.0/10", "168.63.129.16/32", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24"),
            *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
            *("64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16"),
        ),
    )
)


def is_public(address: Address) -> bool:
    """Whether an address belongs to the open internet: not private, loopback, link-local, multicast or reserved."""
    if isinstance(address, IPv6Address):
        reached = _ipv4_within(address)
        if reached is not None:
            return is_public(reached)
        if address.is_site_local:  # given up, and not among those that Python calls private
            return False
    if any(address in network for network in _NOT_PUBLIC if network.version == address.version):
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
