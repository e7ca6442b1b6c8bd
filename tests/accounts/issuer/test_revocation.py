"""Giving tokens back (RFC 7009)."""

import pytest

from accounts.authentication.access_tokens import issue_access_token
from tests.accounts.issuer.conftest import make_application
from tests.accounts.issuer.flows import basic, post_form, refresh, tokens_for, who_is


def revoke(client, application, token, **changes):
    asked = {"token": token, "client_id": application.client_id} | changes
    return post_form(client, "/o/revoke_token/", asked)


@pytest.mark.parametrize("name", ["access_token", "refresh_token"])
@pytest.mark.parametrize("hint", ["access_token", "refresh_token", "something", None])
def test_a_token_that_is_given_back_opens_nothing_from_then_on(visitor, trusted, name, hint):
    tokens = tokens_for(visitor, trusted)
    assert who_is(visitor, tokens["access_token"]) == 200

    response = revoke(visitor, trusted, tokens[name], **({"token_type_hint": hint} if hint else {}))

    assert response.status_code == 200
    assert who_is(visitor, tokens["access_token"]) == 401
    answer = refresh(visitor, trusted, tokens["refresh_token"])
    assert answer.json()["error"] == "invalid_grant"


def test_a_service_gives_its_token_back(client, service):
    application, secret = service
    header = {"Authorization": basic(application.client_id, secret)}
    asked = {"grant_type": "client_credentials"}
    token = post_form(client, "/o/token/", asked, **header).json()["access_token"]

    assert post_form(client, "/o/revoke_token/", {"token": token}, **header).status_code == 200

    assert who_is(client, token) == 401


def test_a_token_of_another_application_stays(visitor, member, owner, trusted):
    other, _ = make_application(member, name="Other", is_trusted=True)
    token = tokens_for(visitor, trusted)["access_token"]
    command_line = issue_access_token(owner)

    for shown in (token, command_line, "unknown"):
        assert revoke(visitor, other, shown).status_code == 200

    assert who_is(visitor, token) == 200
    assert who_is(visitor, command_line) == 200


def test_nobody_gives_back_the_token_of_a_service(client, service):
    application, _ = service

    for secret in ({}, {"client_secret": "wrong"}):
        response = revoke(client, application, "token", **secret)
        assert (response.status_code, response.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize("token", ["", "a\0b", "a" * 10_000])
def test_what_is_no_token_is_refused_in_json(client, trusted, token):
    response = revoke(client, trusted, token)

    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")
    assert response["Cache-Control"] == "no-store"
