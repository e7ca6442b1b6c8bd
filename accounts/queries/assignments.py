"""What bodies say about people and roles, and which roles those are."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q

from accounts.errors import RoleNotFound, invalid_value, missing_property
from accounts.models import OwnerMember, Role, User
from itwins_site.wire.errors import ErrorDetail
from itwins_site.wire.guids import parse_guid
from itwins_site.wire.request_bodies import is_storable
from twins.models import ITwin

MAX_ASSIGNMENTS = 50
LONGEST_EMAIL = 254
_OWNER_ROLE = "owner role"


def owner_role_id(itwin_id: UUID) -> UUID:
    """The id of the role that presents ownership: derived, for no row holds it."""
    return uuid5(itwin_id, _OWNER_ROLE)


def read_email(value: Any, target: str, details: list[ErrorDetail]) -> str:
    """The e-mail address in a body, or "" after adding to `details` what is wrong with it."""
    if value is None or (isinstance(value, str) and not value.strip()):
        details.append(missing_property(target))
        return ""
    if not isinstance(value, str) or not is_email(value.strip()):
        details.append(invalid_value(target))
        return ""
    return value.strip()


def is_email(text: str) -> bool:
    if len(text) > LONGEST_EMAIL or not is_storable(text):
        return False
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def read_role_ids(value: Any, target: str, details: list[ErrorDetail]) -> list[UUID]:
    """The role ids in a body, each once and in their order."""
    if value is None or value == []:
        details.append(missing_property(target))
        return []
    if not isinstance(value, list):
        details.append(invalid_value(target))
        return []
    ids = [parse_guid(item) for item in value]
    details += [invalid_value(f"{target}[{place}]") for place, found in enumerate(ids) if not found]
    return list(dict.fromkeys(found for found in ids if found))


def assignable_roles(
    itwin: ITwin,
    role_ids: Sequence[UUID],
    *,
    target: Callable[[int], str],
    to: User | None = None,
) -> list[Role]:
    """The roles with these ids, in their order: those of the iTwin and of its Account.

    Raises RoleNotFound with `target(place)` of the first unknown one. The id of the owner role
    is passed over for an owner (`to`), and unknown for everybody else: only owners give ownership.
    """
    found = Role.objects.filter(
        Q(itwin=itwin) | Q(itwin=itwin.account_id), pk__in=role_ids
    ).in_bulk()
    roles = []
    for place, role_id in enumerate(role_ids):
        if role_id in found:
            roles.append(found[role_id])
        elif role_id != owner_role_id(itwin.pk) or not _owns(to, itwin):
            raise RoleNotFound(target=target(place))
    return roles


def _owns(user: User | None, itwin: ITwin) -> bool:
    return user is not None and OwnerMember.objects.filter(itwin=itwin, user=user).exists()
