"""What ID tokens and userinfo say of a person, as far as they let an application know."""

import jwt
import pytest
import time_machine

from accounts.authentication.signing_keys import signing_key
from tests.accounts.issuer.flows import post_form, refresh, tokens_for, who_is

NAMES = {"name": "Owner Tester", "given_name": "Owner", "family_name": "Tester"}
ADDRESS = {"email": "owner@acme.example", "preferred_username": "owner@acme.example"}


def claims_of(token):
    return jwt.decode(token, options={"verify_signature": False, "verify_exp": False})


def userinfo(client, token):
    return client.get("/o/userinfo", headers={"Authorization": f"Bearer {token}"})


@time_machine.travel("2026-06-01T12:00Z", tick=False)
def test_an_id_token_says_who_signed_in_for_whom(visitor, owner, trusted, settings):
    visitor.force_login(owner)

    token = tokens_for(visitor, trusted)["id_token"]

    claims = claims_of(token)
    assert len(claims.pop("jti")) == 36
    assert len(claims.pop("at_hash")) == 22
    assert claims == NAMES | ADDRESS | {
        "iss": settings.ISSUER,
        "aud": trusted.client_id,
        "sub": str(owner.pk),
        "nonce": "a nonce",
        "auth_time": 1780315200,
        "iat": 1780315200,
        "exp": 1780315200 + 3600,
    }
    assert jwt.get_unverified_header(token) == {
        "alg": "RS256",
        "kid": signing_key().id,
        "typ": "JWT",
    }


@pytest.mark.parametrize(
    ("scope", "told"),
    [
        ("openid", {}),
        ("openid profile", NAMES),
        ("openid email", ADDRESS),
        ("openid profile email", NAMES | ADDRESS),
    ],
)
def test_an_application_knows_what_it_may(visitor, owner, trusted, scope, told):
    tokens = tokens_for(visitor, trusted, scope=scope)

    response = userinfo(visitor, tokens["access_token"])

    assert response.json() == {"sub": str(owner.pk)} | told
    assert response["Cache-Control"] == "no-store"
    assert response.json().items() <= claims_of(tokens["id_token"]).items()
    assert set(NAMES | ADDRESS) & set(claims_of(tokens["id_token"])) == set(told)


def test_what_is_not_known_of_a_person_is_left_out(visitor, owner, trusted):
    owner.given_name = owner.surname = ""
    owner.save()

    tokens = tokens_for(visitor, trusted, scope="openid profile")

    assert userinfo(visitor, tokens["access_token"]).json() == {"sub": str(owner.pk)}


def test_without_openid_there_is_no_id_token_and_no_userinfo(visitor, trusted):
    tokens = tokens_for(visitor, trusted, scope="profile itwin-platform")

    response = userinfo(visitor, tokens["access_token"])

    assert "id_token" not in tokens
    assert response.status_code == 403
    assert response.json()["error"] == "insufficient_scope"


def test_a_refresh_brings_a_new_id_token(visitor, trusted):
    first = tokens_for(visitor, trusted)

    second = refresh(visitor, trusted, first["refresh_token"]).json()

    assert claims_of(second["id_token"])["sub"] == claims_of(first["id_token"])["sub"]
    assert claims_of(second["id_token"])["jti"] != claims_of(first["id_token"])["jti"]


def test_an_id_token_is_no_access_token(visitor, trusted):
    token = tokens_for(visitor, trusted)["id_token"]

    assert who_is(visitor, token) == 401
    assert userinfo(visitor, token).status_code == 401


@pytest.mark.parametrize("token", ["", "garbage", "a.b.c", "ä"])
def test_userinfo_is_for_those_with_a_token(client, db, token):
    response = userinfo(client, token)

    assert (response.status_code, response.json()["error"]) == (401, "invalid_token")
    assert response["WWW-Authenticate"].startswith('Bearer error="invalid_token"')
    assert response["Cache-Control"] == "no-store"


def test_userinfo_is_over_with_the_person_and_the_token(visitor, owner, trusted):
    token = tokens_for(visitor, trusted)["access_token"]
    owner.is_active = False
    owner.save()
    assert userinfo(visitor, token).status_code == 401


def test_a_token_in_a_form_is_taken_and_one_in_an_address_is_not(visitor, trusted):
    token = tokens_for(visitor, trusted)["access_token"]

    assert post_form(visitor, "/o/userinfo/", {"access_token": token}).status_code == 200
    assert visitor.get(f"/o/userinfo/?access_token={token}").status_code == 401


@pytest.mark.parametrize("method", ["put", "delete", "options"])
def test_another_method_is_refused_in_json(client, method):
    response = getattr(client, method)("/o/userinfo/")

    assert (response.status_code, response.json()["error"]) == (405, "invalid_request")


def test_a_broken_form_at_userinfo_is_refused_in_json(client, db):
    response = client.post("/o/userinfo", "--x", "multipart/form-data; boundary=" + "x" * 300)

    assert response["Content-Type"] == "application/json"
    assert response.status_code in {400, 401}
