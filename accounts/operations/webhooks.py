"""Making, changing and removing webhooks."""

import secrets

from django.db import transaction
from django.utils import timezone

from accounts.choices import DeliveryStatus
from accounts.errors import InvalidWebhookRequest, WebhookNotFound, too_many
from accounts.models import User, Webhook
from accounts.operations.locks import hold_itwin
from accounts.queries.webhooks import NewWebhook, WebhookChanges
from twins.models import ITwin

MOST_WEBHOOKS = 20
_SWITCHED_OFF = "The webhook was switched off."


@transaction.atomic
def create_webhook(*, itwin: ITwin, new: NewWebhook, by: User) -> Webhook:
    """Adds a webhook, which tells nothing before it is active; its secret is made here."""
    itwin = hold_itwin(itwin)
    if itwin.webhooks.count() >= MOST_WEBHOOKS:  # each multiplies what every event costs
        raise InvalidWebhookRequest(too_many())
    return Webhook.objects.create(
        callback_url=new.callback_url,
        scope=new.scope,
        itwin=itwin,
        event_types=new.event_types,
        secret=secrets.token_hex(32),
        created_by=by,
    )


@transaction.atomic
def change_webhook(*, webhook: Webhook, changes: WebhookChanges) -> Webhook:
    """Changes what is given. Whatever happens while a webhook is inactive is never told.

    What waits to be told when it is switched off is given up. Raises WebhookNotFound when it was
    deleted meanwhile.
    """
    held = _hold(webhook)
    if changes.callback_url is not None:
        held.callback_url = changes.callback_url
    if changes.event_types is not None:
        held.event_types = changes.event_types
    if changes.is_active is not None and changes.is_active != held.is_active:
        held.is_active = changes.is_active
        if held.is_active:
            held.active_since = timezone.now()
        else:
            held.deliveries.filter(status=DeliveryStatus.PENDING).update(
                status=DeliveryStatus.DEAD, next_attempt_at=None, last_answer=_SWITCHED_OFF
            )
    # Not the secret: sealed anew it would look different, and is the same.
    held.save(update_fields=["callback_url", "event_types", "is_active", "active_since"])
    return held


@transaction.atomic
def delete_webhook(*, webhook: Webhook) -> None:
    """Takes a webhook away, with what was and what was to be told."""
    held = _hold(webhook)
    deliveries = held.deliveries.all()
    deliveries._raw_delete(deliveries.db)  # noqa: SLF001 -- at once, however many
    held.delete()


def _hold(webhook: Webhook) -> Webhook:
    rows = Webhook.objects.select_for_update(of=("self",)).defer("secret")
    held = rows.filter(pk=webhook.pk).first()
    if held is None:
        raise WebhookNotFound
    return held
