"""DELETE /itwins/{id}: who may, and what is left: nothing on the wire."""

import pytest

from tests.factories import make_itwin, make_member
from tests.twins.api.answers import (
    FORBIDDEN,
    NOT_FOUND,
    UNKNOWN_ID,
    assert_answers,
    assert_no_content,
    names,
)
from twins.models import AuditEntry, Favorite, ITwin, Recent


@pytest.fixture
def bridge(acme, owner):
    return make_itwin(acme, owner=owner, display_name="Bridge", number="N-1")


@pytest.mark.parametrize("who", ["owner", "admin"])
def test_owners_and_administrators_may(api, bridge, request, who):
    client = api(request.getfixturevalue(who))

    assert_no_content(client.delete(f"/itwins/{bridge.pk}"))
    assert_answers(client.get(f"/itwins/{bridge.pk}"), 404, NOT_FOUND)


@pytest.mark.parametrize(
    "permissions", [(), ("itwins_modify",), ("itwins_modify", "itwins_create")]
)
def test_no_permission_of_a_member_is_enough(api, bridge, member, permissions):
    make_member(bridge, member, *permissions)

    assert_answers(api(member).delete(f"/itwins/{bridge.pk}"), 403, FORBIDDEN)
    assert ITwin.objects.live().filter(pk=bridge.pk).exists()


@pytest.mark.parametrize("who", ["newcomer", "outsider", "loner", "support"])
def test_for_everybody_else_it_does_not_exist(api, bridge, request, who):
    answer = api(request.getfixturevalue(who)).delete(f"/itwins/{bridge.pk}")

    assert_answers(answer, 404, NOT_FOUND)
    assert ITwin.objects.live().filter(pk=bridge.pk).exists()


@pytest.mark.parametrize("who", ["admin", "newcomer"])
def test_nobody_deletes_an_account(api, acme, request, who):
    answer = api(request.getfixturevalue(who)).delete(f"/itwins/{acme.pk}")

    assert_answers(answer, 403, FORBIDDEN)


def test_nobody_deletes_a_personal_account(api, loner):
    client = api(loner)
    account_id = client.get("/itwins/myprimaryaccount").json()["iTwin"]["id"]

    assert_answers(client.delete(f"/itwins/{account_id}"), 403, FORBIDDEN)


@pytest.mark.parametrize("itwin_id", [UNKNOWN_ID, "nonsense"])
def test_an_unknown_itwin_cannot_be_deleted(api, acme, owner, itwin_id):
    assert_answers(api(owner).delete(f"/itwins/{itwin_id}"), 404, NOT_FOUND)


def test_nothing_is_deleted_twice(api, bridge, owner):
    client = api(owner)
    client.delete(f"/itwins/{bridge.pk}")

    assert_answers(client.delete(f"/itwins/{bridge.pk}"), 404, NOT_FOUND)


def test_a_deleted_itwin_is_gone_everywhere(api, bridge, owner, member, admin):
    make_member(bridge, member)
    clients = [api(person) for person in (owner, member, admin)]
    for client in clients:
        client.post(f"/itwins/favorites/{bridge.pk}")
        client.post(f"/itwins/recents/{bridge.pk}")

    api(owner).delete(f"/itwins/{bridge.pk}")

    for client in clients:
        for path in ("/itwins/", "/itwins/favorites", "/itwins/recents"):
            answer = client.get(
                f"{path}?includeInactive=true",
                headers={"X-iTwin-Query-Scope": "all", "x-total-count": "true"},
            )
            assert (names(answer), answer.headers["x-total-count"]) == ([], "0")
        for method, path in [
            ("GET", f"/itwins/{bridge.pk}"),
            ("GET", f"/itwins/{bridge.pk}/account"),
            ("PATCH", f"/itwins/{bridge.pk}"),
            ("POST", f"/itwins/favorites/{bridge.pk}"),
            ("DELETE", f"/itwins/favorites/{bridge.pk}"),
            ("POST", f"/itwins/recents/{bridge.pk}"),
        ]:
            assert_answers(client.generic(method, path), 404, NOT_FOUND)
    assert (Favorite.objects.count(), Recent.objects.count()) == (0, 0)


def test_children_move_up_to_the_parent(api, acme, owner):
    road = make_itwin(acme, owner=owner, display_name="Road")
    bridge = make_itwin(road, owner=owner, display_name="Bridge")
    make_itwin(bridge, owner=owner, display_name="Pillar")
    make_itwin(bridge, owner=owner, display_name="Deck", status="Inactive")

    api(owner).delete(f"/itwins/{bridge.pk}")

    children = api(owner).get(
        f"/itwins/?parentId={road.pk}&includeInactive=true&$orderby=displayName"
    )
    assert names(children) == ["Deck", "Pillar"]


def test_children_of_a_top_level_itwin_move_up_to_the_account(api, acme, owner):
    road = make_itwin(acme, owner=owner, display_name="Road")
    make_itwin(road, owner=owner, display_name="Bridge")

    api(owner).delete(f"/itwins/{road.pk}")

    assert names(api(owner).get(f"/itwins/?parentId={acme.pk}")) == ["Bridge"]


def test_number_and_name_are_free_again(api, acme, bridge, admin):
    api(admin).delete(f"/itwins/{bridge.pk}")
    body = {
        "displayName": "Bridge",
        "number": "N-1",
        "class": "Endeavor",
        "subClass": "Project",
    }

    assert api(admin).post("/itwins/", body, format="json").status_code == 201


def test_an_inactive_itwin_can_be_deleted(api, acme, owner):
    bridge = make_itwin(acme, owner=owner, status="Inactive")

    assert_no_content(api(owner).delete(f"/itwins/{bridge.pk}"))


def test_deleting_is_written_down_for_the_itwin_and_its_children(api, acme, bridge, owner):
    pillar = make_itwin(bridge, owner=owner, display_name="Pillar")
    AuditEntry.objects.all().delete()

    api(owner).delete(f"/itwins/{bridge.pk}")

    entries = AuditEntry.objects.order_by("id").values_list(
        *("operation", "channel", "user", "itwin_id", "itwin_name", "changes", "reason")
    )
    assert list(entries) == [
        ("Deleted", "API", owner.pk, bridge.pk, "Bridge", {}, ""),
        (
            *("Changed", "API", owner.pk, pillar.pk, "Pillar"),
            {"parentId": [str(bridge.pk), str(acme.pk)]},
            "Bridge was deleted",
        ),
    ]
