"""What is kept to be told, whole, for each kind of event; and that nothing else is."""

import pytest

from accounts.models import Event, GroupMember, Invitation, OwnerMember, Role, User, UserMember
from accounts.operations.acceptances import accept_invitation
from accounts.operations.group_members import (
    add_group_members,
    change_group_member,
    remove_group_member,
)
from accounts.operations.groups import delete_group
from accounts.operations.invitations import Offer, invite
from accounts.operations.itwin_jobs import create_itwin_job
from accounts.operations.missing_members import purge_memberships
from accounts.operations.organizations import open_primary_account
from accounts.operations.owner_members import add_owner, add_owner_by_email, remove_owner
from accounts.operations.roles import delete_role
from accounts.operations.user_members import (
    add_members,
    add_user_member,
    change_user_member,
    remove_user_member,
)
from accounts.queries.assignments import owner_role_id
from accounts.queries.group_members import GroupEntry
from accounts.queries.member_entries import MemberEntry
from accounts.tasks import run_job
from tests.factories import make_group, make_itwin
from twins.choices import Channel
from twins.models import ITwin
from twins.operations.lifecycle import change_itwin, delete_itwin, restore_itwin


@pytest.fixture
def told(bridge, viewer, editor):
    """What has been told of the bridge since it was made: type without family, and content."""
    Event.objects.all().delete()

    def since() -> list[tuple[str, dict]]:
        rows = list(Event.objects.order_by("id"))
        Event.objects.all().delete()
        assert {(row.itwin_id, row.account_id) for row in rows} <= {(bridge.pk, bridge.account_id)}
        assert all(row.is_new for row in rows)
        return [(row.event_type.split(".")[1], row.content) for row in rows]

    return since


def of(member, by: User, *role: Role | tuple, kind: str = "User") -> dict:
    content = {"memberId": str(member.pk), "eventCreatedBy": str(by.pk), "memberType": kind}
    for each in role:
        role_id, name = each if isinstance(each, tuple) else (each.pk, each.display_name)
        content |= {"roleId": str(role_id), "roleName": name}
    return content


def ownership(itwin: ITwin) -> tuple:
    return owner_role_id(itwin.pk), "iTwin owner"


def itwin_content(itwin: ITwin, by: User, **more) -> dict:
    return {
        "eventCreatedBy": str(by.pk),
        "parentId": str(itwin.parent_id),
        "accountOwnerId": str(itwin.account.ownership.organization_id),
        "accountOwnerType": "Organization",
        "iTwinClass": "Endeavor",
        "iTwinSubClass": "Project",
    } | more


def test_an_itwin_that_comes_goes_and_comes_back(acme, owner, admin, bridge, told):
    change_itwin(bridge, by=owner, through=Channel.API, display_name="Renamed")
    assert told() == []

    delete_itwin(bridge, by=admin, through=Channel.API)
    assert told() == [("iTwinDeleted", itwin_content(bridge, admin))]

    restore_itwin(bridge, by=owner, through=Channel.ADMIN)
    assert told() == [("iTwinCreated", itwin_content(bridge, owner))]


def test_a_created_itwin_is_told_alone_with_its_place(acme, bridge, owner, told):
    tunnel = make_itwin(bridge, owner=owner)

    event = Event.objects.get()
    assert (event.event_type, event.itwin_id) == ("iTwins.iTwinCreated.v1", tunnel.pk)
    assert event.account_id == acme.pk
    assert event.content == itwin_content(tunnel, owner, parentId=str(bridge.pk))


def test_a_personal_account_is_owned_by_a_user(loner):
    account = open_primary_account(loner)
    make_itwin(account, owner=loner)

    content = Event.objects.get().content

    assert content["accountOwnerType"] == "User"
    assert content["accountOwnerId"] == str(loner.pk)


def test_an_itwin_that_was_not_created_is_not_told(bridge, owner, told):
    with pytest.raises(Exception, match="already exists"):
        make_itwin(bridge.parent, owner=owner, number=bridge.number)

    assert told() == []


def test_people_are_added_and_given_roles(bridge, owner, member, viewer, editor, told):
    entries = [MemberEntry(member.email, [viewer.pk, editor.pk])]

    add_members(itwin=bridge, entries=entries, by=owner)
    assert told() == [
        ("memberAdded", of(member, owner, viewer)),
        ("roleAssigned", of(member, owner, viewer)),
        ("roleAssigned", of(member, owner, editor)),
    ]

    add_members(itwin=bridge, entries=entries, by=owner)
    assert told() == []


def test_roles_are_exchanged(bridge, owner, member, viewer, editor, told):
    add_user_member(itwin=bridge, user=member, roles=[viewer])

    change_user_member(itwin=bridge, user=member, role_ids=[editor.pk], by=owner)
    assert told() == [
        ("roleAssigned", of(member, owner, editor)),
        ("roleUnassigned", of(member, owner, viewer)),
    ]

    change_user_member(itwin=bridge, user=member, role_ids=[editor.pk], by=owner)
    assert told() == []


def test_an_owner_who_gets_a_role_is_no_new_member(bridge, owner, viewer, told):
    add_members(itwin=bridge, entries=[MemberEntry(owner.email, [viewer.pk])], by=owner)

    assert told() == [("roleAssigned", of(owner, owner, viewer))]


def test_a_removed_member_loses_everything(bridge, owner, member, viewer, told):
    add_user_member(itwin=bridge, user=member, roles=[viewer])
    add_owner(itwin=bridge, user=member)

    remove_user_member(itwin=bridge, user=member, by=owner)

    events = told()
    assert sorted(events[:2], key=lambda event: event[1]["roleName"]) == [
        ("roleUnassigned", of(member, owner, viewer)),
        ("roleUnassigned", of(member, owner, ownership(bridge))),
    ]
    assert events[2:] == [("memberRemoved", of(member, owner))]


def test_ownership_is_told_as_the_role_that_it_is_shown_as(bridge, owner, member, told):
    add_owner_by_email(itwin=bridge, email=member.email, by=owner)
    assert told() == [
        ("memberAdded", of(member, owner, ownership(bridge))),
        ("roleAssigned", of(member, owner, ownership(bridge))),
    ]

    remove_owner(itwin=bridge, user=member, by=owner)
    assert told() == [
        ("roleUnassigned", of(member, owner, ownership(bridge))),
        ("memberRemoved", of(member, owner)),
    ]


def test_groups_are_members_of_their_own_kind(acme, bridge, owner, viewer, editor, told):
    crew = make_group(acme, name="Crew")

    add_group_members(itwin=bridge, entries=[GroupEntry(crew.pk, [viewer.pk])], by=owner)
    add_group_members(itwin=bridge, entries=[GroupEntry(crew.pk, [viewer.pk])], by=owner)
    assert told() == [
        ("memberAdded", of(crew, owner, viewer, kind="Group")),
        ("roleAssigned", of(crew, owner, viewer, kind="Group")),
    ]

    membership = GroupMember.objects.get()
    change_group_member(member=membership, role_ids=[editor.pk, viewer.pk], by=owner)
    assert told() == [("roleAssigned", of(crew, owner, editor, kind="Group"))]

    remove_group_member(member=membership, by=owner)
    assert told() == [
        ("roleUnassigned", of(crew, owner, editor, kind="Group")),
        ("roleUnassigned", of(crew, owner, viewer, kind="Group")),
        ("memberRemoved", of(crew, owner, kind="Group")),
    ]


def test_a_deleted_group_leaves_every_itwin(acme, bridge, owner, viewer, told):
    crew = make_group(acme, name="Crew")
    add_group_members(itwin=bridge, entries=[GroupEntry(crew.pk, [viewer.pk])], by=owner)
    told()

    delete_group(group=crew, by=owner)

    assert told() == [
        ("roleUnassigned", of(crew, owner, viewer, kind="Group")),
        ("memberRemoved", of(crew, owner, kind="Group")),
    ]


def test_a_deleted_role_is_taken_from_everybody(
    acme, bridge, admin, owner, member, newcomer, viewer, editor, told
):
    add_user_member(itwin=bridge, user=member, roles=[editor])
    add_user_member(itwin=bridge, user=newcomer, roles=[editor, viewer])
    add_user_member(itwin=bridge, user=owner, roles=[editor])
    crew = make_group(acme, name="Crew")
    add_group_members(itwin=bridge, entries=[GroupEntry(crew.pk, [editor.pk])], by=owner)
    told()
    name, role_id = editor.display_name, editor.pk

    delete_role(editor, by=admin)

    events = told()
    lost = ("roleUnassigned", (role_id, name))
    people = {str(user.pk): [] for user in (member, newcomer, owner)} | {str(crew.pk): []}
    for kind, content in events:
        people[content["memberId"]].append((kind, content))
    assert people == {
        str(member.pk): [
            (lost[0], of(member, admin, lost[1])),
            ("memberRemoved", of(member, admin)),
        ],
        str(newcomer.pk): [(lost[0], of(newcomer, admin, lost[1]))],
        str(owner.pk): [(lost[0], of(owner, admin, lost[1]))],
        str(crew.pk): [
            (lost[0], of(crew, admin, lost[1], kind="Group")),
            ("memberRemoved", of(crew, admin, kind="Group")),
        ],
    }


def test_members_of_a_deleted_itwin_are_told_no_more(bridge, owner, admin, member, editor, told):
    add_user_member(itwin=bridge, user=member, roles=[editor])
    delete_itwin(bridge, by=owner, through=Channel.API)
    told()

    delete_role(editor, by=admin)

    assert told() == []


def test_invitations_and_what_accepting_them_gives(bridge, owner, loner, viewer, told):
    offers = [Offer(loner.email, [viewer.pk]), Offer(loner.email, makes_owner=True)]
    made = invite(itwin=bridge, offers=offers, by=owner, is_mailed=False)
    assert told() == [("invitationCreated", {"invitationId": str(each.pk)}) for each in made]

    accept_invitation(invitation=Invitation.objects.first(), user=loner, through=Channel.PAGE)
    assert told() == [
        ("memberAdded", of(loner, loner, viewer)),
        ("roleAssigned", of(loner, loner, viewer)),
        ("roleAssigned", of(loner, loner, ownership(bridge))),
    ]


def test_strangers_are_invited_and_not_added(bridge, owner, loner, viewer, told):
    add_members(itwin=bridge, entries=[MemberEntry(loner.email, [viewer.pk])], by=owner)

    invitation = Invitation.objects.get()
    assert told() == [("invitationCreated", {"invitationId": str(invitation.pk)})]


def test_entries_of_a_job_are_told_like_requests(bridge, owner, member, viewer, told):
    entry = {"email": member.email, "roleIds": [str(viewer.pk)]}
    actions = {"assignRoles": [entry], "unassignRoles": [entry]}
    job = create_itwin_job(itwin=bridge, actions=actions, by=owner)

    run_job.func(str(job.pk))

    assert [kind for kind, _ in told()] == [
        *("memberAdded", "roleAssigned", "roleUnassigned", "memberRemoved")
    ]
    assert not UserMember.objects.exists()


def test_whoever_is_purged_is_told_as_if_they_had_left(bridge, member, viewer, told):
    add_user_member(itwin=bridge, user=member, roles=[viewer])
    User.objects.filter(pk=member.pk).update(is_active=False)

    purge_memberships(member)

    assert told() == [
        ("roleUnassigned", of(member, member, viewer)),
        ("memberRemoved", of(member, member)),
    ]
    assert OwnerMember.objects.count() == 1
