"""PATCH /itwins/{id}: what changes, who may, and what is written down."""

from datetime import UTC, datetime

import orjson
import pytest
import time_machine

from tests.factories import make_itwin, make_member
from tests.twins.api.answers import (
    FORBIDDEN,
    FULL,
    NOT_FOUND,
    UNKNOWN_ID,
    assert_answers,
    make_at,
    names,
    start_of_2024,
)
from twins.choices import Channel
from twins.models import AuditEntry, ITwin
from twins.operations.lifecycle import delete_itwin

DESCRIBED = {
    "type": "Road",
    "geographic_location": "Exton, PA",
    "latitude": 40.028,
    "longitude": -75.621,
    "iana_time_zone": "America/New_York",
}


@pytest.fixture
def bridge(acme, owner):
    return make_at(start_of_2024(), acme, owner, "Bridge", number="N-1", **DESCRIBED)


def _patch(api, user, itwin, body, content_type="application/json"):
    return api(user).generic("PATCH", f"/itwins/{itwin.pk}", orjson.dumps(body), content_type)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("displayName", "Tunnel"),
        ("displayName", "bridge"),
        ("number", "N-2"),
        ("number", "n-1"),
        ("type", "Rail"),
        ("type", ""),
        ("geographicLocation", "Huntsville, AL"),
        ("latitude", -1.5),
        ("longitude", 0.0),
        ("ianaTimeZone", "Europe/Berlin"),
        ("status", "Inactive"),
        ("status", "Trial"),
    ],
)
def test_what_is_said_changes_and_nothing_else(api, bridge, owner, name, value):
    before = api(owner).get(f"/itwins/{bridge.pk}").json()["iTwin"]

    with time_machine.travel(datetime(2025, 5, 5, tzinfo=UTC), tick=False):
        answer = _patch(api, owner, bridge, {name: value})

    expected = before | {name: value, "lastModifiedDateTime": "2025-05-05T00:00:00.000Z"}
    assert_answers(answer, 200, {"iTwin": expected})
    assert api(owner).get(f"/itwins/{bridge.pk}").json() == answer.json()


@pytest.mark.parametrize(
    "name", ["type", "geographicLocation", "latitude", "longitude", "ianaTimeZone"]
)
def test_null_clears_what_may_be_empty(api, bridge, owner, name):
    shown = _patch(api, owner, bridge, {name: None}).json()["iTwin"]

    assert shown[name] is None
    assert {other for other in FULL if shown[other] is None} == {name, "image", "imageName"}


def test_several_properties_change_at_once_by_whoever_asked(api, bridge, admin):
    body = {"displayName": "Tunnel", "status": "trial", "latitude": 7}

    shown = _patch(api, admin, bridge, body).json()["iTwin"]

    assert (shown["displayName"], shown["status"], shown["latitude"]) == ("Tunnel", "Trial", 7.0)
    assert shown["lastModifiedBy"] == str(admin.pk) != shown["createdBy"]
    assert shown["lastModifiedDateTime"] > shown["createdDateTime"]


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "application/merge-patch+json",
        "application/json-patch+json",
        "application/json; charset=utf-8",
    ],
)
def test_the_body_is_a_partial_object_whatever_it_is_called(api, bridge, owner, content_type):
    answer = _patch(api, owner, bridge, {"type": "Rail"}, content_type)

    assert (answer.status_code, answer.json()["iTwin"]["type"]) == (200, "Rail")


@pytest.mark.parametrize("prefer", ["return=minimal", "return=representation"])
def test_the_answer_is_always_in_full(api, bridge, owner, prefer):
    answer = api(owner).patch(
        f"/itwins/{bridge.pk}", {"type": "Rail"}, format="json", headers={"Prefer": prefer}
    )

    assert list(answer.json()["iTwin"]) == FULL


def test_an_object_sent_back_whole_changes_nothing(api, bridge, owner):
    before = api(owner).get(f"/itwins/{bridge.pk}")
    entries = AuditEntry.objects.count()

    answer = _patch(api, owner, bridge, before.json()["iTwin"])

    assert (answer.status_code, answer.content) == (200, before.content)
    assert AuditEntry.objects.count() == entries


def test_an_object_sent_back_with_one_change_changes_that(api, bridge, owner):
    whole = api(owner).get(f"/itwins/{bridge.pk}").json()["iTwin"]

    answer = _patch(api, owner, bridge, whole | {"id": whole["id"].upper(), "status": "Trial"})

    assert answer.json()["iTwin"]["status"] == "Trial"
    assert AuditEntry.objects.latest("id").changes == {"status": ["Active", "Trial"]}


@pytest.mark.parametrize("body", [{}, {"status": "active"}, {"type": "Road"}, {"colour": "red"}])
def test_what_is_equal_or_unknown_leaves_no_trace(api, bridge, owner, body):
    answer = _patch(api, owner, bridge, body)

    assert answer.json()["iTwin"]["lastModifiedDateTime"] == "2024-01-01T00:00:00.000Z"
    assert AuditEntry.objects.filter(operation="Changed").count() == 0


def test_a_change_is_written_down(api, bridge, owner, member):
    make_member(bridge, member, "itwins_modify")

    _patch(api, member, bridge, {"displayName": "Tunnel", "latitude": None, "type": "Road"})

    entry = AuditEntry.objects.latest("id")
    assert (entry.operation, entry.channel, entry.user) == ("Changed", "API", member)
    assert (entry.itwin_id, entry.itwin_name) == (bridge.pk, "Tunnel")
    assert entry.changes == {"displayName": ["Bridge", "Tunnel"], "latitude": [40.028, None]}


def test_lists_show_the_change_at_once(api, bridge, owner, member):
    make_member(bridge, member)

    _patch(api, owner, bridge, {"displayName": "Tunnel", "number": "N-2"})

    assert names(api(member).get("/itwins/?displayName=tunnel&number=n-2")) == ["Tunnel"]
    assert names(api(member).get("/itwins/?$search=Bridge")) == []
    assert names(api(member).get("/itwins/?$orderby=displayName&$search=n-2")) == ["Tunnel"]


def test_an_itwin_made_inactive_leaves_the_lists_and_comes_back(api, bridge, owner):
    _patch(api, owner, bridge, {"status": "Inactive"})
    hidden = names(api(owner).get("/itwins/"))
    _patch(api, owner, bridge, {"status": "Active"})

    assert (hidden, names(api(owner).get("/itwins/"))) == ([], ["Bridge"])


# --- who may ----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["owner", "admin"])
def test_owners_and_administrators_may(api, bridge, request, who):
    user = request.getfixturevalue(who)

    assert _patch(api, user, bridge, {"type": "Rail"}).status_code == 200


def test_a_member_with_the_permission_may(api, bridge, member):
    make_member(bridge, member, "itwins_modify")

    assert _patch(api, member, bridge, {"type": "Rail"}).status_code == 200


@pytest.mark.parametrize("permissions", [(), ("itwins_create",), ("imodels_manage",)])
@pytest.mark.parametrize("body", [{"type": "Rail"}, {"type": 7}, {}])
def test_a_member_without_the_permission_may_not(api, bridge, member, permissions, body):
    make_member(bridge, member, *permissions)

    assert_answers(_patch(api, member, bridge, body), 403, FORBIDDEN)
    bridge.refresh_from_db()
    assert bridge.type == "Road"


@pytest.mark.parametrize("who", ["newcomer", "outsider", "loner", "support"])
def test_for_everybody_else_it_does_not_exist(api, bridge, request, who):
    user = request.getfixturevalue(who)

    assert_answers(_patch(api, user, bridge, {"type": "Rail"}), 404, NOT_FOUND)


def test_an_administrator_may_rename_an_account_and_others_may_not(api, acme, admin, newcomer):
    renamed = _patch(api, admin, acme, {"displayName": "Acme Ltd."})

    assert renamed.json()["iTwin"]["displayName"] == "Acme Ltd."
    assert_answers(_patch(api, newcomer, acme, {"displayName": "Mine"}), 403, FORBIDDEN)


def test_a_deleted_or_unknown_itwin_cannot_be_changed(api, bridge, owner):
    delete_itwin(bridge, by=owner, through=Channel.API)
    unknown = ITwin(pk=UNKNOWN_ID)

    for itwin in (bridge, unknown):
        assert_answers(_patch(api, owner, itwin, {"type": "Rail"}), 404, NOT_FOUND)


# --- moving -----------------------------------------------------------------------------------


@pytest.fixture
def road(acme, owner):
    return make_itwin(acme, owner=owner, display_name="Road")


def test_an_itwin_moves_below_another_of_its_account(api, bridge, road, owner):
    child = make_itwin(bridge, owner=owner, display_name="Pillar")

    answer = _patch(api, owner, bridge, {"parentId": str(road.pk).upper()})

    assert answer.json()["iTwin"]["parentId"] == str(road.pk)
    assert names(api(owner).get(f"/itwins/?parentId={road.pk}")) == ["Bridge"]
    assert names(api(owner).get(f"/itwins/?parentId={bridge.pk}")) == ["Pillar"]
    child.refresh_from_db()
    assert child.parent_id == bridge.pk


def test_an_itwin_moves_to_the_top_of_its_account(api, acme, admin, road):
    bridge = make_itwin(road, owner=admin)

    answer = _patch(api, admin, bridge, {"parentId": str(acme.pk)})

    assert answer.json()["iTwin"]["parentId"] == str(acme.pk)


def test_a_move_is_written_down_with_the_other_changes(api, acme, bridge, road, owner):
    _patch(api, owner, bridge, {"status": "Trial", "parentId": str(road.pk)})

    assert AuditEntry.objects.latest("id").changes == {
        "parentId": [str(acme.pk), str(road.pk)],
        "status": ["Active", "Trial"],
    }
