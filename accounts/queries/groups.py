"""Groups as the API reads and shows them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from accounts.errors import (
    UNREADABLE_BODY,
    GroupNotFound,
    InvalidGroupRequest,
    invalid_value,
    missing_property,
    too_many,
)
from accounts.models import Group, GroupDirectoryGroup, GroupUser, User
from accounts.queries.members import represent_person
from itwins_site.wire.errors import ErrorDetail
from itwins_site.wire.guids import parse_guid
from itwins_site.wire.request_bodies import is_storable
from twins.models import ITwin

MAX_LISTED = 50
_LONGEST = {"name": 255, "description": 4000}
# As the published details spell them.
_TARGETS = {"name": "Name", "description": "Description"}


@dataclass(frozen=True)
class GroupChanges:
    """What a body asks of a group; None leaves as it is, an empty list clears."""

    name: str | None = None
    description: str | None = None
    emails: list[str] | None = None
    directory_names: list[str] | None = None


def groups_of(itwin: ITwin) -> QuerySet[Group]:
    """The groups defined on an iTwin, oldest first, with whom they list."""
    people = GroupUser.objects.select_related("user__organization").order_by("pk")
    directory_groups = GroupDirectoryGroup.objects.select_related("directory_group").order_by("pk")
    return (
        Group.objects.filter(itwin=itwin)
        .order_by("created_at", "pk")
        .prefetch_related(
            Prefetch("listed_users", people),
            Prefetch("listed_directory_groups", directory_groups),
        )
    )


def group_of(itwin: ITwin, group_id: str | UUID) -> Group:
    """The group defined on an iTwin; an Account's group is not found through an iTwin below it."""
    guid = group_id if isinstance(group_id, UUID) else parse_guid(group_id)
    group = groups_of(itwin).filter(pk=guid).first() if guid else None
    if group is None:
        raise GroupNotFound
    return group


def has_room_for(group: Group, user: User | None) -> bool:
    """Whether a person (None: somebody new) can be listed, or is already."""
    listed = GroupUser.objects.filter(group=group)
    return listed.filter(user=user).exists() or listed.count() < MAX_LISTED


def represent_group(group: Group) -> dict[str, Any]:
    people = list(group.listed_users.all())[:MAX_LISTED]
    directory_groups = list(group.listed_directory_groups.all())[:MAX_LISTED]
    return {
        "id": str(group.pk),
        "name": group.name,
        "description": group.description,
        "members": [_represent_listed(listed.user) for listed in people],
        "imsGroups": [listed.directory_group.name for listed in directory_groups],
    }


def _represent_listed(user: User) -> dict[str, Any]:
    person = represent_person(user)
    # Under both names: published samples say userId, Bentley's TypeScript client says id.
    return {"id": person["id"], "userId": person["id"]} | person


def read_new_group(body: dict[str, Any]) -> tuple[str, str]:
    """The name and description of a group to be; raises InvalidGroupRequest with all details."""
    details: list[ErrorDetail] = []
    name, description = (_text(body.get(key), key, details) for key in _LONGEST)
    if details:
        raise InvalidGroupRequest(*details)
    return name, description


def read_group_changes(body: dict[str, Any]) -> GroupChanges:
    """What a body changes of a group; raises InvalidGroupRequest with all details."""
    details: list[ErrorDetail] = []
    changes: dict[str, Any] = {
        key: _text(body[key], key, details) for key in _LONGEST if key in body
    }
    for key, field in (("members", "emails"), ("imsGroups", "directory_names")):
        if key in body:
            changes[field] = _texts(body[key], key, details)
    if "id" in body:  # read-only
        details.append(invalid_value("id"))
    if not changes and not details:
        details.append(UNREADABLE_BODY)
    if details:
        raise InvalidGroupRequest(*details)
    return GroupChanges(**changes)


def _text(value: Any, key: str, details: list[ErrorDetail]) -> str:
    if value is None or (key == "name" and isinstance(value, str) and not value.strip()):
        details.append(missing_property(_TARGETS[key]))
    elif not isinstance(value, str) or len(value) > _LONGEST[key] or not is_storable(value):
        details.append(invalid_value(_TARGETS[key]))
    else:
        return value
    return ""


def _texts(value: Any, target: str, details: list[ErrorDetail]) -> list[str]:
    if not isinstance(value, list):
        details.append(invalid_value(target))
    elif len(value) > MAX_LISTED:
        details.append(too_many(target))
    else:
        details += [
            invalid_value(f"{target}[{place}]")
            for place, item in enumerate(value)
            if not isinstance(item, str)
        ]
        return value
    return []
