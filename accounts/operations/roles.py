"""Defining roles."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from accounts.models import Permission, Role
from twins.models import ITwin


@transaction.atomic
def create_role(
    *,
    itwin: ITwin,
    display_name: str,
    description: str = "",
    permissions: Collection[str] = (),
    role_id: UUID | None = None,
) -> Role:
    """Defines a role on an iTwin; one on an Account can be used on every iTwin below it."""
    role = Role(itwin=itwin, display_name=display_name, description=description)
    if role_id is not None:
        role.id = role_id
    role.save(force_insert=True)
    role.permissions.set(Permission.objects.filter(pk__in=permissions))
    return role
