"""Group members as the API reads and shows them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from accounts.errors import (
    UNREADABLE_BODY,
    InvalidMemberRequest,
    TeamMemberNotFound,
    invalid_value,
    missing_property,
    too_many,
)
from accounts.models import Group, GroupMember, GroupMemberRole
from accounts.queries.assignments import MAX_ASSIGNMENTS, read_role_ids
from accounts.queries.members import represent_role
from itwins_site.wire.errors import ErrorDetail
from itwins_site.wire.guids import parse_guid
from twins.models import ITwin


@dataclass(frozen=True)
class GroupEntry:
    """One entry of a body: a group and the roles it is to hold, in their order."""

    group_id: UUID
    role_ids: list[UUID]


def group_members_of(itwin: ITwin) -> QuerySet[GroupMember]:
    """The groups that hold roles on an iTwin, oldest first, with their roles."""
    roles = GroupMemberRole.objects.select_related("role").order_by("position", "pk")
    return (
        GroupMember.objects.filter(itwin=itwin)
        .select_related("group")
        .prefetch_related(Prefetch("role_assignments", roles))
        .order_by("created_at", "pk")
    )


def group_member_of(itwin: ITwin, group_id: str | UUID) -> GroupMember:
    """The membership of a group, which is a team member to the API."""
    guid = group_id if isinstance(group_id, UUID) else parse_guid(group_id)
    member = group_members_of(itwin).filter(group=guid).first() if guid else None
    if member is None:
        raise TeamMemberNotFound
    return member


def assignable_groups(itwin: ITwin, entries: list[GroupEntry]) -> dict[UUID, Group]:
    """The groups of the entries, by id: those of the iTwin and of its Account.

    Raises TeamMemberNotFound for the first unknown one.
    """
    found = Group.objects.filter(
        itwin__in={itwin.pk, itwin.account_id}, pk__in={entry.group_id for entry in entries}
    ).in_bulk()
    for place, entry in enumerate(entries):
        if entry.group_id not in found:
            raise TeamMemberNotFound(target=f"members[{place}].groupId")
    return found


def represent_group_member(member: GroupMember) -> dict[str, Any]:
    return {
        "id": str(member.group_id),
        "groupName": member.group.name,
        "groupDescription": member.group.description,
        "roles": [represent_role(assignment.role) for assignment in member.role_assignments.all()],
    }


def read_group_entries(body: dict[str, Any]) -> list[GroupEntry]:
    """The groups to add and their roles; raises InvalidMemberRequest with all details."""
    members = body.get("members")
    if members is None or members == []:
        raise InvalidMemberRequest(UNREADABLE_BODY)
    if not isinstance(members, list):
        raise InvalidMemberRequest(invalid_value("members"))
    if _assignments(members) > MAX_ASSIGNMENTS:
        raise InvalidMemberRequest(too_many("members"))
    details: list[ErrorDetail] = []
    entries = [_entry(member, f"members[{place}]", details) for place, member in enumerate(members)]
    if details:
        raise InvalidMemberRequest(*details)
    return [entry for entry in entries if entry]


def _assignments(members: list[Any]) -> int:
    """How many roles are to be assigned; an entry in error counts as one."""
    role_ids = [member.get("roleIds") for member in members if isinstance(member, dict)]
    asked = sum(max(1, len(ids)) for ids in role_ids if isinstance(ids, list))
    return max(asked, len(members))


def _entry(member: Any, target: str, details: list[ErrorDetail]) -> GroupEntry | None:
    if not isinstance(member, dict):
        details.append(invalid_value(target))
        return None
    text = member.get("groupId")
    group_id = parse_guid(text)
    if text is None or text == "":
        details.append(missing_property(f"{target}.groupId"))
    elif group_id is None:
        details.append(invalid_value(f"{target}.groupId"))
    role_ids = read_role_ids(member.get("roleIds"), f"{target}.roleIds", details)
    return GroupEntry(group_id, role_ids) if group_id else None
