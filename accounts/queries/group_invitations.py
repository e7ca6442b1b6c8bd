"""Invitations to a group, as the API shows them."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.choices import InvitationStatus
from accounts.errors import InvitationNotFound
from accounts.models import Group, Invitation
from itwins_site.wire.guids import parse_guid
from itwins_site.wire.rendering import wire_time_in_microseconds


def pending_invitations(group: Group) -> QuerySet[Invitation]:
    """Those that can still be accepted, oldest first."""
    return (
        Invitation.objects.filter(
            group=group, status=InvitationStatus.PENDING, expires_at__gt=timezone.now()
        )
        .select_related("invited_by")
        .order_by("created_at", "pk")
    )


def pending_invitation(group: Group, invitation_id: str) -> Invitation:
    guid = parse_guid(invitation_id)
    invitation = pending_invitations(group).filter(pk=guid).first() if guid else None
    if invitation is None:
        raise InvitationNotFound
    return invitation


def group_invitation_on_the_wire(invitation: Invitation) -> dict[str, Any]:
    return {
        "id": invitation.pk,
        "email": invitation.email,
        "invitedByEmail": invitation.invited_by.email,
        "status": invitation.status,
        "createdDate": wire_time_in_microseconds(invitation.created_at),
        "expirationDate": wire_time_in_microseconds(invitation.expires_at),
    }
