"""Whom a group lists: who can be named, who may change the lists, and who is invited."""

import pytest

from accounts.models import Group, Invitation, User
from tests.accounts.api.envelopes import FORBIDDEN, assert_answers, refusal
from tests.factories import (
    make_directory_group,
    make_group,
    make_group_member,
    make_itwin,
    make_member,
    make_user,
)
from twins.models import ITwin

TEAM_MEMBER_NOT_FOUND = refusal("TeamMemberNotFound", "Requested team member is not available.")
INVITE = "administration_invite_member"
REMOVE = "administration_remove_member"
MANAGE = "administration_manage_groups"


@pytest.fixture
def bridge(acme, owner) -> ITwin:
    return make_itwin(acme, owner=owner, display_name="Bridge")


def one(group: Group) -> str:
    return f"/accesscontrol/itwins/{group.itwin_id}/groups/{group.pk}"


def listed(answer) -> list[str]:
    assert answer.status_code == 200, answer.json()
    return [person["email"] for person in answer.json()["group"]["members"]]


def people_of(group: Group) -> set[str]:
    return set(group.listed_users.values_list("user__email", flat=True))


def directory_groups_of(group: Group) -> set[str]:
    return set(group.listed_directory_groups.values_list("directory_group__name", flat=True))


def test_people_of_the_organization_are_listed_each_once(api, bridge, owner, member, newcomer):
    group = make_group(bridge)
    emails = [newcomer.email.upper(), f" {member.email} ", newcomer.email]

    answer = api(owner).patch(one(group), {"members": emails}, format="json")

    assert listed(answer) == ["newcomer@acme.example", "member@acme.example"]


@pytest.mark.parametrize(
    "email",
    [
        "admin@soylent.example",
        "loner@nowhere.example",
        "nobody@acme.example",
        "no address",
        "",
        "a\x00@b",
    ],
)
def test_nobody_else_can_be_named_on_an_itwin(api, bridge, owner, member, outsider, loner, email):
    group = make_group(bridge, member)

    answer = api(owner).patch(one(group), {"name": "Renamed", "members": [email]}, format="json")

    assert_answers(answer, 404, TEAM_MEMBER_NOT_FOUND)
    assert people_of(group) == {"member@acme.example"}
    assert Group.objects.get().name == "Group"
    assert not Invitation.objects.exists()


def test_a_member_of_another_organization_can_be_listed(api, bridge, owner, outsider):
    make_member(bridge, outsider)
    group = make_group(bridge)

    answer = api(owner).patch(one(group), {"members": [outsider.email]}, format="json")

    assert listed(answer) == ["admin@soylent.example"]


def test_those_listed_stay_listed_wherever_they_belong_by_now(api, bridge, owner, member, loner):
    group = make_group(bridge, loner)

    answer = api(owner).patch(one(group), {"members": [loner.email, member.email]}, format="json")

    assert listed(answer) == ["loner@nowhere.example", "member@acme.example"]


def test_a_list_replaces_what_was_listed_and_an_absent_one_does_not(
    api, bridge, owner, member, newcomer, acme_corporation
):
    group = make_group(bridge, member)
    for name in ("Divers", "Climbers"):
        make_directory_group(acme_corporation, name=name)
    client = api(owner)

    changed = client.patch(
        one(group), {"imsGroups": ["climbers", "DIVERS", "Divers"]}, format="json"
    )
    assert changed.json()["group"]["imsGroups"] == ["Climbers", "Divers"]
    assert listed(changed) == ["member@acme.example"]

    changed = client.patch(one(group), {"members": [newcomer.email]}, format="json")
    assert changed.json()["group"]["imsGroups"] == ["Climbers", "Divers"]
    assert listed(changed) == ["newcomer@acme.example"]

    changed = client.patch(one(group), {"imsGroups": ["Divers"], "members": []}, format="json")
    assert changed.json()["group"]["imsGroups"] == ["Divers"]
    assert listed(changed) == []


@pytest.mark.parametrize("name", ["Cooks", "nothing", "", "a\x00"])
def test_a_directory_group_of_elsewhere_is_unknown(
    api, bridge, owner, acme_corporation, outsider, name
):
    make_directory_group(acme_corporation, name="Divers")
    make_directory_group(outsider.organization, name="Cooks")
    group = make_group(bridge)

    answer = api(owner).patch(one(group), {"imsGroups": ["divers", name]}, format="json")

    unknown = refusal(
        "ImsGroupNotFound", "Requested IMS group is not available.", target="imsGroups[1]"
    )
    assert_answers(answer, 404, unknown)
    assert directory_groups_of(group) == set()


def test_those_an_accounts_group_does_not_know_are_invited_once(api, acme, admin, member, outsider):
    group = make_group(acme)
    strangers = ["New.Person@elsewhere.example", outsider.email]
    client = api(admin)

    answers = [
        client.patch(one(group), {"members": [*strangers, member.email]}, format="json"),
        client.patch(one(group), {"members": ["NEW.person@elsewhere.example"]}, format="json"),
        client.patch(one(group), {"members": []}, format="json"),
    ]

    assert [listed(answer) for answer in answers] == [["member@acme.example"], [], []]
    invitations = Invitation.objects.order_by("created_at")
    assert [(each.email, each.group, each.status) for each in invitations] == [
        (email, group, "Pending") for email in strangers
    ]


def test_what_is_no_address_invites_nobody(api, acme, admin, member):
    group = make_group(acme)

    answer = api(admin).patch(
        one(group), {"members": ["new@elsewhere.example", "no address"]}, format="json"
    )

    assert_answers(answer, 404, TEAM_MEMBER_NOT_FOUND)
    assert not Invitation.objects.exists()


ADD, KEEP, SWAP, CLEAR = (
    ["member@acme.example", "newcomer@acme.example"],
    ["member@acme.example"],
    ["newcomer@acme.example"],
    [],
)


@pytest.mark.parametrize(
    ("permissions", "members", "status"),
    [
        ([MANAGE], KEEP, 200),
        ([MANAGE], ADD, 403),
        ([MANAGE, REMOVE], ADD, 403),
        ([MANAGE, INVITE], ADD, 200),
        ([MANAGE, INVITE], CLEAR, 403),
        ([MANAGE, REMOVE], CLEAR, 200),
        ([MANAGE, INVITE], SWAP, 403),
        ([MANAGE, REMOVE], SWAP, 403),
        ([MANAGE, INVITE, REMOVE], SWAP, 200),
        ([INVITE, REMOVE], KEEP, 403),
    ],
)
def test_adding_and_removing_people_ask_for_permissions(
    api, bridge, owner, member, newcomer, acme_corporation, permissions, members, status
):
    manager = make_user("manager@acme.example", organization=acme_corporation)
    make_member(bridge, manager, *permissions)
    group = make_group(bridge, member)

    answer = api(manager).patch(one(group), {"members": members}, format="json")

    assert answer.status_code == status
    assert people_of(group) == set(members if status == 200 else KEEP)
    if status == 403:
        assert_answers(answer, 403, FORBIDDEN)


@pytest.mark.parametrize(
    ("permissions", "names", "status"),
    [
        ([MANAGE, INVITE], ["Divers", "Climbers"], 200),
        ([MANAGE, REMOVE], ["Divers", "Climbers"], 403),
        ([MANAGE, REMOVE], [], 200),
        ([MANAGE, INVITE], [], 403),
    ],
)
def test_adding_and_removing_directory_groups_ask_for_the_same(
    api, bridge, member, acme_corporation, permissions, names, status
):
    make_member(bridge, member, *permissions)
    group = make_group(bridge)
    divers = make_directory_group(acme_corporation, name="Divers")
    make_directory_group(acme_corporation, name="Climbers")
    group.listed_directory_groups.create(directory_group=divers)

    answer = api(member).patch(one(group), {"imsGroups": names}, format="json")

    assert answer.status_code == status
    assert directory_groups_of(group) == set(names if status == 200 else ["Divers"])


def test_a_stranger_is_not_told_from_nobody_without_the_permission_to_add(api, bridge, member):
    make_member(bridge, member, MANAGE)
    group = make_group(bridge)

    answer = api(member).patch(one(group), {"members": ["nobody@acme.example"]}, format="json")

    assert_answers(answer, 403, FORBIDDEN)


@pytest.fixture
def manager(bridge, member) -> User:
    make_member(bridge, member, MANAGE, INVITE, REMOVE, "imodels_read", name="Manager")
    return member


@pytest.mark.parametrize(
    ("change", "granted", "status"),
    [
        ("members", "imodels_read", 200),
        ("members", "imodels_write", 403),
        ("imsGroups", "imodels_read", 200),
        ("imsGroups", "imodels_write", 403),
    ],
)
def test_nobody_adds_to_a_group_that_grants_what_they_lack(
    api, bridge, owner, manager, acme_corporation, change, granted, status
):
    make_directory_group(acme_corporation, manager, name="Divers")
    group = make_group(bridge)
    make_group_member(bridge, group, granted, by=owner)
    named = {"members": [manager.email], "imsGroups": ["Divers"]}[change]

    answer = api(manager).patch(one(group), {change: named}, format="json")

    assert answer.status_code == status


def test_the_guard_can_be_switched_off(api, bridge, owner, manager, settings):
    settings.ESCALATION_GUARD = False
    group = make_group(bridge)
    make_group_member(bridge, group, "imodels_write", by=owner)

    answer = api(manager).patch(one(group), {"members": [manager.email]}, format="json")

    assert listed(answer) == [manager.email]


def test_removing_people_asks_for_nothing_that_the_group_grants(api, bridge, owner, manager):
    group = make_group(bridge, owner)
    make_group_member(bridge, group, "imodels_write", by=owner)

    answer = api(manager).patch(one(group), {"members": []}, format="json")

    assert listed(answer) == []
