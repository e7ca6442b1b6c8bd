"""The escalation guard: nobody hands on, through roles or groups, what they do not hold there.

Without it, inviting members or managing roles alone would equal full control. Owners and
Organization Administrators hold everything on their iTwins, so nothing here stops them there.
Access Control API, section 3.5; ours is stricter in one point, see docs/decisions.md.
"""

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.db.models import Q, QuerySet

from accounts.errors import InsufficientPermissions
from accounts.held_roles import itwins_where_holding
from accounts.models import Group, Role, User
from accounts.permissions import Permission, administers, permissions_of
from twins.models import ITwin


def refuse_handing_on(user: User, itwin: ITwin, roles: Iterable[Role]) -> None:
    """Raises InsufficientPermissions if roles to be given on `itwin` hold more than `user` does."""
    if not settings.ESCALATION_GUARD:
        return
    held = permissions_of(user, itwin)
    if Permission.FULL_CONTROL in held:
        return
    granted = Role.permissions.through.objects.filter(role__in=[role.pk for role in roles])
    if not held.issuperset(granted.values_list("permission_id", flat=True)):
        raise InsufficientPermissions


def refuse_widening(user: User, role: Role, added: Iterable[str]) -> None:
    """Raises InsufficientPermissions if `user` lacks an added permission wherever the role counts.

    That is on the role's own iTwin, and wherever it is assigned or offered (on deleted iTwins too,
    for they may be restored): otherwise a holder of an Account's role could widen it where they
    hold the permission, and gain it elsewhere.
    """
    added = set(added)
    if not settings.ESCALATION_GUARD or not added:
        return
    in_use = ITwin.objects.filter(
        Q(pk=role.itwin_id)
        | Q(user_members__role_assignments__role=role)
        | Q(group_members__role_assignments__role=role)
        | Q(invitations__role_offers__role=role)
    )
    _refuse_lacking(user, role.itwin, dict.fromkeys(added, in_use))


def refuse_listing(user: User, group: Group) -> None:
    """Raises InsufficientPermissions if a group grants, anywhere, what `user` lacks there."""
    if not settings.ESCALATION_GUARD:
        return
    granted = Role.permissions.through.objects.filter(role__group_assignments__member__group=group)
    names = set(granted.values_list("permission_id", flat=True))
    grants = {
        name: ITwin.objects.filter(
            group_members__group=group, group_members__role_assignments__role__permissions=name
        )
        for name in names
    }
    _refuse_lacking(user, group.itwin, grants)


def _refuse_lacking(user: User, defined_on: ITwin, grants: Mapping[str, QuerySet[ITwin]]) -> None:
    if administers(user, defined_on.account_id):
        return
    for permission, itwins in grants.items():
        if itwins.exclude(pk__in=itwins_where_holding(user, permission)).exists():
            raise InsufficientPermissions
