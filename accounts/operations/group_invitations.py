"""Inviting people to an Account's group who are not of its organization."""

from collections.abc import Iterable

from accounts.models import Group, Invitation, User
from accounts.operations.invitations import Offer, invite
from twins.choices import Channel


def invite_to_group(
    *, group: Group, emails: Iterable[str], by: User, through: Channel = Channel.API
) -> list[Invitation]:
    """Invites each address that has no pending invitation to the group, which the caller holds."""
    new = {email.lower(): email for email in emails}
    pending = Invitation.objects.pending().filter(group=group, email_folded__in=new)
    for folded in pending.values_list("email_folded", flat=True):
        new.pop(folded, None)
    offers = map(Offer, new.values())
    return invite(itwin=group.itwin, offers=offers, by=by, group=group, through=through)
