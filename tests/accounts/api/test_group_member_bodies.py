"""What bodies ask for when groups are given roles, and what they are refused for."""

import pytest

from accounts.models import Group, GroupMember, Role, User
from accounts.operations.roles import create_role
from accounts.queries.assignments import owner_role_id
from tests.accounts.api.envelopes import (
    FORBIDDEN,
    UNKNOWN_ID,
    UNREADABLE,
    assert_answers,
    invalid,
    missing,
    refusal,
)
from tests.accounts.api.test_group_members import (
    NO_MEMBER,
    entry,
    members_of,
    one,
    refused,
    wire,
)
from tests.factories import make_group, make_group_member, make_itwin, make_member, make_user
from twins.models import ITwin

NO_ROLE = ("RoleNotFound", "Requested Role is not available.")


@pytest.fixture
def bridge(acme, owner) -> ITwin:
    return make_itwin(acme, owner=owner, display_name="Bridge")


@pytest.fixture
def surveyors(bridge) -> Group:
    return make_group(bridge, name="Surveyors")


@pytest.fixture
def roles(bridge) -> list[Role]:
    return [
        create_role(itwin=bridge, display_name=name, description=f"As {name}") for name in "ABC"
    ]


@pytest.mark.parametrize(
    ("entries", "details"),
    [
        (None, [UNREADABLE]),
        ([], [UNREADABLE]),
        ({}, [invalid("members")]),
        ("x", [invalid("members")]),
        ([1, None], [invalid("members[0]"), invalid("members[1]")]),
        ([{}], [missing("members[0].groupId"), missing("members[0].roleIds")]),
        (
            [{"groupId": "", "roleIds": []}],
            [missing("members[0].groupId"), missing("members[0].roleIds")],
        ),
        (
            [{"groupId": UNKNOWN_ID, "roleIds": [UNKNOWN_ID]}, {"groupId": 1, "roleIds": "x"}],
            [invalid("members[1].groupId"), invalid("members[1].roleIds")],
        ),
        (
            [{"groupId": "\x00", "roleIds": [UNKNOWN_ID, "x", None]}],
            [
                invalid("members[0].groupId"),
                invalid("members[0].roleIds[1]"),
                invalid("members[0].roleIds[2]"),
            ],
        ),
        (
            [{"groupId": UNKNOWN_ID, "roleIds": [UNKNOWN_ID] * 26}] * 2,
            [("InvalidProperty", "Collection size exceeds maximum size.", "members")],
        ),
        ([1] * 51, [("InvalidProperty", "Collection size exceeds maximum size.", "members")]),
    ],
)
def test_what_cannot_be_added_is_refused(api, bridge, owner, entries, details):
    answer = api(owner).post(members_of(bridge), {"members": entries}, format="json")

    assert_answers(answer, 422, refused(*details))


@pytest.mark.parametrize(
    ("role_ids", "details"),
    [
        (None, [missing("roleIds")]),
        ([], [UNREADABLE]),
        ("x", [invalid("roleIds")]),
        ([UNKNOWN_ID, "x"], [invalid("roleIds[1]")]),
        (
            [UNKNOWN_ID] * 51,
            [("InvalidProperty", "Collection size exceeds maximum size.", "roleIds")],
        ),
    ],
)
def test_roles_that_cannot_be_held_are_refused(api, bridge, surveyors, owner, role_ids, details):
    role = make_group_member(bridge, surveyors, by=owner)
    client = api(owner)

    answer = client.patch(one(bridge, surveyors), {"roleIds": role_ids}, format="json")

    assert_answers(answer, 422, refused(*details))
    kept = {"member": wire(surveyors, role)}
    assert_answers(client.get(one(bridge, surveyors)), 200, kept)


@pytest.mark.parametrize("text", ["{", "[]", "1", '{"members": "\\ud800"}', b"\xff"])
def test_a_body_that_is_no_object_is_refused(api, bridge, surveyors, owner, text):
    make_group_member(bridge, surveyors, by=owner)
    client = api(owner)

    for call, path in (
        (client.post, members_of(bridge)),
        (client.patch, one(bridge, surveyors)),
    ):
        answer = call(path, text, content_type="application/json")
        assert_answers(answer, 422, refused(UNREADABLE))


def test_a_group_of_elsewhere_is_unknown_and_changes_nothing(
    api, acme, bridge, surveyors, roles, owner
):
    elsewhere = make_group(make_itwin(acme, owner=owner))
    entries = [entry(surveyors, roles[0]), entry(elsewhere, roles[0])]

    answer = api(owner).post(members_of(bridge), {"members": entries}, format="json")

    assert_answers(answer, 404, refusal(*NO_MEMBER, target="members[1].groupId"))
    assert not GroupMember.objects.exists()


def test_a_role_of_elsewhere_is_unknown_and_changes_nothing(
    api, acme, bridge, surveyors, roles, owner
):
    elsewhere = create_role(itwin=make_itwin(acme, owner=owner), display_name="Reader")
    client = api(owner)
    entries = [entry(surveyors, roles[0], elsewhere)]

    added = client.post(members_of(bridge), {"members": entries}, format="json")

    assert_answers(added, 404, refusal(*NO_ROLE, target="members[0].roleIds[1]"))
    assert not GroupMember.objects.exists()

    role = make_group_member(bridge, surveyors, by=owner)
    said = {"roleIds": [str(roles[0].pk), str(elsewhere.pk)]}
    changed = client.patch(one(bridge, surveyors), said, format="json")

    assert_answers(changed, 404, refusal(*NO_ROLE, target="roleIds[1]"))
    kept = {"member": wire(surveyors, role)}
    assert_answers(client.get(one(bridge, surveyors)), 200, kept)


def test_a_group_cannot_own(api, bridge, surveyors, owner):
    said = {"groupId": str(surveyors.pk), "roleIds": [str(owner_role_id(bridge.pk))]}

    answer = api(owner).post(members_of(bridge), {"members": [said]}, format="json")

    assert_answers(answer, 404, refusal(*NO_ROLE, target="members[0].roleIds[0]"))


@pytest.fixture
def inviter(bridge, acme_corporation) -> User:
    person = make_user("inviter@acme.example", organization=acme_corporation)
    make_member(bridge, person, "administration_invite_member", "imodels_read", name="Inviter")
    return person


@pytest.mark.parametrize(("granted", "status"), [("imodels_read", 201), ("imodels_write", 403)])
def test_nobody_gives_a_group_what_they_lack(
    api, bridge, surveyors, inviter, settings, granted, status
):
    role = create_role(itwin=bridge, display_name="Given", permissions=[granted])
    said = {"members": [entry(surveyors, role)]}

    answer = api(inviter).post(members_of(bridge), said, format="json")

    assert answer.status_code == status
    assert GroupMember.objects.exists() == (status == 201)

    settings.ESCALATION_GUARD = False
    assert api(inviter).post(members_of(bridge), said, format="json").status_code == 201


def test_what_a_group_holds_already_can_be_kept_by_whoever_lacks_it(
    api, bridge, surveyors, inviter, owner
):
    strong = make_group_member(bridge, surveyors, "imodels_write", by=owner, name="Strong")
    weak = create_role(itwin=bridge, display_name="Weak", permissions=["imodels_read"])
    other = create_role(itwin=bridge, display_name="Other", permissions=["imodels_write"])
    client = api(inviter)

    kept = client.patch(
        one(bridge, surveyors), {"roleIds": [str(weak.pk), str(strong.pk)]}, format="json"
    )
    swapped = client.patch(one(bridge, surveyors), {"roleIds": [str(other.pk)]}, format="json")

    assert_answers(kept, 200, {"member": wire(surveyors, weak, strong)})
    assert_answers(swapped, 403, FORBIDDEN)
