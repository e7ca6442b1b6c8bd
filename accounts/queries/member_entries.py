"""What bodies ask for when they add members and owners, or change what a member holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts.errors import (
    UNREADABLE_BODY,
    InvalidMemberRequest,
    invalid_value,
    missing_property,
    too_many,
)
from accounts.queries.assignments import MAX_ASSIGNMENTS, read_email, read_role_ids
from itwins_site.wire.errors import ErrorDetail
from itwins_site.wire.request_bodies import is_storable

LONGEST_MESSAGE = 2000


@dataclass(frozen=True)
class MemberEntry:
    """A person to be given roles, known or not."""

    email: str
    role_ids: list[UUID]


def read_member_entries(body: Mapping[str, Any]) -> tuple[list[MemberEntry], str]:
    """The people to add and the message to those invited; raises with everything that is wrong."""
    members = body.get("members")
    if members is None or members == []:
        raise InvalidMemberRequest(UNREADABLE_BODY)
    if not isinstance(members, list):
        raise InvalidMemberRequest(invalid_value("members"))
    if _too_many(members):
        raise InvalidMemberRequest(too_many("members"))
    details: list[ErrorDetail] = []
    entries = [_read_entry(entry, f"members[{i}]", details) for i, entry in enumerate(members)]
    message = _read_message(body.get("customMessage"), details)
    if details:
        raise InvalidMemberRequest(*details)
    return entries, message


def read_roles_to_hold(body: Mapping[str, Any]) -> list[UUID]:
    """The roles that replace what a member holds."""
    given = body.get("roleIds")
    if given == []:
        raise InvalidMemberRequest(UNREADABLE_BODY)
    if isinstance(given, list) and len(given) > MAX_ASSIGNMENTS:
        raise InvalidMemberRequest(too_many("roleIds"))
    details: list[ErrorDetail] = []
    role_ids = read_role_ids(given, "roleIds", details)
    if details:
        raise InvalidMemberRequest(*details)
    return role_ids


def read_owner_email(body: Mapping[str, Any]) -> str:
    details: list[ErrorDetail] = []
    email = read_email(body.get("email"), "email", details)
    if details:
        raise InvalidMemberRequest(*details)
    return email


def _too_many(members: list[Any]) -> bool:
    """Counted first: what is wrong with each of ten thousand is not worth telling."""
    given = [entry.get("roleIds") for entry in members if isinstance(entry, dict)]
    assignments = sum(len(ids) for ids in given if isinstance(ids, list))
    return max(len(members), assignments) > MAX_ASSIGNMENTS


def _read_entry(entry: Any, target: str, details: list[ErrorDetail]) -> MemberEntry:
    if not isinstance(entry, dict):
        details.append(missing_property(target) if entry is None else invalid_value(target))
        return MemberEntry("", [])
    return MemberEntry(
        read_email(entry.get("email"), f"{target}.email", details),
        read_role_ids(entry.get("roleIds"), f"{target}.roleIds", details),
    )


def _read_message(value: Any, details: list[ErrorDetail]) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > LONGEST_MESSAGE or not is_storable(value):
        details.append(invalid_value("customMessage"))
        return ""
    return value.strip()
