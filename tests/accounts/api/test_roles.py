"""Roles: listing, reading, creating, changing and deleting them."""

import pytest

from accounts.models import Role
from accounts.operations.roles import create_role
from accounts.queries.assignments import owner_role_id
from tests.accounts.api.envelopes import (
    FORBIDDEN,
    HEADER_NOT_FOUND,
    ITWIN_NOT_FOUND,
    NO_SUCH_METHOD,
    NOT_GUIDS,
    ROLE_NOT_FOUND,
    UNKNOWN_ID,
    assert_answers,
    assert_no_content,
)
from tests.accounts.api.test_permissions import EVERY_PERMISSION
from tests.factories import make_itwin, make_member
from twins.models import ITwin


@pytest.fixture
def bridge(acme, owner) -> ITwin:
    return make_itwin(acme, owner=owner, display_name="Bridge")


@pytest.fixture
def viewer(bridge) -> Role:
    return create_role(itwin=bridge, display_name="Viewer", description="Looks at it")


def roles_on(itwin_id: object) -> str:
    return f"/accesscontrol/itwins/{itwin_id}/roles"


def one(role: Role, itwin: ITwin | None = None) -> str:
    return f"{roles_on((itwin or role.itwin).pk)}/{role.pk}"


def wire(role: Role, **values: object) -> dict[str, object]:
    return {
        "id": str(role.pk),
        "displayName": role.display_name,
        "description": role.description,
        "permissions": [],
        "type": "Custom",
        **values,
    }


def test_a_role_is_created_read_listed_changed_and_deleted(api, bridge, owner):
    client = api(owner)
    said = {"displayName": "iTwin Role Manager", "description": "Manages roles"}

    created = client.post(roles_on(bridge.pk), said, format="json")

    role = {
        "id": created.json()["role"]["id"],
        **said,
        "permissions": [],
        "type": "Custom",
    }
    path = f"{roles_on(bridge.pk)}/{role['id']}"
    assert_answers(created, 201, {"role": role})
    assert_answers(client.get(path), 200, {"role": role})
    assert_answers(client.get(roles_on(bridge.pk)), 200, {"roles": [role]})

    change = {"permissions": ["administration_manage_roles"]}
    changed = client.patch(path, change, format="json")

    assert_answers(changed, 200, {"role": {**role, **change}})
    assert_answers(client.get(path), 200, {"role": {**role, **change}})
    assert_no_content(client.delete(path))
    assert_answers(client.get(path), 404, ROLE_NOT_FOUND)
    assert_answers(client.delete(path), 404, ROLE_NOT_FOUND)
    assert_answers(client.get(roles_on(bridge.pk)), 200, {"roles": []})


def test_the_roles_of_an_itwin_are_listed_in_the_order_of_their_making(api, acme, bridge, owner):
    create_role(itwin=acme, display_name="Of the Account")
    roles = [create_role(itwin=bridge, display_name=name) for name in ("B", "A", "B")]

    answer = api(owner).get(roles_on(bridge.pk))

    assert_answers(answer, 200, {"roles": [wire(role) for role in roles]})


def test_an_account_lists_its_default_role_before_its_own(api, acme, admin):
    own = create_role(itwin=acme, display_name="Reader", permissions=["imodels_read"])

    answer = api(admin).get(roles_on(acme.pk))

    default = acme.roles.get(display_name="Team Member")
    assert_answers(
        answer,
        200,
        {"roles": [wire(default, type="Default"), wire(own, permissions=["imodels_read"])]},
    )


def test_permissions_are_listed_sorted(api, bridge, owner):
    names = ["storage_read", "SCENES_READ", "imodels_read"]
    role = create_role(itwin=bridge, display_name="Reader", permissions=names)

    answer = api(owner).get(one(role))

    assert answer.json()["role"]["permissions"] == ["SCENES_READ", "imodels_read", "storage_read"]


# Who may: the status each person gets for list, get, create, change and delete.
CAST = {
    "owner": (200, 200, 201, 200, 204),
    "admin": (200, 200, 201, 200, 204),
    "manager": (200, 200, 201, 200, 204),
    "inviter": (200, 200, 403, 403, 403),
    "reader": (403, 403, 403, 403, 403),
    "newcomer": (404, 404, 404, 404, 404),
    "outsider": (404, 404, 404, 404, 404),
    "loner": (404, 404, 404, 404, 404),
    "support": (404, 404, 404, 404, 404),
    "anonymous": (401, 401, 401, 401, 401),
}
PERMISSIONS_OF_MEMBER = {
    "manager": ["administration_manage_roles"],
    "inviter": ["administration_invite_member"],
    "reader": ["imodels_read", "administration_manage_groups", "administration_remove_member"],
}
BODIES = {401: HEADER_NOT_FOUND, 403: FORBIDDEN, 404: ITWIN_NOT_FOUND}


@pytest.mark.parametrize(("who", "expected"), CAST.items(), ids=CAST)
def test_who_may_do_what(api, bridge, viewer, member, request, who, expected):
    if who in PERMISSIONS_OF_MEMBER:
        make_member(bridge, member, *PERMISSIONS_OF_MEMBER[who])
    person = member if who in PERMISSIONS_OF_MEMBER else None
    if who != "anonymous" and person is None:
        person = request.getfixturevalue(who)
    client = api(person)
    said = {"displayName": "Reader", "description": ""}

    answers = [
        client.get(roles_on(bridge.pk)),
        client.get(one(viewer)),
        client.post(roles_on(bridge.pk), said, format="json"),
        client.patch(one(viewer), {"displayName": "Watcher"}, format="json"),
        client.delete(one(viewer)),
    ]

    assert tuple(answer.status_code for answer in answers) == expected
    for answer in answers:
        if answer.status_code in BODIES:
            assert_answers(answer, answer.status_code, BODIES[answer.status_code])


def test_a_newcomer_may_not_read_the_roles_of_the_organizations_account(api, acme, newcomer):
    assert_answers(api(newcomer).get(roles_on(acme.pk)), 403, FORBIDDEN)


def test_a_permission_on_the_parent_says_nothing_about_the_child(api, bridge, owner, member):
    child = make_itwin(bridge, owner=owner)
    make_member(bridge, member, "administration_manage_roles")
    make_member(child, member, "imodels_read")

    assert_answers(api(member).get(roles_on(child.pk)), 403, FORBIDDEN)


@pytest.mark.parametrize("itwin_id", [UNKNOWN_ID, *NOT_GUIDS])
def test_an_unknown_itwin_has_no_roles(api, admin, viewer, itwin_id):
    client = api(admin)
    path = f"{roles_on(itwin_id)}/{viewer.pk}"

    for answer in (
        client.get(roles_on(itwin_id)),
        client.post(roles_on(itwin_id), {}, format="json"),
        client.get(path),
        client.patch(path, {}, format="json"),
        client.delete(path),
    ):
        assert_answers(answer, 404, ITWIN_NOT_FOUND)


@pytest.mark.parametrize("role_id", [UNKNOWN_ID, *NOT_GUIDS])
def test_an_unknown_role_is_not_available_whatever_the_body(api, bridge, owner, role_id):
    client = api(owner)
    path = f"{roles_on(bridge.pk)}/{role_id}"

    for answer in (client.get(path), client.patch(path, [], format="json"), client.delete(path)):
        assert_answers(answer, 404, ROLE_NOT_FOUND)


def test_ids_are_read_in_any_casing(api, viewer, owner):
    path = f"{roles_on(str(viewer.itwin_id).upper())}/{str(viewer.pk).upper()}"

    assert_answers(api(owner).get(path), 200, {"role": wire(viewer)})


def test_a_role_of_the_account_is_not_reached_through_a_child(api, acme, bridge, admin):
    role = create_role(itwin=acme, display_name="Reader")
    client, path = api(admin), one(role, bridge)

    assert_answers(client.get(path), 404, ROLE_NOT_FOUND)
    change = {"displayName": "Mine"}
    assert_answers(client.patch(path, change, format="json"), 404, ROLE_NOT_FOUND)
    assert_answers(client.delete(path), 404, ROLE_NOT_FOUND)
    assert Role.objects.get(pk=role.pk).display_name == "Reader"


def test_a_role_of_another_itwin_is_not_reached_either(api, acme, viewer, owner):
    tunnel = make_itwin(acme, owner=owner)

    assert_answers(api(owner).delete(one(viewer, tunnel)), 404, ROLE_NOT_FOUND)


@pytest.mark.parametrize("body", [{"displayName": "Mine"}, {}, []])
def test_a_default_role_stays_as_it_is(api, acme, admin, body):
    default = acme.roles.get(display_name="Team Member")
    client = api(admin)

    assert_answers(client.get(one(default)), 200, {"role": wire(default, type="Default")})
    assert_answers(client.patch(one(default), body, format="json"), 403, FORBIDDEN)
    assert_answers(client.delete(one(default)), 403, FORBIDDEN)
    assert list(acme.roles.values_list("display_name", flat=True)) == ["Team Member"]


def test_the_role_that_presents_ownership_can_be_read_and_nothing_else(api, bridge, owner):
    client = api(owner)
    path = f"{roles_on(bridge.pk)}/{owner_role_id(bridge.pk)}"

    role = {
        "id": str(owner_role_id(bridge.pk)),
        "displayName": "iTwin owner",
        "description": "Holds every permission on the iTwin and manages its owners.",
        "permissions": EVERY_PERMISSION,
        "type": "Default",
    }
    assert_answers(client.get(path), 200, {"role": role})
    assert_answers(client.patch(path, {"displayName": "Mine"}, format="json"), 403, FORBIDDEN)
    assert_answers(client.delete(path), 403, FORBIDDEN)
    assert_answers(client.get(roles_on(bridge.pk)), 200, {"roles": []})


def test_the_owner_role_of_another_itwin_is_unknown_here(api, acme, bridge, owner):
    path = f"{roles_on(bridge.pk)}/{owner_role_id(acme.pk)}"

    assert_answers(api(owner).get(path), 404, ROLE_NOT_FOUND)


def test_another_method_is_refused_after_the_token_was_checked(api, viewer, owner):
    assert_answers(api(None).put(one(viewer)), 401, HEADER_NOT_FOUND)
    assert_answers(api(owner).put(one(viewer)), 405, NO_SUCH_METHOD)
    assert_answers(api(owner).patch(roles_on(viewer.itwin_id)), 405, NO_SUCH_METHOD)


@pytest.mark.parametrize("roles", [1, 3])
def test_listing_costs_the_same_however_many_roles(
    api, bridge, owner, roles, django_assert_num_queries
):
    for number in range(roles):
        names = ["imodels_read", "storage_read"]
        create_role(itwin=bridge, display_name=f"Role {number}", permissions=names)
    client = api(owner)

    with django_assert_num_queries(6):
        client.get(roles_on(bridge.pk))
