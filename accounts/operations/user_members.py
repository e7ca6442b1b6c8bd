"""Giving roles on an iTwin to people, and taking them away."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.errors import TeamMemberNotFound
from accounts.escalation import refuse_handing_on
from accounts.models import Invitation, OwnerMember, Role, User, UserMember, UserMemberRole
from accounts.operations import member_changes, visibility
from accounts.operations.invitations import Offer, invite
from accounts.operations.locks import hold_itwin, keep_roles
from accounts.operations.owner_members import refuse_deposing
from accounts.queries.assignments import owner_role_id, refuse_unknown_roles, roles_usable_on
from accounts.queries.member_entries import MemberEntry
from accounts.queries.members import role_ids_held
from accounts.queries.people import needs_no_invitation, owning_organization_id, people_by_email
from twins.choices import Channel
from twins.models import ITwin


@transaction.atomic
def add_user_member(*, itwin: ITwin, user: User, roles: Sequence[Role]) -> UserMember:
    """Gives `user` roles on `itwin`, beside those held already, in the order given.

    Nobody answers for it, as when a registry is filled with demo data: it is not told.
    """
    keep_roles(role.pk for role in roles)
    hold_itwin(itwin)
    held = role_ids_held(itwin, [user.pk])
    _write(itwin, {user.pk: _union(held[user.pk], [role.pk for role in roles])})
    visibility.refresh_itwin(itwin)
    return UserMember.objects.get(itwin=itwin, user=user)


def _place_in_members(place: int, role_place: int) -> str:
    return f"members[{place}].roleIds[{role_place}]"


@transaction.atomic
def add_members(
    *,
    itwin: ITwin,
    entries: Sequence[MemberEntry],
    by: User,
    message: str = "",
    target: Callable[[int, int], str] = _place_in_members,
    through: Channel = Channel.API,
) -> tuple[list[User], list[Invitation]]:
    """Gives roles to people of the organization and to members at once, and invites the others.

    All or nothing. Raises RoleNotFound with `target` of the entry's and the role's place, and
    InsufficientPermissions when roles hold more than `by` does.
    """
    asked_for = {role_id for entry in entries for role_id in entry.role_ids}
    keep_roles(asked_for)
    itwin = hold_itwin(itwin)
    usable = roles_usable_on(itwin, asked_for)
    people, held = _people_to_add(itwin, entries)
    given: dict[UUID, list[UUID]] = {}
    offers, new = [], set()
    for place, entry in enumerate(entries):
        person = people.get(entry.email.lower())
        already = held[person.pk] if person else []
        refuse_unknown_roles(entry.role_ids, {*usable, *already}, partial(target, place))
        new.update(set(entry.role_ids) - set(already))
        if person:
            given.setdefault(person.pk, []).extend(entry.role_ids)
        else:
            offers.append(Offer(entry.email, entry.role_ids))
    refuse_handing_on(by, itwin, [usable[role_id] for role_id in new])
    wanted = {user_id: _union(ids, held[user_id]) for user_id, ids in given.items()}
    _write(itwin, wanted)
    visibility.refresh_itwin(itwin)
    by_id = {person.pk: person for person in people.values()}
    member_changes.tell(
        (
            member_changes.of_user(itwin, by_id[user_id], held[user_id], roles)
            for user_id, roles in wanted.items()
        ),
        by=by,
        through=through,
    )
    return [by_id[user_id] for user_id in given], invite(
        itwin=itwin, offers=offers, by=by, message=message, through=through
    )


@transaction.atomic
def change_user_member(*, itwin: ITwin, user: User, role_ids: Sequence[UUID], by: User) -> None:
    """Makes these the roles that `user` holds; ownership is neither given nor taken here."""
    keep_roles(role_ids)
    itwin = hold_itwin(itwin)
    held = _held_by_member(itwin, user)
    usable = roles_usable_on(itwin, role_ids)
    refuse_unknown_roles(role_ids, {*usable, *held}, lambda place: f"roleIds[{place}]")
    refuse_handing_on(by, itwin, [usable[role_id] for role_id in set(role_ids) - set(held)])
    ownership = [role_id for role_id in held if role_id == owner_role_id(itwin.pk)]
    wanted = _union(role_ids, ownership)
    _write(itwin, {user.pk: wanted})
    visibility.refresh_itwin(itwin)
    change = member_changes.of_user(itwin, user, held, wanted)
    member_changes.tell([change], by=by, through=Channel.API)


@transaction.atomic
def unassign_roles(
    *, itwin: ITwin, user: User, roles: Iterable[Role], by: User, through: Channel = Channel.JOB
) -> None:
    """Takes roles from `user`, where held; with the last one the membership ends."""
    itwin = hold_itwin(itwin)
    taken = {role.pk for role in roles}
    held = _held_by_member(itwin, user)
    left = [role_id for role_id in held if role_id not in taken]
    _write(itwin, {user.pk: left})
    visibility.refresh_itwin(itwin)
    change = member_changes.of_user(itwin, user, held, left)
    member_changes.tell([change], by=by, through=through)


@transaction.atomic
def remove_user_member(
    *, itwin: ITwin, user: User, by: User, through: Channel = Channel.API
) -> None:
    """Takes all roles and ownership from `user`; what comes through groups stays.

    Raises InsufficientPermissions for an owner whom `by` may not depose.
    """
    itwin = hold_itwin(itwin)
    held = _held_by_member(itwin, user)
    if owner_role_id(itwin.pk) in held:
        refuse_deposing(itwin, user, by)
        OwnerMember.objects.filter(itwin=itwin, user=user).delete()
    UserMember.objects.filter(itwin=itwin, user=user).delete()
    visibility.refresh_itwin(itwin)
    change = member_changes.of_user(itwin, user, held, [])
    member_changes.tell([change], by=by, through=through)


def give_offered(
    itwin: ITwin, user: User, role_ids: Sequence[UUID], *, makes_owner: bool, through: Channel
) -> None:
    """Gives what invitations offered; the caller holds the roles and the iTwin."""
    held = role_ids_held(itwin, [user.pk])[user.pk]
    _write(itwin, {user.pk: _union(role_ids, held)})
    if makes_owner:
        OwnerMember.objects.get_or_create(itwin=itwin, user=user)
        role_ids = [*role_ids, owner_role_id(itwin.pk)]
    visibility.refresh_itwin(itwin)
    change = member_changes.of_user(itwin, user, held, _union(role_ids, held))
    member_changes.tell([change], by=user, through=through)


def _people_to_add(
    itwin: ITwin, entries: Sequence[MemberEntry]
) -> tuple[dict[str, User], dict[UUID, list[UUID]]]:
    """Those who need no invitation, by e-mail: insiders and members; and what each of them holds."""
    known = people_by_email(entry.email for entry in entries)
    organization_id = owning_organization_id(itwin)
    held = role_ids_held(itwin, [person.pk for person in known.values()])
    people = {
        email: person
        for email, person in known.items()
        if held[person.pk] or needs_no_invitation(person, organization_id)
    }
    return people, held


def _held_by_member(itwin: ITwin, user: User) -> list[UUID]:
    held = role_ids_held(itwin, [user.pk])[user.pk]
    if not held:
        raise TeamMemberNotFound
    return held


def _union(first: Sequence[UUID], then: Sequence[UUID]) -> list[UUID]:
    return list(dict.fromkeys([*first, *then]))


def _write(itwin: ITwin, roles_of: Mapping[UUID, Sequence[UUID]]) -> None:
    """Makes these the roles that people hold, in this order; who is left without is no member.

    A role's position is its place in the whole list: the owner role, which is not stored, leaves
    the gap where it stands. The caller holds the iTwin.
    """
    owner_role = owner_role_id(itwin.pk)
    stored = {
        user_id: [(place, role) for place, role in enumerate(roles) if role != owner_role]
        for user_id, roles in roles_of.items()
    }
    staying = [user_id for user_id, roles in stored.items() if roles]
    rows = UserMember.objects.filter(itwin=itwin, user__in=stored)
    rows.exclude(user__in=staying).delete()
    UserMember.objects.bulk_create(
        (UserMember(itwin=itwin, user_id=user_id) for user_id in staying), ignore_conflicts=True
    )
    members = dict(rows.values_list("user", "pk"))
    wanted = {
        (members[user_id], role): place for user_id in staying for place, role in stored[user_id]
    }
    _write_assignments(UserMemberRole.objects.filter(member__in=members.values()), wanted)


def _write_assignments(
    rows: QuerySet[UserMemberRole], wanted: Mapping[tuple[int, UUID], int]
) -> None:
    """Makes these, as (member, role) to position, the assignments that `rows` is about.

    What stays is updated, never written anew: a new row asks for its role, and whoever is about
    to delete that waits for the iTwin which we hold.
    """
    there = {(row.member_id, row.role_id): row for row in rows}
    rows.filter(pk__in=[row.pk for key, row in there.items() if key not in wanted]).delete()
    changed = [
        UserMemberRole(member_id=member, role_id=role, position=place)
        for (member, role), place in wanted.items()
        if (member, role) not in there or there[member, role].position != place
    ]
    UserMemberRole.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["member", "role"],
        update_fields=["position"],
    )
