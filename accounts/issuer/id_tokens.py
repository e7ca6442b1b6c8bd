"""ID tokens of ours that come back, as a hint who is to be signed out."""

from typing import Any
from uuid import UUID

import jwt
from django.conf import settings

from accounts.authentication.signing_keys import verification_keys


def claims_of_id_token(token: str) -> dict[str, Any]:
    """What an ID token says that we signed, however long ago; raises PyJWTError if we did not."""
    key = verification_keys().get(str(jwt.get_unverified_header(token).get("kid")))
    if key is None:
        raise jwt.InvalidKeyError
    claims = jwt.decode(
        token,
        key.public,
        algorithms=["RS256"],
        issuer=settings.ISSUER,
        # Whoever signs out has often been away: a hint that is over is still one.
        options={
            "require": ["iss", "aud", "sub", "jti"],
            "verify_exp": False,
            "verify_aud": False,
        },
    )
    try:
        return claims | {"sub": UUID(claims["sub"]), "jti": UUID(claims["jti"])}
    except (ValueError, TypeError, AttributeError):
        raise jwt.DecodeError from None
