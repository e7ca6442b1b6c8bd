"""Giving ownership of an iTwin, and taking it away."""

from uuid import UUID

from django.db import transaction

from accounts.errors import InsufficientPermissions, OwnerAlreadyExists, TeamMemberNotFound
from accounts.models import Invitation, OwnerMember, User
from accounts.operations import member_changes, visibility
from accounts.operations.invitations import Offer, invite
from accounts.operations.locks import hold_itwin
from accounts.permissions import Permission, permissions_of
from accounts.queries.assignments import owner_role_id
from accounts.queries.members import role_ids_held
from accounts.queries.people import needs_no_invitation, owning_organization_id, people_by_email
from twins.choices import Channel
from twins.models import ITwin


@transaction.atomic
def add_owner(*, itwin: ITwin, user: User) -> None:
    """Makes `user` an owner; one who is already stays one.

    Part of something else that is told, as the creation of the iTwin is.
    """
    OwnerMember.objects.get_or_create(itwin=itwin, user=user)
    visibility.refresh_itwin(itwin)


@transaction.atomic
def add_owner_by_email(*, itwin: ITwin, email: str, by: User) -> User | Invitation:
    """Makes a person of the organization an owner at once; anybody else is invited to be one."""
    itwin = hold_itwin(itwin)
    person = people_by_email([email]).get(email.lower())
    if person and OwnerMember.objects.filter(itwin=itwin, user=person).exists():
        raise OwnerAlreadyExists(target="email")
    if person and needs_no_invitation(person, owning_organization_id(itwin)):
        before = role_ids_held(itwin, [person.pk])[person.pk]
        add_owner(itwin=itwin, user=person)
        _tell(itwin, person, before, [*before, owner_role_id(itwin.pk)], by)
        return person
    (invitation,) = invite(
        itwin=itwin, offers=[Offer(email, makes_owner=True)], by=by, through=Channel.API
    )
    return invitation


@transaction.atomic
def remove_owner(*, itwin: ITwin, user: User, by: User) -> None:
    """Takes ownership from `user`, who stays a member through whatever roles they hold."""
    itwin = hold_itwin(itwin)
    ownership = OwnerMember.objects.filter(itwin=itwin, user=user)
    if not ownership.exists():
        raise TeamMemberNotFound
    refuse_deposing(itwin, user, by)
    before = role_ids_held(itwin, [user.pk])[user.pk]
    ownership.delete()
    visibility.refresh_itwin(itwin)
    owner_role = owner_role_id(itwin.pk)
    _tell(itwin, user, before, [role for role in before if role != owner_role], by)


def refuse_deposing(itwin: ITwin, owner: User, by: User) -> None:
    """Raises InsufficientPermissions unless `by` may take ownership from `owner`.

    Owners may, as long as one who is still there is left; Organization Administrators always,
    for they can give the iTwin a new owner.
    """
    rights = permissions_of(by, itwin)
    if Permission.ADMINISTRATION in rights:
        return
    others = OwnerMember.objects.filter(itwin=itwin, user__is_active=True).exclude(user=owner)
    if Permission.FULL_CONTROL not in rights or not others.exists():
        raise InsufficientPermissions


def _tell(itwin: ITwin, user: User, before: list[UUID], after: list[UUID], by: User) -> None:
    change = member_changes.of_user(itwin, user, before, after)
    member_changes.tell([change], by=by, through=Channel.API)
