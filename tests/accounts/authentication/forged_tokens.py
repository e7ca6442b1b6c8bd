"""Tokens made as ours or a trusted issuer's are, with whatever is wrong that a test asks for."""

import base64
import hashlib
import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import jwt
import orjson
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from accounts.authentication.signing_keys import signing_key
from tests.key_server import AUDIENCE, KeyServer
from tests.openid_provider import key_of

_MOMENTS = {"exp", "nbf", "iat"}
_EC = ec.generate_private_key(ec.SECP256R1())
_ED = ed25519.Ed25519PrivateKey.generate()

Sign = Callable[[bytes], bytes]


@dataclass
class Signer:
    """Whose tokens are forged: their key, what they call it, and what their tokens say."""

    key: rsa.RSAPrivateKey
    key_id: str
    claims: dict[str, Any]

    def token(self, sign: Sign | None = None, *, header: Any = None, **changes: Any) -> str:
        """A good token unless something is changed; None takes away, moments are from now."""
        head = {"alg": "RS256", "typ": "at+jwt", "kid": self.key_id} | (header or {})
        return written(_without_none(head), self.with_changes(**changes), sign or rs256(self.key))

    def with_changes(self, **changes: Any) -> dict[str, Any]:
        now = int(time.time())
        claims = self.claims | {"iat": now, "exp": now + 600}
        for name, value in changes.items():
            is_moment = name in _MOMENTS and isinstance(value, int)
            claims[name] = now + value if is_moment else value
        return _without_none(claims)

    def public_pem(self) -> bytes:
        """What the classic confusion uses as a shared secret: anybody may have it."""
        return self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def ourselves(user: Any) -> Signer:
    claims = {
        "iss": settings.ISSUER,
        "aud": settings.PUBLIC_URL,
        "sub": str(user.pk),
        "client_id": "test",
        "scope": "itwin-platform",
    }
    return Signer(signing_key().private, signing_key().id, claims)


def outside(issuer: KeyServer) -> Signer:
    claims = {"iss": issuer.url, "aud": AUDIENCE, "sub": "ada-1", "scope": "itwin-platform"}
    return Signer(key_of("theirs"), "k1", claims)


def rs256(key: rsa.RSAPrivateKey) -> Sign:
    return _signed("RS256", key)


def rs512(key: rsa.RSAPrivateKey) -> Sign:
    return _signed("RS512", key)


def ps256(key: rsa.RSAPrivateKey) -> Sign:
    return _signed("PS256", key)


def hs256(secret: bytes) -> Sign:
    return lambda signed: hmac.digest(secret, signed, hashlib.sha256)


es256 = partial(jwt.get_algorithm_by_name("ES256").sign, key=_EC)
eddsa = partial(jwt.get_algorithm_by_name("EdDSA").sign, key=_ED)


def unsigned(signed: bytes) -> bytes:
    return b""


def public_jwk(key: rsa.RSAPrivateKey) -> dict[str, Any]:
    return jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)


def written(header: Any, claims: Any, sign: Sign) -> str:
    signed = b".".join(base64url(orjson.dumps(part)) for part in (header, claims))
    return (signed + b"." + base64url(sign(signed))).decode()


def base64url(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def _signed(algorithm: str, key: Any) -> Sign:
    return lambda signed: jwt.get_algorithm_by_name(algorithm).sign(signed, key)


def _without_none(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
