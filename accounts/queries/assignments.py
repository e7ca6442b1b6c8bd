"""What bodies say about people and roles, and which roles those are."""

from collections.abc import Callable, Container, Iterable, Sequence
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
    """The role ids in a body, as they were sent: places in them are what refusals point at."""
    if value is None or value == []:
        details.append(missing_property(target))
        return []
    if not isinstance(value, list):
        details.append(invalid_value(target))
        return []
    ids = [parse_guid(item) for item in value]
    details += [invalid_value(f"{target}[{place}]") for place, found in enumerate(ids) if not found]
    return [found for found in ids if found]


def assignable_roles(
    itwin: ITwin,
    role_ids: Sequence[UUID],
    *,
    target: Callable[[int], str],
    to: User | None = None,
) -> list[Role]:
    """The roles with these ids, each once and in their order: the iTwin's and its Account's.

    Raises RoleNotFound with `target(place)` of the first unknown one. The id of the owner role
    is passed over for an owner (`to`), and unknown for everybody else: only owners give ownership.
    """
    found = roles_usable_on(itwin, role_ids)
    owner_role = owner_role_id(itwin.pk)
    known = {*found}
    if owner_role in role_ids and _owns(to, itwin):
        known.add(owner_role)
    refuse_unknown_roles(role_ids, known, target)
    return [found[role_id] for role_id in dict.fromkeys(role_ids) if role_id in found]


def roles_usable_on(itwin: ITwin, role_ids: Iterable[UUID]) -> dict[UUID, Role]:
    """Those of the roles that can be given on an iTwin: its own and its Account's."""
    usable = Role.objects.filter(Q(itwin=itwin) | Q(itwin=itwin.account_id))
    return usable.filter(pk__in=set(role_ids)).in_bulk()


def refuse_unknown_roles(
    role_ids: Sequence[UUID], known: Container[UUID], target: Callable[[int], str]
) -> None:
    """Raises RoleNotFound with `target(place)` of the first id that is not among the known."""
    for place, role_id in enumerate(role_ids):
        if role_id not in known:
            raise RoleNotFound(target=target(place))


def _owns(user: User | None, itwin: ITwin) -> bool:
    return user is not None and OwnerMember.objects.filter(itwin=itwin, user=user).exists()
