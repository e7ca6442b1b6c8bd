"""Who may do what: permissions come from roles on that very iTwin, never from a parent."""

from enum import StrEnum
from uuid import UUID

from accounts.models import AccountOwnership, OwnerMember, User
from accounts.models import Permission as PermissionRow
from twins.models import ITwin


class Permission(StrEnum):
    """The permissions that this server enforces; the catalogue in the database holds more."""

    ITWINS_CREATE = "itwins_create"
    ITWINS_MODIFY = "itwins_modify"
    # What only an owner or an Organization Administrator has: no role can grant it, and it is
    # never on the wire. Deleting an iTwin needs it.
    FULL_CONTROL = "full control"


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


def permissions_of(user: User, itwin: ITwin) -> frozenset[str]:
    """Everything `user` may do on `itwin`, as the names on the wire (and FULL_CONTROL)."""
    if administers(user, itwin.account_id) or _owns(user, itwin):
        return frozenset(_catalogue() | {Permission.FULL_CONTROL})
    return frozenset(
        PermissionRow.objects.filter(
            roles__user_assignments__member__user=user,
            roles__user_assignments__member__itwin=itwin,
        ).values_list("id", flat=True)
    )


def administers(user: User, account_id: UUID) -> bool:
    """Whether `user` is an Organization Administrator of the organization owning an Account."""
    return (
        user.is_organization_administrator
        and AccountOwnership.objects.filter(
            account=account_id, organization=user.organization_id
        ).exists()
    )


def _owns(user: User, itwin: ITwin) -> bool:
    return OwnerMember.objects.filter(user=user, itwin=itwin).exists()


def _catalogue() -> set[str]:
    return set(PermissionRow.objects.values_list("id", flat=True))
