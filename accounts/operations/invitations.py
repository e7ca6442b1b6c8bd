"""Inviting people, and withdrawing what was offered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from accounts.choices import InvitationStatus
from accounts.errors import InvitationNotFound
from accounts.models import Group, Invitation, InvitationRole, Role, User
from accounts.operations import audit, events
from accounts.operations.invitation_mails import mail_invitations
from accounts.queries.roles import OWNER_ROLE_NAME
from twins.choices import AuditOperation, Channel
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
    through: Channel = Channel.API,
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
    if invitations:
        events.tell_of_invitations(itwin, invitations)
        _write_down_sent(itwin, invitations, roles, by=by, through=through)
    if invitations and is_mailed:
        _mail_when_kept([invitation.pk for invitation in invitations])
    return invitations


def _mail_when_kept(invitation_ids: list[UUID]) -> None:
    def mail() -> None:
        mail_invitations(invitation_ids)

    # Robust: what was answered stands, though the mail server may be down. That is logged.
    transaction.on_commit(mail, robust=True)


@transaction.atomic
def cancel_invitation(
    invitation: Invitation, *, by: User, through: Channel = Channel.API, reason: str = ""
) -> None:
    """Withdraws an offer, or declines it; raises InvitationNotFound when it is over already."""
    pending = Invitation.objects.pending().filter(pk=invitation.pk)
    if not pending.update(status=InvitationStatus.CANCELLED):
        raise InvitationNotFound
    change = (InvitationStatus.PENDING, InvitationStatus.CANCELLED)
    _write_down(invitation.itwin, [invitation], change, by=by, through=through, reason=reason)


def write_down_acceptance(
    itwin: ITwin, invitations: Iterable[Invitation], *, by: User, through: Channel
) -> None:
    change = (InvitationStatus.PENDING, InvitationStatus.ACCEPTED)
    _write_down(itwin, invitations, change, by=by, through=through)


def _write_down_sent(
    itwin: ITwin,
    invitations: Iterable[Invitation],
    offers: Iterable[InvitationRole],
    *,
    by: User,
    through: Channel,
) -> None:
    offered: dict[UUID, list[str]] = {}
    names = dict(
        Role.objects.filter(pk__in={offer.role_id for offer in offers}).values_list(
            "pk", "display_name"
        )
    )
    for offer in offers:
        offered.setdefault(offer.invitation_id, []).append(names[offer.role_id])
    changes: audit.Changes = {}
    for invitation in invitations:
        what = _offer_in_words(invitation, offered.get(invitation.pk, []))
        audit.note(changes, _called(invitation), None, f"{invitation.status}: {what}")
    audit.record(AuditOperation.INVITATIONS_CHANGED, itwin, by=by, through=through, changes=changes)


def _offer_in_words(invitation: Invitation, role_names: Iterable[str]) -> str:
    if invitation.group is not None:
        return f"group {invitation.group.name}"
    return ", ".join([*role_names, *([OWNER_ROLE_NAME] if invitation.makes_owner else [])])


def _called(invitation: Invitation) -> str:
    return f"invitation of {invitation.email}"


def _write_down(
    itwin: ITwin,
    invitations: Iterable[Invitation],
    change: tuple[str, str],
    *,
    by: User,
    through: Channel,
    reason: str = "",
) -> None:
    changes: audit.Changes = {}
    for invitation in invitations:
        audit.note(changes, _called(invitation), *change)
    audit.record(
        AuditOperation.INVITATIONS_CHANGED,
        itwin,
        by=by,
        through=through,
        changes=changes,
        reason=reason,
    )
