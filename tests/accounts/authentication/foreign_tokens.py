"""Tokens that look like ours: with other claims, or signed in another way."""

import base64
import hashlib
import hmac
import time
from functools import cache

import jwt
import orjson
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from accounts.authentication.signing_keys import signing_key

_MOMENTS = {"exp", "nbf", "iat"}


def claims_of(user, **changes):
    """The claims that a token of `user` has; None takes one away, moments are seconds from now."""
    now = int(time.time())
    claims = {
        "iss": settings.ISSUER,
        "aud": settings.PUBLIC_URL,
        "sub": str(user.pk),
        "client_id": "test",
        "scope": "itwin-platform",
        "iat": now,
        "exp": now + 600,
    }
    for name, value in changes.items():
        is_moment = name in _MOMENTS and isinstance(value, int)
        claims[name] = now + value if is_moment else value
    return {name: value for name, value in claims.items() if value is not None}


def signed_by_us(claims):
    header = {"alg": "RS256", "typ": "at+jwt", "kid": signing_key().id}
    return _written(header, claims, _rs256(signing_key().private))


def signed_by_somebody_else(claims):
    header = {"alg": "RS256", "typ": "at+jwt", "kid": signing_key().id}
    return _written(header, claims, _rs256(_other_key()))


def signed_with_our_public_key(claims):
    """The classic confusion: our public key, which anybody may have, as a shared secret."""
    secret = signing_key().public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return _written(
        {"alg": "HS256", "typ": "at+jwt", "kid": signing_key().id},
        claims,
        lambda signed: hmac.digest(secret, signed, hashlib.sha256),
    )


def unsigned(claims):
    header = {"alg": "none", "typ": "at+jwt", "kid": signing_key().id}
    return _written(header, claims, lambda signed: b"")


@cache
def _other_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _rs256(key):
    return lambda signed: jwt.algorithms.RSAAlgorithm(jwt.algorithms.RSAAlgorithm.SHA256).sign(
        signed, key
    )


def _written(header, claims, sign):
    signed = b".".join(_base64(orjson.dumps(part)) for part in (header, claims))
    return (signed + b"." + _base64(sign(signed))).decode()


def _base64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")
