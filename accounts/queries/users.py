"""People as the Users API writes them, and which of them a person may find."""

import re
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat

from accounts.errors import UNREADABLE_BODY, InvalidUsersRequest
from accounts.models import User
from itwins_site.wire.errors import ErrorDetail
from itwins_site.wire.guids import parse_guid
from itwins_site.wire.rendering import wire_time_in_microseconds

MOST_FOUND = 1000
_MOST_IDS = 1000
_SHORTEST, _LONGEST = 3, 200

SearchMissing = ErrorDetail(
    "MissingRequiredParameter", "A search value was not specified.", "$search"
)
SearchTooShortOrLong = ErrorDetail(
    "InvalidValue", "The search value must be between 3 and 200 characters.", "$search"
)
TooManyIds = ErrorDetail(
    "InvalidValue", "The request body cannot contain more than 1000 user Ids.", "request"
)


def colleagues_of(user: User) -> QuerySet[User]:
    """The active people of the person's organization; without one there are none."""
    people = User.objects.filter(is_active=True).select_related("organization")
    if user.organization_id is None:
        return people.none()
    return people.filter(organization=user.organization_id)


def found_by(people: QuerySet[User], search: str) -> QuerySet[User]:
    """Those of `people` whose name or e-mail contains a text, without regard to case."""
    # A pattern, not LIKE: SQLite's own LIKE tells Ö from ö.
    literally = re.escape(search.replace("\x00", "\ufffd"))
    named = people.annotate(name=Concat(F("given_name"), Value(" "), F("surname")))
    matching = named.filter(Q(name__iregex=literally) | Q(email__iregex=literally))
    return matching.order_by("surname", "given_name", "id")[:MOST_FOUND]


def in_order(people: QuerySet[User], ids: Collection[UUID]) -> list[User]:
    """Those of `people` with the ids, in the order of these."""
    found = people.in_bulk(ids)
    return [found[user_id] for user_id in ids if user_id in found]


def read_search(text: str | None) -> str:
    """The text searched for, without outer blanks; raises InvalidUsersRequest."""
    search = (text or "").strip()
    if not search:
        raise InvalidUsersRequest(SearchMissing)
    if not _SHORTEST <= len(search) <= _LONGEST:
        raise InvalidUsersRequest(SearchTooShortOrLong)
    return search


def read_user_ids(body: Any) -> list[UUID]:
    """The ids in a body, each once; what is no id is the id of nobody."""
    if not isinstance(body, list):
        raise InvalidUsersRequest(UNREADABLE_BODY)
    if len(body) > _MOST_IDS:
        raise InvalidUsersRequest(TooManyIds)
    ids = map(parse_guid, body)
    return list(dict.fromkeys(user_id for user_id in ids if user_id is not None))


def user_representation(user: User) -> dict[str, Any]:
    """The form in which people see each other."""
    return {
        "id": str(user.pk),
        "email": user.email,
        "givenName": user.given_name,
        "surname": user.surname,
        "organizationName": _organization_name(user),
    }


def own_representation(user: User) -> dict[str, Any]:
    """The form in which people see themselves; null is what the registry does not know."""
    return {
        "id": str(user.pk),
        "displayName": user.email,
        "givenName": user.given_name,
        "surname": user.surname,
        "email": user.email,
        "alternateEmail": None,
        "phone": None,
        "organizationName": _organization_name(user),
        "city": None,
        "country": None,
        "language": None,
        "createdDateTime": wire_time_in_microseconds(user.created_at),
    }


def _organization_name(user: User) -> str | None:
    return user.organization.name if user.organization is not None else None
