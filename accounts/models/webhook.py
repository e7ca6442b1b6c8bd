"""Webhooks: addresses that are told what happened; and the outbox, from which they are told."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.choices import DeliveryStatus, WebhookScope
from itwins_site.ordered_json import OrderedJSONField
from itwins_site.sealed import SealedJSONField


class Webhook(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    callback_url = models.CharField("callback URL", max_length=2048)
    scope = models.CharField(max_length=8, choices=WebhookScope)
    # The Account or the iTwin that it speaks of.
    itwin = models.ForeignKey("twins.ITwin", models.CASCADE, related_name="webhooks")
    event_types = models.JSONField(default=list)
    is_active = models.BooleanField("active", default=False)
    # What happened before is not told.
    active_since = models.DateTimeField(null=True, blank=True)
    secret = SealedJSONField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index("itwin", name="webhook_to_tell", condition=Q(is_active=True))]

    def __str__(self) -> str:
        return self.callback_url


class Event(models.Model):
    """Something that happened, written in the transaction in which it happened: the outbox."""

    # Its number says which was first; gaps mean nothing.
    event_type = models.CharField(max_length=64)
    # No foreign keys: the iTwin may be purged before everybody is told.
    itwin_id = models.UUIDField()
    account_id = models.UUIDField()
    content = OrderedJSONField()
    enqueued_at = models.DateTimeField(auto_now_add=True)
    # Until it has been found out who is to be told.
    is_new = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index("id", name="event_to_spread", condition=Q(is_new=True)),
            models.Index("enqueued_at", name="event_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.event_type} of {self.itwin_id}"


class WebhookDelivery(models.Model):
    """One event for one webhook: its id is the message's, the same at every attempt."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    event = models.ForeignKey(Event, models.CASCADE, related_name="deliveries")
    status = models.CharField(max_length=16, choices=DeliveryStatus, default=DeliveryStatus.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    # Also the lease: whoever tries moves it on first, so no two workers try at once.
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    last_attempt_at = models.DateTimeField(null=True, blank=True)
    last_answer = models.CharField(max_length=255, blank=True)

    class Meta:
        verbose_name_plural = "webhook deliveries"
        constraints = [
            models.UniqueConstraint("webhook", "event", name="webhook_is_told_once"),
        ]
        indexes = [
            models.Index(
                "next_attempt_at",
                name="delivery_to_try",
                condition=Q(status=DeliveryStatus.PENDING),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.status} {self.event_id} to {self.webhook_id}"
