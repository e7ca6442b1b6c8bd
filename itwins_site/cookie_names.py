"""What our cookies are called."""

from urllib.parse import urlsplit

from itwins_site.environment import LOOPBACK_NAMES


def cookie_name(what: str, public_url: str) -> str:
    """The name of a cookie of the installation at an address.

    A cookie belongs to a host, whatever the port: on one's own machine the port is in the name, or
    two installations would sign each other's people out. Over https the prefix makes browsers take
    the cookie from this very host only, not from another of the same domain.
    """
    parts = urlsplit(public_url)
    if parts.scheme == "https":
        return f"__Host-twinstead-{what}"
    if parts.hostname in LOOPBACK_NAMES:
        return f"twinstead-{what}-{parts.port or 80}"
    return f"twinstead-{what}"
