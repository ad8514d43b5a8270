"""Which addresses may be spoken to: public ones, after every disguise of a private one is taken off."""

import ipaddress
import socket
from collections.abc import Callable
from fnmatch import fnmatch

from narrate.errors import PageUnreachable, PageUnreadable

__all__ = ["Resolver", "host_matches", "is_public", "public_address", "resolve"]

Resolver = Callable[[str, int], tuple[str, ...]]
"""Host and port to its addresses, as text."""
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Prefixes whose addresses carry an IPv4 address, and where in the 128 bits it begins.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052
_NAT64_LOCAL = ipaddress.IPv6Network("64:ff9b:1::/48")  # RFC 8215: a private network's own translation
_COMPATIBLE = ipaddress.IPv6Network("::/96")  # RFC 4291, 2.5.5.1, deprecated
_SITE_LOCAL = ipaddress.IPv6Network("fec0::/10")  # RFC 3879, deprecated


def resolve(host: str, port: int) -> tuple[str, ...]:
    """Return the addresses of `host` as the system knows them; numbers in any notation become addresses too.

    Raises:
        PageUnreachable: The name isn't known.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise PageUnreachable(f"the host {host} isn't known; check the address and the network") from error
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def public_address(host: str, port: int, resolver: Resolver, *, private: bool = False) -> str:
    """Return the address to connect to. All addresses of the host must be public, so that none slips through.

    Args:
        host: Name or number.
        port: Port.
        resolver: Finds the addresses, once: who connects must use what is returned, or the name could change meanwhile.
        private: This host may be in a private network.

    Raises:
        PageUnreadable: An address is private, loopback, link-local or otherwise not for the public.
        PageUnreachable: The host isn't known.
    """
    addresses = resolver(host, port)
    if not addresses:
        raise PageUnreachable(f"the host {host} has no address; check the name")
    for address in addresses:
        if not private and not is_public(address):
            raise PageUnreadable(f"{host} leads into a private network; name it in private_hosts if that is meant")
    return addresses[0]


def is_public(text: str) -> bool:
    """Tell whether an address belongs to the public internet, also when it is wrapped in another one."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return all(_is_public(each) for each in _unwrapped(address))


def host_matches(host: str, patterns: tuple[str, ...]) -> bool:
    """Tell whether `host` is one of `patterns`; `*.example.org` stands for every host below `example.org`."""
    name = host.lower().rstrip(".")
    return any(fnmatch(name, pattern.lower().rstrip(".")) for pattern in patterns)


def _is_public(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address) and (address in _SITE_LOCAL or address in _NAT64_LOCAL):
        return False
    special = address.is_multicast or address.is_reserved or address.is_unspecified
    return address.is_global and not special


def _unwrapped(address: Address) -> tuple[Address, ...]:
    """Return the address, or the IPv4 addresses that it stands for."""
    if isinstance(address, ipaddress.IPv4Address):
        return (address,)
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if address in _NAT64 or address in _COMPATIBLE:
        return (ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF),)
    if address.sixtofour is not None:
        return (address.sixtofour,)
    if address.teredo is not None:
        return address.teredo
    return (address,)
