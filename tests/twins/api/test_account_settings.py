"""/itwins/accountsettings/{id}: who may create iTwins directly below an Account."""

from datetime import UTC, datetime

import pytest
import time_machine

from accounts.operations.owner_members import add_owner
from accounts.permissions import permissions_of, wire_permissions
from tests.factories import make_itwin, make_member
from tests.twins.api.answers import (
    FORBIDDEN,
    HEADER_NOT_FOUND,
    NO_OPERATION,
    NOT_FOUND,
    UNKNOWN_ID,
    UNREADABLE,
    assert_answers,
    refusal,
)
from twins.choices import CreationAuthPolicy
from twins.models import AccountSettings, AuditEntry

ANYONE = {"creationAuthPolicy": "AnyoneInOrg"}
BY_ROLE = {"creationAuthPolicy": "RbacPermission"}
MOMENT = datetime(2026, 5, 4, 3, 2, 1, 230_000, tzinfo=UTC)
SECOND_OF_ALL = refusal("AccountSettingsExists", "The specified Account settings already exist.")
INCORRECT = (
    "InvalidValue",
    "creationAuthPolicy",
    "CreationAuthPolicy value is incorrect. Valid values are RbacPermission and AnyoneInOrg.",
)
MISSING = (
    "MissingRequiredProperty",
    "creationAuthPolicy",
    "A required property is missing or empty.",
)


def path_of(account):
    return f"/itwins/accountsettings/{account.pk}"


def settings_body(account, policy, by, at="2026-05-04T03:02:01.230Z"):
    return {
        "accountSettings": {
            "id": str(account.pk),
            "creationAuthPolicy": policy,
            "lastModifiedDateTime": at,
            "lastModifiedBy": str(by.pk),
        }
    }


@pytest.fixture
def _at_the_moment():
    with time_machine.travel(MOMENT, tick=False):
        yield


def test_an_account_without_settings_follows_roles_since_it_was_opened(api, admin, acme):
    answer = api(admin).get(path_of(acme))

    opened = acme.created_at.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    assert_answers(answer, 200, settings_body(acme, "RbacPermission", admin, opened))


@pytest.mark.usefixtures("_at_the_moment")
def test_settings_are_created_once(api, admin, acme):
    client = api(admin)

    created = client.post(path_of(acme), ANYONE, format="json")
    again = client.post(path_of(acme), BY_ROLE, format="json")

    assert_answers(created, 201, settings_body(acme, "AnyoneInOrg", admin))
    assert_answers(again, 409, SECOND_OF_ALL)
    assert_answers(client.get(path_of(acme)), 200, settings_body(acme, "AnyoneInOrg", admin))


@pytest.mark.usefixtures("_at_the_moment")
def test_settings_are_changed_or_created_by_an_update(api, admin, acme):
    client = api(admin)

    for body in (ANYONE, BY_ROLE):
        changed = client.patch(path_of(acme), body, format="json")
        assert_answers(changed, 200, settings_body(acme, body["creationAuthPolicy"], admin))

    assert [entry.changes for entry in AuditEntry.objects.filter(itwin_id=acme.pk).order_by("pk")][
        -2:
    ] == [
        {"creationAuthPolicy": ["RbacPermission", "AnyoneInOrg"]},
        {"creationAuthPolicy": ["AnyoneInOrg", "RbacPermission"]},
    ]


def test_an_update_that_changes_nothing_leaves_no_trace(api, admin, acme):
    api(admin).patch(path_of(acme), ANYONE, format="json")
    before = AuditEntry.objects.count(), AccountSettings.objects.get().last_modified_at

    api(admin).patch(path_of(acme), ANYONE, format="json")

    after = AuditEntry.objects.count(), AccountSettings.objects.get().last_modified_at
    assert after == before


@pytest.mark.parametrize("method", ["get", "post", "patch"])
@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("owner", (403, FORBIDDEN)),
        ("member", (403, FORBIDDEN)),
        ("newcomer", (403, FORBIDDEN)),
        ("outsider", (404, NOT_FOUND)),
        ("loner", (404, NOT_FOUND)),
        (None, (401, HEADER_NOT_FOUND)),
    ],
)
def test_they_are_for_administrators_alone(
    api, acme, owner, member, request, who, expected, method
):
    add_owner(itwin=acme, user=owner)
    make_member(acme, member, "itwins_create")
    user = request.getfixturevalue(who) if who else None

    answer = getattr(api(user), method)(path_of(acme), {}, format="json")

    assert_answers(answer, *expected)
    assert not AccountSettings.objects.exists()


@pytest.mark.parametrize("method", ["get", "post", "patch"])
@pytest.mark.parametrize("wanted", ["an iTwin", "unknown", "malformed"])
def test_what_is_no_account_has_none(api, admin, acme, method, wanted):
    ids = {
        "an iTwin": make_itwin(acme, owner=admin).pk,
        "unknown": UNKNOWN_ID,
        "malformed": "acme",
    }

    answer = getattr(api(admin), method)(
        f"/itwins/accountsettings/{ids[wanted]}", ANYONE, format="json"
    )

    assert_answers(answer, 404, NOT_FOUND)


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ("{", UNREADABLE),
        ("[]", UNREADABLE),
        ("", MISSING),
        ("{}", MISSING),
        ('{"creationAuthPolicy":null}', MISSING),
        ('{"creationAuthPolicy":""}', MISSING),
        ('{"creationAuthPolicy":"anyoneinorg"}', INCORRECT),
        ('{"creationAuthPolicy":["AnyoneInOrg"]}', INCORRECT),
        ('{"creationAuthPolicy":1}', INCORRECT),
    ],
)
@pytest.mark.parametrize(("method", "verb"), [("post", "create"), ("patch", "update")])
def test_a_wrong_body_is_refused(api, admin, acme, method, verb, body, detail):
    answer = api(admin).generic(
        method.upper(), path_of(acme), body, content_type="application/json"
    )

    message = f"Cannot {verb} Account settings."
    assert_answers(answer, 422, refusal("InvalidiTwinsRequest", message, detail))
    assert not AccountSettings.objects.exists()


@pytest.mark.parametrize(
    ("method", "path"),
    [("get", "/itwins/accountsettings"), ("delete", "/itwins/accountsettings/{id}")],
)
def test_nothing_else_is_known_here(api, admin, acme, method, path):
    answer = getattr(api(admin), method)(path.replace("{id}", str(acme.pk)))

    assert_answers(answer, 404, NO_OPERATION)


NEW = {"class": "Endeavor", "subClass": "Project", "displayName": "Bridge"}


def test_anyone_of_the_organization_creates_below_an_open_account(api, admin, newcomer, acme):
    assert_answers(api(newcomer).post("/itwins/", NEW, format="json"), 403, FORBIDDEN)

    api(admin).post(path_of(acme), ANYONE, format="json")
    created = api(newcomer).post("/itwins/", NEW, format="json")

    assert (created.status_code, created.json()["iTwin"]["parentId"]) == (201, str(acme.pk))


def test_an_open_account_opens_neither_what_is_below_it_nor_itself_to_strangers(
    api, acme, soylent, owner, newcomer, outsider, loner
):
    AccountSettings.objects.create(
        account=acme,
        creation_auth_policy=CreationAuthPolicy.ANYONE_IN_ORG,
        last_modified_at=MOMENT,
        last_modified_by=owner,
    )
    road = make_itwin(acme, owner=owner)
    below, beside = NEW | {"parentId": str(road.pk)}, NEW | {"parentId": str(acme.pk)}

    assert_answers(api(newcomer).post("/itwins/", below, format="json"), 403, FORBIDDEN)
    assert_answers(api(outsider).post("/itwins/", beside, format="json"), 403, FORBIDDEN)
    assert_answers(api(loner).post("/itwins/", beside, format="json"), 403, FORBIDDEN)
    assert wire_permissions(permissions_of(newcomer, acme)) == ["itwins_create"]
    assert permissions_of(loner, acme) == permissions_of(newcomer, road) == frozenset()
