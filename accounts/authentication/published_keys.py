"""The keys that a trusted issuer publishes: fetched seldom, and kept while it is down.

PyJWT's own client makes every request wait while one of them fetches, forgets good keys after an
hour even if the issuer does not answer, and reads answers of any size.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any

import jwt
import orjson
import requests
import structlog
from urllib3.exceptions import HTTPError

from itwins_site.trusted_issuers import TrustedIssuer

log = structlog.get_logger(__name__)

_FRESH_SECONDS = 3600
_KEPT_SECONDS = 24 * 3600  # after which a silent issuer is trusted no more
_COOL_DOWN_SECONDS = 60  # between two looks for a key that is not among those we have
_FAILURE_SECONDS = 10  # within which an issuer that failed is not asked again
_SECONDS_TO_ANSWER = 3
_SECONDS_FOR_OTHERS = 1  # that a request with an unknown key waits for another's fetch
_LARGEST_ANSWER = 256 * 1024
_MOST_KEYS = 100
_KINDS = {"RS": "RSA", "PS": "RSA", "Ed": "OKP"}
_CURVES = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}


class KeyNotFound(Exception):
    """Why there is no key to check a token with; for the log alone."""


@dataclass(frozen=True)
class _Key:
    id: str | None
    algorithm: str
    key: jwt.PyJWK


@dataclass(frozen=True)
class _Keys:
    all: tuple[_Key, ...] = ()
    fetched_at: float = 0

    @property
    def age(self) -> float:
        return abs(time.time() - self.fetched_at)

    def one(self, key_id: str | None, algorithm: str) -> jwt.PyJWK | None:
        """The key of that id; for a token that names none, the only one that fits."""
        fitting = [key for key in self.all if key.algorithm == algorithm]
        if key_id is None:
            return fitting[0].key if len(fitting) == 1 else None
        return next((key.key for key in fitting if key.id == key_id), None)


@cache
def published_keys(issuer: TrustedIssuer) -> "PublishedKeys":
    """The keys of an issuer, as this process knows them."""
    return PublishedKeys(issuer)


class PublishedKeys:
    """One thread fetches; the others meanwhile use what is there."""

    def __init__(self, issuer: TrustedIssuer) -> None:
        self._issuer = issuer
        self._fetching = Lock()
        self._known = _Keys()
        self._failed_at = 0.0
        self._looked_again_at = 0.0

    def key(self, key_id: str | None, algorithm: str) -> jwt.PyJWK:
        """The key that signed a token, as its header has it; raises KeyNotFound."""
        known = self._known
        if known.age >= _FRESH_SECONDS:
            is_usable = known.age < _KEPT_SECONDS
            self._fetch(known, patience=0 if is_usable else _SECONDS_TO_ANSWER + 1)
        found = self._usable().one(key_id, algorithm)
        if found is None and key_id is not None:
            self._look_again(self._known)
            found = self._usable().one(key_id, algorithm)
        if found is None:
            raise KeyNotFound(f"no {algorithm} key {key_id!r} is published")
        return found

    def _usable(self) -> _Keys:
        if self._known.age >= _KEPT_SECONDS:
            raise KeyNotFound(f"{self._issuer.jwks_uri} does not answer")
        return self._known

    def _look_again(self, known: _Keys) -> None:
        is_first = abs(time.time() - self._looked_again_at) >= _COOL_DOWN_SECONDS
        if is_first or self._fetching.locked():
            self._fetch(known, patience=_SECONDS_FOR_OTHERS, for_unknown=True)

    def _fetch(self, known: _Keys, *, patience: float, for_unknown: bool = False) -> None:
        """Asks the issuer, unless others have since `known`, or it has just failed them."""
        if not self._fetching.acquire(timeout=patience):
            return
        try:
            now = time.time()
            if self._known is not known or abs(now - self._failed_at) < _FAILURE_SECONDS:
                return
            if for_unknown:
                self._looked_again_at = now
            self._known = _Keys(tuple(_fetched(self._issuer)), now)
        except KeyNotFound as error:
            self._failed_at = time.time()
            log.warning("keys_not_fetched", issuer=self._issuer.issuer, reason=str(error))
        finally:
            self._fetching.release()


def _fetched(issuer: TrustedIssuer) -> list[_Key]:
    try:
        told = orjson.loads(_answer(issuer.jwks_uri))
    except (requests.RequestException, HTTPError, OSError, ValueError) as error:
        raise KeyNotFound(f"{issuer.jwks_uri}: {error}") from error
    published = told.get("keys") if isinstance(told, dict) else None
    if not isinstance(published, list):
        raise KeyNotFound(f"{issuer.jwks_uri}: no list of keys")
    keys = [
        key
        for given in published[:_MOST_KEYS]
        if isinstance(given, dict)
        for key in _read(given, issuer.algorithms)
    ]
    if not keys:
        raise KeyNotFound(f"{issuer.jwks_uri}: no key that we can use")
    return keys


def _answer(address: str) -> bytes:
    """What an address answers, if it does so itself, briefly and in time."""
    until = time.monotonic() + _SECONDS_TO_ANSWER
    with requests.get(
        address,
        headers={"Accept": "application/json", "Accept-Encoding": "identity"},
        allow_redirects=False,
        stream=True,
        timeout=_SECONDS_TO_ANSWER,
    ) as response:
        if response.status_code != 200:
            raise KeyNotFound(f"{address}: status {response.status_code}")
        read = bytearray()
        for chunk in response.raw.stream(8192, decode_content=False):
            read += chunk
            if len(read) > _LARGEST_ANSWER:
                raise KeyNotFound(f"{address}: more than {_LARGEST_ANSWER} bytes")
            if time.monotonic() > until:
                raise KeyNotFound(f"{address}: not within {_SECONDS_TO_ANSWER} seconds")
        return bytes(read)


def _read(given: dict[str, Any], algorithms: tuple[str, ...]) -> Iterator[_Key]:
    """A published key, once for each algorithm that it may be used with."""
    if given.get("use", "sig") != "sig" or "d" in given:  # a private key that everybody has
        return
    key_id = given.get("kid")
    for algorithm in algorithms:
        if given.get("alg", algorithm) != algorithm or not _fits(given, algorithm):
            continue
        try:
            key = jwt.PyJWK(given, algorithm=algorithm)
        except (jwt.PyJWTError, ValueError, TypeError, KeyError):
            continue
        if not key.Algorithm.check_key_length(key.key):  # which tells what is too short
            yield _Key(key_id if isinstance(key_id, str) else None, algorithm, key)


def _fits(given: dict[str, Any], algorithm: str) -> bool:
    if algorithm in _CURVES:
        return given.get("kty") == "EC" and given.get("crv") == _CURVES[algorithm]
    return given.get("kty") == _KINDS[algorithm[:2]]
