"""What the issuer says of itself, compared whole, and what of it is true."""

import jwt
import pytest

from accounts.authentication.signing_keys import rotate_signing_key, signing_key
from tests.accounts.issuer.flows import tokens_for

DISCOVERY = {
    "issuer": "http://localhost:8000/o",
    "authorization_endpoint": "http://localhost:8000/o/authorize/",
    "token_endpoint": "http://localhost:8000/o/token/",
    "userinfo_endpoint": "http://localhost:8000/o/userinfo/",
    "end_session_endpoint": "http://localhost:8000/o/logout/",
    "revocation_endpoint": "http://localhost:8000/o/revoke_token/",
    "jwks_uri": "http://localhost:8000/o/.well-known/jwks.json",
    "scopes_supported": ["openid", "profile", "email", "offline_access", "itwin-platform"],
    "response_types_supported": ["code"],
    "response_modes_supported": ["query"],
    "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
    "code_challenge_methods_supported": ["S256"],
    "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
    "revocation_endpoint_auth_methods_supported": [
        "client_secret_basic",
        "client_secret_post",
        "none",
    ],
    "subject_types_supported": ["public"],
    "id_token_signing_alg_values_supported": ["RS256"],
    "prompt_values_supported": ["none", "login", "consent", "select_account"],
    "claims_supported": [
        "iss",
        "sub",
        "aud",
        "exp",
        "iat",
        "auth_time",
        "nonce",
        "at_hash",
        "jti",
        "name",
        "given_name",
        "family_name",
        "email",
        "preferred_username",
    ],
    "claims_parameter_supported": False,
    "request_parameter_supported": False,
    "request_uri_parameter_supported": False,
    "authorization_response_iss_parameter_supported": True,
}


@pytest.fixture(autouse=True)
def _public_url(settings):
    settings.PUBLIC_URL = "http://localhost:8000"
    settings.ISSUER = "http://localhost:8000/o"


@pytest.mark.parametrize(
    "path",
    [
        "/o/.well-known/openid-configuration",
        "/o/.well-known/openid-configuration/",
        "/o/.well-known/oauth-authorization-server",
        "/.well-known/oauth-authorization-server/o",
    ],
)
def test_every_document_says_the_same(client, path):
    response = client.get(path)

    assert response.json() == DISCOVERY
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize(
    "name",
    [
        "authorization_endpoint",
        "token_endpoint",
        "userinfo_endpoint",
        "end_session_endpoint",
        "revocation_endpoint",
        "jwks_uri",
    ],
)
def test_every_address_exists_with_and_without_a_slash(client, db, name):
    path = DISCOVERY[name].removeprefix("http://localhost:8000")

    with_slash = client.get(path.rstrip("/") + "/")
    without = client.get(path.rstrip("/"))

    assert with_slash.status_code == without.status_code not in {301, 404, 500}


def test_every_claim_that_is_promised_is_made(visitor, trusted):
    token = tokens_for(visitor, trusted)["id_token"]

    claims = jwt.decode(token, options={"verify_signature": False})

    assert sorted(claims) == sorted(DISCOVERY["claims_supported"])


@pytest.mark.parametrize(
    "path",
    [
        "applications/",
        "authorized_tokens/",
        "introspect/",
        "device-authorization/",
        "register/",
        "admin/",
    ],
)
def test_what_is_not_offered_has_no_address(visitor, path):
    assert visitor.get(f"/o/{path}").status_code == 404


def test_the_keys_are_those_that_sign(client, visitor, trusted, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    old = tokens_for(visitor, trusted)
    rotate_signing_key(believed_until=jwt_expiry(old["access_token"]))
    new = tokens_for(visitor, trusted)

    published = client.get("/o/.well-known/jwks.json").json()

    keys = jwt.PyJWKSet.from_dict(published)
    assert [set(key) for key in published["keys"]] == [{"alg", "use", "kid", "e", "kty", "n"}] * 2
    assert published["keys"][0]["kid"] == signing_key().id
    for tokens in (old, new):
        kid = jwt.get_unverified_header(tokens["id_token"])["kid"]
        jwt.decode(tokens["id_token"], keys[kid], ["RS256"], audience=trusted.client_id)


def jwt_expiry(token):
    return jwt.decode(token, options={"verify_signature": False})["exp"]


@pytest.mark.parametrize("path", ["openid-configuration", "jwks.json"])
def test_another_method_is_refused_in_json(client, path):
    response = client.post(f"/o/.well-known/{path}")

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert response.json()["error"] == "invalid_request"
