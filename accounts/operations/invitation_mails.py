"""The mails about invitations: to those invited, and a reminder to those who invite."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.core.mail import EmailMultiAlternatives, get_connection
from django.db.models.functions import Lower
from django.template.loader import render_to_string

from accounts.models import Invitation, User
from accounts.operations.invitation_links import invitation_link
from accounts.queries.invitations import with_all_shown


def mail_invitations(invitation_ids: Iterable[UUID]) -> None:
    """Sends the mails of pending invitations, all through one connection.

    None to the address of a service, which may be invited after it was removed.
    """
    rows = with_all_shown(Invitation.objects.pending().filter(pk__in=list(invitation_ids)))
    services = _services_among(invitation.email_folded for invitation in rows)
    _send([_invitation_mail(each) for each in rows if each.email_folded not in services])


def mail_reminder(inviter: User, invitations: Sequence[Invitation]) -> None:
    """Tells a person which of their invitations end soon."""
    subject = (
        "An invitation of yours ends soon"
        if len(invitations) == 1
        else f"{len(invitations)} invitations of yours end soon"
    )
    context = {"inviter": inviter, "invitations": invitations}
    _send([_mail(inviter.email, subject, "reminder", context)])


def _services_among(folded: Iterable[str]) -> set[str]:
    people = User.objects.annotate(folded=Lower("email")).filter(folded__in=list(folded))
    return set(people.filter(is_service=True).values_list("folded", flat=True))


def _invitation_mail(invitation: Invitation) -> EmailMultiAlternatives:
    inviter = invitation.invited_by
    context = {
        "invitation": invitation,
        "inviter": inviter,
        "role_names": [offer.role.display_name for offer in invitation.role_offers.all()],
        "link": invitation_link(invitation),
    }
    place = invitation.group.name if invitation.group else invitation.itwin.display_name
    subject = f"{inviter.display_name} invites you to {place}"
    return _mail(invitation.email, subject, "invitation", context)


def _mail(to: str, subject: str, name: str, context: dict[str, Any]) -> EmailMultiAlternatives:
    words = " ".join(subject.split())  # a name may hold a line break, a subject must not
    plain = render_to_string(f"accounts/mails/{name}.txt", context).strip() + "\n"
    mail = EmailMultiAlternatives(words, plain, to=[to])
    mail.attach_alternative(render_to_string(f"accounts/mails/{name}.html", context), "text/html")
    return mail


def _send(mails: list[EmailMultiAlternatives]) -> None:
    if mails:
        get_connection().send_messages(mails)
