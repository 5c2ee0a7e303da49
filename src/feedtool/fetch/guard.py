"""Never inward: which addresses may be connected to, and the way out of here.

Knows addresses, not HTTP.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable
from typing import TypeAlias

# Takes a host name and a port; returns IP addresses or raises OSError.
Lookup: TypeAlias = Callable[[str, int], Iterable[str]]


class InwardError(OSError):
    """An address is not to be connected to; the text is that address."""


def addresses(host: str, port: int) -> list[str]:
    """Return the IP addresses of *host*, as the system knows them."""
    found = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG
    )
    return [str(sockaddr[0]) for *_, sockaddr in found]


def check(address: str) -> None:
    """Raise InwardError unless *address* is one of the public internet."""
    if not is_public(address):
        raise InwardError(address)


def is_public(address: str) -> bool:
    """Tell whether *address* is one that anybody on the internet means by it.

    Not loopback, private, link-local, shared (RFC 6598), multicast, reserved or
    unspecified, nor an IPv6 address that stands for such an IPv4 one. An odd spelling
    ("127.1") that the system would make an address of is none here.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in _NAT64:
            return _is_public(ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF))
        if ip.is_site_local or not all(map(_is_public, _inside(ip))):
            return False
        ip = ip.ipv4_mapped or ip
    return _is_public(ip)


def is_inward(host: str) -> bool:
    """Tell whether *host* says by itself that it is not public: without a lookup.

    It is a number, or the name of this machine (RFC 6761 §6.3).
    """
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return not is_public(host)


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052


# What `ipaddress` takes to be public, or did in some version of Python (RFC 6890 and
# the registries of IANA that it began). The last one leads into every machine of Azure.
_SPECIAL = [
    ipaddress.ip_network(network)
    for network in (
        *("192.0.0.0/24", "192.88.99.0/24", "64:ff9b:1::/48", "100::/64"),
        *("2001::/23", "3fff::/20", "5f00::/16", "168.63.129.16/32"),
    )
]


def _inside(ip: ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """Return the IPv4 addresses that an IPv6 address leads to."""
    found = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
    return [address for address in found if address is not None]


def _is_public(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return ip.is_global and not (
        ip.is_multicast
        or ip.is_reserved
        or ip.is_unspecified
        or ip.is_loopback
        or ip.is_link_local
        or any(ip in network for network in _SPECIAL)
    )
