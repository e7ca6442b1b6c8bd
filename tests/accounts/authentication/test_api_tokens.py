"""API tokens as bearer tokens: who is let in, from where, how long, and what is kept of it."""

import sqlite3
import urllib.request
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.authentication.api_tokens import holder_of_api_token
from accounts.models import ApiToken
from accounts.operations.api_tokens import note_use, revoke_api_token
from tests.accounts.authentication.test_bearer import UNAUTHORIZED
from tests.databases import database_for_others
from tests.factories import make_itwin, make_user
from tests.factories.api_tokens import make_api_token
from tests.running_server import running_server
from tests.twins.api.answers import assert_answers

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def ask(text: str, address: str = "127.0.0.1", path: str = "/itwins/", **extra: str):
    headers = {"Authorization": f"Bearer {text}"} | extra
    return APIClient().get(path, headers=headers, REMOTE_ADDR=address)


def the_token() -> ApiToken:
    return ApiToken.objects.get()


def test_a_token_lets_its_person_in_wherever_an_access_token_does(owner, acme):
    make_itwin(acme, owner=owner, display_name="Bridge")
    text = make_api_token(owner)

    listed = ask(text).json()["iTwins"]

    assert [itwin["displayName"] for itwin in listed] == ["Bridge"]
    for path in ("/users/me", "/accesscontrol/itwins/permissions", "/webhooks"):
        assert ask(text, path=path).status_code == 200


def test_the_client_is_the_token_and_the_scope_that_of_the_platform(owner):
    text = make_api_token(owner, is_read_only=True)

    person, claims = holder_of_api_token(text, address=None)

    assert person == owner
    assert claims.user_id == str(owner.pk)
    assert claims.client_id == str(the_token().pk)
    assert claims.scopes == frozenset({"itwin-platform"})
    assert claims.is_read_only


def test_finding_person_and_token_takes_one_query(owner):
    text = make_api_token(owner)
    ask(text)

    with CaptureQueriesContext(connection) as queries:
        ask(text, path="/itwins/nonsense")

    assert len(queries) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text[:-1],
        lambda text: f"{text}0",
        lambda text: text.upper(),
        lambda text: text.removeprefix("twst_"),
        lambda text: text[:20] + ("A" if text[20] != "A" else "B") + text[21:],
        lambda text: text[:-8] + "00000000",
        lambda text: f"{text[:30]}\N{LATIN SMALL LETTER E WITH ACUTE}{text[31:]}",
        lambda text: f"{text},{text}",
        lambda text: "twst_",
        lambda text: "twst_" + "a" * 10_000,
        lambda text: "twst_" + "\x00" * 51,
        lambda text: text[:12],
    ],
)
def test_what_only_looks_like_a_token_is_refused_without_a_query(
    owner, django_assert_num_queries, change
):
    text = make_api_token(owner)

    with django_assert_num_queries(0):
        answer = ask(change(text))

    assert_answers(answer, 401, UNAUTHORIZED)
    assert answer.headers["www-authenticate"] == 'Bearer realm="itwins"'


def test_a_well_formed_token_that_nobody_made_is_refused(owner):
    text = make_api_token(owner)
    ApiToken.objects.all().delete()

    assert_answers(ask(text), 401, UNAUTHORIZED)


def test_what_is_kept_of_a_token_opens_nothing(owner):
    make_api_token(owner)

    for kept in (the_token().checksum, f"twst_{the_token().checksum}", the_token().prefix):
        assert_answers(ask(kept), 401, UNAUTHORIZED)


def test_a_revoked_token_is_refused_with_the_next_request(owner):
    text, other = make_api_token(owner, "laptop"), make_api_token(owner, "other")
    before = ask(text).status_code

    revoke_api_token(ApiToken.objects.get(name="laptop"))

    assert before == 200
    assert_answers(ask(text), 401, UNAUTHORIZED)
    assert ask(other).status_code == 200


def test_a_token_expires_to_the_second(owner):
    with time_machine.travel(NOON, tick=False) as clock:
        text = make_api_token(owner, days=7)
        clock.move_to(NOON + timedelta(days=7, seconds=-1))
        assert ask(text).status_code == 200
        clock.move_to(NOON + timedelta(days=7))

        assert_answers(ask(text), 401, UNAUTHORIZED)


def test_whoever_became_inactive_is_not_let_in(owner, member):
    text, other = make_api_token(owner), make_api_token(member)
    owner.is_active = False
    owner.save()

    assert_answers(ask(text), 401, UNAUTHORIZED)
    assert ask(other).status_code == 200


@pytest.mark.parametrize(
    ("networks", "address", "status"),
    [
        ("10.0.0.0/8", "10.1.2.3", 200),
        ("10.0.0.0/8", "11.0.0.1", 401),
        ("10.0.0.7", "10.0.0.7", 200),
        ("10.0.0.7", "10.0.0.8", 401),
        ("10.0.0.0/8", "::ffff:10.1.2.3", 200),
        ("10.0.0.0/8", "2001:db8::1", 401),
        ("10.0.0.0/8 2001:db8::/32", "2001:db8:7::1", 200),
        ("2001:db8::/32", "2001:db9::1", 401),
        ("0.0.0.0/0", "203.0.113.9", 200),
        ("10.0.0.0/8", "", 401),
        ("0.0.0.0/0", "unix:", 401),
        ("", "", 200),
    ],
)
def test_a_token_opens_from_its_networks_alone(owner, networks, address, status):
    text = make_api_token(owner, networks=networks)

    answer = ask(text, address)

    assert answer.status_code == status
    if status == 401:
        assert_answers(answer, 401, UNAUTHORIZED)
        assert the_token().last_used_at is None


def test_the_use_is_noted_once_a_minute(owner, django_assert_num_queries):
    text = make_api_token(owner)
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        first = datetime.now(UTC)
        ask(text, "10.0.0.7")
        assert (the_token().last_used_at, the_token().last_used_from) == (first, "10.0.0.7")
        clock.shift(59)
        with django_assert_num_queries(1):
            ask(text, "10.0.0.8", "/itwins/nonsense")
        assert (the_token().last_used_at, the_token().last_used_from) == (first, "10.0.0.7")
        clock.shift(1)
        ask(text, "10.0.0.9")

        assert the_token().last_used_at == datetime.now(UTC)
        assert the_token().last_used_from == "10.0.0.9"


def test_a_use_without_an_address_is_noted_all_the_same(owner):
    ask(make_api_token(owner), "")

    assert the_token().last_used_at is not None
    assert the_token().last_used_from is None


def test_of_two_requests_at_once_one_notes_the_use(owner):
    text = make_api_token(owner)
    read_by_the_second = the_token()
    ask(text, "10.0.0.7")
    noted = the_token().last_used_at

    note_use(read_by_the_second, address="10.0.0.8")

    assert (the_token().last_used_at, the_token().last_used_from) == (noted, "10.0.0.7")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's one writer")
def test_a_reader_does_not_wait_for_whoever_writes(transactional_db, tmp_path):
    text = make_api_token(make_user("owner@acme.example"))
    database_for_others(tmp_path)
    with (
        running_server(tmp_path) as server,
        closing(sqlite3.connect(tmp_path / "db.sqlite3", isolation_level=None)) as writer,
    ):
        asked = urllib.request.Request(
            f"http://127.0.0.1:{server.port}/users/me", headers={"Authorization": f"Bearer {text}"}
        )
        last_use = "SELECT last_used_from FROM accounts_apitoken"

        server.get("/docs/")  # so that the first request has all that it needs
        writer.execute("BEGIN IMMEDIATE")
        # Who waited would do so for 20 seconds.
        with urllib.request.urlopen(asked, timeout=15) as answer:  # noqa: S310
            status = answer.status
        noted = writer.execute(last_use).fetchone()
        writer.execute("ROLLBACK")
        with urllib.request.urlopen(asked):  # noqa: S310
            noted_later = writer.execute(last_use).fetchone()

    assert (status, noted, noted_later) == (200, (None,), ("127.0.0.1",))
