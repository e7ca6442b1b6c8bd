"""Inviting people, and withdrawing what was offered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from accounts.choices import InvitationStatus
from accounts.errors import InvitationNotFound
from accounts.models import Group, Invitation, InvitationRole, User
from accounts.operations.invitation_mails import mail_invitations
from twins.models import ITwin

LIFETIME = timedelta(days=7)


@dataclass(frozen=True)
class Offer:
    """What one person is offered: roles, ownership, or (see `invite`) a place in a group."""

    email: str
    role_ids: Sequence[UUID] = field(default_factory=list)
    makes_owner: bool = False
    invitation_id: UUID | None = None


@transaction.atomic
def invite(
    *,
    itwin: ITwin,
    offers: Iterable[Offer],
    by: User,
    message: str = "",
    group: Group | None = None,
    at: datetime | None = None,
    is_mailed: bool = True,
) -> list[Invitation]:
    """Offers each person what stands in their offer; the mails leave when the offers are kept.

    Several invitations to one address may be pending at once. With `group`, an Account's, they
    offer to be listed there; with `at`, they are as if made then.
    """
    now = at or timezone.now()
    invitations, roles = [], []
    for place, offer in enumerate(offers):
        # A microsecond apart: lists, ordered by creation, show them in the order asked for.
        created = now + timedelta(microseconds=place)
        invitation = Invitation(
            id=offer.invitation_id or uuid4(),
            itwin=itwin,
            group=group,
            email=offer.email,
            email_folded=offer.email.lower(),
            invited_by=by,
            makes_owner=offer.makes_owner,
            message=message,
            created_at=created,
            expires_at=created + LIFETIME,
        )
        invitations.append(invitation)
        roles += [
            InvitationRole(invitation=invitation, role_id=role_id, position=position)
            for position, role_id in enumerate(dict.fromkeys(offer.role_ids))
        ]
    Invitation.objects.bulk_create(invitations)
    InvitationRole.objects.bulk_create(roles)
    if invitations and is_mailed:
        _mail_when_kept([invitation.pk for invitation in invitations])
    return invitations


def _mail_when_kept(invitation_ids: list[UUID]) -> None:
    def mail() -> None:
        mail_invitations(invitation_ids)

    # Robust: what was answered stands, though the mail server may be down. That is logged.
    transaction.on_commit(mail, robust=True)


def cancel_invitation(invitation: Invitation) -> None:
    """Withdraws an offer, or declines it; raises InvitationNotFound when it is over already."""
    pending = Invitation.objects.pending().filter(pk=invitation.pk)
    if not pending.update(status=InvitationStatus.CANCELLED):
        raise InvitationNotFound
