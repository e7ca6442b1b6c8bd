"""POST /itwins/: what is created, by whom, and where."""

from uuid import UUID

import pytest

from accounts.models import AccountOwnership, OwnerMember
from accounts.operations.organizations import open_account
from tests.factories import make_itwin, make_member
from tests.twins.api.answers import (
    FORBIDDEN,
    FULL,
    HEADER_NOT_FOUND,
    UNKNOWN_ID,
    assert_answers,
    cannot,
    names,
)
from twins.choices import CLASS_OF_SUBCLASS, Channel, DataCenterLocation, SubClass
from twins.models import AuditEntry, ITwin
from twins.operations.lifecycle import delete_itwin

BRIDGE = {"displayName": "Bridge", "class": "Endeavor", "subClass": "Project"}
CREATABLE = [(word, CLASS_OF_SUBCLASS[word]) for word in SubClass if word != SubClass.ACCOUNT]


def _post(api, user, body):
    return api(user).post("/itwins/", body, format="json")


def test_what_is_left_out_has_its_default(api, acme, admin):
    answer = _post(api, admin, BRIDGE)

    shown = answer.json()["iTwin"]
    itwin = ITwin.objects.get(display_name="Bridge")
    created = shown["createdDateTime"]
    assert_answers(
        answer,
        201,
        {
            "iTwin": {
                "id": str(itwin.pk),
                "class": "Endeavor",
                "subClass": "Project",
                "type": None,
                "number": str(itwin.pk),
                "displayName": "Bridge",
                "geographicLocation": None,
                "latitude": None,
                "longitude": None,
                "ianaTimeZone": None,
                "dataCenterLocation": "East US",
                "status": "Active",
                "parentId": str(acme.pk),
                "iTwinAccountId": str(acme.pk),
                "imageName": None,
                "image": None,
                "createdDateTime": created,
                "createdBy": str(admin.pk),
                "lastModifiedDateTime": created,
                "lastModifiedBy": str(admin.pk),
            }
        },
    )
    assert len(created) == len("2016-01-18T21:03:00.370Z")
    assert api(admin).get(f"/itwins/{itwin.pk}").json() == answer.json()


def test_everything_that_can_be_said_is_kept(api, acme, admin):
    said = {
        "class": "Thing",
        "subClass": "Asset",
        "type": "Road",
        "number": "N-1",
        "displayName": "Straße 🌉",
        "geographicLocation": "Exton, PA",
        "latitude": 40.028,
        "longitude": -75.621,
        "ianaTimeZone": "America/New_York",
        "dataCenterLocation": "UK South",
        "status": "Trial",
        "parentId": str(make_itwin(acme, owner=admin).pk),
    }

    shown = _post(api, admin, said).json()["iTwin"]

    assert {name: shown[name] for name in said} == said
    assert list(shown) == FULL


@pytest.mark.parametrize(("sub_class", "itwin_class"), CREATABLE)
def test_every_sub_class_but_account_can_be_created_anywhere(
    api, acme, admin, sub_class, itwin_class
):
    work_package = make_itwin(acme, owner=admin, sub_class=SubClass.WORK_PACKAGE)
    body = {"class": itwin_class, "subClass": sub_class}

    top = _post(api, admin, body | {"displayName": "Top"})
    below = _post(api, admin, body | {"displayName": "Below", "parentId": str(work_package.pk)})

    assert (top.status_code, below.status_code) == (201, 201)
    assert below.json()["iTwin"]["parentId"] == str(work_package.pk)


@pytest.mark.parametrize("location", DataCenterLocation.values)
def test_every_data_center_can_be_chosen(api, acme, admin, location):
    answer = _post(api, admin, BRIDGE | {"dataCenterLocation": location})

    assert answer.json()["iTwin"]["dataCenterLocation"] == location


@pytest.mark.parametrize(
    ("given", "shown"),
    [("Active", "Active"), ("inactive", "Inactive"), ("TRIAL", "Trial"), (None, "Active")],
)
def test_a_status_comes_in_any_casing(api, acme, admin, given, shown):
    assert _post(api, admin, BRIDGE | {"status": given}).json()["iTwin"]["status"] == shown


@pytest.mark.parametrize("number", [None, "", "  "])
def test_an_empty_number_is_the_id(api, acme, admin, number):
    shown = _post(api, admin, BRIDGE | {"number": number}).json()["iTwin"]

    assert shown["number"] == shown["id"]


def test_null_says_nothing(api, acme, admin):
    optional = set(FULL) - {"displayName", "class", "subClass"}

    answer = _post(api, admin, BRIDGE | dict.fromkeys(optional))

    assert answer.status_code == 201


def test_read_only_and_unknown_properties_are_ignored(api, acme, admin, owner):
    body = BRIDGE | {
        "id": UNKNOWN_ID,
        "iTwinAccountId": UNKNOWN_ID,
        "imageName": "a.png",
        "image": "https://elsewhere.example/a.png",
        "createdDateTime": "1999-12-31T00:00:00Z",
        "createdBy": str(owner.pk),
        "lastModifiedDateTime": 7,
        "lastModifiedBy": [],
        "colour": {"red": 255},
        "DisplayName": "Not this one",
        "__proto__": {"status": "Inactive"},
    }

    shown = _post(api, admin, body).json()["iTwin"]

    itwin = ITwin.objects.get(display_name="Bridge")
    assert shown["id"] == str(itwin.pk) != UNKNOWN_ID
    assert shown["iTwinAccountId"] == str(acme.pk)
    assert (shown["image"], shown["imageName"]) == (None, None)
    assert itwin.created_by == itwin.last_modified_by == admin
    assert itwin.created_at.year > 1999


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("displayName", "x" * 255, "x" * 255),
        ("displayName", "🌉" * 255, "🌉" * 255),
        ("displayName", " 7 ", " 7 "),
        ("number", "x" * 255, "x" * 255),
        ("type", "x" * 100, "x" * 100),
        ("type", "", ""),
        ("geographicLocation", "x" * 255, "x" * 255),
        ("latitude", 90, 90.0),
        ("latitude", -90, -90.0),
        ("latitude", 0, 0.0),
        ("longitude", 180, 180.0),
        ("longitude", -180.0, -180.0),
        ("ianaTimeZone", "UTC", "UTC"),
        ("ianaTimeZone", "America/Argentina/ComodRivadavia", "America/Argentina/ComodRivadavia"),
    ],
)
def test_values_at_the_limits_are_accepted(api, acme, admin, name, value, shown):
    assert _post(api, admin, BRIDGE | {name: value}).json()["iTwin"][name] == shown


# --- who may, and where -----------------------------------------------------------------------


def test_the_creator_owns_it_and_sees_it_at_once(api, acme, newcomer, admin):
    make_member(acme, newcomer, "itwins_create")

    created = _post(api, newcomer, BRIDGE).json()["iTwin"]

    assert OwnerMember.objects.get(itwin=created["id"]).user == newcomer
    assert "Bridge" in names(api(newcomer).get("/itwins/"))
    assert api(newcomer).delete(f"/itwins/{created['id']}").status_code == 204


@pytest.mark.parametrize("permissions", [(), ("itwins_modify",), ("imodels_write",)])
def test_without_the_permission_nothing_is_created(api, acme, newcomer, permissions):
    make_member(acme, newcomer, *permissions)

    assert_answers(_post(api, newcomer, BRIDGE), 403, FORBIDDEN)
    assert ITwin.objects.except_accounts().count() == 0
    assert AuditEntry.objects.count() == 0


def test_the_permission_is_needed_on_the_parent_itself(api, acme, owner, member):
    road = make_itwin(acme, owner=owner, display_name="Road")
    bridge = make_itwin(road, owner=owner, display_name="Bridge")
    make_member(road, member, "itwins_create")
    make_member(bridge, member, name="Reader")

    on_road = _post(api, member, BRIDGE | {"displayName": "A", "parentId": str(road.pk)})
    on_bridge = _post(api, member, BRIDGE | {"displayName": "B", "parentId": str(bridge.pk)})
    on_account = _post(api, member, BRIDGE | {"displayName": "C", "parentId": str(acme.pk)})
    anywhere = _post(api, member, BRIDGE | {"displayName": "D"})

    assert on_road.status_code == 201
    for refused in (on_bridge, on_account, anywhere):
        assert_answers(refused, 403, FORBIDDEN)


def test_an_owner_may_create_below_what_they_own(api, acme, owner):
    road = make_itwin(acme, owner=owner)

    assert _post(api, owner, BRIDGE | {"parentId": str(road.pk)}).status_code == 201


def test_unknown_invisible_and_deleted_parents_are_refused_alike(
    api, acme, soylent, outsider, admin
):
    hidden = make_itwin(soylent, owner=outsider)
    deleted = make_itwin(acme, owner=admin)
    delete_itwin(deleted, by=admin, through=Channel.API)

    for parent_id in (UNKNOWN_ID, hidden.pk, deleted.pk, soylent.pk):
        answer = _post(api, admin, BRIDGE | {"parentId": str(parent_id)})
        assert_answers(answer, 403, FORBIDDEN)


@pytest.mark.parametrize(
    "parent_id", ["", "nonsense", 7, True, ["x"], {}, f"{{{UNKNOWN_ID}}}", "\x00", "x" * 60_000]
)
def test_a_malformed_parent_is_a_wrong_value(api, acme, newcomer, parent_id):
    answer = _post(api, newcomer, BRIDGE | {"parentId": parent_id})

    detail = ("InvalidValue", "parentId", "ParentId value is incorrect.")
    assert_answers(answer, 422, cannot("create", detail))


def test_permission_comes_before_what_the_body_says(api, acme, newcomer):
    assert_answers(_post(api, newcomer, {"displayName": 7}), 403, FORBIDDEN)


def test_a_token_comes_before_permission(api, acme):
    assert_answers(_post(api, None, BRIDGE), 401, HEADER_NOT_FOUND)


def test_a_parent_in_another_account_of_the_organization_takes_it_there(
    api, acme, acme_corporation, admin
):
    north = open_account(organization=acme_corporation, name="North", by=admin, is_primary=False)

    shown = _post(api, admin, BRIDGE | {"parentId": str(north.pk)}).json()["iTwin"]

    assert (shown["parentId"], shown["iTwinAccountId"]) == (str(north.pk), str(north.pk))


def test_a_guest_creates_in_the_account_of_the_parent(api, acme, owner, outsider):
    road = make_itwin(acme, owner=owner)
    make_member(road, outsider, "itwins_create")

    shown = _post(api, outsider, BRIDGE | {"parentId": str(road.pk)}).json()["iTwin"]

    assert shown["iTwinAccountId"] == str(acme.pk)


def test_who_has_no_organization_creates_in_a_personal_account(api, loner):
    first = _post(api, loner, BRIDGE).json()["iTwin"]
    second = _post(api, loner, BRIDGE | {"displayName": "Tunnel"}).json()["iTwin"]

    account = AccountOwnership.objects.get(user=loner).account
    assert first["iTwinAccountId"] == second["iTwinAccountId"] == str(account.pk)
    assert ITwin.objects.accounts().count() == 1


def test_support_staff_create_nothing(api, support):
    assert_answers(_post(api, support, BRIDGE), 403, FORBIDDEN)


def test_an_organization_without_account_has_no_place_for_it(api, admin):
    assert_answers(_post(api, admin, BRIDGE), 403, FORBIDDEN)


def test_creating_is_written_down(api, acme, admin):
    created = _post(api, admin, BRIDGE).json()["iTwin"]

    entry = AuditEntry.objects.get()
    assert (entry.operation, entry.channel, entry.user) == ("Created", "API", admin)
    assert (entry.itwin_id, entry.itwin_name) == (UUID(created["id"]), "Bridge")
    assert (entry.changes, entry.reason) == ({}, "")
