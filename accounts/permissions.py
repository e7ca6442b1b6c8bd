"""Who may do what: permissions come from roles on that very iTwin, never from a parent."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from accounts.held_roles import held_roles
from accounts.models import AccountOwnership, OwnerMember, Role, User
from accounts.models import Permission as PermissionRow
from twins.choices import CreationAuthPolicy
from twins.models import AccountSettings, ITwin


class Permission(StrEnum):
    """The permissions that this server enforces; the catalogue in the database holds more."""

    ITWINS_CREATE = "itwins_create"
    ITWINS_MODIFY = "itwins_modify"
    INVITE_MEMBER = "administration_invite_member"
    REMOVE_MEMBER = "administration_remove_member"
    MANAGE_ROLES = "administration_manage_roles"
    MANAGE_GROUPS = "administration_manage_groups"
    MAINTAIN_WEBHOOKS = "webhooks_maintainer"

    # What no role can grant, and what is never on the wire: standings, asked for like permissions.
    MEMBERSHIP = "membership"  # any relation to the iTwin, through whatever
    FULL_CONTROL = "full control"  # owners and Organization Administrators
    ADMINISTRATION = "administration"  # Organization Administrators alone


STANDINGS = frozenset({Permission.MEMBERSHIP, Permission.FULL_CONTROL, Permission.ADMINISTRATION})


# Access Control API, section 16.1. Those not enforced here are kept for the applications that
# enforce them.
CATALOGUE = frozenset(
    {
        "REPORTINGEDIT",
        "REPORTINGVIEW",
        "SCENES_READ",
        "SCENES_WRITE",
        "administration_invite_member",
        "administration_manage_groups",
        "administration_manage_roles",
        "administration_remove_member",
        "edfs_ilsmng",
        "imodels_delete",
        "imodels_manage",
        "imodels_read",
        "imodels_webview",
        "imodels_write",
        "insights_modify",
        "insights_view",
        "itwins_create",
        "itwins_modify",
        "realitydata_assign",
        "realitydata_manage",
        "realitydata_use",
        "storage_delete",
        "storage_read",
        "storage_write",
        "webhooks_maintainer",
    }
)


@dataclass(frozen=True)
class Reason:
    """One source of permissions: a standing, or a role and the way it came."""

    text: str
    permissions: frozenset[str] = field(default_factory=frozenset)


def permissions_of(user: User, itwin: ITwin) -> frozenset[str]:
    """Everything `user` may do on `itwin`: names on the wire, and STANDINGS."""
    return frozenset().union(*(reason.permissions for reason in reasons_for(user, itwin)))


def reasons_for(user: User, itwin: ITwin) -> list[Reason]:
    """The same answer with its sources, the strongest first; a stranger has none.

    Permissions do not pass from parent to child: only assignments on this very iTwin count.
    """
    reasons = list(_standings(user, itwin))
    # Full control leaves nothing for a role to add: ask no further.
    return reasons or [*_roles(user, itwin), *_policy(user, itwin)]


def wire_permissions(permissions: frozenset[str]) -> list[str]:
    """The permissions as the API lists them: sorted, without standings."""
    return sorted(permissions - STANDINGS)


def _standings(user: User, itwin: ITwin) -> Iterator[Reason]:
    if administers(user, itwin.account_id):
        yield Reason(
            f"{user.organization_role} of {user.organization}, which owns the Account",
            frozenset(catalogue() | STANDINGS),
        )
    if OwnerMember.objects.filter(user=user, itwin=itwin).exists():
        yield Reason(
            "Owner of the iTwin",
            frozenset(catalogue() | {Permission.MEMBERSHIP, Permission.FULL_CONTROL}),
        )


def _roles(user: User, itwin: ITwin) -> Iterator[Reason]:
    held = held_roles(user, itwin)
    roles = Role.objects.in_bulk({way.role_id for way in held})
    granted = _granted_by(roles)
    for way in held:
        role = roles[way.role_id]
        defined = "the Account" if role.itwin_id != itwin.pk else "the iTwin"
        yield Reason(
            f"Role {role.display_name} (defined on {defined}){way.through}",
            frozenset(granted[role.pk] | {Permission.MEMBERSHIP}),
        )


def _policy(user: User, itwin: ITwin) -> Iterator[Reason]:
    """What an Account's settings grant to everybody of the organization that owns it."""
    if (
        itwin.is_account
        and AccountSettings.objects.filter(
            account=itwin,
            creation_auth_policy=CreationAuthPolicy.ANYONE_IN_ORG,
            account__ownership__organization=user.organization_id,
            account__ownership__organization__isnull=False,
        ).exists()
    ):
        yield Reason(
            "Settings of the Account: anyone in the organization may create iTwins",
            frozenset({Permission.ITWINS_CREATE}),
        )


def _granted_by(roles: dict[UUID, Role]) -> dict[UUID, set[str]]:
    granted: dict[UUID, set[str]] = {role_id: set() for role_id in roles}
    rows = Role.permissions.through.objects.filter(role__in=roles)
    for role_id, permission_id in rows.values_list("role_id", "permission_id"):
        granted[role_id].add(permission_id)
    return granted


def administers(user: User, account_id: UUID) -> bool:
    """Whether `user` is an Organization Administrator of the organization owning an Account."""
    return (
        user.is_organization_administrator
        and AccountOwnership.objects.filter(
            account=account_id, organization=user.organization_id
        ).exists()
    )


def catalogue() -> set[str]:
    """Every permission there is, those that a deployment added included."""
    return set(PermissionRow.objects.values_list("id", flat=True))
