"""The address of whoever asks, told by the proxies in front where there are any (PROXIES)."""

from ipaddress import IPv4Address, IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """An IP address as text, in one spelling each; None where the connection has none.

    Each proxy adds the address it was asked from at the right of X-Forwarded-For. What stands
    further left than our own proxies wrote is whatever the client wished to say.
    """
    connected = _address_in(request.META.get("REMOTE_ADDR", ""))
    if not settings.PROXIES:
        return connected
    told = request.META.get("HTTP_X_FORWARDED_FOR", "").rsplit(",", settings.PROXIES)
    if len(told) < settings.PROXIES:
        return connected
    return _address_in(told[-settings.PROXIES]) or connected


def _address_in(text: str) -> str | None:
    """The address in an entry, which may be `192.0.2.1:80`, `[2001:db8::1]:80` or `::1%eth0`."""
    entry = text.strip()
    if entry.startswith("["):
        entry = entry[1:].partition("]")[0]
    elif entry.count(":") == 1:
        entry = entry.partition(":")[0]
    try:
        address: IPv4Address | IPv6Address = ip_address(entry.partition("%")[0])
    except ValueError:
        return None
    return str(getattr(address, "ipv4_mapped", None) or address)
