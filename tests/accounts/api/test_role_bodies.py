"""What may be said about a role, and how the rest is refused."""

import pytest

from accounts.models import Role
from accounts.operations.roles import create_role
from tests.accounts.api.envelopes import (
    FORBIDDEN,
    UNREADABLE,
    assert_answers,
    invalid,
    missing,
    refusal,
)
from tests.factories import make_itwin, make_member
from twins.models import ITwin


@pytest.fixture
def bridge(acme, owner) -> ITwin:
    return make_itwin(acme, owner=owner, display_name="Bridge")


@pytest.fixture
def viewer(bridge) -> Role:
    return create_role(
        itwin=bridge,
        display_name="Viewer",
        description="Looks at it",
        permissions=["imodels_read", "imodels_webview"],
    )


def roles_on(itwin: ITwin) -> str:
    return f"/accesscontrol/itwins/{itwin.pk}/roles"


def one(role: Role) -> str:
    return f"{roles_on(role.itwin)}/{role.pk}"


def cannot(*details: tuple[str, ...]) -> dict:
    return refusal("InvalidiTwinsRoleRequest", "Cannot create/update Role.", details=details)


def permission_not_found(target: str) -> dict:
    message = "Requested permission is not available."
    return refusal("PermissionNotFound", message, target=target)


def stored(role: Role) -> tuple[str, str, list[str]]:
    role = Role.objects.get(pk=role.pk)
    names = role.permissions.order_by("pk").values_list("pk", flat=True)
    return role.display_name, role.description, list(names)


@pytest.mark.parametrize("permissions", [[], ["itwins_modify"], ["no such"], None, 7])
def test_permissions_and_what_is_unknown_are_ignored_when_creating(api, bridge, owner, permissions):
    said = {"displayName": "Reader", "description": "", "permissions": permissions, "x": 1}

    answer = api(owner).post(roles_on(bridge), said, format="json")

    assert answer.status_code == 201
    assert stored(bridge.roles.get()) == ("Reader", "", [])


def test_two_roles_may_have_one_name_as_long_as_it_gets(api, bridge, owner):
    said = {"displayName": "é" * 255, "description": "ß" * 4000}

    answers = [api(owner).post(roles_on(bridge), said, format="json") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert [stored(role) for role in bridge.roles.all()] == [("é" * 255, "ß" * 4000, [])] * 2


@pytest.mark.parametrize(
    ("said", "details"),
    [
        ({}, [missing("displayName"), missing("description")]),
        ({"displayName": "R"}, [missing("description")]),
        ({"description": "D"}, [missing("displayName")]),
        ({"displayName": None, "description": None}, [missing("displayName"), missing("description")]),
        ({"displayName": "", "description": ""}, [missing("displayName")]),
        ({"displayName": " \t", "description": ""}, [missing("displayName")]),
        ({"displayName": 7, "description": []}, [invalid("displayName"), invalid("description")]),
        ({"displayName": "R" * 256, "description": ""}, [invalid("displayName")]),
        ({"displayName": "R", "description": "D" * 4001}, [invalid("description")]),
        ({"displayName": "R\x00", "description": "\x00"}, [invalid("displayName"), invalid("description")]),
    ],
)  # fmt: skip
def test_a_new_role_is_refused_with_everything_that_is_wrong(api, bridge, owner, said, details):
    answer = api(owner).post(roles_on(bridge), said, format="json")

    assert_answers(answer, 422, cannot(*details))
    assert not bridge.roles.exists()


@pytest.mark.parametrize("body", [b"{", b"[]", b'"role"', b"null", b'{"displayName": "\\ud800"}'])
def test_a_body_that_is_no_object_is_refused(api, bridge, viewer, owner, body):
    client = api(owner)
    json = "application/json"

    created = client.generic("POST", roles_on(bridge), body, json)
    changed = client.generic("PATCH", one(viewer), body, json)

    assert_answers(created, 422, cannot(UNREADABLE))
    assert_answers(changed, 422, cannot(UNREADABLE))


def test_an_absent_body_lacks_everything(api, bridge, viewer, owner):
    client = api(owner)

    created = client.generic("POST", roles_on(bridge), b"", "application/json")

    assert_answers(created, 422, cannot(missing("displayName"), missing("description")))
    assert_answers(client.generic("PATCH", one(viewer)), 422, cannot(UNREADABLE))


@pytest.mark.parametrize("said", [{}, {"type": "Default"}, {"id": "1"}])
def test_a_change_of_nothing_is_refused(api, viewer, owner, said):
    assert_answers(api(owner).patch(one(viewer), said, format="json"), 422, cannot(UNREADABLE))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"displayName": "A"}, ("A", "Looks at it", ["imodels_read", "imodels_webview"])),
        ({"description": ""}, ("Viewer", "", ["imodels_read", "imodels_webview"])),
        ({"permissions": []}, ("Viewer", "Looks at it", [])),
        (
            {"permissions": ["STORAGE_READ", "scenes_read", "storage_read"]},
            ("Viewer", "Looks at it", ["SCENES_READ", "storage_read"]),
        ),
        (
            {"displayName": "A", "description": "B", "permissions": ["imodels_read"]},
            ("A", "B", ["imodels_read"]),
        ),
    ],
)
def test_only_what_is_said_changes(api, viewer, owner, said, expected):
    answer = api(owner).patch(one(viewer), said, format="json")

    display_name, description, permissions = expected
    role = {
        "id": str(viewer.pk),
        "displayName": display_name,
        "description": description,
        "permissions": permissions,
        "type": "Custom",
    }
    assert_answers(answer, 200, {"role": role})
    assert sorted(stored(viewer)[2]) == sorted(permissions)
    assert stored(viewer)[:2] == (display_name, description)


@pytest.mark.parametrize(
    ("said", "details"),
    [
        ({"displayName": None}, [missing("displayName")]),
        ({"displayName": "  "}, [missing("displayName")]),
        ({"displayName": "R" * 256}, [invalid("displayName")]),
        ({"description": None}, [missing("description")]),
        ({"description": "D" * 4001}, [invalid("description")]),
        ({"permissions": None}, [invalid("permissions")]),
        ({"permissions": "imodels_read"}, [invalid("permissions")]),
        ({"permissions": ["imodels_read", 7]}, [invalid("permissions[1]")]),
        (
            {"permissions": {}, "displayName": 1},
            [invalid("displayName"), invalid("permissions")],
        ),
    ],
)
def test_a_change_is_refused_with_everything_that_is_wrong(api, viewer, owner, said, details):
    before = stored(viewer)

    answer = api(owner).patch(one(viewer), said, format="json")

    assert_answers(answer, 422, cannot(*details))
    assert stored(viewer) == before


@pytest.mark.parametrize("unknown", ["fly", "", "imodels_read ", "\x00", "membership"])
def test_the_first_unknown_permission_is_named_and_nothing_changes(api, viewer, owner, unknown):
    before = stored(viewer)
    said = {"displayName": "A", "permissions": ["imodels_read", unknown, "swim"]}

    answer = api(owner).patch(one(viewer), said, format="json")

    assert_answers(answer, 404, permission_not_found("permissions[1]"))
    assert stored(viewer) == before


def test_nobody_adds_a_permission_they_lack(api, bridge, viewer, member):
    make_member(bridge, member, "administration_manage_roles", "storage_read")
    client = api(member)
    before = stored(viewer)

    widened = {"displayName": "A", "permissions": ["imodels_read", "storage_write"]}
    assert_answers(client.patch(one(viewer), widened, format="json"), 403, FORBIDDEN)
    assert stored(viewer) == before

    # What the role holds already may stay, and what they hold themselves may come.
    allowed = {"permissions": ["imodels_read", "storage_read"]}
    assert client.patch(one(viewer), allowed, format="json").status_code == 200
    assert stored(viewer)[2] == ["imodels_read", "storage_read"]


def test_without_the_guard_a_manager_of_roles_adds_any_permission(
    api, bridge, viewer, member, settings
):
    settings.ESCALATION_GUARD = False
    make_member(bridge, member, "administration_manage_roles")

    answer = api(member).patch(one(viewer), {"permissions": ["storage_write"]}, format="json")

    assert answer.status_code == 200
    assert stored(viewer)[2] == ["storage_write"]


def test_a_role_held_on_the_account_is_not_widened_where_it_counts_elsewhere(
    api, acme, bridge, member
):
    make_member(acme, member, "administration_manage_roles", "storage_write")
    used_below = create_role(itwin=acme, display_name="Used below")
    make_member(bridge, member, "imodels_read")
    bridge.user_members.get(user=member).role_assignments.create(role=used_below, position=9)

    answer = api(member).patch(one(used_below), {"permissions": ["storage_write"]}, format="json")

    assert_answers(answer, 403, FORBIDDEN)
    assert stored(used_below)[2] == []
