"""Roles as the API writes them, found on the iTwin that defines them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.choices import RoleType
from accounts.errors import InsufficientPermissions, RoleNotFound
from accounts.models import Role
from accounts.permissions import catalogue
from accounts.queries.assignments import owner_role_id
from itwins_site.wire.guids import parse_guid
from twins.models import ITwin

# How ownership is presented: as a role that no row holds and no list offers.
OWNER_ROLE_NAME = "iTwin owner"
OWNER_ROLE_DESCRIPTION = "Holds every permission on the iTwin and manages its owners."


def roles_of(itwin: ITwin) -> QuerySet[Role]:
    """The roles defined on `itwin`, the oldest first; those of its Account are not among them."""
    return (
        Role.objects.filter(itwin=itwin)
        .order_by("created_at", "id")
        .prefetch_related("permissions")
    )


def role_of(itwin: ITwin, role_id: str) -> Role:
    """The role defined on `itwin` that a path segment spells; raises RoleNotFound."""
    found = roles_of(itwin).filter(pk=_parsed(role_id)).first()
    if found is None:
        raise RoleNotFound
    return found


def role_to_change(itwin: ITwin, role_id: str) -> Role:
    """The same, for changing or deleting it: Default roles stay as they are."""
    if _parsed(role_id) == owner_role_id(itwin.pk):
        raise InsufficientPermissions
    role = role_of(itwin, role_id)
    if role.type == RoleType.DEFAULT:
        raise InsufficientPermissions
    return role


def role_representation(role: Role) -> dict[str, Any]:
    names = (permission.pk for permission in role.permissions.all())
    return _as_wire(role.pk, role.display_name, role.description, names, role.type)


def representation_of(itwin: ITwin, role_id: str) -> dict[str, Any]:
    """The role of `itwin` with that id, be it the one that presents ownership."""
    owner_role = owner_role_id(itwin.pk)
    if _parsed(role_id) != owner_role:
        return role_representation(role_of(itwin, role_id))
    return _as_wire(
        owner_role, OWNER_ROLE_NAME, OWNER_ROLE_DESCRIPTION, catalogue(), RoleType.DEFAULT
    )


def _as_wire(
    role_id: UUID, display_name: str, description: str, permissions: Iterable[str], kind: str
) -> dict[str, Any]:
    return {
        "id": str(role_id),
        "displayName": display_name,
        "description": description,
        "permissions": sorted(permissions),
        "type": str(kind),
    }


def _parsed(role_id: str) -> UUID:
    found = parse_guid(role_id)
    if found is None:
        raise RoleNotFound
    return found
