"""Which network addresses belong to the public, and who a host name is, within a time."""

import socket
import threading
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from lapel.ports.fetch import FetchRefused

Resolver = Callable[[str, int], list[str]]
Address = IPv4Address | IPv6Address

# Prefixes that carry an IPv4 address inside: the wrapper is global, what it reaches may not be.
# RFC 6052 and 8215 (NAT64), RFC 3056 (6to4), RFC 4380 (Teredo), RFC 4291 (v4-compatible)
WRAPPERS = [
    ip_network(block)
    for block in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")
]

# Deprecated, and still routed to one's own site where somebody left them in use, although Python
# counts them as global: RFC 3879 (site-local), RFC 7526 (6to4 relays).
LEFT_OVER = [ip_network(block) for block in ("fec0::/10", "192.88.99.0/24")]


def is_public(text: str) -> bool:
    """Tell whether the address is one of the public internet's (IANA special-purpose tables)."""
    address = _unmapped(ip_address(text.partition("%")[0]))
    if any(
        address in block for block in (*WRAPPERS, *LEFT_OVER) if block.version == address.version
    ):
        return False
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified
    )


def _unmapped(address: Address) -> Address:
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def system_resolver(host: str, port: int) -> list[str]:
    """Give the addresses the system knows for the host, in its order of preference."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def resolve(host: str, port: int, *, resolver: Resolver, timeout: float) -> list[str]:
    """Ask the resolver, but wait no longer than the timeout (it has none of its own)."""
    answers: list[str] = []

    def ask() -> None:
        try:
            answers.extend(resolver(host, port))
        except (OSError, UnicodeError):
            answers.clear()

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(max(timeout, 0))
    found = list(answers)
    if not found:
        raise FetchRefused("The host {host} could not be found.", host=host)
    return found
