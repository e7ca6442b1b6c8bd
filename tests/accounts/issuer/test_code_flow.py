"""Authorization code with PKCE, from the first redirect to the API."""

import jwt
import pytest
import time_machine

from accounts.authentication.signing_keys import signing_key
from tests.accounts.issuer.conftest import make_application
from tests.accounts.issuer.flows import (
    CALLBACK,
    VERIFIER,
    answer_in,
    authorize_address,
    code_for,
    exchange,
    tokens_for,
    who_is,
)


def test_a_person_lets_an_application_in_and_it_reaches_the_api(visitor, viewer, settings):
    address = authorize_address(viewer)
    assert visitor.get(address).status_code == 200

    answer = answer_in(visitor.post(address, {"decision": "allow"}))
    response = exchange(visitor, viewer, answer.pop("code"))

    assert answer == {"to": CALLBACK, "state": "a state", "iss": settings.ISSUER}
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    tokens = response.json()
    assert who_is(visitor, tokens["access_token"]) == 200
    assert sorted(tokens) == [
        "access_token",
        "expires_in",
        "id_token",
        "refresh_token",
        "scope",
        "token_type",
    ]
    assert tokens["expires_in"] == 3600
    assert tokens["token_type"] == "Bearer"


@time_machine.travel("2026-06-01T12:00Z", tick=False)
def test_the_access_token_has_the_form_of_the_commands(visitor, owner, trusted, settings):
    token = tokens_for(visitor, trusted)["access_token"]

    claims = jwt.decode(token, options={"verify_signature": False, "verify_exp": False})
    assert len(claims.pop("jti")) == 36
    assert claims == {
        "iss": settings.ISSUER,
        "aud": settings.PUBLIC_URL,
        "sub": str(owner.pk),
        "client_id": trusted.client_id,
        "scope": "openid profile email offline_access itwin-platform",
        "iat": 1780315200,
        "exp": 1780315200 + 3600,
    }
    assert jwt.get_unverified_header(token) == {
        "alg": "RS256",
        "kid": signing_key().id,
        "typ": "at+jwt",
    }


def test_a_code_works_once(visitor, trusted):
    code = code_for(visitor, trusted)
    assert exchange(visitor, trusted, code).status_code == 200

    second = exchange(visitor, trusted, code)

    assert second.status_code == 400
    assert second.json()["error"] == "invalid_grant"


def test_a_code_is_of_no_use_to_another_application(visitor, member, trusted):
    other, _ = make_application(member, name="Other", is_trusted=True)

    response = exchange(visitor, other, code_for(visitor, trusted))

    assert (response.status_code, response.json()["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"redirect_uri": "http://localhost:3000/elsewhere"}, "invalid_grant"),
        ({"code_verifier": VERIFIER + "x"}, "invalid_grant"),
        ({"code_verifier": None}, "invalid_request"),
        ({"code": "guessed"}, "invalid_grant"),
        ({"code": None}, "invalid_request"),
        ({"client_id": "nobody"}, "invalid_client"),
    ],
    ids=str,
)
def test_what_does_not_belong_to_a_code_is_refused(visitor, trusted, changes, error):
    response = exchange(visitor, trusted, code_for(visitor, trusted), **changes)

    assert response.json()["error"] == error
    assert response.status_code == (401 if error == "invalid_client" else 400)


def test_a_code_is_over_after_a_minute(visitor, trusted):
    with time_machine.travel("2026-06-01T12:00Z", tick=False) as clock:
        code = code_for(visitor, trusted)
        clock.shift(61)

        assert exchange(visitor, trusted, code).json()["error"] == "invalid_grant"
