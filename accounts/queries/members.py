"""User members and owners of an iTwin: who they are, what they hold, how the API shows them.

Ownership is presented as a role which no row holds. In the list of a person's roles it stands
where the positions of the stored ones leave a gap, or last.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Least

from accounts.errors import TeamMemberNotFound
from accounts.models import OwnerMember, Role, User, UserMember, UserMemberRole
from accounts.queries.assignments import owner_role_id
from accounts.queries.roles import OWNER_ROLE_DESCRIPTION, OWNER_ROLE_NAME
from itwins_site.wire.guids import parse_guid
from twins.models import ITwin


def user_members_of(itwin: ITwin) -> QuerySet[Any]:
    """(user id, since when) of everybody who owns the iTwin or holds a role directly, in order."""
    memberships = UserMember.objects.filter(itwin=itwin).order_by()
    owners = OwnerMember.objects.filter(itwin=itwin).order_by()
    also_member = memberships.filter(user=OuterRef("user")).values("created_at")
    first_seen = Least("created_at", Coalesce(Subquery(also_member), F("created_at")))
    not_owning = memberships.filter(
        Exists(UserMemberRole.objects.filter(member=OuterRef("pk"))),
        ~Exists(owners.filter(user=OuterRef("user"))),
    )
    return (
        owners.annotate(since=first_seen)
        .values_list("user_id", "since")
        .union(not_owning.annotate(since=F("created_at")).values_list("user_id", "since"), all=True)
        .order_by("since", "user_id")
    )


def owners_of(itwin: ITwin) -> QuerySet[Any]:
    """(user id, since when) of every owner, in order."""
    rows = OwnerMember.objects.filter(itwin=itwin).order_by("created_at", "user_id")
    return rows.values_list("user_id", "created_at")


def user_member_of(itwin: ITwin, member_id: str) -> User:
    """The person whom a path names, or TeamMemberNotFound."""
    user = _person(member_id)
    if user is None or not role_ids_held(itwin, [user.pk])[user.pk]:
        raise TeamMemberNotFound
    return user


def owner_of(itwin: ITwin, member_id: str) -> User:
    user = _person(member_id)
    if user is None or not OwnerMember.objects.filter(itwin=itwin, user=user).exists():
        raise TeamMemberNotFound
    return user


def role_ids_held(itwin: ITwin, user_ids: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """What each person holds directly, in order, with the owner role among it; [] for nothing."""
    held: dict[UUID, list[tuple[int, UUID]]] = {user_id: [] for user_id in user_ids}
    owners = OwnerMember.objects.filter(itwin=itwin, user__in=held)
    rows = UserMemberRole.objects.filter(member__itwin=itwin, member__user__in=held)
    for user_id, position, role_id in rows.order_by("position", "id").values_list(
        "member__user", "position", "role"
    ):
        held[user_id].append((position, role_id))
    owning = set(owners.values_list("user", flat=True))
    owner_role = owner_role_id(itwin.pk)
    return {
        user_id: _with_owner_role(roles, owner_role)
        if user_id in owning
        else [role for _, role in roles]
        for user_id, roles in held.items()
    }


def _with_owner_role(roles: Sequence[tuple[int, UUID]], owner_role: UUID) -> list[UUID]:
    place = next(
        (place for place, (position, _) in enumerate(roles) if position > place), len(roles)
    )
    ids = [role for _, role in roles]
    return [*ids[:place], owner_role, *ids[place:]]


def represent_user_members(itwin: ITwin, user_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """User members as the API shows them, in the order of the ids."""
    people = _people(user_ids)
    held = role_ids_held(itwin, user_ids)
    roles = Role.objects.in_bulk({role for ids in held.values() for role in ids})
    shown = {role.pk: represent_role(role) for role in roles.values()}
    shown[owner_role_id(itwin.pk)] = represent_owner_role(itwin)
    return [
        represent_person(people[user_id]) | {"roles": [shown[role] for role in held[user_id]]}
        for user_id in user_ids
    ]


def represent_owners(user_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    people = _people(user_ids)
    return [represent_person(people[user_id]) for user_id in user_ids]


def represent_person(user: User) -> dict[str, Any]:
    """A person as a member; of one who is no longer there only the id is left."""
    if not user.is_active:
        blank = dict.fromkeys(("email", "givenName", "surname", "organization"))
        return {"id": str(user.pk), **blank}
    return {
        "id": str(user.pk),
        "email": user.email,
        "givenName": user.given_name,
        "surname": user.surname,
        "organization": user.organization.name if user.organization else None,
    }


def represent_role(role: Role) -> dict[str, str]:
    """A role as members and invitations name it."""
    return {
        "id": str(role.pk),
        "displayName": role.display_name,
        "description": role.description,
    }


def represent_owner_role(itwin: ITwin) -> dict[str, str]:
    return {
        "id": str(owner_role_id(itwin.pk)),
        "displayName": OWNER_ROLE_NAME,
        "description": OWNER_ROLE_DESCRIPTION,
    }


def _person(member_id: str) -> User | None:
    user_id = parse_guid(member_id)
    return User.objects.filter(pk=user_id).first() if user_id else None


def _people(user_ids: Sequence[UUID]) -> dict[UUID, User]:
    return User.objects.select_related("organization").in_bulk(user_ids)
