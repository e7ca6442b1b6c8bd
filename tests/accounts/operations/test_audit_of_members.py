"""Who changed what among members, roles, groups and invitations, as it is written down."""

import pytest

from accounts.models import GroupMember, Invitation, User
from accounts.operations.acceptances import accept_invitation
from accounts.operations.group_members import add_group_members, remove_group_member
from accounts.operations.groups import change_group, create_group, delete_group
from accounts.operations.invitations import Offer, cancel_invitation, invite
from accounts.operations.itwin_jobs import create_itwin_job
from accounts.operations.missing_members import purge_memberships
from accounts.operations.owner_members import add_owner_by_email, remove_owner
from accounts.operations.roles import change_role, create_role, delete_role
from accounts.operations.user_members import add_members, add_user_member, change_user_member
from accounts.queries.group_members import GroupEntry
from accounts.queries.groups import GroupChanges
from accounts.queries.member_entries import MemberEntry
from accounts.tasks import run_job
from tests.factories import make_directory_group, make_group
from twins.choices import Channel
from twins.models import AuditEntry


@pytest.fixture
def written(bridge, viewer, editor):
    """The entries since the bridge was made: operation, iTwin, by, through, changes, reason."""
    AuditEntry.objects.all().delete()

    def since() -> list[tuple]:
        rows = AuditEntry.objects.order_by("id").values_list(
            "operation", "itwin_name", "user__email", "channel", "changes", "reason"
        )
        found = list(rows)
        AuditEntry.objects.all().delete()
        return found

    return since


def members(changes: dict, by: User, through: str = "API", reason: str = "") -> tuple:
    return ("MembersChanged", "Bridge", by.email, through, changes, reason)


def on_account(operation: str, changes: dict, by: User, through: str = "API") -> tuple:
    return (operation, "Acme Corp.", by.email, through, changes, "")


def test_roles_given_and_taken(bridge, owner, member, viewer, editor, written):
    add_members(itwin=bridge, entries=[MemberEntry(member.email, [viewer.pk])], by=owner)
    change_user_member(itwin=bridge, user=member, role_ids=[editor.pk], by=owner)
    change_user_member(itwin=bridge, user=member, role_ids=[editor.pk], by=owner)

    email = member.email
    assert written() == [
        members({f"{email}, Viewer": [None, "held"]}, owner),
        members({f"{email}, Editor": [None, "held"], f"{email}, Viewer": ["held", None]}, owner),
    ]


def test_two_roles_of_one_name_are_two_changes(bridge, owner, member, viewer, written):
    twin = create_role(itwin=bridge, display_name="Viewer")
    entries = [MemberEntry(member.email, [viewer.pk, twin.pk])]

    add_members(itwin=bridge, entries=entries, by=owner)

    given = [None, "held"]
    name = f"{member.email}, Viewer"
    assert written() == [members({name: given, f"{name} (another)": given}, owner)]


def test_owners_and_groups_as_members(acme, bridge, owner, member, viewer, written):
    crew = make_group(acme, name="Crew")

    add_owner_by_email(itwin=bridge, email=member.email, by=owner)
    remove_owner(itwin=bridge, user=member, by=owner)
    add_group_members(itwin=bridge, entries=[GroupEntry(crew.pk, [viewer.pk])], by=owner)
    remove_group_member(member=GroupMember.objects.get(), by=owner)

    assert written() == [
        members({f"{member.email}, iTwin owner": [None, "held"]}, owner),
        members({f"{member.email}, iTwin owner": ["held", None]}, owner),
        members({"group Crew, Viewer": [None, "held"]}, owner),
        members({"group Crew, Viewer": ["held", None]}, owner),
    ]


def test_what_a_job_did_says_so(bridge, owner, member, viewer, written):
    actions = {
        "assignRoles": [{"email": member.email, "roleIds": [str(viewer.pk)]}],
        "removeMembers": [{"email": member.email}],
    }
    job = create_itwin_job(itwin=bridge, actions=actions, by=owner)

    run_job.func(str(job.pk))

    name = f"{member.email}, Viewer"
    assert written() == [
        members({name: [None, "held"]}, owner, "Job"),
        members({name: ["held", None]}, owner, "Job"),
    ]


def test_roles_are_defined_changed_and_deleted(acme, bridge, admin, member, written):
    role = create_role(itwin=acme, display_name="Diver", permissions=["itwins_modify"], by=admin)
    change_role(role, by=admin, display_name="Pilot", description="Flies", permissions=[])
    change_role(role, by=admin, display_name="Pilot", permissions=[])
    add_user_member(itwin=bridge, user=member, roles=[role])
    delete_role(role, by=admin)

    changes = {
        "role Diver, displayName": ["Diver", "Pilot"],
        "role Diver, description": ["", "Flies"],
        "role Diver": ["itwins_modify", "no permissions"],
    }
    lost = {f"{member.email}, Pilot": ["held", None]}
    assert written() == [
        on_account("RolesChanged", {"role Diver": [None, "itwins_modify"]}, admin),
        on_account("RolesChanged", changes, admin),
        members(lost, admin, reason="role Pilot was deleted"),
        on_account("RolesChanged", {"role Pilot": ["no permissions", None]}, admin),
    ]


def test_groups_are_defined_filled_and_deleted(
    acme, acme_corporation, bridge, admin, member, viewer, written
):
    make_directory_group(acme_corporation, name="Climbers")
    group = create_group(itwin=acme, name="Crew", by=admin)
    lists = GroupChanges(emails=[member.email], directory_names=["climbers"], name="Divers")
    change_group(group=group, changes=lists, by=admin)
    change_group(group=group, changes=lists, by=admin)
    change_group(group=group, changes=GroupChanges(emails=[], directory_names=[]), by=admin)
    add_group_members(itwin=bridge, entries=[GroupEntry(group.pk, [viewer.pk])], by=admin)
    delete_group(group=group, by=admin)

    place = f"group Divers, {member.email}", "group Divers, directory group Climbers"
    filled = {"group Crew, name": ["Crew", "Divers"], **{name: [None, "listed"] for name in place}}
    emptied = {name: ["listed", None] for name in place}
    assert written() == [
        on_account("GroupsChanged", {"group Crew": [None, "defined"]}, admin),
        on_account("GroupsChanged", filled, admin),
        on_account("GroupsChanged", emptied, admin),
        members({"group Divers, Viewer": [None, "held"]}, admin),
        members({"group Divers, Viewer": ["held", None]}, admin, reason="group Divers was deleted"),
        on_account("GroupsChanged", {"group Divers": ["defined", None]}, admin),
    ]


def test_invitations_are_sent_withdrawn_and_accepted(bridge, owner, loner, viewer, editor, written):
    name = f"invitation of {loner.email}"
    offers = [Offer(loner.email, [viewer.pk, editor.pk]), Offer(loner.email, makes_owner=True)]

    first, second = invite(itwin=bridge, offers=offers, by=owner, is_mailed=False)
    cancel_invitation(second, by=owner)
    accept_invitation(invitation=first, user=loner, through=Channel.PAGE)

    def changed(changes: dict, by: User, through: str = "API") -> tuple:
        return ("InvitesChanged", "Bridge", by.email, through, changes, "")

    sent = {
        name: [None, "Pending: Viewer, Editor"],
        f"{name} (another)": [None, "Pending: iTwin owner"],
    }
    held = {f"{loner.email}, {role}": [None, "held"] for role in ("Viewer", "Editor")}
    assert written() == [
        changed(sent, owner),
        changed({name: ["Pending", "Cancelled"]}, owner),
        changed({name: ["Pending", "Accepted"]}, loner, "Page"),
        members(held, loner, "Page"),
    ]


def test_a_place_in_a_group_is_offered_and_accepted(acme, admin, loner, written):
    crew = create_group(itwin=acme, name="Crew")
    name = f"invitation of {loner.email}"

    change_group(group=crew, changes=GroupChanges(emails=[loner.email]), by=admin)
    accept_invitation(invitation=Invitation.objects.get(), user=loner, through=Channel.PAGE)

    listed = {f"group Crew, {loner.email}": [None, "listed"]}
    assert written() == [
        on_account("InvitesChanged", {name: [None, "Pending: group Crew"]}, admin),
        on_account("InvitesChanged", {name: ["Pending", "Accepted"]}, loner, "Page"),
        on_account("GroupsChanged", listed, loner, "Page"),
    ]


def test_whoever_is_purged_left_by_the_command(acme, bridge, member, viewer, written):
    add_user_member(itwin=bridge, user=member, roles=[viewer])
    make_group(acme, member, name="Crew")

    purge_memberships(member)

    reason = "No longer active: removed by purge_missing_members."
    left = {f"{member.email}, Viewer": ["held", None]}
    unlisted = {f"group Crew, {member.email}": ["listed", None]}
    assert written() == [
        members(left, member, "Command", reason),
        ("GroupsChanged", "Acme Corp.", member.email, "Command", unlisted, reason),
    ]
