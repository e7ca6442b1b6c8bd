"""Codes and refresh tokens that are shown by two at the same moment: one gets tokens, if any."""

from collections import Counter

import pytest
from django.db import connection
from django.test import Client
from oauth2_provider.models import AccessToken

from tests.accounts.issuer.flows import code_for, exchange, refresh, tokens_for, who_is
from tests.twins.api.test_simultaneous_requests import at_once

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    # SQLite's test database is one connection's memory; it lets in one writer at a time anyway.
    pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL's many writers"),
]
AT_ONCE = 6


def _errors(answers):
    return Counter(answer.json().get("error") for answer in answers)


def test_a_code_gets_tokens_once(visitor, trusted):
    code = code_for(visitor, trusted)

    answers = at_once(*[lambda: exchange(Client(), trusted, code)] * AT_ONCE)

    assert _errors(answers) == {None: 1, "invalid_grant": AT_ONCE - 1}
    assert AccessToken.objects.count() == 1


def test_a_refresh_token_that_many_show_is_over_for_all(visitor, trusted):
    token = tokens_for(visitor, trusted)["refresh_token"]

    answers = at_once(*[lambda: refresh(Client(), trusted, token)] * AT_ONCE)

    assert _errors(answers) == {None: 1, "invalid_grant": AT_ONCE - 1}
    [given] = [answer.json() for answer in answers if answer.status_code == 200]
    assert who_is(visitor, given["access_token"]) == 401
    assert AccessToken.objects.count() == 0
