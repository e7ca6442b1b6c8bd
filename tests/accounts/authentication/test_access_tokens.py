"""Our own tokens: what they say, how long they are believed, and under which key."""

from datetime import UTC, datetime, timedelta

import jwt
import pytest
import time_machine

from accounts.authentication.access_tokens import check_access_token, issue_access_token
from accounts.authentication.signing_keys import signing_key
from accounts.errors import RequiredScopeMissing, Unauthorized

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_a_token_has_the_form_of_rfc_9068(owner, settings):
    with time_machine.travel(NOON, tick=False):
        token = issue_access_token(owner, lifetime=60, client_id="tests")

    claims = jwt.decode(token, options={"verify_signature": False})
    header = jwt.get_unverified_header(token)
    assert len(claims.pop("jti")) == 36
    assert claims == {
        "iss": settings.ISSUER,
        "aud": settings.PUBLIC_URL,
        "sub": str(owner.pk),
        "client_id": "tests",
        "scope": "itwin-platform",
        "iat": int(NOON.timestamp()),
        "exp": int(NOON.timestamp()) + 60,
    }
    assert header == {"alg": "RS256", "kid": signing_key().id, "typ": "at+jwt"}


def test_what_matters_of_a_token_is_read_back(owner):
    claims = check_access_token(
        issue_access_token(owner, scope="email itwin-platform", client_id="tests")
    )

    assert claims.user_id == str(owner.pk)
    assert claims.client_id == "tests"
    assert claims.scopes == frozenset({"email", "itwin-platform"})


def test_no_two_tokens_are_alike(owner):
    assert issue_access_token(owner) != issue_access_token(owner)


@pytest.mark.parametrize("has_been_seen", [True, False], ids=["seen before", "never seen"])
def test_a_token_expires_to_the_second(owner, has_been_seen):
    with time_machine.travel(NOON, tick=False) as clock:
        token = issue_access_token(owner, lifetime=30)
        if has_been_seen:
            check_access_token(token)
        clock.move_to(NOON + timedelta(seconds=29))
        check_access_token(token)
        clock.move_to(NOON + timedelta(seconds=31))

        with pytest.raises(Unauthorized):
            check_access_token(token)


@pytest.mark.parametrize("lifetime", [0, -60])
def test_a_token_that_was_never_valid_is_refused_each_time(owner, lifetime):
    token = issue_access_token(owner, lifetime=lifetime)

    for _ in range(2):
        with pytest.raises(Unauthorized):
            check_access_token(token)


def test_a_missing_scope_is_told_each_time(owner):
    token = issue_access_token(owner, scope="email")

    for _ in range(2):
        with pytest.raises(RequiredScopeMissing):
            check_access_token(token)


def test_a_token_checked_under_another_address_proves_nothing(owner, settings):
    token = issue_access_token(owner)
    check_access_token(token)

    settings.PUBLIC_URL = "https://elsewhere.example"

    with pytest.raises(Unauthorized):
        check_access_token(token)


def test_a_token_checked_under_another_key_proves_nothing(owner, settings, tmp_path):
    token = issue_access_token(owner)
    check_access_token(token)

    settings.DATA_DIR = tmp_path

    with pytest.raises(Unauthorized):
        check_access_token(token)
