"""Bearer tokens of outside issuers: whom they let in, as whom, and how often the issuer is asked."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.authentication.trusted_issuers import holder_of_trusted_token
from accounts.models import User
from tests.accounts.authentication.test_bearer import ask
from tests.accounts.authentication.test_refused_tokens import SCOPE_MISSING, UNAUTHORIZED
from tests.factories import make_itwin
from tests.key_server import published, serving_keys
from tests.openid_provider import key_of
from tests.twins.api.answers import assert_answers, names

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def show(api, token):
    return ask(api, f"Bearer {token}")


def claims_of(issuer, **changes):
    return holder_of_trusted_token(issuer.token(**changes), issuer.entry())[1]


# --- Who is let in --------------------------------------------------------------------------------


def test_a_token_lets_in_the_person_whom_it_means(api, issuer, ada, acme, admin):
    make_itwin(acme, owner=ada, display_name="Bridge")
    make_itwin(acme, owner=admin, display_name="Tunnel")

    assert names(show(api, issuer.token())) == ["Bridge"]


def test_an_issuer_that_is_not_listed_is_not_even_asked(api, issuer, ada, settings):
    elsewhere = "https://elsewhere.example"
    settings.TRUSTED_ISSUERS = {elsewhere: issuer.entry(issuer=elsewhere)}

    assert_answers(show(api, issuer.token()), 401, UNAUTHORIZED)
    assert issuer.fetches == 0


def test_the_keys_of_one_issuer_prove_nothing_about_another(api, issuer, ada, settings):
    with serving_keys() as other:
        other.keys = [published("k2", key_of("next"))]
        settings.TRUSTED_ISSUERS = {one.url: one.entry() for one in (issuer, other)}
        token = other.token(key_of("next"), header={"kid": "k2"}, iss=issuer.url)

        assert_answers(show(api, token), 401, UNAUTHORIZED)


def test_the_same_subject_elsewhere_is_somebody_else(api, issuer, ada, settings):
    with serving_keys() as other:
        settings.TRUSTED_ISSUERS = {one.url: one.entry() for one in (issuer, other)}

        assert_answers(show(api, other.token()), 401, UNAUTHORIZED)


def test_whoever_became_inactive_is_refused(api, issuer, ada, trust):
    token = issuer.token()
    before = show(api, token).status_code
    trust(provision=True)
    ada.is_active = False
    ada.save()

    assert before == 200
    assert_answers(show(api, token), 401, UNAUTHORIZED)
    assert User.objects.count() == 1


def test_finding_the_person_takes_one_query(api, issuer, ada):
    with CaptureQueriesContext(connection) as queries:
        ask(api, f"Bearer {issuer.token()}", "GET", "/itwins/nonsense")

    assert len(queries) == 1


@pytest.mark.parametrize(
    ("algorithm", "key"),
    [
        ("RS512", key_of("theirs")),
        ("PS256", key_of("theirs")),
        ("ES256", ec.generate_private_key(ec.SECP256R1())),
        ("ES384", ec.generate_private_key(ec.SECP384R1())),
        ("EdDSA", ed25519.Ed25519PrivateKey.generate()),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_a_token_may_be_signed_in_the_ways_that_the_entry_lists(
    api, issuer, ada, trust, algorithm, key
):
    issuer.keys = [published("k1", key)]
    token = issuer.token(key, algorithm)
    before = show(api, token).status_code
    trust(algorithms=("RS256", algorithm))

    assert (before, show(api, token).status_code) == (401, 200)


def test_a_token_without_a_key_id_is_checked_with_the_only_key(api, issuer, ada):
    assert show(api, issuer.token(header={"kid": None})).status_code == 200


@pytest.mark.parametrize(("late", "status"), [(29, 200), (31, 401)])
def test_clocks_may_differ_by_half_a_minute(api, issuer, ada, late, status):
    with time_machine.travel(NOON, tick=False) as clock:
        expired = issuer.token(exp=int(NOON.timestamp()) + 60)
        early = issuer.token(nbf=int(NOON.timestamp()) + late)
        statuses = [show(api, early).status_code]
        clock.shift(60 + late)
        statuses.append(show(api, expired).status_code)

    assert statuses == [status, status]


def test_a_token_that_was_checked_is_over_when_it_says(api, issuer, ada):
    with time_machine.travel(NOON, tick=False) as clock:
        token = issuer.token(exp=int(NOON.timestamp()) + 20)
        before = show(api, token).status_code
        clock.shift(20 + 31)

        assert (before, show(api, token).status_code) == (200, 401)


def test_a_key_that_is_withdrawn_opens_nothing_an_hour_and_a_minute_later(api, issuer, ada):
    with time_machine.travel(NOON, tick=False) as clock:
        token = issuer.token(exp=int(NOON.timestamp()) + 7200)
        show(api, token)
        issuer.keys = [published("k2", key_of("next"))]
        clock.shift(3540)
        until_then = show(api, token).status_code
        clock.shift(61)

        assert (until_then, show(api, token).status_code) == (200, 401)


# --- What a token says ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "told",
    [
        {"scope": "itwin-platform"},
        {"scope": "openid itwin-platform"},
        {"scope": ["openid", "itwin-platform"]},
        {"scope": None, "scp": "openid itwin-platform"},
        {"scope": None, "scp": ["itwin-platform", 7, None]},
    ],
    ids=str,
)
def test_scopes_may_be_told_in_several_ways(api, issuer, ada, told):
    assert show(api, issuer.token(**told)).status_code == 200


@pytest.mark.parametrize(
    "told",
    [{"scope": "openid", "scp": "itwin-platform"}, {"scope": [["itwin-platform"]]}, {"scp": {}}],
    ids=str,
)
def test_scopes_that_are_told_otherwise_are_missing(api, issuer, ada, told):
    assert_answers(show(api, issuer.token(**{"scope": None} | told)), 401, SCOPE_MISSING)


@pytest.mark.parametrize(
    ("told", "client_id"),
    [
        ({"client_id": "a", "azp": "b", "appid": "c", "cid": "d"}, "a"),
        ({"azp": "b", "appid": "c", "cid": "d"}, "b"),
        ({"appid": "c", "cid": "d"}, "c"),
        ({"cid": "d"}, "d"),
        ({"client_id": "", "azp": 7, "appid": "nul\0", "cid": "d"}, "d"),
        ({"client_id": "c" * 256}, ""),
        ({}, ""),
    ],
    ids=str,
)
def test_the_application_is_told_in_several_ways(issuer, ada, told, client_id):
    claims = claims_of(issuer, **{"client_id": None} | told)

    assert (claims.client_id, claims.issuer) == (client_id, issuer.url)
    assert claims.user_id == str(ada.pk)


@pytest.mark.parametrize("kind", ["JWT", "jwt", "at+jwt", "application/at+jwt", None])
def test_an_access_token_has_one_of_several_types(api, issuer, ada, kind):
    assert show(api, issuer.token(header={"typ": kind})).status_code == 200


@pytest.mark.parametrize(
    "told",
    [
        {"at_hash": "h"},
        {"c_hash": "h"},
        {"typ": "ID"},
        {"typ": "Refresh"},
        {"events": {"http://schemas.openid.net/event/backchannel-logout": {}}},
        {"cnf": {"jkt": "thumbprint"}},
    ],
    ids=str,
)
def test_another_kind_of_token_is_refused_even_with_audience_and_scope(api, issuer, ada, told):
    assert_answers(show(api, issuer.token(**told)), 401, UNAUTHORIZED)


def test_an_id_token_for_an_application_that_is_an_audience_has_no_scope(api, issuer, ada):
    token = issuer.token(scope=None, nonce="n", auth_time=1)

    assert_answers(show(api, token), 401, SCOPE_MISSING)


# --- How often the issuer is asked ----------------------------------------------------------------


def test_two_hundred_tokens_with_unknown_keys_cause_two_fetches(api, issuer, ada):
    for _ in range(200):
        forged = issuer.token(key_of("foreign"), header={"kid": str(uuid.uuid4())})
        assert show(api, forged).status_code == 401

    assert issuer.fetches == 2
    assert show(api, issuer.token()).status_code == 200


def test_the_api_answers_for_known_keys_while_the_issuer_is_down(api, ada, trust, settings):
    with time_machine.travel(NOON, tick=False) as clock:
        with serving_keys() as passing:
            settings.TRUSTED_ISSUERS = {passing.url: passing.entry()}
            ada.issuer = passing.url
            ada.save()
            before = show(api, passing.token()).status_code
        statuses = []
        for _ in range(5):
            clock.shift(timedelta(hours=1))
            statuses.append(show(api, passing.token()).status_code)
            forged = passing.token(key_of("foreign"), header={"kid": str(uuid.uuid4())})
            statuses.append(show(api, forged).status_code)

    assert before == 200
    assert statuses == [200, 401] * 5
