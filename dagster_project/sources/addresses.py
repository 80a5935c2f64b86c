"""Which addresses may be fetched: http and https, hosts of the source's configuration, and no machine of an inner network.

A page decides where its links and redirects lead, and a name server where a name leads. Neither may lead the crawler to
this machine, to its neighbours, or to a host that nobody configured.
"""

import ipaddress
import socket
from collections.abc import Callable, Collection
from typing import Final
from urllib.parse import urlsplit

Resolver = Callable[[str, int], list[str]]
"""From a host's name and a port to its numeric addresses; raises OSError where there are none."""

_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
MAX_URL: Final = 4_000
DEFAULT_PORTS: Final = {"http": 80, "https": 443}


class ForbiddenAddressError(Exception):
    """The address must not be asked; the message says why."""


def host_of(url: str) -> str:
    """The host that an address names, in lower case and without a final dot; empty where it names none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".").lower()
    except ValueError:
        return ""


def check_url(url: str, hosts: Collection[str]) -> None:
    """Raise ForbiddenAddressError unless URL is an http or https address, without a user, of one of HOSTS."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ForbiddenAddressError(f"{url[:200]!r}: is no address ({error})") from None
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS:
        raise ForbiddenAddressError(f"{url[:200]!r}: only http and https are fetched")
    if parts.username is not None or parts.password is not None:
        raise ForbiddenAddressError(f"{url[:200]!r}: names a user")
    if host_of(url) not in hosts:
        raise ForbiddenAddressError(f"{url[:200]!r}: its host is none of the source's ({', '.join(sorted(hosts))})")
    if port not in {None, *DEFAULT_PORTS.values()}:
        raise ForbiddenAddressError(f"{url[:200]!r}: names port {port}")
    if len(url) > MAX_URL:
        raise ForbiddenAddressError(f"{url[:200]!r}…: is longer than {MAX_URL} characters")
    if any(ord(c) <= 32 or ord(c) == 127 for c in url):
        raise ForbiddenAddressError(f"{url[:200]!r}: holds spaces or control characters")


def is_public(address: str) -> bool:
    """Whether a numeric address belongs to a machine of the public internet."""
    try:
        found = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not found.is_multicast and not found.is_reserved


def system_resolver(host: str, port: int) -> list[str]:
    """The addresses that the system knows for HOST, in its order."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def public_address(host: str, port: int, resolve: Resolver) -> str:
    """The address to connect to for HOST.

    Raises ForbiddenAddressError where any of the name's addresses is not public: a name that leads inwards once may do so
    again. Raises OSError where the name is not known.
    """
    addresses = resolve(host, port)
    for address in addresses:
        if not is_public(address):
            raise ForbiddenAddressError(f"{host}: leads to {address}, which is no public address")
    if not addresses:
        raise OSError(f"{host}: has no address")
    return addresses[0]
