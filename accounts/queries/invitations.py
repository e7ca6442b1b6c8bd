"""Invitations: which a person may see, and how the API shows them."""

from typing import Any

from django.db.models import Prefetch, QuerySet

from accounts.errors import InvitationNotFound
from accounts.models import Invitation, InvitationRole, User
from accounts.permissions import Permission, permissions_of
from accounts.queries.members import represent_owner_role, represent_role
from itwins_site.wire.guids import parse_guid
from itwins_site.wire.rendering import wire_time_in_microseconds
from twins.models import ITwin


def invitations_seen_by(user: User, itwin: ITwin) -> QuerySet[Invitation]:
    """The pending member invitations to an iTwin: all of them for owners, else those sent."""
    pending = Invitation.objects.pending().to_members().filter(itwin=itwin)
    if Permission.FULL_CONTROL not in permissions_of(user, itwin):
        pending = pending.filter(invited_by=user)
    return with_all_shown(pending).order_by("created_at", "id")


def pending_invitation(itwin: ITwin, invitation_id: str) -> Invitation:
    """The pending member invitation that a path names, or InvitationNotFound."""
    guid = parse_guid(invitation_id)
    pending = with_all_shown(Invitation.objects.pending().to_members().filter(itwin=itwin))
    found = pending.filter(pk=guid).first() if guid else None
    if found is None:
        raise InvitationNotFound
    return found


def with_all_shown(invitations: QuerySet[Invitation]) -> QuerySet[Invitation]:
    """The same, with everything that is shown of them read at once."""
    offers = InvitationRole.objects.select_related("role").order_by("position", "id")
    return invitations.select_related(
        "itwin", "group", "invited_by__organization"
    ).prefetch_related(Prefetch("role_offers", queryset=offers))


def represent_invitation(invitation: Invitation) -> dict[str, Any]:
    """An invitation as the API shows it; one to a group offers no roles."""
    inviter = invitation.invited_by
    shown = {
        "id": str(invitation.pk),
        "email": invitation.email,
        "invitedByEmail": inviter.email,
        "inviterGivenName": inviter.given_name,
        "inviterSurname": inviter.surname,
        "projectDisplayName": invitation.itwin.display_name,
        "inviterOrganization": inviter.organization.name if inviter.organization else None,
        "status": invitation.status,
        "createdDate": wire_time_in_microseconds(invitation.created_at),
        "expirationDate": wire_time_in_microseconds(invitation.expires_at),
    }
    return shown if invitation.group_id else shown | {"roles": _roles(invitation)}


def represent_invitations(invitations: list[Invitation]) -> list[dict[str, Any]]:
    """Invitations that were just made, in their order."""
    rows = with_all_shown(Invitation.objects.filter(pk__in=[each.pk for each in invitations]))
    found = {row.pk: row for row in rows}
    return [represent_invitation(found[each.pk]) for each in invitations]


def _roles(invitation: Invitation) -> list[dict[str, str]]:
    roles = [represent_role(offer.role) for offer in invitation.role_offers.all()]
    return [*roles, represent_owner_role(invitation.itwin)] if invitation.makes_owner else roles
