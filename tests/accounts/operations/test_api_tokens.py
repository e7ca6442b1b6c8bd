"""Making, revoking and deleting API tokens; noting their use without making anybody wait."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
import time_machine
from django.db import connection, connections

from accounts.errors import CannotCreateApiToken
from accounts.models import ApiToken, User
from accounts.operations.api_tokens import (
    MOST_USABLE,
    create_api_token,
    delete_api_token,
    note_use,
    revoke_api_token,
)
from accounts.queries.api_tokens import is_well_formed
from tests.factories import make_user
from tests.factories.api_tokens import make_api_token

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
NAME_TAKEN = "You have a token of this name. Choose another name, or revoke that one first."
TOO_LONG = "A name has at most 64 characters."


def new(user: User, **changed):
    values = {"name": "laptop", "days": 90, "is_read_only": False, "networks": ""} | changed
    return create_api_token(user=user, **values)


def refused(user: User, **changed) -> tuple[str | None, str]:
    before = ApiToken.objects.count()
    with pytest.raises(CannotCreateApiToken) as refusal:
        new(user, **changed)
    assert ApiToken.objects.count() == before
    return refusal.value.field, refusal.value.message


def test_a_token_is_told_once_and_only_its_checksum_and_beginning_are_kept(owner):
    with time_machine.travel(NOON, tick=False):
        token, text = new(owner, name=" ci-export ", days=30, is_read_only=True)

    assert is_well_formed(text)
    assert ApiToken.objects.values().get() == {
        "id": token.pk,
        "user_id": owner.pk,
        "name": "ci-export",
        "checksum": sha256(text.encode()).hexdigest(),
        "prefix": text[:11],
        "is_read_only": True,
        "networks": "",
        "created_at": NOON,
        "expires_at": NOON + timedelta(days=30),
        "last_used_at": None,
        "last_used_from": None,
        "revoked_at": None,
    }


def test_no_two_tokens_are_alike_and_all_are_long(owner):
    texts = {make_api_token(owner, f"token {number}") for number in range(20)}

    assert len(texts) == 20
    assert {len(text) for text in texts} == {len("twst_") + 43 + 8}


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"name": ""}, ("name", "Give the token a name.")),
        ({"name": "  "}, ("name", "Give the token a name.")),
        ({"name": "x" * 65}, ("name", TOO_LONG)),
        ({"name": "x" * 10_000}, ("name", TOO_LONG)),
        ({"name": "a\x00b"}, ("name", TOO_LONG)),
        ({"days": 0}, ("days", "Choose from 1 to 366 days.")),
        ({"days": -1}, ("days", "Choose from 1 to 366 days.")),
        ({"days": 367}, ("days", "Choose from 1 to 366 days.")),
        (
            {"networks": "10.0.0.0/8 office"},
            (
                "networks",
                "“office” is no address and no network such as 10.0.0.0/8 or 2001:db8::/32.",
            ),
        ),
        ({"networks": " ".join(["10.0.0.1"] * 6)}, ("networks", "Give at most 5 networks.")),
    ],
    ids=str,
)
def test_what_makes_no_token_is_refused_at_its_field(owner, changed, refusal):
    assert refused(owner, **changed) == refusal


@pytest.mark.parametrize("days", [1, 366])
def test_the_shortest_and_the_longest_life_are_allowed(owner, days):
    token, _ = new(owner, days=days)

    assert token.expires_at.date() == (datetime.now(UTC) + timedelta(days=days)).date()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("10.1.2.3/8", "10.0.0.0/8"),
        ("10.0.0.7,2001:DB8:0:0::1", "10.0.0.7 2001:db8::1"),
        (" 10.0.0.0/8 ,\n192.0.2.0/24\t", "10.0.0.0/8 192.0.2.0/24"),
        (", ,", ""),
        (" ".join(["2001:db8:1111:2222:3333:4444:5555:6666/127"] * 5), None),
    ],
)
def test_networks_are_kept_in_one_spelling(owner, given, kept):
    token, _ = new(owner, networks=given)

    token.full_clean()
    assert token.networks == (given if kept is None else kept)


@pytest.mark.parametrize(
    "entry",
    ["10.0.0.0/33", "10.0.0", "010.0.0.1", "10.0.0.1-10.0.0.9", "::1%eth0/8", "a\x00", "٣.0.0.1"],
)
def test_what_is_no_network_is_named(owner, entry):
    field, message = refused(owner, networks=f"192.0.2.1 {entry}")

    assert field == "networks"
    assert message.startswith(f"“{entry}” is no address")


def test_a_name_stands_once_among_what_was_not_revoked(owner, member):
    token, _ = new(owner)
    new(member)

    assert refused(owner, name="laptop ") == ("name", NAME_TAKEN)
    revoke_api_token(token)
    new(owner)

    assert ApiToken.objects.filter(user=owner, name="laptop").count() == 2


def test_fifty_that_work_are_the_most(owner, member):
    with time_machine.travel(NOON, tick=False) as clock:
        new(owner, name="expires", days=1)
        for number in range(MOST_USABLE - 1):
            new(owner, name=str(number))
        field, message = refused(owner)
        new(member)

        assert (field, message) == (
            None,
            "You have 50 tokens that work: no more fit. Revoke one first.",
        )
        clock.shift(timedelta(days=1))
        new(owner)


def test_revoking_again_keeps_the_first_moment(owner):
    token, _ = new(owner)
    with time_machine.travel(NOON, tick=False) as clock:
        revoke_api_token(token)
        clock.shift(60)
        revoke_api_token(token)

    assert ApiToken.objects.get().revoked_at == NOON


def test_only_what_is_over_is_deleted(owner):
    with time_machine.travel(NOON, tick=False) as clock:
        works, _ = new(owner, name="works", days=7)
        expired, _ = new(owner, name="expired", days=1)
        revoked, _ = new(owner, name="revoked")
        revoke_api_token(revoked)
        clock.shift(timedelta(days=1))

        assert [delete_api_token(each) for each in (works, expired, revoked)] == [False, True, True]
    assert [token.name for token in ApiToken.objects.all()] == ["works"]


def patience() -> int:
    """For how many milliseconds a statement waits for whoever writes."""
    (milliseconds,) = connection.connection.execute("PRAGMA busy_timeout").fetchone()
    return milliseconds


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's one writer")
def test_noting_a_use_waits_for_nobody_and_what_follows_waits_again(owner):
    token, _ = new(owner)
    before = patience()
    patience_of_writes = []

    def look(execute, statement, *rest):
        if statement.startswith("UPDATE"):
            patience_of_writes.append(patience())
        return execute(statement, *rest)

    with connection.execute_wrapper(look):
        note_use(token, address="10.0.0.7")

    assert patience_of_writes == [0]
    assert patience() == before > 0


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL's locks")
def test_two_forms_of_one_person_that_are_sent_at_once_make_fifty_at_most(transactional_db):
    owner = make_user("owner@acme.example")
    for number in range(MOST_USABLE - 1):
        make_api_token(owner, str(number))

    def send(name: str) -> str:
        try:
            return new(owner, name=name)[1][:5]
        except CannotCreateApiToken as refusal:
            return refusal.message
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as forms:
        outcomes = sorted(forms.map(send, "abcd"))

    assert outcomes == ["You have 50 tokens that work: no more fit. Revoke one first."] * 3 + [
        "twst_"
    ]
