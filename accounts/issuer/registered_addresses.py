"""Addresses that an application asks us to lead a browser to."""

from collections.abc import Callable
from urllib.parse import urlsplit


def is_allowed(is_registered: Callable[[str], bool], address: str) -> bool:
    """Whether it is one of those registered; the library asks no loopback address for its port."""
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 -- raises ValueError: it may be any port, but nothing else
        return is_registered(address)
    except ValueError:
        return False


def content_source_of(address: str) -> str:
    """As the Content-Security-Policy names where it lies; of a native application, its scheme."""
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"}:
        return f"{parts.scheme}:"
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname}{port}"


def place_of(address: str) -> str:
    """As a person is told where it leads."""
    parts = urlsplit(address)
    return parts.netloc or f"{parts.scheme}: on this device"
