"""Giving groups roles on an iTwin, and taking them away."""

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from uuid import UUID

from django.db import transaction

from accounts.escalation import refuse_handing_on
from accounts.models import Group, GroupMember, GroupMemberRole, Role, User
from accounts.operations import member_changes, visibility
from accounts.operations.locks import hold_itwin, keep_groups, keep_roles
from accounts.queries.assignments import (
    assignable_roles,
    refuse_unknown_roles,
    roles_usable_on,
)
from accounts.queries.group_members import (
    GroupEntry,
    assignable_groups,
    group_member_of,
    group_members_of,
)
from twins.choices import Channel
from twins.models import ITwin

_Roles = dict[UUID, list[Role]]  # by group id, in the order in which they are held


@transaction.atomic
def add_group_members(
    *, itwin: ITwin, entries: list[GroupEntry], by: User, through: Channel = Channel.API
) -> list[GroupMember]:
    """Gives groups roles on an iTwin, before those they hold; returns them in the order given.

    Raises TeamMemberNotFound or RoleNotFound for the first unknown one, and
    InsufficientPermissions for roles that hold more than `by` does.
    """
    keep_roles(role_id for entry in entries for role_id in entry.role_ids)
    keep_groups(entry.group_id for entry in entries)
    held = hold_itwin(itwin)
    groups = assignable_groups(held, entries)
    asked = _asked(held, entries)
    before = _roles_of(held, groups)
    _refuse_handing_on(held, asked, before, by)
    GroupMember.objects.bulk_create(
        (GroupMember(itwin=held, group=groups[group_id]) for group_id in asked),
        ignore_conflicts=True,
    )
    wanted = {group_id: _union(asked[group_id], before.get(group_id, [])) for group_id in asked}
    _write(held, wanted)
    _tell(held, groups, before, wanted, by, through)
    members = {
        member.group_id: member for member in group_members_of(held).filter(group__in=groups)
    }
    return [members[group_id] for group_id in asked]


@transaction.atomic
def change_group_member(*, member: GroupMember, role_ids: Sequence[UUID], by: User) -> GroupMember:
    """Replaces the roles of a group on an iTwin; roles it holds already ask nothing of `by`."""
    keep_roles(role_ids)
    keep_groups([member.group_id])
    held = hold_itwin(member.itwin)
    current = group_member_of(held, member.group_id)
    roles = assignable_roles(held, role_ids, target=lambda place: f"roleIds[{place}]")
    asked = {current.group_id: roles}
    before = _roles_of(held, asked)
    _refuse_handing_on(held, asked, before, by)
    _write(held, asked)
    _tell(held, {current.group_id: current.group}, before, asked, by, Channel.API)
    return group_member_of(held, current.group_id)


@transaction.atomic
def remove_group_member(*, member: GroupMember, by: User) -> None:
    """Takes all roles of a group on an iTwin away; the group itself stays."""
    keep_groups([member.group_id])
    held = hold_itwin(member.itwin)
    current = group_member_of(held, member.group_id)
    before = {current.group_id: [each.role for each in current.role_assignments.all()]}
    current.delete()
    visibility.refresh_itwin(held)
    _tell(held, {current.group_id: current.group}, before, {current.group_id: []}, by, Channel.API)


def _tell(
    itwin: ITwin,
    groups: Mapping[UUID, Group],
    before: _Roles,
    after: _Roles,
    by: User,
    through: Channel,
) -> None:
    changes = [
        member_changes.of_group(
            itwin,
            groups[group_id],
            [role.pk for role in before.get(group_id, [])],
            [role.pk for role in roles],
        )
        for group_id, roles in after.items()
    ]
    member_changes.tell(changes, by=by, through=through)


def _asked(itwin: ITwin, entries: Sequence[GroupEntry]) -> _Roles:
    """The roles asked for, by group; entries for the same group merge."""
    role_ids = [role_id for entry in entries for role_id in entry.role_ids]
    usable = roles_usable_on(itwin, role_ids)
    asked: _Roles = {}
    for place, entry in enumerate(entries):
        refuse_unknown_roles(
            entry.role_ids, usable, partial("members[{}].roleIds[{}]".format, place)
        )
        roles = [usable[role_id] for role_id in entry.role_ids]
        asked[entry.group_id] = _union(asked.get(entry.group_id, []), roles)
    return asked


def _roles_of(itwin: ITwin, groups: Collection[UUID]) -> _Roles:
    """The roles that groups hold on an iTwin by now."""
    return {
        member.group_id: [assignment.role for assignment in member.role_assignments.all()]
        for member in group_members_of(itwin).filter(group__in=groups)
    }


def _union(first: Sequence[Role], then: Sequence[Role]) -> list[Role]:
    return list({role.pk: role for role in (*first, *then)}.values())


def _refuse_handing_on(itwin: ITwin, asked: _Roles, before: _Roles, by: User) -> None:
    """What a group holds already is not handed on by asking for it again."""
    added = {
        role.pk: role
        for group_id, roles in asked.items()
        for role in roles
        if role not in before.get(group_id, [])
    }
    refuse_handing_on(by, itwin, added.values())


def _write(itwin: ITwin, wanted: _Roles) -> None:
    """Makes these the roles that group members hold, in this order; the caller holds the iTwin.

    What stays is updated, never written anew: a new row asks for its role, and whoever is about
    to delete that waits for the iTwin which we hold.
    """
    member_ids = dict(
        GroupMember.objects.filter(itwin=itwin, group__in=wanted).values_list("group_id", "pk")
    )
    rows = [
        GroupMemberRole(member_id=member_ids[group_id], role=role, position=position)
        for group_id, roles in wanted.items()
        for position, role in enumerate(roles)
    ]
    kept = {(row.member_id, row.role_id) for row in rows}
    there = GroupMemberRole.objects.filter(member__in=member_ids.values())
    gone = [row.pk for row in there if (row.member_id, row.role_id) not in kept]
    GroupMemberRole.objects.filter(pk__in=gone).delete()
    GroupMemberRole.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["member", "role"],
        update_fields=["position"],
    )
    visibility.refresh_itwin(itwin)
