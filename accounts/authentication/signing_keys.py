"""The RSA key that signs our access tokens: made at first start, kept in DATA_DIR."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings

from itwins_site.kept_secrets import kept_secret


@dataclass(frozen=True)
class SigningKey:
    private: rsa.RSAPrivateKey
    public: rsa.RSAPublicKey
    id: str


def signing_key() -> SigningKey:
    return _read(settings.DATA_DIR / "signing-key.pem")


@cache  # parsing the PEM costs more than signing with it
def _read(path: Path) -> SigningKey:
    private = load_pem_private_key(kept_secret(path, _make_pem).encode(), password=None)
    assert isinstance(private, rsa.RSAPrivateKey)  # noqa: S101 -- what _make_pem wrote
    public = private.public_key()
    digest = Hash(SHA256())
    digest.update(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    return SigningKey(private, public, digest.finalize().hex()[:16])


def _make_pem() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
