"""The RSA keys that sign our tokens: one that signs, and those whose tokens are not over yet.

The key that signs is made at first start and kept in DATA_DIR; a retired one lies beside it in a
folder, under a name that says until when it is believed. Processes that run notice a change by
looking at the files, so a rotation needs no restart.
"""

import base64
import fcntl
import os
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings

from itwins_site.kept_secrets import kept_secret, replace_secret

# Its id and until when it is believed; a draft begins with a dot.
_RETIRED_NAME = re.compile(r"[\w-]+\.(?P<until>\d+)\.pem")


@dataclass(frozen=True)
class SigningKey:
    private: rsa.RSAPrivateKey

    @cached_property
    def public(self) -> rsa.RSAPublicKey:
        return self.private.public_key()

    @cached_property
    def jwk(self) -> dict[str, str]:
        """The members of the public key that RFC 7638 names, in its order."""
        numbers = self.public.public_numbers()
        return {"e": _base64url(numbers.e), "kty": "RSA", "n": _base64url(numbers.n)}

    @cached_property
    def id(self) -> str:
        """Its RFC 7638 thumbprint."""
        members = ",".join(f'"{name}":"{value}"' for name, value in self.jwk.items())
        digest = Hash(SHA256())
        digest.update(f"{{{members}}}".encode())
        return _encoded(digest.finalize())


def signing_key() -> SigningKey:
    """The key that signs now."""
    path = _current()
    try:
        state = _state(path)
    except FileNotFoundError:
        kept_secret(path, _make_pem)
        state = _state(path)
    return _read(path, state)


def verification_keys() -> dict[str, SigningKey]:
    """The keys whose tokens are believed, by their ids; the one that signs is the first."""
    # In this order: a key is among the retired ones before another takes its place.
    current = signing_key()
    now = time.time()
    retired = [key for until, key in _retired_keys() if until > now]
    return {key.id: key for key in [current, *retired]}


def rotate_signing_key(*, believed_until: float) -> SigningKey:
    """Signs with a new key from now on; the old one is believed until then, in epoch seconds."""
    with _alone():
        old = signing_key()
        folder = _retired()
        folder.mkdir(mode=0o700, exist_ok=True)
        _forget(path for until, path in _retired_paths() if until <= time.time())
        replace_secret(folder / f"{old.id}.{int(believed_until) + 1}.pem", _pem_of(old.private))
        replace_secret(_current(), _make_pem())
    return signing_key()


def forget_retired_keys() -> None:
    """Believes from now on nothing that another key signed than the one that signs now."""
    with _alone():
        _forget(path for _, path in _retired_paths())


def _forget(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _current() -> Path:
    return _below(settings.DATA_DIR, "signing-key.pem")


def _retired() -> Path:
    return _below(settings.DATA_DIR, "retired-signing-keys")


@lru_cache(maxsize=32)  # every request of the API looks at both
def _below(folder: Path, name: str) -> Path:
    return folder / name


@contextmanager
def _alone() -> Iterator[None]:
    """Of two that rotate at once one waits: no key that has signed is ever lost."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    lock = settings.DATA_DIR / "signing-key.lock"
    with open(os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)) as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # goes with the file, and with a killed process
        yield


def _retired_keys() -> list[tuple[int, SigningKey]]:
    return [(until, _read(path, ())) for until, path in _retired_paths()]


def _retired_paths() -> list[tuple[int, Path]]:
    # Looked up each time: the folder's own times are too coarse to show two changes in a row.
    try:
        names = sorted(os.listdir(_retired()))
    except FileNotFoundError:
        return []
    found = [_RETIRED_NAME.fullmatch(name) for name in names]
    return [(int(name["until"]), _retired() / name[0]) for name in found if name]


def _state(path: Path) -> tuple[int, ...]:
    """What is another one when the file was replaced."""
    found = path.stat()
    return found.st_ino, found.st_mtime_ns, found.st_size


@lru_cache(maxsize=32)  # parsing the PEM costs more than signing with it
def _read(path: Path, state: tuple[int, ...]) -> SigningKey:
    private = load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(private, rsa.RSAPrivateKey)  # noqa: S101 -- what _make_pem wrote
    return SigningKey(private)


def _make_pem() -> str:
    return _pem_of(rsa.generate_private_key(public_exponent=65537, key_size=2048))


def _pem_of(key: rsa.RSAPrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _base64url(number: int) -> str:
    return _encoded(number.to_bytes((number.bit_length() + 7) // 8))


def _encoded(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
