"""Whoever is unknown here and shows a token of a trusted issuer: refused, or added, and as whom."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.authentication.trusted_issuers import holder_of_trusted_token
from accounts.models import Organization, User
from accounts.operations.invitations import Offer, invite
from tests.accounts.authentication.test_bearer import ask
from tests.accounts.authentication.test_refused_tokens import SCOPE_MISSING, UNAUTHORIZED
from tests.factories import make_itwin, make_user
from tests.twins.api.answers import assert_answers, names

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def show(api, token):
    return ask(api, f"Bearer {token}")


def test_an_unknown_subject_is_refused(api, issuer, ada):
    told = {"sub": "ada-2", "email": ada.email, "email_verified": True}

    assert_answers(show(api, issuer.token(**told)), 401, UNAUTHORIZED)
    assert User.objects.count() == 1


def test_a_service_is_added_where_the_entry_says_so(api, issuer, trust, acme_corporation):
    trust(provision=True, organization="Acme Corporation")

    robot = {"sub": "robot", "client_id": "robot", "name": "Robot"}
    statuses = [show(api, issuer.token(**robot)).status_code for _ in range(2)]

    assert statuses == [200, 200]
    added = User.objects.get()
    assert (added.issuer, added.subject) == (issuer.url, "robot")
    assert (added.organization, added.display_name) == (acme_corporation, "Robot")
    assert added.email.startswith("robot-")
    assert added.email.endswith("@apps.localhost")
    assert not added.has_usable_password()
    assert added.is_service  # no invitation could reach it


@pytest.mark.parametrize(
    "subject",
    ["auth0|5f7c", "Client@clients", "\u00fc\u00f1", "..", "s" * 255, "Robot", "robot", "a b"],
)
def test_every_subject_gets_an_address_of_its_own(api, issuer, trust, subject):
    trust(provision=True)
    show(api, issuer.token(sub="robot"))

    assert show(api, issuer.token(sub=subject)).status_code == 200
    assert User.objects.filter(subject=subject).count() == 1
    assert User.objects.count() == (1 if subject == "robot" else 2)


def test_a_person_whose_address_is_verified_is_added_with_it(
    api, issuer, trust, acme, owner, acme_corporation
):
    bridge = make_itwin(acme, owner=owner, display_name="Bridge")
    invite(itwin=bridge, offers=[Offer("ada@acme.example", makes_owner=True)], by=owner)
    trust(provision=True, organization=str(acme_corporation.pk))
    told = {"email": "ada@acme.example", "email_verified": True}

    answer = show(api, issuer.token(given_name="Ada", family_name="Lovelace", **told))

    assert names(answer) == ["Bridge"]
    added = User.objects.get(subject="ada-1")
    assert (added.email, added.display_name) == ("ada@acme.example", "Ada Lovelace")
    assert not added.is_service


@pytest.mark.parametrize("verified", [None, False, "false", 1, "yes"], ids=repr)
def test_an_address_that_is_not_verified_is_not_taken_over(api, issuer, trust, owner, verified):
    trust(provision=True, organization="Acme Corporation")

    answer = show(api, issuer.token(email=owner.email, email_verified=verified))

    assert answer.status_code == 200
    added = User.objects.get(subject="ada-1")
    assert added != owner
    assert added.email.startswith("ada-1-")
    assert not added.is_service  # they can sign in in the browser one day


def test_a_verified_address_of_the_same_organization_is_that_person(api, issuer, trust, owner):
    trust(provision=True, organization="Acme Corporation")

    answer = show(api, issuer.token(email=owner.email, email_verified=True))

    owner.refresh_from_db()
    assert answer.status_code == 200
    assert (owner.issuer, owner.subject) == (issuer.url, "ada-1")
    assert User.objects.count() == 1


@pytest.mark.parametrize("who", ["support", "outsider", "elsewhere"])
def test_whoever_the_issuer_may_not_speak_for_is_not_taken_over(
    api, issuer, trust, acme_corporation, request, who
):
    if who == "elsewhere":
        person = make_user("ada@acme.example", organization=acme_corporation)
        person.issuer, person.subject = issuer.url, "another"
        person.save()
    else:
        person = request.getfixturevalue(who)
    before = User.objects.filter(pk=person.pk).values().get()
    trust(provision=True, organization="Acme Corporation")
    token = issuer.token(email=person.email, email_verified=True)

    assert_answers(show(api, token), 401, UNAUTHORIZED)
    assert User.objects.filter(pk=person.pk).values().get() == before
    assert not User.objects.filter(subject="ada-1").exists()


def test_nobody_is_added_to_an_organization_that_is_not_here(api, issuer, trust):
    trust(provision=True, organization="Acme Corporation")
    with time_machine.travel(NOON, tick=False) as clock:
        token = issuer.token()
        refused = show(api, token)
        Organization.objects.create(name="Acme Corporation")
        with CaptureQueriesContext(connection) as queries:
            again = show(api, token)
        asked = len(queries)
        clock.shift(10)
        later = show(api, token)

    assert_answers(refused, 401, UNAUTHORIZED)
    assert_answers(again, 401, UNAUTHORIZED)
    assert asked == 1  # who it is; nothing is tried again
    assert later.status_code == 200


def test_a_token_without_the_scope_adds_nobody(api, issuer, trust, db):
    trust(provision=True)

    assert_answers(show(api, issuer.token(scope="openid")), 401, SCOPE_MISSING)
    assert User.objects.count() == 0


@pytest.mark.postgresql
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="in SQLite one writer works at a time"
)
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("told", [{}, {"email": "ada@acme.example", "email_verified": True}])
def test_first_tokens_at_once_add_one_person(issuer, told):
    together = Barrier(4)
    entry = issuer.entry(provision=True)
    token = issuer.token(**told)

    def come(_: int) -> User:
        try:
            together.wait()
            return holder_of_trusted_token(token, entry)[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        people = list(threads.map(come, range(4)))

    assert set(people) == {User.objects.get()}
