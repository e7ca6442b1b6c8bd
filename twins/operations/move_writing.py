"""Writing the effects of a move of iTwins: rows through the journal, trees through the hierarchy."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet

from accounts.models import (
    Group,
    GroupDirectoryGroup,
    GroupMember,
    GroupMemberRole,
    GroupUser,
    InvitationRole,
    OwnerMember,
    Role,
    Share,
    User,
    UserMember,
    UserMemberRole,
)
from accounts.operations import visibility
from twins.models import ITwin, Repository
from twins.operations import hierarchy
from twins.operations.transfer_journal import Journal
from twins.queries.move_effects import MoveEffects, StandIn
from twins.queries.move_holders import in_chunks
from twins.queries.move_snapshot import MoveSnapshot


def write_move(
    snapshot: MoveSnapshot, effects: MoveEffects, journal: Journal, *, by: User, at: datetime
) -> None:
    """Changes every row that a move changes; locks, audit and post-conditions are the run's."""
    _write_places(snapshot, effects, journal, by, at)
    write_holders(snapshot, effects, journal, at=at)


def write_holders(
    snapshot: MoveSnapshot, effects: MoveEffects, journal: Journal, *, at: datetime
) -> None:
    """Changes who holds what, what is handed out and what is secret; where it all is stays."""
    _add_roles(effects, journal)
    _add_groups(effects, journal)
    _expand_groups(snapshot, effects, journal)
    _end_memberships(effects, journal)
    _replace_groups(effects, journal)
    _replace_roles(UserMemberRole, "member", effects, journal)
    _replace_roles(GroupMemberRole, "member", effects, journal)
    _replace_roles(InvitationRole, "invitation", effects, journal)
    _remove_empty_members(effects, journal)
    journal.add([OwnerMember(itwin_id=itwin, user_id=user) for itwin, user in effects.new_owners])
    journal.change(Share.objects.filter(pk__in=effects.revoked_shares), revoked_at=at)
    journal.change(
        Repository.objects.filter(pk__in=effects.stripped_repositories),
        authentication=None,
        options=None,
    )
    for chunk in in_chunks(snapshot.itwins):
        visibility.refresh(ITwin.objects.filter(pk__in=chunk))


def _write_places(
    snapshot: MoveSnapshot, effects: MoveEffects, journal: Journal, by: User, at: datetime
) -> None:
    modified = {"last_modified_by_id": by.pk, "last_modified_at": at}
    # What is in the way first: a number is free before it is taken.
    journal.change_each(
        ITwin,
        {
            pk: {**names, **modified}
            for pk, names in effects.renamed.items()
            if pk not in effects.moved
        },
    )
    hierarchy.transplant(snapshot.roots, under=ITwin.objects.get(pk=snapshot.parent.id))
    journal.change_each(
        ITwin,
        {
            pk: {"account_id": effects.account_id, **modified}
            | ({"parent_id": effects.parents[pk]} if pk in effects.parents else {})
            | effects.renamed.get(pk, {})
            for pk in effects.moved
        },
    )


def _add_roles(effects: MoveEffects, journal: Journal) -> None:
    journal.add(
        [
            Role(
                id=row.id,
                itwin_id=row.itwin_id,
                display_name=row.display_name,
                description=row.description,
                type=row.type,
            )
            for row in effects.new_roles.values()
        ]
    )
    grants = Role.permissions.through
    journal.add(
        [
            grants(role_id=row.id, permission_id=permission)
            for row in effects.new_roles.values()
            for permission in sorted(row.permissions)
        ]
    )


def _add_groups(effects: MoveEffects, journal: Journal) -> None:
    rows = effects.new_groups.values()
    journal.add(
        [
            Group(
                id=row.id,
                itwin_id=row.itwin_id,
                name=row.name,
                name_folded=row.name_folded,
                description=row.description,
            )
            for row in rows
        ]
    )
    journal.add(
        [GroupUser(group_id=row.id, user_id=user) for row in rows for user in sorted(row.users)]
    )
    journal.add(
        [
            GroupDirectoryGroup(group_id=row.id, directory_group_id=directory)
            for row in rows
            for directory in sorted(row.directory_groups)
        ]
    )


def _end_memberships(effects: MoveEffects, journal: Journal) -> None:
    users = defaultdict(set)
    for itwin, user in effects.leaving:
        users[user].add(itwin)
    for user, itwins in users.items():
        journal.remove(OwnerMember.objects.filter(user=user, itwin__in=itwins))
        members = UserMember.objects.filter(user=user, itwin__in=itwins)
        journal.remove(UserMemberRole.objects.filter(member__in=members))
        journal.remove(members)


def _expand_groups(snapshot: MoveSnapshot, effects: MoveEffects, journal: Journal) -> None:
    """Makes a group's people members of their own, and the group none any more."""
    for itwin, group in sorted(effects.expanded):
        people = snapshot.groups[group].people
        present = dict(
            UserMember.objects.filter(itwin=itwin, user__in=people).values_list("user", "pk")
        )
        new = [UserMember(itwin_id=itwin, user_id=user) for user in sorted(people - {*present})]
        journal.add(new)
        present |= {member.user_id: member.pk for member in new}
        roles = GroupMemberRole.objects.filter(member__itwin=itwin, member__group=group)
        _give(present.values(), list(roles.values_list("role", flat=True)), journal)
        journal.remove(roles)
        journal.remove(GroupMember.objects.filter(itwin=itwin, group=group))


def _give(member_ids: Iterable[int], role_ids: Collection[UUID], journal: Journal) -> None:
    """Gives members roles, after those that they hold."""
    ids = list(member_ids)
    held: dict[int, list[UUID]] = defaultdict(list)
    for member, role in UserMemberRole.objects.filter(member__in=ids).values_list("member", "role"):
        held[member].append(role)
    journal.add(
        [
            UserMemberRole(member_id=member, role_id=role, position=len(held[member]) + place)
            for member in ids
            for place, role in enumerate(each for each in role_ids if each not in held[member])
        ]
    )


def _replace_groups(effects: MoveEffects, journal: Journal) -> None:
    """Puts groups of the target Account in the places of those that stay behind."""
    rows = [
        row
        for chunk in in_chunks(sorted({itwin for itwin, _ in effects.group_for}))
        for row in GroupMember.objects.filter(itwin__in=chunk)
        .order_by("pk")
        .values_list("pk", "itwin", "group")
    ]
    present = {(itwin, group): pk for pk, itwin, group in rows}
    changed: dict[Any, dict[str, Any]] = {}
    for pk, itwin, group in rows:
        stand_in = effects.group_for.get((itwin, group), group)
        if stand_in == group:
            continue
        if stand_in is None or (itwin, stand_in) in present:
            _merge(pk, present.get((itwin, stand_in)) if stand_in else None, journal)
        else:
            present[itwin, stand_in] = pk
            changed[pk] = {"group_id": stand_in}
    journal.change_each(GroupMember, changed)


def _merge(member_id: int, into: int | None, journal: Journal) -> None:
    """Ends a group's membership; its roles go to another one, unless that holds them already."""
    assigned = GroupMemberRole.objects.filter(member=member_id)
    if into is not None:
        held = GroupMemberRole.objects.filter(member=into).values("role")
        journal.change(assigned.exclude(role__in=held), member=into)
    journal.remove(assigned)
    journal.remove(GroupMember.objects.filter(pk=member_id))


def _replace_roles(model: type[Model], holder: str, effects: MoveEffects, journal: Journal) -> None:
    """Puts other roles in the places of those that stay behind, each held once."""
    rows = _assignments(model, holder, effects.role_for)
    held = {(row_holder, role) for _, row_holder, _, role in rows}
    changed: dict[Any, dict[str, UUID]] = {}
    ended: list[Any] = []
    for pk, row_holder, itwin, role in rows:
        stand_in: StandIn = effects.role_for.get((itwin, role), role)
        if stand_in == role:
            continue
        if stand_in is None or (row_holder, stand_in) in held:
            ended.append(pk)
        else:
            held.add((row_holder, stand_in))
            changed[pk] = {"role_id": stand_in}
    for chunk in in_chunks(ended):
        journal.remove(model._base_manager.filter(pk__in=chunk))  # noqa: SLF001
    journal.change_each(model, changed)


def _assignments(
    model: type[Model], holder: str, role_for: Mapping[tuple[UUID, UUID], StandIn]
) -> list[tuple[Any, Any, UUID, UUID]]:
    """(row, holder, iTwin, role) of everything assigned where a role is replaced."""
    itwins = {itwin for itwin, _ in role_for}
    order = (f"{holder}_id", "position")
    return [
        row
        for chunk in in_chunks(sorted(itwins))
        for row in _ordered(model, holder, chunk)
        .order_by(*order)
        .values_list("pk", f"{holder}_id", f"{holder}__itwin_id", "role_id")
    ]


def _ordered(model: type[Model], holder: str, itwins: list[UUID]) -> QuerySet[Any]:
    return model._base_manager.filter(**{f"{holder}__itwin__in": itwins})  # noqa: SLF001


def _remove_empty_members(effects: MoveEffects, journal: Journal) -> None:
    """With the last role a membership ends, here as everywhere."""
    dropped = {itwin for (itwin, _), stand_in in effects.role_for.items() if stand_in is None}
    for chunk in in_chunks(sorted(dropped)):
        for members in (UserMember.objects, GroupMember.objects):
            journal.remove(members.filter(itwin__in=chunk, role_assignments__isnull=True))
