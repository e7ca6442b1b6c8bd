"""TRUSTED_ISSUERS: whose bearer tokens the API accepts beside our own."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from itwins_site.environment import LOOPBACK_NAMES

# Never `none`, and never a secret that is shared: only who holds a private key can sign.
ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA"),
)
_LONGEST_ISSUER = 255  # as we keep it with a person
_EXAMPLE = (
    '[{"issuer": "https://sign-in.example", "jwks_uri": "https://sign-in.example/jwks",'
    ' "audience": "https://registry.example"}]'
)


@dataclass(frozen=True)
class TrustedIssuer:
    """One entry: whose tokens, where its keys are, and what its tokens must say."""

    issuer: str
    jwks_uri: str
    audience: tuple[str, ...]
    algorithms: tuple[str, ...] = ("RS256",)
    provision: bool = False  # whether whoever is unknown here is added
    organization: str = ""  # its name or id: where those who are added belong


def trusted_issuers(given: str, *, own: str) -> dict[str, TrustedIssuer]:
    """The entries of the setting by their issuer; `own` is our own, which needs no entry."""
    if not given.strip():
        return {}
    try:
        listed = json.loads(given)
    except (ValueError, RecursionError):
        listed = None
    if not isinstance(listed, list):
        raise _refusal("is not a JSON list")
    entries = [_entry(number, entry) for number, entry in enumerate(listed, start=1)]
    (issuer, times) = (
        Counter(entry.issuer for entry in entries).most_common(1)[0] if entries else ("", 0)
    )
    if times > 1:
        raise _refusal(f"lists {issuer} twice")
    found = {entry.issuer: entry for entry in entries}
    if own in found:
        raise _refusal(f"lists {own}, which is this registry itself and trusted without an entry")
    return found


def _entry(number: int, given: Any) -> TrustedIssuer:
    if not isinstance(given, dict):
        raise _refusal(f"has an entry {number} that is no object")
    for name in given:
        if name not in _READERS:
            raise _refusal(f"has an unknown key {name!r} in entry {number}")
    for name in ("issuer", "jwks_uri", "audience"):
        if name not in given:
            raise _refusal(f"lacks {name!r} in entry {number}")
    values = {}
    for name, value in given.items():
        wanted, read = _READERS[name]
        values[name] = read(value)
        if values[name] is None:
            raise _refusal(f"has a wrong {name!r} in entry {number}: it must be {wanted}")
    return TrustedIssuer(**values)


def _issuer(given: Any) -> str | None:
    address = _address(given)
    return address if address and len(address) <= _LONGEST_ISSUER and "?" not in address else None


def _address(given: Any) -> str | None:
    """An address at which nobody in between can write what we read."""
    if not isinstance(given, str) or not given.isascii() or not given.isprintable() or " " in given:
        return None
    try:
        parts = urlsplit(given)
        parts.port  # noqa: B018 -- raises ValueError on a port that is no number
    except ValueError:
        return None
    is_safe = parts.scheme == "https" or (
        parts.scheme == "http" and parts.hostname in LOOPBACK_NAMES
    )
    is_plain = bool(parts.hostname) and "@" not in parts.netloc and "#" not in given
    return given if is_safe and is_plain else None


def _audience(given: Any) -> tuple[str, ...] | None:
    words = [given] if isinstance(given, str) else given
    is_usable = (
        isinstance(words, list)
        and words
        and all(isinstance(word, str) and word.strip() for word in words)
    )
    return tuple(words) if is_usable else None


def _algorithms(given: Any) -> tuple[str, ...] | None:
    is_usable = isinstance(given, list) and given and all(word in ALGORITHMS for word in given)
    return tuple(given) if is_usable else None


def _switch(given: Any) -> bool | None:
    return given if isinstance(given, bool) else None


def _name(given: Any) -> str | None:
    return given.strip() or None if isinstance(given, str) else None


_READERS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "issuer": ("an https address of at most 255 characters without a query", _issuer),
    "jwks_uri": ("an https address", _address),
    "audience": ("a word or a list of words", _audience),
    "algorithms": (f"a list of some of {', '.join(ALGORITHMS)}", _algorithms),
    "provision": ("true or false", _switch),
    "organization": ("the name or id of an organization", _name),
}


def _refusal(what: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(
        f"TRUSTED_ISSUERS {what}. Next: correct it, as in {_EXAMPLE}, or leave it unset."
    )
