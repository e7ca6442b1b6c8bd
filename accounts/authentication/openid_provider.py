"""Browser sign-in at an outside provider: mozilla-django-oidc, and what it does not check."""

from typing import Any
from urllib.parse import quote_plus, urlencode

import jwt
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest
from django.urls import reverse
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from requests import HTTPError, RequestException

from accounts.authentication.openid_claims import proven_person
from accounts.authentication.openid_discovery import SECONDS_TO_ANSWER, fetch, provider
from accounts.errors import ProofRefused, ProviderUnavailable, SignInExpired, SignInRefused
from accounts.models import User
from accounts.operations.provider_people import welcome

CALLBACK = "accounts:provider_callback"
ID_TOKEN_KEY = "oidc_id_token"  # noqa: S105 -- where the library keeps it in the session
_SKEW_SECONDS = 30  # by which the clocks of two machines may differ
_KEY_TYPES = {"RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP"}


def library_setting(name: str, *default: Any) -> Any:
    """What mozilla-django-oidc asks its settings for; the rest is as it comes."""
    match name:
        case "OIDC_RP_CLIENT_ID":
            return settings.OIDC_CLIENT_ID
        case "OIDC_RP_CLIENT_SECRET":
            return settings.OIDC_CLIENT_SECRET
        case "OIDC_RP_SCOPES":
            return settings.OIDC_SCOPES
        case "OIDC_OP_AUTHORIZATION_ENDPOINT":
            return provider().authorization_endpoint
        case "OIDC_TOKEN_USE_BASIC_AUTH":
            return provider().takes_basic
    return _FIXED.get(name, *default)


_FIXED = {
    "OIDC_AUTHENTICATION_CALLBACK_URL": CALLBACK,
    "OIDC_USE_PKCE": True,
    "OIDC_STORE_ID_TOKEN": True,  # the provider wants to see it again at sign-out
    "OIDC_TIMEOUT": SECONDS_TO_ANSWER,
}


def callback_address() -> str:
    return settings.PUBLIC_URL + reverse(CALLBACK)


def sign_out_address(id_token: str) -> str | None:
    """Where a person signs out at the provider, too; None if it offers nothing."""
    try:
        endpoint = provider().end_session_endpoint
    except SignInRefused:
        return None
    told = {"id_token_hint": id_token, "client_id": settings.OIDC_CLIENT_ID}
    return f"{endpoint}?{urlencode(told)}" if endpoint else None


class OpenIdProviderBackend(OIDCAuthenticationBackend):
    """Signs in whom the provider proves; raises SignInRefused when it proves nobody."""

    get_settings = staticmethod(library_setting)

    def __init__(self) -> None:
        # Every request of a person who is signed in makes one: nothing may be fetched here.
        self.OIDC_RP_CLIENT_ID = settings.OIDC_CLIENT_ID
        self.OIDC_RP_CLIENT_SECRET = settings.OIDC_CLIENT_SECRET

    # Without a nonce of ours this is no sign-in here: the form for passwords asks every backend.
    def authenticate(
        self, request: HttpRequest | None, *, nonce: str, code_verifier: str
    ) -> User | None:
        return super().authenticate(request, nonce=nonce, code_verifier=code_verifier)

    def get_user(self, user_id: Any) -> Any:
        return ModelBackend().get_user(user_id)  # the library lets inactive people stay

    def get_token(self, payload: dict[str, str]) -> dict[str, Any]:
        at = provider()
        self.OIDC_OP_TOKEN_ENDPOINT = at.token_endpoint
        payload = payload | {"redirect_uri": callback_address()}
        if at.takes_basic:  # RFC 6749, 2.3.1: both halves are encoded before they are joined
            payload = payload | {name: quote_plus(payload[name]) for name in _CREDENTIALS}
        try:
            answer = super().get_token(payload)
        except HTTPError as error:
            if error.response is not None and _is_code_over(error.response):
                raise SignInExpired("the code is over") from error
            raise ProviderUnavailable(str(error)[:500]) from error
        except RequestException as error:
            raise ProviderUnavailable(str(error)) from error
        if not isinstance(answer, dict):
            raise ProviderUnavailable("the token endpoint sent no object")
        return answer

    def verify_token(self, token: Any, **kwargs: Any) -> dict[str, Any]:
        try:
            claims = _verified(token)
        except (jwt.PyJWTError, TypeError, ValueError) as error:
            raise ProofRefused(f"{type(error).__name__}: {error}") from error
        if not kwargs["nonce"] or claims.get("nonce") != kwargs["nonce"]:
            raise ProofRefused("another nonce")
        return claims

    def get_userinfo(
        self, access_token: str, id_token: str, payload: dict[str, Any]
    ) -> dict[str, Any]:
        """The claims of the ID token, or, when that is a short one, those that it stands for."""
        endpoint = provider().userinfo_endpoint
        if payload.get("email") or not endpoint:
            return payload
        told = fetch(endpoint, bearer=access_token)
        if told.get("sub") != payload["sub"]:
            raise ProofRefused("userinfo speaks of somebody else")
        return told | payload

    def get_or_create_user(self, access_token: str, id_token: str, payload: dict[str, Any]) -> User:
        return welcome(proven_person(self.get_userinfo(access_token, id_token, payload)))


_CREDENTIALS = ("client_id", "client_secret")


def _is_code_over(response: Any) -> bool:
    try:
        return response.json().get("error") == "invalid_grant"
    except (ValueError, AttributeError):
        return False


def _verified(token: Any) -> dict[str, Any]:
    """The claims of an ID token that the provider signed, for us, and that still counts."""
    at = provider()
    header = jwt.get_unverified_header(token)
    algorithm = header.get("alg")
    if algorithm not in at.algorithms:
        raise jwt.InvalidAlgorithmError(f"{algorithm} is not allowed")
    claims = jwt.decode(
        token,
        jwt.PyJWK(_published_key(at.jwks_uri, header), algorithm=algorithm),
        algorithms=[algorithm],
        issuer=at.issuer,
        audience=settings.OIDC_CLIENT_ID,
        leeway=_SKEW_SECONDS,
        options={"require": ["exp", "iat", "iss", "aud", "sub"]},
    )
    is_for_many = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (
        claims.get("azp", None if is_for_many else settings.OIDC_CLIENT_ID)
        != settings.OIDC_CLIENT_ID
    ):
        raise jwt.InvalidAudienceError("azp is another client")
    return claims


def _published_key(jwks_uri: str, header: dict[str, Any]) -> dict[str, Any]:
    """The key that a token says it is signed with: asked for each time, for keys change."""
    fitting = {"kty": _KEY_TYPES[header["alg"][:2]], "use": "sig", "alg": header["alg"]}
    if "kid" in header:
        fitting["kid"] = header["kid"]
    for key in fetch(jwks_uri).get("keys") or []:
        if isinstance(key, dict) and all(
            key.get(name, value) == value for name, value in fitting.items()
        ):
            return key
    raise jwt.InvalidKeyError("no such key is published")
