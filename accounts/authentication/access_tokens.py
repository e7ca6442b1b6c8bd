"""Our own access tokens: RS256 JWTs in the form of RFC 9068, written and read here."""

import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from django.conf import settings
from django.core.cache import caches

from accounts.authentication.signing_keys import signing_key, verification_keys
from accounts.errors import RequiredScopeMissing, Unauthorized
from accounts.models import User
from accounts.operations.access_tokens import record_access_token
from accounts.queries.access_tokens import bearer_of

REQUIRED_SCOPE = "itwin-platform"
COMMAND_LINE_CLIENT = "command-line"
_FORM = "at+jwt"
# How long a signature that was checked is not checked again.
_MAX_TRUSTED_SECONDS = 60


@dataclass(frozen=True)
class Claims:
    """What of a checked token matters to a request."""

    user_id: str
    client_id: str
    scopes: frozenset[str]
    is_read_only: bool = False
    issuer: str = ""  # where it is not we


def issue_access_token(
    user: User,
    *,
    lifetime: int = 3600,
    scope: str = REQUIRED_SCOPE,
    client_id: str = COMMAND_LINE_CLIENT,
) -> str:
    """A token that lets its bearer act as `user` for `lifetime` seconds, until it is revoked."""
    token = sign_access_token(user, lifetime=lifetime, scope=scope, client_id=client_id)
    expires_at = datetime.fromtimestamp(time.time() + lifetime, UTC)
    record_access_token(token, user=user, scope=scope, expires_at=expires_at)
    return token


def sign_access_token(user: User, *, lifetime: int, scope: str, client_id: str) -> str:
    """The text of a token; it counts once it is recorded."""
    now = int(time.time())
    claims = {
        "iss": settings.ISSUER,
        "aud": settings.PUBLIC_URL,
        "sub": str(user.pk),
        "client_id": client_id,
        "scope": scope,
        "jti": str(uuid.uuid4()),
        "iat": now,
        "exp": now + lifetime,
    }
    return signed(claims, form=_FORM)


def signed(claims: dict[str, Any], *, form: str) -> str:
    """A JWT of ours, under the key that signs now; `form` is its `typ` (RFC 9068: at+jwt)."""
    key = signing_key()
    return jwt.encode(claims, key.private, algorithm="RS256", headers={"kid": key.id, "typ": form})


def holder_of_access_token(token: str) -> tuple[User, Claims]:
    """Who shows a token of ours, and what it allows; raises Unauthorized, RequiredScopeMissing."""
    claims = check_access_token(token)
    user = bearer_of(token, user_id=claims.user_id)
    if user is None:  # the token was revoked, or the person is gone
        raise Unauthorized
    return user, claims


def check_access_token(token: str) -> Claims:
    """The claims of a token that we signed; checked once a minute, however often it is shown.

    Whether it was revoked is for `holder_of_access_token` to find out, each time.
    """
    # Keyed by keys and address as well: a token checked under others proves nothing.
    seen = f"{' '.join(verification_keys())} {settings.PUBLIC_URL} {token}"
    cache_key = "access-token:" + sha256(seen.encode()).hexdigest()
    claims = caches["process"].get(cache_key)
    if claims is None:
        claims, expires_at = _decode(token)
        trusted_for = min(_MAX_TRUSTED_SECONDS, expires_at - time.time())
        if trusted_for > 0:
            caches["process"].set(cache_key, claims, trusted_for)
    if REQUIRED_SCOPE not in claims.scopes:
        raise RequiredScopeMissing
    return claims


def _decode(token: str) -> tuple[Claims, float]:
    try:
        decoded = jwt.decode(
            token,
            _key_of(token),
            algorithms=["RS256"],
            issuer=settings.ISSUER,
            audience=settings.PUBLIC_URL,
            options={"require": ["exp", "iss", "aud", "sub"]},
        )
        user_id = str(uuid.UUID(decoded["sub"]))
    except (jwt.PyJWTError, ValueError, TypeError):
        raise Unauthorized from None
    claims = Claims(
        user_id=user_id,
        client_id=str(decoded.get("client_id", "")),
        scopes=frozenset(str(decoded.get("scope", "")).split()),
    )
    return claims, float(decoded["exp"])


def _key_of(token: str) -> RSAPublicKey:
    """The key of ours that an access token says it is signed with; nothing is fetched for it."""
    header = jwt.get_unverified_header(token)
    key = verification_keys().get(str(header.get("kid")))
    if key is None or header.get("typ") != _FORM:
        raise jwt.InvalidKeyError
    return key.public
