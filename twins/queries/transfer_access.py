"""Who may do what on the iTwins of a transfer: computed from rows, so that it can be predicted.

The rules are those of accounts/permissions.py, for many people and iTwins at once; a test holds
the two together.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from accounts.permissions import Permission
from twins.queries.move_snapshot import GroupRow, Memberships, RoleRow

# What a person may do on an iTwin as owner or member; administrators are told apart, by name.
Access = dict[tuple[UUID, UUID], frozenset[str]]  # (iTwin, user)

OWNER = frozenset({Permission.FULL_CONTROL, Permission.MEMBERSHIP})


def access(
    memberships: Memberships, roles: Mapping[UUID, RoleRow], groups: Mapping[UUID, GroupRow]
) -> Access:
    """Everybody who holds something, with all that it permits."""
    granted: dict[tuple[UUID, UUID], set[str]] = defaultdict(set)
    for itwin, user, role in memberships.users:
        granted[itwin, user] |= {Permission.MEMBERSHIP, *roles[role].permissions}
    for itwin, group, role in memberships.groups:
        for user in groups[group].people:
            granted[itwin, user] |= {Permission.MEMBERSHIP, *roles[role].permissions}
    # Full control leaves nothing for a role to add.
    owned: Access = dict.fromkeys(memberships.owners, OWNER)
    return {key: frozenset(names) for key, names in granted.items()} | owned


def difference(
    before: Access, after: Access
) -> dict[tuple[UUID, UUID], tuple[frozenset[str], frozenset[str]]]:
    """What each person gains and loses on each iTwin, where anything changes."""
    nothing: frozenset[str] = frozenset()
    changed = {}
    for key in _keys(before, after):
        old, new = before.get(key, nothing), after.get(key, nothing)
        if old != new:
            changed[key] = (new - old, old - new)
    return changed


def _keys(*accesses: Access) -> Iterable[tuple[UUID, UUID]]:
    return dict.fromkeys(key for each in accesses for key in each)
