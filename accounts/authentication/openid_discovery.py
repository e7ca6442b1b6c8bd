"""What the outside provider says of itself: fetched when first needed, and kept for an hour."""

from dataclasses import dataclass
from typing import Any

import requests
from django.conf import settings
from django.core.cache import caches

from accounts.errors import ProviderUnavailable

SECONDS_TO_ANSWER = 5
_KEPT_SECONDS = 3600
# Never `none`, and never a secret that is shared: only who holds a private key can sign.
_SIGNED_BY_A_KEY = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
)


@dataclass(frozen=True)
class Provider:
    """Its addresses, and how it signs."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None
    end_session_endpoint: str | None
    algorithms: frozenset[str]
    takes_basic: bool


def provider() -> Provider:
    """The provider of OIDC_ISSUER; raises ProviderUnavailable while it does not say who it is."""
    key = f"openid-provider:{settings.OIDC_ISSUER}"
    found = caches["process"].get(key)
    if found is None:
        found = _discover(settings.OIDC_ISSUER)
        caches["process"].set(key, found, _KEPT_SECONDS)
    return found


def fetch(address: str, *, bearer: str | None = None) -> dict[str, Any]:
    """A JSON object of the provider."""
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    try:
        response = requests.get(address, headers=headers, timeout=SECONDS_TO_ANSWER)
        response.raise_for_status()
        found = response.json()
    except requests.RequestException as error:
        raise ProviderUnavailable(f"{address}: {error}") from error
    if not isinstance(found, dict):
        raise ProviderUnavailable(f"{address}: not an object")
    return found


def _discover(issuer: str) -> Provider:
    told = fetch(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if str(told.get("issuer")).rstrip("/") != issuer.rstrip("/"):
        raise ProviderUnavailable(f"OIDC_ISSUER is {issuer}, but {told.get('issuer')} answers")
    return Provider(
        issuer=told["issuer"],
        authorization_endpoint=_address(told, "authorization_endpoint"),
        token_endpoint=_address(told, "token_endpoint"),
        jwks_uri=_address(told, "jwks_uri"),
        userinfo_endpoint=_address_or_none(told, "userinfo_endpoint"),
        end_session_endpoint=_address_or_none(told, "end_session_endpoint"),
        algorithms=_SIGNED_BY_A_KEY.intersection(
            _words(told, "id_token_signing_alg_values_supported", "RS256")
        ),
        takes_basic="client_secret_basic"
        in _words(told, "token_endpoint_auth_methods_supported", "client_secret_basic"),
    )


def _address(told: dict[str, Any], name: str) -> str:
    address = _address_or_none(told, name)
    if address is None:
        raise ProviderUnavailable(f"no {name}")
    return address


def _address_or_none(told: dict[str, Any], name: str) -> str | None:
    address = told.get(name)
    is_address = isinstance(address, str) and address.startswith(("https://", "http://"))
    return address if is_address else None


def _words(told: dict[str, Any], name: str, default: str) -> list[str]:
    """A list of words; what a provider that does not give it means by that is the default."""
    given = told.get(name)
    return (
        [word for word in given if isinstance(word, str)] if isinstance(given, list) else [default]
    )
