"""What has to be done about invitations every day: end them, remind of them, forget them."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from smtplib import SMTPException

from django.db import transaction
from django.utils import timezone

from accounts.choices import InvitationStatus
from accounts.models import Invitation
from accounts.operations.invitation_mails import mail_reminder
from accounts.queries.invitations import with_all_shown

REMIND_BEFORE = timedelta(hours=48)
KEEP_ENDED = timedelta(days=90)


@dataclass(frozen=True)
class Round:
    """What one round has done; `failed` names whom no mail could be sent to, and why."""

    reminded: int
    expired: int
    forgotten: int
    failed: list[str]


def make_round() -> Round:
    """Everything that is due now; as often as one likes, nobody is reminded twice."""
    reminded, failed = 0, []
    for invitations in ending_soon():
        try:
            remind(invitations)
            reminded += 1
        except (OSError, SMTPException) as error:
            failed.append(f"{invitations[0].invited_by} ({error})")
    return Round(reminded, mark_expired(), forget_ended(), failed)


def mark_expired() -> int:
    """Marks the invitations whose time is over; returns how many."""
    over = Invitation.objects.filter(
        status=InvitationStatus.PENDING, expires_at__lte=timezone.now()
    )
    return over.update(status=InvitationStatus.EXPIRED)


def forget_ended() -> int:
    """Deletes those that ended long ago; returns how many."""
    ended = Invitation.objects.exclude(status=InvitationStatus.PENDING)
    rows = ended.filter(expires_at__lt=timezone.now() - KEEP_ENDED)
    return rows.delete()[1].get("accounts.Invitation", 0)


def ending_soon() -> list[list[Invitation]]:
    """The invitations to remind of, those of each sender together."""
    due = Invitation.objects.pending().filter(
        expires_at__lte=timezone.now() + REMIND_BEFORE,
        reminded_at__isnull=True,
        invited_by__is_active=True,
        invited_by__is_service=False,  # which reads no mail
        itwin__deleted_at__isnull=True,
    )
    rows = with_all_shown(due).order_by("invited_by", "expires_at", "id")
    return [list(group) for _, group in groupby(rows, lambda row: row.invited_by_id)]


@transaction.atomic
def remind(invitations: list[Invitation]) -> None:
    """Reminds their sender, once: a mail that cannot be sent is tried again at the next round."""
    ids = [invitation.pk for invitation in invitations]
    # Held, because another worker may be making its round too.
    held = Invitation.objects.select_for_update().filter(pk__in=ids, reminded_at__isnull=True)
    due = set(held.values_list("pk", flat=True))
    Invitation.objects.filter(pk__in=due).update(reminded_at=timezone.now())
    if due:
        sender = invitations[0].invited_by
        mail_reminder(sender, [each for each in invitations if each.pk in due])
