"""What the issuer's tokens are made of: access tokens as the command writes them, and keys to more."""

from typing import Any

from oauthlib.oauth2.rfc6749.tokens import random_token_generator

from accounts.authentication.access_tokens import sign_access_token
from accounts.models import User


def access_token(request: Any) -> str:
    """An RFC 9068 token for whoever the application acts as."""
    return sign_access_token(
        bearer_in(request),
        lifetime=request.expires_in,
        scope=" ".join(request.scopes),
        client_id=request.client.client_id,
    )


def refresh_token(request: Any) -> str | None:
    """None unless the person lets the application stay while they are away."""
    # Once given it lasts: a refresh with fewer scopes must not leave the old one lying about.
    if request.grant_type != "refresh_token" and "offline_access" not in request.scopes:
        return None
    return random_token_generator(request)


def bearer_in(request: Any) -> User:
    """A service acts as its member, any other application as the person who signed in."""
    return request.client.service_member if request.client.is_service else request.user
