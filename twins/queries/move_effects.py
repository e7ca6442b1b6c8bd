"""What a move of iTwins will write, derived from what was read and what was decided.

Plain values: a dry run and a run derive the same, and so does the prediction of who may do what.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from twins.queries.move_snapshot import GroupRow, Memberships, MoveSnapshot, RoleRow
from twins.queries.transfer_access import Access, access

# What stands in for a role or group on one iTwin: its id, or None where it is dropped.
StandIn = UUID | None


@dataclass(frozen=True)
class MoveEffects:
    moved: frozenset[UUID]
    account_id: UUID
    parents: dict[UUID, UUID]  # of the roots alone
    # Columns of iTwins that are renamed, those of the target Account among them.
    renamed: dict[UUID, dict[str, str]] = field(default_factory=dict)
    new_roles: dict[UUID, RoleRow] = field(default_factory=dict)
    new_groups: dict[UUID, GroupRow] = field(default_factory=dict)
    # (iTwin, role or group used there) to what takes its place; what is not named stays.
    role_for: dict[tuple[UUID, UUID], StandIn] = field(default_factory=dict)
    group_for: dict[tuple[UUID, UUID], StandIn] = field(default_factory=dict)
    expanded: frozenset[tuple[UUID, UUID]] = frozenset()  # (iTwin, group) into single people
    leaving: frozenset[tuple[UUID, UUID]] = frozenset()  # (iTwin, user) whose membership ends
    new_owners: frozenset[tuple[UUID, UUID]] = frozenset()  # (iTwin, user)
    revoked_shares: frozenset[UUID] = frozenset()
    stripped_repositories: frozenset[UUID] = frozenset()


def memberships_after(snapshot: MoveSnapshot, effects: MoveEffects) -> Memberships:
    """Who will hold what on the moved iTwins."""
    before = snapshot.memberships
    users = {
        (itwin, user, stand_in)
        for itwin, user, role in _with_expanded(snapshot, effects)
        if (stand_in := effects.role_for.get((itwin, role), role)) is not None
        and (itwin, user) not in effects.leaving
    }
    groups = {
        (itwin, new_group, new_role)
        for itwin, group, role in before.groups
        if (itwin, group) not in effects.expanded
        and (new_group := effects.group_for.get((itwin, group), group)) is not None
        and (new_role := effects.role_for.get((itwin, role), role)) is not None
    }
    owners = {owner for owner in before.owners if owner not in effects.leaving}
    return Memberships(frozenset(owners | effects.new_owners), frozenset(users), frozenset(groups))


def predicted_access(snapshot: MoveSnapshot, effects: MoveEffects) -> Access:
    """Who will be allowed to do what on the moved iTwins, as owner or member."""
    return access(
        memberships_after(snapshot, effects),
        snapshot.roles | effects.new_roles,
        snapshot.groups | effects.new_groups,
    )


def _with_expanded(
    snapshot: MoveSnapshot, effects: MoveEffects
) -> Iterable[tuple[UUID, UUID, UUID]]:
    yield from snapshot.memberships.users
    for itwin, group, role in snapshot.memberships.groups:
        if (itwin, group) in effects.expanded:
            yield from ((itwin, user, role) for user in snapshot.groups[group].people)
