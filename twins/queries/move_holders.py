"""Reading who holds what on iTwins that are to move, through which roles and groups, and what is offered."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db.models import Q

from accounts.models import (
    Group,
    GroupDirectoryGroup,
    GroupMemberRole,
    GroupUser,
    Invitation,
    InvitationRole,
    OwnerMember,
    Role,
    Share,
    User,
    UserMemberRole,
)
from twins.models import Export, Repository
from twins.models.export import UNFINISHED
from twins.queries.move_snapshot import (
    AccountRow,
    GroupRow,
    Memberships,
    Offers,
    PersonRow,
    RoleRow,
)

_AT_ONCE = 500  # SQLite knows few parameters


def read_memberships(ids: Collection[UUID]) -> Memberships:
    owners: set[tuple[UUID, UUID]] = set()
    users: set[tuple[UUID, UUID, UUID]] = set()
    groups: set[tuple[UUID, UUID, UUID]] = set()
    for chunk in in_chunks(ids):
        owners |= set(OwnerMember.objects.filter(itwin__in=chunk).values_list("itwin", "user"))
        users |= set(
            UserMemberRole.objects.filter(member__itwin__in=chunk).values_list(
                "member__itwin", "member__user", "role"
            )
        )
        groups |= set(
            GroupMemberRole.objects.filter(member__itwin__in=chunk).values_list(
                "member__itwin", "member__group", "role"
            )
        )
    return Memberships(frozenset(owners), frozenset(users), frozenset(groups))


def read_offers(ids: Collection[UUID]) -> Offers:
    invitations: set[tuple[UUID, UUID]] = set()
    roles: set[tuple[UUID, UUID]] = set()
    shares: set[tuple[UUID, UUID]] = set()
    for chunk in in_chunks(ids):
        pending = Invitation.objects.pending().filter(itwin__in=chunk)
        invitations |= set(pending.values_list("itwin", "pk"))
        roles |= set(
            InvitationRole.objects.filter(invitation__in=pending).values_list("invitation", "role")
        )
        shares |= set(Share.objects.active().filter(itwin__in=chunk).values_list("itwin", "pk"))
    return Offers(frozenset(invitations), frozenset(roles), frozenset(shares))


def used_roles(memberships: Memberships, offers: Offers) -> set[UUID]:
    given = {role for _, _, role in memberships.users | memberships.groups}
    return given | {role for _, role in offers.roles}


def read_roles(used: set[UUID], account_id: UUID) -> dict[UUID, RoleRow]:
    chosen = Q(itwin=account_id)
    rows = [
        *Role.objects.filter(chosen).values_list("id", *RoleRow._fields[1:-1]),
        *(
            row
            for chunk in in_chunks(used)
            for row in Role.objects.filter(pk__in=chunk).values_list("id", *RoleRow._fields[1:-1])
        ),
    ]
    granted: dict[UUID, set[str]] = defaultdict(set)
    for chunk in in_chunks({row[0] for row in rows}):
        for role, permission in Role.permissions.through.objects.filter(role__in=chunk).values_list(
            "role_id", "permission_id"
        ):
            granted[role].add(permission)
    return {
        pk: RoleRow(pk, itwin, name, description, kind, frozenset(granted[pk]))
        for pk, itwin, name, description, kind in rows
    }


def read_groups(used: set[UUID], account_id: UUID) -> dict[UUID, GroupRow]:
    names = ("id", "itwin_id", "name", "name_folded", "description")
    rows = list(Group.objects.filter(Q(itwin=account_id) | Q(pk__in=used)).values_list(*names))
    ids = {row[0] for row in rows}
    users: dict[UUID, set[UUID]] = defaultdict(set)
    directories: dict[UUID, set[UUID]] = defaultdict(set)
    people: dict[UUID, set[UUID]] = defaultdict(set)
    for chunk in in_chunks(ids):
        for group, user in GroupUser.objects.filter(group__in=chunk).values_list("group", "user"):
            users[group].add(user)
        listed = GroupDirectoryGroup.objects.filter(group__in=chunk)
        for group, directory in listed.values_list("group", "directory_group"):
            directories[group].add(directory)
        for group, user in listed.values_list("group", "directory_group__directory_users__user"):
            people[group] |= {user} - {None}
    return {
        pk: GroupRow(
            *(pk, itwin, name, folded, description),
            users=frozenset(users[pk]),
            directory_groups=frozenset(directories[pk]),
            people=frozenset(users[pk] | people[pk]),
        )
        for pk, itwin, name, folded, description in rows
    }


def read_people(
    memberships: Memberships,
    groups: dict[UUID, GroupRow],
    accounts: dict[UUID, AccountRow],
) -> dict[UUID, PersonRow]:
    ids = {user for _, user in memberships.owners} | {user for _, user, _ in memberships.users}
    ids |= {user for _, group, _ in memberships.groups for user in groups[group].people}
    names = ("id", "email", "organization_id", "organization_role", "is_active")
    administrators = User.objects.filter(
        organization__in={row.organization_id for row in accounts.values()} - {None}
    ).exclude(organization_role="")
    rows = [
        *administrators.values_list(*names),
        *(
            row
            for chunk in in_chunks(ids)
            for row in User.objects.filter(pk__in=chunk).values_list(*names)
        ),
    ]
    return {
        pk: PersonRow(pk, email, organization, bool(role), is_active)
        for pk, email, organization, role, is_active in rows
    }


def read_secrets(ids: Collection[UUID]) -> frozenset[tuple[UUID, UUID]]:
    """Repositories with something sealed in them, whatever it is: it is not opened here."""
    return frozenset(
        row
        for chunk in in_chunks(ids)
        for row in Repository.objects.filter(
            Q(authentication__isnull=False) | Q(options__isnull=False), itwin__in=chunk
        ).values_list("itwin", "pk")
    )


def read_busy_exports(memberships: Memberships) -> frozenset[tuple[UUID, UUID]]:
    people = {user for _, user in memberships.owners} | {user for _, user, _ in memberships.users}
    unfinished = Export.objects.filter(status__in=UNFINISHED)  # few: one a person at most
    found = unfinished.values_list("pk", "created_by")
    return frozenset((pk, user) for pk, user in found if user in people)


def in_chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    """Lists short enough for one question."""
    waiting = list(values)
    for start in range(0, len(waiting), _AT_ONCE):
        yield waiting[start : start + _AT_ONCE]
