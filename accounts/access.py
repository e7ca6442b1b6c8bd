"""Fetching an iTwin and being allowed to: one act, so that neither can be forgotten."""

from uuid import UUID

from accounts.choices import WebhookScope
from accounts.errors import (
    ApplicationNotFound,
    InsufficientPermissions,
    InvalidWebhookRequest,
    WebhookNotFound,
    invalid_value,
)
from accounts.models import (
    AccountOwnership,
    Application,
    Invitation,
    User,
    VisibleITwin,
    Webhook,
)
from accounts.permissions import Permission, permissions_of
from accounts.queries.applications import applications_managed_by
from accounts.queries.invitations import pending_invitation
from accounts.queries.query_scope import visible_to
from accounts.queries.webhooks import webhooks_managed_by
from itwins_site.wire.guids import parse_guid
from twins.errors import ITwinNotFound
from twins.models import ITwin


def itwin_for(
    user: User, itwin_id: str | UUID, to: Permission | tuple[Permission, ...] = ()
) -> ITwin:
    """The iTwin with that id, if `user` may see it and has the permission `to` (or one of several).

    Raises ITwinNotFound for an unknown, malformed, deleted or invisible id (a stranger learns
    nothing from guessing), InsufficientPermissions for one that is seen but not permitted.
    """
    seen = visible_to(user).filter(pk=as_itwin_id(itwin_id))
    itwin = seen.select_related("picture").first()
    if itwin is None:
        raise ITwinNotFound
    wanted = (to,) if isinstance(to, Permission) else to
    if wanted and permissions_of(user, itwin).isdisjoint(wanted):
        raise InsufficientPermissions
    return itwin


def itwin_to_collect(user: User, itwin_id: str | UUID) -> ITwin:
    """The iTwin that `user` may star or use: members and administrators only.

    These two operations publish a 403: for an iTwin of the person's own organization.
    """
    found = ITwin.objects.live().filter(pk=as_itwin_id(itwin_id)).first()
    if found is None:
        raise ITwinNotFound
    if VisibleITwin.objects.filter(user=user, itwin=found).exists():
        return found
    if (
        user.organization_id is None
        or not AccountOwnership.objects.filter(
            account=found.account_id, organization=user.organization_id
        ).exists()
    ):
        raise ITwinNotFound
    if not user.is_organization_administrator:
        raise InsufficientPermissions
    return found


def existing_itwin(itwin_id: str | UUID) -> ITwin:
    """An iTwin that is there, whoever asks: for those who were invited and see nothing yet."""
    itwin = ITwin.objects.live().filter(pk=as_itwin_id(itwin_id)).first()
    if itwin is None:
        raise ITwinNotFound
    return itwin


def invitation_for(user: User, itwin_id: str, invitation_id: str) -> Invitation:
    """A pending member invitation, for whom it is addressed to, its sender and the owners.

    To those invited the iTwin is no secret, though they are no members yet.
    """
    itwin = existing_itwin(itwin_id)
    pending = Invitation.objects.pending().to_members().filter(itwin=itwin)
    is_invited = pending.addressed_to(user.email).exists()
    if not is_invited and not visible_to(user).filter(pk=itwin.pk).exists():
        raise ITwinNotFound
    held = permissions_of(user, itwin)
    if not is_invited and Permission.MEMBERSHIP not in held:
        raise InsufficientPermissions
    found = pending_invitation(itwin, invitation_id)
    is_theirs = found.email_folded == user.email.lower() or found.invited_by_id == user.pk
    if not is_theirs and Permission.FULL_CONTROL not in held:
        raise InsufficientPermissions
    return found


def invitation_to_cancel(user: User, itwin_id: str, invitation_id: str) -> Invitation:
    """A pending member invitation, for a member who sent it or may remove members."""
    itwin = itwin_for(user, itwin_id, to=Permission.MEMBERSHIP)
    found = pending_invitation(itwin, invitation_id)
    if found.invited_by_id != user.pk and permissions_of(user, itwin).isdisjoint(
        {Permission.FULL_CONTROL, Permission.REMOVE_MEMBER}
    ):
        raise InsufficientPermissions
    return found


def webhook_for(user: User, webhook_id: str) -> Webhook:
    """A webhook that `user` may manage; for everybody else there is none, whatever they see."""
    wanted = parse_guid(webhook_id)
    found = wanted and webhooks_managed_by(user).filter(pk=wanted).first()
    if not found:
        raise WebhookNotFound
    return found


def application_for(user: User, application_id: int) -> Application:
    """An application that `user` may manage; for everybody else there is none."""
    found = applications_managed_by(user).filter(pk=application_id).first()
    if found is None:
        raise ApplicationNotFound
    return found


def place_of_webhook(user: User, scope: WebhookScope, itwin_id: UUID) -> ITwin:
    """The Account or the iTwin that `user` may have a webhook speak of."""
    if scope == WebhookScope.ITWIN:
        return itwin_for(user, itwin_id, to=Permission.MAINTAIN_WEBHOOKS)
    account = itwin_for(user, itwin_id, to=Permission.ADMINISTRATION)
    if not account.is_account:
        raise InvalidWebhookRequest(invalid_value("scopeId"))
    return account


def as_itwin_id(text: str | UUID) -> UUID:
    """The id that a path segment spells; anything else is the id of no iTwin."""
    itwin_id = text if isinstance(text, UUID) else parse_guid(text)
    if itwin_id is None:
        raise ITwinNotFound
    return itwin_id
