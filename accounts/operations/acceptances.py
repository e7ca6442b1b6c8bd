"""Accepting invitations: all that are pending for one address and one iTwin, or one group."""

from contextlib import suppress
from uuid import UUID

from django.db import transaction

from accounts.choices import InvitationStatus
from accounts.errors import GroupFull, InsufficientPermissions, InvitationNotFound
from accounts.models import Group, GroupUser, Invitation, InvitationRole, User
from accounts.models.invitation import InvitationQuerySet
from accounts.operations import audit
from accounts.operations.group_lists import itwins_of, newly_listed, refresh_users_of
from accounts.operations.invitations import write_down_acceptance
from accounts.operations.locks import hold_groups, hold_itwin, hold_itwins, keep_roles
from accounts.operations.user_members import give_offered
from accounts.permissions import Permission, permissions_of
from accounts.queries.groups import has_room_for
from accounts.queries.invitations import pending_invitation
from twins.choices import AuditOperation, Channel
from twins.models import ITwin


def accept_by_id(*, itwin: ITwin, invitation_id: str, user: User) -> None:
    """Accepts as the API does: for a member any id will do, for anybody else their own."""
    is_member = Permission.MEMBERSHIP in permissions_of(user, itwin)
    if not is_member:
        _refuse_foreign(pending_invitation(itwin, invitation_id), user)
    if not _accept_to_itwin(itwin, user, Channel.API) and not is_member:
        raise InvitationNotFound  # withdrawn this very moment


def accept_invitation(*, invitation: Invitation, user: User, through: Channel) -> None:
    """Accepts one that is addressed to `user`, and with it all to the same iTwin or group.

    Raises InvitationNotFound when it is over by now, GroupFull when nobody fits into the group.
    """
    _refuse_foreign(invitation, user)
    with transaction.atomic():
        if invitation.group is None:
            accepted = _accept_to_itwin(invitation.itwin, user, through)
        else:
            accepted = _accept_to_group(invitation.group, user, through)
        if invitation.pk not in accepted:
            raise InvitationNotFound


def accept_all(user: User, *, through: Channel) -> None:
    """Accepts everything that is pending for the person's address, wherever it is."""
    pending = Invitation.objects.pending().addressed_to(user.email)
    live = pending.filter(itwin__deleted_at__isnull=True)
    for itwin in ITwin.objects.filter(invitations__in=live.to_members()).distinct().order_by("pk"):
        _accept_to_itwin(itwin, user, through)
    for group in Group.objects.filter(invitations__in=live).distinct().order_by("pk"):
        with suppress(GroupFull):
            _accept_to_group(group, user, through)


def _refuse_foreign(invitation: Invitation, user: User) -> None:
    if invitation.email_folded != user.email.lower():
        raise InsufficientPermissions


@transaction.atomic
def _accept_to_itwin(itwin: ITwin, user: User, through: Channel) -> set[UUID]:
    """Gives the union of what is offered; returns the invitations that this consumed."""
    found = Invitation.objects.pending().to_members().filter(itwin=itwin).addressed_to(user.email)
    # Only what is pending now: the roles of one that comes meanwhile would not be held.
    ids = list(found.values_list("pk", flat=True))
    if not ids:
        return set()
    offers = InvitationRole.objects.filter(invitation__in=ids)
    keep_roles(offers.values_list("role", flat=True))
    itwin = hold_itwin(itwin)
    accepted = _consume(Invitation.objects.pending().filter(pk__in=ids))
    roles = offers.filter(invitation__in=[each.pk for each in accepted])
    in_order = roles.order_by("invitation__created_at", "position", "id")
    if accepted:
        write_down_acceptance(itwin, accepted, by=user, through=through)
    give_offered(
        itwin,
        user,
        list(in_order.values_list("role", flat=True)),
        makes_owner=any(each.makes_owner for each in accepted),
        through=through,
    )
    return {each.pk for each in accepted}


@transaction.atomic
def _accept_to_group(group: Group, user: User, through: Channel) -> set[UUID]:
    """Lists `user` in the group; returns the invitations that this consumed."""
    if not hold_groups(Group.objects.filter(pk=group.pk)):
        return set()
    if not has_room_for(group, user):
        raise GroupFull
    pending = Invitation.objects.pending().filter(group=group).addressed_to(user.email)
    accepted = _consume(pending)
    if accepted:
        hold_itwins(itwins_of(group))
        _, is_new = GroupUser.objects.get_or_create(group=group, user=user)
        refresh_users_of(group, [user.pk])
        write_down_acceptance(group.itwin, accepted, by=user, through=through)
        if is_new:
            audit.record(
                AuditOperation.GROUPS_CHANGED,
                group.itwin,
                by=user,
                through=through,
                changes=newly_listed(group, user),
            )
    return {each.pk for each in accepted}


def _consume(pending: InvitationQuerySet) -> list[Invitation]:
    """Marks invitations as accepted; one that is being withdrawn is waited for, and left out."""
    accepted = list(pending.select_for_update(of=("self",)).order_by("pk"))
    Invitation.objects.filter(pk__in=[each.pk for each in accepted]).update(
        status=InvitationStatus.ACCEPTED
    )
    return accepted
