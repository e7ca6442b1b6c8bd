"""A read-only token writes nowhere: every operation of the URL tables, so that none is forgotten."""

import re

import pytest
from rest_framework.test import APIClient

from accounts.models import Webhook
from itwins_site.wire.addresses import unknown_operation
from tests.accounts.authentication.test_bearer import UNAUTHORIZED
from tests.factories import make_itwin, make_member
from tests.factories.api_tokens import make_api_token
from tests.itwins_site.test_api_definition import ROUTES, methods_of
from tests.twins.api.answers import assert_answers, refusal
from twins.models import ITwin

FORBIDDEN = refusal(
    "InsufficientPermissions",
    "The user has insufficient permissions for the requested operation.",
)
UNKNOWN = "00000000-0000-4000-8000-000000000000"
# What reads although it is sent by POST.
READING = {("POST", "/users/getbyidlist")}
OPERATIONS = sorted(
    (method.upper(), f"{prefix}{route.pattern}")
    for prefix, table in ROUTES.items()
    for route in table.urlpatterns
    if route.callback is not unknown_operation
    for method in methods_of(route)
)
WRITES = [each for each in OPERATIONS if each[0] != "GET" and each not in READING]
READS = [each for each in OPERATIONS if each not in WRITES]


def show(text: str, method: str, path: str, body: object = None):
    path = re.sub("<.*?>", UNKNOWN, path)
    headers = {"Authorization": f"Bearer {text}"}
    return getattr(APIClient(), method.lower())(path, body, format="json", headers=headers)


@pytest.mark.parametrize(("method", "path"), WRITES, ids=str)
def test_a_read_only_token_is_refused_by_whatever_writes(admin, method, path):
    answer = show(make_api_token(admin, is_read_only=True), method, path)

    assert_answers(answer, 403, FORBIDDEN)


@pytest.mark.parametrize(("method", "path"), READS, ids=str)
def test_a_read_only_token_is_let_in_where_one_reads(admin, method, path):
    reads = show(make_api_token(admin, "reads", is_read_only=True), method, path, [])
    writes = show(make_api_token(admin, "writes"), method, path, [])

    assert reads.status_code == writes.status_code


def test_there_are_writes_of_every_method_and_api():
    assert {method for method, _ in WRITES} == {"POST", "PUT", "PATCH", "DELETE"}
    assert {path.split("/")[1] for _, path in WRITES} == {"itwins", "accesscontrol", "webhooks"}


def test_nothing_is_written_where_the_person_might(owner, acme):
    bridge = make_itwin(acme, owner=owner, display_name="Bridge")
    text = make_api_token(owner, is_read_only=True)
    before = ITwin.objects.filter(pk=bridge.pk).values().get()

    changed = show(text, "PATCH", f"/itwins/{bridge.pk}", {"displayName": "Tunnel"})
    deleted = show(text, "DELETE", f"/itwins/{bridge.pk}")

    assert_answers(changed, 403, FORBIDDEN)
    assert_answers(deleted, 403, FORBIDDEN)
    assert ITwin.objects.filter(pk=bridge.pk).values().get() == before
    assert show(text, "GET", f"/itwins/{bridge.pk}").json()["iTwin"]["displayName"] == "Bridge"


def test_a_read_write_token_writes(owner, acme):
    bridge = make_itwin(acme, owner=owner)
    text = make_api_token(owner)

    answer = show(text, "PATCH", f"/itwins/{bridge.pk}", {"displayName": "Tunnel"})

    assert answer.json()["iTwin"]["displayName"] == "Tunnel"


def test_people_are_looked_up_by_id_although_that_is_a_post(owner, member):
    text = make_api_token(owner, is_read_only=True)

    answer = show(text, "POST", "/users/getbyidlist", [str(member.pk)])

    assert [user["id"] for user in answer.json()["users"]] == [str(member.pk)]


def test_a_wrong_method_is_told_as_such_first(owner):
    text = make_api_token(owner, is_read_only=True)

    assert show(text, "DELETE", "/users/me").status_code == 405
    assert show(text, "PUT", "/itwins/").status_code == 404


def test_who_is_asking_comes_before_what_they_may(owner):
    text = make_api_token(owner, is_read_only=True)
    owner.is_active = False
    owner.save()

    assert_answers(show(text, "POST", "/itwins/"), 401, UNAUTHORIZED)


def test_a_permission_of_the_person_does_not_widen_the_token(acme, owner, member):
    make_member(acme, member, "webhooks_maintainer")
    text = make_api_token(member, is_read_only=True)
    webhook = {
        "callbackUrl": "https://hooks.example/told",
        "scope": "iTwin",
        "scopeId": str(acme.pk),
        "eventTypes": ["iTwins.iTwinCreated.v1"],
    }

    assert_answers(show(text, "POST", "/webhooks", webhook), 403, FORBIDDEN)
    assert not Webhook.objects.exists()
