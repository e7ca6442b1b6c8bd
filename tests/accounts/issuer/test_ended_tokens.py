"""Codes and tokens that are over go, an hour later at the latest."""

import time_machine
from oauth2_provider.models import AccessToken, Grant, IDToken, RefreshToken

from accounts.authentication.access_tokens import issue_access_token
from accounts.tasks import forget_ended_tokens
from tests.accounts.issuer.flows import code_for, refresh, tokens_for, who_is
from twins.management.commands.worker import DUTIES

DAY = 24 * 3600


def counts():
    return [model.objects.count() for model in (Grant, AccessToken, IDToken, RefreshToken)]


def test_what_is_over_is_deleted_and_what_counts_stays(visitor, owner, trusted):
    with time_machine.travel("2026-06-01T12:00Z", tick=False) as clock:
        code_for(visitor, trusted)
        tokens = tokens_for(visitor, trusted)
        tokens_for(visitor, trusted, scope="openid itwin-platform")
        command_line = issue_access_token(owner, lifetime=10 * DAY)
        assert counts() == [1, 3, 2, 1]
        clock.shift(2 * 3600)

        forget_ended_tokens()

        assert counts() == [0, 2, 1, 1]
        assert who_is(visitor, command_line) == 200
        assert refresh(visitor, trusted, tokens["refresh_token"]).status_code == 200
        clock.shift(15 * DAY)
        forget_ended_tokens()
        assert counts() == [0, 0, 0, 0]


def test_a_token_that_was_replaced_is_known_until_its_family_is_over(visitor, trusted):
    with time_machine.travel("2026-06-01T12:00Z", tick=False) as clock:
        stolen = tokens_for(visitor, trusted)["refresh_token"]
        newest = refresh(visitor, trusted, stolen).json()
        clock.shift(1800)
        forget_ended_tokens()

        refresh(visitor, trusted, stolen)

        assert who_is(visitor, newest["access_token"]) == 401


def test_the_worker_sees_to_it_every_hour():
    assert DUTIES[forget_ended_tokens] == 3600
