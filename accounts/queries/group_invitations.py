"""Invitations to a group, and how the API shows them."""

from django.db.models import QuerySet

from accounts.errors import InvitationNotFound
from accounts.models import Group, Invitation, User
from accounts.permissions import Permission, permissions_of
from itwins_site.wire.guids import parse_guid
from itwins_site.wire.rendering import wire_time_in_microseconds


def group_invitations_seen_by(user: User, group: Group) -> QuerySet[Invitation]:
    """The pending invitations to a group: all of them for owners, else those sent."""
    pending = _pending(group)
    if Permission.FULL_CONTROL not in permissions_of(user, group.itwin):
        pending = pending.filter(invited_by=user)
    return pending.order_by("created_at", "id")


def pending_group_invitation(group: Group, invitation_id: str) -> Invitation:
    """The pending invitation that a path names, or InvitationNotFound."""
    guid = parse_guid(invitation_id)
    found = _pending(group).filter(pk=guid).first() if guid else None
    if found is None:
        raise InvitationNotFound
    return found


def represent_group_invitation(invitation: Invitation) -> dict[str, str]:
    return {
        "id": str(invitation.pk),
        "email": invitation.email,
        "invitedByEmail": invitation.invited_by.email,
        "status": invitation.status,
        "createdDate": wire_time_in_microseconds(invitation.created_at),
        "expirationDate": wire_time_in_microseconds(invitation.expires_at),
    }


def _pending(group: Group) -> QuerySet[Invitation]:
    return Invitation.objects.pending().filter(group=group).select_related("invited_by")
