"""Which addresses an application may be sent back to, with a code or after sign-out.

RFC 9700 and RFC 8252: https anywhere, http on the person's own machine, and a scheme of its own for
a native application. How a request's address is compared with these is django-oauth-toolkit's
business (`check_redirect_to_uri_allowed`): by its parts, the port too except for 127.0.0.1 and [::1].
"""

import re
from collections.abc import Iterable
from urllib.parse import SplitResult, urlsplit

from accounts.models import ApplicationKind

MOST_ADDRESSES = 10
LONGEST_ADDRESS = 255
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
# What RFC 3986 has no place for; browsers take a backslash for a slash.
_NOT_IN_ADDRESSES = frozenset('"<>\\^`{|}')
_HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")
_PRIVATE_SCHEME = re.compile(r"[a-z][a-z0-9-]*(\.[a-z0-9-]+)+")
_HIGHEST_PORT = 65535


def addresses_in_lines(text: str) -> list[str]:
    """The addresses in a text, one a line, each once."""
    return list(dict.fromkeys(filter(None, (line.strip() for line in text.splitlines()))))


def problems_of(addresses: Iterable[str], *, kind: ApplicationKind) -> list[str]:
    """What is wrong with addresses, one sentence each, that begins with the address."""
    given = list(addresses)
    if len(given) > MOST_ADDRESSES:  # what is wrong with each of a thousand is not worth telling
        return [f"There are {len(given)} addresses; an application has {MOST_ADDRESSES} at most."]
    found = ((address, _problem_of(address, kind)) for address in given)
    return [f"{_shown(address)} {problem}" for address, problem in found if problem]


def _problem_of(address: str, kind: ApplicationKind) -> str:
    if len(address) > LONGEST_ADDRESS:
        return f"is longer than {LONGEST_ADDRESS} characters."
    if problem := _problem_of_characters(address):
        return problem
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return "is no address that we understand."
    if not parts.scheme:
        return "is no whole address: begin it with https://."
    if parts.scheme in {"https", "http"}:
        return _problem_of_web_address(parts, port)
    return _problem_of_own_scheme(address, parts, kind)


def _problem_of_characters(address: str) -> str:
    if not all("!" <= character <= "~" for character in address):
        return "has blanks or characters that are not ASCII: percent-encode them."
    if not _NOT_IN_ADDRESSES.isdisjoint(address):
        return "has a character that no address may have: percent-encode it."
    if "*" in address:
        return "has a wildcard: name each address."
    if "#" in address:
        return "has a fragment (#): leave it out."
    return ""


def _problem_of_web_address(parts: SplitResult, port: int | None) -> str:
    if "@" in parts.netloc:
        return "has a user name (@): leave it out."
    host = parts.hostname or ""
    if not (_HOST.fullmatch(host) or _is_ipv6(parts)):
        return "names no host: write it as https://app.example.com/callback."
    if parts.netloc.endswith(":") or (port is not None and not 0 < port <= _HIGHEST_PORT):
        return "has no usable port."
    if parts.scheme == "http" and host not in _LOOPBACK:
        return "begins with http, which is for localhost, 127.0.0.1 and [::1] only: use https."
    return ""


def _problem_of_own_scheme(address: str, parts: SplitResult, kind: ApplicationKind) -> str:
    if kind != ApplicationKind.NATIVE:
        return "does not begin with https://."
    if not _PRIVATE_SCHEME.fullmatch(parts.scheme):
        return (
            "does not begin with https:// or with a scheme that holds a domain of yours"
            " in reverse, such as com.example.app:/callback."
        )
    path = address[len(parts.scheme) + 1 :]
    if not path.startswith("/") or path.startswith("//"):
        return f"has no host to name: write one slash, as in {parts.scheme}:/callback."
    return ""


def _is_ipv6(parts: SplitResult) -> bool:
    # Python has checked what stands in brackets.
    return "[" in parts.netloc and ":" in (parts.hostname or "") and "%" not in parts.netloc


def _shown(address: str) -> str:
    """An address as a sentence can hold it."""
    return address if len(address) <= 80 else f"{address[:77]}…"
