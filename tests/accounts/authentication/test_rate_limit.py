"""The rate limit: whose requests count together, and what whoever asks too often is told."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import caches

from accounts.authentication.access_tokens import issue_access_token
from accounts.authentication.share_key import share_key
from accounts.operations.shares import create_share
from accounts.queries.shares import NewShare
from itwins_site.counters import Outage
from tests.factories import make_itwin
from tests.key_server import serving_keys
from tests.running_server import REPOSITORY
from tests.twins.api.answers import HEADER_NOT_FOUND, NOT_FOUND, UNKNOWN_ID, assert_answers, refusal

TOO_MANY = refusal(
    "RateLimitExceeded",
    "The client sent more requests than allowed by this API for the current tier of the client.",
)
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
LIMIT = 3


@pytest.fixture(autouse=True)
def _limited(settings):
    settings.RATE_LIMIT_PER_MINUTE = LIMIT
    caches["process"].clear()


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as moved:
        yield moved


@pytest.fixture
def ask(api, owner):
    """Asks as an application of the owner; answers are told by their status."""
    tokens = {}

    def asked(client="one", path="/itwins/", **more):
        if client not in tokens:
            tokens[client] = issue_access_token(owner, client_id=client)
        header = {"Authorization": f"Bearer {tokens[client]}"} | more
        return api(None).get(path, headers=header)

    return asked


def statuses(ask, times, **more):
    return [ask(**more).status_code for _ in range(times)]


def test_the_request_after_the_last_one_is_refused(clock, ask):
    assert statuses(ask, LIMIT) == [200] * LIMIT

    answer = ask(Origin="https://app.example")

    assert_answers(answer, 429, TOO_MANY)
    assert answer.headers["retry-after"] == "60"
    assert "retry-after" in answer.headers["access-control-expose-headers"]


@pytest.mark.parametrize(
    ("second", "wait"), [(0, "60"), (1, "59"), (30.5, "30"), (59, "1"), (59.999, "1")]
)
def test_whoever_waits_as_told_is_answered(clock, ask, second, wait):
    clock.move_to(NOON + timedelta(seconds=second))
    statuses(ask, LIMIT)
    refused = ask()
    clock.shift(int(wait))

    assert (refused.status_code, refused.headers["retry-after"]) == (429, wait)
    assert statuses(ask, LIMIT + 1) == [200] * LIMIT + [429]


def test_whoever_comes_a_second_early_is_told_to_wait_that_second(clock, ask):
    statuses(ask, LIMIT + 1)
    clock.shift(59)

    answer = ask()

    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")


def test_another_application_of_the_same_person_is_not_affected(clock, ask):
    statuses(ask, LIMIT + 1)

    assert statuses(ask, LIMIT, client="another") == [200] * LIMIT


def test_everybody_who_uses_an_application_counts_together(clock, api, ask, outsider):
    statuses(ask, LIMIT)
    token = issue_access_token(outsider, client_id="one")

    answer = api(None).get("/itwins/", headers={"Authorization": f"Bearer {token}"})

    assert_answers(answer, 429, TOO_MANY)


@pytest.mark.parametrize(
    ("prefix", "method", "path"),
    [
        ("itwins", "GET", "/itwins/myprimaryaccount"),
        ("itwins", "POST", "/itwins/"),
        ("itwins", "PUT", f"/itwins/{UNKNOWN_ID}/image"),
        ("itwins", "HEAD", "/ITWINS/favorites/"),
        ("accesscontrol", "GET", "/accesscontrol/itwins/permissions"),
        ("accesscontrol", "POST", f"/accesscontrol/itwins/{UNKNOWN_ID}/jobs"),
        ("accesscontrol", "DELETE", "/accesscontrol/itwins/permissions"),
        ("users", "GET", "/users/me"),
        ("webhooks", "GET", "/webhooks"),
    ],
)
def test_every_api_refuses_alike(clock, api, ask, owner, prefix, method, path):
    statuses(ask, LIMIT)
    token = issue_access_token(owner, client_id="one")

    answer = api(None).generic(method, path, headers={"Authorization": f"Bearer {token}"})

    assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")
    if method != "HEAD":
        assert answer.json() == TOO_MANY


def test_whoever_is_not_known_is_told_that_first_and_counts_for_nobody(clock, api, ask):
    for _ in range(LIMIT + 1):
        assert_answers(api(None).get("/itwins/"), 401, HEADER_NOT_FOUND)

    assert statuses(ask, LIMIT + 1) == [200] * LIMIT + [429]


def test_the_limit_comes_before_what_is_not_there(clock, ask):
    missing = {"path": f"/itwins/{UNKNOWN_ID}"}
    for _ in range(LIMIT):
        assert_answers(ask(**missing), 404, NOT_FOUND)

    assert_answers(ask(**missing), 429, TOO_MANY)


def test_an_unknown_operation_is_told_before_the_limit_and_does_not_count(clock, ask):
    unknown = {"path": "/itwins/a/b/c/d"}
    before = statuses(ask, LIMIT + 1, **unknown)

    assert before == [404] * (LIMIT + 1)
    assert statuses(ask, LIMIT + 1) == [200] * LIMIT + [429]
    assert statuses(ask, 1, **unknown) == [404]


def test_zero_turns_it_off(clock, ask, settings):
    settings.RATE_LIMIT_PER_MINUTE = 0

    assert statuses(ask, 20) == [200] * 20


def test_a_share_counts_for_itself(clock, api, ask, acme, owner):
    itwin = make_itwin(acme, owner=owner)
    keys = [
        share_key(create_share(itwin=itwin, new=NewShare.from_body({}), client_id="one", by=owner))
        for _ in range(2)
    ]

    def shared(key):
        header = {"Authorization": f"Basic {key}"}
        return api(None).get(f"/itwins/{itwin.pk}", headers=header).status_code

    assert [shared(keys[0]) for _ in range(LIMIT + 1)] == [200] * LIMIT + [429]
    assert shared(keys[1]) == 200
    assert statuses(ask, 1) == [200]


def test_the_application_of_another_issuer_is_another_one(clock, api, ask, owner, settings):
    statuses(ask, LIMIT + 1)
    with serving_keys() as issuer:
        settings.TRUSTED_ISSUERS = {issuer.url: issuer.entry()}
        owner.issuer, owner.subject = issuer.url, "ada-1"
        owner.save()
        header = {"Authorization": f"Bearer {issuer.token(client_id='one')}"}
        answers = [api(None).get("/itwins/", headers=header) for _ in range(LIMIT + 1)]

    assert [answer.status_code for answer in answers] == [200] * LIMIT + [429]


def test_the_api_definition_is_for_everybody(api):
    assert [api(None).get("/openapi.json").status_code for _ in range(LIMIT + 1)] == [200] * 4


def test_two_processes_count_together_in_redis(redis_database, tmp_path):
    redis_database.empty()
    environment = os.environ | {
        "DATA_DIR": str(tmp_path),
        "REDIS_URL": redis_database.url,
        "RATE_LIMIT_PER_MINUTE": "5",
    }
    asking = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.accounts.authentication.limited_process", "5"],
            cwd=REPOSITORY,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    answers = [word for process in asking for word in process.communicate()[0].split()]

    assert (answers.count("answered"), answers.count("refused")) == (5, 5)


def test_the_api_answers_while_redis_is_down(ask, settings, caplog, monkeypatch):
    monkeypatch.setattr(Outage, "is_known", False)
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    assert statuses(ask, 20) == [200] * 20
    assert [record.msg["event"] for record in caplog.records if record.levelname == "ERROR"] == [
        "counters_down"
    ]


def test_nothing_is_forbidden_before_the_limit_was_asked(settings):
    first = settings.REST_FRAMEWORK["DEFAULT_PERMISSION_CLASSES"][0]

    assert first == "accounts.authentication.rate_limit.RateLimit"
