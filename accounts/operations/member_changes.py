"""What changes among members: told to webhooks and written down, in the transaction of the change.

Only what differs counts: a role that was held already is not given. Ownership is told as what it
is presented as, a role of the owner.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from accounts.choices import EventType, MemberType
from accounts.models import Event, Group, GroupMember, OwnerMember, Role, User, UserMember
from accounts.operations import audit, events
from accounts.queries.assignments import owner_role_id
from accounts.queries.roles import OWNER_ROLE_NAME
from twins.choices import AuditOperation, Channel
from twins.models import AuditEntry, ITwin

_HELD = "held"


@dataclass(frozen=True)
class MemberChange:
    """The ids of the roles that one member of an iTwin held directly, and of those held now."""

    itwin: ITwin
    member_id: UUID
    name: str  # for people to read
    before: Sequence[UUID]
    after: Sequence[UUID]
    member_type: MemberType = MemberType.USER

    @property
    def given(self) -> list[UUID]:
        return [role for role in dict.fromkeys(self.after) if role not in self.before]

    @property
    def taken(self) -> list[UUID]:
        return [role for role in dict.fromkeys(self.before) if role not in self.after]


def of_user(
    itwin: ITwin, user: User, before: Sequence[UUID], after: Sequence[UUID]
) -> MemberChange:
    return MemberChange(itwin, user.pk, user.email, before, after)


def of_group(
    itwin: ITwin, group: Group, before: Sequence[UUID], after: Sequence[UUID]
) -> MemberChange:
    name = f"group {group.name}"
    return MemberChange(itwin, group.pk, name, before, after, MemberType.GROUP)


def of_users_losing(role: Role) -> list[MemberChange]:
    """What its deletion changes for people: as many statements however many hold it."""
    members = UserMember.objects.filter(role_assignments__role=role)
    return [
        of_user(member.itwin, member.user, held, [each for each in held if each != role.pk])
        for member, held in _held_by_users(members)
    ]


def of_groups_losing(role: Role) -> list[MemberChange]:
    members = GroupMember.objects.filter(role_assignments__role=role)
    return [
        of_group(member.itwin, member.group, held, [each for each in held if each != role.pk])
        for member, held in _held_by_groups(members)
    ]


def of_group_leaving(members: QuerySet[GroupMember]) -> list[MemberChange]:
    """What the end of groups' memberships changes."""
    return [
        of_group(member.itwin, member.group, held, []) for member, held in _held_by_groups(members)
    ]


def of_person_leaving(
    user: User, members: QuerySet[UserMember], owners: QuerySet[OwnerMember]
) -> list[MemberChange]:
    """What the end of a person's memberships and ownerships changes."""
    held: dict[ITwin, list[UUID]] = {}
    for member in members.select_related("itwin").prefetch_related("role_assignments"):
        held[member.itwin] = [each.role_id for each in member.role_assignments.all()]
    for owner in owners.select_related("itwin"):
        held.setdefault(owner.itwin, []).append(owner_role_id(owner.itwin_id))
    return [of_user(itwin, user, roles, []) for itwin, roles in held.items()]


def tell(
    changes: Iterable[MemberChange],
    *,
    by: User,
    through: Channel,
    reason: str = "",
) -> None:
    """Keeps the events of changes, and writes an entry for each iTwin."""
    real = [change for change in changes if change.given or change.taken]
    if not real:
        return
    names = _names_of_roles(real)
    events.tell(
        event
        for change in real
        if change.itwin.deleted_at is None  # to the API it is gone already
        for event in _events_of(change, names, by)
    )
    audit.record_all(_entries_of(real, names, by, through, reason))


def _held_by_users(members: QuerySet[UserMember]) -> Iterator[tuple[UserMember, list[UUID]]]:
    owning = OwnerMember.objects.filter(itwin=OuterRef("itwin"), user=OuterRef("user"))
    rows = members.annotate(owns=Exists(owning)).select_related("itwin", "user")
    for member in rows.order_by("itwin", "user").prefetch_related("role_assignments"):
        held = [each.role_id for each in member.role_assignments.all()]
        yield member, [*held, owner_role_id(member.itwin_id)] if member.owns else held


def _held_by_groups(members: QuerySet[GroupMember]) -> Iterator[tuple[GroupMember, list[UUID]]]:
    rows = members.select_related("itwin", "group").order_by("itwin", "group")
    for member in rows.prefetch_related("role_assignments"):
        yield member, [each.role_id for each in member.role_assignments.all()]


def _names_of_roles(changes: Collection[MemberChange]) -> dict[UUID, str]:
    names = {owner_role_id(change.itwin.pk): OWNER_ROLE_NAME for change in changes}
    changed = {role for change in changes for role in (*change.given, *change.taken)} - {*names}
    if changed:
        names.update(Role.objects.filter(pk__in=changed).values_list("pk", "display_name"))
    return names


def _events_of(change: MemberChange, names: Mapping[UUID, str], by: User) -> Iterator[Event]:
    def event(event_type: EventType, role: UUID | None = None) -> Event:
        return events.member_event(
            event_type,
            change.itwin,
            member_id=change.member_id,
            member_type=change.member_type,
            by=by,
            role=None if role is None else (role, names[role]),
        )

    if not change.before:
        yield event(EventType.MEMBER_ADDED, change.given[0])
    for role in change.given:
        yield event(EventType.ROLE_ASSIGNED, role)
    for role in change.taken:
        yield event(EventType.ROLE_UNASSIGNED, role)
    if not change.after:
        yield event(EventType.MEMBER_REMOVED)


def _entries_of(
    changes: Collection[MemberChange],
    names: Mapping[UUID, str],
    by: User,
    through: Channel,
    reason: str,
) -> Iterator[AuditEntry]:
    by_itwin: dict[ITwin, audit.Changes] = {}
    for change in changes:
        written = by_itwin.setdefault(change.itwin, {})
        for role in change.given:
            audit.note(written, f"{change.name}, {names[role]}", None, _HELD)
        for role in change.taken:
            audit.note(written, f"{change.name}, {names[role]}", _HELD, None)
    for itwin, written in by_itwin.items():
        yield audit.entry(
            AuditOperation.MEMBERS_CHANGED,
            itwin,
            by=by,
            through=through,
            changes=written,
            reason=reason,
        )
