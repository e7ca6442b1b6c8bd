"""The certified provider that other tests use: what its access tokens say."""

import jwt
import pytest
import requests

from tests.clients.openid_provider import (
    NATIVE,
    SERVICE,
    certified_provider,
    token_of_a_person,
    token_of_a_service,
)

API = "http://twinstead.example"
pytestmark = pytest.mark.clients


@pytest.fixture(scope="module")
def issuer():
    with certified_provider(clients=[NATIVE, SERVICE], person={}, api=API) as issuer:
        yield issuer


def claims_of(token: str, issuer: str) -> dict[str, str]:
    """What a token says, once its signature, issuer, audience and times are checked."""
    keys = jwt.PyJWKSet.from_dict(requests.get(f"{issuer}/jwks", timeout=10).json())
    header = jwt.get_unverified_header(token)
    claims = jwt.decode(
        token, keys[header["kid"]], algorithms=["RS256"], issuer=issuer, audience=API
    )
    return {name: claims[name] for name in ("sub", "client_id", "scope")}


def test_a_service_gets_a_signed_token_for_our_api(issuer):
    assert claims_of(token_of_a_service(issuer), issuer) == {
        "sub": "their-service",
        "client_id": "their-service",
        "scope": "itwin-platform",
    }


def test_a_person_gets_a_signed_token_for_our_api(issuer):
    assert claims_of(token_of_a_person(issuer, "grace-1"), issuer) == {
        "sub": "grace-1",
        "client_id": "their-command-line",
        "scope": "itwin-platform",
    }
