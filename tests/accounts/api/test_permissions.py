"""GET /accesscontrol/itwins/permissions, and a person's own on one iTwin."""

import pytest

from accounts.models import Permission
from accounts.operations.user_members import add_user_member
from tests.accounts.api.envelopes import (
    HEADER_NOT_FOUND,
    ITWIN_NOT_FOUND,
    NO_SUCH_METHOD,
    NOT_GUIDS,
    UNKNOWN_ID,
    assert_answers,
)
from tests.factories import make_itwin, make_member
from twins.choices import Channel
from twins.models import ITwin
from twins.operations.lifecycle import delete_itwin

ALL = "/accesscontrol/itwins/permissions"
EVERY_PERMISSION = [
    "REPORTINGEDIT",
    "REPORTINGVIEW",
    "SCENES_READ",
    "SCENES_WRITE",
    "administration_invite_member",
    "administration_manage_groups",
    "administration_manage_roles",
    "administration_remove_member",
    "edfs_ilsmng",
    "imodels_delete",
    "imodels_manage",
    "imodels_read",
    "imodels_webview",
    "imodels_write",
    "insights_modify",
    "insights_view",
    "itwins_create",
    "itwins_modify",
    "realitydata_assign",
    "realitydata_manage",
    "realitydata_use",
    "storage_delete",
    "storage_read",
    "storage_write",
    "webhooks_maintainer",
]


@pytest.fixture
def bridge(acme, owner) -> ITwin:
    return make_itwin(acme, owner=owner, display_name="Bridge")


def mine(itwin_id: object) -> str:
    return f"/accesscontrol/itwins/{itwin_id}/permissions"


@pytest.mark.parametrize("who", ["owner", "outsider", "loner", "support"])
def test_everybody_reads_the_catalogue(api, request, who):
    answer = api(request.getfixturevalue(who)).get(ALL)

    assert_answers(answer, 200, {"permissions": EVERY_PERMISSION})


def test_a_permission_of_the_deployment_is_in_the_catalogue_and_held_by_owners(api, bridge, owner):
    Permission.objects.create(id="drones_fly")
    with_drones = sorted([*EVERY_PERMISSION, "drones_fly"])

    assert_answers(api(owner).get(ALL), 200, {"permissions": with_drones})
    assert_answers(api(owner).get(mine(bridge.pk)), 200, {"permissions": with_drones})


@pytest.mark.parametrize("who", ["owner", "admin"])
def test_owners_and_administrators_hold_every_permission(api, bridge, request, who):
    answer = api(request.getfixturevalue(who)).get(mine(bridge.pk))

    assert_answers(answer, 200, {"permissions": EVERY_PERMISSION})


def test_a_member_holds_what_the_roles_grant_each_once_and_sorted(api, bridge, member):
    make_member(bridge, member, "itwins_modify", "administration_invite_member")
    make_member(bridge, member, "itwins_modify", "SCENES_READ", name="Viewer")

    answer = api(member).get(mine(bridge.pk))

    held = ["SCENES_READ", "administration_invite_member", "itwins_modify"]
    assert_answers(answer, 200, {"permissions": held})


def test_a_member_whose_role_grants_nothing_holds_nothing(api, bridge, member):
    make_member(bridge, member)

    assert_answers(api(member).get(mine(bridge.pk)), 200, {"permissions": []})


def test_a_role_of_the_account_counts_only_where_it_is_assigned(api, acme, bridge, owner, member):
    role = make_member(acme, member, "itwins_create")
    tunnel = make_itwin(acme, owner=owner)
    add_user_member(itwin=tunnel, user=member, roles=[role])

    held = {"permissions": ["itwins_create"]}
    assert_answers(api(member).get(mine(acme.pk)), 200, held)
    assert_answers(api(member).get(mine(tunnel.pk)), 200, held)
    assert_answers(api(member).get(mine(bridge.pk)), 404, ITWIN_NOT_FOUND)


def test_a_newcomer_holds_nothing_on_the_account_of_the_organization(api, acme, newcomer):
    assert_answers(api(newcomer).get(mine(acme.pk)), 200, {"permissions": []})


@pytest.mark.parametrize("who", ["newcomer", "outsider", "loner", "support"])
def test_for_a_stranger_the_itwin_does_not_exist(api, bridge, request, who):
    answer = api(request.getfixturevalue(who)).get(mine(bridge.pk))

    assert_answers(answer, 404, ITWIN_NOT_FOUND)


@pytest.mark.parametrize("itwin_id", [UNKNOWN_ID, *NOT_GUIDS])
def test_an_unknown_id_is_the_id_of_no_itwin(api, admin, acme, itwin_id):
    assert_answers(api(admin).get(mine(itwin_id)), 404, ITWIN_NOT_FOUND)


def test_a_deleted_itwin_does_not_exist(api, bridge, owner):
    delete_itwin(bridge, by=owner, through=Channel.API)

    assert_answers(api(owner).get(mine(bridge.pk)), 404, ITWIN_NOT_FOUND)


def test_an_id_is_read_in_any_casing(api, bridge, owner):
    answer = api(owner).get(mine(str(bridge.pk).upper()))

    assert_answers(answer, 200, {"permissions": EVERY_PERMISSION})


def test_nobody_reads_them_without_a_token(api, bridge):
    assert_answers(api(None).get(ALL), 401, HEADER_NOT_FOUND)
    assert_answers(api(None).get(mine(bridge.pk)), 401, HEADER_NOT_FOUND)


def test_another_method_is_refused_after_the_token_was_checked(api, bridge, owner):
    assert_answers(api(None).post(ALL), 401, HEADER_NOT_FOUND)
    assert_answers(api(owner).post(ALL), 405, NO_SUCH_METHOD)
    assert_answers(api(owner).delete(mine(bridge.pk)), 405, NO_SUCH_METHOD)


@pytest.mark.parametrize(
    "accept",
    [
        "*/*",
        "application/json",
        "application/vnd.bentley.itwin-platform.v1+json",
        "application/vnd.bentley.itwin-platform.v2+json",
    ],
)
def test_every_accept_header_gets_the_same_body(api, owner, accept):
    answer = api(owner).get(ALL, headers={"accept": accept})

    assert_answers(answer, 200, {"permissions": EVERY_PERMISSION})
    assert answer.headers["x-itwinplatform-media-type"] == "bentley.itwin-platform.v2"


@pytest.mark.parametrize("roles", [1, 3])
def test_reading_ones_own_costs_the_same_however_many_roles(
    api, bridge, member, roles, django_assert_num_queries
):
    for number in range(roles):
        make_member(bridge, member, "itwins_modify", name=f"Role {number}")
    client = api(member)

    with django_assert_num_queries(8):
        client.get(mine(bridge.pk))
