"""Refresh tokens: each works once, and one that is shown again ends the whole family."""

import pytest
import time_machine
from oauth2_provider.models import AccessToken, RefreshToken

from tests.accounts.issuer.conftest import make_application
from tests.accounts.issuer.flows import refresh, tokens_for, who_is


def test_a_refresh_token_is_replaced_by_another(visitor, trusted):
    first = tokens_for(visitor, trusted)

    second = refresh(visitor, trusted, first["refresh_token"]).json()
    third = refresh(visitor, trusted, second["refresh_token"]).json()

    assert len({tokens["refresh_token"] for tokens in (first, second, third)}) == 3
    assert who_is(visitor, third["access_token"]) == 200
    assert third["scope"] == first["scope"]


def test_one_that_is_shown_again_ends_the_family(visitor, trusted):
    stolen = tokens_for(visitor, trusted)
    other = tokens_for(visitor, trusted)
    newest = refresh(visitor, trusted, stolen["refresh_token"]).json()
    assert who_is(visitor, newest["access_token"]) == 200

    replay = refresh(visitor, trusted, stolen["refresh_token"])

    assert (replay.status_code, replay.json()["error"]) == (400, "invalid_grant")
    assert who_is(visitor, newest["access_token"]) == 401
    over = refresh(visitor, trusted, newest["refresh_token"])
    assert over.json()["error"] == "invalid_grant"
    assert who_is(visitor, other["access_token"]) == 200


def test_it_is_given_only_to_whoever_may_stay(visitor, trusted):
    tokens = tokens_for(visitor, trusted, scope="openid itwin-platform")

    assert "refresh_token" not in tokens
    assert not RefreshToken.objects.exists()


def test_fewer_scopes_may_be_asked_for_and_more_may_not(visitor, trusted):
    token = tokens_for(visitor, trusted, scope="offline_access itwin-platform")["refresh_token"]

    more = refresh(visitor, trusted, token, scope="itwin-platform email")
    fewer = refresh(visitor, trusted, token, scope="itwin-platform").json()

    assert more.json()["error"] == "invalid_scope"
    assert fewer["scope"] == "itwin-platform"
    assert fewer["refresh_token"] != token
    assert refresh(visitor, trusted, token).json()["error"] == "invalid_grant"


def test_it_is_of_no_use_to_another_application(visitor, member, trusted):
    other, _ = make_application(member, name="Other", is_trusted=True)
    tokens = tokens_for(visitor, trusted)

    assert refresh(visitor, other, tokens["refresh_token"]).json()["error"] == "invalid_grant"


@pytest.mark.parametrize("token", ["guessed", "a\0b", "a" * 10_000, "ä"])
def test_a_guess_opens_nothing(visitor, trusted, token):
    response = refresh(visitor, trusted, token)

    assert response.status_code == 400
    assert response.json()["error"] in {"invalid_grant", "invalid_request"}


def test_it_is_over_two_weeks_after_its_last_access_token(visitor, trusted):
    with time_machine.travel("2026-06-01T12:00Z", tick=False) as clock:
        first = tokens_for(visitor, trusted)["refresh_token"]
        clock.shift(14 * 24 * 3600)
        second = refresh(visitor, trusted, first).json()["refresh_token"]
        clock.shift(14 * 24 * 3600 + 3600)

        assert refresh(visitor, trusted, second).json()["error"] == "invalid_grant"


def test_no_token_is_kept_as_it_is(visitor, trusted):
    tokens_for(visitor, trusted)

    assert AccessToken.objects.get().token == ""
    assert RefreshToken.objects.get().token == ""
