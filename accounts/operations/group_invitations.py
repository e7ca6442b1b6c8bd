"""Inviting people to an Account's group who are not of its organization."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.choices import InvitationStatus
from accounts.errors import InvitationNotFound
from accounts.models import Group, Invitation, User
from accounts.queries.group_invitations import pending_invitations

_LIFE_TIME = timedelta(days=7)


@transaction.atomic
def invite_to_group(*, group: Group, emails: Iterable[str], by: User) -> list[Invitation]:
    """Invites each address that has no pending invitation to the group yet."""
    by_folded = {email.lower(): email for email in emails}
    pending = pending_invitations(group).filter(email_folded__in=by_folded)
    for folded in pending.values_list("email_folded", flat=True):
        by_folded.pop(folded, None)
    now = timezone.now()
    return Invitation.objects.bulk_create(
        Invitation(
            itwin_id=group.itwin_id,
            group=group,
            email=email,
            email_folded=folded,
            invited_by=by,
            created_at=now,
            expires_at=now + _LIFE_TIME,
        )
        for folded, email in by_folded.items()
    )


@transaction.atomic
def cancel_group_invitation(*, invitation_id: UUID) -> None:
    """Takes a pending invitation back; raises InvitationNotFound if it was answered meanwhile."""
    pending = Invitation.objects.filter(pk=invitation_id, status=InvitationStatus.PENDING)
    if not pending.update(status=InvitationStatus.CANCELLED):
        raise InvitationNotFound
