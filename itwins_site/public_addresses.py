"""Which addresses are out on the internet: nothing else may be called on somebody's behalf."""

import re
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings

LONGEST_URL = 2048

# A name with a dot whose last label begins with a letter: no spelling of a number is one.
_NAME = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])")
_PRIVATE_NAMES = re.compile(
    r"(?:.*\.)?(?:localhost|localdomain|local|internal|intranet|lan|home|corp|private|home\.arpa|onion)"
)
_PLAIN_URL = re.compile(
    r"[\x21-\x5b\x5d-\x7e]{1,2048}"
)  # no space, no backslash, no other alphabet
# Everything else of IPv6 is local, reserved, or wraps an IPv4 address.
_GLOBAL_UNICAST = ip_network("2000::/3")
# Python's own list differs from version to version.
_SPECIAL = tuple(ip_network(block) for block in ("192.0.0.0/24", "192.88.99.0/24", "100.64.0.0/10"))
_WRAPPING = (ip_network("2001::/32"), ip_network("2002::/16"))  # Teredo, 6to4


class PrivateAddress(Exception):
    """A host that is not, or not only, out on the internet."""


def is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address):
        wraps = any(address in network for network in _WRAPPING)
        return address in _GLOBAL_UNICAST and address.is_global and not wraps
    is_special = any(address in block for block in _SPECIAL)
    return address.is_global and not (address.is_multicast or address.is_reserved or is_special)


def is_callable_url(text: str) -> bool:
    """Whether a URL may be called, as far as its text tells; its name is resolved at the call."""
    if not _PLAIN_URL.fullmatch(text):
        return False
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:  # brackets that hold no address, a port that is none
        return False
    if not parts.hostname or "@" in parts.netloc or parts.fragment or port == 0:
        return False
    if settings.WEBHOOK_ALLOW_PRIVATE:
        return parts.scheme in {"http", "https"}
    return parts.scheme == "https" and _is_public_host(parts.hostname)


def public_addresses(host: str, port: int) -> list[str]:
    """The IP addresses of a host; raises PrivateAddress unless all of them may be called.

    Whoever calls connects to one of these and asks no second time: a name server may answer
    differently then.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    if settings.WEBHOOK_ALLOW_PRIVATE:
        return addresses
    if not all(is_public(ip_address(address)) for address in addresses):
        raise PrivateAddress(host)
    return addresses


def _is_public_host(host: str) -> bool:
    try:
        return is_public(ip_address(host))
    except ValueError:
        is_name = len(host) <= 253 and _NAME.fullmatch(host)
        return bool(is_name) and not _PRIVATE_NAMES.fullmatch(host)
